package release

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds what was let out again, up to where the follower stands, and tells each row that is missing, too many or
// other than the events say. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	want := map[int64]bool{}
	err = ledger.EachType(ctx, r, city, 0, 0, []event.Type{typePrefix}, func(e ledger.Event) error {
		if e.Seq <= upto {
			want[e.Subject] = true
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the releases: %w", err)
	}
	shown := map[int64]bool{}
	if err := checkReleases(ctx, r, city, upto, want, shown, tell); err != nil {
		return fmt.Errorf("check the releases: %w", err)
	}
	for id := range want {
		tell(fmt.Sprintf("releases: the row of matter %d is missing", id))
	}
	for id := range shown {
		tell(fmt.Sprintf("public_matters: the row of matter %d is missing", id))
	}
	return nil
}

// checkReleases compares both tables; want is left with what has no row, shown with what is out and has none.
func checkReleases(ctx context.Context, r store.Reader, city, upto int64, want, shown map[int64]bool,
	tell func(string)) error {
	have := map[int64]row{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var x row
		err := rows.Scan(&id, &x.area, &x.state, &x.step, &x.need, &x.hands, &x.draft, &x.shown, &x.reason,
			&x.drafter, &x.seq, &x.at)
		have[id] = x
		return err
	}, "SELECT matter, area, state, step, need, hands, draft, shown, reason, drafter, seq, at FROM releases WHERE city = $1",
		city)
	if err != nil {
		return err
	}
	public := map[int64]publicRow{}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var x publicRow
		var lat, lng sql.NullInt64
		err := rows.Scan(&id, &x.county, &x.township, &x.category, &x.plain, &lat, &lng, &x.at, &x.struck, &x.bare,
			&x.shown)
		if lat.Valid {
			x.lat, x.lng = lat.Int64, lng.Int64
		}
		public[id] = x
		return err
	}, `SELECT matter, county, township, category, plain, lat, lng, at, struck, bare, shown FROM public_matters
		WHERE city = $1`, city)
	if err != nil {
		return err
	}
	for id, x := range have {
		if !want[id] {
			tell(fmt.Sprintf("releases: nobody asked to let matter %d out", id))
			continue
		}
		delete(want, id)
		s, b, err := fold(ctx, r, city, id, upto)
		if err != nil {
			return err
		}
		if x != rowOf(s, b) {
			tell(fmt.Sprintf("releases: the row of matter %d is not as the events say", id))
		}
		if s.Shown == nil {
			continue
		}
		if p, ok := public[id]; !ok {
			shown[id] = true
		} else if p != publicOf(s, b) {
			tell(fmt.Sprintf("public_matters: the row of matter %d is not as the events say", id))
		}
		delete(public, id)
	}
	for id := range public {
		tell(fmt.Sprintf("public_matters: nothing of matter %d is out", id))
	}
	return nil
}
