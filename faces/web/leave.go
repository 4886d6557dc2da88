package web

import (
	"xiaohao/core/org"
	"xiaohao/platform/lang"
)

// leaves shows on the person's own page who stands in for whom.
func (c *call) leaves(p *Me, person org.Person) {
	p.Leave = c.leaveForm(person)
	if l, ok := c.org.Leave(person.ID); ok && c.now < l.To {
		d, _ := c.org.Person(l.Deputy)
		p.Away = c.t("me.away", "name", d.Name, "from", lang.DateTime(c.l, l.From), "to", lang.DateTime(c.l, l.To))
	}
	for _, l := range c.org.Standing(person.ID) {
		if away, ok := c.org.Person(l.Person); ok && c.now < l.To {
			p.Stands = append(p.Stands, c.t("me.stands", "name", away.Name, "from", lang.DateTime(c.l, l.From),
				"to", lang.DateTime(c.l, l.To)))
		}
	}
}

func (c *call) leaveForm(person org.Person) Form {
	f := Form{ID: "leave", Action: "/me/leave", Once: c.once(), Title: c.t("me.leave_set"),
		Submit: c.t("me.leave_submit"),
		Fields: []Field{c.line("deputy", "field.deputy", 40, false),
			{Kind: "datetime", Name: "from", Label: c.t("me.leave_from")},
			{Kind: "datetime", Name: "to", Label: c.t("me.leave_to")}}}
	if l, ok := c.org.Leave(person.ID); ok && c.now < l.To {
		d, _ := c.org.Person(l.Deputy)
		f.Fields[0].Value, f.Fields[1].Value, f.Fields[2].Value = d.Login, lang.Input(l.From), lang.Input(l.To)
	}
	return f
}

// setLeave sends the person on leave with a deputy; without one it ends the leave.
func (c *call) setLeave() error {
	s, err := c.read(c.who.Caller)
	if err == nil {
		err = c.sendOnLeave(s)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return c.showMe("", s, err)
	}
	c.flash("flash.leave", "")
	c.to("/me")
	return nil
}

func (c *call) sendOnLeave(s *sent) error {
	id, err := s.id()
	if err != nil {
		return err
	}
	l := &org.LeaveSet{Leave: org.Leave{Person: c.who.Person}, DeputyLogin: s.Get("deputy")}
	if l.DeputyLogin != "" {
		l.From, l.To = s.instant("from"), s.instant("to")
	}
	_, err = c.desk.Change(c.ctx, c.who.Caller, id, []org.Change{l})
	return err
}
