package outreach

import (
	"net/http"
	"strconv"
	"strings"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/outreach"
	"xiaohao/platform/lang"
)

// Outs are the activities that everybody may see.
type Outs struct {
	kit.Frame
	Rows []OutRow
	Next string
}

func (*Outs) Template() string { return "outreach-outs" }

// OutRow is an activity in the public list.
type OutRow struct {
	Title, URL, Where, When, State string
	Calls                          bool
}

// Out is an activity as everybody reads it.
type Out struct {
	kit.Frame
	Heading, Where, When, State string
	Text                        []string
	Figures                     []kit.Fact
	Things                      []string
	Places                      []OutPlace
	Photos                      []OutShot
	Call                        []string
	Left                        string // whether there are seats
	Join                        *kit.Form
	Staff                       string // "" for others
}

func (*Out) Template() string { return "outreach-out" }

// OutPlace is where a team is.
type OutPlace struct{ Name, Where, When string }

// OutShot is a public copy of a photo.
type OutShot struct{ URL, Thumb, Alt string }

func publicURL(id int64) string { return "/public/outreach/" + number(id) }

const outsShown = 20

func outs(c *kit.Call) error {
	rows, next, err := outreachOf(c.House).Out(c.Ctx, behind(c.R), outsShown)
	if err != nil {
		return err
	}
	p := &Outs{Frame: c.Frame("", c.T("outreach.public"))}
	for _, g := range rows {
		p.Rows = append(p.Rows, OutRow{g.Title.In(c.Short()), publicURL(g.ID), c.AreaName(g.Area), span(c, g),
			c.T("outreach.state." + string(g.State)), g.Calls})
	}
	if next.ID != 0 {
		p.Next = "/public/outreach?from=" + placed(next)
	}
	return c.Render(p)
}

// behind reads where a page of the list begins, as placed writes it.
func behind(r *http.Request) (p outreach.Place) {
	if at, id, ok := strings.Cut(r.URL.Query().Get("from"), "."); ok {
		a, _ := strconv.ParseInt(at, 10, 64)
		p.At = calendar.Instant(a)
		p.ID, _ = strconv.ParseInt(id, 10, 64)
	}
	return p
}

func placed(p outreach.Place) string { return number(int64(p.At)) + "." + number(p.ID) }

func span(c *kit.Call, g *outreach.Glance) string {
	return c.T("publicity.week", "from", lang.Date(c.L, g.From), "to", lang.Date(c.L, g.Until.Plus(-1)))
}

func out(c *kit.Call) error { return showOut(c, nil, nil) }

func showOut(c *kit.Call, s *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	g, err := outreachOf(c.House).Glance(c.Ctx, id)
	if err != nil {
		return err
	}
	p := &Out{Frame: c.Frame("", g.Title.In(c.Short())), Heading: g.Title.In(c.Short()), Where: c.AreaName(g.Area),
		When: span(c, g), State: c.T("outreach.state." + string(g.State)), Text: kit.Paragraphs(g.Text.In(c.Short()))}
	for _, t := range g.Things {
		p.Things = append(p.Things, c.T("outreach.public_thing", "name", t.Name, "measure", t.Measure, "planned",
			number(t.Planned), "given", number(t.Given)))
	}
	for _, f := range []kit.Fact{{Label: c.T("outreach.people"), Value: number(g.Reached)},
		{Label: c.T("outreach.came"), Value: number(g.Came)}} {
		if f.Value != "0" {
			p.Figures = append(p.Figures, f)
		}
	}
	places := []kit.Option{}
	for _, t := range g.Places {
		x := OutPlace{Name: t.Name, Where: strings.TrimSpace(c.ShortName(t.Area) + " " + t.Place)}
		if t.From != 0 {
			x.When = lang.When(c.L, c.Now, t.From)
		}
		p.Places = append(p.Places, x)
		places = append(places, kit.Option{Value: number(t.Team), Label: t.Name + " · " + x.Where})
	}
	for i, ph := range g.Photos {
		p.Photos = append(p.Photos, OutShot{publicURL(id) + "/photos/" + ph.Copy, publicURL(id) + "/photos/" + ph.Thumb,
			c.T("outreach.photo_alt", "n", strconv.Itoa(i+1))})
	}
	if g.Calls {
		p.Call = kit.Paragraphs(g.Call)
		p.Left = c.T("outreach.seats_none")
		if g.Left > 0 { // not how many: who signs others up would see which of them are known
			p.Left = c.T("outreach.seats_left", "until", lang.Date(c.L, g.CallEnds.Plus(-1)))
			p.Join = joinForm(c, id, places)
			c.Gate.Device(c.W, c.R)
		}
	}
	if _, err := outreachOf(c.House).Get(c.Ctx, c.Who.Caller, id); err == nil {
		p.Staff = activityURL(id)
	}
	if wrong != nil {
		if p.Join == nil {
			return wrong
		}
		c.Wrong(&p.Frame, p.Join, s, wrong)
	}
	return c.Render(p)
}

func joinForm(c *kit.Call, id int64, places []kit.Option) *kit.Form {
	name, phone := c.Line("name", "outreach.field.your_name", 20, true), kit.Field{Kind: "tel", Name: "phone",
		Label: c.T("outreach.field.your_phone"), Required: true, Max: 20, Auto: "tel"}
	name.Auto = "name"
	where := kit.Choose("team", c.T("outreach.field.where"), false, places)
	where.None = c.T("outreach.anywhere")
	return &kit.Form{ID: "join", Action: publicURL(id) + "/join", Once: c.Once(), Tone: "primary", Open: true,
		Title: c.T("outreach.do.join"), Submit: c.T("outreach.do.join"), Hint: c.T("outreach.hint.join", "n",
			strconv.Itoa(c.Desk.Policy().Outreach.Forget)), Fields: []kit.Field{name, phone, where}}
}

// join signs a volunteer up. What the answer says is the same for every phone.
func join(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err == nil {
		team := s.Number("team")
		if err = s.Bad; err == nil {
			err = outreachOf(c.House).Join(c.Ctx, command, id, outreach.Joining{Name: s.Get("name"),
				Phone: s.Get("phone"),
				Team:  team})
		}
	}
	switch {
	case err == nil:
		c.Flash("flash.outreach_joined", "")
		c.To(publicURL(id))
		return nil
	case fault.Of(err).Kind == fault.Missing || !kit.Refused(err):
		return err
	}
	return showOut(c, s, err)
}

// outPhoto is a public copy of a photo.
func outPhoto(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	f, err := outreachOf(c.House).Copy(c.Ctx, id, c.R.PathValue("name"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.W, c.R, f)
	return nil
}
