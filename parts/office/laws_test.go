package office_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
)

// machine draws commands of anybody in any order.
type machine struct {
	*town
	papers []int64
	over   map[int64]office.Paper // those that are over, as they were then
	ticked calendar.Instant       // when the clock looked last
	by     map[int64]int64        // who handed in what a paper comes from, which has fixed its table
}

// start begins a paper: every other one comes from somebody, with a table that is fixed.
func (m *machine) start() {
	d := m.draft()
	if len(m.papers)%2 == 1 {
		d.Fixed, d.By = []string{office.FixedTable}, []int64{m.Who["sup2"].Person}
	}
	id, err := m.x.Begin(m.ctx, m.Who["disp"], m.ID(), d)
	if err != nil {
		m.T.Fatal(err)
	}
	if m.papers = append(m.papers, id); len(d.By) > 0 {
		m.by[id] = d.By[0]
	}
}

// all are the papers as they stand, in words that can be compared.
func (m *machine) all() (out []string) {
	for _, id := range m.papers {
		said, err := json.Marshal(m.paper(id))
		if err != nil {
			m.T.Fatal(err)
		}
		out = append(out, string(said))
	}
	return out
}

var logins = []string{"disp", "sup", "sup2", "lead", "clerk", "newclerk", "admin", "far", "head", "ver"}

// act gives one command that is drawn; whether it is taken is the office's to say.
func (m *machine) act(r *rapid.T) {
	who := m.Who[rapid.SampledFrom(logins).Draw(r, "who")]
	id := rapid.SampledFrom(m.papers).Draw(r, "paper")
	unit := m.Units[rapid.SampledFrom([]string{"she", "new", "jie"}).Draw(r, "unit")]
	version := m.paper(id).Version - rapid.IntRange(0, 1).Draw(r, "stale")*rapid.IntRange(0, 1).Draw(r, "by")
	x, ctx, key := m.x, m.ctx, m.ID()
	acts := []func() error{
		func() error { return x.Submit(ctx, who, key, id, version) },
		func() error {
			c := content()
			c.Foot = []string{fmt.Sprint(rapid.IntRange(0, 9).Draw(r, "foot"))}
			if rapid.Bool().Draw(r, "table") {
				c.Rows[0][1] = c.Foot[0]
			}
			return x.Redraft(ctx, who, key, id, office.Redrafted{Content: c, Ask: m.draft().Ask, To: m.draft().To,
				Note: "改过"})
		},
		func() error { return x.Answer(ctx, who, key, id, office.Answered{Unit: unit, Agrees: true}) },
		func() error { return x.Answer(ctx, who, key, id, office.Answered{Unit: unit, Reason: "不妥"}) },
		func() error { return x.Review(ctx, who, key, id, version) },
		func() error { return x.SignOff(ctx, who, key, id, version) },
		func() error { return x.Return(ctx, who, key, id, version, "再改") },
		func() error { return x.GiveNumber(ctx, who, key, id) },
		func() error { return x.PutSeal(ctx, who, key, id, office.Stamped{Seal: "章", Copies: 1}) },
		func() error { return x.HandOut(ctx, who, key, id) },
		func() error { return x.SignFor(ctx, who, key, id, unit) },
		func() error {
			return x.Finish(ctx, who, key, id, rapid.SampledFrom([]string{"", "不等了"}).Draw(r, "why"))
		},
	}
	do := rapid.SampledFrom(acts).Draw(r, "act")
	before := m.all()
	first := do()
	if fault.Code(first) == "internal" {
		r.Fatal(first)
	}
	if after := m.all(); first != nil && !slices.Equal(before, after) {
		r.Fatalf("refused with %v, but something changed", first)
	}
	if p := m.paper(id); p.Over() {
		if _, seen := m.over[id]; !seen {
			m.over[id] = *p
		}
	}
}

// help brings a paper a step on, so that the draws come to the end of the way.
func (m *machine) help(r *rapid.T) {
	id := rapid.SampledFrom(m.papers[max(0, len(m.papers)-8):]).Draw(r, "helped")
	p := m.paper(id)
	for _, login := range rapid.Permutation(logins).Draw(r, "helpers") {
		for unit, do := range m.x.UnitsFor(m.Who[login], p) {
			var err error
			switch do {
			case "answer":
				err = m.x.Answer(m.ctx, m.Who[login], m.ID(), id, office.Answered{Unit: unit, Reason: "看过了",
					Agrees: rapid.IntRange(0, 3).Draw(r, "agrees") > 0})
			case "sign_for":
				err = m.x.SignFor(m.ctx, m.Who[login], m.ID(), id, unit)
			default:
				continue
			}
			if err != nil {
				r.Fatalf("%s may %s, but: %v", login, do, err)
			}
			return
		}
		for _, step := range m.x.May(m.Who[login], p) {
			var err error
			switch step {
			case "redraft":
				if !p.Returned {
					continue
				}
				err = m.x.Redraft(m.ctx, m.Who[login], m.ID(), id, office.Redrafted{Content: content(),
					Ask: m.draft().Ask, To: m.draft().To, Note: "照办"})
			case "submit":
				err = m.x.Submit(m.ctx, m.Who[login], m.ID(), id, p.Version)
			case "review":
				err = m.x.Review(m.ctx, m.Who[login], m.ID(), id, p.Version)
			case "sign":
				err = m.x.SignOff(m.ctx, m.Who[login], m.ID(), id, p.Version)
			case "number":
				err = m.x.GiveNumber(m.ctx, m.Who[login], m.ID(), id)
			case "stamp":
				err = m.x.PutSeal(m.ctx, m.Who[login], m.ID(), id, office.Stamped{Seal: "章", Copies: 1})
			case "hand_out":
				err = m.x.HandOut(m.ctx, m.Who[login], m.ID(), id)
			default:
				continue
			}
			if err != nil {
				r.Fatalf("%s may %s, but: %v", login, step, err)
			}
			return
		}
	}
}

// skip tries every step that the office does not offer: each is refused, and nothing changes.
func (m *machine) skip(r *rapid.T) {
	id := rapid.SampledFrom(m.papers[max(0, len(m.papers)-8):]).Draw(r, "skipped")
	login := rapid.SampledFrom([]string{"disp", "sup", "sup2", "lead", "admin"}).Draw(r, "by whom")
	p, who, x, ctx := m.paper(id), m.Who[login], m.x, m.ctx
	may := x.May(who, p)
	before := m.all()
	for step, err := range map[string]func() error{
		"submit":   func() error { return x.Submit(ctx, who, m.ID(), id, p.Version) },
		"review":   func() error { return x.Review(ctx, who, m.ID(), id, p.Version) },
		"sign":     func() error { return x.SignOff(ctx, who, m.ID(), id, p.Version) },
		"return":   func() error { return x.Return(ctx, who, m.ID(), id, p.Version, "再改") },
		"number":   func() error { return x.GiveNumber(ctx, who, m.ID(), id) },
		"stamp":    func() error { return x.PutSeal(ctx, who, m.ID(), id, office.Stamped{Seal: "章", Copies: 1}) },
		"hand_out": func() error { return x.HandOut(ctx, who, m.ID(), id) },
		"finish":   func() error { return x.Finish(ctx, who, m.ID(), id, "不等了") },
		"withdraw": func() error { return x.Withdraw(ctx, who, m.ID(), id, "不发了") },
	} {
		if !slices.Contains(may, step) && err() == nil {
			r.Fatalf("%s may not %s, but did: %+v", login, step, p)
		}
	}
	if !slices.Equal(before, m.all()) {
		r.Fatal("all was refused, but something changed")
	}
}

// check demands what always holds.
func (m *machine) check(r *rapid.T) {
	numbers := map[int][]int64{}
	for _, id := range m.papers {
		p := m.paper(id)
		if p.N > 0 {
			numbers[p.Year] = append(numbers[p.Year], p.N)
		}
		if slices.Contains(p.Drafters, p.Reviewer) || slices.Contains(p.Drafters, p.Signer) ||
			p.Signer != 0 && p.Signer == p.Reviewer {
			r.Fatalf("one person took two steps: %+v", p)
		}
		if (p.Seal != "" && p.Number == "") || (p.OutAt > 0 && p.Seal == "") || (p.Number != "" && p.Signer == 0) {
			r.Fatalf("a step was left out: %+v", p)
		}
	}
	for _, id := range m.papers {
		m.heard(r, m.paper(id))
		m.kept(r, m.paper(id))
	}
	for year, list := range numbers {
		slices.Sort(list)
		for i, n := range list {
			if n != int64(i+1) {
				r.Fatalf("numbers of %d: %v", year, list)
			}
		}
	}
	for id, was := range m.over {
		p := m.paper(id)
		if p.Number != was.Number || p.Version != was.Version || p.Title != was.Title || p.State != was.State {
			r.Fatalf("%d was over and changed", id)
		}
	}
}

// heard demands that what units said holds: no version goes on to which one objects or on which one is still heard; who
// was silent had his time; and nobody is heard behind that.
func (m *machine) heard(r *rapid.T, p *office.Paper) {
	asked := map[int]calendar.Instant{} // the end of the time for opinions, by version
	for _, s := range p.Steps {
		if s.Type != office.AskedType {
			continue
		}
		for _, e := range m.events(p.ID) {
			if e.Seq == s.Seq {
				b, err := office.Decode(e.Type, e.Body)
				if err != nil {
					r.Fatal(err)
				}
				asked[b.(*office.Asked).Version] = b.(*office.Asked).Until
			}
		}
	}
	beyond := !slices.Contains([]office.State{office.Drafting, office.Asking, office.Taken}, p.State)
	consents := 0
	for _, o := range p.Opinions {
		until := asked[o.Version]
		switch {
		case o.State == office.Silence && o.At < until, o.State == office.Agrees && o.At >= until,
			o.State == office.Objects && o.At >= until:
			r.Fatalf("%s at %d, the time ended at %d", o.State, o.At, until)
		case o.Version != p.Version:
			continue
		case beyond && (o.State == office.Objects || o.State == office.Waits || o.State == office.Dropped):
			r.Fatalf("it stands at %s, but %+v", p.State, o)
		case o.State == office.Objects && !p.Returned && p.State != office.Taken:
			r.Fatalf("an objection does not hold: %+v", p)
		case o.State == office.Agrees || o.State == office.Silence:
			consents++
		}
	}
	if beyond && consents != len(p.Ask) {
		r.Fatalf("%d of %d units consent, but it stands at %s", consents, len(p.Ask), p.State)
	}
	if p.State == office.Asking && m.ticked >= p.Until {
		r.Fatalf("silence until %d was no consent at %d", p.Until, m.ticked)
	}
}

// kept demands that who handed in a paper's origin neither reviewed nor signed it, and that what is fixed is as it was.
func (m *machine) kept(r *rapid.T, p *office.Paper) {
	by := m.by[p.ID]
	if by == 0 {
		return
	}
	if p.Reviewer == by || p.Signer == by {
		r.Fatalf("who handed it in passed it: %+v", p)
	}
	said, err := m.x.Said(m.ctx, p)
	if err != nil {
		r.Fatal(err)
	}
	if !slices.EqualFunc(said.Rows, content().Rows, slices.Equal[[]string]) {
		r.Fatalf("the table is fixed, and says %v", said.Rows)
	}
}

// events are those of a paper.
func (m *machine) events(id int64) (out []ledger.Event) {
	if err := ledger.EachOf(m.ctx, m.DB.Read(), m.x.City, id, ledger.ToEnd, nil, func(e ledger.Event) error {
		out = append(out, e)
		return nil
	}); err != nil {
		m.T.Fatal(err)
	}
	return out
}

// TestAnyOrder: whatever anybody tries in whatever order, numbers have no gap and no double, nobody takes two steps
// that are two people's, no step is left out, silence by the date is consent and an objection holds, what is fixed and
// what is over stays, a refused step changes nothing, and the tables are what the events say.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	m := &machine{town: o, over: map[int64]office.Paper{}, by: map[int64]int64{}}
	for range 4 {
		m.start()
	}
	rapid.Check(t, func(r *rapid.T) {
		if len(m.papers) < 40 {
			m.start()
		}
		r.Repeat(map[string]func(*rapid.T){"act": m.act, "help": m.help, "skip": m.skip, "time": func(r *rapid.T) {
			o.Advance(time.Duration(rapid.IntRange(1, 72).Draw(r, "hours")) * time.Hour)
			m.ticked = o.Now()
			o.tick()
		}})
		m.check(r)
	})
	m.sound()
}

// TestDiffLaws: a version has no changes against itself; what differs is told; applied lengths agree.
func TestDiffLaws(t *testing.T) {
	t.Parallel()
	draw := func(r *rapid.T, name string) office.Content {
		cell := rapid.SampledFrom([]string{"a", "b", "c", ""})
		c := office.Content{Title: rapid.SampledFrom([]string{"x", "y"}).Draw(r, name+" title"),
			Columns: []string{"p", "q"}}
		for range rapid.IntRange(0, 6).Draw(r, name+" rows") {
			c.Rows = append(c.Rows, []string{cell.Draw(r, "p"), cell.Draw(r, "q")})
		}
		c.Paragraphs = rapid.SliceOfN(cell, 0, 4).Draw(r, name+" paragraphs")
		return c
	}
	rapid.Check(t, func(r *rapid.T) {
		a, b := draw(r, "a"), draw(r, "b")
		if d := office.Diff(a, a); len(d) != 0 {
			r.Fatalf("against itself: %+v", d)
		}
		same := a.Sum() == b.Sum() || a.Title == b.Title && slices.Equal(a.Paragraphs, b.Paragraphs) &&
			slices.EqualFunc(a.Rows, b.Rows, slices.Equal[[]string])
		if d := office.Diff(a, b); same != (len(d) == 0) {
			r.Fatalf("%+v and %+v: %+v", a, b, d)
		}
		came, gone := 0, 0
		for _, d := range office.Diff(a, b) {
			if d.Where == "row" && d.Old == "" {
				came++
			} else if d.Where == "row" {
				gone++
			}
		}
		if len(b.Rows)-len(a.Rows) != came-gone {
			r.Fatalf("%d rows came and %d went: %v, %v", came, gone, a.Rows, b.Rows)
		}
	})
}
