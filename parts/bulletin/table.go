package bulletin

import (
	"context"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Bulletins) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "bulletin.1", Asks: []event.Type{typePrefix},
		Tables: []string{"bulletins", "bulletin_units"},
		Fold:   view{city}.apply}
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	h := &Head{}
	if e.Type != MadeType {
		var err error
		if h, err = headOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	frozen, err := h.fold(e)
	if err != nil {
		return err
	}
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if frozen != nil {
		body, err := json.Marshal(frozen)
		if err != nil {
			return err
		}
		return tx.Later(ctx, `INSERT INTO bulletins (city, id, area, with_office, came_back, head, frozen)
			VALUES ($1, $2, $3, 0, 0, $4, $5)`, v.city, h.ID, int64(h.Area), string(head), string(body))
	}
	if err := tx.Later(ctx, `UPDATE bulletins SET head = $3, with_office = $4, came_back = $5
		WHERE city = $1 AND id = $2`, v.city, h.ID, string(head), flag(h.withOffice()),
		flag(h.cameBack())); err != nil || e.Type != IssuedType {
		return err
	}
	for _, u := range h.To {
		if err := tx.Later(ctx, "INSERT INTO bulletin_units (city, unit, bulletin) VALUES ($1, $2, $3)", v.city, u,
			h.ID); err != nil {
			return err
		}
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// headOf reads a bulletin, also in a transaction. It gives fault.Missing "bulletin_missing".
func headOf(ctx context.Context, r store.Reader, city, id int64) (*Head, error) {
	h := &Head{}
	return h, one(ctx, r, h, "SELECT head FROM bulletins WHERE city = $1 AND id = $2", city, id)
}

func frozenOf(ctx context.Context, r store.Reader, city, id int64) (*Frozen, error) {
	f := &Frozen{}
	return f, one(ctx, r, f, "SELECT frozen FROM bulletins WHERE city = $1 AND id = $2", city, id)
}

func one(ctx context.Context, r store.Reader, into any, text string, args ...any) error {
	return part.Document(r.QueryRow(ctx, text, args...), into, missing)
}

// Check folds the events again and tells what the tables say otherwise.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()},
		progress, tell)
}
