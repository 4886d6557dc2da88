package origin

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Running is an import that is under way.
type Running struct {
	What        string // its kind
	Person      int64  // who imports, 0 for the command line
	Done, Total int64  // how far it is, in bytes of the file it reads; Total is 0 where nobody knows
}

// Turn is the right to import: one at a time in all programs of a city. It is for one goroutine at a time.
type Turn struct {
	x      *Origins
	holder string

	mu   sync.Mutex
	told calendar.Instant // when it was last prolonged, µs
}

// How long a turn holds that nobody prolongs, and how often it is prolonged, in µs.
const (
	turnLife  = 120_000_000
	turnPause = 2_000_000
)

// Take begins an import; fault.Busy "import_running" when another one is under way. A program that died holds no turn:
// on a file nobody else can be there, on a server its time runs out.
func (x *Origins) Take(ctx context.Context, what string, person int64) (*Turn, error) {
	x.turns.Lock()
	defer x.turns.Unlock()
	t := &Turn{x: x, holder: x.program + " " + what, told: x.Now()}
	err := x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		var holder, doing string
		var until calendar.Instant
		err := tx.QueryRow(ctx, "SELECT holder, what, until FROM import_turns WHERE city = $1", x.City).Scan(&holder,
			&doing, &until)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil && until > x.Now() && (x.importing || x.DB.Shared()) {
			return fault.New(fault.Busy, "import_running", "what", "@import.kind."+doing)
		}
		return tx.Later(ctx, `INSERT INTO import_turns (city, holder, what, person, done, total, until)
			VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT (city) DO UPDATE SET holder = excluded.holder,
			what = excluded.what, person = excluded.person, done = 0, total = 0, until = excluded.until`,
			x.City, t.holder, what, person, x.Now().Plus(turnLife))
	})
	x.importing = x.importing || err == nil
	return t, err
}

// Beat says how far the import is, now and then, and that it lives.
func (t *Turn) Beat(ctx context.Context, done, total int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.x.Now()
	if now.Since(t.told) < turnPause {
		return
	}
	t.told = now
	_ = t.x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error { // the next beat may fare better
		return tx.Later(ctx, "UPDATE import_turns SET done = $1, total = $2, until = $3 WHERE city = $4 AND holder = $5",
			done, total, now.Plus(turnLife), t.x.City, t.holder)
	})
}

// End gives the turn back.
func (t *Turn) End(ctx context.Context) error {
	t.x.turns.Lock()
	defer t.x.turns.Unlock()
	t.x.importing = false
	return t.x.Desk.Exclusive(context.WithoutCancel(ctx), func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, "DELETE FROM import_turns WHERE city = $1 AND holder = $2", t.x.City, t.holder)
	})
}

// Running is the import that is under way; false when there is none.
func (x *Origins) Running(ctx context.Context) (r Running, ok bool, err error) {
	var until calendar.Instant
	err = x.DB.Read().QueryRow(ctx, "SELECT what, person, done, total, until FROM import_turns WHERE city = $1",
		x.City).Scan(&r.What, &r.Person, &r.Done, &r.Total, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil && until > x.Now(), store.Explain(err)
}
