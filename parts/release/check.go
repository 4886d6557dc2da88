package release

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds what was let out again, up to where the follower stands, and tells each row that is missing, too many or
// other than the events say, of the counters and the words too. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	asked := map[int64]bool{}
	err = ledger.EachType(ctx, r, city, 0, 0, []event.Type{typePrefix}, func(e ledger.Event) error {
		if e.Seq <= upto {
			asked[e.Subject] = true
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the releases: %w", err)
	}
	c := &check{r: r, city: city, upto: upto, tell: tell, counts: newCounts(), words: newSum()}
	if c.requests, err = ledger.Upto(ctx, r, city, requestsName); err != nil {
		return err
	}
	after := int64(math.MinInt64)
	for part := range slices.Chunk(slices.Sorted(maps.Keys(asked)), checked) {
		if err := c.rows(ctx, after, part[len(part)-1], part); err != nil {
			return fmt.Errorf("check the releases: %w", err)
		}
		after = part[len(part)-1]
	}
	if err := c.rows(ctx, after, math.MaxInt64, nil); err != nil {
		return fmt.Errorf("check the releases: %w", err)
	}
	for _, f := range []func(context.Context) error{c.tallies, c.squares, c.versions, c.index} {
		if err := f(ctx); err != nil {
			return fmt.Errorf("check the releases: %w", err)
		}
	}
	return nil
}

// checked is how many matters are compared at once.
const checked = 1000

// check is one check: what the rows so far say that the other tables must hold.
type check struct {
	r          store.Reader
	city, upto int64
	tell       func(string)
	counts     counts
	words      *wordSum
	last       int64 // the version

	requests, lastRequest int64 // the same of what programs are answered from: its cursor, its version
}

// rows compares the rows of all matters behind one and up to another; ids are those that have a release.
func (c *check) rows(ctx context.Context, after, to int64, ids []int64) error {
	have, public := map[int64]row{}, map[int64]publicRow{}
	err := store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var x row
		id, err := x.scan(rows)
		have[id] = x
		return err
	}, "SELECT "+rowColumns+" FROM releases WHERE city = $1 AND matter > $2 AND matter <= $3", c.city, after, to)
	if err != nil {
		return err
	}
	err = store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var x publicRow
		err := x.scan(rows, &x.bare, &x.shown)
		public[x.matter] = x
		return err
	}, "SELECT "+entryColumns+", bare, shown FROM public_matters WHERE city = $1 AND matter > $2 AND matter <= $3",
		c.city, after, to)
	if err != nil {
		return err
	}
	asked, err := c.requestRows(ctx, after, to)
	if err != nil {
		return err
	}
	for _, id := range ids {
		t, err := fold(ctx, c.r, c.city, id, c.upto)
		if err != nil {
			return err
		}
		c.one(t, have, public)
		if err := c.request(ctx, t, asked); err != nil {
			return err
		}
		delete(have, id)
		delete(public, id)
	}
	c.rest(asked)
	for id := range have {
		c.tell(fmt.Sprintf("releases: nobody asked to let matter %d out", id))
	}
	for id := range public {
		c.tell(fmt.Sprintf("public_matters: nothing of matter %d is out", id))
	}
	return nil
}

// one compares the rows of a matter that has a release.
func (c *check) one(t told, have map[int64]row, public map[int64]publicRow) {
	id := t.Matter
	c.last = max(c.last, t.last)
	if x, ok := have[id]; !ok {
		c.tell(fmt.Sprintf("releases: the row of matter %d is missing", id))
	} else if x != rowOf(t) {
		c.tell(fmt.Sprintf("releases: the row of matter %d is not as the events say", id))
	}
	x, ok := public[id]
	if t.Shown == nil {
		if ok {
			c.tell(fmt.Sprintf("public_matters: nothing of matter %d is out", id))
		}
		return
	}
	want := publicOf(t)
	if !ok {
		c.tell(fmt.Sprintf("public_matters: the row of matter %d is missing", id))
	} else if x != want {
		c.tell(fmt.Sprintf("public_matters: the row of matter %d is not as the events say", id))
	}
	c.counts.add(want.entry, 1)
	for _, w := range wordsOf(want.entry, t.Shown) {
		c.words.add(id, w)
	}
}

// tallies compares the counters.
func (c *check) tallies(ctx context.Context) error {
	err := store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var k tally
		var n int64
		err := rows.Scan(&k.area, &k.what, &k.category, &k.source, &k.agreed, &k.key, &n)
		if n != c.counts.tallies[k] || n == 0 {
			c.tell(fmt.Sprintf("public_tallies: %d of area %d is not as the public matters say", k.what, k.area))
		}
		delete(c.counts.tallies, k)
		return err
	}, "SELECT area, what, category, source, agreed, key, n FROM public_tallies WHERE city = $1", c.city)
	for k := range c.counts.tallies {
		c.tell(fmt.Sprintf("public_tallies: %d of area %d is missing", k.what, k.area))
	}
	return err
}

// squares compares the dots of the map.
func (c *check) squares(ctx context.Context) error {
	err := store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var k dotKey
		var v dotSum
		err := rows.Scan(&k.size, &k.category, &k.y, &k.x, &k.plain, &v.n, &v.lat, &v.lng, &v.ids)
		if v != c.counts.dots[k] || v.n == 0 {
			c.tell(fmt.Sprintf("public_dots: the square %d, %d is not as the public matters say", k.y, k.x))
		}
		delete(c.counts.dots, k)
		return err
	}, "SELECT size, category, y, x, plain, n, lat, lng, ids FROM public_dots WHERE city = $1", c.city)
	for k := range c.counts.dots {
		c.tell(fmt.Sprintf("public_dots: the square %d, %d is missing", k.y, k.x))
	}
	return err
}

// versions compares the last changes.
func (c *check) versions(ctx context.Context) error {
	for table, want := range map[string]int64{"public_versions": c.last, "public_request_versions": c.lastRequest} {
		got := int64(0)
		err := store.Each(ctx, c.r, func(rows *sql.Rows) error { return rows.Scan(&got) },
			"SELECT seq FROM "+table+" WHERE city = $1", c.city)
		if err != nil {
			return err
		}
		if got != want {
			c.tell(fmt.Sprintf("%s: the last change is event %d, not %d", table, want, got))
		}
	}
	return nil
}

// index compares the words.
func (c *check) index(ctx context.Context) error {
	got := c.words.empty()
	if err := eachWord(ctx, c.r, c.city, got.add); err != nil {
		return err
	}
	if *got != *c.words {
		c.tell("search_public: the index holds other words than what is public")
	}
	return nil
}
