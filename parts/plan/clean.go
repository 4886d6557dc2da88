package plan

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/parts/indicator"
)

// What a plan may hold at most.
const (
	longTitle   = 100
	longLine    = 200
	longText    = 4000
	mostItems   = 120 // goals, measures, lines of money: of each
	mostCo      = 8
	mostYears   = 12
	mostUnits   = 80
	mostFen     = 1_000_000_000_000_000 // ten trillion yuan
	mostAmount  = 1_000_000_000_000_000_000
	longestPlan = mostYears * 366 * day
	day         = 24 * 3600 * 1_000_000 // µs
)

// words are a text that must be there where it is needed, is not too long and bears no mark of a state secret.
func words(rule policy.Plans, s, field string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "plan_words").On(field)
	}
	if n := len([]rune(s)); n > most {
		return s, fault.New(fault.Invalid, "plan_long", "max", most, "n", n).On(field)
	}
	mark := secrecy.Mark(s)
	if most <= longLine {
		mark = secrecy.NameMark(s)
	}
	switch {
	case secrecy.IsState(mark):
		return "", fault.New(fault.Denied, "plan_secret", "mark", mark).On(field)
	case mark != "" && !rule.Internal:
		return "", fault.New(fault.Denied, "plan_internal").On(field)
	}
	return s, nil
}

// clean checks what a plan says and gives keys to what has none; was is what it said before.
func (x *Plans) clean(ctx context.Context, caller org.Caller, c Content, was *Content) (Content, error) {
	if was == nil {
		was = &Content{}
	}
	rule, err := x.Policy().Plans, error(nil)
	for _, f := range []struct {
		name   string
		to     *string
		most   int
		needed bool
	}{{"title", &c.Title, longTitle, true}, {"group", &c.Group, longLine, false},
		{"basis", &c.Basis, longLine, false}, {"text", &c.Text, longText, false}} {
		if *f.to, err = words(rule, *f.to, f.name, f.most, f.needed); err != nil {
			return c, err
		}
	}
	a, known := x.Org().Tree().Get(c.Area)
	switch {
	case !known || a.Former && c.Area != was.Area:
		return c, fault.New(fault.Invalid, "area_unknown", "code", c.Area.String()).On("area")
	case c.First <= 0 || c.Last <= c.First || c.Last > c.First+longestPlan:
		return c, fault.New(fault.Invalid, "plan_days", "max", mostYears).On("last")
	case len(c.Goals) > mostItems || len(c.Measures) > mostItems || len(c.Money) > mostItems:
		return c, fault.New(fault.Invalid, "plan_many", "max", mostItems)
	}
	if err := x.unit(c.Lead, was.Lead, "lead"); err != nil {
		return c, err
	}
	if c.Answers != 0 && c.Answers != was.Answers {
		if _, err := x.Desk.Matter(ctx, caller, c.Answers); err != nil {
			return c, fault.New(fault.Invalid, "plan_answers").On("answers")
		}
	}
	set, err := x.set(ctx, c, was)
	if err != nil {
		return c, err
	}
	c.Keys = was.Keys
	if c.Goals, err = x.goals(c, was, rule, set); err != nil {
		return c, err
	}
	if c.Measures, err = x.measures(c, was, rule); err != nil {
		return c, err
	}
	c.Money, err = x.money(c, was, rule)
	if c.Keys = was.Keys; err == nil {
		c.number()
	}
	return c, err
}

// unit wants a unit in use; one that stood there before may have been abolished since.
func (x *Plans) unit(id, was int64, field string) error {
	u, there := x.Org().Unit(id)
	if !there || u.Former && id != was {
		return fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(id, 10)).On(field)
	}
	return nil
}

// set is the set of indicators that a plan is measured by, nil for none: one that reports of the plan's area. What
// stood there before may be gone since, with an area that was succeeded.
func (x *Plans) set(ctx context.Context, c Content, was *Content) (*indicator.Definition, error) {
	if c.Set == 0 {
		return nil, nil
	}
	d, err := x.Indicators.Set(ctx, org.Caller{System: true}, c.Set, c.Area)
	switch {
	case err == nil:
		return d, nil
	case fault.Of(err).Kind != fault.Missing:
		return nil, err
	case c.Set == was.Set && c.Area == was.Area:
		return nil, nil
	}
	return nil, fault.New(fault.Invalid, "plan_set").On("set")
}

// measured wants a code that the set has; one that stood there before another set was chosen is wrong too.
func measured(set *indicator.Definition, code string) error {
	if set == nil || code == "" {
		return nil
	}
	if _, ok := set.Get(code); !ok {
		return fault.New(fault.Invalid, "plan_code", "code", code, "set", set.Zh).On("indicator")
	}
	return nil
}

func (x *Plans) goals(c Content, was *Content, rule policy.Plans, set *indicator.Definition) (out []Goal, err error) {
	years, seen := c.Years(), map[string]bool{}
	for _, g := range c.Goals {
		if !slices.ContainsFunc(was.Goals, func(o Goal) bool { return o.Key == g.Key }) || seen[g.Key] {
			g.Key = ""
		}
		seen[g.Key] = true
		if g.Text, err = words(rule, g.Text, "text", longLine, true); err != nil {
			return nil, err
		}
		if g.Indicator, err = words(rule, g.Indicator, "indicator", 40, false); err != nil {
			return nil, err
		}
		if err := measured(set, g.Indicator); err != nil {
			return nil, err
		}
		targets := slices.Clone(g.Targets)
		slices.SortFunc(targets, func(a, b Target) int { return a.Year - b.Year })
		for i, t := range targets {
			if !slices.Contains(years, t.Year) || i > 0 && targets[i-1].Year == t.Year {
				return nil, fault.New(fault.Invalid, "plan_year", "year", t.Year).On("targets")
			}
			if t.Amount > mostAmount || t.Amount < -mostAmount {
				return nil, fault.New(fault.Invalid, "plan_figure").On("targets")
			}
		}
		if g.Targets = targets; len(targets) == 0 {
			g.Targets = nil
		}
		out = append(out, g)
	}
	return out, nil
}

func (x *Plans) measures(c Content, was *Content, rule policy.Plans) (out []Measure, err error) {
	seen := map[string]bool{}
	for _, m := range c.Measures {
		old, _ := was.Measure(m.Key)
		if old.Key == "" || seen[m.Key] {
			m.Key = ""
		}
		seen[m.Key] = true
		if m.Text, err = words(rule, m.Text, "text", longLine, true); err != nil {
			return nil, err
		}
		if m.Lead != 0 {
			if err := x.unit(m.Lead, old.Lead, "lead"); err != nil {
				return nil, err
			}
		}
		co := slices.Compact(slices.Sorted(slices.Values(m.Co)))
		co = slices.DeleteFunc(co, func(u int64) bool { return u == m.Lead || u == 0 })
		for _, u := range co {
			kept := u
			if !slices.Contains(old.Co, u) {
				kept = 0
			}
			if err := x.unit(u, kept, "co"); err != nil {
				return nil, err
			}
		}
		if m.Co = co; len(co) == 0 {
			m.Co = nil
		}
		if len(co) > mostCo {
			return nil, fault.New(fault.Invalid, "plan_many", "max", mostCo).On("co")
		}
		if m.Due != 0 && (m.Due <= c.First || m.Due > c.Last) {
			return nil, fault.New(fault.Invalid, "plan_due").On("due")
		}
		out = append(out, m)
	}
	return out, nil
}

func (x *Plans) money(c Content, was *Content, rule policy.Plans) (out []Money, err error) {
	years, seen := c.Years(), map[string]bool{}
	for _, m := range c.Money {
		if !slices.ContainsFunc(was.Money, func(o Money) bool { return o.Key == m.Key }) || seen[m.Key] {
			m.Key = ""
		}
		seen[m.Key] = true
		if m.Source, err = words(rule, m.Source, "source", 60, true); err != nil {
			return nil, err
		}
		if m.Purpose, err = words(rule, m.Purpose, "purpose", longLine, true); err != nil {
			return nil, err
		}
		if !slices.Contains(years, m.Year) {
			return nil, fault.New(fault.Invalid, "plan_year", "year", m.Year).On("year")
		}
		if m.Budgeted < 0 || m.Budgeted > mostFen {
			return nil, fault.New(fault.Invalid, "plan_amount").On("budgeted")
		}
		out = append(out, m)
	}
	return out, nil
}

// number gives keys to what has none; a key is never given twice in the life of a plan.
func (c *Content) number() {
	next := func(key *string, letter string) {
		if *key == "" {
			c.Keys++
			*key = letter + strconv.Itoa(c.Keys)
		}
	}
	for i := range c.Goals {
		next(&c.Goals[i].Key, "g")
	}
	for i := range c.Measures {
		next(&c.Measures[i].Key, "m")
	}
	for i := range c.Money {
		next(&c.Money[i].Key, "f")
	}
}

// onDay wants a day that is not in the future.
func onDay(at, now calendar.Instant, field string) error {
	if at <= 0 || at > now {
		return fault.New(fault.Invalid, "plan_day").On(field)
	}
	return nil
}
