package meeting

import (
	"context"

	"xiaohao/core/org"
)

// Known is a thing that is there for the caller, for another part that takes over or shows no more of it than when it
// was and whose it is; such a look is no reading and is not noted. For everybody else it is missing.
func (x *Meetings) Known(ctx context.Context, caller org.Caller, id int64) (*Thing, error) {
	t, err := thingOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.Sees(caller, &t.Entry) {
		return nil, missing()
	}
	return t, nil
}
