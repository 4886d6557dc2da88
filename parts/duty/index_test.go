package duty_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the clock ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT id FROM duties WHERE city = 1 AND opens > 0 AND opens <= 5 ORDER BY " +
			"opens, id LIMIT 9": "duties_opens",
		"SELECT due, id FROM duties WHERE city = 1 AND over = 0 AND (due, id) > (3, 4) " +
			"ORDER BY due, id LIMIT 9": "duties_due (city=? AND over=? AND",
		"SELECT due, duty FROM duty_units WHERE city = 1 AND unit = 6 AND over = 0 AND " +
			"(due, duty) > (3, 4) ORDER BY due, duty LIMIT 9": "duty_units_due (city=? AND unit=? AND over=?",
		"SELECT period, matter FROM duty_periods WHERE city = 1 AND duty = 2 AND period " +
			"< 9 ORDER BY period DESC LIMIT 9": "(city=? AND duty=? AND period<?)",
		"SELECT duty FROM duty_periods WHERE city = 1 AND matter = 2 LIMIT 1": "duty_periods_matter",
		"SELECT p.period, p.matter, d.body FROM duty_periods p JOIN duties d ON d.city = p.city AND d.id = p.duty " +
			"WHERE p.city = 1 AND d.city = 1 AND p.waits = 1 AND p.due <= 2 " +
			"ORDER BY p.due, p.duty, p.period LIMIT 9": "duty_periods_waits (city=? AND due<?)",
		"UPDATE duty_periods SET waits = 0 WHERE city = 1 AND matter = 2": "duty_periods_matter",
	} {
		storetest.Along(t, o.Office.DB.Read(), text, want)
	}
}
