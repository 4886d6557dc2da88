package bench

import (
	"testing"
	"time"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/chief"
	"xiaohao/parts/help"
)

// TestGround lives the smallest year on the ground and reads its pages: what was asked for and did not come out fails
// it, and so does a page that fails, or is empty. A year may end on any day.
func TestGround(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Time{"today": time.Now(),
		"new year": time.Date(2027, 1, 5, 10, 0, 0, 0, calendar.China())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && name != "today" {
				t.Skip("one year is long enough")
			}
			y, out, seen := lives(t, Ground, 20, end)
			if out["persons taken in"] != 20 || out["cases struck off"] < 10 || out["sheets that count"] != 32 ||
				out["duties overdue"] == 0 || out["things given out"] == 0 || y.Events == 0 {
				t.Errorf("%+v", y)
			}
			for _, name := range []string{"cases that wait for a unit", "cases at a counter", "case", "rota",
				"register of chiefs", "chief's own page, county", "page of a county, with its coverage", "visits",
				"patches", "activities", "activity with its stock", "activity, for everybody", "surveys that ended",
				"survey with its result", "intake answered", "coverage, county"} {
				if !seen[name] {
					t.Errorf("%s was not measured: %v", name, seen)
				}
			}
		})
	}
}

// TestGroundRead refuses a page that fails, and one that is empty where something must stand.
func TestGroundRead(t *testing.T) {
	t.Parallel()
	refuses(t, []spoilt{
		{"", "", ""},
		{"/cases", "fails", "cases that wait for a unit"}, {"/cases", "empty", "cases that wait for a unit"},
		{"/help", "fails", "cases at a counter"}, {"/help", "empty", "cases at a counter"},
		{"/help/5", "fails", "case"}, {"/help/5", "empty", "case"}, {"/rota", "fails", "rota"},
		{"/rota", "empty", "rota"}, {"/chiefs", "fails", "register of chiefs"},
		{"/chiefs", "empty", "register of chiefs"},
		{"/chief", "fails", "chief's own page, city"}, {"/chief", "empty", "chief's own page, city"},
		{"/chiefs/areas/", "fails", "page of the city, with its coverage"},
		{"/chiefs/areas/430405000000", "empty", "page of a county, with its coverage"},
		{"/patrols", "fails", "visits"}, {"/patrols", "empty", "visits"}, {"/patches", "empty", "patches"},
		{"/outreach", "fails", "activities"}, {"/outreach", "empty", "activities"},
		{"/outreach/", "empty", "activity with its stock"}, {"/public/outreach/", "fails", "activity, for everybody"},
		{"/tallies", "empty", "surveys that ended"}, {"/tallies/", "fails", "survey with its result"},
		{"/help/new", "fails", "intake answered"},
	}, "/cases/1/sign /help/5/sheet /rota/2/end /chiefs/3 /chiefs/areas/430405000000 /patrols/4 /patches/6 "+
		"/outreach/7 安全头盔 送头盔 /tallies/8 49%", func(url string) life {
		return &grounded{year: reads(url, kinds["ground"], 200), actions: []*action{{m: 7}}, surveys: []*survey{{m: 8}},
			persons: &persons{last: help.Intake{Area: 430405001001},
				ids: map[area.Code][]int64{430405000000: {5}}}}
	})
}

// TestDuties judges a post by its days alone: in this span, missed in the one before, and with time left.
func TestDuties(t *testing.T) {
	t.Parallel()
	first := calendar.Of(time.Date(2026, 11, 2, 0, 0, 0, 0, calendar.China())) // a Monday
	y := &grounded{year: &year{first: first}}
	for _, c := range []struct {
		each        string
		times       int
		since       int
		days        []int
		today       int
		want        chief.State
		wantInOther chief.State // a week later
	}{
		{"week", 1, 0, []int{3}, 6, chief.Met, chief.Open},
		{"week", 1, 0, []int{3}, 7, chief.Open, chief.Overdue},
		{"week", 1, 0, nil, 7, chief.Overdue, chief.Overdue},
		{"week", 1, 3, nil, 7, chief.Open, chief.Overdue},
		{"week", 2, 0, []int{3, 8}, 9, chief.Overdue, chief.Overdue},
		{"month", 4, 0, []int{1, 9, 17, 25}, 27, chief.Met, chief.Open},
		{"quarter", 1, 0, []int{1}, 27, chief.Met, chief.Met},
		{"year", 1, 0, nil, 27, chief.Open, chief.Open},
	} {
		h := &held{often: policy.Often{Times: c.times, Each: c.each}, since: c.since, days: c.days}
		if got := y.stands(h, c.today); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if got := y.stands(h, c.today+7); got != c.wantInOther {
			t.Errorf("%+v, a week later: %s", c, got)
		}
	}
}
