package release

import (
	"context"
	"strconv"

	"xiaohao/core/ledger"
)

// Version is a text that changes whenever what is public may have changed: by an event, or by a policy. It costs next
// to nothing.
func (x *Releases) Version(ctx context.Context) (string, error) {
	seq, err := ledger.Cursor(ctx, x.DB.Lagging(), x.City, followerName)
	return strconv.FormatInt(seq, 36) + "." + x.Policy().Digest(), err
}
