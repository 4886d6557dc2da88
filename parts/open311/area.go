package open311

import (
	"context"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// Where is the area that a report belongs to: the county or township whose boundary holds its point (WGS-84 degrees),
// else the one that its address names, else the city. The fault is georeport_outside for a point that lies in none of
// the areas, where the city knows their boundaries.
func (x *Open311) Where(ctx context.Context, lat, lng *float64, address string) (area.Code, error) {
	t, city := x.Org().Tree(), area.Code(x.City*1e8)
	if lat != nil && lng != nil {
		at, err := x.atlas.AreaAt(ctx, t, *lat, *lng)
		if err != nil || at != 0 {
			return at, err
		}
		if known, err := x.bounded(ctx, t, city); err != nil {
			return 0, err
		} else if known {
			return 0, fault.New(fault.Invalid, "georeport_outside").On("lat")
		}
	}
	if at := mentioned(t, city, address); at != 0 {
		return at, nil
	}
	return city, nil
}

// bounded says whether the boundary of each county in use is known: a point that none holds lies outside then.
func (x *Open311) bounded(ctx context.Context, t *area.Tree, city area.Code) (bool, error) {
	var counties []area.Code
	for _, a := range t.Children(city) {
		if !a.Former {
			counties = append(counties, a.Code)
		}
	}
	list, err := x.atlas.Boundaries(ctx, counties)
	return len(counties) > 0 && len(list) == len(counties), err
}

// mentioned is the deepest county or township that an address names, 0 where none is named or several are.
func mentioned(t *area.Tree, city area.Code, address string) area.Code {
	address = strings.Join(strings.Fields(address), "")
	if address == "" {
		return 0
	}
	var counties, towns []area.Code
	for _, county := range t.Children(city) {
		if county.Former {
			continue
		}
		if named(address, county.Name) {
			counties = append(counties, county.Code)
		}
		for _, town := range t.Children(county.Code) {
			if !town.Former && named(address, town.Name) {
				towns = append(towns, town.Code)
			}
		}
	}
	if len(counties) == 1 {
		for _, town := range towns {
			if counties[0].Contains(town) {
				return town
			}
		}
		return counties[0]
	}
	if len(counties) == 0 && len(towns) == 1 {
		return towns[0]
	}
	return 0
}

// named says whether an address has a name in it; names of one letter are none.
func named(address, name string) bool {
	return utf8.RuneCountInString(name) > 1 && strings.Contains(address, name)
}
