package plan_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
)

func TestPace(t *testing.T) {
	t.Parallel()
	const first, last = 1_000_000, 2_000_000
	for _, x := range []struct {
		now       calendar.Instant
		done, all int
		want      plan.Pace
	}{
		{1_500_000, 0, 0, plan.Pace{}},
		{999_999, 0, 4, plan.Pace{}},
		{1_500_000, 2, 4, plan.Pace{Time: 500, Done: 500, Light: indicator.Green}},
		{1_600_000, 2, 4, plan.Pace{Time: 600, Done: 500, Light: indicator.Green}},
		{1_601_000, 2, 4, plan.Pace{Time: 601, Done: 500, Light: indicator.Yellow}},
		{1_750_000, 2, 4, plan.Pace{Time: 750, Done: 500, Light: indicator.Yellow}},
		{1_751_000, 2, 4, plan.Pace{Time: 751, Done: 500, Light: indicator.Red}},
		{1_100_000, 4, 4, plan.Pace{Time: 100, Done: 1000, Light: indicator.Green}},
		{2_000_000, 19, 20, plan.Pace{Time: 1000, Done: 950, Light: indicator.Red}},
		{2_500_000, 4, 4, plan.Pace{Time: 1000, Done: 1000, Light: indicator.Green}},
	} {
		if got := plan.PaceOf(first, last, x.now, x.done, x.all); got != x.want {
			t.Errorf("%+v: got %+v", x, got)
		}
	}
}

// TestPaceLaws: shares lie in their range, more done is never a worse light, and more time never a better one.
func TestPaceLaws(t *testing.T) {
	t.Parallel()
	rank := func(l string) int { return slices.Index([]string{indicator.Green, indicator.Yellow, indicator.Red}, l) }
	rapid.Check(t, func(t *rapid.T) {
		first := calendar.Instant(rapid.Int64Range(0, 1e15).Draw(t, "first"))
		last := first + calendar.Instant(rapid.Int64Range(1, 4e14).Draw(t, "long"))
		now := first + calendar.Instant(rapid.Int64Range(0, 5e14).Draw(t, "now"))
		all := rapid.IntRange(1, 60).Draw(t, "all")
		done := rapid.IntRange(0, all).Draw(t, "done")
		p := plan.PaceOf(first, last, now, done, all)
		if p.Time < 0 || p.Time > 1000 || p.Done < 0 || p.Done > 1000 || rank(p.Light) < 0 {
			t.Fatalf("%+v", p)
		}
		if done < all && rank(plan.PaceOf(first, last, now, done+1, all).Light) > rank(p.Light) {
			t.Fatal("more done is worse")
		}
		if rank(plan.PaceOf(first, last, now+1e12, done, all).Light) < rank(p.Light) {
			t.Fatal("more time is better")
		}
	})
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{"0": 0, "1": 100, "1.5": 150, "1,234.50": 123450, "１２": 1200,
		"35万":  350000_00,
		"0.5亿": 50_000_000_00, "1.23456万": 12345_60, "1234元": 123400, " 7 ": 700} {
		if got, err := plan.ParseFen(s); err != nil || got != want {
			t.Errorf("%q: %d %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"", "很多", "1.234", "1..2", ".5", "1.", "1e3", "99999999999999999999", "0.123456789亿1"} {
		if got, err := plan.ParseFen(s); err == nil {
			t.Errorf("%q is %d", s, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1e17, 1e17).Draw(t, "n")
		if got, err := plan.ParseFen(plan.FormatFen(n)); err != nil || got != n {
			t.Fatalf("%d is written %s and read as %d, %v", n, plan.FormatFen(n), got, err)
		}
		a := indicator.Amount(n)
		if got, err := plan.ParseAmount(plan.FormatAmount(a)); err != nil || got != a {
			t.Fatalf("%d is written %s and read as %d, %v", a, plan.FormatAmount(a), got, err)
		}
	})
}

// drawn is a content with items of a few keys.
func drawn(t *rapid.T, name string) *plan.Content {
	text := rapid.SampledFrom([]string{"甲", "乙", "丙"})
	c := &plan.Content{Title: text.Draw(t, name+"title"), First: 1, Last: 4e14}
	for _, k := range []string{"g1", "g2"} {
		if rapid.Bool().Draw(t, name+k) {
			g := plan.Goal{Key: k, Text: text.Draw(t, name+k+"text")}
			if rapid.Bool().Draw(t, name+k+"target") {
				g.Targets = []plan.Target{{Year: 1971, Amount: indicator.Amount(rapid.IntRange(0, 2).Draw(t,
					name+k+"n"))}}
			}
			c.Goals = append(c.Goals, g)
		}
	}
	if rapid.Bool().Draw(t, name+"m") {
		c.Measures = []plan.Measure{{Key: "m3", Text: text.Draw(t, name+"mt"), Yearly: rapid.Bool().Draw(t, name+"my")}}
	}
	if rapid.Bool().Draw(t, name+"f") {
		c.Money = []plan.Money{{Key: "f4", Source: text.Draw(t, name+"fs"), Purpose: "x", Year: 1971,
			Budgeted: rapid.Int64Range(0, 2).Draw(t, name+"fb")}}
	}
	return c
}

// TestDiffLaws: nothing is told of the same; of two that differ something is; what one way is new is gone the other
// way; and every change has its sentence in both languages.
func TestDiffLaws(t *testing.T) {
	o := newTown(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawn(t, "a"), drawn(t, "b")
		d := plan.Differ{Names: o.Plans.Desk.Names(lang.Zh)}
		if list := d.Diff(a, a); len(list) != 0 {
			t.Fatalf("%+v", list)
		}
		there, back := d.Diff(a, b), d.Diff(b, a)
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		if (len(there) == 0) != (string(x) == string(y)) {
			t.Fatalf("%s and %s: %+v", x, y, there)
		}
		count := func(list []plan.Change, kind, what string) (n int) {
			for _, c := range list {
				if c.Kind == kind && c.What == what {
					n++
				}
			}
			return n
		}
		for _, kind := range []string{"goal", "measure", "money"} {
			if count(there, kind, plan.Added) != count(back, kind, plan.Gone) {
				t.Fatalf("%+v and back %+v", there, back)
			}
		}
		for _, l := range lang.All() {
			d := plan.Differ{Names: o.Plans.Desk.Names(l)}
			for _, c := range there {
				if s := d.Say(c); s == "" || strings.Contains(s, "plan.diff") || strings.Contains(s, "{") {
					t.Fatalf("%+v: %q", c, s)
				}
			}
		}
	})
}

func TestDiffInWords(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	was := &plan.Content{First: 1, Last: 4e14, Goals: []plan.Goal{{Key: "g1", Text: "空白村清零",
		Targets: []plan.Target{{Year: 2026,
			Amount: 50_0000}}}}, Measures: []plan.Measure{{Key: "m2", Text: "清产核资", Lead: o.Units["jie"]}}}
	is := &plan.Content{First: 1, Last: 4e14, Goals: []plan.Goal{{Key: "g1", Text: "空白村清零",
		Targets: []plan.Target{{Year: 2026,
			Amount: 30_0000}, {Year: 2027}}}},
		Measures: []plan.Measure{{Key: "m2", Text: "清产核资", Lead: o.Units["she"]}},
		Money:    []plan.Money{{Key: "f3", Source: "本级财政", Purpose: "启动", Year: 2026, Budgeted: 1_000_00}}}
	d := plan.Differ{Names: o.Plans.Desk.Names(lang.Zh)}
	var got []string
	for _, c := range d.Diff(was, is) {
		got = append(got, d.Say(c))
	}
	want := []string{"目标“空白村清零”2026 年目标值由 50 调整为 30", "目标“空白村清零”增加 2027 年目标值 0",
		"措施“清产核资”的主办单位由“街道办”改为“社区居委会”", "新增资金：本级财政（2026 年）启动，1,000.00 元"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestShipped: what is shipped can be begun as it is, has no figure, and says what the issue asks for.
func TestShipped(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for code, words := range map[string][]string{
		"collective_economy": {"清零", "清产核资", "资产、资源", "培训", "统筹使用"},
		"camellia_oil":       {"提质量", "提品牌", "提标准", "提产量"},
		"forests":            {"保护修复", "改革创新", "惠民利民"}} {
		s, err := plan.Shipped(code)
		if err != nil || s.Zh == "" || s.En == "" || s.Years != 3 {
			t.Fatalf("%s: %+v %v", code, s, err)
		}
		c := s.Start(area.Code(430405000000), o.Units["jie"], 2026)
		all, _ := json.Marshal(c)
		for _, w := range words {
			if !strings.Contains(string(all), w) {
				t.Errorf("%s says nothing of %s", code, w)
			}
		}
		for _, g := range c.Goals {
			if len(g.Targets) > 0 || g.Indicator == "" {
				t.Errorf("%s: %+v", code, g)
			}
		}
		for _, m := range c.Money {
			if m.Budgeted != 0 {
				t.Errorf("%s: %+v", code, m)
			}
		}
		if _, err := o.Begin(o.ctx, o.Who["disp"], o.ID(), c, code); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	if len(plan.Templates()) != 3 {
		t.Error("a template has no test")
	}
}

// TestOfficeContent: what a plan says as a paper has a row for each measure, as long as the heading.
func TestOfficeContent(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.begin(o.content())
	c, err := o.Content(o.ctx, o.Who["disp"], id)
	if err != nil || c.Title != "村级集体经济三年行动计划" || len(c.Rows) != 2 || len(c.Rows[0]) != len(c.Columns) ||
		c.Rows[0][2] != "街道办" || len(c.Foot) != 2 || c.Basis == "" {
		t.Errorf("%+v %v", c, err)
	}
	_, err = o.Content(o.ctx, o.Who["ver"], id)
	want(t, err, "plan_missing")
	bare := o.content()
	bare.Measures[0].Lead = 0
	if c, err := o.Content(o.ctx, o.Who["disp"], o.begin(bare)); err != nil || c.Rows[0][2] != "未定" {
		t.Errorf("a measure that nobody leads yet: %v %v", c.Rows, err)
	}
}
