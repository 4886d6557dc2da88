package account

import (
	"net/http"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
)

// enter asks who it is, or for a password of his own, while a form waits.
func enter(c *kit.Call, u *kit.Unsent) error {
	if c.Who.MustChange {
		return renew(c, u, fault.Denied.Status())
	}
	p := &Login{Frame: c.Frame("", c.T("page.staff")), Form: loginForm(c, "")}
	p.Status = fault.Login.Status()
	p.hold(c, u)
	return c.Render(p)
}

// renew asks for a password of his own while a form waits.
func renew(c *kit.Call, u *kit.Unsent, status int) error {
	p := &Login{Frame: c.Frame("me", c.T("me.password")), Form: passwordForm(c)}
	p.Status = status
	p.hold(c, u)
	return c.Render(p)
}

// hold lets a form wait on this page.
func (p *Login) hold(c *kit.Call, u *kit.Unsent) {
	p.Note = c.T("unsent.login")
	if c.Who.MustChange {
		p.Note = c.T("unsent.password")
	}
	p.Form.Fields = append(p.Form.Fields, u.Carry())
	p.Form.Files = true // so that the browser does not make it three times as long
}

// wait lets it wait on.
func (p *Login) wait(c *kit.Call, s *kit.Sent) {
	if u := kit.ParseUnsent(s.Get(kit.UnsentField)); u != nil {
		p.hold(c, u)
	}
}

// goOn sends the browser on with the form that waited, if one did: 307 makes it bring along what it just sent.
func goOn(c *kit.Call, s *kit.Sent) bool {
	if kit.ParseUnsent(s.Get(kit.UnsentField)) == nil {
		return false
	}
	http.Redirect(c.W, c.R, "/resume", http.StatusTemporaryRedirect)
	return true
}

// resume shows the form that waited where it stood.
func resume(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	u := kit.ParseUnsent(s.Get(kit.UnsentField))
	if u == nil {
		c.To("/work")
		return nil
	}
	if c.Who.MustChange {
		return renew(c, u, http.StatusOK)
	}
	return c.Refill(u)
}
