package opendata

import (
	"context"
	"errors"
	"sync"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/release"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// looked is how far Watch has come with one snapshot.
type looked struct {
	mu     sync.Mutex
	made   calendar.Instant // of the snapshot
	seq    int64            // events up to here were looked at
	judged map[int64]bool   // matters that became restricted and are not in the snapshot, or whose areas are shut
}

// Watch takes the files of an area from everybody as soon as they hold a matter that is no longer public, or a point
// that is no longer shown. It looks at what was let out or taken back since the last time, and asks the ledger whether
// the snapshot can hold it. It changes no file: the next making does, which begins at once.
func (x *OpenData) Watch(ctx context.Context) (int, error) {
	if !x.Policy().OpenData.On {
		return 0, nil
	}
	x.looked.mu.Lock()
	defer x.looked.mu.Unlock()
	s, err := x.State(ctx)
	if err != nil || s.Manifest == nil || s.Stale {
		return 0, err
	}
	w := &x.looked
	if w.made != s.Manifest.Made {
		w.made, w.seq, w.judged = s.Manifest.Made, s.Manifest.Seq, map[int64]bool{}
	}
	r := x.DB.Read()
	head, err := ledger.End(ctx, r, x.City)
	if err != nil {
		return 0, err
	}
	moved, last, err := x.Releases.Moved(ctx, r, w.seq)
	if err != nil {
		return 0, err
	}
	barred, err := x.Releases.Barred(ctx, r, mostBarred)
	if err != nil {
		return 0, err
	}
	shut := map[area.Code]bool{}
	for i, id := range append(moved, barred...) {
		if i >= len(moved) && w.judged[id] {
			continue
		}
		a, err := x.lost(ctx, r, s.Manifest.Seq, id)
		if err != nil {
			return 0, err
		}
		for _, a := range a {
			shut[a] = true
		}
		if i >= len(moved) {
			w.judged[id] = true
		}
	}
	if err := x.shut(ctx, s, shut, max(head.Seq, last)); err != nil {
		w.judged = map[int64]bool{}
		return 0, err
	}
	w.seq = max(w.seq, last)
	return len(shut), nil
}

// mostBarred is how many matters that became restricted are looked at in one turn; the clock takes them back a few
// hundred a second.
const mostBarred = 2000

// lost are the areas whose files hold something of a matter that may not be seen any more; none for a matter that the
// snapshot cannot hold, or that is as public as before.
func (x *OpenData) lost(ctx context.Context, r store.Reader, made, id int64) ([]area.Code, error) {
	glass := release.Glass{Policy: x.Policy().Release, Now: x.Now()}
	was, err := x.Releases.Was(ctx, r, glass, id, made)
	if err != nil || was.Matter == 0 {
		return nil, err
	}
	is, err := x.Releases.Was(ctx, r, glass, id, ledger.ToEnd)
	if err != nil || is.Matter != 0 && (was.Lat == nil || is.Lat != nil) {
		return nil, err
	}
	out := []area.Code{area.Code(x.City * 1e8)}
	if was.Area.Level() >= area.County {
		out = append(out, was.Area.Ancestor(area.County))
	}
	return out, nil
}

// shut says that the files of some areas are not given out, until a snapshot is made that knows of an event.
func (x *OpenData) shut(ctx context.Context, s State, areas map[area.Code]bool, seq int64) error {
	var rows [][]any
	for a := range areas {
		rows = append(rows, []any{x.City, int64(a), seq})
	}
	if len(rows) == 0 {
		return nil
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Rows(ctx, "INSERT INTO opendata_shut (city, area, seq) VALUES",
			"ON CONFLICT (city, area) DO UPDATE SET seq = excluded.seq", rows)
	})
}

// pause is how many times as long as a making took nothing is made anew because of what was withdrawn: so at most a
// tenth of the time goes into it.
const pause = 10

// Nightly makes the snapshot when it is due: at policy's hour, when somebody asked, when policy says another thing,
// when something was withdrawn, when files are missing. Where policy gives nothing out it takes the files away.
func (x *OpenData) Nightly(ctx context.Context) (int, error) {
	s, err := x.State(ctx)
	if err != nil {
		return 0, err
	}
	if !x.Policy().OpenData.On {
		if s.Manifest == nil {
			return 0, nil
		}
		return 1, x.remove(ctx)
	}
	due, err := x.due(ctx, s)
	if err != nil || !due {
		return 0, err
	}
	_, err = x.Make(ctx, nil)
	return 1, err
}

// Due says when the next snapshot is made, if nothing happens before.
func (x *OpenData) Due() calendar.Instant {
	const day = 24 * 3600 * 1_000_000
	return x.Policy().OpenData.Due(x.Now()).Plus(day)
}

func (x *OpenData) due(ctx context.Context, s State) (bool, error) {
	m, now := s.Manifest, x.Now()
	if m == nil || s.Stale || m.Made < x.Policy().OpenData.Due(now) {
		return true, nil
	}
	seq, _, err := x.asked(ctx, x.DB.Read())
	if err != nil || seq > m.Asked {
		return err == nil, err
	}
	if len(s.Shut) > 0 {
		return now.Since(m.Made) >= pause*m.Took, nil
	}
	return x.lacks(m)
}

// lacks says whether a file of a snapshot is missing: after a backup was brought back, or a move.
func (x *OpenData) lacks(m *Manifest) (bool, error) {
	files, err := x.store()
	if err != nil {
		return false, err
	}
	lacks := false
	m.each(func(f File) {
		h, wrong := blob.ParseHash(f.Hash)
		if wrong == nil {
			var has bool
			has, wrong = files.Has(h)
			lacks = lacks || !has
		}
		err = errors.Join(err, wrong)
	})
	return lacks, err
}

// remove takes everything away that was given out.
func (x *OpenData) remove(ctx context.Context) error {
	if err := x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM opendata WHERE city = $1", x.City); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM opendata_shut WHERE city = $1", x.City)
		return err
	}); err != nil {
		return err
	}
	_, err := x.tidy(ctx)
	return err
}
