package outreach_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages, the writer and the home page ask for: along an index, and sorting
// nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT a.body FROM outreach_areas p JOIN outreach_activities a ON a.city = p.city AND a.id = p.activity " +
			"WHERE p.city = 1 AND p.area = 2 AND p.activity < 9 ORDER BY p.activity DESC " +
			"LIMIT 21": "" +
			"(city=? AND area=? AND activity<?)",
		"SELECT total FROM outreach_balances WHERE city = 1 AND activity = 2 AND item = 3 AND team IN (0, 4)": "" +
			"(city=? AND activity=? AND item=? AND team=?)",
		"SELECT activity FROM outreach_balances WHERE city = 1 AND way > 0 AND unit IN (1, 2) LIMIT 101": "" +
			"outreach_balances_way (city=? AND unit=?)",
		"SELECT seq FROM outreach_moves WHERE city = 1 AND activity = 2 AND seq < 9 ORDER BY seq DESC LIMIT 41": "" +
			"(city=? AND activity=? AND seq<?)",
		"SELECT seq FROM outreach_moves WHERE city = 1 AND activity = 2 AND seq < 9 AND team = 3 ORDER BY seq DESC " +
			"LIMIT 41": "outreach_moves_team (city=? AND activity=? AND team=? AND seq<?)",
		"SELECT body FROM outreach_activities WHERE city = 1 AND waits > 0 ORDER BY waits, id LIMIT 100": "" +
			"outreach_activities_waits (city=? AND waits>?)",
		"SELECT body FROM outreach_activities WHERE city = 1 AND since > 0 AND (since, id) < (7, 3) " +
			"ORDER BY since DESC, id DESC LIMIT 21": "outreach_activities_out (city=? AND",
		"SELECT what, name, n FROM outreach_years WHERE city = 1 AND area = 2 AND year = 3 AND n <> 0 ORDER BY what, " +
			"name LIMIT 100": "(city=? AND area=? AND year=?)",
		"SELECT COUNT(*) FROM outreach_volunteers WHERE city = 1 AND activity = 2 AND id = x'00'": "" +
			"(city=? AND activity=? AND id=?)",
		"SELECT COUNT(*) FROM outreach_volunteers WHERE city = 1 AND activity = 2 AND who = x'00'": "" +
			"outreach_volunteers_who (city=? AND activity=? AND who=?)",
		"SELECT id FROM outreach_activities WHERE city = 1 AND over = 0 AND id > 2 ORDER BY id LIMIT 100": "" +
			"outreach_activities_open (city=? AND id>?)",
		"SELECT activity FROM outreach_areas WHERE city = 1 AND activity > 2 AND area = 3 ORDER BY activity " +
			"LIMIT 100": "(city=? AND area=? AND activity>?)",
		"SELECT person FROM outreach_reads WHERE city = 1 AND activity = 2 ORDER BY seq DESC LIMIT 100": "" +
			"(city=? AND activity=?)",
		"SELECT team FROM outreach_volunteers WHERE city = 1 AND activity = 2": "(city=? AND activity=?)",
		"SELECT id FROM outreach_volunteers WHERE city = 1 AND activity = 2 ORDER BY at, id": "" +
			"outreach_volunteers_at (city=? AND activity=?)",
		"SELECT k.activity, a.over FROM outreach_keys k JOIN outreach_activities a ON a.city = k.city AND " +
			"a.id = k.activity WHERE k.city = 1 ORDER BY k.activity": "(city=? AND id=?)",
	} {
		storetest.Along(t, o.DB.Read(), text, want)
	}
}
