package report

import (
	"net/url"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// reportForm is what a resident fills in: what, where, and if he likes photos and how to reach him.
func reportForm(c *kit.Call) kit.Form {
	fields := reportFields(c, areaAsked(c))
	fields[0].Hint = c.T("form.text_hint")
	name, phone := c.Line("name", "field.name", 50, false),
		kit.Field{Kind: "tel", Name: "phone", Label: c.T("field.phone"), Max: 30, Auto: "tel",
			Hint: c.T("form.phone_hint")}
	name.Auto = "name"
	return kit.Form{ID: "report", Action: "/report", Once: c.Once(), Submit: c.T("form.send"),
		Tone: "primary", Files: true, Alike: &kit.Alikes{}, InPublic: &kit.InPublic{Go: previewPath},
		Fields: append(fields, name, phone, kit.Field{Kind: "check", Name: "help", Label: c.T("form.help"),
			Hint: c.T("form.help_hint")},
			kit.Field{Kind: "check", Name: "withhold", Label: c.T("form.withhold"), Hint: c.T("form.withhold_hint")})}
}

// reportFields are what everybody who reports is asked for, as the command's description says: what first, then where.
// own is the area that is offered first, 0 for none. How to reach a resident is no part of the command.
func reportFields(c *kit.Call, own area.Code) []kit.Field {
	fields := c.Asked(matter.CmdReport, &matter.Matter{}, "text", "photos", "area", "place", "lat")
	for i := range fields {
		switch x := &fields[i]; x.Name {
		case "area":
			*x = c.AreasField(x.Name, x.Required, own, own)
		case "place":
			x.Hint = c.T("form.place_hint")
		}
	}
	return fields
}

func findForm(c *kit.Call) kit.Form {
	return kit.Form{ID: "find", Fields: []kit.Field{{Kind: "code", Name: "code", Label: c.T("field.receipt"),
		Required: true}}}
}

func home(c *kit.Call) error {
	p := &Home{Frame: c.Frame("", ""), Form: reportForm(c), Find: findForm(c), News: news(c)}
	like(c, p)
	p.Preview = &kit.Preview{Title: c.T("home.title") + " · " + c.City(), Text: c.T("home.lead"),
		URL: c.Gate.Base(c.R) + "/"}
	return c.Render(p)
}

// report takes a resident's report. It is the residents' door: whoever is logged in reports here without his name.
func report(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err == nil {
		placed(c, s)
		if p := homeAgain(c, s); asks(c, org.Caller{}, s, &p.Form) {
			p.Status = fault.Conflict.Status()
			return c.Render(p)
		}
	}
	var res desk.Result
	if err == nil {
		res, err = giveReport(c, s)
	}
	if err != nil {
		p := homeAgain(c, s)
		p.Status = fault.Of(err).Kind.Status()
		c.Log(err)
		p.Form.Again(c.L, s, err)
		return c.Render(p)
	}
	c.Gate.Device(c.W, c.R)
	c.To("/r/" + res.Receipt + "?new=1")
	return nil
}

// homeAgain is the page that a report came from.
func homeAgain(c *kit.Call, s *kit.Sent) *Home {
	if b, at, _, wrong := plateSent(c, s); wrong == nil && at != nil {
		return homeAt(c, b, at)
	}
	return &Home{Frame: c.Frame("", ""), Form: reportForm(c), Find: findForm(c)}
}

func giveReport(c *kit.Call, s *kit.Sent) (desk.Result, error) {
	id, err := s.ID()
	if err != nil {
		return desk.Result{}, err
	}
	b := &matter.Report{Kind: matter.Problem, Source: matter.FromResident, Area: s.Area("area"), Place: s.Get("place"),
		Text: s.Text("text"), Withhold: s.Yes("withhold"),
		Lat: s.Degrees("lat"), Lng: s.Degrees("lng"), Photos: s.Photos()}
	if s.Yes("help") {
		b.Kind = matter.Help
	}
	if _, _, b.Point, err = plateSent(c, s); err != nil {
		return desk.Result{}, err
	}
	if s.Bad != nil {
		return desk.Result{}, s.Bad
	}
	cmd := desk.Command{ID: id, Body: b, Said: b}
	if n, p := strings.TrimSpace(s.Get("name")), strings.TrimSpace(s.Get("phone")); n != "" || p != "" {
		cmd.Contact = &desk.Contact{Name: n, Phone: p}
	}
	return c.Desk.Do(c.Ctx, org.Caller{Doubt: c.Gate.Doubt(c.R, c.Who.Voice, id)}, cmd)
}

// find looks up a receipt code, as it was typed.
func find(c *kit.Call) error {
	code := strings.TrimSpace(c.R.URL.Query().Get("code"))
	p := &Find{Frame: c.Frame("", c.T("page.find")), Form: findForm(c)}
	if code == "" {
		return c.Render(p)
	}
	_, _, err := c.Desk.ByReceipt(c.Ctx, code)
	if err == nil {
		c.To("/r/" + url.PathEscape(plainCode(code)))
		return nil
	}
	if fault.Of(err).Kind != fault.Missing {
		return err
	}
	p.Status = fault.Of(err).Kind.Status()
	p.Form.Fields[0].Value, p.Form.Fields[0].Error = code, lang.Error(c.L, fault.Of(err))
	return c.Render(p)
}
