package bench

import (
	"testing"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
)

// TestYear lives the smallest year and reads every page that is measured: a page whose question is broken fails it, and
// so does anything that was asked for and did not come out. A year may end on any day: today, or soon after a quarter.
func TestYear(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Time{"today": time.Now(),
		"new year": time.Date(2027, 1, 5, 10, 0, 0, 0, calendar.China())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y, out, seen := lives(t, Decisions, 1, end)
			if out["meetings, documents, instructions handed out"] != 1 || out["tasks handed out"] == 0 ||
				out["periods closed"] != 12 || out["readings in"] != 4*y.Areas || out["tasks struck off"] == 0 ||
				out["reports of duties handed out"] == 0 || out["versions of plans"] != 2 {
				t.Errorf("%+v", y)
			}
			for _, name := range []string{"meeting register", "breakdown", "office desk", "plan board", "plan page",
				"indicator overview, city", "indicator overview, county", "node list", "duty list",
				"entry of a reading", "roll-up of all indicators, city"} {
				if !seen[name] {
					t.Errorf("%s was not measured: %v", name, seen)
				}
			}
		})
	}
}

// TestPagesRead refuses a page that fails, and one that is empty where something must stand.
func TestPagesRead(t *testing.T) {
	t.Parallel()
	refuses(t, []spoilt{
		{"", "", ""},
		{"/meetings", "fails", "meeting register"}, {"/meetings", "empty", "meeting register"},
		{"/breakdowns/", "fails", "breakdown"}, {"/breakdowns/", "empty", "breakdown"},
		{"/office/", "fails", "office paper"}, {"/office", "fails", "office desk"},
		{"/plans/board", "fails", "plan board"}, {"/plans/board", "empty", "plan board"},
		{"/plans/9", "fails", "plan page"}, {"/indicators/3", "fails", "indicator overview, city"},
		{"/indicators/3", "empty", "indicator overview, city"}, {"/nodes", "fails", "node list"},
		{"/nodes", "empty", "node list"}, {"/duties", "empty", "duty list"}, {"/duties", "fails", "duty list"},
		{"/indicators/3/entry", "fails", "entry of a reading"},
	}, "/meetings/1 /breakdowns/5/table /office/6/paper.docx /plans/9/ 430405000000 /indicators/3 /matters/2 "+
		"/duties/4 /bulletins/8", func(url string) life {
		return &decided{year: reads(url, kinds["decisions"], 24), set: 3, breakdowns: []int64{5}, papers: []int64{6},
			planned: []int64{9}, written: []int64{8}, quarters: []indicator.Span{202541, 202542, 202543, 202544}}
	})
}
