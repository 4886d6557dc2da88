package sheet

import (
	"context"
	"io"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// pointColumns are the columns of the register, so that an export can be brought in again: what is a name beside a
// code has a heading of its own.
var pointColumns = []column{{name: "point_code", width: 18}, {name: "point_name", width: 28},
	{name: "point_kind", width: 14}, {name: "point_area", width: 16},
	{name: "point_area_name", width: 32}, {name: "point_unit", width: 14}, {name: "point_unit_name", width: 24},
	{name: "point_address", width: 32},
	{name: "point_lat", width: 12}, {name: "point_lng", width: 12}, {name: "point_datum", width: 10},
	{name: "point_plate", width: 12}, {name: "point_state", width: 10}}

// ExportPoints writes what a filter of the register shows, in its order, as XLSX or with asCSV as CSV. Coordinates
// are WGS-84. Whoever may read the register may call it.
func ExportPoints(ctx context.Context, d *desk.Desk, reg *point.Register, caller org.Caller, l string, f point.Filter,
	asCSV bool, w io.Writer) error {
	if !d.Org().MaySeePoints(caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	var kinds []point.Kind
	var err error
	if reg.Kinds != nil {
		if kinds, err = reg.Kinds(ctx); err != nil {
			return err
		}
	}
	var out rowWriter
	if asCSV {
		out, err = newCSV(l, pointColumns, w)
	} else {
		out, err = newXLSX(l, pointColumns)
	}
	if err != nil {
		return err
	}
	x := &office{d: d, lang: l, now: d.Now()}
	f.Now = d.Org().Tree().Now(f.Area)
	err = point.Each(ctx, reg.DB.Read(), reg.City, f, func(p *point.Point) error {
		return out.row(x.pointCells(p, kinds))
	})
	if err != nil {
		return err
	}
	return out.end(w)
}

func (x *office) pointCells(p *point.Point, kinds []point.Kind) []cell {
	degrees := func(v float64) cell { return text(strconv.FormatFloat(v, 'f', 7, 64)) }
	kind, state, unit := p.Kind, "point.in_use", ""
	for _, k := range kinds {
		if k.Code == p.Kind {
			kind = k.Name(shortLang(x.lang))
		}
	}
	if p.Retired {
		state = "point.retired"
	}
	if u, ok := x.d.Org().Unit(p.Unit); ok {
		unit = u.Code
	}
	cells := []cell{text(p.Code), text(p.Name), text(kind), text(p.Area.String()), text(x.area(p.Area)), text(unit),
		text(x.unit(p.Unit)), text(p.Address), {}, {}, {},
		text(point.ShowPlate(p.Plate)), text(x.say(state))}
	if p.Place.Known() {
		cells[8], cells[9], cells[10] = degrees(p.Place.Lat), degrees(p.Place.Lng), text("WGS-84")
	}
	return cells
}

// shortLang is a language as names are kept in it.
func shortLang(l string) string {
	if l == lang.En {
		return "en"
	}
	return "zh"
}
