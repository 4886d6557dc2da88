package indicator_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the home page ask for: along an index.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT body FROM indicator_sets WHERE city = 1 ORDER BY id DESC LIMIT 200": "(city=?)",
		"SELECT area FROM indicator_sums WHERE city = 1 AND set_id = 2 AND area IN (3, 4)": "" +
			"(city=? AND set_id=? AND area=?)",
		"SELECT area FROM indicator_sums WHERE city = 1 AND set_id = 2 AND span = 202100 AND area IN (3, 4)": "" +
			"(city=? AND set_id=? AND area=? AND span=?)",
		"SELECT MAX(top) FROM indicator_sums WHERE city = 1 AND set_id = 2 AND span = 202100 AND code = 'x' " +
			"AND area > 3 " +
			"AND area <= 4 AND top IS NOT NULL": "indicator_sums_top (city=? AND set_id=? AND span=? AND " +
			"code=? AND area>?",
		"SELECT n FROM indicator_asked WHERE city = 1 AND set_id = 2 AND area IN (3)": "(city=? AND " +
			"set_id=? AND area=?)",
		"SELECT value FROM indicator_targets WHERE city = 1 AND set_id = 2 AND area = 3 AND current = 1 " +
			"ORDER BY code, " +
			"span": "(city=? AND set_id=? AND area=?",
		"SELECT value FROM indicator_targets WHERE city = 1 AND set_id = 2 AND area = 3 AND code = 'x' AND " +
			"span = 1 AND " +
			"current = 1": "(city=? AND set_id=? AND area=? AND code=? AND span=?",
		"SELECT body FROM indicator_sheets WHERE city = 1 AND set_id = 2 AND area = 3 AND span < 9 ORDER BY span": "" +
			"indicator_sheets_area (city=? AND set_id=? AND area=? AND span<?)",
		"SELECT body FROM indicator_sheets WHERE city = 1 AND set_id = 2 AND span = 3 AND area BETWEEN 4 " +
			"AND 5 ORDER BY " +
			"area LIMIT 200": "(city=? AND set_id=? AND span=? AND area>?",
		"SELECT 1 FROM indicator_sheets WHERE city = 1 AND at > 3 AND at <= 4 AND state = 'reported' AND at " +
			"% 1000 = 0 LIMIT 101": "" +
			"indicator_sheets_review (city=? AND at>?",
		"SELECT DISTINCT area FROM indicator_asked WHERE city = 1 AND set_id = 2 AND area > 3 AND area <= 4 AND area " +
			"% 1000 = 0 AND level >= 3 AND n <> 0 ORDER BY area": "(city=? AND set_id=? AND area>?",
		"SELECT area, span FROM indicator_periods WHERE city = 1 AND set_id = 2 AND area IN (3, 4) AND closed = 1": "" +
			"(city=? AND set_id=? AND area=?)",
		"SELECT COUNT(*) FROM indicator_periods WHERE city = 1 AND set_id = 2 AND area = 3 AND span = 4 AND " +
			"closed = 1": "" +
			"(city=? AND set_id=? AND area=? AND span=?)",
		"SELECT total FROM indicator_files WHERE city = 1 AND set_id = 2 AND span = 3 AND person = 4 ORDER BY at " +
			"DESC, token DESC LIMIT 5": "indicator_files_whose (city=? AND set_id=? AND span=? AND person=?)",
		"SELECT 1 FROM indicator_files WHERE city = 1 AND at < 3": "indicator_files_at (city=? AND at<?)",
	} {
		storetest.Along(t, o.DB.Read(), text, want)
	}
}
