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
	"xiaohao/platform/lang"
)

// asksWhy says that the form for the reporter's word asks why a matter is not fixed, and reopens it: after a
// strike-off, as long as he may reopen.
func asksWhy(m *matter.Matter, may []matter.CommandName) bool {
	return m.State == matter.StruckOff && slices.Contains(may, matter.CmdRate) && slices.Contains(may, matter.CmdReopen)
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

// because is the reporter's word on a matter that he says is not fixed, with the reason before it, in the city's
// language. The fault is choice_missing where a reason is asked for and none was chosen.
func because(c *kit.Call, m *matter.Matter, s *kit.Sent, b *matter.Rate) (string, error) {
	why := s.Get("unfixed")
	switch {
	case b.Fixed || m.State != matter.StruckOff && why == "":
		return b.Text, nil
	case !slices.Contains(policy.Unfixed, why):
		return "", fault.New(fault.Invalid, "choice_missing").On("unfixed")
	}
	return reasonOf(why, b.Text), nil
}

func reasonOf(why, text string) string {
	said := lang.T(lang.Zh, "unfixed."+why, nil)
	if text != "" {
		said += "：" + text
	}
	return said
}

// unfixed reopens a matter of which the reporter just said that it is not fixed, where policy lets his reason do so. It
// gives what he is told. The command's id follows from the form's, so that a form sent twice reopens once.
func unfixed(c *kit.Call, caller org.Caller, m *matter.Matter, s *kit.Sent) (said, n string, err error) {
	id, err := s.ID()
	if err != nil {
		return "", "", err
	}
	again := desk.Once("unfixed", id)
	given, err := c.Desk.Given(c.Ctx, again)
	if err != nil {
		return "", "", err
	}
	why := s.Get("unfixed")
	if s.Yes("fixed") || why == "" || m.State != matter.StruckOff && !given {
		return "flash.rate", "", nil
	}
	if !c.Desk.Policy().Voice.Reopens(why) {
		return "flash.rate_counted", "", nil
	}
	_, err = c.Desk.Do(c.Ctx, caller, desk.Command{ID: again, Matter: m.ID,
		Body: &matter.Reopen{Reason: reasonOf(why, s.Text("text")), Photos: s.Photos()}})
	if fault.Code(err) == "reopen_late" {
		days := c.Desk.Policy().Terms(m.Kind, m.Category, m.Severity).ReopenDays
		return "flash.rate_late", strconv.Itoa(days), nil
	}
	return "flash.rate_reopened", "", err
}
