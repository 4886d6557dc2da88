package chief

import (
	"context"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
)

// view keeps the tables but chief_waits; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Chiefs) View() ledger.View { return view{x.City} }

// Name implements ledger.View.
func (view) Name() string { return "chief.1" }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild.
func (view) Types() []event.Type { return []event.Type{typePrefix, patrol.VisitedType} }

// Reset implements ledger.View. Names are no part of it: no event says them.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range []string{"chief_posts", "chief_days", "chief_cover", "chief_handovers", "chief_adoptions",
		"chief_offices"} {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", v.city); err != nil {
			return err
		}
	}
	return nil
}

// Begin implements ledger.View.
func (view) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (view) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) (err error) {
	switch {
	case e.Type == patrol.VisitedType:
		err = v.visit(ctx, tx, e)
	case e.Type.In(typePrefix):
		err = v.apply(ctx, tx, e)
	}
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *Appointed:
		return v.put(ctx, tx, &Stand{ID: e.Subject, Holding: b.Holding, By: e.Actor, At: e.At})
	case *Left:
		return v.change(ctx, tx, e.Subject, func(s *Stand) { s.Until = b.Until })
	case *HandedOver:
		h := &Handover{}
		if err := h.fold(e, body); err != nil {
			return err
		}
		if err := v.change(ctx, tx, b.Post, func(s *Stand) { s.Handover = e.Subject }); err != nil {
			return err
		}
		return v.lay(ctx, tx, h)
	case *Signed:
		h, err := handoverOf(ctx, tx, v.city, e.Subject)
		if err != nil {
			return err
		}
		if err := h.fold(e, body); err != nil {
			return err
		}
		return v.lay(ctx, tx, h)
	case *Noted:
		s, err := standOf(ctx, tx, v.city, e.Subject)
		if err != nil {
			return err
		}
		return v.seen(ctx, tx, s.Theme, b.Area, b.Day, s.key())
	case *Phoned:
		return tx.Later(ctx, `INSERT INTO chief_offices (city, theme, area, phone) VALUES ($1, $2, $3, $4)
			ON CONFLICT (city, theme, area) DO UPDATE SET phone = excluded.phone`, v.city, b.Theme, int64(b.Area),
			b.Phone)
	case *Moved:
		if e.Type == AdoptMovedType {
			return v.readopt(ctx, tx, e.Subject, func(a *Adoption) { a.Area = b.Area })
		}
		return v.change(ctx, tx, e.Subject, func(s *Stand) { s.Area, s.Was = b.Area, b.Was })
	case *Adoption:
		return v.adopt(ctx, tx, e.Subject, b)
	case *Unadopted:
		return v.readopt(ctx, tx, e.Subject, func(a *Adoption) { a.Until = b.Until })
	}
	return nil // how far a problem climbed is in chief_waits; a name that was forgotten is no part of the tables
}

// visit folds a leg of a patrol, a record or a note.
func (v view) visit(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := patrol.ReadVisited(e.Body)
	if err != nil {
		return err
	}
	who := b.Persons
	if b.Post != 0 && len(who) == 0 {
		who = []int64{-b.Post}
	}
	return v.seen(ctx, tx, b.Theme, b.Area, Day(b.Day), who...)
}

// seen notes that somebody was in an area. In any order, and however often a visit is told, the tables are the same.
func (v view) seen(ctx context.Context, tx *store.Tx, theme string, a area.Code, day Day, who ...int64) error {
	if err := tx.Later(ctx, `INSERT INTO chief_cover (city, theme, area, last) VALUES ($1, $2, $3, $4)
		ON CONFLICT (city, theme, area) DO UPDATE SET last = excluded.last WHERE chief_cover.last < excluded.last`,
		v.city, theme, int64(a), string(day)); err != nil {
		return err
	}
	for _, w := range who {
		if err := tx.Later(ctx, `INSERT INTO chief_days (city, who, theme, day, area) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (city, who, theme, day, area) DO NOTHING`, v.city, w, theme, string(day),
			int64(a)); err != nil {
			return err
		}
	}
	return nil
}

// put writes a holding.
func (v view) put(ctx context.Context, tx *store.Tx, s *Stand) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO chief_posts (city, id, theme, post, area, person, ref, since, until, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (city, id) DO UPDATE SET area = excluded.area,
		until = excluded.until, body = excluded.body`, v.city, s.ID, s.Theme, s.Post, int64(s.Area), s.Person, s.Ref,
		string(s.Since), orNever(s.Until), string(body))
}

func (v view) change(ctx context.Context, tx *store.Tx, id int64, do func(*Stand)) error {
	s, err := standOf(ctx, tx, v.city, id)
	if err != nil {
		return err
	}
	do(s)
	return v.put(ctx, tx, s)
}

// lay writes a hand-over.
func (v view) lay(ctx context.Context, tx *store.Tx, h *Handover) error {
	body, err := json.Marshal(h)
	if err != nil {
		return err
	}
	waits := 1
	if h.Whole() {
		waits = 0
	}
	return tx.Later(ctx, `INSERT INTO chief_handovers (city, id, post, area, waits, body)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, id) DO UPDATE SET waits = excluded.waits,
		body = excluded.body`, v.city, h.ID, h.Post, int64(h.Area), waits, string(body))
}

func (v view) adopt(ctx context.Context, tx *store.Tx, id int64, a *Adoption) error {
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO chief_adoptions (city, id, area, point, until, body)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, id) DO UPDATE SET area = excluded.area,
		until = excluded.until, body = excluded.body`, v.city, id, int64(a.Area), a.Point, orNever(a.Until),
		string(body))
}

func (v view) readopt(ctx context.Context, tx *store.Tx, id int64, do func(*Adoption)) error {
	a, err := adoptionOf(ctx, tx, v.city, id)
	if err != nil {
		return err
	}
	do(a)
	return v.adopt(ctx, tx, id, a)
}

func orNever(d Day) string {
	if d == "" {
		return never
	}
	return string(d)
}

// standOf reads a holding, also in a transaction. It gives fault.Missing "chief_missing".
func standOf(ctx context.Context, r store.Reader, city, id int64) (*Stand, error) {
	s := &Stand{}
	return s, one(r.QueryRow(ctx, "SELECT body FROM chief_posts WHERE city = $1 AND id = $2", city, id), s)
}

func handoverOf(ctx context.Context, r store.Reader, city, id int64) (*Handover, error) {
	h := &Handover{}
	row := r.QueryRow(ctx, "SELECT body FROM chief_handovers WHERE city = $1 AND id = $2", city, id)
	if err := one(row, h); err != nil {
		return nil, err
	}
	return h, json.Unmarshal(h.List, &h.Frozen)
}

func adoptionOf(ctx context.Context, r store.Reader, city, id int64) (*Adoption, error) {
	a := &Adoption{}
	return a, one(r.QueryRow(ctx, "SELECT body FROM chief_adoptions WHERE city = $1 AND id = $2", city, id), a)
}

// one reads a row that holds JSON.
func one(row interface{ Scan(...any) error }, into any) error {
	return part.Document(row, into, missing)
}

func missing() error { return fault.New(fault.Missing, "chief_missing") }

// Check folds the events again and tells what the tables say otherwise, and which frozen list is not what its hash
// says.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	err := part.Refold(ctx, r, city, part.Fold{View: view{city}, Types: view{}.Types(), Steps: Steps(),
		Skip: []string{"chief_waits", "chief_names"}}, progress, tell)
	if err != nil {
		return err
	}
	if err := ledger.EachType(ctx, r, city, 0, mostEvents, []event.Type{HandedType}, func(e ledger.Event) error {
		var b HandedOver
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		if b.Hash != hashOf(b.List) {
			tell(fmt.Sprintf("chief_handovers: the list of hand-over %d is not what its hash says", e.Seq))
		}
		return nil
	}); err != nil {
		return err
	}
	return part.Refold(ctx, r, city, part.Fold{Follower: waits(city), Steps: Steps(), Skip: []string{"chief_posts",
		"chief_days", "chief_cover", "chief_handovers", "chief_adoptions", "chief_offices", "chief_names"}}, progress,
		tell)
}
