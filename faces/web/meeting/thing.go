package meeting

import (
	"bytes"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
	"xiaohao/platform/lang"
)

// ThingPage is a thing of the register: first how its tasks stand.
type ThingPage struct {
	kit.Frame
	Heading, Kind string
	Gone          string // that it was taken back or closed, and why
	Said          string
	Light         kit.Light
	Segments      []kit.Segment
	Tasks         []TaskRow
	Facts         []kit.Fact
	Agenda        []AgendaRow
	Plans         []kit.Link // deliberated there
	Text          []string
	Readers       []string
	Readings      []string // who read it when, for the office
	Breakdowns    []kit.Link
	Paper         string // address of the paper for this meeting, for the office
	Files         []FileRow
	Forms         []kit.Form
	Names         []kit.Datalist
}

func (*ThingPage) Template() string { return "meeting" }

// AgendaRow is an item of an agenda in words.
type AgendaRow struct{ Kind, Text, Outcome, Indicators string }

// TaskRow is a task in words.
type TaskRow struct {
	URL, Number, Title, Who, State, How, Note string
	Light                                     kit.Light
	Settle                                    *kit.Form // after the thing was taken back; nil for nothing to decide
}

func thingPage(c *kit.Call) error { return showThing(c, "", nil, nil) }

func showThing(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := of(c.House)
	t, err := x.Look(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &ThingPage{Frame: c.Overview("meetings"), Heading: x.NameOf(c.Ctx, t),
		Kind: c.T("meeting.kind." + string(t.Kind)),
		Text: kit.Paragraphs(t.Text), Facts: thingFacts(c, t), Readers: kit.Paragraphs(addressees(c, t))}
	p.Title = p.Heading
	tasks, err := x.Tasks(c.Ctx, c.Who.Caller, t)
	if err != nil {
		return err
	}
	p.Said, p.Light, p.Segments = tally(c, tasks)
	office := x.MayRegister(c.Who.Caller, t.Area)
	p.Tasks = taskRows(c, t, tasks, office)
	for _, it := range t.Agenda {
		p.Agenda = append(p.Agenda, AgendaRow{c.T("meeting.item." + it.Kind), it.Text, it.Outcome,
			strings.Join(it.Indicators, "、")})
	}
	if p.Plans, err = plansMet(c, t); err != nil {
		return err
	}
	if t.Withdrawn != 0 {
		p.Gone = c.T("meeting.gone_why", "at", lang.Date(c.L, t.Withdrawn), "reason", t.Reason)
	}
	if t.Closed != 0 {
		p.Gone = closedWhy(c, t)
	}
	if err := forOffice(c, p, t); err != nil {
		return err
	}
	may := office && t.Withdrawn == 0 && t.Closed == 0
	if p.Files, err = fileRows(c, t, may); err != nil {
		return err
	}
	if may {
		if p.Forms, err = thingForms(c, t); err != nil {
			return err
		}
		p.Names = c.UnitNamesList(c.Org.FindUnits("", 0, 1000))
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		blank(sent, wrong)
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// forOffice fills in what only the office of the area sees.
func forOffice(c *kit.Call, p *ThingPage, t *meeting.Thing) error {
	x := of(c.House)
	reads, err := x.Readings(c.Ctx, c.Who.Caller, t)
	if err != nil {
		return err
	}
	for _, r := range reads {
		name := "#" + strconv.FormatInt(r.Person, 10)
		if who, ok := c.Org.Person(r.Person); ok {
			name = who.Name
		}
		p.Readings = append(p.Readings, c.T("meeting.read_by", "name", name, "at", lang.DateTime(c.L, r.At)))
	}
	list, err := x.Breakdowns(c.Ctx, c.Who.Caller, t)
	for _, b := range list {
		day, state := lang.Date(c.L, b.At), c.T("meeting.state."+b.State)
		said := day + " · " + state
		if b.State == meeting.Draft {
			said = c.T("meeting.breakdown_of", "at", day, "state", state, "n", strconv.Itoa(b.Open))
		}
		p.Breakdowns = append(p.Breakdowns, kit.Link{URL: breakURL(b.ID), Label: said})
	}
	if t.Kind == meeting.Meeting && x.Office(c.Who.Caller, t.Area) {
		p.Paper = thingURL(t.ID) + "/paper"
	}
	return err
}

func addressees(c *kit.Call, t *meeting.Thing) string {
	var out []string
	for _, id := range t.Units {
		out = append(out, c.UnitName(id))
	}
	for _, id := range t.People {
		if p, ok := c.Org.Person(id); ok {
			out = append(out, p.Name)
		}
	}
	return strings.Join(out, "\n")
}

func thingFacts(c *kit.Call, t *meeting.Thing) (out []kit.Fact) {
	add := func(key, value string) {
		if value != "" {
			out = append(out, kit.Fact{Label: c.T(key), Value: value})
		}
	}
	from := "meeting.field.from"
	if t.Kind == meeting.Instruction {
		from = "meeting.field.leader"
	}
	add("meeting.fact.day."+string(t.Kind), lang.Date(c.L, t.Day))
	add("meeting.field.number", t.Number)
	add(from, t.From)
	add("meeting.fact.body", t.Body)
	add("meeting.field.presided", t.Presided)
	add("meeting.field.attendance", t.Attendance)
	add("field.area", c.AreaName(t.Area))
	if t.Group != 0 {
		if g, err := of(c.House).Group(c.Ctx, t.Group); err == nil {
			out = append(out, kit.Fact{Label: c.T("meeting.field.group"), Value: g.On(t.Day).Name, URL: groupURL(g.ID)})
		}
	}
	return out
}

func taskRows(c *kit.Call, t *meeting.Thing, tasks []meeting.Seen, office bool) (out []TaskRow) {
	for _, x := range tasks {
		card := c.CardOf(x.Task)
		r := TaskRow{URL: card.URL, Number: card.Number, Title: card.Title, Who: card.Who,
			State: c.T("state." + card.State), Light: card.Light, How: c.T("meeting.how." + x.How), Note: x.Note}
		if x.Fate != "" {
			r.Note = c.T("meeting.fate." + x.Fate)
		}
		if office && t.Withdrawn != 0 && x.How == meeting.Made && x.Fate == "" && x.Task.Open() {
			f := kit.Choose("fate", c.T("meeting.field.fate"), true, []kit.Option{
				{Value: meeting.GoOn, Label: c.T("meeting.fate.on")},
				{Value: meeting.AskWithdraw, Label: c.T("meeting.fate.withdraw")}})
			r.Settle = &kit.Form{ID: "settle-" + strconv.FormatInt(x.Matter, 10), Action: thingURL(t.ID) + "/settle",
				Once: c.Once(), Submit: c.T("meeting.do.settle"), Fields: []kit.Field{f,
					c.Words("note", "field.note", 500, false),
					{Kind: "hidden", Name: "matter", Value: strconv.FormatInt(x.Matter, 10)}}}
		}
		out = append(out, r)
	}
	return out
}

// thingForms are what the office may do with a thing that stands.
func thingForms(c *kit.Call, t *meeting.Thing) (out []kit.Form, err error) {
	base := thingURL(t.ID) + "/"
	form := func(id, tone string, fields ...kit.Field) {
		out = append(out, kit.Form{ID: id, Action: base + id, Once: c.Once(), Title: c.T("meeting.do." + id),
			Submit: c.T("meeting.do." + id), Tone: tone, Fields: fields})
	}
	text := c.Words("text", "meeting.field.cut", 200_000, false)
	text.Value, text.Hint = t.Text, c.T("meeting.secrecy")
	form("cut", "primary", text, kit.Field{Kind: "file", Name: "file", Label: c.T("meeting.field.file")})
	out[0].Files = true
	if t.Kind == meeting.Meeting {
		how := kit.Choose("how", c.T("meeting.field.how"), true, []kit.Option{
			{Value: meeting.HeardOf, Label: c.T("meeting.how.heard")},
			{Value: meeting.DecidedOn, Label: c.T("meeting.how.decided")}})
		form("deal", "", c.Line("number", "meeting.field.task", 40, true), how,
			c.Words("note", "meeting.field.dealt", 500, false))
		form("paper", "")
		out[len(out)-1].Hint = c.T("meeting.hint.paper")
	}
	amend, err := entryForm(c, "amend", base+"amend", &t.Entry)
	amend.Tone = ""
	amend.Fields = append(amend.Fields, c.Words("why", "field.reason", 500, true),
		kit.Field{Kind: "hidden", Name: "seq", Value: strconv.FormatInt(t.Seq, 10)})
	out = append(out, fileForm(c, t), amend)
	why := c.Reason()
	why.Required = false
	form("close", "", why)
	out[len(out)-1].Hint = c.T("meeting.hint.close")
	form("withdraw", "danger", c.Reason())
	out[len(out)-1].Hint = c.T("meeting.hint.withdraw")
	return out, err
}

// thingStep takes one step with a thing.
func thingStep(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	data, s, err := c.FileRead("file", meeting.MostFile)
	to := ""
	if err == nil {
		to, err = takeThingStep(c, id, step, s, data)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showThing(c, step, s, err)
	}
	c.Flash("flash.meeting_"+step, "")
	c.To(to)
	return nil
}

func takeThingStep(c *kit.Call, id int64, step string, s *kit.Sent, data []byte) (string, error) {
	command, err := s.ID()
	if err != nil {
		return "", err
	}
	x, who := of(c.House), c.Who.Caller
	here := thingURL(id)
	switch step {
	case "cut":
		text := s.Text("text")
		if s.File != "" {
			if text, err = x.TextOf(c.Ctx, s.File, data); err != nil {
				return "", err
			}
		}
		b, err := x.Cut(c.Ctx, who, command, id, text)
		return breakURL(b), err
	case "deal":
		m, err := c.Desk.ByNumber(c.Ctx, who, strings.TrimSpace(s.Get("number")))
		if err != nil {
			return "", fault.New(fault.Invalid, "meeting_task").On("number")
		}
		return here, x.Deal(c.Ctx, who, command, id, meeting.Dealt{Matter: m.ID, How: s.Get("how"),
			Note: s.Text("note")})
	case "settle":
		return here, x.Settle(c.Ctx, who, command, id, meeting.Settled{Matter: s.Number("matter"), Fate: s.Get("fate"),
			Note: s.Text("note")})
	case "file":
		if s.File == "" {
			return "", fault.New(fault.Invalid, "file_none").On("file")
		}
		_, err := x.AddFile(c.Ctx, who, command, id, s.File, bytes.NewReader(data))
		return here + "#files", err
	case "drop":
		return here + "#files", x.DropFile(c.Ctx, who, command, id, s.Number("file"), s.Text("reason"))
	case "close":
		return here, x.Close(c.Ctx, who, command, id, s.Text("reason"))
	case "paper":
		return here + "/paper", x.MakePaper(c.Ctx, who, command, id)
	case "withdraw":
		return here, x.Withdraw(c.Ctx, who, command, id, s.Text("reason"))
	case "amend":
		e, err := entrySent(c, s, meeting.Kind(s.Get("kind")))
		if err != nil {
			return "", err
		}
		return here, x.Amend(c.Ctx, who, command, id, s.Number("seq"), e, s.Text("why"))
	}
	return "", c.Nowhere()
}

// OriginsOf are the things that a task comes from or was dealt with at, as far as the reader may know of them, for the
// task's page.
func OriginsOf(c *kit.Call, m *matter.Matter) ([]kit.Fact, error) {
	if m.Kind != matter.Task {
		return nil, nil
	}
	list, err := of(c.House).Origins(c.Ctx, c.Who.Caller, m)
	var out []kit.Fact
	for _, o := range list {
		value := of(c.House).NameOf(c.Ctx, o.Thing) + " · " + lang.Date(c.L, o.Day)
		if o.Note != "" {
			value += " · " + o.Note
		}
		out = append(out, kit.Fact{Label: c.T("meeting.how." + o.How), Value: value, URL: thingURL(o.ID)})
	}
	return out, err
}
