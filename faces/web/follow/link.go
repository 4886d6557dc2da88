package follow

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/follow"
	"xiaohao/platform/deliver"
)

// Link is the page behind a link of a letter: what it is about, and the buttons.
type Link struct {
	kit.Frame
	Heading, Lead string
	Address       string   // masked
	List          []string // what is followed, where nothing is to be chosen
	Form          kit.Form // the main button
	Other         kit.Form // the other one
}

func (*Link) Template() string { return "follow-link" }

// Done says what came of it.
type Done struct {
	kit.Frame
	Heading, Text string
	Back          kit.Link
}

func (*Done) Template() string { return "follow-done" }

// confirm asks the owner of an address. Opening it says nothing yet.
func confirm(c *kit.Call) error {
	a, err := followsOf(c.House).Asked(c.Ctx, c.R.PathValue("token"))
	if err != nil {
		return err
	}
	if len(a.List) == 0 {
		return done(c, "over")
	}
	p := &Link{Frame: c.Frame("", c.T("follow.confirm")), Heading: c.T("follow.confirm"),
		Lead:    c.T("follow.confirm_lead"),
		Address: a.Address}
	p.Unlisted = true
	list := kit.Field{Kind: "checks", Name: "of", Label: c.T("follow.confirm_of")}
	for _, f := range a.List {
		label, err := called(c, f)
		if err != nil {
			return err
		}
		list.Options = append(list.Options, kit.Option{Value: strconv.FormatInt(f.ID, 10), Label: label,
			Selected: f.ID == a.Of})
	}
	p.Form = kit.Form{ID: "confirm", Action: c.R.URL.Path, Submit: c.T("follow.yes"), Tone: "primary",
		Fields: []kit.Field{list}}
	p.Other = kit.Form{ID: "refuse", Action: c.R.URL.Path, Submit: c.T("follow.no"), Hint: c.T("follow.no_hint"),
		Fields: []kit.Field{{Kind: "hidden", Name: "no", Value: "1"}}}
	return c.Render(p)
}

// called names what is followed: of a matter what everybody may read now.
func called(c *kit.Call, f follow.Follow) (string, error) {
	switch {
	case f.Source != follow.FromPage:
		return c.T("follow.what_receipt"), nil
	case f.Matter != 0:
		title, err := followsOf(c.House).Title(c.Ctx, f)
		if title == "" {
			return c.T("follow.what_one"), err
		}
		return c.T("follow.what_matter", "title", title), err
	}
	place := c.AreaName(f.Area)
	if f.Area == c.Top() {
		place = c.City()
	}
	if f.Category != "" {
		place += " · " + c.Category(f.Category)
	}
	return c.T("follow.what_area", "area", place), nil
}

func confirmed(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	token := c.R.PathValue("token")
	if s.Yes("no") {
		if err := followsOf(c.House).Refuse(c.Ctx, token); err != nil {
			return err
		}
		return done(c, "refused")
	}
	var ids []int64
	for _, v := range s.Values["of"] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return fault.New(fault.Invalid, "follow_nothing").On("of")
	}
	if err := followsOf(c.House).Confirm(c.Ctx, token, ids); err != nil {
		return err
	}
	return done(c, "confirmed")
}

// done is the last page of a link; what names what was done.
func done(c *kit.Call, what string) error {
	heading := c.T("follow.done." + what)
	p := &Done{Frame: c.Frame("", heading), Heading: heading, Text: c.T("follow.done_text." + what),
		Back: kit.Link{Label: c.T("follow.all"), URL: "/public"}}
	p.Unlisted = true
	return c.Render(p)
}

// stop asks once more. Opening it ends nothing.
func stop(c *kit.Call) error {
	a, err := followsOf(c.House).Followed(c.Ctx, c.R.PathValue("token"))
	if err != nil {
		return err
	}
	p := &Link{Frame: c.Frame("", c.T("follow.stop")), Heading: c.T("follow.stop"), Address: a.Address}
	p.Unlisted = true
	for _, f := range a.List {
		if a.All && f.Area == 0 || !a.All && f.ID != a.Of {
			continue
		}
		label, err := called(c, f)
		if err != nil {
			return err
		}
		p.List = append(p.List, label)
	}
	if len(a.List) == 0 {
		return done(c, "stopped")
	}
	p.Lead = c.T("follow.stop_lead")
	everything := kit.Form{ID: "all", Action: c.R.URL.Path, Submit: c.T("follow.stop_all"),
		Hint: c.T("follow.stop_all_hint",
			"n", strconv.Itoa(len(a.List))), Fields: []kit.Field{{Kind: "hidden", Name: "all", Value: "1"}}}
	this := kit.Form{ID: "stop", Action: c.R.URL.Path, Submit: c.T("follow.stop_this"), Tone: "primary"}
	switch {
	case len(p.List) == 0: // this one has ended; the others go on
		p.Lead, everything.Tone, p.Form = c.T("follow.stop_ended"), "primary", everything
	case len(p.List) == len(a.List):
		p.Form = this
	default:
		p.Form, p.Other = this, everything
	}
	return c.Render(p)
}

// stopped ends it: by the button of the page, or by a mail program's one click (RFC 8058), which sees no page.
func stopped(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	if err := followsOf(c.House).Stop(c.Ctx, c.R.PathValue("token"), s.Yes("all")); err != nil {
		return err
	}
	return done(c, "stopped")
}

// bounces is the door for what a mail server could not deliver: the message as it came back. It says nothing but
// whether it was taken in, so that a mail server tries again after a 5xx.
func bounces(c *kit.Call) error {
	if !followsOf(c.House).Opens(c.R.Header.Get("X-Xiaohao-Secret")) {
		return fault.New(fault.Denied, "not_allowed")
	}
	r, err := deliver.ReadReport(c.R.Body, c.R.Header.Get("X-Xiaohao-To"))
	counted := false
	if err == nil {
		counted, err = followsOf(c.House).Returned(c.Ctx, r)
		if err != nil {
			return err
		}
	}
	return c.JSON(map[string]bool{"counted": counted})
}
