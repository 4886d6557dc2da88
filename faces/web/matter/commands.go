package matter

import (
	"slices"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

// commandForms are the commands that the caller may give now.
func commandForms(c *kit.Call, m *matter.Matter, follows bool) []kit.Form {
	may := c.Desk.May(c.Who.Caller, m)
	var out []kit.Form
	for _, d := range matter.Placed() {
		name := d.Command
		if !slices.Contains(may, name) || d.Idle != nil && d.Idle(m) {
			continue
		}
		id := string(name)
		f := kit.Form{ID: id, Action: kit.MatterURL(m.ID) + "/" + id, Once: c.Once(), Title: c.T("command." + id),
			Hint: c.T("hint." + id), Submit: c.T("command." + id), Fields: c.CommandFields(name, m)}
		if name == matter.CmdAssign {
			f.Fields = byDuty(c, m, f.Fields)
		}
		for _, x := range f.Fields {
			f.Files = f.Files || x.Kind == "photos"
		}
		switch {
		case name == matter.CmdFollow && follows:
			f.Title, f.Submit, f.Hint = c.T("matter.unfollow"), c.T("matter.unfollow"), ""
			f.Fields = []kit.Field{{Kind: "hidden", Name: "off", Value: "1"}}
		case len(out) == 0 && d.Leads:
			f.Open, f.Tone = true, "primary"
		case d.Harsh:
			f.Tone = "danger"
		}
		out = append(out, f)
	}
	return out
}

// namesFor are the units that the page's fields complete from: for delegating only those below.
func namesFor(c *kit.Call, m *matter.Matter, forms []kit.Form) []kit.Datalist {
	for _, f := range forms {
		switch matter.CommandName(f.ID) {
		case matter.CmdAssign:
			return c.UnitNamesList(c.Desk.UnitsNear(m.Area))
		case matter.CmdDelegate:
			return c.UnitNamesList(c.Desk.UnitsBelow(m.Lead))
		}
	}
	return nil
}
