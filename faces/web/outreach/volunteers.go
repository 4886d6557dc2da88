package outreach

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/outreach"
	"xiaohao/platform/lang"
)

// Volunteers are those who signed up, for who leads them.
type Volunteers struct {
	kit.Frame
	Back   kit.Link
	Said   string
	Keep   string // how long their data is kept
	Rows   []VolunteerRow
	Teams  []kit.Form // one for each team: who came
	Strike *kit.Form  // for who leads the activity

	Readings []string // who read this page when, for who leads the activity
}

func (*Volunteers) Template() string { return "outreach-volunteers" }

// VolunteerRow is a volunteer.
type VolunteerRow struct {
	Name, Phone, Team, When string
	Came                    bool
}

func volunteers(c *kit.Call) error { return showVolunteers(c, "", nil, nil) }

func showVolunteers(c *kit.Call, step string, s *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := outreachOf(c.House)
	b, err := x.Books(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	list, err := x.Volunteers(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Volunteers{Frame: c.Overview("outreach"), Back: kit.Link{Label: b.Name, URL: activityURL(id)},
		Said: c.T("outreach.helpers", "signed", number(b.Signed), "seats", strconv.Itoa(b.Call.Seats), "came",
			number(b.Came(0))), Keep: c.T("outreach.helpers_keep", "n", strconv.Itoa(c.Desk.Policy().Outreach.Forget))}
	p.Title = c.T("outreach.volunteers") + " · " + b.Name
	who := kit.Choose("volunteer", c.T("outreach.field.volunteer"), true, nil)
	for _, v := range list {
		r := VolunteerRow{v.Name, v.Phone, c.T("outreach.anywhere"), lang.When(c.L, c.Now, v.At), v.Came}
		if t, ok := b.Team(v.Team); ok {
			r.Team = t.Name
		}
		p.Rows = append(p.Rows, r)
		who.Options = append(who.Options, kit.Option{Value: v.ID, Label: v.Name})
	}
	base := activityURL(id) + "/volunteers/"
	for _, t := range b.Teams {
		if !x.Works(c.Who.Caller, b.Activity, t) || b.State != outreach.Running && b.State != outreach.Ended {
			continue
		}
		p.Teams = append(p.Teams, turnOut(c, base, b, t, list))
	}
	if x.Manages(c.Who.Caller, b.Activity) && len(list) > 0 {
		p.Strike = &kit.Form{ID: "strike", Action: base + "strike", Once: c.Once(), Tone: "danger",
			Title: c.T("outreach.do.strike"), Submit: c.T("outreach.do.strike"), Hint: c.T("outreach.hint.strike"),
			Fields: []kit.Field{who}}
	}
	reads, err := x.Readings(c.Ctx, c.Who.Caller, b.Activity)
	if err != nil {
		return err
	}
	for _, r := range reads {
		name := "#" + number(r.Person)
		if who, ok := c.Org.Person(r.Person); ok {
			name = who.Name
		}
		p.Readings = append(p.Readings, c.T("outreach.read_by", "name", name, "at", lang.DateTime(c.L, r.At), "n",
			strconv.Itoa(r.N)))
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Teams, c.L, step, s, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// turnOut asks who came to a team.
func turnOut(c *kit.Call, base string, b *outreach.Books, t outreach.Team, list []outreach.Volunteer) kit.Form {
	came := kit.Field{Kind: "checks", Name: "came", Label: c.T("outreach.field.came")}
	ticked := int64(0)
	for _, v := range list {
		if v.Team == 0 || v.Team == t.ID {
			here := v.Came && v.Team == t.ID
			if here {
				ticked++
			}
			came.Options = append(came.Options, kit.Option{Value: v.ID, Label: v.Name, Selected: here})
		}
	}
	others := kit.Field{Kind: "number", Name: "others", Label: c.T("outreach.field.others")}
	if n := b.Came(t.ID) - ticked; n > 0 {
		others.Value = number(n)
	}
	f := kit.Form{ID: "came-" + number(t.ID), Action: base + "came-" + number(t.ID), Once: c.Once(),
		Title: c.T("outreach.do.came", "team", t.Name, "n", number(b.Came(t.ID))), Submit: c.T("outreach.do.came_go")}
	if len(came.Options) > 0 {
		f.Fields = append(f.Fields, came)
	}
	f.Fields = append(f.Fields, others)
	return f
}

func volunteersStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	if err := takeVolunteers(c, id, step, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showVolunteers(c, step, s, err)
	}
	c.Flash("flash.outreach_done", "")
	c.To(activityURL(id) + "/volunteers")
	return nil
}

func takeVolunteers(c *kit.Call, id int64, step string, s *kit.Sent) error {
	x := outreachOf(c.House)
	if step == "strike" {
		return x.Strike(c.Ctx, c.Who.Caller, id, s.Get("volunteer"))
	}
	const name = "came-"
	if len(step) <= len(name) || step[:len(name)] != name {
		return c.Nowhere()
	}
	team, err := strconv.ParseInt(step[len(name):], 10, 64)
	if err != nil {
		return c.Nowhere()
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	others := s.Number("others")
	if s.Bad != nil {
		return s.Bad
	}
	return x.TurnOut(c.Ctx, c.Who.Caller, command, id, team, s.Values["came"], others)
}
