package chief

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

// TestSpan looks at spans by name.
func TestSpan(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		each           string
		day, from, end Day
	}{
		{"week", "2026-11-16", "2026-11-16", "2026-11-22"}, // a Monday
		{"week", "2026-11-22", "2026-11-16", "2026-11-22"},
		{"week", "2027-01-01", "2026-12-28", "2027-01-03"},
		{"ten_days", "2026-02-10", "2026-02-01", "2026-02-10"},
		{"ten_days", "2026-02-28", "2026-02-21", "2026-02-28"},
		{"month", "2028-02-29", "2028-02-01", "2028-02-29"},
		{"quarter", "2026-11-30", "2026-10-01", "2026-12-31"},
		{"half", "2026-06-30", "2026-01-01", "2026-06-30"},
		{"half", "2026-07-01", "2026-07-01", "2026-12-31"},
		{"year", "2026-11-30", "2026-01-01", "2026-12-31"},
	} {
		if from, to := span(x.each, x.day); from != x.from || to != x.end {
			t.Errorf("%s of %s: %s to %s, want %s to %s", x.each, x.day, from, to, x.from, x.end)
		}
	}
}

var eaches = []string{"week", "ten_days", "month", "quarter", "half", "year"}

// someDay draws a day of three years.
func someDay(t *rapid.T, name string) Day {
	return Day("2026-01-01").Plus(rapid.IntRange(0, 1095).Draw(t, name))
}

// TestSpans: every day lies in its span, which is the same for all days in it, and the next one begins right behind.
func TestSpans(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		each, d := rapid.SampledFrom(eaches).Draw(t, "each"), someDay(t, "day")
		from, to := span(each, d)
		if from > d || d > to {
			t.Fatalf("%s is not in %s to %s", d, from, to)
		}
		other := from.Plus(rapid.IntRange(0, to.Since(from)).Draw(t, "other"))
		if f, e := span(each, other); f != from || e != to {
			t.Fatalf("%s has %s to %s, %s has %s to %s", d, from, to, other, f, e)
		}
		if next, _ := span(each, to.Plus(1)); next != to.Plus(1) {
			t.Fatalf("behind %s comes %s", to, next)
		}
	})
}

// TestJudge looks at duties by name: a village chief once a week from a Wednesday on, a ranger four times a month.
func TestJudge(t *testing.T) {
	t.Parallel()
	week, four := policy.Often{Times: 1, Each: "week"}, policy.Often{Times: 4, Each: "month"}
	for _, x := range []struct {
		name  string
		o     policy.Often
		since Day
		days  []Day
		today Day
		want  Duty
	}{
		{"nothing is asked for", policy.Often{}, "2026-11-01", nil, "2026-11-18", Duty{State: Free}},
		{"not yet held", week, "2026-11-19", nil, "2026-11-18", Duty{State: Free}},
		{"the first week is not owed", week, "2026-11-11", nil, "2026-11-16",
			Duty{State: Open, Need: 1, Each: "week", Left: 1, Due: "2026-11-22"}},
		{"a whole week was missed", week, "2026-11-09", nil, "2026-11-16",
			Duty{State: Overdue, Need: 1, Each: "week", Left: 1, Due: "2026-11-15"}},
		{"made up for", week, "2026-11-09", []Day{"2026-11-16"}, "2026-11-16",
			Duty{State: Met, Need: 1, Each: "week", Due: "2026-11-22"}},
		{"time is short", week, "2026-11-01", []Day{"2026-11-10"}, "2026-11-21",
			Duty{State: Soon, Need: 1, Each: "week", Left: 1, Due: "2026-11-22"}},
		{"a day counts once", four, "2026-10-01", []Day{"2026-11-03", "2026-11-03", "2026-11-03", "2026-11-03",
			"2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"}, "2026-11-10",
			Duty{State: Open, Need: 4, Each: "month", Left: 3, Due: "2026-11-30"}},
		{"too few days are left", four, "2026-10-01", []Day{"2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"},
			"2026-11-27", Duty{State: Soon, Need: 4, Each: "month", Left: 4, Due: "2026-11-30"}},
		{"days before he came do not count", week, "2026-11-17", []Day{"2026-11-16"}, "2026-11-18",
			Duty{State: Open, Need: 1, Each: "week", Left: 1, Due: "2026-11-22"}},
		{"nor days to come", week, "2026-11-01", []Day{"2026-11-10", "2026-11-20"}, "2026-11-17",
			Duty{State: Open, Need: 1, Each: "week", Left: 1, Due: "2026-11-22"}},
	} {
		if got := judge(x.o, &Holding{Since: x.since}, x.days, x.today); got != x.want {
			t.Errorf("%s: got %+v, want %+v", x.name, got, x.want)
		}
	}
}

// TestJudgeLaws: order and repetition of days do not matter, a further day makes nothing worse, and days that judge
// says it need not know change nothing.
func TestJudgeLaws(t *testing.T) {
	t.Parallel()
	worse := map[State]int{Met: 0, Open: 1, Soon: 2, Overdue: 3}
	rapid.Check(t, func(t *rapid.T) {
		o := policy.Often{Times: rapid.IntRange(1, 5).Draw(t, "times"), Each: rapid.SampledFrom(eaches).Draw(t, "each")}
		today := someDay(t, "today")
		h := &Holding{Since: today.Plus(-rapid.IntRange(0, 800).Draw(t, "since"))}
		var days []Day
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			days = append(days, today.Plus(-rapid.IntRange(-5, 700).Draw(t, "ago")))
		}
		got := judge(o, h, days, today)
		mixed := append(slices.Clone(days), days...)
		rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if again := judge(o, h, mixed, today); again != got {
			t.Fatalf("%v in another order: %+v, not %+v", days, again, got)
		}
		few := slices.DeleteFunc(slices.Clone(days), func(d Day) bool { return d < lookedAt(o, today) })
		if again := judge(o, h, few, today); again != got {
			t.Fatalf("without what lies behind: %+v, not %+v", again, got)
		}
		more := judge(o, h, append(days, today.Plus(-rapid.IntRange(0, 400).Draw(t, "more"))), today)
		if worse[more.State] > worse[got.State] || more.Left > got.Left {
			t.Fatalf("one day more makes %+v of %+v", more, got)
		}
	})
}

// TestClash: it is the same from both sides, and says whether some day is common.
func TestClash(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *Holding {
			h := &Holding{Theme: "forest", Post: rapid.SampledFrom([]string{"chief", "deputy"}).Draw(t, name+" post"),
				Area: area.Code(rapid.SampledFrom([]int64{1, 2}).Draw(t, name+" area")), Single: true,
				Since: Day("2026-11-01").Plus(rapid.IntRange(0, 10).Draw(t, name+" since"))}
			if n := rapid.IntRange(-1, 6).Draw(t, name+" days"); n >= 0 {
				h.Until = h.Since.Plus(n)
			}
			return h
		}
		a, b := draw("a"), draw("b")
		common := false
		for n := range 40 {
			d := Day("2026-11-01").Plus(n)
			common = common || a.held(d) && b.held(d)
		}
		want := common && a.Post == b.Post && a.Area == b.Area
		if clash(a, b) != want || clash(b, a) != want {
			t.Fatalf("%+v and %+v: %v, want %v", a, b, clash(a, b), want)
		}
	})
}

// hills are a county with two townships of two villages each; 430405002 was abolished for 430405003.
func hills(t testing.TB) *area.Tree {
	var list []area.Area
	for _, c := range []area.Code{430400000000, 430405000000, 430405001000, 430405001001, 430405001002, 430405003000,
		430405003001, 430405003002} {
		list = append(list, area.Area{Code: c, Name: c.String()})
	}
	list = append(list, area.Area{Code: 430405002000, Name: "旧乡", Former: true,
		Successors: []area.Code{430405003000}},
		area.Area{Code: 430405002001, Name: "旧村", Former: true, Successors: []area.Code{430405003002}},
		area.Area{Code: 430405002002, Name: "分村", Former: true, Successors: []area.Code{430405003001, 430405001002}})
	tree, err := area.NewTree(list)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

type visit struct {
	a area.Code
	d Day
}

// TestCoverLaws: coverage does not depend on the order of visits, nor on how they are dealt out among teams; it is what
// somebody finds who looks at all visits one by one; and the areas of an area add up.
func TestCoverLaws(t *testing.T) {
	t.Parallel()
	tree, rules := hills(t), &policy.Chiefs{Fresh: 30, Aged: 90}
	rapid.Check(t, func(t *rapid.T) {
		today := Day("2026-11-16")
		var visits []visit
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			visits = append(visits, visit{rapid.SampledFrom(tree.All()).Draw(t, "area").Code,
				today.Plus(-rapid.IntRange(0, 150).Draw(t, "ago"))})
		}
		fold := func(list []visit) map[area.Code]Day {
			last := map[area.Code]Day{}
			for _, v := range list {
				latest(last, v.a, v.d)
			}
			return last
		}
		top := rapid.SampledFrom([]area.Code{430400000000, 430405000000, 430405003000, 430405001001}).Draw(t, "top")
		got := covers(rules, tree, fold(visits), top, today)

		// another order, and teams whose tables are laid together afterwards
		mixed := slices.Clone(visits)
		rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		teams := make([][]visit, 3)
		for i, v := range mixed {
			teams[i%3] = append(teams[i%3], v)
		}
		together := map[area.Code]Day{}
		for _, team := range teams {
			for a, d := range fold(team) {
				latest(together, a, d)
			}
		}
		if d := gocmp.Diff(got, covers(rules, tree, together, top, today)); d != "" {
			t.Fatal(d)
		}

		// a recount that knows no table
		for _, c := range got {
			want := Day("")
			for _, v := range visits {
				if c.Area.Contains(tree.Heir(v.a, nil)) {
					want = max(want, v.d)
				}
			}
			if c.Last != want || c.Green+c.Yellow+c.Red != c.Areas {
				t.Fatalf("%+v, but the last visit was %q", c, want)
			}
		}
		if len(got) > 1 {
			sum := Cover{}
			for _, c := range got[1:] {
				sum.Areas, sum.Green, sum.Yellow, sum.Red = sum.Areas+c.Areas, sum.Green+c.Green, sum.Yellow+c.Yellow,
					sum.Red+c.Red
			}
			if sum.Areas != got[0].Areas || sum.Green != got[0].Green || sum.Red != got[0].Red {
				t.Fatalf("%+v, but those below add up to %+v", got[0], sum)
			}
		}
	})
}

// TestOfficePhone: no private telephone comes onto a sign.
func TestOfficePhone(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"0734-8221234": true, "12369": true, "(0734)8221234转12": true,
		"13800138000": false, "138 0013 8000": false, "+86 138-0013-8000": false, "8613800138000": false,
		"电话见网站": false,
		"12":    false, "": false} {
		if officePhone(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

// TestDays: what is no day is refused.
func TestDays(t *testing.T) {
	t.Parallel()
	for d, want := range map[Day]bool{"2026-11-16": true, "2026-02-29": false, "2026-2-9": false, "昨天": false,
		"0001-01-01": false, "": false} {
		if d.Valid() != want {
			t.Errorf("%q: %v", d, !want)
		}
	}
	if n := Day("2026-03-01").Since("2026-02-27"); n != 2 || Day("2026-02-27").time().Location() == time.UTC {
		t.Error(n)
	}
}

// TestShippedIndicators: what a shipped theme shows of figures is in a shipped set, so that nothing is named in vain;
// the forest chiefs, who have a set, are shown some of it.
func TestShippedIndicators(t *testing.T) {
	t.Parallel()
	sets, err := indicator.ShippedSets()
	if err != nil {
		t.Fatal(err)
	}
	for _, theme := range policy.Default().Chiefs.Themes {
		for _, code := range theme.Indicators {
			if !slices.ContainsFunc(sets, func(s indicator.Shipped) bool {
				_, ok := s.Definition.Get(code)
				return ok
			}) {
				t.Errorf("%s shows %s, which no shipped set has", theme.Code, code)
			}
		}
		if theme.Code == "forest" && len(theme.Indicators) == 0 {
			t.Error("a forest chief is shown no figure")
		}
	}
}
