package bulletin_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/node"
)

// TestSumLaws: units and counties add up to the whole, whatever the order; nobody with few tasks is judged, and what is
// due is either in time, late or overdue.
func TestSumLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var list []bulletin.Record
		for i := range rapid.IntRange(0, 60).Draw(t, "n") {
			r := bulletin.Record{Matter: int64(i), Unit: rapid.Int64Range(1, 5).Draw(t, "unit"),
				County: area.Code(430400000000 + rapid.Int64Range(1, 3).Draw(t, "county")*1_000_000)}
			if rapid.Bool().Draw(t, "due") {
				r.Flags = bulletin.Due | rapid.SampledFrom([]bulletin.Flag{bulletin.InTime, bulletin.Late,
					bulletin.Overdue}).Draw(t, "how")
			}
			if rapid.Bool().Draw(t, "behind") {
				r.Flags |= bulletin.Behind
			}
			list = append(list, r)
		}
		least := rapid.IntRange(1, 8).Draw(t, "least")
		all, units := bulletin.Sum(list, nil), bulletin.ByUnit(list, nil, least, []int64{3})
		again := bulletin.ByUnit(rapid.Permutation(list).Draw(t, "order"), nil, least, []int64{3})
		for _, lines := range [][]bulletin.Line{units, bulletin.ByCounty(list)} {
			for _, f := range bulletin.Flags() {
				n := 0
				for _, l := range lines {
					n += l.N(f)
				}
				if n != all.N(f) {
					t.Fatalf("figure %d: %d in all lines, %d in the sum", f, n, all.N(f))
				}
			}
		}
		for i, l := range units {
			if l.Judged != (l.N(bulletin.Due) >= least && l.Unit != 3) || l.Unit != again[i].Unit {
				t.Fatalf("%+v, again %+v", l, again[i])
			}
			if l.N(bulletin.Due) != l.N(bulletin.InTime)+l.N(bulletin.Late)+l.N(bulletin.Overdue) {
				t.Fatalf("%+v", l)
			}
			if l.Fine() && l.Poor() || !l.Judged && (l.Fine() || l.Poor()) {
				t.Fatalf("%+v is fine and poor", l)
			}
		}
	})
}

// town is a city with its bulletins.
type town struct {
	*citytest.Office
	*bulletin.Bulletins
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	return &town{o, part.Get[*bulletin.Bulletins](o.Values), context.Background()}
}

func (o *town) task(unit string) int64 {
	o.T.Helper()
	id := o.Give("sup", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: citytest.Village,
		Title: "整治", Text: "按会议要求整治"})
	o.Give("disp", id, &matter.List{Category: "task.meeting"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units[unit]})
	return id
}

// TestAFigureIsFrozen: what becomes of the tasks later changes nothing; each figure knows its tasks; a village's unit
// stands in the sums alone.
func TestAFigureIsFrozen(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	from := o.Office.Now()
	done, open, village := o.task("jie"), o.task("jie"), o.task("she")
	o.Give("head", done, &matter.Sign{})
	o.Give("head", done, &matter.Fix{Note: "好了"})
	n := part.Get[*node.Nodes](o.Values)
	if err := n.Set(o.ctx, o.Who["sup"], o.ID(), open, "decision"); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Give(o.ctx, o.Who["sup"], o.ID(), node.Giving{Unit: o.Units["jie"], Colour: node.RedCard,
		Matters: []int64{open}, Reason: "不动", From: from, Until: from.Plus(9e12)}); err != nil {
		t.Fatal(err)
	}
	o.Advance(40 * 24 * time.Hour)
	a := bulletin.Asking{Title: "通报", Area: citytest.City, From: from - 1, Until: o.Office.Now()}
	for code, spoil := range map[string]func(*bulletin.Asking){
		"bulletin_words":  func(a *bulletin.Asking) { a.Title = "" },
		"bulletin_long":   func(a *bulletin.Asking) { a.Title = strings.Repeat("报", 61) },
		"bulletin_secret": func(a *bulletin.Asking) { a.Title = "机密★1年" },
		"bulletin_period": func(a *bulletin.Asking) { a.Until = a.From },
		"area_unknown":    func(a *bulletin.Asking) { a.Area = citytest.Village },
		"source_unknown":  func(a *bulletin.Asking) { a.Source = "x" },
	} {
		b := a
		spoil(&b)
		if _, err := o.Make(o.ctx, o.Who["sup"], o.ID(), b); fault.Code(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := o.Make(o.ctx, o.Who["disp"], o.ID(), a); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	cmd := o.ID()
	id, err := o.Make(o.ctx, o.Who["sup"], cmd, a)
	if err != nil {
		t.Fatal(err)
	}
	o.Give("clerk", village, &matter.Sign{})
	o.Give("clerk", village, &matter.Fix{Note: "好了"})
	if again, err := o.Make(o.ctx, o.Who["sup"], cmd, a); err != nil || again != id {
		t.Error(again, err)
	}
	s, err := o.Sheet(o.ctx, o.Who["sup"], id)
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[bulletin.Flag][]int64{bulletin.Due: {done, open, village}, bulletin.InTime: {done},
		bulletin.Overdue: {open, village}, bulletin.Behind: {open}, bulletin.Late: nil} {
		got := s.Behind(f, 0, 0)
		slices.Sort(got)
		if !slices.Equal(got, want) || s.All.N(f) != len(want) {
			t.Errorf("figure %d: %v of %d, want %v", f, got, s.All.N(f), want)
		}
	}
	if !slices.Equal(s.Apart, []int64{o.Units["she"]}) || s.All.Cards != 1 {
		t.Errorf("apart %v, %d cards", s.Apart, s.All.Cards)
	}
	c, err := o.Content(o.ctx, o.Who["sup"], id)
	if err != nil || len(c.Rows) != 1 || c.Rows[0][0] != "街道办" || len(c.Rows[0]) != len(c.Columns) {
		t.Errorf("%+v %v", c, err)
	}
	o.words(id)
	if err := bulletin.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { t.Error(s) }); err != nil {
		t.Fatal(err)
	}
}

// words edits it and hands it to the office; each step is refused once.
func (o *town) words(id int64) {
	o.T.Helper()
	w := bulletin.Words{Title: "十二月通报", Opening: "现通报如下。", To: []int64{o.Units["jie"]}}
	for _, x := range []struct {
		login, code string
		do          func(login string) error
	}{
		{"head", "bulletin_missing", func(l string) error { return o.Word(o.ctx, o.Who[l], o.ID(), id, w) }},
		{"sup", "bulletin_nobody", func(l string) error { return o.Submit(o.ctx, o.Who[l], o.ID(), id) }},
		{"sup", "unit_unknown", func(l string) error {
			return o.Word(o.ctx, o.Who[l], o.ID(), id, bulletin.Words{Title: "x", To: []int64{999}})
		}},
		{"sup", "", func(l string) error { return o.Word(o.ctx, o.Who[l], o.ID(), id, w) }},
		{"sup", "bulletin_words", func(l string) error { return o.Drop(o.ctx, o.Who[l], o.ID(), id, "") }},
		{"disp", "bulletin_missing", func(l string) error { return o.Submit(o.ctx, o.Who[l], o.ID(), id) }},
		{"sup", "", func(l string) error { return o.Submit(o.ctx, o.Who[l], o.ID(), id) }},
		{"sup", "bulletin_in_office", func(l string) error { return o.Word(o.ctx, o.Who[l], o.ID(), id, w) }},
		{"lead", "bulletin_in_office", func(l string) error { return o.Submit(o.ctx, o.Who[l], o.ID(), id) }},
		{"lead", "bulletin_in_office", func(l string) error { return o.Drop(o.ctx, o.Who[l], o.ID(), id, "x") }},
		{"head", "bulletin_missing", func(l string) error { return o.Drop(o.ctx, o.Who[l], o.ID(), id, "x") }},
	} {
		if err := x.do(x.login); fault.Code(err) != x.code {
			o.T.Errorf("by %s: %v, want %q", x.login, err, x.code)
		}
	}
	o.seen(0)
}

// seen says to how many bulletins their unit's head comes; who oversees them always does.
func (o *town) seen(byUnit int) {
	o.T.Helper()
	for login, n := range map[string]int{"sup": 1, "head": byUnit, "far": 0} {
		if list, _, err := o.List(o.ctx, o.Who[login], 0, 10); err != nil || len(list) != n {
			o.T.Errorf("%s sees %d, %v", login, len(list), err)
		}
	}
}
