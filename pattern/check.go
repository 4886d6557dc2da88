package pattern

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"xiaohao/alike"
	"xiaohao/ledger"
	"xiaohao/store"
)

// remembered are the rows of a check.
type remembered map[int64]*row

func (m remembered) get(_ context.Context, matter int64) (*row, error) { return m[matter], nil }

func (m remembered) put(_ context.Context, old, now *row) error {
	if now == nil {
		delete(m, old.matter)
	} else {
		m[now.matter] = now
	}
	return nil
}

// Check folds the events again and tells every row of the tables that is not what they say. Where the follower has not come to the end nothing is
// compared. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	var last, cursor, end int64
	if err := r.QueryRow(ctx, "SELECT COALESCE(MAX(seq), 0) FROM events WHERE city = $1", city).Scan(&last); err != nil {
		return store.Explain(err)
	}
	_ = r.QueryRow(ctx, "SELECT seq FROM cursors WHERE city = $1 AND name = $2", city, followerName).Scan(&cursor) // none: behind
	if cursor != last || last == 0 {
		return nil
	}
	if err := r.QueryRow(ctx, "SELECT at FROM events WHERE city = $1 AND seq = $2", city, last).Scan(&end); err != nil {
		return store.Explain(err)
	}
	all := remembered{}
	f := &fold{city: city, events: r, rows: all, counts: &alike.Counts{}, moved: map[int]int64{}}
	if err := f.again(ctx); err != nil {
		return fmt.Errorf("check the patterns: %w", err)
	}
	for id, x := range all {
		if x.until <= end {
			delete(all, id)
		}
	}
	return compare(ctx, r, city, all, f.moved, tell)
}

// again folds all events, some hundreds at a time: a fold asks on, and open rows would hold a connection.
func (f *fold) again(ctx context.Context) error {
	for after := int64(0); ; {
		var list []ledger.Event
		rows, err := f.events.Query(ctx, `SELECT seq, at, type, subject, body FROM events WHERE city = $1 AND seq > $2 AND type IN ('matter.reported', 'matter.listed', 'matter.amended',
'matter.merged', 'matter.split', 'matter.declined', 'matter.struck_off', 'matter.reopened') ORDER BY seq LIMIT 500`, f.city, after)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			e := ledger.Event{City: f.city}
			var body sql.RawBytes
			err := rows.Scan(&e.Seq, &e.At, &e.Type, &e.Subject, &body)
			e.Body = bytes.Clone(body)
			list = append(list, e)
			return err
		})
		if err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			if err := f.one(ctx, e); err != nil {
				return fmt.Errorf("event %d: %w", e.Seq, err)
			}
		}
		after = list[len(list)-1].Seq
	}
}

// compare holds every table against what its rows must be, each row as one text.
func compare(ctx context.Context, r store.Reader, city int64, all remembered, counts map[int]int64, tell func(string)) error {
	want := map[string]map[string]bool{}
	for _, t := range tables {
		want[t] = map[string]bool{}
	}
	for _, x := range all {
		want["pattern_matters"][x.said()] = true
		if x.known {
			want["pattern_cells"][fmt.Sprint(cell(x.lat, x.lng), " ", x.matter, " ", x.lat, " ", x.lng)] = true
		}
		for _, g := range x.rare {
			want["pattern_words"][fmt.Sprint(g, " ", x.matter)] = true
		}
	}
	for slot, n := range counts {
		want["pattern_counts"][fmt.Sprint(slot, " ", n)] = true
	}
	for _, t := range []struct{ name, text string }{
		{"pattern_cells", "SELECT cell || ' ' || matter || ' ' || lat || ' ' || lng FROM pattern_cells WHERE city = $1"},
		{"pattern_words", "SELECT piece || ' ' || matter FROM pattern_words WHERE city = $1"},
		{"pattern_counts", "SELECT slot || ' ' || n FROM pattern_counts WHERE city = $1"},
		{"pattern_matters", "SELECT " + columns + " FROM pattern_matters WHERE city = $1"},
	} {
		rows, err := r.Query(ctx, t.text, city)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			var s string
			var err error
			if t.name == "pattern_matters" {
				var x *row
				if x, err = scan(rows); err == nil {
					s = x.said()
				}
			} else {
				err = rows.Scan(&s)
			}
			if !want[t.name][s] {
				tell(fmt.Sprintf("%s: the row %s is not what the events say", t.name, s))
			}
			delete(want[t.name], s)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		for s := range want[t.name] {
			tell(fmt.Sprintf("%s: the row %s is missing", t.name, s))
		}
	}
	return nil
}

// said is a row as one text.
func (r *row) said() string {
	return fmt.Sprint(r.matter, " ", r.until, " ", r.struck, " ", r.at, " ", r.category, " ", r.known, " ", r.lat, " ", r.lng, " ", r.prints, " ",
		hex.EncodeToString(pack(r.text.Where)), " ", hex.EncodeToString(pack(r.text.Head)), " ", hex.EncodeToString(pack(r.text.Whole)), " ", hex.EncodeToString(pack(r.rare)))
}
