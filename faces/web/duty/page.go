package duty

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/duty"
	"xiaohao/platform/lang"
)

// Sheet is a duty with the history of its periods.
type Sheet struct {
	kit.Frame
	Heading string
	Text    []string
	Late    string    // which report is late, and how long; "" for none
	Do      *kit.Link // its task
	Next    string
	Light   kit.Light
	Facts   []kit.Fact
	Periods []Period
	More    string // address of older periods
	Forms   []kit.Form
	Names   []kit.Datalist
}

func (*Sheet) Template() string { return "duty" }

// Period is a period in words.
type Period struct {
	Day, Due string
	Light    kit.Light
	Task     *kit.Link
	Said     string // what was reported
	Made     string // that it had passed while nothing ran
}

// New is where a duty is begun.
type New struct {
	kit.Frame
	Form  kit.Form
	Names []kit.Datalist
}

func (*New) Template() string { return "duty-new" }

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	behind, _ := strconv.Atoi(c.R.URL.Query().Get("behind"))
	s, err := dutiesOf(c.House).Sheet(c.Ctx, c.Who.Caller, id, duty.Date(max(behind, 0)))
	if err != nil {
		return err
	}
	p := &Sheet{Frame: c.Overview("duty"), Heading: s.Title, Text: kit.Paragraphs(s.Text), Next: nextOf(c, &s.Stand),
		Facts: factsOf(c, s), Light: kit.Light{Code: "none"}}
	p.Title = p.Heading
	for i, d := range s.Periods {
		row := periodOf(c, &d)
		if i == 0 && behind == 0 {
			p.Light = row.Light
		}
		if d.Task != nil && row.Light.Code == "red" { // the one that is late longest stands last
			p.Late, p.Do = c.T("duty.late_one", "day", row.Day, "left", row.Light.Left), row.Task
		}
		p.Periods = append(p.Periods, row)
	}
	if s.More != 0 {
		p.More = dutyURL(id) + "?behind=" + strconv.Itoa(int(s.More))
	}
	if s.May {
		p.Forms = []kit.Form{form(c, "change", dutyURL(id)+"/change", &s.Duty), {ID: "end",
			Action: dutyURL(id) + "/end", Once: c.Once(), Title: c.T("duty.do.end"), Submit: c.T("duty.do.end"),
			Tone: "danger", Fields: []kit.Field{c.Reason()}}}
		p.Names = c.UnitNamesList(c.Org.FindUnits("", 0, 1000))
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

func periodOf(c *kit.Call, d *duty.Done) Period {
	p := Period{Day: lang.Date(c.L, d.Period.Period.Instant()), Due: lang.Due(c.L, c.Now, d.Due), Said: d.Said,
		Light: kit.Light{Code: "none"}}
	if d.Made {
		p.Made = c.T("duty.was_made_up")
	}
	if d.Task != nil {
		p.Light, p.Task = lightOf(c, d.Task), &kit.Link{Label: d.Task.Title, URL: kit.MatterURL(d.Task.ID)}
	}
	return p
}

func factsOf(c *kit.Call, s *duty.Sheet) []kit.Fact {
	out := []kit.Fact{{Label: c.T("duty.rhythm"), Value: rhythm(c, &s.Schedule)},
		{Label: c.T("field.lead"), Value: c.UnitName(s.Lead)}}
	if len(s.Co) > 0 {
		out = append(out, kit.Fact{Label: c.T("field.co"), Value: c.UnitNames(s.Co)})
	}
	out = append(out, kit.Fact{Label: c.T("field.area"), Value: c.AreaName(s.Area)},
		kit.Fact{Label: c.T("duty.first"), Value: lang.Date(c.L, s.First.Instant())})
	if s.Last != 0 {
		out = append(out, kit.Fact{Label: c.T("duty.last"), Value: lang.Date(c.L, s.Last.Instant())})
	}
	if s.From.Part == "meeting" {
		out = append(out, kit.Fact{Label: c.T("duty.from"), Value: c.T("source.meeting")})
	}
	if s.Ended != 0 {
		out = append(out, kit.Fact{Label: c.T("field.reason"), Value: s.Reason})
	}
	return out
}

func begin(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	if !dutiesOf(c.House).MayKeepSomewhere(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &New{Frame: c.Overview("duty"), Form: form(c, "begin", "/duties/new", nil),
		Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000))}
	p.Title = c.T("duty.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

// coFields is how many co-units the form has room for, and more where the duty has more.
const coFields = 4

// form asks for all of a duty; was is the duty as it stands, nil for a new one.
func form(c *kit.Call, id, action string, was *duty.Duty) kit.Form {
	d := duty.Duty{Schedule: duty.Schedule{Rhythm: duty.Monthly, Day: 28}}
	if was != nil {
		d = *was
	}
	title, text := c.Line("title", "duty.title", 60, true), c.Words("text", "duty.text", 1000, true)
	title.Value, text.Value, text.Hint = d.Title, d.Text, c.T("duty.text_hint")
	unit := func(name, label string, id int64, required bool) kit.Field {
		f := c.Pick(name, label, required, nil)
		if u, ok := c.Org.Unit(id); ok {
			f.Value = c.Typed(u)
		}
		return f
	}
	fields := []kit.Field{title, text, c.AnyAreaField("area", true, d.Area, d.Area),
		unit("lead", "field.lead", d.Lead, true)}
	for i := range max(coFields, len(d.Co)) {
		co := int64(0)
		if i < len(d.Co) {
			co = d.Co[i]
		}
		fields = append(fields, unit(coName(i), "field.co", co, false))
	}
	every := kit.Choose("rhythm", c.T("duty.rhythm"), true, nil)
	for _, r := range duty.Rhythms() {
		every.Options = append(every.Options, kit.Option{Value: string(r), Label: c.T("duty.rhythm." + string(r)),
			Selected: r == d.Rhythm})
	}
	number := func(name, label string, n int, required bool) kit.Field {
		f := kit.Field{Kind: "number", Name: name, Label: c.T(label), Hint: c.T(label + "_hint"), Required: required}
		if n != 0 {
			f.Value = strconv.Itoa(n)
		}
		return f
	}
	date := func(name, label string, at duty.Date) kit.Field {
		f := kit.Field{Kind: "date", Name: name, Label: c.T(label)}
		if at != 0 {
			f.Value = at.String()
		}
		return f
	}
	from, to := c.Line("season_from", "duty.season_from", 5, false), c.Line("season_to", "duty.season_to", 5, false)
	from.Value, to.Value, from.Hint = dayOf(d.Season.From), dayOf(d.Season.To), c.T("duty.season_hint")
	fields = append(fields, every, number("day", "duty.day", d.Day, true),
		number("month", "duty.month", d.Month, false),
		from, to, date("first", "duty.first", d.First), date("last", "duty.last", d.Last),
		number("ahead", "duty.ahead", d.Ahead, false),
		kit.Choose("category", c.T("field.category"), false, c.Categories(d.Category)))
	return kit.Form{ID: id, Action: action, Once: c.Once(), Title: c.T("duty.do." + id), Submit: c.T("duty.do." + id),
		Tone: map[bool]string{true: "primary"}[was == nil], Fields: fields}
}

func coName(i int) string { return "co" + strconv.Itoa(i+1) }

// said reads the form of a duty.
func said(c *kit.Call, s *kit.Sent) (duty.Duty, error) {
	d := duty.Duty{Title: s.Get("title"), Text: s.Text("text"), Area: s.Area("area"), Lead: s.Unit(c.Org, "lead"),
		Category: s.Get("category"), Schedule: duty.Schedule{Rhythm: duty.Rhythm(s.Get("rhythm")),
			Day: int(s.Number("day")), Month: int(s.Number("month")), Ahead: int(s.Number("ahead")),
			Season: duty.Season{From: season(s, "season_from"), To: season(s, "season_to")}}}
	for i := range duty.MostCo {
		if s.Get(coName(i)) != "" {
			d.Co = append(d.Co, s.Unit(c.Org, coName(i)))
		}
	}
	for name, to := range map[string]*duty.Date{"first": &d.First, "last": &d.Last} {
		if at := s.Instant(name); at != 0 {
			*to = duty.Today(at)
		}
	}
	return d, s.Bad
}

// season reads a day of every year: "4-1", "4月1日", "4/1".
func season(s *kit.Sent, name string) duty.MonthDay {
	v := strings.FieldsFunc(s.Get(name), func(r rune) bool { return r < '0' || r > '9' })
	if len(v) == 0 {
		return 0
	}
	if len(v) == 2 {
		m, err := strconv.Atoi(v[0])
		d, wrong := strconv.Atoi(v[1])
		if err == nil && wrong == nil && m < 100 && d < 100 {
			return duty.MonthDay(m*100 + d)
		}
	}
	s.Spoil(fault.New(fault.Invalid, "duty_season").On(name))
	return 0
}

func begun(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := beginSent(c, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.duty_begun", "")
	c.To(dutyURL(id))
	return nil
}

func beginSent(c *kit.Call, s *kit.Sent) (int64, error) {
	command, err := s.ID()
	if err != nil {
		return 0, err
	}
	d, err := said(c, s)
	if err != nil {
		return 0, err
	}
	return dutiesOf(c.House).Begin(c.Ctx, c.Who.Caller, command, d)
}

// step changes or ends a duty.
func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	if err := takeStep(c, id, what, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, what, s, err)
	}
	c.Flash("flash.duty_"+what, "")
	c.To(dutyURL(id))
	return nil
}

func takeStep(c *kit.Call, id int64, what string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	switch what {
	case "end":
		return dutiesOf(c.House).End(c.Ctx, c.Who.Caller, command, id, s.Text("reason"))
	case "change":
		d, err := said(c, s)
		if err != nil {
			return err
		}
		return dutiesOf(c.House).Change(c.Ctx, c.Who.Caller, command, id, d)
	}
	return c.Nowhere()
}
