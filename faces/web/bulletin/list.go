package bulletin

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/bulletin"
	"xiaohao/platform/lang"
)

// List is the bulletins, the latest first.
type List struct {
	kit.Frame
	Rows  []Row
	New   string // "" for who may not
	Pager kit.Pager
}

func (*List) Template() string { return "bulletins" }

// Row is a bulletin in the list.
type Row struct {
	Title, URL, Area, When, State, Tone string
	Do                                  string // what the reader is to do with it
}

// New is where a bulletin is made.
type New struct {
	kit.Frame
	Form kit.Form
}

func (*New) Template() string { return "bulletin-new" }

const rowsShown = 30

func list(c *kit.Call) error {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	heads, next, err := bulletinsOf(c.House).List(c.Ctx, c.Who.Caller, below, rowsShown)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("bulletins")}
	for i := range heads {
		h := &heads[i]
		state, tone := stateOf(c, h)
		p.Rows = append(p.Rows, Row{Title: h.Title, URL: bulletinURL(h.ID), Area: c.AreaName(h.Area),
			When: period(c, h), State: state, Tone: tone, Do: doing(c, h)})
	}
	if bulletinsOf(c.House).MayMakeSomewhere(c.Who.Caller) {
		p.New = "/bulletins/new"
	}
	if next != 0 {
		p.Pager.Next = "/bulletins?below=" + strconv.FormatInt(next, 10)
	}
	return c.Render(p)
}

// doing is what the reader is to do with a bulletin; "" for nothing.
func doing(c *kit.Call, h *bulletin.Head) string {
	switch {
	case h.Handed != 0 || h.Dropped != 0 || !bulletinsOf(c.House).MayMake(c.Who.Caller, h.Area):
		return ""
	case h.Back != "":
		return c.T("bulletin.do_again")
	case len(h.To) == 0:
		return c.T("bulletin.do_words")
	}
	return c.T("bulletin.do_submit")
}

func stateOf(c *kit.Call, h *bulletin.Head) (state, tone string) {
	switch {
	case h.Dropped != 0:
		return c.T("bulletin.is_dropped"), "grey"
	case h.Out != 0:
		return strings.TrimSpace(h.Number + " " + c.T("bulletin.is_out", "at", lang.Date(c.L, h.Out))), "green"
	case h.Handed != 0:
		return c.T("bulletin.in_office", "at", lang.Date(c.L, h.Handed)), "yellow"
	case h.Back != "":
		return c.T("bulletin.is_back"), "red"
	}
	return c.T("bulletin.is_draft"), "yellow"
}

func period(c *kit.Call, h *bulletin.Head) string {
	return c.T("bulletin.basis", "from", lang.Date(c.L, h.From), "until", lang.Date(c.L, h.Until-1))
}

func bulletinURL(id int64) string { return "/bulletins/" + strconv.FormatInt(id, 10) }

func newBulletin(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	if !bulletinsOf(c.House).MayMakeSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	of := kit.Choose("source", c.T("field.source"), false, []kit.Option{
		{Value: string(matter.FromMeeting), Label: c.T("source.meeting")},
		{Value: string(matter.FromSuperior), Label: c.T("source.superior")}})
	of.Hint = c.T("bulletin.source_hint")
	own := c.OwnArea()
	if c.OverArea() == c.Top() { // the city itself is none of its counties
		own = c.Top()
	}
	where := c.AnyAreaField("area", true, own, 0)
	p := &New{Frame: c.Overview("bulletins"), Form: kit.Form{ID: "make", Action: "/bulletins/new", Once: c.Once(),
		Title: c.T("bulletin.new"), Submit: c.T("bulletin.make"), Tone: "primary", Fields: []kit.Field{
			c.Line("title", "bulletin.title", 60, true), where,
			{Kind: "date", Name: "from", Label: c.T("bulletin.from"), Required: true},
			{Kind: "date", Name: "until", Label: c.T("bulletin.until"), Required: true,
				Value: lang.Input(c.Now)[:10]}, of}}}
	p.Title = c.T("bulletin.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

func made(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := makeSent(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.bulletin_made", "")
	c.To(bulletinURL(id))
	return nil
}

func makeSent(c *kit.Call, s *kit.Sent) (int64, error) {
	cmd, err := s.ID()
	if err != nil {
		return 0, err
	}
	a := bulletin.Asking{Title: s.Get("title"), Area: s.Area("area"), From: s.Day("from"),
		Until: s.Day("until"), Source: s.Get("source")}
	if s.Bad != nil {
		return 0, s.Bad
	}
	if a.Until != 0 {
		a.Until += kit.Day // the last day counts whole
	}
	return bulletinsOf(c.House).Make(c.Ctx, c.Who.Caller, cmd, a)
}
