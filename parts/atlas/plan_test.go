package atlas_test

import (
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it would answer the questions of a map: each from one index, without the table.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := citytest.New(t)
	for text, index := range map[string]string{
		"SELECT lat / 1000, lng / 1000, COUNT(*), AVG(lat), AVG(lng), MIN(id) FROM spots WHERE city = 4304 " +
			"AND known = 1 AND lat BETWEEN 1 AND 2 AND lng BETWEEN 1 AND 2 AND open = 1 AND (kind <> 3 " +
			"AND area BETWEEN 1 AND 2) GROUP BY 1, 2": "COVERING INDEX spots_box",
		"SELECT MIN(lat), MIN(lng), MAX(lat), MAX(lng), COUNT(*) FROM spots WHERE city = 4304 AND known = 1 " +
			"AND open = 1": "COVERING INDEX spots_box",
		"SELECT y / 2, x / 2, SUM(n), SUM(lat), SUM(lng), SUM(ids) FROM spot_tallies WHERE city = 4304 " +
			"AND y BETWEEN 1 AND 2 AND x BETWEEN 1 AND 2 AND open = 1 GROUP BY 1, 2": "USING PRIMARY KEY (city=? AND " +
			"y>? AND y<?)",
		"SELECT area, SUM(n) FROM tallies WHERE city = 4304 AND dim = 1 AND area % 1000 = 0 AND area BETWEEN 1 AND 2 " +
			"GROUP BY area": "USING PRIMARY KEY (city=? AND dim=?",
		"SELECT area / 1000, COUNT(*) FROM matters WHERE city = 4304 AND open = 1 AND kind IN (1, 2) " +
			"AND area BETWEEN 1 AND 2 GROUP BY 1": "COVERING INDEX matters_area",
		"SELECT id FROM spots WHERE city = 4304 AND point = 7 AND point > 0 AND open = 1 ORDER BY id DESC " +
			"LIMIT 10": "INDEX spots_point",
	} {
		plan := storetest.Plan(t, o.DB.Read(), text)
		if !strings.Contains(plan, index) {
			t.Errorf("%s\n%swant %s", text, plan, index)
		}
	}
}
