package indicator

import (
	"cmp"
	"context"
	"math"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

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
			for i := range d.Indicators {
				codes = append(codes, d.Indicators[i].Code)
			}
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

// Below are the areas directly below one with how they stand, by code and never by a figure.
type Below struct {
	Area   area.Code
	Stands []Stand
}

// Children says how the areas directly below one stand.
func (x *Indicators) Children(ctx context.Context, caller org.Caller, set int64, a area.Code) (out []Below, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		children, err := x.below(ctx, r, set, a, a.Level()+1)
		if err != nil {
			return err
		}
		list, err := rowsAmong(ctx, r, x.City, set, d, children, 0)
		if err != nil {
			return err
		}
		targets := map[area.Code][]Target{}
		if len(children) > 0 {
			in, args := among(children, x.City, set)
			if err := eachTarget(ctx, r, func(t Target) { targets[t.Area] = append(targets[t.Area], t) },
				"set_id = $2 AND area IN ("+in+") AND current = 1", args...); err != nil {
				return err
			}
		}
		for _, c := range children {
			b := Below{Area: c}
			for i := range d.Indicators {
				b.Stands = append(b.Stands, stand(d, &d.Indicators[i], c, list[c], targets[c], x.Now()))
			}
			out = append(out, b)
		}
		return nil
	})
	return out, err
}

// Series are an area's figures of an indicator, span by span.
func (x *Indicators) Series(ctx context.Context, caller org.Caller, set int64, a area.Code) (map[string][]Point,
	error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	list, err := rowsAmong(ctx, x.DB.Read(), x.City, set, d, []area.Code{a}, 0)
	if err != nil {
		return nil, err
	}
	out := map[string][]Point{}
	for i := range d.Indicators {
		out[d.Indicators[i].Code] = list[a].points(&d.Indicators[i])
	}
	return out, nil
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
	list, err := rowsAmong(ctx, x.DB.Read(), x.City, set, d, []area.Code{a}, 0)
	if err != nil {
		return nil, err
	}
	now, m := x.Now(), list[a]
	for _, kind := range d.Kinds(area.NoLevel) {
		for _, s := range d.Spans(kind) {
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
			if s.To() <= now && p.Asked > 0 {
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Progress) int { return cmp.Compare(b.Span.To(), a.Span.To()) })
	out = out[:min(len(out), limit)]
	for i := range out {
		if out[i].Closed, err = closedAt(ctx, x.DB.Read(), x.City, set, d, a, out[i].Span); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// stand puts together how an indicator stands. The line is asked where the figures end, not today: what is not in yet
// is
// said by Asked and In, and is no reason for a red light.
func stand(d *Definition, x *Indicator, a area.Code, m *rows, targets []Target, now calendar.Instant) Stand {
	s := Stand{Indicator: x.Code, Zh: x.Zh, En: x.En, Unit: x.Unit, Area: a, From: d.From, To: d.To}
	marks, target, ok := d.marks(x, m, targets)
	if ok {
		s.Target = &target
	}
	last := lastSpan(d.Spans(x.Every), now)
	s.Asked, s.In = m.wanted(x.level(), last), 0
	if p, ok := m.at(x, last); ok {
		s.In = p.In
	}
	p, known := m.now(x)
	if !known {
		return s
	}
	s.To, s.Actual = p.Span.To(), &p.Value
	if line, ok := Line(marks, s.To); ok {
		s.Line, s.Light = &line, Light(p.Value, line, x.Less)
	}
	if v, wide, ok := m.forecast(x, p); ok {
		s.Forecast, s.Error = &v, &wide
	}
	return s
}

// lastSpan is the last one that is over, the first one before that.
func lastSpan(list []Span, now calendar.Instant) (out Span) {
	for i, s := range list {
		if i == 0 || s.To() <= now {
			out = s
		}
	}
	return out
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
	for _, s := range m.d.Spans(x.Every) {
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
// of
// all the time: a flow adds up from year to year, another one goes from each year's end to the next, beginning from
// Base, or from the first figure there is.
func (d *Definition) marks(x *Indicator, m *rows, targets []Target) (out []Mark, end Amount, ok bool) {
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
		return nil, 0, false
	}
	if x.Flows() {
		out, end = d.flow(x, years, whole)
		return out, end, true
	}
	if base == nil {
		if list := m.points(x); len(list) > 0 && list[0].Span.To() < d.To {
			out = append(out, Mark{list[0].Span.To(), list[0].Value})
		}
	} else {
		out = append(out, Mark{d.From, *base})
	}
	for _, y := range d.Spans(Year) {
		if v, ok := years[y]; ok {
			out, end = append(out, Mark{y.To(), v}), v
		}
	}
	if whole != nil {
		end = *whole
		if n := len(out); n == 0 || out[n-1].At < d.To {
			out = append(out, Mark{d.To, end})
		}
	}
	slices.SortStableFunc(out, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
	return out, end, true
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
