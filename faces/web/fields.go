package web

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// The fields that several forms share.

func (c *call) words(name, label string, most int, required bool) Field {
	return Field{Kind: "area", Name: name, Label: c.t(label), Max: most, Required: required}
}

func (c *call) line(name, label string, most int, required bool) Field {
	return Field{Kind: "text", Name: name, Label: c.t(label), Max: most, Required: required}
}

func (c *call) pictures(required bool) Field {
	return Field{Kind: "photos", Name: "photos", Label: c.t("field.photos"), Max: matter.MaxPhotos, Required: required}
}

func (c *call) reason() Field { return c.words("reason", "field.reason", matter.MaxNote, true) }

// areasField offers the townships of the city under their counties; near adds the villages of one township.
func (c *call) areasField(name string, required bool, chosen, near area.Code) Field {
	f := Field{Kind: "areas", Name: name, Label: c.t("field.area"), Required: required}
	t := c.org.Tree()
	add := func(a area.Area, group string) {
		if !a.Former || a.Code == chosen {
			f.Options = append(f.Options, Option{Value: a.Code.String(), Label: a.Name, Group: group,
				Selected: a.Code == chosen})
		}
	}
	for _, county := range t.Children(c.top()) {
		add(county, county.Name)
		for _, town := range t.Children(county.Code) {
			add(town, county.Name)
			if near != 0 && town.Code.Contains(near) {
				for _, v := range t.Children(town.Code) {
					v.Name = town.Name + " " + v.Name
					add(v, county.Name)
				}
			}
		}
	}
	return f
}

func (c *call) severities(chosen matter.Severity) []Option {
	var out []Option
	for _, s := range matter.Severities() {
		out = append(out, Option{Value: s.String(), Label: c.t("severity." + s.String()), Selected: s == chosen})
	}
	return out
}

func (c *call) categories(chosen string) []Option {
	var out []Option
	for _, x := range c.desk.Policy().Categories() {
		out = append(out, Option{Value: x.Code, Label: x.Name(c.short()), Group: x.Group, Selected: x.Code == chosen})
	}
	return out
}

func choose(name, label string, required bool, options []Option) Field {
	return Field{Kind: "select", Name: name, Label: label, Required: required, Options: options}
}

// typed is how a unit is written into a field.
func (c *call) typed(u org.Unit) string { return u.Name(c.short()) + unitDot + u.Code }

// unitsList is the name of the datalist of units.
const unitsList = "units"

// unitNamesList completes the names of units.
func (c *call) unitNamesList(units []org.Unit) []Datalist {
	names := make([]string, 0, len(units))
	for _, u := range units {
		names = append(names, c.typed(u))
	}
	return []Datalist{{unitsList, names}}
}

// nearUnits are the units that a matter of an area is usually given to: those of its county, those over it, nearest
// first.
func (c *call) nearUnits(a area.Code) []org.Unit {
	county := a.Ancestor(area.County)
	if a.Level() < area.County {
		county = a
	}
	near := slices.DeleteFunc(c.org.Units(0), func(u org.Unit) bool {
		return u.Former || !county.Contains(u.Area) && !u.Area.Contains(a)
	})
	slices.SortStableFunc(near, func(x, y org.Unit) int { return distance(x, a) - distance(y, a) })
	return near
}

// distance puts the units over an area before the others, the nearest first.
func distance(u org.Unit, a area.Code) int {
	if u.Area.Contains(a) {
		return int(area.Village - u.Area.Level())
	}
	return 10
}

// pick is a field for a unit, with a few suggestions.
func (c *call) pick(name, label string, required bool, suggest []org.Unit) Field {
	f := Field{Kind: "pick", Name: name, Label: c.t(label), Required: required, List: unitsList}
	for _, u := range suggest[:min(len(suggest), 4)] {
		f.Options = append(f.Options, Option{Value: c.typed(u), Label: u.Name(c.short())})
	}
	return f
}
