package indicator

import (
	"context"
	"database/sql"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// rows are all that was added up of an area: a row for each span and code.
type rows struct {
	d     *Definition
	t     *times
	sums  map[Span]map[string]Tall
	asked map[area.Level][]since
	read  map[string][]Point // by code, as points found them
}

// times are the spans of a set and when they end, which cost more to reckon than to keep while a page is made.
type times struct {
	spans map[string][]Span // by kind
	ends  map[Span]calendar.Instant
}

func timesOf(d *Definition) *times {
	t := &times{map[string][]Span{}, map[Span]calendar.Instant{}}
	for kind := range kindsOfSpan {
		t.spans[kind] = d.Spans(kind)
		for _, s := range t.spans[kind] {
			t.ends[s] = s.To()
		}
	}
	return t
}

// end is when a span ends.
func (t *times) end(s Span) calendar.Instant {
	if at, ok := t.ends[s]; ok {
		return at
	}
	return s.To()
}

// last is the last span of a kind that is over, the first one before that.
func (t *times) last(kind string, now calendar.Instant) (out Span) {
	for i, s := range t.spans[kind] {
		if i == 0 || t.end(s) <= now {
			out = s
		}
	}
	return out
}

// since is a change of how many areas report.
type since struct {
	at calendar.Instant
	n  int64
}

// rowsOf reads them: as many rows as the set has spans and indicators, however many areas lie below.
func rowsOf(ctx context.Context, r store.Reader, city, set int64, a area.Code) (*rows, error) {
	d, err := setOf(ctx, r, city, set)
	if err != nil {
		return nil, err
	}
	list, err := rowsAmong(ctx, r, city, set, d, []area.Code{a}, 0)
	return list[a], err
}

// rowsAmong reads those of several areas; of one span where one is named.
func rowsAmong(ctx context.Context, r store.Reader, city, set int64, d *Definition, list []area.Code,
	only Span) (map[area.Code]*rows, error) {
	out, t := map[area.Code]*rows{}, timesOf(d)
	for _, a := range list {
		out[a] = &rows{d, t, map[Span]map[string]Tall{}, map[area.Level][]since{}, map[string][]Point{}}
	}
	if len(list) == 0 {
		return out, nil
	}
	in, args := among(list, city, set)
	err := store.Each(ctx, r, func(x *sql.Rows) error {
		var a area.Code
		var l area.Level
		var s since
		err := x.Scan(&a, &l, &s.at, &s.n)
		out[a].asked[l] = append(out[a].asked[l], s)
		return err
	}, "SELECT area, level, since, n FROM indicator_asked WHERE city = $1 AND set_id = $2 AND area IN ("+in+")",
		args...)
	if err != nil {
		return out, err
	}
	text := "SELECT area, span, code, n, total, top FROM indicator_sums WHERE city = $1 AND set_id = $2 AND area IN (" +
		in + ")"
	if only != 0 {
		in, args = among(list, city, set, int64(only))
		text = "SELECT area, span, code, n, total, top FROM indicator_sums WHERE city = $1 AND set_id = $2 " +
			"AND span = $3" +
			" AND area IN (" + in + ")"
	}
	err = store.Each(ctx, r, func(x *sql.Rows) error {
		var a area.Code
		var s Span
		var code string
		var t Tall
		var top sql.NullInt64
		if err := x.Scan(&a, &s, &code, &t.N, &t.Total, &top); err != nil {
			return err
		}
		if top.Valid {
			v := Amount(top.Int64)
			t.Top = &v
		}
		if out[a].sums[s] == nil {
			out[a].sums[s] = map[string]Tall{}
		}
		out[a].sums[s][code] = t
		return nil
	}, text, args...)
	return out, err
}

// of are the figures of a span, without what is zero.
func (m *rows) of(s Span) map[string]Tall {
	out := map[string]Tall{}
	for code, t := range m.sums[s] {
		if t.N != 0 {
			out[code] = t
		}
	}
	return out
}

// wanted is how many areas of a level report a span.
func (m *rows) wanted(l area.Level, s Span) (n int) {
	end := m.t.end(s)
	for _, x := range m.asked[l] {
		if x.at < end {
			n += int(x.n)
		}
	}
	return n
}

// Point is an indicator's figure of a span.
type Point struct {
	Span  Span   `json:"span"`
	Value Amount `json:"value"`
	Asked int    `json:"asked"`
	In    int    `json:"in"`
}

// at is an indicator's figure of one span; ok is false where nothing is in.
func (m *rows) at(x *Indicator, s Span) (p Point, ok bool) {
	p = Point{Span: s, Asked: m.wanted(x.level(), s)}
	if x.Rule == Ratio {
		over, under := m.sums[s][x.Over], m.sums[s][x.Under]
		p.In = int(min(over.N, under.N))
		if over.N == 0 || under.N == 0 {
			return p, false
		}
		p.Value, ok = ratio(over.Total, under.Total, x.Scale)
		return p, ok
	}
	t := m.sums[s][x.Code]
	p.In, p.Value = int(t.N), t.Total
	if x.Rule == Max && t.Top != nil {
		p.Value = *t.Top
	}
	return p, t.N > 0
}

// points are an indicator's figures, span by span, as far as there are any.
func (m *rows) points(x *Indicator) (out []Point) {
	if out, ok := m.read[x.Code]; ok {
		return out
	}
	for _, s := range m.t.spans[x.Every] {
		if p, ok := m.at(x, s); ok {
			out = append(out, p)
		}
	}
	m.read[x.Code] = out
	return out
}

// latest is the last span that is whole, or, where none is, the last of which something is in.
func (m *rows) latest(x *Indicator) (p Point, ok bool) {
	list := m.points(x)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].In >= list[i].Asked {
			return list[i], true
		}
	}
	if len(list) > 0 {
		return list[len(list)-1], true
	}
	return p, false
}

// now is where an indicator stands: all spans so far for a flow, of a ratio of flows its parts so far, the largest of a
// maximum, the latest of the others. The span is that up to which it is known, Asked and In are that span's.
func (m *rows) now(x *Indicator) (p Point, ok bool) {
	list := m.points(x)
	if len(list) == 0 {
		return Point{Asked: 0}, false
	}
	p = list[len(list)-1]
	switch {
	case x.Flows():
		p.Value = 0
		for _, q := range list {
			p.Value += q.Value
		}
	case x.Rule == Max:
		for _, q := range list {
			p.Value = max(p.Value, q.Value)
		}
	case x.Rule == Ratio && m.flows(x):
		var over, under Amount
		for _, q := range list {
			over += m.sums[q.Span][x.Over].Total
			under += m.sums[q.Span][x.Under].Total
		}
		p.Value, ok = ratio(over, under, x.Scale)
		return p, ok
	default:
		return m.latest(x)
	}
	return p, true
}

// flows says whether both parts of a ratio add up over time.
func (m *rows) flows(x *Indicator) bool {
	over, ok := m.d.Get(x.Over)
	under, there := m.d.Get(x.Under)
	return ok && there && over.Flows() && under.Flows()
}
