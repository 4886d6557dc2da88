package meeting

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/platform/lang"
)

// Groups are the leading groups.
type Groups struct {
	kit.Frame
	Rows []GroupRow
	New  string
	Next string
}

func (*Groups) Template() string { return "groups" }

// GroupRow is a group in the list.
type GroupRow struct{ URL, Name, Leader, Office, Where, Ended string }

// GroupPage is a leading group: who makes it up, who did before, its meetings and tasks; or the form of a new one.
type GroupPage struct {
	kit.Frame
	Heading, Ended string
	Facts          []kit.Fact
	Before         []string
	Things         []ThingRow
	Tasks          []TaskRow
	Said           string
	Forms          []kit.Form
	Names          []kit.Datalist
}

func (*GroupPage) Template() string { return "group" }

func groups(c *kit.Call) error {
	behind, _ := strconv.ParseInt(c.R.URL.Query().Get("behind"), 10, 64)
	list, err := of(c.House).Groups(c.Ctx, behind, onPage+1)
	if err != nil {
		return err
	}
	p := &Groups{Frame: c.Overview("groups")}
	if len(list) > onPage {
		list = list[:onPage]
		p.Next = "/groups?behind=" + strconv.FormatInt(list[onPage-1].ID, 10)
	}
	for _, g := range list {
		v := g.Now()
		r := GroupRow{URL: groupURL(g.ID), Name: v.Name, Leader: v.Leader, Office: c.UnitName(v.Office),
			Where: c.AreaName(v.Area)}
		if g.Ended != 0 {
			r.Ended = c.T("meeting.group.ended", "at", lang.Date(c.L, g.Ended))
		}
		p.Rows = append(p.Rows, r)
	}
	if of(c.House).MayRegisterSomewhere(c.Who.Caller) {
		p.New = "/groups/new"
	}
	return c.Render(p)
}

func newGroup(c *kit.Call) error { return showNewGroup(c, nil, nil) }

func showNewGroup(c *kit.Call, s *kit.Sent, wrong error) error {
	if !of(c.House).MayRegisterSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	f := groupForm(c, "found", "/groups/new", meeting.Membership{From: c.Now, Area: ownArea(c)})
	f.Open = true
	p := &GroupPage{Frame: c.Overview("groups"), Heading: c.T("meeting.do.found"), Forms: []kit.Form{f},
		Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000))}
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Forms[0], s, wrong)
	}
	return c.Render(p)
}

func groupForm(c *kit.Call, id, action string, m meeting.Membership) kit.Form {
	line := func(name, value string, needed bool) kit.Field {
		f := c.Line(name, "meeting.group."+name, 200, needed)
		f.Value = value
		return f
	}
	list := func(name string, names []string) kit.Field {
		f := c.Words(name, "meeting.group."+name, 5000, false)
		f.Value, f.Hint = strings.Join(names, "\n"), c.T("meeting.hint.names")
		return f
	}
	office := c.Pick("office", "meeting.group.office", true, nil)
	if u, ok := c.Org.Unit(m.Office); ok {
		office.Value = c.Typed(u)
	}
	return kit.Form{ID: id, Action: action, Once: c.Once(), Title: c.T("meeting.do." + id),
		Submit: c.T("meeting.do." + id),
		Tone:   "primary", Fields: []kit.Field{line("name", m.Name, true), areaField(c, &meeting.Entry{Area: m.Area}),
			line("first", m.First, false), line("leader", m.Leader, true), list("deputy", m.Deputy),
			list("members", m.Members), office, {Kind: "date", Name: "from", Label: c.T("meeting.group.from"),
				Required: true, Value: lang.Input(m.From)[:10]}, c.Words("why", "field.reason", 200, false)}}
}

func addGroup(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := setGroup(c, s, 0)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		blank(s, err)
		return showNewGroup(c, s, err)
	}
	c.Flash("flash.meeting_group", "")
	c.To(groupURL(id))
	return nil
}

func setGroup(c *kit.Call, s *kit.Sent, group int64) (int64, error) {
	command, err := s.ID()
	if err != nil {
		return 0, err
	}
	names := func(field string) (out []string) {
		for _, l := range kit.Paragraphs(s.Text(field)) {
			out = append(out, strings.TrimSpace(l))
		}
		return out
	}
	g := meeting.GroupSet{Why: s.Text("why"), Membership: meeting.Membership{Name: s.Get("name"), Area: s.Area("area"),
		First: s.Get("first"), Leader: s.Get("leader"), Deputy: names("deputy"), Members: names("members"),
		Office: s.Unit(c.Org, "office"), From: s.Day("from")}}
	if s.Bad != nil {
		return 0, s.Bad
	}
	return of(c.House).SetGroup(c.Ctx, c.Who.Caller, command, group, g)
}

func groupPage(c *kit.Call) error { return showGroup(c, "", nil, nil) }

func showGroup(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	g, err := of(c.House).Group(c.Ctx, id)
	if err != nil {
		return err
	}
	v := g.Now()
	p := &GroupPage{Frame: c.Overview("groups"), Heading: v.Name, Facts: groupFacts(c, v)}
	p.Title = v.Name
	if g.Ended != 0 {
		p.Ended = c.T("meeting.group.ended", "at", lang.Date(c.L, g.Ended)) + " · " + g.Reason
	}
	for i := len(g.Versions) - 2; i >= 0; i-- {
		x := g.Versions[i]
		p.Before = append(p.Before, c.T("meeting.group.was", "from", lang.Date(c.L, x.From), "leader", x.Leader,
			"first", x.First, "deputy", strings.Join(x.Deputy, "、")))
	}
	if err := led(c, p, id); err != nil {
		return err
	}
	if of(c.House).MayRegister(c.Who.Caller, v.Area) && g.Ended == 0 {
		change := groupForm(c, "change", groupURL(id)+"/change", v.Membership)
		change.Tone = ""
		p.Forms = []kit.Form{change, {ID: "end", Action: groupURL(id) + "/end", Once: c.Once(),
			Title: c.T("meeting.do.end"), Submit: c.T("meeting.do.end"), Tone: "danger", Fields: []kit.Field{
				{Kind: "date", Name: "day", Label: c.T("meeting.group.until"), Required: true}, c.Reason()}}}
		p.Names = c.UnitNamesList(c.Org.FindUnits("", 0, 1000))
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		blank(sent, wrong)
		kit.Refuse(p.Forms, c.L, step, sent, wrong)
	}
	return c.Render(p)
}

func groupFacts(c *kit.Call, v meeting.Version) (out []kit.Fact) {
	for _, f := range [][2]string{{"first", v.First}, {"leader", v.Leader}, {"deputy", strings.Join(v.Deputy, "、")},
		{"members", strings.Join(v.Members, "、")}, {"office", c.UnitName(v.Office)}, {"from", lang.Date(c.L, v.From)}} {
		if f[1] != "" {
			out = append(out, kit.Fact{Label: c.T("meeting.group." + f[0]), Value: f[1]})
		}
	}
	return append(out, kit.Fact{Label: c.T("field.area"), Value: c.AreaName(v.Area)})
}

// led fills in the meetings of a group and their tasks, as far as the reader may know of them.
func led(c *kit.Call, p *GroupPage, group int64) error {
	x := of(c.House)
	list, err := x.Led(c.Ctx, c.Who.Caller, group)
	if err != nil {
		return err
	}
	tasksOf, err := x.TasksOf(c.Ctx, c.Who.Caller, list)
	if err != nil {
		return err
	}
	var all []meeting.Seen
	for i := range list {
		t := &list[i]
		tasks := tasksOf[t.ID]
		all = append(all, tasks...)
		p.Things, p.Tasks = append(p.Things, thingRow(c, t, tasks)), append(p.Tasks, taskRows(c, t, tasks, false)...)
	}
	p.Said, _, _ = tally(c, all)
	return nil
}

func groupStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	switch step {
	case "change":
		_, err = setGroup(c, s, id)
	case "end":
		command, wrong := s.ID()
		day := s.Day("day")
		if err = s.Bad; err == nil {
			err = wrong
		}
		if err == nil {
			err = of(c.House).EndGroup(c.Ctx, c.Who.Caller, command, id, meeting.GroupEnded{Day: day,
				Reason: s.Text("reason")})
		}
	default:
		return c.Nowhere()
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showGroup(c, step, s, err)
	}
	c.Flash("flash.meeting_group", "")
	c.To(groupURL(id))
	return nil
}
