package kit

import (
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// CommandFields are what a command asks for on the page of a matter, drawn as its description and the desk say.
func (c *Call) CommandFields(name matter.CommandName, m *matter.Matter) []Field {
	var out []Field
	for _, in := range c.Desk.Form(name, m) {
		out = append(out, c.Draw(in))
	}
	return out
}

// Asked draws fields of a command by their names, in that order, for a form with a page of its own.
func (c *Call) Asked(name matter.CommandName, m *matter.Matter, fields ...string) []Field {
	d, _ := matter.Describe(name)
	all := c.Desk.Asks(d, m)
	out := make([]Field, 0, len(fields))
	for _, f := range fields {
		if i := slices.IndexFunc(all, func(in desk.Input) bool { return in.Name == f }); i >= 0 {
			out = append(out, c.Draw(all[i]))
		}
	}
	return out
}

// most is how long what is typed into a MatterField may be.
const most = 30

// drawn are the kinds of fields that the kinds of a command's fields are drawn as.
var drawn = map[matter.FieldKind]string{matter.LineField: "text", matter.WordsField: "area",
	matter.CategoryField: "select", matter.SeverityField: "select", matter.NoticeField: "select",
	matter.PersonField: "select",
	matter.ChoiceField: "radios", matter.VerdictField: "radios", matter.MatterField: "text",
	matter.InstantField: "datetime", matter.DayField: "date", matter.PhotosField: "photos", matter.YesField: "check"}

// Draw makes a field of an input.
func (c *Call) Draw(in desk.Input) Field {
	f := Field{Kind: drawn[in.Field.Kind], Name: in.Name, Label: c.T(in.Field.Label()), Max: in.Field.Max,
		Required: in.Required, Value: in.Value, Options: c.options(in)}
	switch in.Field.Kind {
	case matter.AreaField:
		return c.AreasField(in.Name, in.Required, in.Area, in.Area)
	case matter.UnitField, matter.UnitsField:
		return c.Pick(in.Name, in.Field.Label(), in.Required, in.Units)
	case matter.LatField:
		place := Field{Kind: "place", Name: in.Name}
		if in.Required {
			place.Hint = c.T("form.place_needed")
		}
		return place
	case matter.PhotosField:
		if in.Least > 1 {
			f.Hint = c.T("form.photos_least", "n", strconv.Itoa(in.Least))
		}
	case matter.MatterField:
		f.Max = most
	case matter.InstantField:
		f.Value = lang.Input(in.At)
		if in.Latest != 0 {
			f.Hint = c.T("form.due_hint", "due", lang.DateTime(c.L, in.Latest))
		}
	}
	return f
}

// options are the choices of an input in the reader's language.
func (c *Call) options(in desk.Input) []Option {
	var out []Option
	for _, x := range in.Among {
		o := Option{Value: x.Value, Group: x.Group, Selected: x.Chosen}
		switch {
		case x.Word != "":
			o.Label = c.T(x.Word)
		case in.Field.Kind == matter.NoticeField:
			o.Label = c.NoticeName(x.Notice.Paper.Kind) + " " + c.Desk.Policy().Number(x.Notice.Paper)
		default:
			o.Label = x.Name.In(c.Short())
		}
		out = append(out, o)
	}
	return out
}

// Command makes the command of a form that a person sent.
func (c *Call) Command(name matter.CommandName, s *Sent) (matter.Command, error) {
	return c.Desk.Fill(c.Ctx, c.Who.Caller, name, desk.Values(s.Values))
}
