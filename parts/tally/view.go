package tally

import (
	"context"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Tallies) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "tally.1", Asks: []event.Type{typePrefix},
		Tables: []string{"tally_surveys", "tally_counters", "tally_sheets"},
		Fold:   view{city}.apply}
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *Counted:
		return v.enter(ctx, tx, e.Subject, &Entry{ID: e.Seq, Counted: *b, By: e.Actor, At: e.At})
	case *Corrected:
		return v.correct(ctx, tx, e, b)
	}
	s := &Stand{}
	if e.Type != PlannedType {
		if s, err = standOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := s.fold(e, body); err != nil {
		return err
	}
	return v.put(ctx, tx, s, e.Type)
}

// correct puts a new sheet in the place of an earlier one.
func (v view) correct(ctx context.Context, tx *store.Tx, e ledger.Event, b *Corrected) error {
	old, err := entryOf(ctx, tx, v.city, e.Subject, b.Sheet)
	if err != nil {
		return err
	}
	next := *old
	next.ID, next.Counts, next.By, next.At, next.Instead, next.Reason = e.Seq, b.Counts, e.Actor, e.At, old.ID, b.Reason
	old.Gone = true
	if err := v.enter(ctx, tx, e.Subject, old); err != nil {
		return err
	}
	return v.enter(ctx, tx, e.Subject, &next)
}

// enter writes a sheet.
func (v view) enter(ctx context.Context, tx *store.Tx, tally int64, e *Entry) error {
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO tally_sheets (city, tally, id, after, place, counts, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (city, tally, id) DO UPDATE SET counts = excluded.counts,
		body = excluded.body`, v.city, tally, e.ID, bit(e.Wave == After), e.Place, bit(e.Valid()), string(body))
}

// put writes a survey, and its counters where they may be others than before.
func (v view) put(ctx context.Context, tx *store.Tx, s *Stand, by event.Type) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	over := bit(s.Ended != 0)
	if err := tx.Later(ctx, `INSERT INTO tally_surveys (city, id, area, over, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (city, id) DO UPDATE SET area = excluded.area, over = excluded.over,
		body = excluded.body`, v.city, s.ID, int64(s.Area),
		over, string(body)); err != nil {
		return err
	}
	if by != PlannedType && by != EndedType {
		return nil
	}
	for _, p := range s.Counters {
		if err := tx.Later(ctx, `INSERT INTO tally_counters (city, person, tally, over) VALUES ($1, $2, $3, $4)
			ON CONFLICT (city, tally, person) DO UPDATE SET over = excluded.over`, v.city, p, s.ID, over); err != nil {
			return err
		}
	}
	return nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// standOf reads a survey, also in a transaction. It gives fault.Missing "tally_missing".
func standOf(ctx context.Context, r store.Reader, city, id int64) (*Stand, error) {
	s := &Stand{}
	return s, one(ctx, r, s, "SELECT body FROM tally_surveys WHERE city = $1 AND id = $2", city, id)
}

// entryOf reads a sheet of a survey. It gives fault.Missing "tally_sheet".
func entryOf(ctx context.Context, r store.Reader, city, tally, id int64) (*Entry, error) {
	e := &Entry{}
	err := one(ctx, r, e, "SELECT body FROM tally_sheets WHERE city = $1 AND tally = $2 AND id = $3", city, tally,
		id)
	if fault.Of(err).Code == "tally_missing" && err != nil {
		err = fault.New(fault.Missing, "tally_sheet")
	}
	return e, err
}

func one(ctx context.Context, r store.Reader, into any, text string, args ...any) error {
	return part.Document(r.QueryRow(ctx, text, args...), into, missing)
}
