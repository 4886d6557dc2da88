package release

import (
	"context"
	"database/sql"
	"encoding/json"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// batch is how many matters one turn of the clock looks at.
const batch = 100

// clock is who acts by rules.
var clock = org.Caller{Clock: true}

// Tick takes back what the gate does not let through any more: it became restricted, policy was narrowed, its category
// changed. The gate has been shut since the moment it happened; this says so in the ledger and to who follows it.
func (x *Releases) Tick(ctx context.Context) (int, error) {
	type shutOne struct {
		id  int64
		why org.Secret
	}
	var list []shutOne
	seen, last := 0, int64(0)
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		var bare, shown string
		if err := rows.Scan(&id, &bare, &shown); err != nil {
			return err
		}
		seen, last = seen+1, id
		var b org.Bare
		var r org.Release
		if json.Unmarshal([]byte(bare), &b) != nil || json.Unmarshal([]byte(shown), &r) != nil {
			return nil // the proof tells
		}
		if _, why := org.Publish(x.Policy().Release, b, &r, x.Now()); why != "" {
			list = append(list, shutOne{id, why})
		}
		return nil
	}, "SELECT matter, bare, shown FROM public_matters WHERE city = $1 AND matter > $2 ORDER BY matter LIMIT $3",
		x.City,
		x.passed.Load(), int64(batch))
	if err != nil {
		return 0, err
	}
	if x.passed.Store(last); seen < batch {
		x.passed.Store(0)
	}
	done := 0
	for _, s := range list {
		ok, err := x.Aside.Try(ctx, "matter "+asJSON(s.id), func() error { return x.shut(ctx, s.id, s.why) })
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// shut takes back what may not be out any more.
func (x *Releases) shut(ctx context.Context, id int64, why org.Secret) error {
	_, err := x.Desk.Keep(ctx, clock, desk.Once("release shut", id, x.Now()), nil,
		func(ctx context.Context, tx *store.Tx,
			now calendar.Instant) ([]desk.Fact, error) {
			m, err := views.Get(ctx, tx, x.City, id)
			if err != nil {
				return nil, err
			}
			s, err := standing(ctx, tx, x.City, id, ledger.ToEnd)
			if err != nil || s.Shown == nil {
				return nil, err
			}
			if _, still := org.Publish(x.Policy().Release, org.BareOf(m, nil), s.Shown, now); still == "" {
				return nil, nil // it was let out anew meanwhile
			}
			return facts(WithdrawnType, m, &Withdrawn{Why: why}), nil
		})
	return err
}
