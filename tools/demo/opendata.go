package demo

import (
	"context"
	"errors"

	"xiaohao/city"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/opendata"
)

// OpenData has the demo's administrator ask for the first snapshot, under an id, and makes it.
func OpenData(ctx context.Context, d *city.City, id ledger.ID) error {
	admin, ok := d.Org().PersonByLogin("admin")
	if !ok {
		return errors.New("demo: no login admin")
	}
	x := part.Get[*opendata.OpenData](d.Values)
	if _, err := x.Ask(ctx, admin.Caller(), id); err != nil {
		return err
	}
	_, err := x.Make(ctx, nil)
	return err
}
