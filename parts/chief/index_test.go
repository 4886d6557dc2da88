package chief_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the clock ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT body FROM chief_posts WHERE city = 1 AND theme = 'a' AND " +
			"area = 3 ORDER BY id": "chief_posts_theme (city=? AND theme=? AND area=?)",
		"SELECT body FROM chief_posts WHERE city = 1 AND theme = 'a' AND " +
			"area >= 3 AND area <= 4 AND (area, id) > (3, 4) ORDER BY area, id LIMIT " +
			"9": "chief_posts_theme (city=? AND theme=? AND",
		"SELECT body FROM chief_posts WHERE city = 1 AND person > 0 AND " +
			"person = 2 ORDER BY id LIMIT 9": "chief_posts_person",
		"SELECT body FROM chief_posts WHERE city = 1 AND ref <> '' AND ref = " +
			"'x' ORDER BY id LIMIT 9": "chief_posts_ref",
		"SELECT ref FROM chief_names WHERE city = 1 AND mark = 'x' ORDER BY " +
			"ref LIMIT 9": "chief_names_mark",
		"SELECT area, last FROM chief_cover WHERE city = 1 AND theme = 'a' " +
			"AND area >= 1 AND area <= 2": "(city=? AND theme=? AND area>? AND area<?)",
		"SELECT day, area FROM chief_days WHERE city = 1 AND who = 2 AND " +
			"theme = 'a' AND day >= 'b' ORDER BY day, area": "(city=? AND who=? AND theme=? AND day>?)",
		"SELECT day, area FROM chief_days WHERE city = 1 AND who = 2 AND " +
			"theme = 'a' ORDER BY day DESC, area DESC LIMIT 50": "(city=? AND who=? AND theme=?)",
		"SELECT id FROM chief_handovers WHERE city = 1 AND waits = 1 AND " +
			"area >= 1 AND area <= 2 ORDER BY area, id LIMIT 9": "chief_handovers_waits",
		"SELECT id, body FROM chief_adoptions WHERE city = 1 AND point > 0 " +
			"AND point >= 4 AND point <= 4 LIMIT 9": "chief_adoptions_point",
		"SELECT id, body FROM chief_adoptions WHERE city = 1 AND area >= 1 " +
			"AND area <= 2 AND point = 0 LIMIT 9": "chief_adoptions_area",
		"SELECT matter FROM chief_waits WHERE city = 1 AND category = 'a' " +
			"AND waits = 1 AND at <= 3 ORDER BY at, matter LIMIT 9": "chief_waits_at",
	} {
		storetest.Along(t, o.Office.DB.Read(), text, want)
	}
}
