package web

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

func (c *call) loginForm(next string) Form {
	return Form{ID: "login", Action: "/login", Title: c.t("page.staff"), Submit: c.t("login.go"), Tone: "primary",
		Fields: []Field{
			{Kind: "text", Name: "login", Label: c.t("field.login"), Required: true, Auto: "username"},
			{Kind: "password", Name: "password", Label: c.t("field.password"), Required: true,
				Auto: "current-password"},
			{Kind: "hidden", Name: "next", Value: next}}}
}

func (c *call) loginPage() error {
	next := local(c.r.URL.Query().Get("next"), "")
	if c.who.Staff() {
		c.to(local(next, "/work"))
		return nil
	}
	p := &Login{Frame: c.frame("", c.t("page.staff")), Form: c.loginForm(next)}
	if next != "" {
		p.Note = c.t("login.first")
	}
	return c.render(p)
}

func (c *call) login() error {
	s, err := c.read(org.Caller{})
	var in org.Session
	if err == nil {
		in, err = c.desk.Auth.Login(c.ctx, c.org, s.Get("login"), s.Get("password"),
			org.Meta{IP: c.gate.IP(c.r).String(), Agent: c.r.UserAgent()})
	}
	if err != nil {
		c.log(err)
		p := &Login{Frame: c.frame("", c.t("page.staff")), Form: c.loginForm(local(s.Get("next"), ""))}
		p.Status = fault.Of(err).Kind.Status()
		p.Form.again(c.l, s, err)
		return c.render(p)
	}
	c.gate.SetSession(c.w, c.r, in.Token)
	if in.MustChange {
		c.to("/password")
		return nil
	}
	c.to(local(s.Get("next"), "/work"))
	return nil
}

func (c *call) logout() error {
	if err := c.desk.Auth.Logout(c.ctx, c.who.Token); err != nil {
		return err
	}
	c.gate.SetSession(c.w, c.r, "")
	c.to("/")
	return nil
}

func (c *call) passwordForm() Form {
	return Form{ID: "password", Action: "/password", Title: c.t("me.password"), Submit: c.t("form.save"),
		Tone: "primary", Fields: []Field{
			{Kind: "password", Name: "old", Label: c.t("field.password_old"), Required: true, Auto: "current-password"},
			{Kind: "password", Name: "new", Label: c.t("field.password_new"), Required: true, Auto: "new-password",
				Hint: c.t("form.password_hint")}}}
}

func (c *call) passwordPage() error {
	p := &Login{Frame: c.frame("me", c.t("me.password")), Form: c.passwordForm()}
	if c.who.MustChange {
		p.Note = c.t("fault.password_first")
	}
	return c.render(p)
}

func (c *call) password() error {
	s, err := c.read(org.Caller{})
	person, ok := c.org.Person(c.who.Person)
	if err == nil && (!ok || c.who.Key) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	if err == nil {
		err = c.desk.Auth.ChangePassword(c.ctx, person, s.Get("old"), s.Get("new"), c.who.Token)
	}
	if err != nil {
		c.log(err)
		p := &Login{Frame: c.frame("me", c.t("me.password")), Form: c.passwordForm()}
		p.Status = fault.Of(err).Kind.Status()
		p.Form.again(c.l, s, err)
		return c.render(p)
	}
	c.flash("flash.password", "")
	c.to("/work")
	return nil
}

func (c *call) me() error { return c.showMe("", nil, nil) }

// showMe is the person's own page; secret is a key made just now, shown this once.
func (c *call) showMe(secret string, s *sent, wrong error) error {
	person, _ := c.org.Person(c.who.Person)
	p := &Me{Frame: c.frame("me", c.t("tab.me")), Login: person.Login, Posts: c.posts(person.Posts),
		Password: "/password", Logout: Form{Action: "/logout"}, Secret: secret,
		NewKey: Form{ID: "key", Action: "/me/keys", Title: c.t("me.new_key"), Submit: c.t("me.make_key"),
			Fields: []Field{c.line("name", "field.key_name", 100, true)}}}
	c.leaves(p, person)
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.NewKey.again(c.l, s, wrong)
	}
	sessions, err := c.desk.Auth.Sessions(c.ctx, c.who.Person)
	if err != nil {
		return err
	}
	_, mine, err := c.desk.Auth.SessionCaller(c.ctx, c.org, c.who.Token)
	if err != nil && !c.who.Key {
		return err
	}
	for _, x := range sessions {
		p.Sessions = append(p.Sessions, Session{Device: device(x.Agent) + " · " + x.IP,
			Seen: lang.Ago(c.l, c.now, x.Seen), Since: lang.DateTime(c.l, x.Created), Current: x.ID == mine.ID,
			End: Form{Action: "/me/sessions/" + x.ID + "/end", Submit: c.t("me.end_session"), Tone: "danger"}})
	}
	keys, err := c.desk.Auth.Keys(c.ctx, c.who.Person)
	if err != nil {
		return err
	}
	for _, x := range keys {
		p.Keys = append(p.Keys, Key{Name: x.Name, Hint: "xh_", Made: lang.Date(c.l, x.Created),
			Used: lang.Ago(c.l, c.now, x.Seen),
			End: Form{Action: "/me/keys/" + strconv.FormatInt(x.ID, 10) + "/end", Submit: c.t("me.end_key"),
				Tone: "danger", Ask: c.t("me.end_key_ask")}})
	}
	return c.render(p)
}

// device names a browser and its system, as far as its owner needs to know it again.
func device(agent string) string {
	find := func(names ...string) string {
		for _, n := range names {
			if strings.Contains(agent, n) {
				return n
			}
		}
		return ""
	}
	b, s := find("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari"),
		find("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
	if b == "" && s == "" {
		return "?"
	}
	return strings.TrimSpace(b + " " + s)
}

func (c *call) endSession() error {
	if err := c.desk.Auth.EndSession(c.ctx, c.who.Person, c.r.PathValue("id")); err != nil {
		return err
	}
	c.flash("flash.session_ended", "")
	c.to("/me")
	return nil
}

// newKey makes an API key and shows it on the answer itself: it must not travel in an address or a cookie.
func (c *call) newKey() error {
	s, err := c.read(c.who.Caller)
	if err == nil && c.who.Key {
		err = fault.New(fault.Denied, "not_allowed") // a key makes no keys
	}
	secret := ""
	if err == nil {
		secret, err = c.desk.Auth.NewKey(c.ctx, c.who.Person, strings.TrimSpace(s.Get("name")), 0)
	}
	if err != nil {
		c.log(err)
		return c.showMe("", s, err)
	}
	return c.showMe(secret, nil, nil)
}

func (c *call) endKey() error {
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "key_missing")
	}
	if err := c.desk.Auth.RevokeKey(c.ctx, c.who.Person, id); err != nil {
		return err
	}
	c.flash("flash.key_ended", "")
	c.to("/me")
	return nil
}
