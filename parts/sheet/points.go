package sheet

import (
	"context"
	"crypto/rand"
	"io"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// ImportPoints brings points in, as Import does: a code that is there already changes that point. Coordinates are in
// the datum that the row names, or else in Options.Datum.
func ImportPoints(ctx context.Context, d *desk.Desk, reg *point.Register, path string, o Options) (Report, error) {
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	j := &job{d: d, path: path, opts: o}
	return j.bring(ctx, &pointImport{job: j, reg: reg, rows: map[string]int{}})
}

type pointImport struct {
	*job
	reg   *point.Register
	kinds []point.Kind
	list  []point.Details
	rows  map[string]int // code → the row that has it
}

func (i *pointImport) fields() []field {
	return []field{
		{"code", true, []string{"点位编号", "点位编码", "点位代码", "编号", "编码", "代码", "code", "point code"}},
		{"name", true, []string{"点位名称", "名称", "点位", "name", "point name", "point"}},
		{"kind", true, []string{"点位类型", "点位类别", "类型", "类别", "kind", "type"}},
		{"area", true, []string{"区划代码", "区划", "所在区划", "area", "area code"}},
		{"unit", false, []string{"责任单位代码", "责任单位", "单位代码", "单位", "unit", "unit code", "responsible unit"}},
		{"address", false, []string{"地址", "详细地址", "位置", "address", "place"}},
		{"lat", false, []string{"纬度", "lat", "latitude"}},
		{"lng", false, []string{"经度", "lng", "lon", "longitude"}},
		{"datum", false, []string{"坐标系", "坐标系统", "datum", "coordinate system"}},
	}
}

func (i *pointImport) check(r Row) error {
	if i.kinds == nil && i.reg.Kinds != nil {
		var err error
		if i.kinds, err = i.reg.Kinds(context.Background()); err != nil {
			return err
		}
	}
	d, err := i.details(r)
	if err != nil {
		return err
	}
	if err := i.reg.Check(context.Background(), d); err != nil {
		return err
	}
	if other, taken := i.rows[d.Code]; taken {
		return fault.New(fault.Invalid, "point_code_twice", "code", d.Code, "row", other).On("code")
	}
	i.rows[d.Code] = r.Number
	i.list = append(i.list, d)
	return nil
}

// details reads a row.
func (i *pointImport) details(r Row) (point.Details, error) {
	d := point.Details{Code: whole(i.at.of(r, "code")), Name: i.at.of(r, "name"), Kind: i.kind(i.at.of(r, "kind")),
		Address: i.at.of(r, "address")}
	var err error
	if d.Area, err = i.area(i.at.of(r, "area"), 0); err != nil {
		return d, err
	}
	if d.Unit, err = i.unit(i.at.of(r, "unit")); err != nil {
		return d, err
	}
	datum := i.opts.Datum
	if s := i.at.of(r, "datum"); s != "" {
		if datum, err = place.ParseDatum(s); err != nil {
			return d, err
		}
	}
	lat, err := coordinate(i.at.of(r, "lat"), "lat")
	if err != nil {
		return d, err
	}
	lng, err := coordinate(i.at.of(r, "lng"), "lng")
	if err != nil || lat == nil && lng == nil {
		return d, err
	}
	if lat == nil || lng == nil {
		return d, fault.New(fault.Invalid, "coordinates_half").On("lat")
	}
	if err := place.CheckChina(*lat, *lng); err != nil {
		return d, err
	}
	at, err := place.From(*lat, *lng, datum)
	d.Place = &at
	return d, err
}

// kind is the code of a kind that a file names by code or by name.
func (i *pointImport) kind(s string) string {
	s = strings.TrimSpace(s)
	for _, k := range i.kinds {
		if s == k.Code || s == k.Zh || strings.EqualFold(s, k.En) {
			return k.Code
		}
	}
	return s
}

// unit is a unit that a file names by code or by its whole name; a name that several bear is no answer.
func (i *pointImport) unit(s string) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	o := i.d.Org()
	if u, ok := o.UnitByCode(whole(s)); ok {
		return u.ID, nil
	}
	var found []int64
	for _, u := range o.FindUnits(s, 0, 200) {
		if (u.Zh == s || u.En == s) && !u.Former {
			found = append(found, u.ID)
		}
	}
	if len(found) != 1 {
		return 0, fault.New(fault.Invalid, "unit_unknown", "unit", cut(s, 40)).On("unit")
	}
	return found[0], nil
}

func (i *pointImport) write(ctx context.Context) error {
	id, err := ledger.NewID(i.d.Now(), rand.Reader)
	if err != nil {
		return err
	}
	made, changed, same, err := i.reg.Import(ctx, org.Caller{System: true}, id, i.list)
	i.report.Made, i.report.Repeated = made+changed, same
	return err
}

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

// ReadPoints looks at a file of points and gives what it says, without writing anything. What is wrong with rows is
// in the report, and the fault import_bad says how many are.
func ReadPoints(ctx context.Context, d *desk.Desk, reg *point.Register, path string,
	o Options) ([]point.Details, Report, error) {
	o.DryRun, o.BadFile, o.Progress = true, "", func(int64, int64) {}
	i := &pointImport{job: &job{d: d, path: path, opts: o}, reg: reg, rows: map[string]int{}}
	r, err := i.bring(ctx, i)
	return i.list, r, err
}
