package kit

import (
	"strings"

	"xiaohao/core/desk"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// personName is somebody's name, "" for nobody who is known.
func (c *Call) personName(id int64) string {
	p, _ := c.Desk.Org().Person(id)
	return p.Name
}

// toldCase puts a step about who is on a case into words; ok is false for other steps.
func (c *Call) toldCase(e desk.Entry) (words, note string, ok bool) {
	say := func(args ...string) string { return c.T("event."+string(e.Type), args...) }
	when := func(us calendar.Instant) string { return lang.DateTime(c.L, us) }
	switch b := e.Body.(type) {
	case *matter.WasAdmitted:
		var list []string
		for _, x := range b.Members {
			list = append(list, c.T("member.named", "name", c.personName(x.Person), "as", c.T("member."+string(x.As))))
		}
		return say("people", strings.Join(list, c.T("word.and"))), b.Reason, true
	case *matter.WasReleased:
		var list []string
		for _, p := range b.People {
			list = append(list, c.personName(p))
		}
		return say("people", strings.Join(list, c.T("word.and")), "why", c.T("released."+b.Why)), b.Reason, true
	case *matter.WasOffered:
		return say("unit", c.UnitName(b.To), "until", when(b.Until)), b.Reason, true
	case *matter.WasTransferred:
		return say("unit", c.UnitName(b.To)), "", true
	case *matter.WasTransferRefused:
		return say("unit", c.UnitName(b.To)), b.Reason, true
	case *matter.WasTransferLapsed:
		return say("unit", c.UnitName(b.To)), "", true
	case *matter.WasReferred:
		return say("unit", c.UnitName(b.Unit), "until", when(b.Until)), b.Service, true
	case *matter.WasReferralTaken:
		return say("unit", c.UnitName(b.Unit)), "", true
	case *matter.WasReferralOverdue:
		return say("unit", c.UnitName(b.Unit)), "", true
	case *matter.WasReferralAnswered:
		if b.Late {
			return c.T("event.matter.referral_answered_late"), b.Text, true
		}
		return say(), b.Text, true
	}
	return "", "", false
}
