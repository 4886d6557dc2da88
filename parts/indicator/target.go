package indicator

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Target is a version of an area's target of an indicator and a span.
type Target struct {
	Area    area.Code        `json:"area"`
	Code    string           `json:"code"`
	Span    Span             `json:"span"`
	Seq     int64            `json:"seq"`
	Current bool             `json:"current"`
	Value   Amount           `json:"value"`
	Day     calendar.Instant `json:"day"`
	Person  int64            `json:"person"`
	How     string           `json:"how"`
	Reason  string           `json:"reason,omitempty"`
}

const targetColumns = "area, code, span, seq, current, value, day, person, how, reason"

func eachTarget(ctx context.Context, r store.Reader, fn func(Target), where string, args ...any) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var t Target
		var current int64
		err := rows.Scan(&t.Area, &t.Code, &t.Span, &t.Seq, &current, &t.Value, &t.Day, &t.Person, &t.How, &t.Reason)
		t.Current = current == 1
		if err == nil {
			fn(t)
		}
		return err
	}, "SELECT "+targetColumns+" FROM indicator_targets WHERE city = $1 AND "+where, args...)
}

// targetsOf are the targets of an area that stand.
func targetsOf(ctx context.Context, r store.Reader, city, set int64, a area.Code) (out []Target, err error) {
	err = eachTarget(ctx, r, func(t Target) { out = append(out, t) },
		"set_id = $2 AND area = $3 AND current = 1 ORDER BY code, span", city, set, int64(a))
	return out, err
}

// targetOf is the one that stands, nil for none.
func targetOf(ctx context.Context, r store.Reader, city, set int64, a area.Code, code string,
	s Span) (out *Target, err error) {
	err = eachTarget(ctx, r, func(t Target) { out = &t },
		"set_id = $2 AND area = $3 AND code = $4 AND span = $5 AND current = 1", city, set, int64(a),
		code,
		int64(s))
	return out, err
}

// Versions are all versions of an area's targets of an indicator, the newest first.
func (x *Indicators) Versions(ctx context.Context, caller org.Caller, set int64, a area.Code,
	code string) (out []Target, err error) {
	if _, err := x.Set(ctx, caller, set, a); err != nil {
		return nil, err
	}
	err = eachTarget(ctx, x.DB.Read(), func(t Target) { out = append(out, t) },
		"set_id = $2 AND area = $3 AND code = $4 ORDER BY span, seq DESC LIMIT 200", x.City, set,
		int64(a),
		code)
	return out, err
}

// Aim is what targets are given with.
type Aim struct {
	Code    string           `json:"code"`
	Span    Span             `json:"span"`
	Day     calendar.Instant `json:"day,omitempty"` // from which it holds; 0 for today
	Reason  string           `json:"reason,omitempty"`
	Entries []Entry          `json:"entries"`
}

// mostEntries is how many areas one command gives targets.
const mostEntries = 500

// Target gives areas targets of an indicator and a span. A new version of one needs a reason. Faults:
// indicator_target_reason, indicator_value, indicator_code, indicator_span, area_unknown.
func (x *Indicators) Target(ctx context.Context, caller org.Caller, id ledger.ID, set int64, a Aim) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"target", set, a}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		d, err := setOf(ctx, tx, x.City, set)
		if err != nil {
			return nil, err
		}
		b := &Targeted{Code: a.Code, Span: a.Span, Day: a.Day, How: ByHand, Entries: a.Entries}
		if b.Reason, err = x.aimed(ctx, tx, d, set, a, now); err != nil {
			return nil, err
		}
		if b.Day == 0 {
			b.Day = now
		}
		f := desk.Fact{Type: TargetedType, Subject: set, Body: b}
		for _, t := range a.Entries {
			f.Areas = append(f.Areas, t.Area)
		}
		return []desk.Fact{f}, nil
	})
	return err
}

// aimed checks what is aimed at, and gives the reason.
func (x *Indicators) aimed(ctx context.Context, r store.Reader, d *Definition, set int64, a Aim,
	now calendar.Instant) (string, error) {
	i, ok := d.Get(a.Code)
	switch {
	case !ok:
		return "", fault.New(fault.Invalid, "indicator_code", "code", a.Code).On("code")
	case !d.aims(a.Span):
		return "", fault.New(fault.Invalid, "indicator_span").On("span")
	case a.Day > now:
		return "", fault.New(fault.Invalid, "indicator_day").On("day")
	case len(a.Entries) == 0 || len(a.Entries) > mostEntries:
		return "", fault.New(fault.Invalid, "indicator_entries", "max", mostEntries).On("value")
	}
	again, seen := false, map[area.Code]bool{}
	for _, t := range a.Entries {
		at, known := x.Org().Tree().Get(t.Area)
		if !known || at.Former || !d.Area.Contains(t.Area) || seen[t.Area] || t.Area.Level() > max(i.level(),
			d.Area.Level()) {
			return "", fault.New(fault.Invalid, "area_unknown", "code", t.Area.String()).On("area")
		}
		seen[t.Area] = true
		if err := i.fit(t.Value); err != nil {
			return "", err
		}
		was, err := targetOf(ctx, r, x.City, set, t.Area, a.Code, a.Span)
		if err != nil {
			return "", err
		}
		again = again || was != nil
	}
	reason, err := words(a.Reason, "reason", matter.MaxNote, false)
	if err == nil && again && reason == "" {
		err = fault.New(fault.Invalid, "indicator_target_reason").On("reason")
	}
	return reason, err
}

// aims says whether a target may be about a span: a year of the set, all of it, or what was before.
func (d *Definition) aims(s Span) bool {
	return s == Whole || s == Base || slices.Contains(d.Spans(Year), s)
}

// fit says whether a figure may be one of the indicator's.
func (i *Indicator) fit(v Amount) error {
	if v > mostAmount || v < -mostAmount || v%grain(i.Decimals) != 0 || v < 0 && !i.Minus {
		return fault.New(fault.Invalid, "indicator_value", "name", i.Zh, "decimals", i.Decimals).On("v." + i.Code)
	}
	return nil
}

// Cut is how a target is split among the areas directly below.
type Cut struct {
	Area   area.Code `json:"area"`
	Code   string    `json:"code"`
	Span   Span      `json:"span"`
	How    string    `json:"how"`              // equal, weight
	By     string    `json:"by,omitempty"`     // weight: the indicator whose latest figures weigh
	Reason string    `json:"reason,omitempty"` // where some have a target already
}

// Cut splits a target down, exactly. Faults: indicator_adds for one that does not add up, indicator_no_target,
// indicator_no_below, indicator_target_reason.
func (x *Indicators) Cut(ctx context.Context, caller org.Caller, id ledger.ID, set int64, c Cut) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"cut", set, c}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		d, err := setOf(ctx, tx, x.City, set)
		if err != nil {
			return nil, err
		}
		b, err := x.cut(ctx, tx, d, set, c)
		if err != nil {
			return nil, err
		}
		b.Day = now
		if b.Reason, err = x.aimed(ctx, tx, d, set, Aim{Code: c.Code, Span: c.Span, Reason: c.Reason,
			Entries: b.Entries}, now); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: TargetedType, Subject: set, Areas: []area.Code{c.Area}, Body: b}}, nil
	})
	return err
}

func (x *Indicators) cut(ctx context.Context, r store.Reader, d *Definition, set int64, c Cut) (*Targeted, error) {
	i, ok := d.Get(c.Code)
	if !ok {
		return nil, fault.New(fault.Invalid, "indicator_code", "code", c.Code).On("code")
	}
	if !i.Adds() {
		return nil, fault.New(fault.Conflict, "indicator_adds").On("code")
	}
	t, err := targetOf(ctx, r, x.City, set, c.Area, c.Code, c.Span)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, fault.New(fault.Conflict, "indicator_no_target").On("span")
	}
	below, err := x.belowOf(ctx, r, set, c.Area, i.level())
	if err != nil {
		return nil, err
	}
	if len(below) == 0 {
		return nil, fault.New(fault.Conflict, "indicator_no_below").On("area")
	}
	b := &Targeted{Code: c.Code, Span: c.Span, How: c.How, Of: c.Area}
	weights := make([]int64, len(below))
	switch c.How {
	case ByEqual:
		for n := range weights {
			weights[n] = 1
		}
	case ByWeight:
		if err := x.weigh(ctx, r, d, set, c.By, below, weights); err != nil {
			return nil, err
		}
	default:
		return nil, fault.New(fault.Invalid, "indicator_how").On("how")
	}
	for n, v := range Split(t.Value, weights, grain(i.Decimals)) {
		b.Entries = append(b.Entries, Entry{below[n], v})
	}
	return b, nil
}

// weigh reads the latest figures of an indicator as weights.
func (x *Indicators) weigh(ctx context.Context, r store.Reader, d *Definition, set int64, by string, list []area.Code,
	weights []int64) error {
	i, ok := d.Get(by)
	if !ok || !i.Adds() {
		return fault.New(fault.Invalid, "indicator_weight").On("by")
	}
	any := false
	for n, a := range list {
		rows, err := rowsOf(ctx, r, x.City, set, a)
		if err != nil {
			return err
		}
		if p, ok := rows.latest(i); ok {
			weights[n] = int64(max(p.Value, 0))
			any = any || weights[n] > 0
		}
	}
	if !any {
		return fault.New(fault.Conflict, "indicator_no_weight").On("by")
	}
	return nil
}

// below are the areas directly below one in which something counts, by code; it may have been asked once.
func (x *Indicators) below(ctx context.Context, r store.Reader, set int64, a area.Code) ([]area.Code, error) {
	return x.belowOf(ctx, r, set, a, a.Level()+1)
}

// belowOf are those of them in which areas of a level, or of one further down, report.
func (x *Indicators) belowOf(ctx context.Context, r store.Reader, set int64, a area.Code,
	l area.Level) (out []area.Code, err error) {
	step, ok := map[area.Level]int64{area.City: 1e6, area.County: 1e3, area.Township: 1}[a.Level()]
	if !ok || a.Level() >= l {
		return nil, nil
	}
	_, hi := a.Range()
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var c area.Code
		err := rows.Scan(&c)
		out = append(out, c)
		return err
	}, `SELECT DISTINCT area FROM indicator_asked WHERE city = $1 AND set_id = $2 AND area > $3 AND area <= $4
		AND area % $5 = 0 AND level >= $6 AND n <> 0 ORDER BY area`, x.City, set, int64(a), int64(hi), step, int64(l))
	return out, err
}

// childrenOf are the areas directly below one: those of the tree, and those in which something counts.
func (x *Indicators) childrenOf(a area.Code, below []area.Code) []area.Code {
	out := slices.Clone(below)
	if a.Level() < area.Village {
		for _, c := range x.Org().Tree().Children(a) {
			if c.Code.Parent() == a {
				out = append(out, c.Code)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Gap is where a tree of targets does not add up. It is said and never mended by itself.
type Gap struct {
	Area  area.Code `json:"area"`
	Code  string    `json:"code"`
	Span  Span      `json:"span"`
	Own   Amount    `json:"own"`
	Below Amount    `json:"below"` // the sum of those below; of a ratio or a maximum the nearest that would fit
}

// Gaps are those between an area's targets and those of the areas directly below. An indicator of which nothing below
// has a target has no gap: it was not split.
func (x *Indicators) Gaps(ctx context.Context, caller org.Caller, set int64, a area.Code) (out []Gap, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		below, err := x.below(ctx, r, set, a)
		if err != nil {
			return err
		}
		targets, err := x.targetsAround(ctx, r, set, a, below)
		out = gapsOf(d, a, targets)
		return err
	})
	return out, err
}

// gapsOf finds them among the targets of an area and of those below.
func gapsOf(d *Definition, a area.Code, targets map[area.Code][]Target) (out []Gap) {
	type key struct {
		code string
		span Span
	}
	below := map[key][]Amount{}
	for c, list := range targets {
		for _, t := range list {
			if k := (key{t.Code, t.Span}); c != a {
				below[k] = append(below[k], t.Value)
			}
		}
	}
	for _, t := range targets[a] {
		x, ok := d.Get(t.Code)
		list := below[key{t.Code, t.Span}]
		if !ok || len(list) == 0 {
			continue
		}
		if fits := x.fitting(t.Value, list); fits != t.Value {
			out = append(out, Gap{Area: a, Code: t.Code, Span: t.Span, Own: t.Value, Below: fits})
		}
	}
	return out
}

// among writes areas as a list of a query, behind other arguments.
func among(list []area.Code, args ...any) (string, []any) {
	var b strings.Builder
	for i, a := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		args = append(args, int64(a))
		fmt.Fprintf(&b, "$%d", len(args))
	}
	return b.String(), args
}

// fitting is what a target would be that fits those below it by the indicator's own rule: their sum; of a maximum the
// largest; of a ratio, which lies between those of its parts, the nearest to own between them.
func (x *Indicator) fitting(own Amount, list []Amount) (v Amount) {
	switch {
	case x.Adds():
		for _, n := range list {
			v += n
		}
		return v
	case x.Rule == Max:
		return slices.Max(list)
	}
	return min(max(own, slices.Min(list)), slices.Max(list))
}
