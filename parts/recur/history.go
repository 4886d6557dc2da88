package recur

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/duplicate"
)

// PlaceHistory is the history of one place: everything that was ever struck off there and what is open, the latest
// first.
type PlaceHistory struct {
	Matter *matter.Matter // whose place it is
	Radius int            // metres around it; 0 at a point of the register
	Lives  []Life
	Others int // matters that the caller may not see
	More   bool
}

// Life is a matter in the history of a place.
type Life struct {
	*matter.Matter
	Absences []matter.Absence // when it was off the list, the earliest first
	Same     bool             // of the same item or category
}

// longest is how many matters a history shows.
const longest = 60

// PlaceHistory tells the history of the place of a matter that the caller sees. Errors: Missing "matter_missing".
func (x *Recur) PlaceHistory(ctx context.Context, caller org.Caller, id int64) (PlaceHistory, error) {
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return PlaceHistory{}, err
	}
	c := PlaceHistory{Matter: m}
	known := m.Lat != nil && m.Lng != nil && place.Check(*m.Lat, *m.Lng) == nil
	if m.Point == 0 && known {
		c.Radius = max(x.Policy().Pattern.Reach(m.Category).Recurrence.Radius, 30)
	}
	absences, err := x.ever(ctx, m, c.Radius)
	if err != nil {
		return c, err
	}
	of := map[int64][]matter.Absence{m.ID: nil}
	for _, o := range absences {
		of[o.Matter] = append(of[o.Matter], o)
	}
	if known {
		near, err := x.Duplicates.Near(ctx, place.Place{Lat: *m.Lat, Lng: *m.Lng}, float64(max(c.Radius, 1)))
		if err != nil {
			return c, err
		}
		for _, id := range near {
			if _, ok := of[id]; !ok {
				of[id] = nil
			}
		}
	}
	for id, absences := range of {
		one, err := views.Get(ctx, x.DB.Read(), x.City, id)
		switch {
		case err != nil:
			return c, err
		case one.State == matter.Merged || one.State == matter.Declined || m.Point != 0 && one.Point != m.Point:
			continue
		case !x.Org().Sees(caller, one):
			c.Others++
			continue
		}
		slices.SortFunc(absences, func(a, b matter.Absence) int { return cmp.Compare(a.Struck, b.Struck) })
		c.Lives = append(c.Lives, Life{one, slices.Compact(absences),
			one.Category == m.Category && (m.Item == "" || one.Item == "" || m.Item == one.Item)})
	}
	slices.SortFunc(c.Lives, func(a, b Life) int {
		return cmp.Or(cmp.Compare(b.ReportedAt, a.ReportedAt), cmp.Compare(b.ID, a.ID))
	})
	if len(c.Lives) > longest {
		c.Lives, c.More = c.Lives[:longest], true
	}
	return c, nil
}

// ever are the latest strike-offs at the place of a matter, at its point or within so many metres.
func (x *Recur) ever(ctx context.Context, m *matter.Matter, radius int) ([]matter.Absence, error) {
	args := []any{x.City}
	var parts []string
	add := func(sort int, spot int64) {
		args = append(args, spot)
		parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT %s FROM recur_offs WHERE city = $1 AND sort = %d "+
			"AND spot = $%d ORDER BY struck DESC LIMIT %d) AS a%d",
			offColumns, sort, len(args), 2*longest, len(args)))
	}
	if m.Point != 0 {
		add(byPoint, m.Point)
	} else if radius > 0 {
		lat, lng := place.Place{Lat: *m.Lat, Lng: *m.Lng}.E7()
		for _, s := range duplicate.Squares(lat, lng, float64(min(radius, policy.MaxRadius))) {
			add(bySquare, s)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	absences, err := readAbsences(ctx, x.DB.Read(), strings.Join(parts, " UNION ALL "), args...)
	if m.Point != 0 || err != nil {
		return absences, err
	}
	return slices.DeleteFunc(absences, func(o matter.Absence) bool {
		return o.Lat == nil || place.Distance(*m.Lat, *m.Lng, *o.Lat, *o.Lng) > float64(radius)
	}), nil
}
