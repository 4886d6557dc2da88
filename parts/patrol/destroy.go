package patrol

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// batch is how many tracks one look destroys at most.
const batch = 100

// Destroy destroys the tracks whose time has come, keys first, and says how many. Interrupted, it goes on where it
// stood.
func (x *Patrols) Destroy(ctx context.Context) (int, error) {
	due, err := x.due(ctx)
	done := 0
	for _, id := range due {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		ok, err := x.Aside.Try(ctx, fmt.Sprintf("track %d", id), func() error { return x.destroy(ctx, id) })
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, err
}

func (x *Patrols) due(ctx context.Context) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT patrol FROM patrol_keys WHERE city = $1 AND due <= $2 ORDER BY due, patrol LIMIT $3", x.City,
		int64(x.Now()), batch+x.Aside.Len())
	return out, err
}

// destroy says in the ledger that a track is gone, and takes key and parts away in the same transaction. Where the
// ledger says so already (an old copy of the tables was brought back), they go all the same.
func (x *Patrols) destroy(ctx context.Context, id int64) error {
	_, err := x.Desk.Keep(ctx, org.Caller{Clock: true}, desk.Once("track destroyed", id), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, id)
		if err != nil || s.Gone {
			return nil, err
		}
		return []desk.Fact{{Type: DestroyedType, Subject: id, Areas: []area.Code{s.Area}, Body: &Destroyed{}}},
			x.shred(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	return explained(x.Desk.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err := standOf(ctx, tx, x.City, id)
		if err != nil || !s.Gone {
			return err
		}
		return x.shred(ctx, tx, id)
	}))
}

func (x *Patrols) shred(ctx context.Context, tx *store.Tx, id int64) error {
	for _, t := range sealed {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1 AND patrol = $2", x.City, id); err != nil {
			return err
		}
	}
	return nil
}
