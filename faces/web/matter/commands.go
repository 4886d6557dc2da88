package matter

import (
	"slices"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

// commandOrder is the order of the forms on a matter's page: what moves it on first, talk last.
var commandOrder = []matter.CommandName{"uphold_appeal", "dismiss_appeal", "drop_hold", "recheck", "sign_notice", "answer_notice",
	"grant_extension", "deny_extension", "grant_suspension",
	"deny_suspension", "list", "assign", "sign", "plan_root", "fix", "strike_off", "reject", "resume", "merge",
	"decline", "delegate", "ask_extension", "ask_suspension", "bounce", "instruct", "urge", "supervise", "hold",
	"appeal", "done_root", "unmark", "amend", "split", "reopen", "rate", "comment", "attach", "me_too",
	"follow", "reveal"}

// leading are the commands that a matter's page unfolds by itself, for whoever may give them.
var leading = []matter.CommandName{"uphold_appeal", "recheck", "sign_notice", "grant_extension", "grant_suspension", "list",
	"assign", "sign", "plan_root", "fix", "strike_off", "resume"}

// commandForms are the commands that the caller may give now.
func commandForms(c *kit.Call, m *matter.Matter, follows bool) []kit.Form {
	may := c.Desk.May(c.Who.Caller, m)
	var out []kit.Form
	for _, name := range commandOrder {
		d, _ := matter.Describe(name)
		if !slices.Contains(may, name) || d.Idle != nil && d.Idle(m) {
			continue
		}
		id := string(name)
		f := kit.Form{ID: id, Action: kit.MatterURL(m.ID) + "/" + id, Once: c.Once(), Title: c.T("command." + id),
			Hint: c.T("hint." + id), Submit: c.T("command." + id), Fields: c.CommandFields(name, m)}
		if name == "assign" {
			f.Fields = byDuty(c, m, f.Fields)
		}
		for _, x := range f.Fields {
			f.Files = f.Files || x.Kind == "photos"
		}
		switch {
		case name == "follow" && follows:
			f.Title, f.Submit, f.Hint = c.T("matter.unfollow"), c.T("matter.unfollow"), ""
			f.Fields = []kit.Field{{Kind: "hidden", Name: "off", Value: "1"}}
		case len(out) == 0 && slices.Contains(leading, name):
			f.Open, f.Tone = true, "primary"
		case slices.Contains([]matter.CommandName{"decline", "bounce", "reject", "hold"}, name):
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
		case "assign":
			return c.UnitNamesList(c.Desk.UnitsNear(m.Area))
		case "delegate":
			return c.UnitNamesList(c.Desk.UnitsBelow(m.Lead))
		}
	}
	return nil
}
