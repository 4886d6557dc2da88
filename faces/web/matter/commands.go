package matter

import (
	"slices"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

// commandOrder is the order of the forms on a matter's page: what moves it on first, talk last.
var commandOrder = []matter.CommandName{matter.CmdUpholdAppeal, matter.CmdDismissAppeal, matter.CmdDropHold,
	matter.CmdRecheck, matter.CmdSignNotice, matter.CmdAnswerNotice,
	matter.CmdGrantExtension, matter.CmdDenyExtension, matter.CmdGrantSuspension,
	matter.CmdDenySuspension, matter.CmdList, matter.CmdAssign, matter.CmdSign, matter.CmdPlanRoot, matter.CmdFix,
	matter.CmdStrikeOff, matter.CmdReject, matter.CmdResume, matter.CmdMerge,
	matter.CmdDecline, matter.CmdDelegate, matter.CmdAskExtension, matter.CmdAskSuspension, matter.CmdBounce,
	matter.CmdInstruct, matter.CmdUrge, matter.CmdSupervise, matter.CmdHold,
	matter.CmdAppeal, matter.CmdDoneRoot, matter.CmdUnmark, matter.CmdAmend, matter.CmdSplit, matter.CmdReopen,
	matter.CmdRate, matter.CmdComment, matter.CmdAttach, matter.CmdMeToo,
	matter.CmdFollow, matter.CmdReveal}

// leading are the commands that a matter's page unfolds by itself, for whoever may give them.
var leading = []matter.CommandName{matter.CmdUpholdAppeal, matter.CmdRecheck, matter.CmdSignNotice,
	matter.CmdGrantExtension, matter.CmdGrantSuspension, matter.CmdList,
	matter.CmdAssign, matter.CmdSign, matter.CmdPlanRoot, matter.CmdFix, matter.CmdStrikeOff, matter.CmdResume}

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
		case len(out) == 0 && slices.Contains(leading, name):
			f.Open, f.Tone = true, "primary"
		case slices.Contains([]matter.CommandName{matter.CmdDecline, matter.CmdBounce, matter.CmdReject,
			matter.CmdHold}, name):
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
