package plan_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the home page ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT body FROM plans WHERE city = 1 AND id < 9 ORDER BY id DESC LIMIT 200": "(city=? AND id<?)",
		"SELECT body FROM plans WHERE city = 1 AND id < 9 AND state = 'issued' ORDER BY id DESC " +
			"LIMIT 200": "plans_state (city=? AND state=? AND id<?)",
		"SELECT body FROM plans WHERE city = 1 AND stage = 'asked' ORDER BY id " +
			"LIMIT 200": "plans_stage (city=? AND stage=?)",
		"SELECT body FROM plans WHERE city = 1 AND report > 0 AND report <= 7 ORDER BY report, id " +
			"LIMIT 200": "plans_report (city=? AND report>? AND report<?)",
		"SELECT plan, until FROM plan_asks WHERE city = 1 AND until > 5 AND unit IN (1, 2) " +
			"LIMIT 9": "(city=? AND unit=?)",
		"DELETE FROM plan_asks WHERE city = 1 " +
			"AND plan = 2": "plan_asks_plan (city=? AND plan=?)",
		"SELECT plan, measure FROM plan_tasks WHERE city = 1 AND matter = 2 ORDER BY plan, measure " +
			"LIMIT 20": "(city=? AND matter=?)",
		"SELECT body FROM plan_versions WHERE city = 1 AND plan = 2 " +
			"AND n = 3": "(city=? AND plan=? AND n=?)",
		"SELECT plan FROM plan_meetings WHERE city = 1 AND meeting = 2 ORDER BY plan " +
			"LIMIT 50": "(city=? AND meeting=?)",
		"SELECT plan, n, body FROM plan_versions WHERE city = 1 " +
			"AND plan IN (2, 3, 4)": "(city=? AND plan=?)",
		"SELECT plan, line, source, year, paid FROM plan_sums WHERE city = 1 " +
			"AND plan IN (2, 3, 4)": "(city=? AND plan=?)",
		"SELECT body FROM plans WHERE city = 1 AND state = 'issued' AND id < 9 ORDER BY id DESC " +
			"LIMIT 200 ": "plans_state (city=? AND state=? AND id<?)",
		"SELECT id FROM plans WHERE city = 1 AND stage = 'sent' AND id > 9 ORDER BY id " +
			"LIMIT 200": "plans_stage (city=? AND stage=? AND id>?)",
		"SELECT body FROM plan_entries WHERE city = 1 AND plan = 2 AND seq < 9 ORDER BY seq DESC " +
			"LIMIT 51": "(city=? AND plan=? AND seq<?)",
	} {
		storetest.Along(t, o.DB.Read(), text, want)
	}
}
