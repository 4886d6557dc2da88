package desk

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Values are what a form brought, as url.Values are. Whoever reads a value gets nothing, and no error, for an empty
// one; what cannot be read is a fault at its field.
type Values map[string][]string

// UploadInput is the name under which a form carries the tokens of its photos.
const UploadInput = "upload"

// Get is the first value under a name.
func (v Values) Get(name string) string {
	if list := v[name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// Text is what was typed, with line breaks as they are kept.
func (v Values) Text(name string) string { return strings.ReplaceAll(v.Get(name), "\r\n", "\n") }

// Yes says that a box was ticked, or yes chosen.
func (v Values) Yes(name string) bool { return v.Get(name) == "1" }

// Number reads a whole number.
func (v Values) Number(name string) (int64, error) {
	s := strings.TrimSpace(v.Get(name))
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "number_form").On(name)
	}
	return n, nil
}

// Numbers are the whole numbers under a name, each once; what is none is left out.
func (v Values) Numbers(name string) []int64 {
	var out []int64
	for _, s := range v[name] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// Instant reads a date or a date with a time, in µs.
func (v Values) Instant(name string) (calendar.Instant, error) {
	us, ok := lang.ParseInput(v.Get(name))
	if !ok {
		return 0, fault.New(fault.Invalid, "date_form").On(name)
	}
	return us, nil
}

// Degrees reads one coordinate.
func (v Values) Degrees(name string) (*float64, error) {
	s := v.Get(name)
	if s == "" {
		return nil, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, fault.New(fault.Invalid, "coordinates_range").On("lat")
	}
	return &f, nil
}

// Area reads an area's code.
func (v Values) Area(name string) (area.Code, error) {
	s := strings.TrimSpace(v.Get(name))
	if s == "" {
		return 0, nil
	}
	a, err := area.Parse(s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "area_unknown", "code", s).On(name)
	}
	return a, nil
}

// Severity and Kind are chosen from lists.
func (v Values) Severity(name string) (s matter.Severity, err error) {
	if t := v.Get(name); t != "" && s.UnmarshalText([]byte(t)) != nil {
		return 0, fault.New(fault.Invalid, "kind_unknown").On(name)
	}
	return s, nil
}

func (v Values) Kind(name string) (k matter.Kind, err error) {
	if t := v.Get(name); t != "" && k.UnmarshalText([]byte(t)) != nil {
		return 0, fault.New(fault.Invalid, "kind_unknown").On(name)
	}
	return k, nil
}

// UnitDot stands between a unit's name and its code where a form writes one.
const UnitDot = " · "

// Unit finds the unit that was typed or picked: "name · code", its code or its whole name. What fits several is none.
func (v Values) Unit(o *org.Org, name string) (int64, error) {
	s := strings.TrimSpace(v.Get(name))
	if s == "" {
		return 0, nil
	}
	if i := strings.LastIndex(s, UnitDot); i >= 0 {
		if u, ok := o.UnitByCode(s[i+len(UnitDot):]); ok {
			return u.ID, nil
		}
	}
	if u, ok := o.UnitByCode(s); ok {
		return u.ID, nil
	}
	fits := slices.DeleteFunc(o.FindUnits(s, 0, 50),
		func(u org.Unit) bool { return u.Zh != s && u.En != s || u.Former })
	if len(fits) != 1 {
		return 0, fault.New(fault.Invalid, "unit_unknown", "unit", s).On(name)
	}
	return fits[0].ID, nil
}
