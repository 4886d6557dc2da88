package inspect_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestARound plans, opens, inspects and closes a round: nobody inspects what he belongs to, the first inspection of a
// point counts, a second is kept, fails become matters once, and what was struck off is scored again beside the first
// score.
func TestARound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 8)
	ctx := context.Background()
	round := w.plan(inspect.Plan{Sampling: inspect.All})
	if _, err := w.Inspect.Make(ctx, w.Who["shi1"], w.ID(),
		w.visit(round, w.at[0], w.all(w.Who["shi1"], w.at[0]))); fault.Code(err) != "round_point" {
		t.Errorf("inspected before it was opened: %v", err)
	}
	s := w.open(round)
	if len(s.Teams) != 4 || s.Points != 8 {
		t.Fatalf("%+v", s)
	}
	c := w.sent(s, w.at[0])
	other := w.Who["yan"]
	if c.Person == other.Person {
		other = w.Who["shi1"]
	}
	if _, err := w.Inspect.Make(ctx, other, w.ID(),
		w.visit(round, w.at[0], w.all(other, w.at[0]))); fault.Code(err) != "round_others" {
		t.Errorf("another one's point: %v", err)
	}
	id, v := w.ID(), w.visit(round, w.at[0], w.all(c, w.at[0], "1.2.1", "2.2"))
	first := w.make(c, id, v)
	if !first.Counted || first.Repeated || first.Full != 1000 || first.Got != 700 || len(first.Fails) != 2 ||
		first.Fails[0].Matter == 0 || !strings.Contains(first.Message, "7") {
		t.Errorf("%+v", first)
	}
	for range 10 {
		if again := w.make(c, id, v); !again.Repeated || again.Inspection != first.Inspection || again.Got != 700 {
			t.Errorf("%+v", again)
		}
	}
	again, otherwise := v, v
	again.Sent += 60e6 // a phone that tries again tells when
	if r := w.make(c, id, again); !r.Repeated {
		t.Errorf("%+v", r)
	}
	otherwise.Note = "门口也有积水"
	if _, err := w.Inspect.Make(ctx, c, id, otherwise); fault.Code(err) != "command_other_words" {
		t.Errorf("another visit under the same id: %v", err)
	}
	second := w.make(c, w.ID(), w.visit(round, w.at[0], w.all(c, w.at[0], "2.2")))
	if second.Counted || second.Why != inspect.WhySecond || second.First != first.Inspection || second.FirstBy == "" ||
		!second.Fails[0].Joined || second.Fails[0].Matter != first.Fails[1].Matter {
		t.Errorf("%+v", second)
	}
	m := w.Truth(first.Fails[1].Matter)
	if m.Kind != matter.Problem || m.Category != "fac.lamp" || m.Area != citytest.Village || m.Point != w.at[0] ||
		m.Lat == nil || len(m.Photos) != 2 || m.Votes != 0 || m.Source != "inspector" {
		t.Errorf("%+v", m)
	}
	if sheet, _ := w.Inspect.Sheet(ctx, w.Who["sup"], round); sheet.Done != 1 || sheet.Full != 1000 ||
		sheet.Lost != 300 {
		t.Errorf("%+v", sheet.Round)
	}
	if err := w.Inspect.Close(ctx, w.Who["sup"], w.ID(), round, ""); err != nil {
		t.Fatal(err)
	}
	late := w.sent(s, w.at[2])
	if r := w.make(late, w.ID(), w.visit(round, w.at[2], w.all(late, w.at[2]))); r.Counted ||
		r.Why != inspect.WhyClosed {
		t.Errorf("%+v", r)
	}
	if got := w.check(); got != nil {
		t.Errorf("%q", got)
	}
	w.again(c.Person, first)
	w.proveRebuild()
}

// again strikes one matter off, looks again, and wants both scores.
func (w *world) again(person int64, first *inspect.Receipt) {
	t, ctx := w.T, context.Background()
	t.Helper()
	who, _ := w.Org().Person(person)
	c := who.Caller()
	look := inspect.Visit{Point: w.at[0], Again: first.Inspection,
		Answers: []inspect.Answer{{Item: "2.2", Result: inspect.Pass}}, At: w.Now(), Sent: w.Now()}
	if _, err := w.Inspect.Make(ctx, c, w.ID(), look); fault.Code(err) != "again_early" {
		t.Errorf("looked again before the strike-off: %v", err)
	}
	w.dayOpens(c)
	moved := c // to another county, while the point still waits for his second look
	moved.Posts = []org.Post{{Kind: matter.Inspector, Area: citytest.Other}}
	w.dayOpens(moved)
	w.struckOff(first.Fails[1].Matter)
	w.CatchUp()
	d, err := w.Inspect.Day(ctx, c)
	if err != nil || !slices.ContainsFunc(d.Points, func(p inspect.DayPoint) bool {
		return p.Again == first.Inspection && slices.Equal(p.Items, []string{"2.2"})
	}) {
		t.Errorf("the day does not say what to look at again: %+v %v", d, err)
	}
	look.At, look.Sent = w.Now(), w.Now()
	if r := w.make(c, w.ID(), look); r.Why != inspect.WhyAgain || r.Got != 100 {
		t.Errorf("%+v", r)
	}
	i, err := w.Inspect.Inspection(ctx, w.Who["sup"], first.Inspection)
	if err != nil || i.Lost != 300 || i.LostAfter != 200 {
		t.Errorf("%+v %v", i, err)
	}
	a, err := w.Inspect.Assess(ctx, w.Who["sup"], i.Round)
	if err != nil || a.First.Got() != 700 || a.After.Got() != 800 || a.First.Full != 1000 {
		t.Errorf("%+v %v", a, err)
	}
	w.againByQuestions(c, first)
	look.Answers[0].Item = "1.1"
	if _, err := w.Inspect.Make(ctx, c, w.ID(), look); fault.Code(err) != "again_passed" {
		t.Errorf("looked again at what had passed: %v", err)
	}
	w.sameAgain(c.Person, first.Fails[1].Matter)
}

// dayOpens wants every matter of an inspector's day to be one that he may open.
func (w *world) dayOpens(c org.Caller) {
	w.T.Helper()
	day, err := w.Inspect.Day(context.Background(), c)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, m := range day.Matters {
		if _, err := w.Desk.Matter(context.Background(), c, m.ID); err != nil {
			w.T.Errorf("the day of %s shows matter %d: %v", c.Name, m.ID, err)
		}
	}
}

// againByQuestions looks again at an item that has questions, as the day asks them, though the point has become
// another kind of point meanwhile.
func (w *world) againByQuestions(c org.Caller, first *inspect.Receipt) {
	t, ctx := w.T, context.Background()
	t.Helper()
	w.struckOff(first.Fails[0].Matter)
	w.CatchUp()
	d := point.Details{Code: "D000", Name: "0号点", Kind: "street", Area: citytest.Village}
	if err := w.Points.Change(ctx, w.Who["sup"], w.ID(), w.at[0], d); err != nil {
		t.Fatal(err)
	}
	day, err := w.Inspect.Day(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(day.Points, func(p inspect.DayPoint) bool { return p.Again == first.Inspection })
	if n < 0 || !slices.Equal(day.Points[n].Items, []string{"1.2.1", "1.2.2"}) {
		t.Fatalf("%+v", day.Points)
	}
	look := inspect.Visit{Point: w.at[0], Again: first.Inspection, At: w.Now(), Sent: w.Now()}
	for _, q := range day.Points[n].Items {
		look.Answers = append(look.Answers, inspect.Answer{Item: q, Result: inspect.Pass})
	}
	if r := w.make(c, w.ID(), look); r.Why != inspect.WhyAgain || r.Got != 200 {
		t.Errorf("%+v", r)
	}
	d.Kind = "market"
	if err := w.Points.Change(ctx, w.Who["sup"], w.ID(), w.at[0], d); err != nil {
		t.Fatal(err)
	}
}

// sameAgain fails the item once more after the strike-off: that is a new matter.
func (w *world) sameAgain(person, old int64) {
	who := w.Who["shi1"]
	r := w.make(who, w.ID(), w.visit(0, w.at[0], w.all(who, w.at[0], "2.2")))
	if r.Why != inspect.WhyDaily || r.Fails[0].Joined || r.Fails[0].Matter == old {
		w.T.Errorf("%+v", r)
	}
}

// proveRebuild checks the tables, makes them anew and wants the same rows.
func (w *world) proveRebuild() {
	t, ctx := w.T, context.Background()
	t.Helper()
	if got := w.check(); got != nil {
		t.Errorf("%q", got)
	}
	dump := func() (out []string) {
		tables, err := storetest.Tables(ctx, w.DB.Read())
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range tables {
			if strings.HasPrefix(n, "inspect") {
				rows, err := storetest.Dump(ctx, w.DB.Read(), n)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, rows...)
			}
		}
		return out
	}
	before := dump()
	w.Close()
	if err := ledger.Rebuild(ctx, w.DB, citytest.LedgerOptions(t, 4304, ledger.SM3, w.Now), nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(before, dump()) || len(before) == 0 {
		t.Error("a rebuild gives other rows")
	}
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE inspections SET lost = lost - 100 WHERE lost > 0")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var found []string
	err := w.DB.Snapshot(ctx, func(r store.Reader) error {
		return inspect.Check(ctx, r, 4304, nil, func(s string) { found = append(found, s) })
	})
	if err != nil || len(found) == 0 {
		t.Errorf("an altered score was not found: %v", err)
	}
}

// TestSpotFix says that who fixed it on the spot does not strike it off, though he holds a verifier's post, and that
// a veto costs the point.
func TestSpotFix(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	ctx := context.Background()
	c := w.Who["shi2"]
	answers := w.all(c, w.at[0], "2.1", "2.2")
	answers[3].Fixed = &inspect.Fixed{Note: "车主开走了", Photos: []string{w.photo(c)}}
	r := w.make(c, w.ID(), w.visit(0, w.at[0], answers))
	if r.Got != 0 || r.Full != 1000 {
		t.Errorf("a veto: %+v", r)
	}
	id := r.Fails[0].Matter
	m := w.Truth(id)
	if !m.Spot || !slices.Contains(m.Fixers, c.Person) || len(m.Photos) != 2 || m.Photos[1].Step != matter.SpotStep {
		t.Errorf("%+v", m)
	}
	w.Give("disp", id, &matter.List{Category: m.Category})
	w.Give("disp", id, &matter.Assign{Lead: w.Units["she"]})
	w.Give("clerk", id, &matter.Sign{})
	w.Give("clerk", id, &matter.Fix{Note: "已提醒车主"}) // no photo: those of the spot count
	if slices.Contains(w.May(c, w.Truth(id)), "strike_off") {
		t.Error("who fixed it on the spot may strike it off")
	}
	w.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	w.CatchUp()
	look := inspect.Visit{Point: w.at[0], Again: r.Inspection,
		Answers: []inspect.Answer{{Item: "2.1", Result: inspect.Pass}}, At: w.Now(), Sent: w.Now()}
	if _, err := w.Inspect.Make(ctx, c, w.ID(), look); fault.Code(err) != "verify_fixer" {
		t.Errorf("who fixed it looks again: %v", err)
	}
	w.struckOff(r.Fails[1].Matter)
	w.CatchUp()
	lamp := look
	lamp.Answers = []inspect.Answer{{Item: "2.2", Result: inspect.Pass}}
	w.make(w.Who["shi1"], w.ID(), lamp)
	if i, err := w.Inspect.Inspection(ctx, w.Who["sup"], r.Inspection); err != nil || i.LostAfter != 1000 {
		t.Errorf("a lamp that is lit lifts the veto: %+v %v", i, err)
	}
	w.make(w.Who["shi1"], w.ID(), look)
	if i, err := w.Inspect.Inspection(ctx, w.Who["sup"], r.Inspection); err != nil || i.Lost != 1000 ||
		i.LostAfter != 0 {
		t.Errorf("the veto stays: %+v %v", i, err)
	}
}

// TestWhatPolicyAsks keeps out inspections that lack what policy asks, and keeps both times of a clock that is wrong.
func TestWhatPolicyAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	c := w.Who["shi1"]
	token := w.photo(c)
	bad := inspect.Answer{Item: "2.2", Result: inspect.Fail, Note: "灯不亮", Photos: []string{token}}
	for _, x := range []struct {
		name   string
		change func(*inspect.Visit)
		want   string
	}{
		{"no photo", func(v *inspect.Visit) { v.Answers[0].Photos = nil }, "fail_photos"},
		{"no note", func(v *inspect.Visit) { v.Answers[0].Note = " " }, "fail_note"},
		{"a foreign photo", func(v *inspect.Visit) { v.Answers[0].Photos = []string{"none"} }, "upload_unknown"},
		{"fixed but passed", func(v *inspect.Visit) {
			v.Answers[0].Result, v.Answers[0].Fixed = inspect.Pass, &inspect.Fixed{}
		}, "fix_unfailed"},
		{"fixed without a photo", func(v *inspect.Visit) { v.Answers[0].Fixed = &inspect.Fixed{} }, "fix_photos"},
		{"no such question", func(v *inspect.Visit) { v.Answers[0].Item = "9.9" }, "answer_item"},
		{"another kind's question", func(v *inspect.Visit) { v.Point, v.Answers[0].Item = w.at[1], "1.2.1" },
			"answer_item"},
		{"an item instead of its questions", func(v *inspect.Visit) { v.Answers[0].Item = "1.2" }, "answer_item"},
		{"answered twice", func(v *inspect.Visit) { v.Answers = append(v.Answers, v.Answers[0]) }, "answer_item"},
		{"a strange result", func(v *inspect.Visit) { v.Answers[0].Result = "maybe" }, "answer_result"},
		{"nothing", func(v *inspect.Visit) { v.Answers = nil }, "answers_none"},
		{"no such point", func(v *inspect.Visit) { v.Point = 1 }, "inspection_point"},
		{"sent before it was made", func(v *inspect.Visit) { v.At = v.Sent + 1 }, "inspection_times"},
		{"no such inspection to look at again", func(v *inspect.Visit) { v.Again = 5 }, "inspection_missing"},
	} {
		v := w.visit(0, w.at[0], []inspect.Answer{bad})
		x.change(&v)
		if _, err := w.Inspect.Make(context.Background(), c, w.ID(), v); fault.Code(err) != x.want {
			t.Errorf("%s: %v, want %s", x.name, err, x.want)
		}
	}
	if _, err := w.Inspect.Make(context.Background(), w.Who["yan"], w.ID(),
		w.visit(0, w.at[0], []inspect.Answer{{Item: "2.2",
			Result: inspect.Pass}})); fault.Code(err) != "inspection_area" {
		t.Errorf("outside of his area: %v", err)
	}
	if _, err := w.Inspect.Make(context.Background(), w.Who["disp"], w.ID(),
		w.visit(0, w.at[0], []inspect.Answer{{Item: "2.2", Result: inspect.Pass}})); err == nil {
		t.Error("a dispatcher inspects")
	}
	v := w.visit(0, w.at[0], []inspect.Answer{bad})
	v.At, v.Sent = v.At-48*3600e6, v.Sent-48*3600e6
	r := w.make(c, w.ID(), v)
	i, err := w.Inspect.Inspection(context.Background(), c, r.Inspection)
	if err != nil || r.ClockOff != -48*3600 || i.Made.Phone != v.At || i.Found != w.Now()-60e6 {
		t.Errorf("%+v %+v %v", r, i, err)
	}
	w.Advance(time.Hour)
}

// TestWhoMay says who plans, opens and sees rounds, and that what cannot be staffed is refused with the area's name.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 4)
	ctx := context.Background()
	p := inspect.Plan{Name: "一轮", Areas: []area.Code{citytest.County}, Inspectors: []int64{w.Who["shi1"].Person},
		From: w.Now(), Until: w.Now() + 1e12}
	for _, l := range []string{"disp", "lead", "zhu", "admin"} {
		if _, err := w.Inspect.Plan(ctx, w.Who[l], w.ID(), p); fault.Code(err) != "not_allowed" {
			t.Errorf("%s plans a round: %v", l, err)
		}
	}
	own := p
	own.Inspectors = []int64{w.Who["zhu"].Person}
	if _, err := w.Inspect.Plan(ctx, w.Who["sup"], w.ID(), own); fault.Code(err) != "round_nobody" ||
		!strings.Contains(fault.Of(err).Args["area"], "市场社区") {
		t.Errorf("only his own people: %v", err)
	}
	round, err := w.Inspect.Plan(ctx, w.Who["sup"], w.ID(), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Inspect.Open(ctx, w.Who["disp"], w.ID(), round); fault.Code(err) != "not_allowed" {
		t.Errorf("a dispatcher opens it: %v", err)
	}
	if _, err := w.Inspect.Sheet(ctx, w.Who["far"], round); fault.Code(err) != "round_missing" {
		t.Errorf("another county sees it: %v", err)
	}
	w.open(round)
	if err := w.Inspect.Open(ctx, w.Who["sup"], w.ID(), round); fault.Code(err) != "round_state" {
		t.Errorf("opened twice: %v", err)
	}
	if _, err := w.Inspect.Assess(ctx, w.Who["sup"], round); fault.Code(err) != "round_not_closed" {
		t.Errorf("assessed while it runs: %v", err)
	}
}
