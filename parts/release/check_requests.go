package release

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"xiaohao/platform/store"
)

// askedRows are the rows of some matters that programs are answered from.
type askedRows struct {
	requests map[int64]requestRow
	updates  map[int64][]updateRow // by their key
}

// requestRows reads those of all matters behind one and up to another.
func (c *check) requestRows(ctx context.Context, after, to int64) (askedRows, error) {
	out := askedRows{map[int64]requestRow{}, map[int64][]updateRow{}}
	err := store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var x requestRow
		err := x.scan(rows)
		out.requests[x.matter] = x
		return err
	}, "SELECT "+requestColumns+" FROM public_requests WHERE city = $1 AND matter > $2 AND matter <= $3", c.city, after,
		to)
	if err != nil {
		return out, err
	}
	err = store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var x updateRow
		err := rows.Scan(&x.matter, &x.what, &x.nr, &x.at)
		out.updates[x.matter] = append(out.updates[x.matter], x)
		return err
	}, `SELECT matter, what, nr, at FROM public_updates WHERE city = $1 AND matter > $2 AND matter <= $3
		ORDER BY matter, what, nr`, c.city, after, to)
	return out, err
}

// request compares those of a matter that has a release; t is what its events say up to where the other tables stand.
func (c *check) request(ctx context.Context, t told, have askedRows) error {
	if c.requests != c.upto {
		var err error
		if t, err = fold(ctx, c.r, c.city, t.Matter, c.requests); err != nil {
			return err
		}
	}
	c.lastRequest = max(c.lastRequest, t.news)
	id := t.Matter
	x, ok := have.requests[id]
	switch {
	case t.Shown == nil && ok:
		c.tell(fmt.Sprintf("public_requests: nothing of matter %d is out", id))
	case t.Shown != nil && !ok:
		c.tell(fmt.Sprintf("public_requests: the row of matter %d is missing", id))
	case t.Shown != nil && x != requestOf(t):
		c.tell(fmt.Sprintf("public_requests: the row of matter %d is not as the events say", id))
	}
	want := updatesOf(t)
	slices.SortFunc(want, func(a, b updateRow) int {
		return cmp.Or(cmp.Compare(a.what, b.what), cmp.Compare(a.nr, b.nr))
	})
	if !slices.Equal(want, have.updates[id]) {
		c.tell(fmt.Sprintf("public_updates: the rows of matter %d are not as the events say", id))
	}
	delete(have.requests, id)
	delete(have.updates, id)
	return nil
}

// rest tells what is left over.
func (c *check) rest(have askedRows) {
	for _, id := range slices.Sorted(maps.Keys(have.requests)) {
		c.tell(fmt.Sprintf("public_requests: nothing of matter %d is out", id))
	}
	for _, id := range slices.Sorted(maps.Keys(have.updates)) {
		c.tell(fmt.Sprintf("public_updates: nothing of matter %d is out", id))
	}
}
