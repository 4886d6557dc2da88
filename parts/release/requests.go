package release

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// requests keeps the tables that programs are answered from. As the follower of the other tables it makes a row of a
// matter's events up to the last one that it has seen. It stands by itself, so that a city of an earlier program, where
// it begins with the first event, shows its pages meanwhile.
type requests struct{ city int64 }

const requestsName = "release.requests.1"

// Requests keeps the tables that programs are answered from, of a city where nobody works.
func Requests(city int64) ledger.Follower { return requests{city} }

// Name implements ledger.Follower.
func (requests) Name() string { return requestsName }

// Types implements ledger.Follower.
func (requests) Types() []event.Type { return []event.Type{typePrefix, matter.TypePrefix} }

// Reset implements ledger.Follower.
func (f requests) Reset(ctx context.Context, tx *store.Tx) error {
	for _, table := range []string{"public_requests", "public_updates", "public_request_versions"} {
		if err := tx.Later(ctx, "DELETE FROM "+table+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower. What is not out has no row, and only an event of a release lets it out.
func (f requests) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	last, wanted := map[int64]int64{}, map[int64]bool{}
	for _, e := range events {
		if follower(f).ours(e.Type) {
			last[e.Subject] = e.Seq
			wanted[e.Subject] = wanted[e.Subject] || e.Type.In(typePrefix)
		}
	}
	var ask []int64
	for id := range last {
		if !wanted[id] {
			ask = append(ask, id)
		}
	}
	slices.Sort(ask)
	for part := range slices.Chunk(ask, pieces) {
		text, args := within("SELECT matter FROM public_requests WHERE city = $1 AND matter IN", f.city, part)
		if err := store.Each(ctx, tx, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			wanted[id] = true
			return err
		}, text, args...); err != nil {
			return err
		}
	}
	seq := int64(0)
	for _, id := range slices.Sorted(maps.Keys(last)) {
		if !wanted[id] {
			continue
		}
		t, err := fold(ctx, tx, f.city, id, last[id])
		if err != nil {
			return err
		}
		if err := f.put(ctx, tx, t); err != nil {
			return err
		}
		seq = max(seq, t.news)
	}
	if seq == 0 {
		return nil
	}
	return tx.Later(ctx, `INSERT INTO public_request_versions (city, seq) VALUES ($1, $2) ON CONFLICT (city) DO UPDATE
		SET seq = CASE WHEN excluded.seq > public_request_versions.seq THEN excluded.seq ELSE
		public_request_versions.seq END`, f.city, seq)
}

// put writes the rows of a matter.
func (f requests) put(ctx context.Context, tx *store.Tx, t told) error {
	if err := tx.Later(ctx, "DELETE FROM public_updates WHERE city = $1 AND matter = $2",
		f.city, t.Matter); err != nil {
		return err
	}
	if t.Shown == nil {
		return tx.Later(ctx, "DELETE FROM public_requests WHERE city = $1 AND matter = $2", f.city, t.Matter)
	}
	if err := tx.Rows(ctx, insertRequest, `ON CONFLICT (city, matter) DO UPDATE SET category = excluded.category,
		status = excluded.status, undated = excluded.undated, listed = excluded.listed, changed = excluded.changed,
		cell = excluded.cell, lat = excluded.lat, lng = excluded.lng`,
		[][]any{requestOf(t).args(f.city)}); err != nil {
		return err
	}
	var rows [][]any
	for _, u := range updatesOf(t) {
		rows = append(rows, u.args(f.city))
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Rows(ctx, insertUpdate, "", rows)
}

const (
	insertRequest = `INSERT INTO public_requests (city, matter, category, status, undated, listed, changed, cell, lat,
		lng) VALUES`
	insertUpdate = "INSERT INTO public_updates (city, matter, what, nr, at) VALUES"
)

// requestRow is a row of public_requests.
type requestRow struct {
	matter, status, undated, listed, changed, cell, lat, lng int64
	category                                                 string
}

const requestColumns = "matter, status, undated, listed, changed, cell, lat, lng, category"

func (r *requestRow) scan(rows *sql.Rows) error {
	return rows.Scan(&r.matter, &r.status, &r.undated, &r.listed, &r.changed, &r.cell, &r.lat, &r.lng, &r.category)
}

func (r requestRow) args(city int64) []any {
	return []any{city, r.matter, r.category, r.status, r.undated, r.listed, r.changed, r.cell, r.lat, r.lng}
}

// The values of public_requests.status.
const (
	statusShut   = 0
	statusOpen   = 1
	statusClosed = 2
)

// requestOf is the row of a matter of which something is out.
func requestOf(t told) requestRow {
	e := entryOf(t)
	r := requestRow{matter: e.matter, category: e.category, changed: e.at, cell: e.cell, lat: e.lat, lng: e.lng,
		listed: int64(t.bare.Listed)}
	if len(t.bare.Steps) > 0 {
		r.listed = int64(t.bare.Steps[0].At)
	}
	switch {
	case e.plain == string(org.PlainStruck):
		r.status = statusClosed
	case e.plain != "":
		r.status = statusOpen
	}
	if t.Shown.Near {
		r.undated, r.listed = 1, longAgo(r.listed)
	}
	return r
}

// updateRow is a row of public_updates.
type updateRow struct{ matter, what, nr, at int64 }

// The values of public_updates.what.
const (
	updateStep = 1
	updateWord = 2
)

func (u updateRow) args(city int64) []any { return []any{city, u.matter, u.what, u.nr, u.at} }

// updatesOf are what became known of a matter after it came on the list: its further steps, and what residents said.
// Who reads by time learns of it when it was let out, if that was later. Of what lies near a home nothing is told by
// time.
func updatesOf(t told) (out []updateRow) {
	if t.Shown == nil || t.Shown.Near || org.Barred(t.bare, t.Shown) != "" {
		return nil
	}
	for i, s := range t.bare.Steps {
		if i > 0 {
			out = append(out, updateRow{t.Matter, updateStep, int64(i), int64(max(s.At, t.since))})
		}
	}
	for _, w := range t.Shown.Words {
		out = append(out, updateRow{t.Matter, updateWord, w.Seq, int64(max(w.At, t.saidAt[w.Seq]))})
	}
	return out
}

// heard notes since when a matter and each of its residents' words have been out without a break.
func (t *told) heard(was *org.Release, at calendar.Instant) {
	if t.Shown == nil {
		t.since, t.saidAt = 0, nil
		return
	}
	if was == nil {
		t.since = at
	}
	said := map[int64]calendar.Instant{}
	for _, w := range t.Shown.Words {
		said[w.Seq] = at
		if first, ok := t.saidAt[w.Seq]; ok {
			said[w.Seq] = first
		}
	}
	t.saidAt = said
}
