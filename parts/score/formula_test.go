package score

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/policy"
	"xiaohao/platform/lang"
)

// The figures of published bulletins: 天门 (911 and 737 of 972) and 丰城 (3,112 of 3,456).
func TestPublishedFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code     string
		c        Counts
		value    string
		zh, en   string
		leftOver int64
	}{
		{StruckOffRate, Counts{N: 972, Struck: 911}, "93.72%", "应整改 972 件，其中已销号 911 件，911 ÷ 972 = 93.72%。",
			"Of 972 due 911 were struck off: 911 ÷ 972 = 93.72%.", 0},
		{OnTimeRate, Counts{N: 972, OnTime: 737, LeftOut: 3}, "75.82%",
			"应整改 972 件，其中按期 737 件，737 ÷ 972 = 75.82%；另有 3 件经申诉不计入（非本单位职责）。",
			"Of 972 due 737 were fixed on time: 737 ÷ 972 = 75.82%; 3 more are left out on appeal (out of remit).", 0},
		{SolvedRate, Counts{N: 4000, Rated: 3456, Solved: 3112, Unrated: 2}, "90.05%",
			"群众评价 3456 件，其中已解决 3112 件，3112 ÷ 3456 = 90.05%；另有 2 件的评价经申诉不计入。",
			"Of 3456 rated by those who reported them 3112 are solved: 3112 ÷ 3456 = 90.05%; " +
				"the rating of 2 more is left out on appeal.", 0},
		{OverdueHours, Counts{N: 10, Fixed: 8, Late: 2, LateMinutes: 1500}, "3.13 小时",
			"已整改 8 件，合计超期 25.00 小时，平均 3.13 小时；另有 2 件尚未整改，时长未计入。",
			"8 fixed, 25.00 hours past their deadlines together, 3.13 h on average; " +
				"2 more are not fixed yet, their hours are not known.", 0},
		{ReworkRate, Counts{N: 40, Reworked: 5, Rejects: 7, Unreworked: 1}, "12.50%",
			"应整改 40 件，其中返工 5 件，5 ÷ 40 = 12.50%，共返工 7 次；另有 1 件的返工经申诉不计。",
			"Of 40 due 5 had to be done again: 5 ÷ 40 = 12.50%; 7 rejections in all; " +
				"the rework of 1 more is not counted on appeal.", 0},
		{OnTimeRate, Counts{}, "–", "没有可计的事项；另有 2 件尚未到期，不计入。",
			"Nothing to count; 2 more are not due yet and are left out.", 2},
	} {
		f, _, _ := formulaOf(c.code)
		got := f.figure(&c.c, c.leftOver)
		if v := got.Shown(lang.Zh); v != c.value {
			t.Errorf("%s: %s, want %s", c.code, v, c.value)
		}
		if got.Words(lang.Zh) != c.zh || got.Words(lang.En) != c.en {
			t.Errorf("%s:\n%s\n%s", c.code, got.Words(lang.Zh), got.Words(lang.En))
		}
	}
}

func parts(weights ...any) policy.Assessment {
	a := policy.Assessment{Minimum: 10, SelfFound: 50}
	for i := 0; i < len(weights); i += 2 {
		a.Parts = append(a.Parts, policy.Part{Figure: weights[i].(string), Weight: weights[i+1].(int)})
	}
	return a
}

func TestScore(t *testing.T) {
	t.Parallel()
	usual := parts(OnTimeRate, 6000, StruckOffRate, 3000, ReworkRate, 1000)
	floor := parts(OnTimeRate, 6000, StruckOffRate, 4000)
	floor.Parts[0].Floor = 75
	hotline := parts(ResponseRate, 3000, SolvedRate, 3500, SatisfiedRate, 3500)
	bulletin := Counts{N: 972, OnTime: 737, Struck: 911, Reworked: 40}
	for name, c := range map[string]struct {
		a      policy.Assessment
		c      Counts
		points []int64
		value  string
	}{
		"60-30-10":  {usual, bulletin, []int64{4549, 2812, 959}, "83.20"},
		"all well":  {usual, Counts{N: 10, OnTime: 10, Struck: 10}, []int64{6000, 3000, 1000}, "100.00"},
		"all wrong": {usual, Counts{N: 10, Reworked: 10}, []int64{0, 0, 0}, "0.00"},
		"honest misses": {usual, Counts{N: 100, OnTime: 80, Struck: 100, Self: 30, SelfMissed: 10},
			[]int64{5100, 3000, 1000}, "91.00"},
		"honest rework": {usual, Counts{N: 100, OnTime: 100, Struck: 100, Reworked: 20, SelfReworked: 20},
			[]int64{6000, 3000, 900}, "99.00"},
		"under the floor": {floor, Counts{N: 1000, OnTime: 749, Struck: 1000}, []int64{0, 4000}, "40.00"},
		"on the floor":    {floor, Counts{N: 1000, OnTime: 750, Struck: 1000}, []int64{4500, 4000}, "85.00"},
		"nobody rated":    {hotline, Counts{N: 20, Assigned: 20, Prompt: 15}, []int64{7500, 0, 0}, "75.00"},
		"a third cannot be": {parts(FirstPassRate, 3333, OnTimeRate, 3333, StruckOffRate, 3334),
			Counts{N: 3, OnTime: 3, Struck: 3}, []int64{0, 4999, 5001}, "100.00"},
		"nothing to be scored": {usual, Counts{}, []int64{0, 0, 0}, "0.00"},
	} {
		r := score(c.a, &c.c)
		var points []int64
		for _, p := range r.Parts {
			points = append(points, p.Points)
		}
		if !slices.Equal(points, c.points) || Decimal(r.Value) != c.value || r.None != (c.c == Counts{}) {
			t.Errorf("%s: %v %s %+v", name, points, Decimal(r.Value), r)
		}
	}
	r := score(hotline, &Counts{N: 5, Assigned: 5, Prompt: 4})
	want := []string{"按时签收率：4 ÷ 5 × 100.00 = 80.00 分；原权重 30.00，因缺少样本的部分不计而放大", "解决率（权重 35.00）：没有样本，不计，其余部分按比例放大",
		"满意率（权重 35.00）：没有样本，不计，其余部分按比例放大", "合计 80.00 = 80.00 分", "只有 5 件，少于 10 件，不排名"}
	if d := cmp.Diff(want, r.Words(lang.Zh)); d != "" {
		t.Error(d)
	}
	r = score(usual, &Counts{N: 100, OnTime: 80, Struck: 100, Self: 30, SelfMissed: 10, Reworked: 4, SelfReworked: 1})
	if all := strings.Join(r.Words(lang.En), "\n"); !strings.Contains(all,
		"On time: 85 ÷ 100 × 60.00 = 51.00 points; 10 misses found by the unit itself count with 50%") ||
		!strings.Contains(all,
			"Rework (better when lower: 1 minus it counts): 96.50 ÷ 100 × 10.00 = 9.65 points; 1 misses") {
		t.Error(all)
	}
}

// Whatever the sums and the weights: no score leaves 0 to 100, the parts add up to it, and doing better never lowers
// it.
func TestScoreLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := policy.Assessment{Minimum: 10, SelfFound: rapid.IntRange(0, 100).Draw(rt, "self")}
		left := 100
		codes := rapid.Permutation(policy.RateFigures()).Draw(rt, "figures")
		for left > 0 {
			w := rapid.IntRange(1, left).Draw(rt, "weight")
			a.Parts = append(a.Parts, policy.Part{Figure: codes[len(a.Parts)%len(codes)], Weight: 100 * w})
			if left -= w; len(a.Parts) == len(codes)-1 {
				a.Parts = append(a.Parts, policy.Part{Figure: codes[len(codes)-1], Weight: 100 * left})
				break
			}
		}
		a.Parts = slices.DeleteFunc(a.Parts, func(p policy.Part) bool { return p.Weight == 0 })
		var c Counts
		for range rapid.IntRange(0, 30).Draw(rt, "rounds") {
			r := aRound(rt)
			one := r.Counts()
			c.add(&one, 1)
		}
		r := score(a, &c)
		var sum, shares int64
		for _, p := range r.Parts {
			if p.Num < 0 || p.Num > p.Den || p.Points < 0 || p.Points > p.Share {
				rt.Fatalf("%+v", p)
			}
			sum, shares = sum+p.Points, shares+p.Share
		}
		if sum != r.Value || r.Value < 0 || r.Value > 10_000 || !r.None && shares != 10_000 {
			rt.Fatalf("%d of %d: %+v", sum, shares, r)
		}
	})
}

// aRound is any round.
func aRound(rt *rapid.T) Round {
	b := func(name string) bool { return rapid.Bool().Draw(rt, name) }
	r := Round{Unit: 1, Due: begin, Self: b("self"), Again: b("again"), Prompt: b("prompt"), Bounced: b("bounced"),
		Asked: b("asked"), Recurred: b("recurred"),
		Rejects: rapid.IntRange(0, 3).Draw(rt, "rejects"), Rating: uint8(rapid.IntRange(0, 3).Draw(rt, "rating")),
		Upheld:   uint8(rapid.IntRange(0, 15).Draw(rt, "upheld")),
		Extended: rapid.IntRange(0, 2).Draw(rt, "extended"), Held: rapid.IntRange(0, 2).Draw(rt, "held"),
		Recurrences: rapid.IntRange(0, 2).Draw(rt, "backs"), Stubborn: b("stubborn")}
	if b("signed") {
		r.SignedAt, r.SignedIn = begin, 50
	} else {
		r.Prompt = false
	}
	if b("fixed") {
		r.FixedAt, r.Late = begin.Plus(int64(rapid.IntRange(-2, 2).Draw(rt, "late"))*hour), 60
		if b("struck") {
			r.StruckAt = r.FixedAt
		}
	}
	r.Recurred = r.Recurred && r.StruckAt != 0
	return r
}

// The figures that policy may score are the rates of this package.
func TestRatesAreKnown(t *testing.T) {
	t.Parallel()
	var rates []string
	for _, f := range formulas {
		if !f.hours {
			rates = append(rates, f.code)
		}
		if !lang.Has("figure."+f.code) || !lang.Has("arithmetic_of."+f.code) {
			t.Errorf("%s has no name", f.code)
		}
	}
	want := policy.RateFigures()
	slices.Sort(rates)
	slices.Sort(want)
	if d := cmp.Diff(want, rates); d != "" {
		t.Error(d)
	}
	if n := shift(len(formulas)); n > 62 {
		t.Errorf("the verdicts need %d bits", n)
	}
}
