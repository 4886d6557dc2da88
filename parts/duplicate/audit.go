package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// remembered are the rows of a check.
type remembered map[int64]*row

func (m remembered) get(_ context.Context, matter int64) (*row, error) { return m[matter], nil }

func (m remembered) file(_ context.Context, matter int64, category string) error {
	if old := m[matter]; old != nil && old.category != category {
		now := *old
		now.category = category
		m[matter] = &now
	}
	return nil
}

func (m remembered) put(_ context.Context, old, now *row) error {
	if now == nil {
		delete(m, old.matter)
	} else {
		m[now.matter] = now
	}
	return nil
}

// Check folds the events again, up to where the follower stands, and tells every row of the tables that is not what
// they say. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	end, _, err := ledger.One(ctx, r, city, upto)
	if err != nil {
		return err
	}
	c := &check{fold: fold{city: city, events: r, rows: remembered{}, counts: &alike.Counts{}, moved: map[int]int64{}},
		r: r, upto: upto, end: end.At, tell: tell, waiting: map[int64][]ledger.Event{}}
	if err := c.again(ctx); err != nil {
		return fmt.Errorf("check the patterns: %w", err)
	}
	return c.sums(ctx)
}

// check folds the events in their order. A report's row depends on what was common just then, what happens to it
// later does not, unless it is split off or reopened: so each matter is followed to its end when its report comes,
// held against its row and forgotten. In memory are the counters and what waits to be split off or reopened.
type check struct {
	fold
	r       store.Reader
	upto    int64            // the event up to which the tables go
	end     calendar.Instant // its instant
	tell    func(string)
	waiting map[int64][]ledger.Event // what is still to come, beginning with such an event
	batch   []*row
	found   int64  // rows that there must be
	cells   uint64 // sums of what stands in the index rows, which are too many to be remembered
	words   uint64
}

var (
	ofReports = []event.Type{matter.TypeReported, matter.TypeSplit, matter.TypeReopened}
	ofLater   = []event.Type{matter.TypeListed, matter.TypeAmended, matter.TypeMerged, matter.TypeSplit,
		matter.TypeDeclined,
		matter.TypeStruckOff, matter.TypeReopened}
)

func (c *check) again(ctx context.Context) error {
	for after := int64(0); ; {
		var list []ledger.Event
		err := ledger.EachType(ctx, c.r, c.city, after, 500, ofReports, func(e ledger.Event) error {
			if e.Seq <= c.upto {
				list = append(list, e)
			}
			return nil
		})
		if err != nil || len(list) == 0 {
			return cmp.Or(err, c.compare(ctx))
		}
		after = list[len(list)-1].Seq
		later, err := c.later(ctx, list)
		if err != nil {
			return err
		}
		for _, e := range list {
			next := later[e.Subject]
			if w, ok := c.waiting[e.Subject]; ok && e.Type != matter.TypeReported {
				next = w[1:]
				delete(c.waiting, e.Subject)
			}
			if err := c.follow(ctx, e, next); err != nil {
				return fmt.Errorf("event %d: %w", e.Seq, err)
			}
		}
		if len(c.batch) >= 512 {
			if err := c.compare(ctx); err != nil {
				return err
			}
		}
	}
}

// later is what happened to the matters that some events report, by matter, in its order.
func (c *check) later(ctx context.Context, list []ledger.Event) (map[int64][]ledger.Event, error) {
	first, last := int64(math.MaxInt64), int64(0)
	for _, e := range list {
		if e.Type == matter.TypeReported {
			first, last = min(first, e.Subject), max(last, e.Subject)
		}
	}
	out := map[int64][]ledger.Event{}
	err := ledger.EachBetween(ctx, c.r, c.city, first, last, ofLater, func(e ledger.Event) error {
		if e.Seq > c.upto {
			return nil
		}
		out[e.Subject] = append(out[e.Subject], e)
		return nil
	})
	return out, err
}

// follow folds an event and what happens next to its matter, up to where it must wait for its turn.
func (c *check) follow(ctx context.Context, e ledger.Event, next []ledger.Event) error {
	for {
		if err := c.one(ctx, e); err != nil {
			return err
		}
		if len(next) == 0 {
			break
		}
		if e = next[0]; e.Type == matter.TypeSplit || e.Type == matter.TypeReopened {
			c.waiting[e.Subject] = next
			return nil
		}
		next = next[1:]
	}
	x, _ := c.rows.get(ctx, e.Subject)
	if x == nil || x.until <= c.end {
		return c.rows.put(ctx, &row{matter: e.Subject}, nil)
	}
	c.batch = append(c.batch, x)
	return c.rows.put(ctx, x, nil)
}

// compare holds rows against what they must be, and forgets them.
func (c *check) compare(ctx context.Context) error {
	ids := make([]int64, len(c.batch))
	for i, x := range c.batch {
		ids[i] = x.matter
		if x.known {
			c.cells += sum(c.city, cell(x.lat, x.lng), x.matter, x.lat, x.lng)
		}
		for _, g := range x.rare {
			c.words += sum(c.city, int64(g), x.matter)
		}
	}
	there, err := rowsOf(ctx, c.r, c.city, ids)
	if err != nil {
		return fmt.Errorf("pattern_matters: %w", err)
	}
	by := map[int64]string{}
	for _, x := range there {
		by[x.matter] = x.said()
	}
	for _, x := range c.batch {
		if s, ok := by[x.matter]; !ok {
			c.tell(fmt.Sprintf("pattern_matters: the row of %d is missing", x.matter))
		} else if s != x.said() {
			c.tell(fmt.Sprintf("pattern_matters: the row %s is not what the events say", s))
		}
	}
	c.found += int64(len(c.batch))
	c.batch = c.batch[:0]
	return nil
}

// sums compares what was only counted and added up.
func (c *check) sums(ctx context.Context) error {
	var n int64
	if err := c.r.QueryRow(ctx, "SELECT COUNT(*) FROM pattern_matters WHERE city = $1", c.city).Scan(&n); err != nil {
		return store.Explain(err)
	}
	if n != c.found {
		c.tell(fmt.Sprintf("pattern_matters: %d rows, not %d", n, c.found))
	}
	for _, t := range []struct {
		name, text string
		columns    int
		want       uint64
	}{{"pattern_cells", "SELECT cell, matter, lat, lng FROM pattern_cells WHERE city = $1", 4, c.cells},
		{"pattern_words", "SELECT piece, matter FROM pattern_words WHERE city = $1", 2, c.words}} {
		v, into := make([]int64, 1+t.columns), make([]any, t.columns)
		v[0] = c.city
		for i := range into {
			into[i] = &v[1+i]
		}
		var got uint64
		rows, err := c.r.Query(ctx, t.text, c.city)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			err := rows.Scan(into...)
			got += sum(v...)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if got != t.want {
			c.tell(t.name + ": the rows are not what the events say")
		}
	}
	rows, err := c.r.Query(ctx, "SELECT slot, n FROM pattern_counts WHERE city = $1", c.city)
	err = store.Rows(rows, err, func(rows *sql.Rows) error {
		var slot int
		var n int64
		err := rows.Scan(&slot, &n)
		if c.moved[slot] != n {
			c.tell(fmt.Sprintf("pattern_counts: %d counts %d, not %d", slot, n, c.moved[slot]))
		}
		delete(c.moved, slot)
		return err
	})
	for slot, n := range c.moved {
		c.tell(fmt.Sprintf("pattern_counts: the row of %d, which counts %d, is missing", slot, n))
	}
	return err
}

// sum is a row as one number, of which those of all rows are added up.
func sum(row ...int64) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for _, v := range row {
		for range 8 {
			h = (h ^ uint64(v&0xff)) * 1099511628211
			v >>= 8
		}
	}
	return h
}

// said is a row as one text.
func (r *row) said() string {
	return fmt.Sprint(r.matter, " ", r.until, " ", r.struck, " ", r.at, " ", r.category, " ", r.known, " ", r.lat, " ",
		r.lng, " ", r.prints, " ",
		hex.EncodeToString(pack(r.text.Where)), " ", hex.EncodeToString(pack(r.text.Head)), " ",
		hex.EncodeToString(pack(r.text.Whole)), " ", hex.EncodeToString(pack(r.rare)))
}
