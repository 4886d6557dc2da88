package indicator

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Overview is what a page about an area of a set shows.
type Overview struct {
	Stands   []Stand
	Series   map[string][]Point // by code, span by span
	Progress []Progress         // of spans that are over, the newest first
	Below    []Below
	Gaps     []Gap // between the area's targets and those directly below
}

// Below are the areas directly below one with how they stand, by code and never by a figure.
type Below struct {
	Area   area.Code
	Stands []Stand
}

// Overview reads what a page shows: each row once, and as many rows as the set has spans and indicators for the area
// and for each directly below it, however many report. Progress is of so many spans at most.
func (x *Indicators) Overview(ctx context.Context, caller org.Caller, set int64, a area.Code, spans int) (*Overview,
	error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	out := &Overview{Series: map[string][]Point{}}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		below, err := x.below(ctx, r, set, a)
		if err != nil {
			return err
		}
		list, err := rowsAmong(ctx, r, x.City, set, d, append([]area.Code{a}, below...), 0)
		if err != nil {
			return err
		}
		targets, err := x.targetsAround(ctx, r, set, a, below)
		if err != nil {
			return err
		}
		now := x.Now()
		out.Stands = stands(d, a, list[a], targets[a], now)
		for i := range d.Indicators {
			out.Series[d.Indicators[i].Code] = list[a].points(&d.Indicators[i])
		}
		for _, c := range below {
			out.Below = append(out.Below, Below{c, stands(d, c, list[c], targets[c], now)})
		}
		out.Gaps = gapsOf(d, a, targets)
		out.Progress = progress(d, list[a], now, spans)
		return x.closedSpans(ctx, r, set, d, a, out.Progress)
	})
	return out, err
}

// stands are all indicators of a set in an area.
func stands(d *Definition, a area.Code, m *rows, targets []Target, now calendar.Instant) []Stand {
	out := make([]Stand, len(d.Indicators))
	for i := range d.Indicators {
		out[i] = stand(d, &d.Indicators[i], a, m, targets, now)
	}
	return out
}

// targetsAround are the targets that stand of an area and of its children in the tree, beside those below in which
// something counts.
func (x *Indicators) targetsAround(ctx context.Context, r store.Reader, set int64, a area.Code,
	below []area.Code) (map[area.Code][]Target, error) {
	list := append(x.childrenOf(a, below), a)
	in, args := among(list, x.City, set)
	out := map[area.Code][]Target{}
	return out, eachTarget(ctx, r, func(t Target) { out[t.Area] = append(out[t.Area], t) },
		"set_id = $2 AND area IN ("+in+") AND current = 1 ORDER BY area, code, span", args...)
}

// Standing says how indicators of a set stand in an area, those that are named, in that order, or all. It reads as many
// rows as the set has spans and indicators, at any level.
func (x *Indicators) Standing(ctx context.Context, caller org.Caller, set int64, a area.Code,
	codes []string) (out []Stand, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		list, err := rowsAmong(ctx, r, x.City, set, d, []area.Code{a}, 0)
		if err != nil {
			return err
		}
		targets, err := targetsOf(ctx, r, x.City, set, a)
		if err != nil {
			return err
		}
		if codes == nil {
			out = stands(d, a, list[a], targets, x.Now())
		}
		for _, code := range codes {
			if i, ok := d.Get(code); ok {
				out = append(out, stand(d, i, a, list[a], targets, x.Now()))
			}
		}
		return nil
	})
	return out, err
}

// Progress is how many areas of a span are in, in time, and reviewed: figures of their own.
type Progress struct {
	Span                        Span
	Asked, In, InTime, Reviewed int
	By                          calendar.Instant
	Closed                      area.Code // where it is closed; 0 for open
}

// Progress says so for each span that is over, the newest first, at most so many.
func (x *Indicators) Progress(ctx context.Context, caller org.Caller, set int64, a area.Code,
	limit int) (out []Progress, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		list, err := rowsAmong(ctx, r, x.City, set, d, []area.Code{a}, 0)
		if err != nil {
			return err
		}
		out = progress(d, list[a], x.Now(), limit)
		return x.closedSpans(ctx, r, set, d, a, out)
	})
	return out, err
}

func progress(d *Definition, m *rows, now calendar.Instant, limit int) (out []Progress) {
	for _, kind := range d.Kinds(area.NoLevel) {
		for _, s := range m.t.spans[kind] {
			p := Progress{Span: s, By: d.DueAt(s)}
			for _, l := range d.Levels() {
				if len(d.Asked(l, kind)) == 0 {
					continue
				}
				sheets := m.sums[s][sheetCode(l)]
				p.Asked += m.wanted(l, s)
				p.In += int(sheets.N)
				p.InTime += int(sheets.Total)
				p.Reviewed += int(m.sums[s][okCode(l)].N)
			}
			if m.t.end(s) <= now && p.Asked > 0 {
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Progress) int { return cmp.Compare(m.t.end(b.Span), m.t.end(a.Span)) })
	return out[:min(len(out), limit)]
}

// closedSpans says of spans where they are closed, at the area or above it.
func (x *Indicators) closedSpans(ctx context.Context, r store.Reader, set int64, d *Definition, a area.Code,
	list []Progress) error {
	in, args := among(d.path(a), x.City, set)
	closed := map[Span]area.Code{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var at area.Code
		var s Span
		err := rows.Scan(&at, &s)
		if at.Level() > closed[s].Level() || closed[s] == 0 { // the nearest, as closedAt has it
			closed[s] = at
		}
		return err
	}, "SELECT area, span FROM indicator_periods WHERE city = $1 AND set_id = $2 AND area IN ("+in+") AND closed = 1",
		args...)
	for i := range list {
		list[i].Closed = closed[list[i].Span]
	}
	return err
}

// stand puts together how an indicator stands. The line is asked where the figures end, not today: what is not in yet
// is
// said by Asked and In, and is no reason for a red light.
func stand(d *Definition, x *Indicator, a area.Code, m *rows, targets []Target, now calendar.Instant) Stand {
	s := Stand{Indicator: x.Code, Zh: x.Zh, En: x.En, Unit: x.Unit, UnitEn: x.UnitEn, Area: a, From: d.From,
		To: d.To}
	marks, target, own, ok := d.marks(x, m, targets)
	if ok {
		s.Target = &target
	}
	last := m.t.last(x.Every, now)
	s.Asked, s.In = m.wanted(x.level(), last), 0
	if p, ok := m.at(x, last); ok {
		s.In = p.In
	}
	p, known := m.now(x)
	if !known {
		return s
	}
	s.To, s.Actual = m.t.end(p.Span), &p.Value
	if line, ok := Line(marks, s.To); ok && s.To != own {
		s.Line, s.Light = &line, Light(p.Value, line, x.Less)
	}
	if v, wide, ok := m.forecast(x, p); ok {
		s.Forecast, s.Error = &v, &wide
	}
	return s
}

// forecast carries an indicator on to the end of the set's time.
func (m *rows) forecast(x *Indicator, now Point) (v, wide Amount, ok bool) {
	if x.Rule == Max {
		return 0, 0, false // the largest of what is to come is no sum of steps
	}
	var values []Amount
	for _, p := range m.points(x) {
		if p.Span <= now.Span {
			values = append(values, p.Value)
		}
	}
	more := 0
	for _, s := range m.t.spans[x.Every] {
		if s > now.Span {
			more++
		}
	}
	if x.Flows() {
		return Forecast(now.Value, values, more)
	}
	v, wide, ok = Forecast(now.Value, differences(values), more)
	if !x.Minus {
		v = max(v, 0)
	}
	return v, wide, ok
}

// marks are where an indicator should be, and where it is to come to in the end. Targets of years come before the one
// of all the time: a flow adds up from year to year, another one goes from each year's end to the next, beginning from
// Base, or from the first figure there is. That figure lies on its own line, which says nothing of it: own is its
// instant, 0 for a line that begins elsewhere.
func (d *Definition) marks(x *Indicator, m *rows, targets []Target) (out []Mark, end Amount, own calendar.Instant,
	ok bool) {
	years, whole, base := map[Span]Amount{}, (*Amount)(nil), (*Amount)(nil)
	for _, t := range targets {
		switch {
		case t.Code != x.Code:
		case t.Span == Whole:
			whole = &t.Value
		case t.Span == Base:
			base = &t.Value
		default:
			years[t.Span] = t.Value
		}
	}
	if len(years) == 0 && whole == nil {
		return nil, 0, 0, false
	}
	if x.Flows() {
		out, end = d.flow(x, years, whole)
		return out, end, 0, true
	}
	for _, y := range m.t.spans[Year] {
		if v, ok := years[y]; ok {
			out, end = append(out, Mark{m.t.end(y), v}), v
		}
	}
	if whole != nil {
		end = *whole
		if n := len(out); n == 0 || out[n-1].At < d.To {
			out = append(out, Mark{d.To, end})
		}
	}
	if base != nil {
		return append([]Mark{{d.From, *base}}, out...), end, 0, true
	}
	if list := m.points(x); len(list) > 0 && m.t.end(list[0].Span) < out[0].At {
		own = m.t.end(list[0].Span)
		out = append([]Mark{{own, list[0].Value}}, out...)
	}
	return out, end, own, true
}

// flow are the marks of what adds up.
func (d *Definition) flow(x *Indicator, years map[Span]Amount, whole *Amount) (out []Mark, end Amount) {
	out = []Mark{{d.From, 0}}
	for _, y := range d.Spans(Year) {
		v, ok := years[y]
		switch {
		case ok && len(x.Season) == 4:
			out = append(out, Seasonal(y, end, v, x.Season)...)
			end += v
		case ok:
			end += v
			out = append(out, Mark{y.To(), end})
		}
	}
	if whole != nil {
		end = *whole
		if n := len(out); out[n-1].At < d.To {
			out = append(out, Mark{d.To, end})
		}
	}
	return out, end
}

// Share is a part of a whole in per cent, rounded; 0 of nothing.
func Share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return int(math.Round(100 * float64(part) / float64(whole)))
}
