package kit

import (
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// Words is a field for several lines of text, up to most characters; label is a key of the catalogue.
func (c *Call) Words(name, label string, most int, required bool) Field {
	return Field{Kind: "area", Name: name, Label: c.T(label), Max: most, Required: required}
}

// Line is a field for one line of text; label is a key of the catalogue.
func (c *Call) Line(name, label string, most int, required bool) Field {
	return Field{Kind: "text", Name: name, Label: c.T(label), Max: most, Required: required}
}

// Pictures is the field for photos.
func (c *Call) Pictures(required bool) Field {
	return Field{Kind: "photos", Name: "photos", Label: c.T("field.photos"), Max: matter.MaxPhotos, Required: required}
}

// Reason is the field for why somebody does something; it must be filled in.
func (c *Call) Reason() Field { return c.Words("reason", "field.reason", matter.MaxNote, true) }

// AreasField offers the townships of the city under their counties; near adds the villages of one township.
func (c *Call) AreasField(name string, required bool, chosen, near area.Code) Field {
	f := Field{Kind: "areas", Name: name, Label: c.T("field.area"), Required: required}
	t := c.Org.Tree()
	add := func(a area.Area, group string) {
		if !a.Former || a.Code == chosen {
			f.Options = append(f.Options, Option{Value: a.Code.String(), Label: a.Name, Group: group,
				Selected: a.Code == chosen})
		}
	}
	for _, county := range t.Children(c.Top()) {
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

// AnyAreaField is AreasField with the whole city in front, a group of its own, so that it can be chosen too: for what
// is made for the city itself.
func (c *Call) AnyAreaField(name string, required bool, chosen, near area.Code) Field {
	f, top := c.AreasField(name, required, chosen, near), c.Top()
	f.Options = append([]Option{{Value: top.String(), Label: c.AreaName(top), Group: c.AreaName(top),
		Selected: chosen == top}}, f.Options...)
	return f
}

// Categories are the options of the categories in force, in their groups.
func (c *Call) Categories(chosen string) []Option {
	var out []Option
	for _, x := range c.Desk.Policy().Categories() {
		out = append(out, Option{Value: x.Code, Label: x.Name(c.Short()), Group: x.Group, Selected: x.Code == chosen})
	}
	return out
}

// Choose is a field that is chosen from a list; label is in the reader's language already.
func Choose(name, label string, required bool, options []Option) Field {
	return Field{Kind: "select", Name: name, Label: label, Required: required, Options: options}
}

// Typed is how a unit is written into a field.
func (c *Call) Typed(u org.Unit) string { return u.Name(c.Short()) + desk.UnitDot + u.Code }

// UnitsList is the name of the datalist of units.
const UnitsList = "units"

// UnitNamesList completes the names of units.
func (c *Call) UnitNamesList(units []org.Unit) []Datalist {
	names := make([]string, 0, len(units))
	for _, u := range units {
		names = append(names, c.Typed(u))
	}
	return []Datalist{{UnitsList, names}}
}

// Pick is a field for a unit, with a few suggestions.
func (c *Call) Pick(name, label string, required bool, suggest []org.Unit) Field {
	f := Field{Kind: "pick", Name: name, Label: c.T(label), Required: required, List: UnitsList}
	for _, u := range suggest[:min(len(suggest), 4)] {
		f.Options = append(f.Options, Option{Value: c.Typed(u), Label: u.Name(c.Short())})
	}
	return f
}

// Day is a day in µs.
const Day = 24 * 3600 * 1_000_000
