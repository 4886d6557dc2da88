package follow

import (
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/follow"
)

// Ask is the page on which somebody says where he wants to be told.
type Ask struct {
	kit.Frame
	Heading, Lead string
	Mail          *kit.Form // nil where the city sends no mail
	Text          *kit.Form // by text message, of a receipt with a phone; nil otherwise
	Feed          string    // the same as a feed, "" for none
	Back          kit.Link
}

func (*Ask) Template() string { return "follow-ask" }

func ask(c *kit.Call) error { return showAsk(c, nil, nil) }

// showAsk is the form; with an error as it was refused.
func showAsk(c *kit.Call, s *kit.Sent, wrong error) error {
	w, err := wishOf(c)
	if err != nil {
		return err
	}
	p := &Ask{}
	if err := p.about(c, &w); err != nil {
		return err
	}
	c.Gate.Device(c.W, c.R)
	p.Frame = c.Frame("", p.Heading)
	p.Unlisted = true
	mail, text, err := followsOf(c.House).Ways(c.Ctx)
	if err != nil {
		return err
	}
	if mail {
		p.Mail = mailForm(c, w)
	}
	if text && w.Receipt != "" {
		has, err := followsOf(c.House).HasPhone(c.Ctx, w.Receipt)
		if err != nil {
			return err
		}
		if has {
			p.Text = &kit.Form{ID: "text", Action: c.R.URL.Path, Hint: c.T("follow.text_hint"),
				Submit: c.T("follow.text"),
				Tone:   "primary", Fields: []kit.Field{{Kind: "hidden", Name: "by", Value: "text"}}}
		}
	}
	if wrong != nil {
		f := p.Mail
		if s.Get("by") == "text" {
			f = p.Text
		}
		if f == nil {
			return wrong
		}
		c.Wrong(&p.Frame, f, s, wrong)
	}
	return c.Render(p)
}

// wishOf is what the address of the page is about. The faults are those of a page that is not there.
func wishOf(c *kit.Call) (w follow.Wish, err error) {
	w.Lang = c.L
	switch id, code, receipt := c.R.PathValue("id"), c.R.PathValue("code"),
		strings.HasPrefix(c.R.URL.Path, "/r/"); {
	case receipt:
		w.Receipt = strings.ToUpper(code)
	case id != "":
		w.Matter, err = c.PathID()
	default:
		if w.Area, err = area.Parse(code); err != nil {
			return w, c.Nowhere()
		}
		w.Category = c.R.URL.Query().Get("category")
	}
	return w, err
}

// about says what the page is for; of a matter that is not public it does not say whether it is there.
func (p *Ask) about(c *kit.Call, w *follow.Wish) error {
	p.Lead = c.T("follow.lead")
	switch {
	case w.Receipt != "":
		if _, _, err := c.Desk.ByReceipt(c.Ctx, w.Receipt); err != nil {
			return err
		}
		p.Heading, p.Lead = c.T("follow.heading_receipt"), c.T("follow.lead_receipt")
		p.Back = kit.Link{Label: c.T("follow.back_receipt"), URL: "/r/" + w.Receipt}
	case w.Matter != 0:
		m, err := releasesOf(c.House).One(c.Ctx, w.Matter)
		if err != nil {
			return err
		}
		p.Heading = c.T("follow.heading", "what", m.Title)
		p.Back = kit.Link{Label: c.T("follow.back"), URL: strings.TrimSuffix(c.R.URL.Path, "/follow")}
	default:
		if _, ok := c.Org.Tree().Get(w.Area); !ok {
			return c.Nowhere()
		}
		p.Heading, p.Lead = c.T("follow.heading", "what", c.AreaName(w.Area)), c.T("follow.lead_area")
		p.Feed = "/public/feed.atom?area=" + w.Area.String()
		p.Back = kit.Link{Label: c.T("follow.back"), URL: strings.TrimSuffix(c.R.URL.Path, "/follow")}
	}
	return nil
}

func mailForm(c *kit.Call, w follow.Wish) *kit.Form {
	address := c.Line("email", "follow.email", 254, true)
	address.Auto, address.Hint = "email", c.T("follow.email_hint")
	f := &kit.Form{ID: "mail", Action: c.R.URL.Path, Submit: c.T("follow.mail"), Tone: "primary", Open: true}
	if w.Area != 0 {
		some := kit.Choose("category", c.T("follow.category"), false, nil)
		for _, x := range public(c.Desk.Policy()) {
			some.Options = append(some.Options, kit.Option{Value: x.Code, Label: x.Name(c.Short()), Group: x.Group,
				Selected: x.Code == w.Category})
		}
		f.Fields = append(f.Fields, some)
	}
	f.Fields = append(f.Fields, address)
	return f
}

// public are the categories of which anything may be public.
func public(p *policy.Policy) (out []policy.Category) {
	for _, x := range p.Categories() {
		for _, s := range p.Release.Sources {
			if p.Release.May(s, x.Code) {
				out = append(out, x)
				break
			}
		}
	}
	return out
}

// asked takes the form. What the answer says is the same for every address.
func asked(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	w, err := wishOf(c)
	if err != nil {
		return err
	}
	if w.Area != 0 {
		w.Category = s.Get("category")
	}
	if s.Get("by") == "text" {
		err = followsOf(c.House).AskText(c.Ctx, w)
	} else {
		err = followsOf(c.House).Ask(c.Ctx, w, s.Get("email"))
	}
	switch {
	case err == nil && s.Get("by") == "text":
		c.Flash("flash.follow_text", "")
		c.To("/r/" + w.Receipt)
		return nil
	case err == nil:
		c.To("/follow/asked")
		return nil
	case fault.Of(err).Kind == fault.Missing || !kit.Refused(err):
		return err
	}
	return showAsk(c, s, err)
}

// look sends somebody to his mailbox.
func look(c *kit.Call) error {
	return c.Render(&Done{Frame: c.Frame("", c.T("follow.look")), Heading: c.T("follow.look"),
		Text: c.T("follow.look_text"), Back: kit.Link{Label: c.T("follow.all"), URL: "/public"}})
}
