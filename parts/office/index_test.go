package office_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages, jobs and owners ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	const list = "SELECT p.body FROM office_lists l JOIN office_papers p ON p.city = l.city AND p.id = l.id " +
		"WHERE l.city = 1 AND l.area = 2"
	for _, ask := range [][2]string{
		{list + " AND l.id < 9 ORDER BY l.id DESC LIMIT 31", "(city=? AND area=? AND id<?)"},
		{list + " AND l.state = 'review' ORDER BY l.id DESC LIMIT 31",
			"office_lists_state (city=? AND area=? AND state=?)"},
		{list + " AND l.kind = 'plan' AND l.id < 9 ORDER BY l.id DESC LIMIT 31",
			"office_lists_kind (city=? AND area=? AND kind=? AND id<?)"},
		{list + " AND l.kind = 'plan' AND l.state = 'out' AND l.id < 9 ORDER BY l.id DESC LIMIT 31",
			"office_lists_both"},
		{"SELECT p.body FROM office_units w JOIN office_papers p ON p.city = w.city AND p.id = w.id WHERE w.city = 1 " +
			"AND w.unit = 2 AND w.waits = 1 ORDER BY w.id DESC LIMIT 9", "office_units_waits (city=? AND unit=?)"},
		{"SELECT id FROM office_papers WHERE city = 1 AND next > 0 AND next <= 9 ORDER BY next, id LIMIT 9",
			"office_papers_next"},
		{"SELECT body FROM office_papers WHERE city = 1 AND part = 'x' AND subject = 3 ORDER BY id LIMIT 9",
			"office_papers_subject"},
		{"SELECT body FROM office_papers WHERE city = 1 AND part = 'x' AND handed > 0 AND handed > 3 ORDER BY handed " +
			"LIMIT 9", "office_papers_handed"},
		{"SELECT body FROM office_papers WHERE city = 1 AND part = 'x' AND signed > 0 AND signed > 3 ORDER BY signed " +
			"LIMIT 9", "office_papers_signed"},
		{"SELECT body FROM office_stamps WHERE city = 1 AND area = 2 AND seq < 9 ORDER BY seq DESC LIMIT 9",
			"(city=? AND area=? AND seq<?)"},
		{"SELECT body FROM archive_items WHERE city = 1 AND volume = 0 AND area BETWEEN 2 AND 3 " +
			"AND (area, id) > (2, 1) ORDER BY area, id LIMIT 9", "archive_items_waits"},
		{"SELECT body FROM archive_items WHERE city = 1 AND volume = 4 AND volume > 0 ORDER BY nth",
			"archive_items_volume"},
		{"SELECT volume, locked FROM archive_items WHERE city = 1 AND part = 'x' AND subject = 3",
			"archive_items_subject"},
		{"SELECT body FROM archive_volumes WHERE city = 1 AND area BETWEEN 2 AND 3 ORDER BY area, id LIMIT 9",
			"archive_volumes_area"},
		{"SELECT body FROM archive_volumes WHERE city = 1 AND ends > 0 AND ends <= 9 ORDER BY ends, id LIMIT 9",
			"archive_volumes_ends"},
	} {
		text, want := ask[0], ask[1]
		storetest.Along(t, o.DB.Read(), text, want)
	}
}
