package indicator_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

const q1, q2, q3, q4 = indicator.Span(202641), indicator.Span(202642), indicator.Span(202643), indicator.Span(202644)

// TestTheWayOfAReading: a village reports, a township reviews, a county closes, and each of them is refused once.
func TestTheWayOfAReading(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.refused(o.report("v2", V1, q3, figures(1, 10, 100), ""), "not_allowed")
	o.refused(o.report("v1", V1, q3, indicator.Values{"planted": amount(1)}, ""), "indicator_lacks")
	o.refused(o.report("v1", V1, 202743, figures(1, 10, 100), ""), "indicator_early")
	o.refused(o.report("v1", V1, 202600, figures(1, 10, 100), ""), "indicator_span")
	o.must(o.report("v1", V1, q3, figures(1, 40_000, 100), ""))
	o.must(o.report("v2", V2, q3, figures(2, 260_001, 200), ""))
	o.must(o.report("desk", V3, q3, figures(3, 60_001, 300), "")) // the township types for a village
	o.refused(o.report("v1", V1, q3, figures(2, 40_000, 100), ""), "indicator_reason")
	o.must(o.report("v1", V1, q3, figures(2, 40_000, 100), "少报了一亩"))

	for _, c := range []struct {
		at   area.Code
		code string
		want indicator.Amount
		in   int
	}{{V1, "planted", amount(2), 1}, {Town, "planted", amount(7), 3}, {citytest.City, "planted", amount(7), 3},
		{Town, "weak", amount(1), 3}, {Town, "rich", amount(1), 3}, {citytest.County, "income", amount(360_002), 3},
		{Town, "yield", 6_000_000, 3}} {
		if got := o.stand(c.at, c.code); got.Actual == nil || (*got.Actual != c.want && c.code != "yield") ||
			got.In != c.in {
			t.Errorf("%s %s: %v of %d, want %v of %d", c.at, c.code, got.Actual, got.In, c.want, c.in)
		}
	}
	if got := o.stand(Town, "yield"); *got.Actual != 6_000_033 { // 360,002 over 600, not the mean of three ratios
		t.Errorf("the ratio is %d", *got.Actual)
	}

	o.refused(o.review("desk", Town, q3), "indicator_own") // he typed one of them himself
	o.refused(o.review("v1", Town, q3), "not_allowed")
	o.must(o.review("town", Town, q3))
	o.refused(o.Close(o.ctx, o.Who["desk"], o.ID(), o.set, Town, q3, ""), "indicator_level")
	o.refused(o.Close(o.ctx, o.Who["disp"], o.ID(), o.set, citytest.County, q4, ""), "indicator_early")
	o.must(o.Close(o.ctx, o.Who["disp"], o.ID(), o.set, citytest.County, q3, "")) // all of the county's are in
	o.refused(o.Close(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.City, q3, ""), "indicator_missing_reason")
	o.must(o.Close(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.City, q3, "岳屏镇受灾，下季补报"))
	o.refused(o.report("v1", V1, q3, figures(9, 1, 100), "再改"), "indicator_locked")
	o.refused(o.Unlock(o.ctx, o.Who["county"], o.ID(), o.set, citytest.County, q3, "改错"), "indicator_upper")
	o.must(o.Unlock(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.City, q3, "改错"))
	o.refused(o.report("v1", V1, q3, figures(9, 1, 100), "再改"), "indicator_locked")
	o.must(o.Unlock(o.ctx, o.Who["county"], o.ID(), o.set, citytest.County, q3, "改错"))
	o.must(o.report("v1", V1, q3, figures(9, 40_000, 100), "再改"))
	if got := o.stand(Town, "planted"); *got.Actual != amount(14) {
		t.Errorf("after the correction %d", *got.Actual)
	}
	list, err := o.Closings(o.ctx, o.Who["lead"], o.set, citytest.County, q3)
	if err != nil || len(list) != 2 || list[1].Totals["planted"].Total != amount(7) {
		t.Errorf("the closing does not keep what was: %+v, %v", list, err)
	}
	o.proven()
}

// TestWhoReads: a village sees its own figures, a township its villages', and nobody those beside him.
func TestWhoReads(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, c := range []struct {
		login string
		at    area.Code
		sees  bool
	}{{"v1", V1, true}, {"v1", V2, false}, {"v1", Town, false}, {"town", V2, true}, {"town", FarV, false},
		{"fardesk", FarV, true}, {"lead", citytest.City, true}, {"sup", V1, true}, {"", V1, false}} {
		_, err := o.Standing(o.ctx, o.Who[c.login], o.set, c.at, nil)
		if (err == nil) != c.sees {
			t.Errorf("%s of %s: %v", c.login, c.at, err)
		}
		if err != nil {
			o.refused(err, "indicator_missing")
		}
	}
}

// TestQuestions: what is unlikely is asked about, with the figures, and kept with the answer.
func TestQuestions(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.must(o.report("v1", V1, q3, figures(1, 51_234, 100), ""))
	r := indicator.Reporting{Area: V1, Span: q4, Values: indicator.Values{"planted": amount(101), "income": 60_000,
		"stand": amount(100)}}
	o.Office.Set("2027-01-03 10:00")
	list, err := o.Questions(o.ctx, o.Who["v1"], o.set, r)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, q := range list {
		kinds[q.Key()] = true
	}
	for _, k := range []string{"jump:planted", "tenthousand:income", "rule:planted <= stand"} {
		if !kinds[k] {
			t.Errorf("%s was not asked: %v", k, kinds)
		}
	}
	if kinds["late:"] {
		t.Error("a day seven before the last one is the last one")
	}
	o.refused(o.Report(o.ctx, o.Who["v1"], o.ID(), o.set, r), "indicator_unlikely")
	o.must(o.report("v1", V1, q4, r.Values, ""))
	s, _, err := o.Sheet(o.ctx, o.Who["town"], o.set, V1, q4)
	if err != nil || len(s.Asked) != len(list) || s.Asked[0].Answer != "核对过" || !s.InTime {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestWaits: the home page counts cells and sheets, each for whom it concerns.
func TestWaits(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.must(o.report("v1", V1, q1, figures(1, 51_234, 100), ""))
	for login, want := range map[string]string{"v1": "waits.indicator_report", "town": "waits.indicator_review",
		"lead": "", "county": ""} {
		list, err := o.Waits(o.ctx, o.Who[login])
		if err != nil || (len(list) > 0) != (want != "") || want != "" && list[0].Key != want {
			t.Errorf("%s: %+v, %v", login, list, err)
		}
	}
	dues, err := o.Dues(o.ctx, o.Who["v1"])
	if err != nil || len(dues) != 6 { // seven quarters are over, one is in
		t.Errorf("%+v, %v", dues, err)
	}
	if n, err := o.Typed(o.ctx, citytest.County, 202611); n != 3 || err != nil {
		t.Errorf("the burden is %d cells, %v", n, err)
	}
}

// TestAgain: the same command again changes nothing, the same id for something else is refused.
func TestAgain(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	r := indicator.Reporting{Area: V1, Span: q1, Values: figures(1, 51_234, 100),
		Answers: map[string]string{"late:": "x"}}
	id := o.ID()
	for range 2 {
		o.must(o.Report(o.ctx, o.Who["v1"], id, o.set, r))
	}
	r.Values["planted"] = amount(3)
	if err := o.Report(o.ctx, o.Who["v1"], id, o.set, r); err == nil {
		t.Error("another content under the same id was taken")
	}
	if got := o.stand(citytest.City, "planted"); *got.Actual != amount(1) {
		t.Errorf("%d", *got.Actual)
	}
	var f interface{ Error() string }
	_, err := o.Define(o.ctx, org.Caller{}, o.ID(), plain(o.Office))
	if !errors.As(err, &f) {
		t.Error("anybody begins a set")
	}
}

// TestALineNeedsABeginning: a figure is not measured by itself. Without a base the line begins at the first figure,
// which gets no light; later ones do, and the first one too where its own year's target ends with it.
func TestALineNeedsABeginning(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	aim := func(a area.Code, s indicator.Span, v int64) {
		o.must(o.Target(o.ctx, o.Who["sup"], o.ID(), o.set, indicator.Aim{Code: "income", Span: s, Reason: "定",
			Entries: []indicator.Entry{{Area: a, Value: amount(v)}}}))
	}
	light := func(a area.Code, want string, line bool) {
		t.Helper()
		s := o.stand(a, "income")
		if s.Light != want || (s.Line != nil) != line || s.Target == nil || s.Actual == nil {
			t.Errorf("%s: %q, %+v", a, s.Light, s)
		}
	}
	o.must(o.report("v1", V1, q1, figures(1, 40_000, 100), ""))
	if s := o.stand(V1, "income"); s.Target != nil || s.Light != indicator.None {
		t.Errorf("a light without a target: %+v", s)
	}
	aim(V1, 202600, 100_000)
	light(V1, indicator.None, false) // all would be green
	o.must(o.report("v1", V1, q3, figures(1, 41_000, 100), ""))
	light(V1, indicator.Red, true) // 80,000 it should be
	o.must(o.report("v2", V2, q1, figures(1, 40_000, 100), ""))
	aim(V2, 202600, 100_000)
	aim(V2, indicator.Base, 30_000)
	light(V2, indicator.Red, true) // 30,000 before the set's first day, 65,000 by now
	o.must(o.report("desk", V3, 202544, figures(1, 95_000, 100), ""))
	aim(V3, 202500, 100_000)
	light(V3, indicator.Yellow, true) // the year is over, and its target is the line
}

// TestFiguresOfAreas: what is asked of several areas at once is what each says alone, and of an area that somebody may
// not know of there is nothing.
func TestFiguresOfAreas(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.must(o.report("v1", V1, q3, figures(3, 51_234, 100), ""))
	o.must(o.report("v2", V2, q3, figures(4, 61_234, 200), ""))
	codes := []string{"yield", "planted"}
	asked := map[area.Code][]string{V1: codes, V2: codes, Town: codes, citytest.City: codes}
	for login, sees := range map[string]int{"lead": 4, "v1": 1} {
		got, err := o.FiguresOf(o.ctx, o.Who[login], o.set, asked)
		if err != nil || len(got) != sees {
			t.Fatalf("%s: %d areas, %v", login, len(got), err)
		}
		for a, f := range got {
			want, err := o.Standing(o.ctx, o.Who[login], o.set, a, codes)
			if err != nil || cmp.Diff(want, f.Stands) != "" {
				t.Errorf("%s of %s: %v %s", login, a, err, cmp.Diff(want, f.Stands))
			}
		}
	}
	_, err := o.FiguresOf(o.ctx, o.Who["lead"], o.set+1, asked)
	o.refused(err, "indicator_missing")
}
