package chief

import (
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/chief"
	"xiaohao/platform/lang"
)

// Post is the page of a post.
type Post struct {
	kit.Frame
	Heading string
	Light   kit.Light
	Next    string // what is to be done; "" for who may not know how the duty stands
	Facts   []kit.Fact
	Paper   *kit.Link // the hand-over
	Forms   []kit.Form
}

func (*Post) Template() string { return "chief-post" }

// New is where a post is given.
type New struct {
	kit.Frame
	Form kit.Form
}

func (*New) Template() string { return "chief-new" }

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := chiefsOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	title := s.Title.In(c.Short())
	p := &Post{Frame: c.Overview("chiefs"), Heading: c.AreaName(s.Area) + " " + title + " " + nameOf(c, s.Name),
		Light: kit.Light{Code: "none"}, Facts: []kit.Fact{{Label: c.T("chief.theme"), Value: s.Theme.In(c.Short())},
			{Label: c.T("chief.post"), Value: title}, {Label: c.T("field.area"), Value: c.AreaName(s.Area),
				URL: areaURL(s.Area, s.Stand.Theme)}, {Label: c.T("chief.held"), Value: when(c, &s.Holding)}}}
	p.Title = p.Heading
	if s.Was != 0 {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("chief.was"), Value: c.AreaName(s.Was)})
	}
	if d := s.Duty; d != nil {
		p.Light, p.Next = lightOf(c, d), nextOf(c, d, s.Area)
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("chief.often"), Value: ruleOf(c, d)},
			kit.Fact{Label: c.T("chief.last_day"), Value: lastOf(c, d.Last)})
	}
	if s.Handover != 0 {
		p.Paper = &kit.Link{Label: c.T("chief.handover"), URL: handoverURL(s.Handover)}
	}
	if s.Notes {
		f := noteForm(c, id, &s.Holding)
		f.ID = "note"
		p.Forms = append(p.Forms, f)
	}
	if s.Keeps {
		p.Forms = append(p.Forms, leaveForm(c, id))
	}
	if s.Forgets {
		p.Forms = append(p.Forms, kit.Form{ID: "forget", Action: postURL(id) + "/forget", Once: c.Once(),
			Title: c.T("chief.do.forget"), Submit: c.T("chief.do.forget"), Hint: c.T("chief.forget_hint"),
			Tone: "danger", Fields: []kit.Field{c.Words("reason", "field.reason", chief.LongText, true)}})
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// leaveForm ends a post.
func leaveForm(c *kit.Call, id int64) kit.Form {
	who := c.Line("name", "chief.successor", chief.LongName, false)
	who.Hint = c.T("chief.who_hint")
	return kit.Form{ID: "leave", Action: postURL(id) + "/leave", Once: c.Once(), Title: c.T("chief.do.leave"),
		Submit: c.T("chief.do.leave"), Hint: c.T("chief.leave_hint"), Tone: "danger", Fields: []kit.Field{
			{Kind: "date", Name: "until", Label: c.T("chief.last_in_post"), Value: string(chief.Today(c.Now)),
				Required: true}, c.Words("reason", "field.reason", chief.LongText, true), who}}
}

// step notes a day for a post, ends it, or forgets its holder's name.
func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	to, err := takeStep(c, id, what, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, what, s, err)
	}
	c.Flash("flash.chief_"+what, "")
	c.To(to)
	return nil
}

func takeStep(c *kit.Call, id int64, what string, s *kit.Sent) (to string, err error) {
	command, err := s.ID()
	if err != nil {
		return "", err
	}
	x := chiefsOf(c.House)
	switch what {
	case "note":
		n := chief.Noted{Day: chief.Day(s.Get("day")), Text: s.Text("text"), Area: s.Area("area")}
		if s.Bad != nil {
			return "", s.Bad
		}
		return postURL(id), x.Note(c.Ctx, c.Who.Caller, command, id, n)
	case "forget":
		return postURL(id), x.Forget(c.Ctx, c.Who.Caller, command, id, s.Text("reason"))
	case "leave":
		l := chief.Leaving{Until: chief.Day(s.Get("until")), Reason: s.Text("reason")}
		if text := strings.TrimSpace(s.Get("name")); text != "" {
			sheet, err := x.Sheet(c.Ctx, c.Who.Caller, id)
			if err != nil {
				return "", err
			}
			if l.Person, l.Name, err = x.Resolve(text, sheet.Area); err != nil {
				return "", err
			}
		}
		paper, err := x.Leave(c.Ctx, c.Who.Caller, command, id, l)
		return handoverURL(paper), err
	}
	return "", c.Nowhere()
}

func appoint(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	t, ok := themeAsked(c)
	if !ok || !chiefsOf(c.House).MayKeepSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	a, _ := area.Parse(c.R.URL.Query().Get("area"))
	if s != nil { // what was chosen stays among the choices
		if sent := s.Area("area"); sent != 0 {
			a = sent
		}
	}
	if a == 0 {
		a = c.OwnArea()
	}
	p := &New{Frame: c.Overview("chiefs"), Form: appointForm(c, &t, a)}
	p.Title = c.T("chief.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func appointForm(c *kit.Call, t *policy.Theme, a area.Code) kit.Form {
	post := kit.Choose("post", c.T("chief.post"), true, nil)
	for i, x := range t.Posts { // mostly it is the chief
		post.Options = append(post.Options, kit.Option{Value: x.Code, Label: x.In(c.Short()), Selected: i == 0})
	}
	who := c.Line("name", "chief.holder", chief.LongName, true)
	who.Hint = c.T("chief.who_hint")
	return kit.Form{ID: "appoint", Action: "/chiefs/new?theme=" + t.Code, Once: c.Once(),
		Title: t.In(c.Short()), Submit: c.T("chief.do.appoint"), Tone: "primary", Fields: []kit.Field{post,
			c.AnyAreaField("area", true, a, a), who, {Kind: "date", Name: "since", Label: c.T("chief.since_day"),
				Value: string(chief.Today(c.Now)), Required: true}, {Kind: "date", Name: "until",
				Label: c.T("chief.until_day"), Hint: c.T("chief.until_hint")}}}
}

func appointed(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := giveSent(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.chief_appointed", "")
	c.To(postURL(id))
	return nil
}

func giveSent(c *kit.Call, s *kit.Sent) (int64, error) {
	command, err := s.ID()
	if err != nil {
		return 0, err
	}
	t, _ := themeAsked(c)
	g := chief.Giving{Theme: t.Code, Post: s.Get("post"), Area: s.Area("area"), Since: chief.Day(s.Get("since")),
		Until: chief.Day(s.Get("until"))}
	if s.Bad != nil {
		return 0, s.Bad
	}
	if g.Person, g.Name, err = chiefsOf(c.House).Resolve(s.Get("name"), g.Area); err != nil {
		return 0, err
	}
	return chiefsOf(c.House).Appoint(c.Ctx, c.Who.Caller, command, g)
}
