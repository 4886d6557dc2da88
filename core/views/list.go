package views

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Page is one page of a list.
type Page struct {
	Rows  []Row
	After string // cursor of the next page; "" at the end
	Early bool   // the work of a page was used up before the page was full: After goes on from there
}

// listing is one reading of a list: the streams of places, and what must be true of a row.
type listing struct {
	r      store.Reader
	city   int64
	now    calendar.Instant
	scope  org.Scope
	plan   plan
	order  order
	query  query           // of the search text
	also   func(*Row) bool // what else must be true of a row, nil for nothing
	all    bool            // every entry is wanted, not a page of them
	bounds bounds
	from   entry
	merge  merge
}

// open prepares a list behind a cursor, with its streams.
func open(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter,
	now calendar.Instant) (*listing, error) {
	if f.Text != "" {
		f.Sort = SortNew
	}
	l, err := prepare(r, city, scope, f, now)
	if err != nil {
		return nil, err
	}
	l.merge.streams, err = l.streams(ctx)
	return l, err
}

func prepare(r store.Reader, city int64, scope org.Scope, f Filter, now calendar.Instant) (*listing, error) {
	l := &listing{r: r, city: city, now: now, scope: scope, plan: f.plan(), bounds: usual}
	if f.Text != "" {
		var ok bool
		if l.query, ok = ask(f.Text); !ok {
			return nil, errShort()
		}
	}
	l.order = orderOf(l.plan.Sort)
	var err error
	if l.from, err = l.order.parse(f.After); err != nil {
		return nil, err
	}
	l.merge = merge{order: l.order, from: l.from, work: l.bounds.work, first: l.bounds.first, last: l.bounds.last}
	return l, err
}

// List gives a page of what the filter shows within the scope. now is for the lights, in µs. It gives fault.Invalid
// "search_short" and "cursor_bad".
func List(ctx context.Context, r store.Reader, city int64, scope org.Scope, f Filter,
	now calendar.Instant) (Page, error) {
	l, err := open(ctx, r, city, scope, f, now)
	if err != nil {
		return Page{}, fmt.Errorf("list matters: %w", err)
	}
	p, err := l.page(ctx, l.plan.Limit)
	if err != nil {
		return Page{}, fmt.Errorf("list matters: %w", err)
	}
	return p, nil
}

func (l *listing) page(ctx context.Context, limit int) (Page, error) {
	var p Page
	var last entry
	stopped, at, err := l.read(ctx, limit+1, false, func(e entry, r *Row, _ *matter.Matter) error {
		if len(p.Rows) == limit {
			p.After = l.order.cursor(last)
		}
		p.Rows = append(p.Rows, *r)
		last = e
		return nil
	})
	if err != nil {
		return Page{}, err
	}
	if len(p.Rows) > limit {
		p.Rows = p.Rows[:limit]
		return p, nil
	}
	if stopped {
		p.After, p.Early = l.order.cursor(at), true
	}
	return p, nil
}

// read gives up to limit rows in order, with the whole matter when docs is set. stopped says that the work was used
// up; at is how far it came.
func (l *listing) read(ctx context.Context, limit int, docs bool,
	fn func(entry, *Row, *matter.Matter) error) (stopped bool, at entry, err error) {
	if l.plan.Text == "" && store.Parallel(l.r) {
		if err := l.merge.prime(ctx); err != nil {
			return false, entry{}, err
		}
	}
	before := entry{id: -1}
	for limit > 0 {
		var batch []entry
		ended := false
		for len(batch) < min(limit, largestFetch) && !ended {
			e, ok, end, place, err := l.merge.next(ctx)
			switch {
			case err != nil:
				return false, entry{}, err
			case !ok:
				ended, stopped, at = true, !end, place
			case e != before:
				batch, before = append(batch, e), e
			}
		}
		shown, err := l.fetch(ctx, batch, docs)
		if err != nil {
			return false, entry{}, err
		}
		for _, f := range shown {
			if err := fn(f.entry, &f.row, f.doc); err != nil {
				return false, entry{}, err
			}
		}
		if limit -= len(shown); ended {
			return stopped && limit > 0, at, nil
		}
	}
	return false, entry{}, nil
}

// fetched is a row that was read, with the whole matter where that was asked for.
type fetched struct {
	entry entry
	row   Row
	doc   *matter.Matter
}

// fetch reads the rows of a batch and leaves out what the list does not show: the row is asked first, the texts only
// of what is left.
func (l *listing) fetch(ctx context.Context, batch []entry, docs bool) ([]fetched, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	rows := make(map[int64]*fetched, len(batch))
	err := l.readIn(ctx, rowsIn, ids64(batch, func(e entry) int64 { return e.id }), func(r *sql.Rows) error {
		f := &fetched{}
		err := f.row.scan(r)
		rows[f.row.ID] = f
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []fetched
	for _, e := range batch {
		f := rows[e.id]
		ok := f != nil
		if ok {
			if ok, err = l.shows(ctx, &f.row); err != nil {
				return nil, err
			}
		}
		if !ok {
			l.merge.work -= rowCost
			continue
		}
		f.entry = e
		out = append(out, *f)
	}
	if !docs && l.plan.Text == "" || len(out) == 0 {
		return out, nil
	}
	return l.documents(ctx, out)
}

// documents reads the whole matters and leaves out those whose texts do not hold the words.
func (l *listing) documents(ctx context.Context, list []fetched) ([]fetched, error) {
	docs := make(map[int64]*matter.Matter, len(list))
	err := l.readIn(ctx, docsIn, ids64(list, func(f fetched) int64 { return f.row.ID }), func(r *sql.Rows) error {
		var id int64
		var doc []byte
		if err := r.Scan(&id, &doc); err != nil {
			return err
		}
		m, err := decode(id, doc)
		docs[id] = m
		return err
	})
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for _, f := range list {
		if f.doc = docs[f.row.ID]; f.doc != nil && (l.plan.Text == "" || l.query.in(searched(f.doc)...)) {
			out = append(out, f)
		} else {
			l.merge.work -= rowCost
		}
	}
	return out, nil
}

// shows asks everything of a row, whatever the streams already left out. A matter that is in the scope only because
// its second look was drawn for somebody is not shown: it waits for him on a page of its own.
func (l *listing) shows(ctx context.Context, r *Row) (bool, error) {
	p := &l.plan
	switch {
	case !p.match(r, l.now), !l.scope.Match(r.partial()), l.also != nil && !l.also(r):
		return false, nil
	case p.Mine == MineReported:
		return l.scope.Person != 0 && r.Reporter == l.scope.Person, nil
	case p.Mine == MineFollowed:
		return Follows(ctx, l.r, l.city, l.scope.Person, r.ID)
	}
	return true, nil
}

// The statements that read up to 1, 2, 4 … matters by id: few texts, so that they stay prepared.
const largestFetch = 256

var rowsIn, docsIn = idsTexts(selectRow), idsTexts("id, doc")

func idsTexts(columns string) (texts [9]string) {
	for i := range texts {
		texts[i] = "SELECT " + columns + " FROM matters WHERE city = $1 AND id IN (" + places(2, 1<<i) + ")"
	}
	return texts
}

func ids64[T any](list []T, id func(T) int64) []int64 {
	out := make([]int64, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}

func (l *listing) readIn(ctx context.Context, texts [9]string, list []int64, fn func(*sql.Rows) error) error {
	size := bits.Len(uint(len(list) - 1))
	args := append(make([]any, 0, 1+1<<size), l.city)
	for i := range 1 << size {
		id := int64(0)
		if i < len(list) {
			id = list[i]
		}
		args = append(args, id)
	}
	return store.Each(ctx, l.r, fn, texts[size], args...)
}

// narrow is what the plan leaves out early.
func (l *listing) narrow(ctx context.Context) (narrow, error) {
	p := &l.plan
	n := anything().lit(p.Light, l.now)
	n.states, n.kinds, n.category, n.severity = p.states, p.kinds, p.Category, p.Severity
	if p.Unit != 0 {
		n.leadLo, n.leadHi = p.Unit, p.Unit
	}
	if p.led {
		n.leadLo = max(n.leadLo, 1)
	}
	var err error
	if p.From != 0 {
		if n.idLo, err = firstSince(ctx, l.r, l.city, p.From.Start()); err != nil {
			return n, err
		}
	}
	if p.To != 0 {
		n.idHi, err = firstSince(ctx, l.r, l.city, (p.To + 1).Start())
		n.idHi--
	}
	return n, err
}

// firstSince is the first id whose matter was reported at an instant or later: ids and instants rise together.
func firstSince(ctx context.Context, r store.Reader, city int64, at calendar.Instant) (int64, error) {
	var last int64
	if err := r.QueryRow(ctx, "SELECT COALESCE(MAX(id), 0) FROM matters WHERE city = $1",
		city).Scan(&last); err != nil {
		return 0, store.Explain(err)
	}
	lo, hi := int64(0), last+1
	for lo < hi {
		mid := lo + (hi-lo)/2
		var id int64
		var reported calendar.Instant
		err := r.QueryRow(ctx, "SELECT id, reported_at FROM matters WHERE city = $1 AND id >= $2 ORDER BY id LIMIT 1",
			city, mid).Scan(&id, &reported)
		if err != nil {
			return 0, store.Explain(err)
		}
		if reported >= at {
			hi = mid
		} else {
			lo = id + 1
		}
	}
	return lo, nil
}

// within are the parts of the filter's areas (nil for everywhere) that lie in some areas, none twice.
func within(filter, areas []area.Code) []area.Code {
	var out []area.Code
	for _, a := range areas {
		if filter == nil {
			out = append(out, a)
		}
		for _, f := range filter {
			switch {
			case f.Contains(a):
				out = append(out, a)
			case a.Contains(f):
				out = append(out, f)
			}
		}
	}
	slices.Sort(out)
	var flat []area.Code
	for _, a := range out {
		if n := len(flat); n == 0 || !flat[n-1].Contains(a) {
			flat = append(flat, a)
		}
	}
	return flat
}
