package desk

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Preference is what a person chose for himself, "" when he never did: the columns of his exports, for instance.
func (d *Desk) Preference(ctx context.Context, caller org.Caller, name string) (string, error) {
	var v string
	err := d.db.Read().QueryRow(ctx, `SELECT value FROM preferences WHERE city = $1 AND person = $2 AND name = $3`,
		d.city, caller.Person, name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, translateNil(err)
}

// SetPreference remembers a choice of the caller, at most 4,000 bytes.
func (d *Desk) SetPreference(ctx context.Context, caller org.Caller, name, value string) error {
	if caller.Person == 0 {
		return fault.New(fault.Login, "login_needed")
	}
	if len(value) > 4000 || len(name) > 40 {
		return fault.New(fault.TooLarge, "text_long", "max", 4000, "n", len(value))
	}
	return translateNil(d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO preferences (city, person, name, value) VALUES ($1, $2, $3, $4)
			ON CONFLICT (city, person, name) DO UPDATE SET value = excluded.value`, d.city, caller.Person, name, value)
		return err
	}))
}
