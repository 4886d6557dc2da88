package standard

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// areaMark stands in a unit's code for the digits of the point's area.
const areaMark = "{area}"

// digits are how many of an area's code stand for areaMark at each level.
var digits = map[area.Level]int{area.City: 6, area.County: 6, area.Township: 9, area.Village: 12}

// filled is a duty's unit code for an area of its level.
func filled(code string, a area.Code) string {
	return strings.ReplaceAll(code, areaMark, strconv.FormatInt(int64(a), 10)[:digits[a.Level()]])
}

// UnitKnown says whether a duty may name a unit: it works there, or, for a code with {area}, at least one area of the
// level has such a unit.
func UnitKnown(o *org.Org, level area.Level, code string) bool {
	if !strings.Contains(code, areaMark) {
		u, ok := o.UnitByCode(code)
		return ok && !u.Former
	}
	for _, a := range o.Tree().All() {
		if a.Code.Level() == level {
			if u, ok := o.UnitByCode(filled(code, a.Code)); ok && !u.Former {
				return true
			}
		}
	}
	return false
}

// unitAt is the unit that a duty's code means in an area of its level: the one of that code when it works there or
// above, or its subordinate there.
func unitAt(o *org.Org, code string, a area.Code) (int64, bool) {
	u, ok := o.UnitByCode(filled(code, a))
	if ok && u.Former { // whoever stands in its place answers
		var to int64
		to, ok = o.Successor(u.ID)
		u, _ = o.Unit(to)
	}
	if !ok {
		return 0, false
	}
	if u.Area == a || a.Contains(u.Area) {
		return u.ID, true
	}
	for _, id := range o.Below(u.ID) {
		if b, _ := o.Unit(id); b.Area == a && !b.Former {
			return id, true
		}
	}
	return 0, false
}

// Responsible is who answers for an item at a place: the duty of the lowest level that names a unit there, from the
// place's own level upwards. ok is false when no level does.
func Responsible(o *org.Org, item Node, place area.Code) (lead int64, co []int64, ok bool) {
	for l := place.Level(); l >= area.City; l-- {
		if lead, co, ok = ResponsibleAt(o, item, place.Ancestor(l)); ok {
			return lead, co, true
		}
	}
	return 0, nil, false
}

// ResponsibleAt is who answers for an item at the level of an area, in that area.
func ResponsibleAt(o *org.Org, item Node, a area.Code) (lead int64, co []int64, ok bool) {
	for _, d := range item.Duties {
		if d.Level != a.Level() {
			continue
		}
		if lead, ok = unitAt(o, d.Lead, a); !ok {
			return 0, nil, false
		}
		for _, c := range d.Co {
			if id, ok := unitAt(o, c, a); ok && id != lead {
				co = append(co, id)
			}
		}
		return lead, co, true
	}
	return 0, nil, false
}

// Gap is an item that has no responsible unit in some areas of a level.
type Gap struct {
	Item  Node
	Level area.Level
	Areas []area.Code // of that level, where nobody answers; none when no level has a duty at all
}

// Gaps finds the items for which somewhere nobody answers: those without any duty, and duties whose unit is not there
// (any more).
func (v *Version) Gaps(o *org.Org) []Gap {
	at := map[area.Level][]area.Code{}
	for _, a := range o.Tree().All() {
		if !a.Former {
			at[a.Code.Level()] = append(at[a.Code.Level()], a.Code)
		}
	}
	var out []Gap
	for _, n := range v.Items("") {
		if len(n.Duties) == 0 {
			out = append(out, Gap{Item: n})
		}
		for _, d := range n.Duties {
			g := Gap{Item: n, Level: d.Level}
			for _, a := range at[d.Level] {
				if _, _, ok := ResponsibleAt(o, n, a); !ok {
					g.Areas = append(g.Areas, a)
				}
			}
			if len(g.Areas) > 0 {
				out = append(out, g)
			}
		}
	}
	return out
}

// OnlyKnown is the draft without the duties of units that the city does not have, and how many those were: for a
// sample made elsewhere.
func (d *Draft) OnlyKnown(k Known) (left int) {
	for i := range d.Nodes {
		var keep []Duty
		for _, x := range d.Nodes[i].Duties {
			if !k.Unit(x.Level, x.Lead) {
				left++
				continue
			}
			var co []string
			for _, u := range x.Co {
				if k.Unit(x.Level, u) {
					co = append(co, u)
				} else {
					left++
				}
			}
			x.Co = co
			keep = append(keep, x)
		}
		d.Nodes[i].Duties = keep
	}
	return left
}
