package help

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Cases) View() ledger.View { return view{x.City} }

// Name implements ledger.View.
func (view) Name() string { return "help.1" }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild, for what it reported of
// persons was not sealed and begins no case.
func (view) Types() []event.Type { return []event.Type{typePrefix} }

// moves are the events about matters that change a case.
var moves = []event.Type{matter.TypeReported, matter.TypeListed, matter.TypeAmended, matter.TypeStruckOff,
	matter.TypeDeclined, matter.TypeReopened, matter.TypeForgotten}

// Reset implements ledger.View. The hashes stay: no event could bring them back.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	if err := tx.Later(ctx, "DELETE FROM help_papers WHERE city = $1", v.city); err != nil {
		return err
	}
	return tx.Later(ctx, "DELETE FROM help_cases WHERE city = $1", v.city)
}

// Begin implements ledger.View.
func (view) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (view) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	var err error
	switch {
	case e.Type.In(typePrefix):
		err = v.step(ctx, tx, e)
	case slices.Contains(moves, e.Type):
		if m := views.Fresh(&e); m == nil || m.Sealed { // all others are problems and tasks: nothing is asked
			err = v.move(ctx, tx, e)
		}
	}
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func (v view) step(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	s, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	c, err := caseOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	if c == nil {
		return missing()
	}
	c.fold(e, s)
	switch {
	case s.Sealed != nil:
		err = v.papers(ctx, tx, c, s.Sealed.N)
	case len(c.Papers) > 0 && c.Over():
		err = v.papers(ctx, tx, c, 0)
	}
	if err != nil {
		return err
	}
	return v.put(ctx, tx, c)
}

func (v view) move(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	var c *Case
	if e.Type != matter.TypeReported {
		var err error
		if c, err = caseOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
		if c == nil && e.Type != matter.TypeListed {
			return nil
		}
	}
	body, err := matter.Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if c = moved(c, e, body); c == nil {
		return nil
	}
	if c.Forgotten != 0 {
		if err := tx.Later(ctx, "DELETE FROM help_marks WHERE city = $1 AND matter = $2", v.city,
			c.Matter); err != nil {
			return err
		}
	}
	if len(c.Papers) > 0 || c.Forgotten != 0 {
		if err := v.papers(ctx, tx, c, 0); err != nil {
			return err
		}
	}
	return v.put(ctx, tx, c)
}

// put writes a case.
func (v view) put(ctx context.Context, tx *store.Tx, c *Case) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	var mandated, follow calendar.Instant
	if c.Due() && c.Closed == 0 {
		mandated = c.Mandated
	}
	if c.Waits() && c.Closed == 0 {
		follow = c.Follow
	}
	return tx.Later(ctx, `INSERT INTO help_cases (city, matter, area, category, month, open, mandated, follow, late,
		pressed, stopped, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (city, matter) DO UPDATE
		SET area = excluded.area, category = excluded.category, open = excluded.open,
		mandated = excluded.mandated, follow = excluded.follow,
		late = excluded.late, pressed = excluded.pressed, stopped = excluded.stopped, body = excluded.body`,
		v.city, c.Matter, int64(c.Area), c.Category, monthOf(c.At),
		bit(c.Closed == 0), int64(mandated), int64(follow), int64(c.Late),
		bit(c.Pressed != 0), bit(c.Stopped != "" && c.Decided == 0 && c.Closed == 0), string(body))
}

// monthOf is the month of an instant in China, as 202611.
func monthOf(at calendar.Instant) int64 {
	t := at.Time().In(calendar.China())
	return int64(t.Year())*100 + int64(t.Month())
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// caseOf reads a case, also in a transaction; nil where the matter has none.
func caseOf(ctx context.Context, r store.Reader, city, id int64) (*Case, error) {
	var body string
	err := r.QueryRow(ctx, "SELECT body FROM help_cases WHERE city = $1 AND matter = $2", city, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	c := &Case{}
	return c, json.Unmarshal([]byte(body), c)
}
