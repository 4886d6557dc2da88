package plan_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/plan"
)

// model is what a plan should be, kept by hand.
type model struct {
	id       int64
	versions []string // contents, as they were issued
	from     []calendar.Instant
	entries  map[int64]int64 // what each first entry is worth
	of       map[int64]string
}

// TestPlanLaws drives plans at random: whatever is done, a version once issued says the same for ever, the version of a
// day is the last that began until then, sums of money by source and year are those of the entries after all
// corrections, and the tables are what the events say.
func TestPlanLaws(t *testing.T) {
	o := newTown(t)
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{entries: map[int64]int64{}, of: map[int64]string{}}
		m.id = o.begin(o.content())
		for range rapid.IntRange(3, 12).Draw(rt, "steps") {
			o.act(rt, m)
		}
		o.hold(rt, m)
	})
	o.sound()
}

// act does one thing that may be refused, but only by a fault of the right kind.
func (o *town) act(rt *rapid.T, m *model) {
	p := o.see("sup", m.id)
	var err error
	switch rapid.SampledFrom([]string{"edit", "through", "revise", "back", "pay", "correct", "day", "pay"}).Draw(rt,
		"act") {
	case "edit":
		if p.Work == nil {
			return
		}
		c := p.Work.Content
		c.Text = fmt.Sprint("第", rapid.IntRange(0, 99).Draw(rt, "text"), "稿")
		if rapid.Bool().Draw(rt, "drop") && len(c.Measures) > 1 {
			c.Measures = slices.Delete(slices.Clone(c.Measures), 0, 1)
		}
		err = o.Edit(o.ctx, o.Who["disp"], o.ID(), m.id, p.Work.Seq, c)
	case "through":
		if p.Work == nil || p.Work.Stage != plan.Drafted {
			return
		}
		from := calendar.Instant(0)
		if n := len(p.Versions); n > 0 {
			from = max(p.Versions[n-1].From, o.Now()) + 2*86400e6
		}
		o.pass(m.id, from)
		p = o.see("sup", m.id)
		v := p.Versions[len(p.Versions)-1]
		m.from, m.versions = append(m.from, v.From), append(m.versions, o.text(rt, m.id, v.N))
		return
	case "revise":
		err = o.Revise(o.ctx, o.Who["disp"], o.ID(), m.id, "调整")
	case "back":
		if p.Work == nil || len(p.Versions) == 0 {
			return
		}
		err = o.TakeBack(o.ctx, o.Who["disp"], o.ID(), m.id, "再议")
	case "pay":
		line, n := rapid.SampledFrom([]string{"f4", "f5"}).Draw(rt, "line"), rapid.Int64Range(1, 1e6).Draw(rt, "fen")
		if err = o.Pay(o.ctx, o.Who["disp"], o.ID(), m.id, plan.Paid{Line: line, Amount: n, Day: o.Now()}); err == nil {
			list, _ := o.Entries(o.ctx, o.Who["sup"], m.id, 0, 1)
			m.entries[list[0].Seq], m.of[list[0].Seq] = n, line
		}
	case "correct":
		var all []int64
		for seq := range m.entries {
			all = append(all, seq)
		}
		if len(all) == 0 {
			return
		}
		slices.Sort(all)
		seq, right := rapid.SampledFrom(all).Draw(rt, "entry"), rapid.Int64Range(0, 1e6).Draw(rt, "right")
		if err = o.Correct(o.ctx, o.Who["disp"], o.ID(), m.id, seq, right, "写错"); err == nil {
			m.entries[seq] = right
		}
	case "day":
		o.Office.Advance(24 * 3600e9)
	}
	if err != nil && fault.Of(err).Kind != fault.Conflict {
		rt.Fatalf("%v", err)
	}
}

func (o *town) text(rt *rapid.T, id int64, n int) string {
	_, c, err := o.Version(o.ctx, o.Who["ver"], id, n)
	if err != nil {
		rt.Fatal(err)
	}
	b, _ := json.Marshal(c)
	return string(b)
}

// hold compares a plan with its model.
func (o *town) hold(rt *rapid.T, m *model) {
	for i, want := range m.versions {
		if got := o.text(rt, m.id, i+1); got != want {
			rt.Fatalf("version %d says %s, and said %s", i+1, got, want)
		}
	}
	for i, from := range m.from {
		for _, at := range []calendar.Instant{from, from + 86400e6} {
			v, _, err := o.AsOf(o.ctx, o.Who["ver"], m.id, at)
			last := i
			for j := range m.from {
				if m.from[j] <= at {
					last = max(last, j)
				}
			}
			if err != nil || v.N != last+1 {
				rt.Fatalf("as of %d: %+v %v, want %d", at, v, err, last+1)
			}
		}
	}
	if len(m.versions) == 0 {
		return
	}
	want := map[string]int64{}
	for seq, n := range m.entries {
		want[m.of[seq]] += n
		if got, err := o.Worth(o.ctx, m.id, seq); err != nil || got != n {
			rt.Fatalf("entry %d is worth %d, %v, and should be %d", seq, got, err, n)
		}
	}
	s, sum := o.sheet("ver", m.id), int64(0)
	for line, n := range want {
		if s.Lines[line] != n {
			rt.Fatalf("line %s: %d paid, want %d", line, s.Lines[line], n)
		}
		sum += n
	}
	for _, x := range s.Money {
		line := map[int]string{2026: "f4", 2027: "f5"}[x.Year]
		if x.Paid != want[line] {
			rt.Fatalf("%+v, want %d", x, want[line])
		}
	}
	if s.Counts.Paid != sum {
		rt.Fatalf("%d paid in all, want %d", s.Counts.Paid, sum)
	}
}
