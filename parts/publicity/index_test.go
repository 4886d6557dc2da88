package publicity_test

import (
	"strings"
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the home page ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT body FROM publicity_papers WHERE city = 1 AND since > 0 AND (since, id) < (7, 3) " +
			"ORDER BY since DESC, " +
			"id DESC LIMIT 21": "publicity_papers_out (city=? AND",
		"SELECT body FROM publicity_papers WHERE city = 1 AND since > 0 AND area = 2 ORDER BY since DESC, id DESC " +
			"LIMIT 21": "" +
			"publicity_papers_area (city=? AND area=? AND since>?)",
		"SELECT body FROM publicity_papers WHERE city = 1 ORDER BY at DESC, id DESC " +
			"LIMIT 200": "publicity_papers_at (city=?)",
		"SELECT body FROM publicity_papers WHERE city = 1 AND state = 'waits' ORDER BY at DESC, id DESC LIMIT 200": "" +
			"publicity_papers_state (city=? AND state=?)",
		"SELECT body FROM publicity_papers WHERE city = 1 AND area = 2 ORDER BY until DESC LIMIT 1": "" +
			"publicity_papers_week (city=? AND area=?)",
		"SELECT body FROM publicity_plans WHERE city = 1 AND ended = 0 AND until > 5 AND area BETWEEN 2 AND 3 " +
			"ORDER BY area, id": "publicity_plans_area (city=? AND ended=? AND area>? AND area<?)",
		"SELECT body FROM publicity_positions WHERE city = 1 AND plan = 2 ORDER BY nth": "(city=? AND plan=?",
		"SELECT 1 FROM publicity_positions WHERE city = 1 AND due > 0 AND due <= 7 AND until > 7 AND unit IN (1, 2) " +
			"LIMIT " +
			"101": "publicity_positions_due (city=? AND unit=? AND due>? AND due<?)",
	} {
		got := storetest.Plan(t, o.DB.Read(), text)
		sorts := strings.Contains(got, "TEMP B-TREE") && !strings.Contains(text, "nth")
		if !strings.Contains(got, want) || strings.Contains(got, "SCAN ") || sorts {
			t.Errorf("%s\n%s\nwant %s", text, got, want)
		}
	}
}
