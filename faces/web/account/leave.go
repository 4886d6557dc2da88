package account

import (
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// leaves shows on the person's own page who stands in for whom.
func leaves(c *kit.Call, p *Me, person org.Person) {
	p.Leave = leaveForm(c, person)
	if l, ok := c.Org.Leave(person.ID); ok && c.Now < l.To {
		d, _ := c.Org.Person(l.Deputy)
		p.Away = c.T("me.away", "name", d.Name, "from", lang.DateTime(c.L, l.From), "to", lang.DateTime(c.L, l.To))
	}
	for _, l := range c.Org.Standing(person.ID) {
		if away, ok := c.Org.Person(l.Person); ok && c.Now < l.To {
			p.Stands = append(p.Stands, c.T("me.stands", "name", away.Name, "from", lang.DateTime(c.L, l.From),
				"to", lang.DateTime(c.L, l.To)))
		}
	}
}

func leaveForm(c *kit.Call, person org.Person) kit.Form {
	f := kit.Form{ID: "leave", Action: "/me/leave", Once: c.Once(), Title: c.T("me.leave_set"),
		Submit: c.T("me.leave_submit"),
		Fields: []kit.Field{c.Line("deputy", "field.deputy", 40, false),
			{Kind: "datetime", Name: "from", Label: c.T("me.leave_from")},
			{Kind: "datetime", Name: "to", Label: c.T("me.leave_to")}}}
	if l, ok := c.Org.Leave(person.ID); ok && c.Now < l.To {
		d, _ := c.Org.Person(l.Deputy)
		f.Fields[0].Value, f.Fields[1].Value, f.Fields[2].Value = d.Login, lang.Input(l.From), lang.Input(l.To)
	}
	return f
}

// setLeave sends the person on leave with a deputy; without one it ends the leave.
func setLeave(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = sendOnLeave(c, s)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showMe(c, "", s, err)
	}
	c.Flash("flash.leave", "")
	c.To("/me")
	return nil
}

func sendOnLeave(c *kit.Call, s *kit.Sent) error {
	id, err := s.ID()
	if err != nil {
		return err
	}
	l := &org.LeaveSet{Leave: org.Leave{Person: c.Who.Person}, DeputyLogin: s.Get("deputy")}
	if l.DeputyLogin != "" {
		l.From, l.To = s.Instant("from"), s.Instant("to")
	}
	_, err = c.Desk.Change(c.Ctx, c.Who.Caller, id, []org.Change{l})
	return err
}
