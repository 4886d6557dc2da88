package desk

import (
	"context"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Input is one input of a command's form: a field of its description with what the city and the matter say of it.
// Labels and drawing are the faces'.
type Input struct {
	Field    matter.Field
	Name     string // a list of units has several inputs: "co", "co_2"
	Required bool   // of LatField: a place is needed, by photo or by hand
	Least    int    // photos: how many policy demands

	Value  string           // to be filled in
	At     calendar.Instant // of an instant or a day: to be filled in, µs
	Latest calendar.Instant // of the deadline that a dispatcher may name: policy's, µs; 0 when nobody knows
	Area   area.Code        // of an area: what is known
	Units  []org.Unit       // of a unit: those that come to mind, the likeliest first
	Among  []Option         // of a choice
}

// Option is one of the things that can be chosen.
type Option struct {
	Value  string
	Chosen bool
	Word   string        // key of its label
	Name   policy.Name   // its label, where it has a name of its own
	Group  string        // options of a group stand together
	Notice matter.Notice // of a NoticeField
}

// Form is what the page of a matter asks for with a command; nil for a command that has no form there, or nothing to
// ask. Whether the caller may give it is May's to say.
func (d *Desk) Form(name matter.CommandName, m *matter.Matter) []Input {
	c, ok := matter.Describe(name)
	if !ok || c.Elsewhere || c.ClockOnly() {
		return nil
	}
	return d.Asks(c, m)
}

// Asks is what any form of a command asks for. A command that starts a matter is asked for with an empty one.
func (d *Desk) Asks(c matter.Description, m *matter.Matter) []Input {
	var out []Input
	terms := d.Policy().Terms(m.Kind, m.Category, m.Severity)
	for _, f := range c.Fields {
		if f.Hidden || f.Kind == matter.LngField { // which stands beside its LatField
			continue
		}
		in := Input{Field: f, Name: f.InputName(), Required: f.Demand == matter.Required || f.Demand == matter.Asked}
		if e, ok := m.Demanded(f.Demand, terms); ok {
			in.prove(e)
		}
		d.fill(&in, m, terms)
		out = append(out, in)
		for n := 2; n <= f.Slots; n++ {
			in.Name = f.InputName() + "_" + strconv.Itoa(n)
			out = append(out, in)
		}
	}
	return out
}

// prove puts policy's demand on one of the inputs that prove a step.
func (in *Input) prove(e matter.Evidence) {
	switch in.Field.Kind {
	case matter.PhotosField:
		in.Required, in.Least = e.Photos > 0, e.Photos
	case matter.LatField:
		in.Required = e.Place
	default:
		in.Required = e.Note
	}
}

// fill says what is known and what can be chosen.
func (d *Desk) fill(in *Input, m *matter.Matter, terms matter.Terms) {
	var known any
	if in.Field.Known != nil {
		known = in.Field.Known(m)
	}
	switch v := known.(type) {
	case string:
		in.Value = v
	case calendar.Instant:
		in.At = v
	case area.Code:
		in.Area = v
	}
	switch in.Field.Kind {
	case matter.InstantField:
		if in.Field.Latest != nil && !terms.Deadline.Zero() {
			in.Latest = in.Field.Latest(d.Calendar(), d.now(), terms)
		}
	case matter.SeverityField:
		for _, s := range matter.Severities() {
			in.Among = append(in.Among, Option{Value: s.String(), Word: "severity." + s.String(), Chosen: s == known})
		}
	case matter.VerdictField:
		yes, said := known.(bool)
		in.Among = []Option{{Value: "1", Word: in.Field.Yes, Chosen: said && yes},
			{Value: "0", Word: in.Field.No, Chosen: said && !yes}}
	}
	d.among(in, m)
}

// among lists what a field is chosen from.
func (d *Desk) among(in *Input, m *matter.Matter) {
	switch in.Field.Among {
	case matter.CategoriesInForce:
		for _, c := range d.Policy().Categories() {
			in.Among = append(in.Among, Option{Value: c.Code, Name: policy.Name{Zh: c.Zh, En: c.En}, Group: c.Group,
				Chosen: c.Code == in.Value})
		}
		in.Value = ""
	case matter.UnitsNear:
		in.Units = d.UnitsNear(m.Area)
	case matter.UnitsBelowLead:
		in.Units = d.UnitsBelow(m.Lead)
	case matter.NoticesUnsigned, matter.NoticesUnanswered:
		for _, n := range m.NoticesAmong(in.Field.Among) {
			in.Among = append(in.Among, Option{Value: strconv.FormatInt(n.Seq, 10), Notice: n})
		}
		if len(in.Among) == 1 {
			in.Value = in.Among[0].Value
		}
	case matter.MarksOf:
		for _, k := range matter.Marks() {
			if m.Mark(k) != nil {
				in.Among = append(in.Among, Option{Value: k, Word: "mark." + k})
			}
		}
		if len(in.Among) == 1 {
			in.Among[0].Chosen = true
		}
	case matter.PeopleNear:
		in.Among = d.peopleNear(m)
	case matter.PeopleOnCase:
		in.Among = d.onCase(m)
	case matter.WaysIn:
		for _, w := range matter.Ways() {
			in.Among = append(in.Among, Option{Value: w, Word: "member." + w})
		}
	case matter.FatesOfDeadline:
		for _, k := range matter.DeadlineFates() {
			in.Among = append(in.Among, Option{Value: k, Word: "deadline." + k})
		}
	case matter.GroundsLeft:
		for _, g := range matter.Grounds() {
			if !slices.Contains(m.Appeals, g) {
				in.Among = append(in.Among, Option{Value: g, Word: "ground." + g})
			}
		}
	}
}

// UnitsNear are the units that a matter of an area is usually given to: those of its county, those over it, nearest
// first.
func (d *Desk) UnitsNear(a area.Code) []org.Unit {
	county := a.Ancestor(area.County)
	if a.Level() < area.County {
		county = a
	}
	near := slices.DeleteFunc(d.Org().Units(0), func(u org.Unit) bool {
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

// UnitsBelow are the units under one that take matters.
func (d *Desk) UnitsBelow(unit int64) []org.Unit {
	var out []org.Unit
	o := d.Org()
	for _, id := range o.Below(unit) {
		if u, ok := o.Unit(id); ok && id != unit && !u.Former {
			out = append(out, u)
		}
	}
	return out
}

// Fill makes the command of a form out of what the form brought. A field that a form does not have may be there all
// the same. Errors: Missing for a command without a form, otherwise Invalid, at the first input that cannot be read.
func (d *Desk) Fill(ctx context.Context, caller org.Caller, name matter.CommandName, v Values) (matter.Command, error) {
	desc, ok := matter.Describe(name)
	if !ok || desc.Elsewhere || desc.ClockOnly() {
		return nil, fault.New(fault.Missing, "page_missing")
	}
	c := desc.New()
	for i, f := range desc.Fields {
		value, err := d.read(ctx, caller, f, v)
		if err != nil {
			return nil, err
		}
		if value != nil {
			desc.Put(c, i, value)
		}
	}
	return c, nil
}

// read is the value of a field in the type that its command has for it; nil where no form says it.
func (d *Desk) read(ctx context.Context, caller org.Caller, f matter.Field, v Values) (any, error) {
	name := f.InputName()
	switch f.Kind {
	case matter.CodeField, matter.CategoryField, matter.DatumField:
		return v.Get(name), nil
	case matter.SourceField:
		return matter.Source(v.Get(name)), nil
	case matter.LineField, matter.WordsField, matter.ChoiceField:
		return v.Text(name), nil
	case matter.SeverityField:
		return v.Severity(name)
	case matter.KindField:
		return v.Kind(name)
	case matter.AreaField:
		return v.Area(name)
	case matter.LatField, matter.LngField:
		return v.Degrees(name)
	case matter.UnitField:
		return v.Unit(d.Org(), name)
	case matter.UnitsField:
		return d.readUnits(f, v)
	case matter.MatterField:
		return d.readMatter(ctx, caller, name, v)
	case matter.MattersField:
		return v.Numbers(name), nil
	case matter.PersonField, matter.PointField, matter.NoticeField:
		return v.Number(name)
	case matter.InstantField, matter.DayField:
		return v.Instant(name)
	case matter.PhotosField:
		return v[UploadInput], nil
	case matter.YesField, matter.VerdictField:
		return v.Yes(name), nil
	case matter.NumberField:
		n, err := v.Number(name)
		return int(n), err
	}
	return nil, nil
}

func (d *Desk) readUnits(f matter.Field, v Values) ([]int64, error) {
	var out []int64
	for n := 1; n <= f.Slots; n++ {
		name := f.InputName()
		if n > 1 {
			name += "_" + strconv.Itoa(n)
		}
		u, err := v.Unit(d.Org(), name)
		if err != nil {
			return nil, err
		}
		if u != 0 {
			out = append(out, u)
		}
	}
	return out, nil
}

// readMatter finds a matter by its number on the list, or by its id in digits.
func (d *Desk) readMatter(ctx context.Context, caller org.Caller, name string, v Values) (int64, error) {
	s := v.Get(name)
	if s == "" {
		return 0, nil
	}
	m, err := d.ByNumber(ctx, caller, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "merge_unknown", "into", s).On(name)
	}
	return m.ID, nil
}
