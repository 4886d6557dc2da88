package chief

import (
	"context"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Problems that wait: from when they are listed until a unit signs for them. One that was merged waits no more, and
// goes on where it was when it is split off again: 2 is added to waits meanwhile.

// begins are the events by which a problem waits, answers those by which it does no longer.
var (
	begins  = []event.Type{matter.TypeListed, matter.TypeBounced}
	answers = []event.Type{matter.TypeSigned, matter.TypeFixed, matter.TypeStruckOff}
)

// waits is the follower that keeps chief_waits; it may lag, as days do not mind.
func waits(city int64) part.Folder {
	w := waiting{city}
	return part.Folder{City: city, Called: "chief.waits.1", Tables: []string{"chief_waits"}, Fold: w.fold,
		Asks: slices.Concat(begins, answers, []event.Type{matter.TypeAmended, matter.TypeMerged, matter.TypeSplit,
			ClimbedType})}
}

type waiting struct{ city int64 }

func (w waiting) fold(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if e.Type == ClimbedType {
		return w.climbed(ctx, tx, e)
	}
	body, err := views.Body(&e)
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *matter.WasListed:
		if b.Kind != matter.Problem {
			return nil
		}
		return tx.Later(ctx, `INSERT INTO chief_waits (city, matter, area, category, waits, at, told)
			VALUES ($1, $2, $3, $4, 1, $5, '{}') ON CONFLICT (city, matter) DO UPDATE SET area = excluded.area,
			category = excluded.category, waits = 1, at = excluded.at`, w.city, e.Subject, int64(b.Area), b.Category,
			int64(e.At))
	case *matter.WasAmended:
		return tx.Later(ctx, "UPDATE chief_waits SET area = $3, category = $4 WHERE city = $1 AND matter = $2", w.city,
			e.Subject, int64(b.Area), b.Category)
	case *matter.WasBounced:
		return tx.Later(ctx, "UPDATE chief_waits SET waits = 1, at = $3 WHERE city = $1 AND matter = $2", w.city,
			e.Subject, int64(e.At))
	case *matter.WasMerged:
		return tx.Later(ctx, "UPDATE chief_waits SET waits = waits + 2 WHERE city = $1 AND matter = $2 AND waits < 2",
			w.city, e.Subject)
	case *matter.WasSplit:
		return tx.Later(ctx, "UPDATE chief_waits SET waits = waits - 2 WHERE city = $1 AND matter = $2 AND waits > 1",
			w.city, e.Subject)
	}
	return tx.Later(ctx, "UPDATE chief_waits SET waits = 0 WHERE city = $1 AND matter = $2", w.city, e.Subject)
}

// climbed notes how far a problem came.
func (w waiting) climbed(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	var b Climbed
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return err
	}
	p, err := waitOf(ctx, tx, w.city, e.Subject)
	if err != nil {
		return err
	}
	for _, s := range b.Steps {
		p.Told[s.Theme] = s.Level
	}
	told, err := json.Marshal(p.Told)
	if err != nil {
		return err
	}
	return tx.Later(ctx, "UPDATE chief_waits SET at = $3, told = $4 WHERE city = $1 AND matter = $2", w.city, e.Subject,
		int64(e.At), string(told))
}
