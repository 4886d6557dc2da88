package admin

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Erase is where an administrator has a reporter's personal data erased, without seeing the matter.
type Erase struct {
	kit.Frame
	Tabs []kit.Link
	Lead string
	Form kit.Form
}

func (*Erase) Template() string { return "erase" }

func erase(c *kit.Call) error { return showErase(c, nil, nil) }

// showErase shows the form, with an error as it was sent.
func showErase(c *kit.Call, s *kit.Sent, wrong error) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	p := &Erase{Frame: c.Frame("admin", c.T("admin.forget")), Tabs: c.AdminTabs("forget"),
		Lead: c.T("admin.forget_lead", "days", strconv.Itoa(c.Desk.Policy().Archive.BackupDays)),
		Form: kit.Form{ID: "forget", Action: "/admin/forget", Once: c.Once(), Title: c.T("command.forget"),
			Submit: c.T("command.forget"), Tone: "danger", Open: true, Fields: []kit.Field{
				c.Line("matter", "admin.forget_matter", 30, true),
				c.Words("reason", "field.forget_reason", matter.MaxNote, true)}}}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Form.Again(c.L, s, wrong)
	}
	return c.Render(p)
}

// setErase erases the personal data of the matter that was named.
func setErase(c *kit.Call) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return showErase(c, s, err)
	}
	id, err := s.ID()
	if err == nil {
		_, _, err = c.Desk.Forget(c.Ctx, c.Who.Caller, id, s.Get("matter"), s.Text("reason"))
	}
	if err != nil {
		c.Log(err)
		return showErase(c, s, err)
	}
	c.Flash("flash.forget", "")
	c.To("/admin/forget")
	return nil
}
