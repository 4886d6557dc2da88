package meeting_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and jobs ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT day, thing FROM meeting_audience WHERE city = 1 AND who = 'a' AND (day, thing) < (5, 6) " +
			"ORDER BY day DESC, thing DESC LIMIT 21": "(city=? AND who=? AND",
		"SELECT day, thing FROM meeting_audience WHERE city = 1 AND who = 'a' AND (day, thing) < (5, 6) " +
			"AND kind = 'x' ORDER BY day DESC, thing DESC LIMIT 21": "meeting_audience_kind (city=? AND who=? AND kin",
		"DELETE FROM meeting_audience WHERE city = 1 AND thing = 2": "meeting_audience_thing (city=? AND thing=?)",
		"SELECT body FROM meeting_things WHERE city = 1 AND holder = 'x' AND holder <> '' AND (day, id) < (5, 6) " +
			"ORDER BY day DESC, id DESC LIMIT 12": "meeting_things_holder (city=? AND holder=? AND",
		"SELECT body FROM meeting_things WHERE city = 1 AND lead = 3 AND lead > 0 ORDER BY day DESC, id DESC " +
			"LIMIT 200": "meeting_things_lead (city=? AND lead=?",
		"SELECT matter FROM meeting_tasks WHERE city = 1 AND thing = 2 ORDER BY seq LIMIT 500": "(city=? AND thing=?)",
		"SELECT matter FROM meeting_tasks WHERE city = 1 AND thing IN (2, 3) ORDER BY thing, seq LIMIT 500": "" +
			"(city=? AND thing=?)",
		"SELECT body FROM meeting_things WHERE city = 1 AND id IN (2, 3)": "(city=? AND id=?)",
		"SELECT thing FROM meeting_tasks WHERE city = 1 AND matter = 2 ORDER BY thing LIMIT 100": "" +
			"meeting_tasks_matter (city=? AND matter=?)",
		"SELECT body FROM meeting_rows WHERE city = 1 AND breakdown = 2 AND start >= 3 ORDER BY start LIMIT 61": "" +
			"meeting_rows_start (city=? AND breakdown=? AND start>?)",
		"SELECT body FROM meeting_rows WHERE city = 1 AND breakdown = 2 AND state = 'open' AND start > 3 " +
			"ORDER BY start LIMIT 1": "meeting_rows_state (city=? AND breakdown=? AND state=? AND start>?)",
		"SELECT seq FROM meeting_steps WHERE city = 1 AND breakdown = 2 AND actor = 3 AND undone = 0 " +
			"ORDER BY seq DESC LIMIT 1": "meeting_steps_actor (city=? AND breakdown=? AND actor=? AND undone=?)",
		"SELECT id FROM meeting_breakdowns WHERE city = 1 AND unlinked > 0 ORDER BY id LIMIT 20": "" +
			"meeting_breakdowns_unlinked (city=?",
		"SELECT id FROM meeting_breakdowns WHERE city = 1 AND state = 'office' ORDER BY at, id LIMIT 500": "" +
			"meeting_breakdowns_state (city=? AND state=?)",
		"SELECT body FROM meeting_breakdowns WHERE city = 1 AND state = 'draft' ORDER BY at DESC, id DESC " +
			"LIMIT 100": "" +
			"meeting_breakdowns_state (city=? AND state=?)",
		"SELECT body FROM meeting_breakdowns WHERE city = 1 AND thing = 2 ORDER BY id LIMIT 50": "" +
			"meeting_breakdowns_thing (city=? AND thing=?)",
		"SELECT body FROM meeting_groups WHERE city = 1 AND id < 9 ORDER BY id DESC LIMIT 21": "(city=? AND id<?)",
		"SELECT seq FROM meeting_papers WHERE city = 1 AND meeting = 2 ORDER BY seq DESC LIMIT 20": "" +
			"(city=? AND meeting=?)",
		"SELECT at FROM meeting_reads WHERE city = 1 AND thing = 2 ORDER BY seq DESC LIMIT 200": "(city=? AND thing=?)",
	} {
		storetest.Along(t, o.DB.Read(), text, want)
	}
}
