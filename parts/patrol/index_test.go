package patrol_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the clock ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT id FROM patrol_visits WHERE city = 1 AND (day, id) < (3, 4) ORDER BY " +
			"day DESC, id DESC LIMIT 9": "patrol_visits_day",
		"SELECT area, day FROM patrol_visits WHERE city = 1 AND patrol = 2 AND patrol > 0 ORDER BY " +
			"area, day": "patrol_visits_patrol",
		"SELECT patrol FROM patrol_people WHERE city = 1 AND person = 2 ORDER BY " +
			"patrol DESC LIMIT 9": "(city=? AND person=?)",
		"SELECT matter FROM patrol_found WHERE city = 1 AND patrol = 2 ORDER BY matter LIMIT 9": "patrol_found_patrol",
		"SELECT patrol FROM patrol_keys WHERE city = 1 AND due <= 2 ORDER BY due, patrol LIMIT " +
			"9": "patrol_keys_due",
		"SELECT n FROM patrol_parts WHERE city = 1 AND patrol = 2 ORDER BY n LIMIT 9": "(city=? AND patrol=?)",
		"SELECT matter FROM patrol_opened WHERE city = 1 AND patrol = 2 ORDER BY id DESC LIMIT " +
			"9": "(city=? AND patrol=?)",
		"SELECT id FROM patches WHERE city = 1 AND state = 'a' AND id < 9 ORDER BY id DESC LIMIT 9": "patches_state",
		"SELECT said FROM patches WHERE city = 1 AND no = 'a'":                                      "patches_no",
	} {
		storetest.Along(t, o.Office.DB.Read(), text, want)
	}
}
