package release

import (
	"context"
	"database/sql"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Fresh is One as of this instant, for who puts it on the wire: it waits until what happened so far is known here, and
// asks no standby. The fault is matter_missing.
func (x *Releases) Fresh(ctx context.Context, id int64) (org.Public, error) {
	if err := x.Ready(ctx); err != nil {
		return org.Public{}, err
	}
	return x.one(ctx, x.DB.Read(), id)
}

// Changed are the public matters whose last change lies behind one instant and not behind another, the latest first: of
// an area, and of a category where one is named; more says that there are further ones. It waits as Fresh does.
func (x *Releases) Changed(ctx context.Context, f Filter, from, to calendar.Instant, limit int) (out []org.Public,
	more bool, err error) {
	if err := x.Ready(ctx); err != nil {
		return nil, false, err
	}
	text, args := "SELECT matter, at, bare, shown FROM public_matters WHERE city = $1 AND at > $2 AND at <= $3",
		[]any{x.City, from, to}
	switch {
	case f.Area.Level() == area.County:
		text, args = text+" AND county = $4", append(args, int64(f.Area))
	case f.Area.Level() >= area.Township:
		text, args = text+" AND township = $4", append(args, int64(f.Area.Ancestor(area.Township)))
	case f.Category != "":
		text, args = text+" AND category = $4", append(args, f.Category)
	}
	text += " ORDER BY at DESC, matter DESC LIMIT " + strconv.Itoa(limit+skips)
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		p, _, err := x.scan(rows)
		switch {
		case err != nil || p.Matter == 0 || f.Category != "" && p.Category != f.Category:
		case len(out) == limit:
			more = true
		default:
			out = append(out, p)
		}
		return err
	}, text, args...)
	return out, more, err
}
