package meeting_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
)

// TestRowLaws: any order of keep, drop, join, split and undo leaves rows that cover the text whole and once, and the
// tables stay what the events say.
func TestRowLaws(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	thing := o.held("2026-11-13")
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"要做好甲事。", "背景一句。", "会议指出，要做乙；", "\n\n", "要丙 。"}),
			1, 8).Draw(t, "text")
		text := "要先做。"
		for _, p := range parts {
			text += p
		}
		b, err := o.Cut(o.ctx, disp, o.ID(), thing, text)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			rows, _ := o.rows(b, false)
			r := rapid.SampledFrom(rows).Draw(t, "row")
			s := meeting.Step{Row: r.ID, Ver: r.Ver, At: rapid.IntRange(0, 6).Draw(t, "at"), Type: meeting.Principle}
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				err = o.Keep(o.ctx, disp, o.ID(), b, s)
			case 1:
				err = o.Drop(o.ctx, disp, o.ID(), b, s)
			case 2:
				err = o.Join(o.ctx, disp, o.ID(), b, s)
			case 3:
				err = o.Split(o.ctx, disp, o.ID(), b, s)
			case 4:
				err = o.Undo(o.ctx, disp, o.ID(), b)
			}
			if err != nil && fault.Of(err).Kind != fault.Conflict && fault.Of(err).Kind != fault.Invalid {
				t.Fatal(err)
			}
			after, source := o.rows(b, false)
			at, open := 0, 0
			for _, r := range after {
				if r.Start != at || r.End <= r.Start {
					t.Fatalf("%+v does not begin at %d", r, at)
				}
				if at = r.End; r.State == meeting.OpenRow {
					open++
				}
			}
			s2, _, err := o.Breakdown(o.ctx, disp, b)
			if err != nil || at != len(source) || s2.Open != open {
				t.Fatalf("%d of %d covered, %d open, counted %d: %v", at, len(source), open, s2.Open, err)
			}
		}
	})
	o.sound()
}

// TestOnlyAddressees: who is neither of the office nor an addressee learns of an instruction by no door of the part.
func TestOnlyAddressees(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	areas := []area.Code{citytest.County, citytest.Street, citytest.Village, citytest.Other}
	posts := []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Leader, matter.Auditor, matter.Administrator,
		matter.Verifier, matter.Inspector, matter.UnitClerk, matter.UnitHead}
	units := []int64{o.Units["jie"], o.Units["she"], o.Units["new"]}
	people := []int64{o.Who["clerk"].Person, o.Who["head"].Person, o.Who["ver"].Person, o.Who["far"].Person}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		e := meeting.Entry{Kind: rapid.SampledFrom(meeting.Kinds()).Draw(t, "kind"), Title: fmt.Sprintf("秘而不宣%d", n),
			From: "书记", Day: o.day("2026-11-13"), Area: rapid.SampledFrom(areas).Draw(t, "area"),
			Text: "请抓紧办理。", Units: rapid.SliceOfNDistinct(rapid.SampledFrom(units), 0, 2, rapid.ID).Draw(t, "units"),
			People: rapid.SliceOfNDistinct(rapid.SampledFrom(people), 0, 2, rapid.ID).Draw(t, "people")}
		if e.Kind == meeting.Meeting {
			e.Body = "会议"
		}
		id, err := o.Register(o.ctx, org.Caller{System: true}, o.ID(), e)
		if err != nil {
			t.Fatal(err)
		}
		c := org.Caller{Person: rapid.SampledFrom(people).Draw(t, "who"), Posts: []org.Post{{
			Kind: rapid.SampledFrom(posts).Draw(t, "post"), Area: rapid.SampledFrom(areas).Draw(t, "at")}}}
		if k := c.Posts[0].Kind; k == matter.UnitClerk || k == matter.UnitHead {
			c.Posts[0].Unit = rapid.SampledFrom(units).Draw(t, "unit")
		}
		p := c.Posts[0]
		office := (p.Kind == matter.Dispatcher || p.Kind == matter.Supervisor) && p.Area.Contains(e.Area)
		may := office || slices.Contains(e.People, c.Person) || p.Unit != 0 && slices.Contains(e.Units, p.Unit)
		_, err = o.Look(o.ctx, c, id)
		if may != (err == nil) || err != nil && fault.Of(err).Kind != fault.Missing {
			t.Fatalf("may %v: %v", may, err)
		}
		for _, f := range []meeting.Filter{{}, {Kind: e.Kind}, {Words: e.Title}} {
			if got := o.listed(t, c, f, id); got != may {
				t.Fatalf("%+v lists it: %v, want %v", f, got, may)
			}
		}
		o.closed(t, c, id, e, office, may)
	})
	o.sound()
}

func (o *town) listed(t *rapid.T, c org.Caller, f meeting.Filter, id int64) bool {
	var behind meeting.Place
	for {
		list, next, err := o.Meetings.List(o.ctx, c, f, behind, 7)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(list, func(x meeting.Thing) bool { return x.ID == id }) {
			return true
		}
		if behind = next; next.ID == 0 {
			return false
		}
	}
}

// closed tries the other doors: the breakdown, the papers, the commands.
func (o *town) closed(t *rapid.T, c org.Caller, id int64, e meeting.Entry, office, may bool) {
	kind := func(err error) fault.Kind { return fault.Of(err).Kind }
	papers, err := o.Papers(o.ctx, c, id)
	if !office && (err == nil || kind(err) != fault.Missing || papers != nil) {
		t.Fatalf("papers: %v", err)
	}
	if files, err := o.FilesOf(o.ctx, c, &meeting.Thing{ID: id, Entry: e}); may != (err == nil) || files != nil {
		t.Fatalf("files: %v", err)
	}
	if _, _, err := o.OpenFile(o.ctx, c, id, 1); kind(err) != fault.Missing {
		t.Fatalf("a file: %v", err)
	}
	if err := o.Withdraw(o.ctx, c, o.ID(), id, "x"); !may && kind(err) != fault.Missing ||
		may && !office && kind(err) != fault.Denied {
		t.Fatalf("withdraw: %v", err)
	}
	b, err := o.Cut(o.ctx, org.Caller{System: true}, o.ID(), id, "要保密办理。")
	if fault.Code(err) == "meeting_withdrawn" {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Breakdown(o.ctx, c, b); office != (err == nil) || err != nil && kind(err) != fault.Missing {
		t.Fatalf("breakdown: %v", err)
	}
	if _, err := o.Content(o.ctx, c, b); !office && kind(err) != fault.Missing {
		t.Fatalf("content: %v", err)
	}
	for _, do := range []func() error{func() error { return o.Submit(o.ctx, c, o.ID(), b) },
		func() error { return o.Confirm(o.ctx, c, o.ID(), b) }, func() error { return o.Undo(o.ctx, c, o.ID(), b) },
		func() error { return o.MakePaper(o.ctx, c, o.ID(), id) }} {
		if err := do(); !may && kind(err) != fault.Missing {
			t.Fatalf("a command says more: %v", err)
		}
	}
}
