package bench

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

// Days behind a quarter on which its figures are brought, typed and reviewed, and on which counties and the city close
// it.
const (
	brings    = 3
	entering  = 5
	judges    = 8
	closes    = 20
	dueWithin = 10
)

// measured are the indicators that villages report: code, rule, and how large a figure is.
var measured = []struct {
	code  string
	rule  indicator.Rule
	large int64
}{{"income", indicator.Last, 400_000}, {"rent", indicator.Sum, 60_000}, {"shops", indicator.Last, 30},
	{"trees", indicator.Sum, 900}, {"land", indicator.Last, 5_000}, {"members", indicator.Last, 1_200},
	{"visits", indicator.Sum, 300}, {"loans", indicator.Sum, 40_000}, {"top", indicator.Max, 9_000}}

// define begins the set: nine figures of every village and community each quarter, and three that follow from them.
func (y *decided) define(ctx context.Context) error {
	first, last := y.quarters[0].Year(), y.quarters[3].Year()
	low := 50_000 * indicator.One
	d := indicator.Definition{Zh: "季度监测", En: "Quarterly figures", Area: y.city, Due: dueWithin,
		From: first.From(), To: (last + 200).From()}
	for _, m := range measured {
		d.Indicators = append(d.Indicators, indicator.Indicator{Code: m.code, Zh: "指标" + m.code, En: m.code, Unit: "个",
			Rule: m.rule, Level: "village", Every: indicator.Quarter})
	}
	d.Indicators = append(d.Indicators,
		indicator.Indicator{Code: "each", Zh: "人均收入", En: "Income a member", Unit: "元", Rule: indicator.Ratio,
			Over: "income", Under: "members", Decimals: 2},
		indicator.Indicator{Code: "weak", Zh: "薄弱村", En: "Weak villages", Unit: "个", Rule: indicator.Band, Of: "income",
			Until: &low, Less: true},
		indicator.Indicator{Code: "strong", Zh: "强村", En: "Strong villages", Unit: "个", Rule: indicator.Band,
			Of: "income", From: &low})
	var err error
	if y.set, err = y.indicators.Define(ctx, y.who[oversees], id(), d); err != nil {
		return err
	}
	for _, code := range []string{"income", "trees"} {
		if err := y.indicators.Target(ctx, y.who[oversees], id(), y.set, indicator.Aim{Code: code, Span: last,
			Entries: []indicator.Entry{{Area: y.city, Value: indicator.Amount(y.Areas*1000) * indicator.One}},
		}); err != nil {
			return err
		}
		if err := y.indicators.Cut(ctx, y.who[oversees], id(), y.set, indicator.Cut{Area: y.city, Code: code,
			Span: last, How: indicator.ByEqual}); err != nil {
			return err
		}
	}
	return nil
}

// figures are those of an area in a quarter: they follow from its code, and grow.
func (y *decided) figures(a area.Code, nth int) indicator.Values {
	r := mathrand.New(mathrand.NewPCG(uint64(a), y.Seed))
	out := indicator.Values{}
	for _, m := range measured {
		n := m.large/4 + r.Int64N(m.large) + 1
		out[m.code] = indicator.Amount(n+n*int64(nth)/30+int64(nth)) * indicator.One
	}
	return out
}

// typed says whether a township's clerk types an area's figures; those of all others come with a file.
func (y *decided) typed(i int) bool {
	return i == 0 || y.villages[i].Ancestor(area.Township) != y.villages[i-1].Ancestor(area.Township)
}

// collect has a quarter's figures come in, be reviewed and closed, in days behind its end.
func (y *decided) collect(s indicator.Span) {
	end, nth := y.dayOf(s.To()), slices.Index(y.quarters, s)
	y.on(end+brings, func(ctx context.Context) error { return y.brought(ctx, s, nth) })
	y.on(end+entering, func(ctx context.Context) error { return y.typedIn(ctx, s, nth) })
	y.on(end+judges, func(ctx context.Context) error { return y.judged(ctx, s) })
	y.on(end+closes-5, func(ctx context.Context) error {
		for _, a := range append(slices.Clone(y.counties), y.city) {
			y.Periods.Asked++
			if err := y.indicators.Close(ctx, y.who[oversees], id(), y.set, a, s, ""); err != nil {
				return fmt.Errorf("close %v of %v: %w", s, a, err)
			}
		}
		return nil
	})
}

// brought brings the figures of a file, some lines at a time.
func (y *decided) brought(ctx context.Context, s indicator.Span, nth int) error {
	t, err := y.indicators.Taking(ctx, y.who[oversees], y.set, s, fmt.Sprintf("%v.xlsx", s))
	if err != nil {
		return err
	}
	var rows []*indicator.Row
	for i, a := range y.villages {
		if !y.typed(i) {
			rows = append(rows, &indicator.Row{Area: a, Values: y.figures(a, nth), Note: "系统导出"})
		}
	}
	if err := t.Begin(ctx, len(rows)); err != nil {
		return err
	}
	y.Readings.Asked += int64(len(rows))
	for some := range slices.Chunk(rows, indicator.LinesAtOnce) {
		if bad, err := t.Take(ctx, some); err != nil || len(bad) > 0 {
			return fmt.Errorf("%d lines of %v refused, %v: %w", len(bad), s, bad, err)
		}
	}
	return nil
}

// typedIn has the clerks type theirs, with an answer to whatever is asked.
func (y *decided) typedIn(ctx context.Context, s indicator.Span, nth int) error {
	for i, a := range y.villages {
		if !y.typed(i) {
			continue
		}
		r := indicator.Reporting{Area: a, Span: s, Values: y.figures(a, nth), Answers: map[string]string{}}
		list, err := y.indicators.Questions(ctx, org.Caller{System: true}, y.set, r)
		if err != nil {
			return err
		}
		for _, q := range list {
			r.Answers[q.Key()] = "核对过"
		}
		y.Readings.Asked++
		if err := y.indicators.Report(ctx, y.clerks[y.offices[a.Ancestor(area.Township)]], id(), y.set, r); err != nil {
			return err
		}
	}
	return nil
}

// judged has all sheets of a quarter reviewed, some at a time.
func (y *decided) judged(ctx context.Context, s indicator.Span) error {
	for {
		list, err := y.indicators.ToReview(ctx, org.Caller{System: true}, y.set, y.city, s, 100)
		if err != nil || len(list) == 0 {
			return err
		}
		var seen []indicator.Judged
		for _, x := range list {
			seen = append(seen, indicator.Judged{Area: x.Area, Seq: x.Seq})
		}
		if err := y.indicators.Review(ctx, y.who[drafts], id(), y.set, s, seen); err != nil {
			return err
		}
	}
}
