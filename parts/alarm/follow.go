package alarm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/photo"
	"xiaohao/platform/store"
)

type follower struct{ city int64 }

// Follower keeps the tables; the ledger runs it.
func (a *Alarms) Follower() ledger.Follower { return follower{a.City} }

// Name implements ledger.Follower.
func (follower) Name() string { return "alarm.1" }

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return slices.Sorted(maps.Keys(watched)) }

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range []string{"alarm_matters", "alarm_photos", "alarm_keys", "alarms"} {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		if !watched[e.Type] {
			continue
		}
		body, err := views.Body(&e)
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if err := f.one(ctx, tx, e, body); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	return nil
}

// watched are the events that bring photos, or what photos are measured by.
var watched = map[event.Type]bool{matter.TypeReported: true, matter.TypeAssigned: true, matter.TypeDelegated: true,
	matter.TypeMoved: true, matter.TypeReopened: true, matter.TypeFixed: true,
	matter.TypeRejected: true, matter.TypeStruckOff: true, matter.TypeAttached: true, matter.TypeRechecked: true}

func (f follower) one(ctx context.Context, tx *store.Tx, e ledger.Event, body matter.Body) error {
	var err error
	switch b := body.(type) {
	case *matter.WasReported:
		err = tx.Later(ctx, "INSERT INTO alarm_matters (city, matter, place, assigned, unit) VALUES ($1, $2, $3, 0, 0)",
			f.city, e.Subject, placeText(b.Lat, b.Lng))
	case *matter.WasAssigned:
		err = f.set(ctx, tx, "assigned = $1, unit = $2", e.At, b.Lead, e.Subject)
	case *matter.WasDelegated: // the lower unit has it, but the photo may be as old as the first assignment
		err = f.set(ctx, tx, "assigned = assigned + 0 * $1, unit = $2", 0, b.To, e.Subject)
	case *matter.WasMoved:
		err = tx.Later(ctx, "UPDATE alarm_matters SET unit = $1 WHERE city = $2 AND matter = $3 AND unit = $4", b.To,
			f.city, e.Subject, b.From)
	case *matter.WasReopened:
		err = tx.Later(ctx, "UPDATE alarm_matters SET assigned = $1 WHERE city = $2 AND matter = $3 AND assigned > 0",
			e.At, f.city, e.Subject)
	}
	if err != nil {
		return err
	}
	photos := matter.PhotosOf(body)
	if len(photos) == 0 || matter.FromOf(body) != 0 { // those were looked at with the merged matter
		return nil
	}
	var x facts
	err = tx.QueryRow(ctx, "SELECT place, assigned, unit FROM alarm_matters WHERE city = $1 AND matter = $2",
		f.city, e.Subject).Scan(&x.place, &x.assigned, &x.unit)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return store.Explain(err)
	}
	for _, p := range photos {
		if err := f.photo(ctx, tx, e, p, x); err != nil {
			return err
		}
	}
	return nil
}

func (f follower) set(ctx context.Context, tx *store.Tx, what string, at calendar.Instant, unit, id int64) error {
	err := tx.Later(ctx, "UPDATE alarm_matters SET "+what+" WHERE city = $3 AND matter = $4", at, unit, f.city, id)
	return err
}

// judged are the steps whose photos are evidence: somebody claims with them that something was done or seen.
var judged = map[string]bool{"fix": true, "strike_off": true, "recheck": true, "attach": true}

func (f follower) photo(ctx context.Context, tx *store.Tx, e ledger.Event, p matter.Photo, x facts) error {
	list := plain(p, x)
	own, telling := photo.ParsePrint(p.DHash)
	if telling && judged[p.Step] {
		more, err := f.twins(ctx, tx, e, p, own)
		if err != nil {
			return err
		}
		list = append(list, more...)
	}
	for _, a := range list {
		err := tx.Later(ctx, `INSERT INTO alarms (city, matter, seq, photo, kind, other, twin, value, unit, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (city, matter, seq, photo, kind) DO NOTHING`, f.city, e.Subject, e.Seq, p.ID, a.Kind, a.Other, a.Twin,
			a.Value, x.unit, e.At)
		if err != nil {
			return err
		}
	}
	if !telling {
		return nil
	}
	if err := tx.Later(ctx, "INSERT INTO alarm_photos (city, matter, seq, photo, step, print) "+
		"VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, matter, seq, photo) DO NOTHING",
		f.city, e.Subject, e.Seq, p.ID, p.Step, p.DHash); err != nil {
		return err
	}
	for _, k := range photo.Bands(own) {
		if err := tx.Later(ctx, "INSERT INTO alarm_keys (city, key, matter, seq, photo) VALUES ($1, $2, $3, $4, $5) "+
			"ON CONFLICT (city, key, seq, photo) DO NOTHING",
			f.city, int64(k), e.Subject, e.Seq, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// mostOfKey is how many photos of one key are compared: a key that very many share tells little.
const mostOfKey = 64

const keyText = "SELECT matter, seq, photo FROM alarm_keys WHERE city = $1 AND key = $2 ORDER BY seq DESC, photo " +
	"LIMIT $3"

// twins looks for nearly the same picture: in another matter, in the report, in an earlier claim.
func (f follower) twins(ctx context.Context, tx *store.Tx, e ledger.Event, p matter.Photo,
	own photo.Print) ([]Alarm, error) {
	type ref struct {
		matter, seq int64
		photo       string
	}
	var order []ref
	seen := map[ref]bool{}
	for _, k := range photo.Bands(own) {
		rows, err := tx.Query(ctx, keyText, f.city, int64(k), mostOfKey)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			var r ref
			err := rows.Scan(&r.matter, &r.seq, &r.photo)
			if !seen[r] {
				seen[r] = true
				order = append(order, r)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	best := map[string]Alarm{}
	for _, r := range order {
		if r.seq == e.Seq {
			continue // handed in together
		}
		var step, text string
		if err := tx.QueryRow(ctx,
			"SELECT step, print FROM alarm_photos WHERE city = $1 AND matter = $2 AND seq = $3 AND photo = $4", f.city,
			r.matter, r.seq, r.photo).Scan(&step, &text); err != nil {
			return nil, store.Explain(err)
		}
		other, ok := photo.ParsePrint(text)
		if !ok {
			continue
		}
		d, same := photo.Same(own, other)
		if !same {
			continue
		}
		a := Alarm{Photo: p.ID, Other: r.matter, Twin: r.photo, Value: int64(d)}
		switch {
		case r.matter != e.Subject:
			a.Kind = Same
		case step == "report" && p.Step == "fix":
			a.Kind = Unchanged
		case strings.Contains("fix strike_off recheck", step) && p.Step == "fix":
			a.Kind = Repeated
		default:
			continue
		}
		if old, had := best[a.Kind]; !had || a.Value < old.Value ||
			a.Value == old.Value && (a.Other < old.Other || a.Other == old.Other && a.Twin < old.Twin) {
			best[a.Kind] = a
		}
	}
	var out []Alarm
	for _, k := range Kinds() {
		if a, ok := best[k]; ok {
			out = append(out, a)
		}
	}
	return out, nil
}
