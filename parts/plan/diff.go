package plan

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
)

// Change is one thing that a version says otherwise than the one before.
type Change struct {
	Kind   string `json:"kind"` // head, goal, target, measure, money
	What   string `json:"what"` // Added, Gone, Other
	Name   string `json:"name"` // of the goal, measure or line
	Field  string `json:"field,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// What became of a thing.
const (
	Added = "added"
	Gone  = "dropped"
	Other = "changed"
)

// Differ tells two contents apart, in words of a language.
type Differ struct{ desk.Names }

// Say is a change in a sentence.
func (d Differ) Say(c Change) string {
	none := func(s string) string {
		if s == "" {
			return d.T("plan.diff.none")
		}
		return s
	}
	return d.T("plan.diff."+c.Kind+"_"+c.What, "name", c.Name, "field", c.Field, "before", none(c.Before), "after",
		none(c.After))
}

// Diff lists what is says otherwise than was: the head, goals with their targets, measures, money.
func (d Differ) Diff(was, is *Content) []Change {
	out := d.head(was, is)
	out = append(out, d.goals(was, is)...)
	out = append(out, d.measures(was, is)...)
	return append(out, d.money(was, is)...)
}

// fields compares pairs of words; only what differs is told.
func fields(kind, name string, list ...[3]string) (out []Change) {
	for _, f := range list {
		if f[1] != f[2] {
			out = append(out, Change{Kind: kind, What: Other, Name: name, Field: f[0], Before: f[1], After: f[2]})
		}
	}
	return out
}

// day is a last day in words, "" of none.
func (d Differ) day(at calendar.Instant) string {
	if at == 0 {
		return ""
	}
	return lang.Date(d.Lang, at-1)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (d Differ) head(was, is *Content) []Change {
	field := func(name, a, b string) [3]string { return [3]string{d.T("plan.field." + name), a, b} }
	return fields("head", "", field("title", was.Title, is.Title), field("area", d.Area(was.Area), d.Area(is.Area)),
		field("first", lang.Date(d.Lang, was.First), lang.Date(d.Lang, is.First)),
		field("last", d.day(was.Last), d.day(is.Last)), field("lead", d.Unit(was.Lead), d.Unit(is.Lead)),
		field("group", was.Group, is.Group), field("basis", was.Basis, is.Basis), field("text", was.Text, is.Text),
		field("answers", number(was.Answers), number(is.Answers)), field("set", number(was.Set), number(is.Set)))
}

// pairs walks two lists by key: what is in both, then what is new in the place it has, then what is gone.
func pairs[T any](was, is []T, key func(T) string, both func(a, b T), fresh, gone func(T)) {
	for _, b := range is {
		if i := slices.IndexFunc(was, func(a T) bool { return key(a) == key(b) }); i >= 0 {
			both(was[i], b)
		} else {
			fresh(b)
		}
	}
	for _, a := range was {
		if !slices.ContainsFunc(is, func(b T) bool { return key(a) == key(b) }) {
			gone(a)
		}
	}
}

func (d Differ) goals(was, is *Content) (out []Change) {
	pairs(was.Goals, is.Goals, func(g Goal) string { return g.Key }, func(a, b Goal) {
		out = append(out, fields("goal", b.Text, [3]string{d.T("plan.field.goal"), a.Text, b.Text},
			[3]string{d.T("plan.field.indicator"), a.Indicator, b.Indicator})...)
		out = append(out, d.targets(a, b)...)
	}, func(b Goal) {
		out = append(out, Change{Kind: "goal", What: Added, Name: b.Text})
		out = append(out, d.targets(Goal{}, b)...)
	}, func(a Goal) { out = append(out, Change{Kind: "goal", What: Gone, Name: a.Text}) })
	return out
}

func (d Differ) targets(was, is Goal) (out []Change) {
	change := func(what string, year int, before, after string) {
		out = append(out, Change{"target", what, is.Text, strconv.Itoa(year), before, after})
	}
	pairs(was.Targets, is.Targets, func(t Target) string { return strconv.Itoa(t.Year) }, func(a, b Target) {
		if a.Amount != b.Amount {
			change(Other, a.Year, FormatAmount(a.Amount), FormatAmount(b.Amount))
		}
	}, func(b Target) { change(Added, b.Year, "", FormatAmount(b.Amount)) },
		func(a Target) { change(Gone, a.Year, FormatAmount(a.Amount), "") })
	return out
}

// names are units in words.
func (d Differ) names(units []int64) string {
	var out []string
	for _, u := range units {
		out = append(out, d.Unit(u))
	}
	return strings.Join(out, d.T("word.and"))
}

func (d Differ) measures(was, is *Content) (out []Change) {
	yearly := func(m Measure) string {
		if m.Yearly {
			return d.T("plan.yearly")
		}
		return ""
	}
	pairs(was.Measures, is.Measures, func(m Measure) string { return m.Key }, func(a, b Measure) {
		out = append(out, fields("measure", b.Text, [3]string{d.T("plan.field.measure"), a.Text, b.Text},
			[3]string{d.T("field.lead"), d.Unit(a.Lead), d.Unit(b.Lead)},
			[3]string{d.T("plan.field.co"), d.names(a.Co), d.names(b.Co)},
			[3]string{d.T("plan.field.due"), d.day(a.Due), d.day(b.Due)},
			[3]string{d.T("plan.field.yearly"), yearly(a), yearly(b)})...)
	}, func(b Measure) { out = append(out, Change{Kind: "measure", What: Added, Name: b.Text}) },
		func(a Measure) { out = append(out, Change{Kind: "measure", What: Gone, Name: a.Text}) })
	return out
}

func (d Differ) money(was, is *Content) (out []Change) {
	name := func(m Money) string {
		return d.T("plan.line", "source", m.Source, "year", strconv.Itoa(m.Year), "purpose", m.Purpose)
	}
	pairs(was.Money, is.Money, func(m Money) string { return m.Key }, func(a, b Money) {
		out = append(out, fields("money", name(b), [3]string{d.T("plan.field.line"), name(a), name(b)},
			[3]string{d.T("plan.field.budgeted"), FormatFen(a.Budgeted), FormatFen(b.Budgeted)})...)
	}, func(b Money) {
		out = append(out, Change{Kind: "money", What: Added, Name: name(b), After: FormatFen(b.Budgeted)})
	}, func(a Money) {
		out = append(out, Change{Kind: "money", What: Gone, Name: name(a), Before: FormatFen(a.Budgeted)})
	})
	return out
}
