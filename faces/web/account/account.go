package account

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

func loginForm(c *kit.Call, next string) kit.Form {
	return kit.Form{ID: "login", Action: "/login", Title: c.T("page.staff"), Submit: c.T("login.go"), Tone: "primary",
		Fields: []kit.Field{
			{Kind: "text", Name: "login", Label: c.T("field.login"), Required: true, Auto: "username"},
			{Kind: "password", Name: "password", Label: c.T("field.password"), Required: true,
				Auto: "current-password"},
			{Kind: "hidden", Name: "next", Value: next}}}
}

func loginPage(c *kit.Call) error {
	next := kit.Local(c.R.URL.Query().Get("next"), "")
	if c.Who.Staff() {
		c.To(kit.Local(next, "/work"))
		return nil
	}
	p := &Login{Frame: c.Frame("", c.T("page.staff")), Form: loginForm(c, next)}
	if next != "" {
		p.Note = c.T("login.first")
	}
	return c.Render(p)
}

func login(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	var in org.Session
	if err == nil {
		in, err = c.Desk.Auth.Login(c.Ctx, c.Org, s.Get("login"), s.Get("password"),
			org.Meta{IP: c.Gate.IP(c.R).String(), Agent: c.R.UserAgent(), Known: c.Gate.Known(c.R)})
	}
	if err != nil {
		c.Log(err)
		p := &Login{Frame: c.Frame("", c.T("page.staff")), Form: loginForm(c, kit.Local(s.Get("next"), ""))}
		p.Status = fault.Of(err).Kind.Status()
		p.wait(c, s)
		p.Form.Again(c.L, s, err)
		return c.Render(p)
	}
	c.Gate.SetSession(c.W, c.R, in.Token)
	c.Gate.SetKnown(c.W, c.R, in.Known)
	if goOn(c, s) {
		return nil
	}
	if in.MustChange {
		c.To("/password")
		return nil
	}
	c.To(kit.Local(s.Get("next"), "/work"))
	return nil
}

func logout(c *kit.Call) error {
	if err := c.Desk.Auth.Logout(c.Ctx, c.Who.Token); err != nil {
		return err
	}
	c.Gate.SetSession(c.W, c.R, "")
	c.To("/")
	return nil
}

func passwordForm(c *kit.Call) kit.Form {
	return kit.Form{ID: "password", Action: "/password", Title: c.T("me.password"), Submit: c.T("form.save"),
		Tone: "primary", Fields: []kit.Field{
			{Kind: "password", Name: "old", Label: c.T("field.password_old"), Required: true, Auto: "current-password"},
			{Kind: "password", Name: "new", Label: c.T("field.password_new"), Required: true, Auto: "new-password",
				Hint: c.T("form.password_hint")}}}
}

func passwordPage(c *kit.Call) error {
	p := &Login{Frame: c.Frame("me", c.T("me.password")), Form: passwordForm(c)}
	if c.Who.MustChange {
		p.Note = c.T("fault.password_first")
	}
	return c.Render(p)
}

func password(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	person, ok := c.Org.Person(c.Who.Person)
	if err == nil && (!ok || c.Who.Key) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	if err == nil {
		err = c.Desk.Auth.ChangePassword(c.Ctx, person, s.Get("old"), s.Get("new"), c.Who.Token)
	}
	if err != nil {
		c.Log(err)
		p := &Login{Frame: c.Frame("me", c.T("me.password")), Form: passwordForm(c)}
		p.Status = fault.Of(err).Kind.Status()
		p.wait(c, s)
		p.Form.Again(c.L, s, err)
		return c.Render(p)
	}
	if goOn(c, s) {
		return nil
	}
	c.Flash("flash.password", "")
	c.To("/work")
	return nil
}

func me(c *kit.Call) error { return showMe(c, "", nil, nil) }

// showMe is the person's own page; secret is a key made just now, shown this once.
func showMe(c *kit.Call, secret string, s *kit.Sent, wrong error) error {
	person, _ := c.Org.Person(c.Who.Person)
	p := &Me{Frame: c.Frame("me", c.T("tab.me")), Login: person.Login, Posts: c.Posts(person.Posts),
		Password: "/password", Logout: kit.Form{Action: "/logout"}, Secret: secret,
		Everywhere: kit.Form{Action: "/me/sessions/end", Submit: c.T("me.end_all"), Tone: "danger"},
		NewKey: kit.Form{ID: "key", Action: "/me/keys", Title: c.T("me.new_key"), Submit: c.T("me.make_key"),
			Fields: []kit.Field{c.Line("name", "field.key_name", 100, true), reachField(c)}}}
	leaves(c, p, person)
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.NewKey.Again(c.L, s, wrong)
	}
	sessions, err := c.Desk.Auth.Sessions(c.Ctx, c.Who.Person)
	if err != nil {
		return err
	}
	_, mine, err := c.Desk.Auth.SessionCaller(c.Ctx, c.Org, c.Who.Token)
	if err != nil && !c.Who.Key {
		return err
	}
	for _, x := range sessions {
		p.Sessions = append(p.Sessions, Session{Device: device(x.Agent) + " · " + x.IP,
			Seen: lang.Ago(c.L, c.Now, x.Seen), Since: lang.DateTime(c.L, x.Created), Current: x.ID == mine.ID,
			End: kit.Form{Action: "/me/sessions/" + x.ID + "/end", Submit: c.T("me.end_session"), Tone: "danger"}})
	}
	keys, err := c.Desk.Auth.Keys(c.Ctx, c.Who.Person)
	if err != nil {
		return err
	}
	for _, x := range keys {
		p.Keys = append(p.Keys, Key{Name: x.Name, May: may(c, x), Hint: "xh_", Made: lang.Date(c.L, x.Created),
			Ends: lang.Date(c.L, x.Expires), Soon: x.Expires.Since(c.Now) < 30*24*3600*1_000_000,
			Used: lang.Ago(c.L, c.Now, x.Seen),
			End: kit.Form{Action: "/me/keys/" + strconv.FormatInt(x.ID, 10) + "/end", Submit: c.T("me.end_key"),
				Tone: "danger", Ask: c.T("me.end_key_ask")}})
	}
	return c.Render(p)
}

// reachField asks what a new key may: all that its person may, as ever, or reading alone.
func reachField(c *kit.Call) kit.Field {
	return kit.Field{Kind: "radios", Name: "reach", Label: c.T("field.reach"), Required: true, Options: []kit.Option{
		{Value: string(org.ReachWrite), Label: c.T("reach.person.write"), Selected: true},
		{Value: string(org.ReachRead), Label: c.T("reach.person.read")}}}
}

// chosen are the reaches of a new key; none means as ever.
func chosen(s *kit.Sent) []org.Reach {
	switch r := org.Reach(s.Get("reach")); r {
	case "", org.ReachWrite:
		return nil
	default:
		return []org.Reach{r}
	}
}

// may says what a key may.
func may(c *kit.Call, k org.Key) string {
	r := org.ReachRead
	if k.Reach.Has(org.ReachWrite) {
		r = org.ReachWrite
	}
	return c.T("reach.person." + string(r))
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

func endSession(c *kit.Call) error {
	if err := c.Desk.Auth.EndSession(c.Ctx, c.Who.Person, c.R.PathValue("id")); err != nil {
		return err
	}
	c.Flash("flash.session_ended", "")
	c.To("/me")
	return nil
}

// endAll logs the person out everywhere, here too.
func endAll(c *kit.Call) error {
	if err := c.Desk.Auth.EndAll(c.Ctx, c.Who.Person); err != nil {
		return err
	}
	c.Gate.SetSession(c.W, c.R, "")
	c.Flash("flash.all_ended", "")
	c.To("/login")
	return nil
}

// newKey makes an API key and shows it on the answer itself: it must not travel in an address or a cookie.
func newKey(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil && c.Who.Key {
		err = fault.New(fault.Denied, "not_allowed") // a key makes no keys
	}
	secret := ""
	if err == nil {
		secret, err = c.Desk.Auth.NewKey(c.Ctx, c.Who.Person, strings.TrimSpace(s.Get("name")), 0,
			chosen(s)...)
	}
	if err != nil {
		c.Log(err)
		return showMe(c, "", s, err)
	}
	return showMe(c, secret, nil, nil)
}

func endKey(c *kit.Call) error {
	id, err := strconv.ParseInt(c.R.PathValue("id"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "key_missing")
	}
	if err := c.Desk.Auth.RevokeKey(c.Ctx, c.Who.Person, id); err != nil {
		return err
	}
	c.Flash("flash.key_ended", "")
	c.To("/me")
	return nil
}

// language switches the language and goes back to where the reader was.
func language(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	l, ok := lang.Parse(s.Get("lang"))
	if !ok {
		l = lang.Zh
	}
	c.Gate.SetLang(c.W, c.R, l)
	c.To(kit.Local(s.Get("back"), "/"))
	return nil
}
