package recur

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/duplicate"
)

// absence is a row of recur_offs.
type absence struct {
	sort, spot             int64
	struck                 calendar.Instant
	matter                 int64
	ended                  calendar.Instant
	category, item         string
	point, known, lat, lng int64
}

// absencesOf are the rows of a strike-off: one at the point, one in the square, none where nobody knows the place.
func absencesOf(m *matter.Matter) []absence {
	if m.Kind == matter.Help || m.State != matter.StruckOff {
		return nil
	}
	o := absence{struck: m.StruckAt, matter: m.ID, category: m.Category, item: m.Item, point: m.Point}
	if m.Lat != nil && m.Lng != nil && place.Check(*m.Lat, *m.Lng) == nil {
		o.known = 1
		o.lat, o.lng = place.Place{Lat: *m.Lat, Lng: *m.Lng}.E7()
	}
	var out []absence
	if o.point != 0 {
		p := o
		p.sort, p.spot = byPoint, o.point
		out = append(out, p)
	}
	if o.known == 1 {
		s := o
		s.sort, s.spot = bySquare, duplicate.Square(o.lat, o.lng)
		out = append(out, s)
	}
	return out
}

// The lists; their numbers stand in the database.
const (
	recurrent = 1
	stubborn  = 2
	root      = 3
)

// line is a row of recur_lists.
type line struct{ node, list, open, rank, matter int64 }

// marked are the bits of a matter that stands in lists; 0 takes it out.
func marked(m *matter.Matter) int64 {
	if m.Kind == matter.Help || m.State == matter.Merged || m.State == matter.Declined {
		return 0
	}
	var out int64
	for _, x := range []struct {
		list int
		in   bool
	}{{recurrent, m.Recurrent != nil}, {stubborn, m.Stubborn != nil}, {root, m.Root != nil || m.Marked()}} {
		if x.in {
			out |= 1 << (x.list - 1)
		}
	}
	return out
}

// linesOf are the rows of a matter: in each list, under every area that it lies in and every unit that answers for it.
func linesOf(m *matter.Matter) []line {
	bits := marked(m)
	if bits == 0 {
		return nil
	}
	var out []line
	for list := int64(recurrent); list <= root; list++ {
		if bits&(1<<(list-1)) == 0 {
			continue
		}
		l := line{list: list, matter: m.ID}
		l.open, l.rank = standing(m, list)
		for _, n := range nodes(m) {
			l.node = n
			out = append(out, l)
		}
	}
	return out
}

// standing is where a matter stands in a list: what is open by its next deadline, what is over by when it ended, the
// latest first.
func standing(m *matter.Matter, list int64) (open, rank int64) {
	if list == root {
		if next := m.RootNext(); next != 0 || m.Root == nil || m.Root.CheckedAt == 0 {
			return 1, int64(next)
		}
		return 0, -int64(m.Root.CheckedAt)
	}
	if m.Open() {
		return 1, int64(m.Next)
	}
	return 0, -int64(m.StruckAt)
}

func nodes(m *matter.Matter) []int64 {
	var out []int64
	for l := area.City; l <= m.Area.Level(); l++ {
		out = append(out, int64(m.Area.Ancestor(l)))
	}
	for _, u := range m.Chain() {
		if !slices.Contains(out, -u) {
			out = append(out, -u)
		}
	}
	return out
}
