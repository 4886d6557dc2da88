package relay

import (
	"context"
)

// Hold marks a matter that waits as being on the wire, as a program does that then ends.
func Hold(ctx context.Context, x *Relay, matter int64) error {
	servers, err := x.servers(ctx, x.DB.Read())
	if err != nil {
		return err
	}
	v := &visit{Relay: x, server: servers[0]}
	list, err := x.due(ctx, servers[0].ID)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Matter == matter {
			_, err = v.hold(ctx, t)
		}
	}
	return err
}
