package trend_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/trend"
	"xiaohao/platform/store"
)

func TestMonday(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := views.Day(rapid.Int64Range(0, 40000).Draw(t, "day"))
		m := trend.Monday(d)
		if at := time.Unix(int64(m)*86400, 0).UTC(); at.Weekday() != time.Monday || m > d || d-m > 6 {
			t.Fatalf("the Monday of %v is %v, a %v", d, m, at.Weekday())
		}
	})
}

// line is an item of an inspection, as the event has it.
type line struct {
	Item   string `json:"item"`
	Result string `json:"result"`
}

// made is an inspection as far as it is counted.
type made struct {
	Kind  string           `json:"kind"`
	Area  area.Code        `json:"area"`
	Again int64            `json:"again,omitempty"`
	Found calendar.Instant `json:"found"`
	Items []line           `json:"items"`
}

// inspected records n inspections of an item on one day, so many of which failed.
func inspected(o *citytest.Office, a area.Code, n, failed int, again int64) {
	o.T.Helper()
	who := o.Who["ins"]
	for i := range n {
		b := &made{Kind: "market", Area: a, Again: again, Found: o.Now(), Items: []line{{"1.1", "pass"}, {"9.9", "na"}}}
		if i < failed {
			b.Items[0].Result = "fail"
		}
		_, err := o.Keep(context.Background(), who, o.ID(), nil,
			func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) {
				return []desk.Fact{{Type: "inspection.made", Subject: ledger.New, Areas: []area.Code{a}, Body: b}}, nil
			})
		if err != nil {
			o.T.Fatal(err)
		}
	}
}

func newOffice(t *testing.T) *citytest.Office {
	t.Helper()
	o := citytest.New(t)
	o.ChangeOrg(&org.PersonSet{Login: "ins", Name: "督查",
		Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.City}}})
	p, _ := o.Org().PersonByLogin("ins")
	o.Who["ins"] = p.Caller()
	return o
}

func check(t *testing.T, o *citytest.Office) {
	t.Helper()
	o.CatchUp()
	err := o.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return trend.Check(context.Background(), r, 4304, func(s string) { t.Error(s) })
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFindsWhatRose: an item that fails three times as often in a county is found once, on the Monday after, with its
// figures; second looks do not count, and whoever asks again hears nothing new.
func TestFindsWhatRose(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), context.Background()
	for range 6 { // weeks
		inspected(o, citytest.Village, 30, 3, 0)
		inspected(o, citytest.Other, 30, 3, 0)
		o.Advance(7 * 24 * time.Hour)
	}
	if n, err := o.Trends.Tick(ctx); err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
	o.CatchUp()
	if list, err := o.Trends.Findings(ctx, o.Who["sup"], 0, 10); err != nil || len(list) != 0 {
		t.Fatalf("found where nothing rose: %+v %v", list, err)
	}
	inspected(o, citytest.Village, 60, 30, 0)
	inspected(o, citytest.Other, 60, 6, 0)
	inspected(o, citytest.Other, 60, 60, 77) // second looks
	o.Advance(7 * 24 * time.Hour)
	for i := range 2 {
		if n, err := o.Trends.Tick(ctx); err != nil || n != 1-i {
			t.Fatalf("turn %d: %d %v", i, n, err)
		}
		o.CatchUp()
	}
	list, err := o.Trends.Findings(ctx, o.Who["sup"], 0, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	f := list[0]
	if f.What != trend.Item || f.Code != "1.1" || f.Kind != "market" || len(f.Areas) != 1 ||
		f.Areas[0].Area != citytest.County || f.Looked != 2 || f.Now.Failed != 33 || f.Now.Checked != 90 ||
		f.Before.Checked != 150 {
		t.Errorf("%+v", f.Found)
	}
	if s, err := o.Trends.Series(ctx, &f); err != nil || len(s) != 2 || !s[0].Rose || s[1].Rose ||
		s[0].Weeks[trend.Weeks-1].Failed != 30 {
		t.Errorf("%+v %v", s, err)
	}
	if n, bad, err := o.Trends.Rate(ctx, []string{"1.1"}, []string{"market"}, citytest.City, 0, o.Now()); err != nil ||
		n != 480 || bad != 72 {
		t.Errorf("%d of %d %v", bad, n, err)
	}
	if n, _, err := o.Trends.Rate(ctx, []string{"1.1"}, []string{"school"}, citytest.City, 0, o.Now()); err != nil ||
		n != 0 {
		t.Errorf("%d %v", n, err)
	}
	if _, err := o.Trends.Findings(ctx, o.Who["clerk"], 0, 10); fault.Code(err) != "not_allowed" {
		t.Errorf("a clerk reads it: %v", err)
	}
	check(t, o)
}

// TestCategoriesAreParts: a week in which everything is reported more is no finding; one category that takes more of
// it is, with the matters behind it. Help matters are not counted.
func TestCategoriesAreParts(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), context.Background()
	list := func(category string, n int) (last int64) {
		for i := range n {
			last = o.Give("", 0, &matter.Report{Area: citytest.Village, Text: fmt.Sprint(category, i)})
			o.Give("disp", last, &matter.List{Category: category})
		}
		return last
	}
	list("fac.lamp", 30)
	list("env.rubbish", 30)
	o.Advance(5 * 7 * 24 * time.Hour)
	list("fac.lamp", 50)
	list("env.rubbish", 50)
	o.Advance(7 * 24 * time.Hour)
	if _, err := o.Trends.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	o.CatchUp()
	if f, err := o.Trends.Findings(ctx, o.Who["sup"], 0, 10); err != nil || len(f) != 0 {
		t.Fatalf("%+v %v", f, err)
	}
	last := list("fac.lamp", 150)
	o.Advance(7 * 24 * time.Hour)
	if _, err := o.Trends.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	o.CatchUp()
	f, err := o.Trends.Findings(ctx, o.Who["sup"], 0, 10)
	if err != nil || len(f) != 1 || f[0].Code != "fac.lamp" || f[0].Now.Checked != 250 || f[0].Now.Failed != 200 {
		t.Fatalf("%+v %v", f, err)
	}
	behind, err := o.Trends.Behind(ctx, &f[0], 500)
	if err != nil || len(behind) != 200 || behind[199] != last {
		t.Errorf("%d %v", len(behind), err)
	}
	check(t, o)
}
