package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Doing is what whoever has a turn says of it, so that others can be told.
type Doing struct {
	By    string           `json:"by,omitempty"`    // who does it, by name; "" for the command line
	What  string           `json:"what,omitempty"`  // what is done, in a word of who does it
	Since calendar.Instant `json:"since,omitempty"` // when he began, µs
	Done  int64            `json:"done,omitempty"`
	Total int64            `json:"total,omitempty"`
	Rows  int64            `json:"rows,omitempty"` // things looked at so far
}

// Percent is how much is done.
func (d Doing) Percent() int64 { return 100 * d.Done / max(d.Total, d.Done, 1) }

// Say tells others who does what since when; how far it is, At tells.
func (t *Alone) Say(by, what string, since calendar.Instant) {
	t.mu.Lock()
	t.said = Doing{By: by, What: what, Since: since}
	t.mu.Unlock()
	if t.l.db.Shared() {
		t.l.Yield(t.name, false) // its lease is renewed now, with what it says
	}
}

// doing is what is said at this moment.
func (t *Alone) doing() Doing {
	t.mu.Lock()
	defer t.mu.Unlock()
	d := t.said
	d.Done, d.Total, d.Rows = t.done.Load(), t.total.Load(), t.rows.Load()
	return d
}

// Doing is what is being done under a name, and whether somebody has the turn: in this process, or in another on the
// same database as of some seconds ago.
func (l *Ledger) Doing(ctx context.Context, name string) (Doing, bool, error) {
	if t := l.turns.of(name); t != nil && (!l.db.Shared() || l.Holds(name)) {
		return t.doing(), true, nil
	}
	if !l.db.Shared() {
		return Doing{}, false, nil
	}
	var note, holder string
	row := l.db.Read().QueryRow(ctx, `SELECT note, holder FROM leases WHERE city = $1 AND name = $2 AND
		until > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)`, l.opts.City, name)
	err := row.Scan(&note, &holder)
	if errors.Is(err, sql.ErrNoRows) || err == nil && holder == l.leases.holder {
		return Doing{}, false, nil
	}
	if err != nil {
		return Doing{}, false, store.Explain(err)
	}
	var d Doing
	if note != "" {
		err = json.Unmarshal([]byte(note), &d)
	}
	return d, true, err
}

// note is what stands beside a lease of this process.
func (l *Ledger) note(name string) string {
	t := l.turns.of(name)
	if t == nil {
		return ""
	}
	b, err := json.Marshal(t.doing())
	if err != nil {
		return "" // texts and numbers can be written
	}
	return string(b)
}
