package bulletin_test

import (
	"testing"

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
		storetest.Along(t, o.Office.DB.Read(), text, want)
	}
}
