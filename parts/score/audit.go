package score

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds every event anew, up to where the follower stands, and compares all tables with it; r should see one
// instant, as a Snapshot does. tell is told each difference; err is only for what hindered the check. It holds one
// matter at a time: the sums are compared by a number that is linear in them, random but for this run, for each scope
// and month, and only where those differ are they looked at one by one.
func Check(ctx context.Context, r store.Reader, city int64, progress func(done, total int64),
	tell func(what string)) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	c := &checker{ctx: ctx, r: r, city: city, tell: tell, progress: progress, want: map[bucket]uint64{},
		have: map[bucket]uint64{}, docs: map[int64]string{}, seed: rand.Uint64()}
	for i := range c.weights {
		c.weights[i] = rand.Uint64() | 1
	}
	if err := c.run(); err != nil {
		return fmt.Errorf("check the assessment: %w", err)
	}
	return nil
}

// The tables that are compared by buckets.
const (
	inCounts = iota
	inLists
	inBurden
)

var tableNames = [...]string{"score_counts", "score_lists", "burden"}

// bucket is a part of a table that is compared as a whole.
type bucket struct{ table, scope, month int64 }

type checker struct {
	ctx      context.Context
	r        store.Reader
	city     int64
	upto     int64
	tell     func(string)
	progress func(done, total int64)

	seed       uint64
	weights    [counts]uint64
	want, have map[bucket]uint64
	docs       map[int64]string // files that were not compared yet
	last       int64            // the matter up to which they were

	wrong        map[bucket]bool // on the second pass
	rows, stored map[string]string
}

func (c *checker) run() error {
	var err error
	if c.upto, err = ledger.Upto(c.ctx, c.r, c.city, followerName); err != nil {
		return err
	}
	if err := c.events(); err != nil {
		return err
	}
	if err := c.files(math.MaxInt64); err != nil {
		return err
	}
	if err := c.tables(); err != nil {
		return err
	}
	if err := c.published(); err != nil {
		return err
	}
	return c.details()
}

// details looks at the rows of the buckets that differ, a few of them.
func (c *checker) details() error {
	c.wrong, c.rows, c.stored = map[bucket]bool{}, map[string]string{}, map[string]string{}
	for _, m := range []map[bucket]uint64{c.want, c.have} {
		for b := range m {
			if c.want[b] != c.have[b] && len(c.wrong) < 4 {
				c.wrong[b] = true
			}
		}
	}
	if len(c.wrong) == 0 {
		return nil
	}
	if err := c.events(); err != nil {
		return err
	}
	if err := c.tables(); err != nil {
		return err
	}
	told := 0
	for _, m := range []map[string]string{c.rows, c.stored} {
		for k := range m {
			if c.rows[k] != c.stored[k] && told < 20 {
				c.tell(fmt.Sprintf("%s: it is %q, the events give %q", k, c.stored[k], c.rows[k]))
				told++
			}
			delete(c.rows, k)
			delete(c.stored, k)
		}
	}
	return nil
}

const (
	checkEvents = 2000 // read at once
	checkFiles  = 500  // compared at once
)

// events folds all matters, one after the other.
func (c *checker) events() error {
	subject, seq, done := int64(0), int64(0), int64(0)
	var f File
	followed := false
	finish := func() error {
		if !followed {
			return nil
		}
		err := c.matter(subject, &f)
		f, followed = File{}, false
		return err
	}
	for {
		n := 0
		err := ledger.EachSubject(c.ctx, c.r, c.city, subject, seq, checkEvents, func(e ledger.Event) error {
			if n++; e.Subject != subject {
				if err := finish(); err != nil {
					return err
				}
			}
			subject, seq = e.Subject, e.Seq
			st := stepOf[e.Type]
			if st == other || e.Seq > c.upto {
				return nil
			}
			x, err := read(st, string(e.Body))
			if err != nil {
				c.tell(fmt.Sprintf("event %d: %s", e.Seq, err))
				return nil
			}
			x.seq, x.at, x.actor = e.Seq, e.At, e.Actor
			followed = true
			f.report(&x, c.load)
			f.apply(&x)
			return nil
		})
		if err != nil {
			return err
		}
		if done += int64(n); c.wrong == nil {
			c.progress(min(done, c.upto), c.upto)
		}
		if n < checkEvents {
			return finish()
		}
	}
}

// matter compares a file and adds up what it should come to.
func (c *checker) matter(id int64, f *File) error {
	f.sum(func(k cell, n *Counts) { c.count(c.want, c.rows, k, n) })
	f.list(id, func(e entry, s shown) { c.list(c.want, c.rows, e, s) })
	if c.wrong != nil {
		return nil
	}
	doc, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if c.docs[id] = string(doc); len(c.docs) < checkFiles {
		return nil
	}
	return c.files(id)
}

// files compares the files behind those compared last, up to a matter.
func (c *checker) files(upto int64) error {
	err := store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var id int64
		var stored string
		err := rows.Scan(&id, &stored)
		if want := c.docs[id]; stored != want {
			c.tell(fmt.Sprintf("score_files: matter %d is %s, the events give %s", id, stored, want))
		}
		delete(c.docs, id)
		return err
	}, "SELECT matter, doc FROM score_files WHERE city = $1 AND matter > $2 AND matter <= $3", c.city, c.last, upto)
	for id := range c.docs {
		c.tell(fmt.Sprintf("score_files: matter %d is missing", id))
	}
	clear(c.docs)
	c.last = upto
	return err
}

// load adds to the burden that the events give.
func (c *checker) load(l load, n int64) { c.burden(c.want, c.rows, l, n) }

func (c *checker) burden(to map[bucket]uint64, rows map[string]string, l load, n int64) {
	b := bucket{inBurden, int64(l.level), l.month}
	if c.wrong == nil {
		to[b] += c.hash(l.what, int64(l.area), int64(l.level), l.month) * uint64(n)
	} else if c.wrong[b] {
		addText(rows, fmt.Sprintf("%s: month %d, area %s, level %d, %s", tableNames[inBurden], l.month, l.area,
			l.level, l.what), &Counts{n})
	}
}

func (c *checker) count(to map[bucket]uint64, rows map[string]string, k cell, n *Counts) {
	b := bucket{inCounts, k.scope, k.period}
	if k.grain == byDay {
		b.month = monthOf(views.Day(k.period))
	}
	if c.wrong == nil {
		var sum uint64
		for i, v := range n {
			sum += c.weights[i] * uint64(v)
		}
		to[b] += c.hash("", k.scope, k.grain, k.waiting, k.period, k.id) * sum
	} else if c.wrong[b] {
		addText(rows, fmt.Sprintf("%s: scope %d, grain %d, waiting %d, period %d, id %d", tableNames[inCounts], k.scope,
			k.grain, k.waiting, k.period, k.id), n)
	}
}

func (c *checker) list(to map[bucket]uint64, rows map[string]string, e entry, s shown) {
	b := bucket{inLists, e.scope, monthOf(views.Day(e.day))}
	if c.wrong == nil {
		to[b] += c.hash("", e.scope, e.id, e.day, e.matter, e.round, s.area, s.flags)
	} else if c.wrong[b] {
		rows[fmt.Sprintf("%s: scope %d, id %d, day %s, matter %d, round %d", tableNames[inLists], e.scope, e.id,
			views.Day(e.day), e.matter, e.round)] = fmt.Sprint(s)
	}
}

// addText adds sums that are kept as text; sums of nothing are no row.
func addText(rows map[string]string, key string, n *Counts) {
	var sum Counts
	if old, is := rows[key]; is {
		if err := json.Unmarshal([]byte(old), &sum); err != nil {
			panic(err) // it was written below
		}
	}
	sum.add(n, 1)
	if delete(rows, key); sum != (Counts{}) {
		text, _ := json.Marshal(sum) // numbers only
		rows[key] = string(text)
	}
}

// hash is an odd number for a key.
func (c *checker) hash(word string, key ...int64) uint64 {
	h := c.seed
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	for _, k := range key {
		h += uint64(k) + 0x9e3779b97f4a7c15
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h | 1
}

// tables adds up the rows as they are.
func (c *checker) tables() error {
	var k cell
	var n Counts
	var packed sql.RawBytes
	err := store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		if err := rows.Scan(&k.scope, &k.grain, &k.waiting, &k.period, &k.id, &packed); err != nil {
			return err
		}
		if err := n.unpack(packed); err != nil || n == (Counts{}) {
			c.tell(fmt.Sprintf("score_counts: scope %d, grain %d, period %d, id %d: sums %x", k.scope, k.grain,
				k.period, k.id, packed))
		}
		c.count(c.have, c.stored, k, &n)
		return nil
	}, "SELECT scope, grain, waiting, period, id, sums FROM score_counts WHERE city = $1 AND grain < $2", c.city,
		int64(byFrozen))
	if err != nil {
		return err
	}
	err = store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var e entry
		var s shown
		err := rows.Scan(&e.scope, &e.id, &e.day, &e.matter, &e.round, &s.area, &s.flags)
		c.list(c.have, c.stored, e, s)
		return err
	}, "SELECT scope, id, day, matter, round, area, flags FROM score_lists WHERE city = $1", c.city)
	if err != nil {
		return err
	}
	return store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var l load
		var n int64
		err := rows.Scan(&l.month, &l.area, &l.level, &l.what, &n)
		c.burden(c.have, c.stored, l, n)
		return err
	}, "SELECT month, area, level, what, n FROM burden WHERE city = $1", c.city)
}

// published compares the published months with the events that published them.
func (c *checker) published() error {
	want := map[int64]map[[2]int64]Counts{}
	events := int64(0)
	types := []event.Type{PublishedType}
	err := ledger.EachOf(c.ctx, c.r, c.city, 0, c.upto, types, func(e ledger.Event) error {
		var p Published
		if err := json.Unmarshal(e.Body, &p); err != nil {
			return err
		}
		events++
		m := p.Period.months()[0]
		if p.Part == 1 {
			want[m] = map[[2]int64]Counts{}
		}
		for _, l := range p.Rows {
			want[m][[2]int64{l.Scope, l.ID}] = l.Counts
		}
		return nil
	})
	if err != nil {
		return err
	}
	var n int64
	if err := c.r.QueryRow(c.ctx, "SELECT COUNT(*) FROM score_published WHERE city = $1", c.city).Scan(&n); err != nil {
		return err
	}
	if n != events {
		c.tell(fmt.Sprintf("score_published: %d rows, the events give %d", n, events))
	}
	if err := c.otherGrains(want); err != nil {
		return err
	}
	for month, lines := range want {
		if err := c.frozen(month, lines); err != nil {
			return err
		}
	}
	return nil
}

// otherGrains counts the rows that are no running sums: there must be as many as the published months have.
func (c *checker) otherGrains(want map[int64]map[[2]int64]Counts) error {
	var have int64
	err := c.r.QueryRow(c.ctx, "SELECT COUNT(*) FROM score_counts WHERE city = $1 AND grain >= $2", c.city,
		int64(byFrozen)).Scan(&have)
	lines := 0
	for _, m := range want {
		lines += len(m)
	}
	if err == nil && have != int64(lines) {
		c.tell(fmt.Sprintf("score_counts: %d rows of published months, the events give %d", have, lines))
	}
	return store.Explain(err)
}

func (c *checker) frozen(month int64, want map[[2]int64]Counts) error {
	for _, scope := range scopes {
		err := monthRows(c.ctx, c.r, c.city, scope, byFrozen, month, func(k [2]int64, n *Counts) {
			if want[k] != *n {
				c.tell(fmt.Sprintf("score_counts: published month %d, scope %d, id %d is %v, the event says %v", month,
					k[0], k[1], n, want[k]))
			}
			delete(want, k)
		})
		if err != nil {
			return err
		}
	}
	for k := range want {
		c.tell(fmt.Sprintf("score_counts: published month %d, scope %d, id %d is missing", month, k[0], k[1]))
	}
	return nil
}
