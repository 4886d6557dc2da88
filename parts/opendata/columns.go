package opendata

import (
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
)

// Kind is what stands in a column.
type Kind string

// The kinds, by their names in a Data Package.
const (
	Text    Kind = "string"
	Whole   Kind = "integer"
	Real    Kind = "number"
	Truth   Kind = "boolean"
	Instant Kind = "datetime"
)

// Column is a column of all formats: a header of the CSV, a property of a GeoJSON feature, a column of the Parquet
// file. Its meaning in words is the sentence opendata.column.NAME.
type Column struct {
	Name   string
	Kind   Kind
	Always bool // it is never empty
	Codes  []string
}

// columns are in the order of the files.
var columns = []Column{
	{Name: "key", Kind: Text, Always: true},
	{Name: "matter", Kind: Whole},
	{Name: "number", Kind: Text},
	{Name: "category", Kind: Text, Always: true},
	{Name: "category_zh", Kind: Text},
	{Name: "category_en", Kind: Text},
	{Name: "category_group", Kind: Text},
	{Name: "county", Kind: Text},
	{Name: "county_name", Kind: Text},
	{Name: "township", Kind: Text},
	{Name: "township_name", Kind: Text},
	{Name: "state", Kind: Text, Always: true, Codes: states()},
	{Name: "state_zh", Kind: Text, Always: true},
	{Name: "listed", Kind: Instant},
	{Name: "due", Kind: Instant},
	{Name: "fixed", Kind: Instant},
	{Name: "struck", Kind: Instant},
	{Name: "late", Kind: Truth, Always: true},
	{Name: "unit", Kind: Text},
	{Name: "unit_name", Kind: Text},
	{Name: "voices", Kind: Whole},
	{Name: "reopened", Kind: Whole},
	{Name: "lat", Kind: Real},
	{Name: "lng", Kind: Real},
	{Name: "place", Kind: Text, Always: true, Codes: []string{string(Exact), string(Moved), string(Square),
		string(None)}},
}

// Columns lists them.
func Columns() []Column { return append([]Column(nil), columns...) }

func states() (out []string) {
	for _, s := range org.Plains() {
		out = append(out, string(s))
	}
	return out
}

// value is what stands in one column of one row.
type value struct {
	kind Kind   // "" for nothing
	text string // of Text
	n    int64  // of Whole; 0 or 1 of Truth; of Instant in µs
	real float64
}

// names are what codes are called, as of the making.
type names struct {
	categories map[string]policy.Category
	areas      map[area.Code]named
	units      map[int64]named
	states     map[org.Plain]string
}

type named struct{ code, name string }

func (x *OpenData) names() *names {
	n := &names{categories: map[string]policy.Category{}, areas: map[area.Code]named{}, units: map[int64]named{},
		states: map[org.Plain]string{}}
	for _, c := range x.Policy().Categories() {
		n.categories[c.Code] = c
	}
	o := x.Org()
	for _, a := range o.Tree().All() {
		if a.Code.Level() <= area.Township {
			n.areas[a.Code] = named{a.Code.String(), a.Name}
		}
	}
	for _, u := range o.Units(area.Code(x.City * 1e8)) {
		n.units[u.ID] = named{u.Code, u.Name(lang.Zh)}
	}
	for _, s := range org.Plains() {
		n.states[s] = lang.T(lang.Zh, "public.state."+string(s), nil)
	}
	return n
}

// county is the county that a row belongs to, 0 for none.
func (r *Row) county() area.Code {
	if r.Area.Level() < area.County {
		return 0
	}
	return r.Area.Ancestor(area.County)
}

// township is the township of a row, 0 for none.
func (r *Row) township() area.Code {
	if r.Area.Level() < area.Township {
		return 0
	}
	return r.Area.Ancestor(area.Township)
}

// full is a row with what its codes are called.
type full struct {
	*Row
	sort      policy.Category
	high, low named // county and township
	office    named // the unit
	stands    string
}

func (n *names) full(r *Row) full {
	return full{Row: r, sort: n.categories[r.Category], high: n.area(r.county()), low: n.area(r.township()),
		office: n.units[r.Unit], stands: n.states[r.State]}
}

// area is what an area is called; one that is not in the tree has its code alone.
func (n *names) area(a area.Code) named {
	if x, ok := n.areas[a]; ok || a == 0 {
		return x
	}
	return named{code: a.String()}
}

// values puts what stands in each column behind b.
func (f full) values(b []value) []value {
	text := func(s string) value {
		if s == "" {
			return value{}
		}
		return value{kind: Text, text: s}
	}
	count := func(n int32) value {
		if n < 0 {
			return value{}
		}
		return value{kind: Whole, n: int64(n)}
	}
	instant := func(at calendar.Instant) value {
		if at == 0 {
			return value{}
		}
		return value{kind: Instant, n: int64(at)}
	}
	matter, late, lat, lng := value{}, value{kind: Truth}, value{}, value{}
	if f.Matter != 0 {
		matter = value{kind: Whole, n: f.Matter}
	}
	if f.Late {
		late.n = 1
	}
	if f.Place != None {
		lat, lng = value{kind: Real, real: f.Lat}, value{kind: Real, real: f.Lng}
	}
	return append(b, text(f.Key.String()), matter, text(f.Number), text(f.Category), text(f.sort.Zh),
		text(f.sort.En), text(f.sort.Group), text(f.high.code), text(f.high.name), text(f.low.code),
		text(f.low.name), text(string(f.State)), text(f.stands), instant(f.Listed), instant(f.Due),
		instant(f.Fixed), instant(f.Struck), late, text(f.office.code), text(f.office.name), count(f.Voices),
		count(f.Reopened), lat, lng, text(string(f.Place)))
}
