package publicity

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/point"
	"xiaohao/platform/store"
)

// Line is a plan in the list: what should hang, and what does not.
type Line struct {
	Plan    Plan             `json:"plan"`
	Should  int              `json:"should"`  // positions
	Up      int              `json:"up"`      // where it hangs, also where it is due for renewal
	Missing int              `json:"missing"` // where it should hang by now and does not
	Stale   int              `json:"stale"`   // due for renewal, of those that hang
	Since   calendar.Instant `json:"since"`   // since when the longest waits; 0 where nothing does
}

// Filter says which plans a list shows. The zero value shows all that are in force.
type Filter struct {
	Area area.Code // the area and everything below it
	Unit int64
	Mine []int64 // of these units
	Lack bool    // only those where something is missing or due
}

// Lines are the plans in force, what lacks first: those with the most missing positions, then with the most that are
// due, then by area and road. Everybody with a post may read them.
func (x *Publicity) Lines(ctx context.Context, caller org.Caller, f Filter) ([]Line, error) {
	if !x.Org().MaySeePoints(caller) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	text, args := "SELECT body FROM publicity_plans WHERE city = $1 AND ended = 0 AND until > $2", []any{x.City,
		int64(x.Now())}
	if f.Area != 0 {
		lo, hi := f.Area.Range()
		args = append(args, int64(lo), int64(hi))
		text += " AND area BETWEEN $3 AND $4"
	}
	var out []Line
	err := each(ctx, x.DB.Read(), func(p *Plan) error {
		if f.Unit != 0 && p.Unit != f.Unit || f.Mine != nil && !slices.Contains(f.Mine, p.Unit) ||
			len(out) == mostPlansShown {
			return nil
		}
		out = append(out, Line{Plan: *p})
		return nil
	}, text+" ORDER BY area, id", args...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := x.count(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	if f.Lack {
		out = slices.DeleteFunc(out, func(l Line) bool { return l.Missing+l.Stale == 0 })
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Missing, a.Missing), cmp.Compare(b.Stale, a.Stale),
			cmp.Compare(a.Plan.Area, b.Plan.Area), cmp.Compare(a.Plan.Road, b.Plan.Road),
			cmp.Compare(a.Plan.ID, b.Plan.ID))
	})
	return out, nil
}

// count reads the positions of a plan and says how many lack.
func (x *Publicity) count(ctx context.Context, l *Line) error {
	now := x.Now()
	return store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		var p Position
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return err
		}
		l.Plan.Positions = append(l.Plan.Positions, p)
		l.add(p, now)
		return nil
	}, "SELECT body FROM publicity_positions WHERE city = $1 AND plan = $2 ORDER BY nth", x.City, l.Plan.ID)
}

// add counts a position.
func (l *Line) add(p Position, now calendar.Instant) {
	l.Should++
	due := calendar.Instant(0)
	switch l.Plan.Hang(p, now) {
	case Hangs:
		l.Up++
	case Stale:
		l.Up++
		l.Stale++
		due = l.Plan.Due(p)
	case Missing:
		l.Missing++
		due = l.Plan.Due(p)
	}
	if due != 0 && (l.Since == 0 || due < l.Since) {
		l.Since = due
	}
}

// Sheet is a plan as its page shows it.
type Sheet struct {
	Line
	Points  map[int64]*point.Point `json:"-"` // of its positions; one that is not there any more has none
	Planned []Gap                  `json:"gaps"`
	Real    []Gap                  `json:"gaps_now"` // between those that hang
	Unknown int                    `json:"unmeasured"`
}

// Sheet is a plan with its points and gaps. Everybody with a post may read it. It gives "publicity_missing".
func (x *Publicity) Sheet(ctx context.Context, caller org.Caller, id int64) (*Sheet, error) {
	if !x.Org().MaySeePoints(caller) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	p, err := planOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Line: Line{Plan: *p}, Points: map[int64]*point.Point{}}
	now := x.Now()
	var all, up []Spot
	for _, q := range p.Positions {
		s.add(q, now)
		at, err := point.Get(ctx, x.DB.Read(), x.City, q.Point)
		if isMissing(err) {
			s.Unknown++
			continue
		}
		if err != nil {
			return nil, err
		}
		s.Points[q.Point] = at
		spot := Spot{q.Point, at.Place}
		if !at.Place.Known() {
			s.Unknown++
		}
		all = append(all, spot)
		if h := p.Hang(q, now); h == Hangs || h == Stale {
			up = append(up, spot)
		}
	}
	s.Planned, s.Real = Gaps(all, p.Gap), Gaps(up, p.Gap)
	return s, nil
}

// Sorted puts points in their order along a street; see Along. It gives fault.Missing "point_missing".
func (x *Publicity) Sorted(ctx context.Context, ids []int64) ([]int64, error) {
	list := make([]Spot, 0, len(ids))
	for _, id := range ids {
		at, err := point.Get(ctx, x.DB.Read(), x.City, id)
		if err != nil {
			return nil, err
		}
		list = append(list, Spot{id, at.Place})
	}
	out := make([]int64, 0, len(ids))
	for _, s := range Along(list) {
		out = append(out, s.Point)
	}
	return out, nil
}
