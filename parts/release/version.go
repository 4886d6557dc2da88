package release

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"xiaohao/core/policy"
	"xiaohao/platform/store"
)

// named is a policy and its digest, which is not worth making for each page.
type named struct {
	policy *policy.Policy
	digest string
}

// Version is a text that changes whenever what is public may have changed: by an event of a matter that was ever asked
// to be let out, or by a policy. It reads one row, from where the pages are read from, and sees it as soon as they do.
func (x *Releases) Version(ctx context.Context) (string, error) {
	var seq int64
	err := x.DB.Lagging().QueryRow(ctx, "SELECT seq FROM public_versions WHERE city = $1", x.City).Scan(&seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", store.Explain(err)
	}
	p := x.Policy()
	n := x.named.Load()
	if n == nil || n.policy != p {
		n = &named{p, p.Digest()}
		x.named.Store(n)
	}
	return strconv.FormatInt(seq, 36) + "." + n.digest, nil
}
