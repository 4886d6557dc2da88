package work

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

// step is what a button does: the command whose form it opens, and the key of what it says.
type step struct {
	command matter.CommandName
	says    string
}

// steps are the buttons of what a matter can wait for. What is not here, and what the caller may not do in the state
// that the matter is in, has none: the card leads to the matter all the same.
var steps = map[views.Why]step{
	views.ToDecideExtension:  {matter.CmdGrantExtension, "command.grant_extension"},
	views.ToDecideSuspension: {matter.CmdGrantSuspension, "command.grant_suspension"},
	views.ToHold:             {matter.CmdHold, "next.hold"},
	views.ToDecideAppeal:     {matter.CmdUpholdAppeal, "next.appeal"},
	views.ToSign:             {matter.CmdSign, "command.sign"},
	views.ToFix:              {matter.CmdFix, "command.fix"},
	views.ToList:             {matter.CmdList, "command.list"},
	views.ToAssign:           {matter.CmdAssign, "command.assign"},
	views.ToVerify:           {matter.CmdStrikeOff, "why.verify"},
	views.Overdue:            {matter.CmdUrge, "command.urge"},
}

// stepOf is the button of what a matter in a state waits for from a holder of posts; ok is false where there is none.
// may are the posts that policy lets give a command.
func stepOf(w views.Why, state matter.State, posts []org.Post,
	may func(matter.CommandName) []matter.Post) (step, bool) {
	x, ok := steps[w]
	if !ok {
		return x, false
	}
	rule, ok := matter.RuleOf(x.command)
	return x, ok && slices.Contains(rule.From, state) &&
		slices.ContainsFunc(posts, func(p org.Post) bool { return slices.Contains(may(x.command), p.Kind) })
}

// next is the one thing that a matter waits for, as a button; nil for none.
func next(c *kit.Call, r *views.Row) *kit.Action {
	x, ok := stepOf(r.Why, r.State, c.Who.Caller.Posts, c.Desk.Policy().May)
	if !ok {
		return nil
	}
	a := &kit.Action{Label: c.T(x.says), URL: kit.MatterURL(r.ID) + "#" + string(x.command)}
	if x.command == matter.CmdSign {
		a.URL, a.Post, a.Once = kit.MatterURL(r.ID)+"/sign?back=/work", true, c.Once()
	}
	return a
}
