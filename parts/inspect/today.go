package inspect

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Near is how far from a point an open matter may lie to be shown with it, metres; mostMatters is how many are taken
// along.
const (
	Near        = 300
	mostMatters = 500
)

// Day is what the caller needs for today. Inspectors may ask.
func (x *Inspect) Day(ctx context.Context, caller org.Caller) (*Day, error) {
	if !slices.ContainsFunc(caller.Posts, func(p org.Post) bool { return p.Kind == matter.Inspector }) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	rule, now := x.Policy().Inspect, x.Now()
	d := &Day{At: now, Day: now.Time().In(calendar.China()).Format(time.DateOnly), Rounds: []DayRound{},
		Points: []DayPoint{}, Versions: []DayVersion{}, Matters: []DayMatter{},
		Rule: Demands{FailPhotos: rule.FailPhotos, FailNote: rule.FailNote, FixPhotos: rule.FixPhotos,
			Place: rule.Place, ClockOff: rule.ClockOff}}
	if err := x.dayRounds(ctx, caller, d); err != nil {
		return nil, err
	}
	if err := x.dayAgain(ctx, caller, d); err != nil {
		return nil, err
	}
	if err := x.dayPoints(ctx, caller, d); err != nil {
		return nil, err
	}
	return d, x.dayMatters(ctx, caller, d)
}

// dayRounds are the running rounds that the caller has a part in, with his team's points.
func (x *Inspect) dayRounds(ctx context.Context, caller org.Caller, d *Day) error {
	list, err := x.rounds(ctx, " AND r.state = 1 AND r.id IN (SELECT m.round FROM inspect_members m "+
		"WHERE m.city = $1 AND m.person = $2) ORDER BY r.until, r.id", caller.Person)
	if err != nil {
		return err
	}
	for _, r := range list {
		var team int
		if err := x.DB.Read().QueryRow(ctx,
			"SELECT team FROM inspect_members WHERE city = $1 AND person = $2 AND round = $3", x.City,
			caller.Person, r.ID).Scan(&team); err != nil {
			return err
		}
		members, err := x.members(ctx, r.ID, team)
		if err != nil {
			return err
		}
		out := DayRound{ID: r.ID, Name: r.Name, Version: r.Version, Until: r.Until}
		for _, p := range members {
			if who, ok := x.Org().Person(p); ok && p != caller.Person {
				out.With = append(out.With, who.Name)
			}
		}
		err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			p := DayPoint{Round: r.ID, Version: r.Version}
			var inspection int64
			err := rows.Scan(&p.ID, &inspection)
			p.Done = inspection != 0
			out.Points++
			if p.Done {
				out.Done++
			}
			d.Points = append(d.Points, p)
			return err
		}, "SELECT point, inspection FROM inspect_stops WHERE city = $1 AND round = $2 AND team = $3 "+
			"ORDER BY area, point", x.City, r.ID, team)
		if err != nil {
			return err
		}
		d.Rounds = append(d.Rounds, out)
	}
	return nil
}

// dayAgain are the points of the caller's inspections where a failed item's matter was struck off and nobody has
// looked again.
func (x *Inspect) dayAgain(ctx context.Context, caller org.Caller, d *Day) error {
	first := map[int64]*Made{}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p DayPoint
		var item string
		if err := rows.Scan(&p.Again, &p.ID, &item); err != nil {
			return err
		}
		if n := len(d.Points) - 1; n >= 0 && d.Points[n].Again == p.Again {
			d.Points[n].Items = append(d.Points[n].Items, item)
			return nil
		}
		p.Items = []string{item}
		d.Points = append(d.Points, p)
		return nil
	}, `SELECT i.id, i.point, a.item FROM inspections i JOIN inspect_answers a ON a.city = $1
		AND a.inspection = i.id JOIN inspect_matters m ON m.city = $1 AND m.matter = a.matter
AND m.inspection = a.inspection AND m.item = a.item WHERE i.city = $1 AND i.person = $2 AND i.lost2 > 0 AND i.again = 0
AND a.failed = 1 AND a.lost2 > 0 AND m.state = 1 ORDER BY i.id, a.item`, x.City, caller.Person)
	if err != nil {
		return err
	}
	for i := range d.Points {
		p := &d.Points[i]
		if p.Again == 0 {
			continue
		}
		if first[p.Again] == nil {
			if first[p.Again], _, err = madeOf(ctx, x.DB.Read(), x.City, p.Again); err != nil {
				return err
			}
		}
		p.Version, p.Kind = first[p.Again].Version, first[p.Again].Kind
	}
	return nil
}

// dayPoints fills in what is known of the points and the questions to ask there.
func (x *Inspect) dayPoints(ctx context.Context, caller org.Caller, d *Day) error {
	var list []int64
	for _, p := range d.Points {
		list = append(list, p.ID)
	}
	spots, err := x.Spots(ctx, list)
	if err != nil {
		return err
	}
	wanted := map[int64]map[string]bool{}
	for i := range d.Points {
		p := &d.Points[i]
		s := spots[p.ID]
		p.Code, p.Name, p.Area, p.Lat, p.Lng = s.Code, s.Name, s.Area, s.Lat, s.Lng
		if p.Again == 0 { // what is looked at again stays what it was
			p.Kind = s.Kind
		}
		p.KindName, p.AreaName = x.KindName(ctx, caller.Lang, p.Kind), x.Org().Tree().FullName(s.Area)
		if u, ok := x.Org().Unit(s.Unit); ok {
			p.Unit = u.Name(caller.Lang)
		}
		if p.Items, err = x.codes(ctx, p.Version, p.Kind, p.Items); err != nil {
			return err
		}
		if wanted[p.Version] == nil {
			wanted[p.Version] = map[string]bool{}
		}
		for _, c := range p.Items {
			wanted[p.Version][c] = true
		}
	}
	for id, items := range wanted {
		v := DayVersion{ID: id, Name: x.VersionName(ctx, caller.Lang, id), Items: []DayItem{}}
		all, err := x.dayItems(ctx, caller.Lang, id)
		if err != nil {
			return err
		}
		for _, q := range all {
			if items[q.Code] {
				v.Items = append(v.Items, q)
			}
		}
		d.Versions = append(d.Versions, v)
	}
	slices.SortFunc(d.Versions, func(a, b DayVersion) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// errEnough ends a walk over matters.
var errEnough = errors.New("enough")

// dayMatters are open matters near the points that the caller may see, and all that inspections of these points found.
func (x *Inspect) dayMatters(ctx context.Context, caller org.Caller, d *Day) error {
	found := map[int64]DayMatter{}
	towns := map[area.Code]bool{}
	for _, p := range d.Points {
		towns[p.Area.Ancestor(area.Township)] = true
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			m := DayMatter{Point: p.ID}
			err := rows.Scan(&m.ID, &m.Item)
			found[m.ID] = m
			return err
		}, "SELECT target, item FROM inspect_matters WHERE city = $1 AND point = $2 AND state = 0 ORDER BY matter",
			x.City, p.ID)
		if err != nil {
			return err
		}
	}
	open := true
	for t := range towns {
		err := x.Desk.Each(ctx, caller, views.Filter{Area: t, Open: &open, Kinds: []matter.Kind{matter.Problem}},
			func(m *matter.Matter) error {
				if _, ok := found[m.ID]; !ok {
					if p, metres, ok := nearest(d.Points, m); ok && metres <= Near {
						found[m.ID] = DayMatter{ID: m.ID, Point: p, Metres: metres}
					}
				}
				if len(found) > 4*mostMatters {
					return errEnough
				}
				return nil
			})
		if err != nil && !errors.Is(err, errEnough) && !errors.Is(fault.Of(err).Cause, errEnough) {
			return err
		}
	}
	for id, out := range found {
		m, err := views.Get(ctx, x.DB.Read(), x.City, id)
		if errors.Is(err, views.ErrNone) || err == nil && !m.Open() {
			continue
		}
		if err != nil {
			return err
		}
		out.Title, out.State, out.Due, out.Lat, out.Lng = m.Title, m.State, m.Due, m.Lat, m.Lng
		out.Verify = slices.Contains(x.Desk.May(caller, m), matter.CmdStrikeOff)
		d.Matters = append(d.Matters, out)
	}
	slices.SortFunc(d.Matters, func(a, b DayMatter) int {
		return cmp.Or(cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.ID, b.ID))
	})
	d.Matters = d.Matters[:min(len(d.Matters), mostMatters)]
	return nil
}

// nearest is the point that a matter lies nearest to.
func nearest(points []DayPoint, m *matter.Matter) (point int64, metres int, ok bool) {
	if m.Lat == nil {
		return 0, 0, false
	}
	best := math.MaxFloat64
	for _, p := range points {
		if p.Lat == nil {
			continue
		}
		const degree = 111_195 // metres
		y := (*p.Lat - *m.Lat) * degree
		w := (*p.Lng - *m.Lng) * degree * math.Cos(*m.Lat*math.Pi/180)
		if dist := math.Hypot(y, w); dist < best {
			best, point, ok = dist, p.ID, true
		}
	}
	return point, int(best), ok
}
