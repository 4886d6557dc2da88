package indicator

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Set is a set as a list has it.
type Set struct {
	ID int64
	Definition
}

// mostSets is how many sets a city may have open to people at once; a page lists no more.
const mostSets = 200

// setsOf are the sets of a city, the newest first.
func setsOf(ctx context.Context, r store.Reader, city int64) (out []Set, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var s Set
		var body string
		if err := rows.Scan(&s.ID, &body); err != nil {
			return err
		}
		out = append(out, s)
		return json.Unmarshal([]byte(body), &out[len(out)-1].Definition)
	}, "SELECT id, body FROM indicator_sets WHERE city = $1 ORDER BY id DESC LIMIT $2", city, int64(mostSets))
	return out, err
}

// Sees says whether the caller sees the figures of an area: whoever has a post over it, or over an area that holds it.
func (x *Indicators) Sees(caller org.Caller, a area.Code) bool {
	if caller.System || caller.Clock {
		return true
	}
	heirs := x.Org().Tree().Heirs(a)
	for _, p := range caller.Posts {
		if p.Area == 0 || caller.Person == 0 {
			continue
		}
		if p.Area.Contains(a) || len(heirs) > 0 && p.Area.Contains(heirs[0]) {
			return true
		}
	}
	return false
}

// Sets are those in which the caller sees some area, the newest first.
func (x *Indicators) Sets(ctx context.Context, caller org.Caller) (out []Set, err error) {
	list, err := setsOf(ctx, x.DB.Read(), x.City)
	for _, s := range list {
		if len(x.Own(caller, &s.Definition)) > 0 || caller.System {
			out = append(out, s)
		}
	}
	return out, err
}

// Own are the areas of a set that the caller has a post over, the largest ones, the set's own for a post above it.
func (x *Indicators) Own(caller org.Caller, d *Definition) (out []area.Code) {
	for _, p := range caller.Posts {
		at := p.Area
		switch {
		case at == 0 || caller.Person == 0:
			continue
		case at.Contains(d.Area):
			at = d.Area
		case !d.Area.Contains(at):
			continue
		}
		out = widen(out, at)
	}
	return out
}

// widen adds a subtree, leaving out what lies in another one.
func widen(list []area.Code, a area.Code) (out []area.Code) {
	for _, x := range list {
		if x.Contains(a) {
			return list
		}
		if !a.Contains(x) {
			out = append(out, x)
		}
	}
	return append(out, a)
}

// setOf is a set that was begun, from memory once it was read: what a set is never changes, and whoever asks
// changes nothing of what is given.
func (x *Indicators) setOf(ctx context.Context, set int64) (*Definition, error) {
	x.mu.Lock()
	d := x.sets[set]
	x.mu.Unlock()
	if d != nil {
		return d, nil
	}
	d, err := setOf(ctx, x.DB.Read(), x.City, set)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.sets) >= mostSets {
		clear(x.sets)
	}
	x.sets[set] = d
	return d, nil
}

// Set is a set for whoever sees the area in it. It gives fault.Missing "indicator_missing".
func (x *Indicators) Set(ctx context.Context, caller org.Caller, set int64, a area.Code) (*Definition, error) {
	d, err := x.setOf(ctx, set)
	if err != nil {
		return nil, err
	}
	if !d.Area.Contains(a) || !x.Sees(caller, a) {
		return nil, missing()
	}
	return d, nil
}

// Sheet is what an area reported of a span, nil for nothing yet, and the area where its span is closed, 0 for none.
func (x *Indicators) Sheet(ctx context.Context, caller org.Caller, set int64, a area.Code, s Span) (*Sheet, area.Code,
	error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, 0, err
	}
	f, err := footOf(ctx, x.DB.Read(), x.City, set, a)
	if err != nil {
		return nil, 0, err
	}
	at, err := closedAt(ctx, x.DB.Read(), x.City, set, d, f.at, s)
	if err != nil {
		return nil, 0, err
	}
	got, err := sheetOf(ctx, x.DB.Read(), x.City, set, s, a)
	if isMissing(err) {
		return nil, at, nil
	}
	return got, at, err
}

// Reports says whether an area reports in a set.
func (x *Indicators) Reports(ctx context.Context, set int64, a area.Code) (bool, error) {
	_, err := footOf(ctx, x.DB.Read(), x.City, set, a)
	if isNone(err) {
		return false, nil
	}
	return err == nil, err
}

// ToReview are the sheets of a span within an area that wait to be reviewed, those first that have most questions, then
// by code: never by a figure.
func (x *Indicators) ToReview(ctx context.Context, caller org.Caller, set int64, a area.Code, s Span,
	limit int) (out []*Sheet, err error) {
	if _, err := x.Set(ctx, caller, set, a); err != nil {
		return nil, err
	}
	lo, hi := a.Range()
	err = sheets(ctx, x.DB.Read(), func(x *Sheet) error { out = append(out, x); return nil },
		`set_id = $2 AND span = $3 AND at BETWEEN $4 AND $5 AND state = 'reported'
		ORDER BY asked DESC, area LIMIT $6`, x.City, set, int64(s), int64(lo), int64(hi), int64(limit))
	return out, err
}

// MayReview says whether the caller may review what an area reports.
func (x *Indicators) MayReview(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, ReviewedType, a.Parent())
}

// May says whether the caller may declare an event about an area.
func (x *Indicators) May(caller org.Caller, a area.Code, what ...string) bool {
	types := map[string]func() bool{
		"define": func() bool { return x.Org().MayAct(caller, DefinedType, a) },
		"target": func() bool { return x.Org().MayAct(caller, TargetedType, a) },
		"report": func() bool { return x.Org().MayAct(caller, ReportedType, a) },
		"bring":  func() bool { return x.Org().MayAct(caller, BroughtType, a) },
		"review": func() bool { return x.Org().MayAct(caller, ReviewedType, a) },
		"close":  func() bool { return x.Org().MayAct(caller, ClosedType, a) && a.Level() <= area.County },
		"unlock": func() bool { return x.Org().MayAct(caller, UnlockedType, a) && a.Level() <= area.County },
	}
	for _, w := range what {
		if may, ok := types[w]; ok && may() {
			return true
		}
	}
	return false
}

// Lacking are the areas within one that have not reported a span, and those whose sheet waits, by code.
func (x *Indicators) Lacking(ctx context.Context, caller org.Caller, set int64, a area.Code, s Span) (missing,
	open []area.Code, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, nil, err
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		missing, open, err = lacking(ctx, r, x.City, set, d, a, s)
		return err
	})
	return missing, open, err
}

// Closing is what a closing kept, or an opening said.
type Closing struct {
	Seq    int64
	At     calendar.Instant
	Person int64
	Closed // Totals is nil for an opening
}

// Closings are those of an area and a span, the newest first.
func (x *Indicators) Closings(ctx context.Context, caller org.Caller, set int64, a area.Code,
	s Span) (out []Closing, err error) {
	if _, err := x.Set(ctx, caller, set, a); err != nil {
		return nil, err
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var c Closing
		var body string
		if err := rows.Scan(&c.Seq, &c.At, &c.Person, &body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &c.Closed)
		out = append(out, c)
		return err
	}, `SELECT seq, at, person, body FROM indicator_closings WHERE city = $1 AND set_id = $2 AND area = $3 AND span = $4
		ORDER BY seq DESC LIMIT 50`, x.City, set, int64(a), int64(s))
	return out, err
}

// Closed says whether an area's span is closed, at it or above.
func (x *Indicators) Closed(ctx context.Context, set int64, d *Definition, a area.Code, s Span) (area.Code, error) {
	return closedAt(ctx, x.DB.Read(), x.City, set, d, a, s)
}

// feet are the areas that report in an area.
func feet(ctx context.Context, r store.Reader, city, set int64, a area.Code, fn func(foot)) error {
	lo, hi := a.Range()
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var f foot
		err := rows.Scan(&f.area, &f.at, &f.since, &f.until)
		if err == nil {
			fn(f)
		}
		return err
	}, "SELECT area, at, since, until FROM indicator_foot WHERE city = $1 AND set_id = $2 AND at BETWEEN $3 AND $4",
		city,
		set, int64(lo), int64(hi))
}

// Typed counts the cells that somebody in an area had to type in a month (202610): part of its burden.
func (x *Indicators) Typed(ctx context.Context, a area.Code, month int64) (n int64, err error) {
	err = x.DB.Read().QueryRow(ctx, "SELECT n FROM indicator_typed WHERE city = $1 AND area = $2 AND month = $3",
		x.City,
		int64(a), month).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, store.Explain(err)
}

// waitsShown is how far the home page counts.
const waitsShown = 100

// Due is a sheet that an area has to report.
type Due struct {
	Set   int64
	Area  area.Code
	Span  Span
	Cells int
	By    calendar.Instant
}

// Dues are the sheets that the caller's own areas have to report now: of spans that are over and not reported, the one
// that is due first in front. Areas that he reports for from above are not looked at: they are too many.
func (x *Indicators) Dues(ctx context.Context, caller org.Caller) (out []Due, err error) {
	list, err := setsOf(ctx, x.DB.Read(), x.City)
	if err != nil {
		return nil, err
	}
	now := x.Now()
	for _, s := range list {
		for _, a := range ownPosts(caller) {
			if !s.Area.Contains(a) || !x.May(caller, a, "report") {
				continue
			}
			some, err := x.dues(ctx, &s, a, now)
			if err != nil {
				return nil, err
			}
			out = append(out, some...)
		}
	}
	return out, nil
}

func (x *Indicators) dues(ctx context.Context, s *Set, a area.Code, now calendar.Instant) (out []Due, err error) {
	f, err := footOf(ctx, x.DB.Read(), x.City, s.ID, a)
	if isNone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	in := map[Span]string{}
	if err := sheets(ctx, x.DB.Read(), func(y *Sheet) error { in[y.Span] = y.State; return nil },
		"set_id = $2 AND area = $3", x.City, s.ID, int64(a)); err != nil {
		return nil, err
	}
	for _, kind := range s.Kinds(a.Level()) {
		for _, span := range s.Spans(kind) {
			if span.To() > now || !f.reports(span) || in[span] != "" && in[span] != stateReturned {
				continue
			}
			at, err := closedAt(ctx, x.DB.Read(), x.City, s.ID, &s.Definition, f.at, span)
			if err != nil {
				return nil, err
			}
			if at == 0 {
				out = append(out, Due{s.ID, a, span, len(s.Asked(a.Level(), kind)), s.DueAt(span)})
			}
		}
	}
	return out, nil
}

// ownPosts are the areas of the caller's posts, each once.
func ownPosts(caller org.Caller) (out []area.Code) {
	seen := map[area.Code]bool{0: true}
	for _, p := range caller.Posts {
		if !seen[p.Area] {
			seen[p.Area] = true
			out = append(out, p.Area)
		}
	}
	return out
}

// Waiting counts the sheets that wait for the caller's review, up to one more than waitsShown for each of his areas.
func (x *Indicators) Waiting(ctx context.Context, caller org.Caller) (n int, err error) {
	for _, a := range ownPosts(caller) {
		if !x.May(caller, a, "review") {
			continue
		}
		k, err := x.waiting(ctx, a, "")
		if err != nil {
			return n, err
		}
		n += k
	}
	return n, nil
}

// WaitingOf counts the sheets of a set and a span that the areas directly below one reported and nobody reviewed.
func (x *Indicators) WaitingOf(ctx context.Context, set int64, a area.Code, s Span) (int, error) {
	return x.waiting(ctx, a, " AND set_id = $6 AND span = $7", set, int64(s))
}

// waiting counts those of the areas directly below: whose own level above is another one, that one reviews.
func (x *Indicators) waiting(ctx context.Context, a area.Code, more string, args ...any) (n int, err error) {
	end, ok := map[area.Level]int64{area.City: 1e6, area.County: 1e3, area.Township: 1}[a.Level()]
	if !ok {
		return 0, nil
	}
	lo, hi := a.Range()
	err = x.DB.Read().QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM indicator_sheets WHERE city = $1 AND at > $2
		AND at <= $3 AND state = 'reported' AND at % $4 = 0`+more+` LIMIT $5) waiting`, append([]any{x.City, int64(lo),
		int64(hi), end, int64(waitsShown + 1)}, args...)...).Scan(&n)
	return n, store.Explain(err)
}

// Waits says what waits for a person: figures to report, sheets to review.
func (x *Indicators) Waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	if caller.Person == 0 {
		return nil, nil
	}
	dues, err := x.Dues(ctx, caller)
	if err != nil {
		return nil, err
	}
	cells := 0
	for _, d := range dues {
		cells += d.Cells
	}
	if cells > 0 {
		out = append(out, part.Waiting{Key: "waits.indicator_report", N: cells, Path: "/indicators"})
	}
	n, err := x.Waiting(ctx, caller)
	if n > 0 {
		out = append(out, part.Waiting{Key: "waits.indicator_review", N: min(n, waitsShown), More: n > waitsShown,
			Path: "/indicators"})
	}
	return out, err
}
