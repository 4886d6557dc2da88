package meeting

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Clause is a directive clause of a text. Start and End are in code points, half-open.
type Clause struct {
	Quote            string
	Start, End       int
	Article, Speaker string
	Type             string // task, principle, duty, praise, context
	Text             string // healed
	Due              string // 2021-12-31, "" for none
	Lead             string // words of the text, "" for none
}

// Cutter cuts a text into its directive clauses, in order and without overlap. day is the paper's.
type Cutter interface {
	Cut(text string, day time.Time) []Clause
}

// due is the last instant of the clause's day, µs; 0 for none.
func (c Clause) due() calendar.Instant {
	t, err := time.ParseInLocation(time.DateOnly, c.Due, calendar.China())
	if err != nil {
		return 0
	}
	return calendar.Of(t).Plus(day - 60*1_000_000)
}

// Sentences is a plain Cutter: a clause is a sentence in which 要 stands behind punctuation. It types nothing but
// leaves all to the person as principles. The program has a better one.
type Sentences struct{}

// Cut implements Cutter.
func (Sentences) Cut(text string, _ time.Time) (out []Clause) {
	r := []rune(text)
	from := 0
	for i := range r {
		if !strings.ContainsRune("。！？；\n", r[i]) && i != len(r)-1 {
			continue
		}
		start, end := from, i+1
		from = end
		if r[i] == '\n' && i+1 < len(r) && !blankAhead(r, i) && !strings.ContainsRune("。！？；", lastOf(r[start:i])) {
			from = start // a column's line end breaks no sentence
			continue
		}
		for start < end && unicode.IsSpace(r[start]) {
			start++
		}
		if directs(r[start:end]) {
			out = append(out, Clause{Quote: string(r[start:end]), Start: start, End: end, Type: string(Principle)})
		}
	}
	return out
}

// blankAhead says that an empty line follows a line end.
func blankAhead(r []rune, i int) bool { return i+1 < len(r) && r[i+1] == '\n' }

func lastOf(r []rune) rune {
	for i := len(r) - 1; i >= 0; i-- {
		if !unicode.IsSpace(r[i]) {
			return r[i]
		}
	}
	return '。'
}

// directs says that a sentence holds a 要 that asks for something: one behind punctuation, or at its beginning.
func directs(r []rune) bool {
	for i, c := range r {
		if c == '要' && (i == 0 || strings.ContainsRune("，：；。、,", r[i-1])) {
			return true
		}
	}
	return false
}

// propose fills in the units of rows: those that the text names first, then who had what is like it before. A person
// confirms each.
func (x *Meetings) propose(ctx context.Context, a area.Code, text []rune, rows []Row, clauses []Clause) {
	lead := map[int]string{}
	for _, c := range clauses {
		lead[c.Start] = c.Lead
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
