package point

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"xiaohao/platform/store"
)

// handful is how many points Some asks for at once. A shorter list is filled up with its last id, so that there is
// one text.
const handful = 64

var someText = func() string {
	b := strings.Builder{}
	b.WriteString("SELECT " + columns + " FROM points WHERE city = $1 AND id IN ($2")
	for i := range handful - 1 {
		fmt.Fprintf(&b, ", $%d", i+3)
	}
	return b.String() + ")"
}()

// Some reads points by their ids, retired or not; an id without a point is not in the answer.
func Some(ctx context.Context, r store.Reader, city int64, ids []int64) (map[int64]*Point, error) {
	out := make(map[int64]*Point, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), handful)
		args := []any{city}
		for i := range handful {
			args = append(args, ids[min(i, n-1)])
		}
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			p := &Point{}
			err := p.scan(rows)
			out[p.ID] = p
			return err
		}, someText, args...)
		if err != nil {
			return nil, err
		}
		ids = ids[n:]
	}
	return out, nil
}
