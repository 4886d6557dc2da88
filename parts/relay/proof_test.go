package relay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"xiaohao/parts/relay"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

var errBack = errors.New("taken back")

// TestProof alters each column of what was sent, takes the row away and puts one in: the proof names it each time.
func TestProof(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	id := o.sent(route)
	o.turn()
	o.Advance(time.Hour)
	o.turn()
	o.is(id, relay.Answered, "N-1", "")
	o.proven()
	tries := []string{"DELETE FROM relay_matters",
		`INSERT INTO relay_matters SELECT city, seq + 1, matter, area, server,
		state, number, token, sent, status, said, notes, why, person, told, at, changed, cause FROM relay_matters`}
	for _, c := range strings.Fields("matter area server person told at changed cause") {
		tries = append(tries, "UPDATE relay_matters SET "+c+" = "+c+" + 1")
	}
	for _, c := range strings.Fields("state number token sent status said notes why") {
		tries = append(tries, "UPDATE relay_matters SET "+c+" = "+c+" || ' '")
	}
	for _, text := range tries {
		err := o.DB.Write(o.ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec(o.ctx, text); err != nil {
				return err
			}
			told := 0
			err := relay.Part.Check(o.ctx, tx, o.Base.City, nil, func(s string) {
				if strings.HasPrefix(s, "relay_matters: ") {
					told++
				}
			})
			if told == 0 {
				t.Errorf("%s: not told", text)
			}
			return errors.Join(err, errBack)
		})
		if !errors.Is(err, errBack) {
			t.Fatal(err)
		}
	}
}

// TestPlans asks SQLite how it answers what the clock and the pages ask for: along an index, sorting nothing.
func TestPlans(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		`SELECT m.state FROM relay_turns AS t JOIN relay_matters AS m ON m.city = 1 AND m.seq = t.seq
			AND m.cause = t.cause
			WHERE t.city = 1 AND t.server = 2 AND t.task <> 'rest' AND t.due <= 3 ORDER BY t.due, t.seq LIMIT 4`: "" +
			"relay_turns_due (city=? AND server=? AND due<?)",
		`SELECT seq FROM relay_matters WHERE city = 1 AND state = 'aside' AND (changed, seq) < (3, 4)
			ORDER BY changed DESC, seq DESC LIMIT 30`: "relay_matters_state (city=? AND state=? AND " +
			"(changed,seq)<(?,?))",
		"SELECT 1 FROM relay_matters WHERE city = 1 AND server = 2 AND number = 'x' LIMIT 1": "" +
			"relay_matters_number (city=? AND server=? AND number=?)",
		"SELECT 1 FROM relay_turns WHERE city = 1 AND server = 2 AND task = 'follow' " +
			"LIMIT 1": "relay_turns_with (city=? AND server=?)",
		`SELECT t.seq FROM relay_matters AS m JOIN relay_turns AS t ON t.city = 1 AND t.seq = m.seq WHERE m.city = 1
			AND m.server = 2 AND m.number = 'x' AND t.task = 'follow' AND t.due > 4 ORDER BY m.seq DESC LIMIT 1`: "" +
			"relay_matters_number (city=? AND server=? AND number=?)",
	} {
		storetest.Along(t, o.DB.Read(), text, want)
	}
}
