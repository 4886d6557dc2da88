package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"

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
// changed. The gate has been shut since the moment it happened; this says so in the ledger and to who follows it. What
// no policy lets through has an index of its own and comes first; for the rest a turn looks at the next ones of all.
func (x *Releases) Tick(ctx context.Context) (int, error) {
	barred, _, _, err := x.closed(ctx, "plain = '' ORDER BY at, matter LIMIT $2", int64(batch))
	if err != nil {
		return 0, err
	}
	others, seen, last, err := x.closed(ctx, "matter > $2 ORDER BY matter LIMIT $3", x.passed.Load(), int64(batch))
	if err != nil {
		return 0, err
	}
	if x.passed.Store(last); seen < batch {
		x.passed.Store(0)
	}
	for id, why := range others {
		barred[id] = why
	}
	done := 0
	for _, id := range slices.Sorted(maps.Keys(barred)) {
		ok, err := x.Aside.Try(ctx, "matter "+asJSON(id), func() error { return x.shut(ctx, id, barred[id]) })
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// closed are those of some rows that the gate does not let through, and why; with how many rows were seen, and the
// last.
func (x *Releases) closed(ctx context.Context, where string, args ...any) (list map[int64]org.Secret, seen int,
	last int64, err error) {
	list = map[int64]org.Secret{}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var bare, shown string
		if err := rows.Scan(&last, &bare, &shown); err != nil {
			return err
		}
		seen++
		var b org.Bare
		var r org.Release
		if json.Unmarshal([]byte(bare), &b) != nil || json.Unmarshal([]byte(shown), &r) != nil {
			return nil // the proof tells
		}
		if _, why := org.Publish(x.Policy().Release, b, &r, x.Now()); why != "" {
			list[last] = why
		}
		return nil
	}, "SELECT matter, bare, shown FROM public_matters WHERE city = $1 AND "+where, append([]any{x.City}, args...)...)
	return list, seen, last, err
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
