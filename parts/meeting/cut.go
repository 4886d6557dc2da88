package meeting

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/text/directive"
)

// dueOf is the last minute of a clause's day, µs; 0 for none.
func dueOf(c directive.Clause) calendar.Instant {
	t, err := directive.ParseDay(c.Due)
	if err != nil {
		return 0
	}
	return t.Plus(day - 60*1_000_000)
}

// propose fills in the units of rows: those that the text names first, then who had what is like it before. A person
// confirms each.
func (x *Meetings) propose(ctx context.Context, a area.Code, text []rune, rows []Row,
	clauses []directive.Clause) {
	lead := map[int]string{}
	for _, c := range clauses {
		lead[c.Start] = c.Lead + "、" + c.With
	}
	names := named(x.Org())
	asked := 0
	for i := range rows {
		r := &rows[i]
		if r.State != OpenRow {
			continue
		}
		units := within(names, lead[r.Start])
		if len(units) > 0 {
			r.Lead, r.Co, r.Why = units[0], units[1:min(len(units), 1+mostCo)], "text"
			continue
		}
		if x.Routes == nil || r.Type != Task && r.Type != Duty || asked == mostAsked {
			continue
		}
		asked++
		said := r.Said(text)
		s, err := x.Routes.Suggest(ctx, &matter.Matter{Kind: matter.Task, Title: clip(said, matter.MaxTitle),
			Text: said, Area: a})
		if err == nil && len(s.Units) > 0 && s.Units[0].Confidence >= sure {
			r.Lead, r.Why = s.Units[0].ID, "history"
		}
	}
}

const (
	mostCo    = 8
	mostAsked = 300 // rows of a text for which history is asked
	sure      = 0.3
)

// named are the units in office, the longest name first.
func named(o *org.Org) []org.Unit {
	list := slices.DeleteFunc(slices.Clone(o.Units(0)), func(u org.Unit) bool {
		return u.Former || len([]rune(u.Zh)) < 2
	})
	slices.SortStableFunc(list, func(a, b org.Unit) int { return cmp.Compare(len(b.Zh), len(a.Zh)) })
	return list
}

// within are the units that words name, in the order of the words, a name inside a longer one not counted.
func within(units []org.Unit, words string) []int64 {
	if words == "" {
		return nil
	}
	type found struct {
		at int
		id int64
	}
	var list []found
	for _, u := range units {
		if at := strings.Index(words, u.Zh); at >= 0 {
			list = append(list, found{at, u.ID})
			words = strings.Replace(words, u.Zh, strings.Repeat("\x00", len(u.Zh)), 1)
		}
	}
	slices.SortFunc(list, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	var out []int64
	for _, f := range list {
		out = append(out, f.id)
	}
	return out
}

// clip cuts a line to so many characters.
func clip(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
