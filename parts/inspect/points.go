package inspect

import (
	"context"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/parts/point"
)

// register shows inspections the city's points.
type register struct{ *point.Register }

// Spots implements Register.
func (r register) Spots(ctx context.Context, ids []int64) (map[int64]Spot, error) {
	list, err := point.Some(ctx, r.DB.Read(), r.City, ids)
	out := make(map[int64]Spot, len(list))
	for id, p := range list {
		out[id] = spot(p)
	}
	return out, err
}

// Within implements Register. A point in an area that lies in another one of the list is given once.
func (r register) Within(ctx context.Context, areas []area.Code, kinds []string) ([]Spot, error) {
	var now []area.Code
	for _, a := range areas { // the points of an abolished one are in its successors
		now = append(now, r.Org().Tree().Now(a)...)
	}
	areas = slices.Compact(slices.Sorted(slices.Values(now)))
	var out []Spot
	for i, a := range areas {
		if slices.ContainsFunc(areas, func(b area.Code) bool { return b != a && b.Contains(a) }) ||
			slices.Contains(areas[:i], a) {
			continue
		}
		used := false
		err := point.Each(ctx, r.DB.Read(), r.City, point.Filter{Area: a, Retired: &used}, func(p *point.Point) error {
			if len(kinds) == 0 || slices.Contains(kinds, p.Kind) {
				out = append(out, spot(p))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func spot(p *point.Point) Spot {
	s := Spot{ID: p.ID, Code: p.Code, Name: p.Name, Kind: p.Kind, Area: p.Area, Unit: p.Unit}
	if p.Place.Known() {
		s.Lat, s.Lng = &p.Place.Lat, &p.Place.Lng
	}
	return s
}
