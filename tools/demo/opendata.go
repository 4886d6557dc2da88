package demo

import (
	"context"

	"xiaohao/city"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/opendata"
)

// Snapshot has the administrator ask for the first snapshot of open data under a command's id, and makes it, where
// policy gives one out.
func Snapshot(ctx context.Context, c *city.City, id ledger.ID) error {
	x := part.Get[*opendata.OpenData](c.Values)
	admin, ok := c.Org().PersonByLogin("admin")
	if !c.Policy().OpenData.On || x.Folder == "" || !ok {
		return nil
	}
	if _, err := x.Ask(ctx, admin.Caller(), id); err != nil {
		return err
	}
	_, err := x.Make(ctx, nil)
	return err
}
