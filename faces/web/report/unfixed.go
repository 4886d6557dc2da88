package report

import (
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// asksWhy says that the form for the reporter's word asks why a matter is not fixed, and reopens it: after a
// strike-off, as long as he may reopen. Of a merged matter it is the one that lives on.
func asksWhy(lives *matter.Matter, may []matter.CommandName) bool {
	return lives.State == matter.StruckOff && slices.Contains(may, matter.CmdRate) &&
		slices.Contains(may, matter.CmdReopen)
}

func unfixedField(c *kit.Call) kit.Field {
	var options []kit.Option
	for _, x := range policy.Unfixed {
		options = append(options, kit.Option{Value: x, Label: c.T("unfixed." + x)})
	}
	f := kit.Choose("unfixed", c.T("field.unfixed"), false, options)
	f.Hint = c.T("hint.unfixed")
	return f
}

// unfixed takes a reporter's "not fixed" where the form asks why, and gives what he is told. ok is false for any other
// word of his, which is taken like every command.
func unfixed(c *kit.Call, caller org.Caller, m *matter.Matter, s *kit.Sent) (said, n string, ok bool, err error) {
	lives, err := c.Desk.Survivor(c.Ctx, m)
	if err != nil {
		return "", "", false, err
	}
	why := s.Get("unfixed")
	if s.Get("fixed") == "" || s.Yes("fixed") ||
		why == "" && !asksWhy(lives, c.Desk.MaySay(caller, m, lives)) {
		return "", "", false, nil
	}
	id, err := s.ID()
	if err != nil {
		return "", "", true, err
	}
	score, err := strconv.Atoi(s.Get("score"))
	if err != nil && s.Get("score") != "" {
		return "", "", true, fault.New(fault.Invalid, "score_range").On("score")
	}
	out, days, err := c.Desk.NotFixed(c.Ctx, caller, id, m, desk.Unfixed{Why: why, Text: s.Text("text"), Score: score,
		Photos: s.Photos()})
	return out.Sentence(), strconv.Itoa(days), true, err
}
