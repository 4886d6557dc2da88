package views

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// checker compares the rows that pages read with what the events say. It holds one matter's history at a time, the
// counters, and the organisation.
type checker struct {
	ctx  context.Context
	r    store.Reader
	city int64
	tell func(string)

	done, total int64
	progress    func(done, total int64)

	batch []history // finished matters that were not compared yet
	last  int64     // the matter compared last
	cur   history

	tallies tallies
	numbers map[numberKey]int64
	counts  map[string]int64 // rows the side tables should have
	others  []ledger.Event   // events of no matter
	search  indexSum
	upto    int64 // the event up to which the text index goes

	later map[int64][]int64 // events behind that by which matters' words may have changed
}

// history is a matter folded from its events and what else they say.
type history struct {
	m         *matter.Matter
	voices    map[string]bool
	echoes    map[string]bool // digests of the receipts that voices got
	followers map[int64]bool
}

type numberKey struct {
	year int
	kind matter.Kind
}

const (
	checkEvents  = 2000 // events read at once
	checkMatters = 200  // matters compared at once
)

// Check folds every event anew and compares every row of every view with it, column by column; r should see one
// instant, as a Snapshot does. tell is told each difference with its table, key and column; err is only for what
// hindered the check. progress counts events.
func Check(ctx context.Context, r store.Reader, city int64, progress func(done, total int64),
	tell func(what string)) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	c := &checker{ctx: ctx, r: r, city: city, tell: tell, progress: progress, numbers: map[numberKey]int64{},
		counts: map[string]int64{}}
	var err error
	if c.total, err = ledger.Count(ctx, r, city); err != nil {
		return fmt.Errorf("check views: %w", err)
	}
	c.search.seed = maphash.MakeSeed()
	if err := c.searchUpto(); err != nil {
		return fmt.Errorf("check views: %w", err)
	}
	for _, step := range []func() error{c.matters, c.sides, c.checkTallies, c.checkNumbers, c.organisation,
		c.checkSearch} {
		if err := step(); err != nil {
			return fmt.Errorf("check views: %w", err)
		}
	}
	return nil
}

func (c *checker) failf(format string, args ...any) { c.tell(fmt.Sprintf(format, args...)) }

// matters reads the events subject by subject.
func (c *checker) matters() error {
	subject, seq := int64(-1), int64(0)
	for {
		events, err := c.events(subject, seq)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Subject != subject {
				if err := c.finish(); err != nil {
					return err
				}
			}
			subject, seq = e.Subject, e.Seq
			c.fold(e)
		}
		c.done += int64(len(events))
		c.progress(c.done, c.total)
		if len(events) < checkEvents {
			break
		}
	}
	if err := c.finish(); err != nil {
		return err
	}
	return c.compare(maxID)
}

func (c *checker) events(subject, seq int64) ([]ledger.Event, error) {
	var out []ledger.Event
	err := ledger.EachSubject(c.ctx, c.r, c.city, subject, seq, checkEvents, func(e ledger.Event) error {
		out = append(out, e)
		return nil
	})
	return out, err
}

func (c *checker) fold(e ledger.Event) {
	if !e.Type.In(matter.TypePrefix) {
		if ofOrg(e.Type) || e.Type == PolicySetType {
			c.others = append(c.others, e)
		}
		return
	}
	body, err := matter.Decode(e.Type, e.Body)
	if err != nil {
		c.failf("event %d: %v", e.Seq, err)
		return
	}
	h := &c.cur
	if h.m == nil {
		h.m = &matter.Matter{}
	}
	c.apply(e, body)
	switch b := body.(type) {
	case *matter.WasListed:
		if kind, year, n, ok := ParseNumber(b.Number); ok {
			k := numberKey{year, kind}
			c.numbers[k] = max(c.numbers[k], n)
		}
	case *matter.WasVoiced:
		if b.Voice != "" {
			put(&h.voices, b.Voice, true)
		}
		if b.Receipt != "" {
			put(&h.echoes, b.Receipt, true)
		}
	case *matter.WasFollowed:
		if e.Actor != 0 {
			put(&h.followers, e.Actor, !b.Off)
		}
	}
}

// apply folds one event; a history that was tampered with may not fit together.
func (c *checker) apply(e ledger.Event, body matter.Body) {
	defer func() {
		if v := recover(); v != nil {
			c.failf("event %d (%s) does not fit the events before it: %v", e.Seq, e.Type, v)
		}
	}()
	matter.ApplyBody(c.cur.m, body, matter.Stamp{Seq: e.Seq, At: e.At, Actor: e.Actor})
}

// put sets or deletes a member.
func put[K comparable](set *map[K]bool, k K, in bool) {
	if *set == nil {
		*set = map[K]bool{}
	}
	if in {
		(*set)[k] = true
	} else {
		delete(*set, k)
	}
}

func (c *checker) finish() error {
	if c.cur.m != nil {
		c.tallies.change(nil, c.cur.m)
		if c.later[c.cur.m.ID] == nil {
			c.search.matter(c.cur.m)
		}
		c.batch = append(c.batch, c.cur)
	}
	c.cur = history{}
	if len(c.batch) < checkMatters {
		return nil
	}
	return c.compare(c.batch[len(c.batch)-1].m.ID)
}

// compare compares the gathered matters with the rows up to an id.
func (c *checker) compare(upTo int64) error {
	found := map[int64]bool{}
	want := map[int64]*matter.Matter{}
	for _, h := range c.batch {
		want[h.m.ID] = h.m
	}
	row := make([]any, len(allColumns)+1)
	into := make([]any, len(row))
	for i := range row {
		into[i] = &row[i]
	}
	err := store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("matters: %w", err)
		}
		id, _ := row[0].(int64)
		found[id] = true
		return c.compareRow(id, want[id], row[1:])
	}, "SELECT id, "+strings.Join(allColumns, ", ")+" FROM matters WHERE city = $1 AND id > $2 AND id <= $3",
		c.city, c.last, upTo)
	if err != nil {
		return err
	}
	for _, h := range c.batch {
		if !found[h.m.ID] {
			c.failf("matters: id %d is missing", h.m.ID)
		}
		if err := c.side(h); err != nil {
			return err
		}
	}
	c.batch, c.last = c.batch[:0], upTo
	return nil
}

func (c *checker) compareRow(id int64, m *matter.Matter, row []any) error {
	if m == nil {
		c.failf("matters: id %d has no events", id)
		return nil
	}
	want, err := bind(c.city, m)
	if err != nil {
		return err
	}
	for i, v := range row {
		if v != want[i+2] {
			c.failf("matters: id %d, column %s: %s, but its events say %s", id, allColumns[i], shown(v),
				shown(want[i+2]))
			return nil
		}
	}
	return nil
}

// shown is a value as a message has it.
func shown(v any) string {
	s := fmt.Sprintf("%v", v)
	if r := []rune(s); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// checkTallies compares the counters with a count.
func (c *checker) checkTallies() error {
	err := store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var k cell
		var kind, state, n int64
		if err := rows.Scan(&k.dim, &k.area, &kind, &k.key, &k.word, &state, &n); err != nil {
			return fmt.Errorf("tallies: %w", err)
		}
		if k.kind, k.state = matter.Kind(kind), matter.State(state); int64(k.kind) != kind || int64(k.state) != state {
			c.failf("tallies: dim %d, area %s: there is no kind %d or no state %d", k.dim, k.area, kind, state)
			return nil
		}
		if want := c.tallies.delta[k]; want != n || want == 0 {
			c.failf("tallies: %s: column n: %d, but %d matters count", k, n, want)
		}
		delete(c.tallies.delta, k)
		return nil
	}, "SELECT dim, area, kind, key, word, state, n FROM tallies WHERE city = $1", c.city)
	for k, n := range c.tallies.delta {
		if n != 0 {
			c.failf("tallies: %s is missing, but %d matters count", k, n)
		}
	}
	return err
}

func (k cell) String() string {
	return fmt.Sprintf("dim %d, area %s, kind %s, key %d, word %q, state %s", k.dim, k.area, k.kind, k.key,
		k.word, k.state)
}

func (c *checker) checkNumbers() error {
	err := store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var k numberKey
		var kind, last int64
		if err := rows.Scan(&k.year, &kind, &last); err != nil {
			return fmt.Errorf("numbers: %w", err)
		}
		if k.kind = matter.Kind(kind); c.numbers[k] != last || int64(k.kind) != kind {
			c.failf("numbers: year %d, kind %s: column last: %d, but the events say %d", k.year, k.kind,
				last, c.numbers[k])
		}
		delete(c.numbers, k)
		return nil
	}, "SELECT year, kind, last FROM numbers WHERE city = $1", c.city)
	for k := range c.numbers {
		c.failf("numbers: year %d, kind %s is missing", k.year, k.kind)
	}
	return err
}

// scalar reads one value of any type; nil when there is no row.
func (c *checker) scalar(text string, args ...any) (v any, err error) {
	err = c.r.QueryRow(c.ctx, text, args...).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return v, store.Explain(err)
}
