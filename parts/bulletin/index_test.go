package bulletin_test

import (
	"database/sql"
	"strings"
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the clock ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT head FROM bulletins WHERE city = 1 AND id < 2 ORDER BY id DESC LIMIT 3":        "(city=? AND id<?)",
		"SELECT frozen FROM bulletins WHERE city = 1 AND id = 2":                               "(city=? AND id=?)",
		"SELECT area FROM bulletins WHERE city = 1 AND came_back = 1 ORDER BY id DESC LIMIT 3": "came_back",
		"SELECT id FROM bulletins WHERE city = 1 AND with_office = 1 AND id > 2 ORDER BY id":   "with_office",
	} {
		var plan []string
		err := store.Each(o.ctx, o.Office.DB.Read(), func(rows *sql.Rows) error {
			var a, b, c int
			var what string
			err := rows.Scan(&a, &b, &c, &what)
			plan = append(plan, what)
			return err
		}, "EXPLAIN QUERY PLAN "+text)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(plan, "\n")
		if !strings.Contains(got, want) || strings.Contains(got, "SCAN ") || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("%s\n%s\nwant %s", text, got, want)
		}
	}
}
