package matter

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/policy"
	"xiaohao/faces/web/chief"
	"xiaohao/faces/web/file"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/meeting"
	"xiaohao/faces/web/node"
	"xiaohao/faces/web/relay"
	"xiaohao/faces/web/rota"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/lang"
)

// historyPage is how many steps of a history stand on one page.
const historyPage = 100

func page(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	p, err := matterPage(c, id)
	if err != nil {
		return err
	}
	return c.Render(p)
}

// matterPage is the page of a matter as the caller may see it now.
func matterPage(c *kit.Call, id int64) (*Matter, error) {
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, err
	}
	follows, err := c.Desk.Follows(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, err
	}
	base := kit.MatterURL(id)
	p := &Matter{Frame: c.Frame("lists", m.Title), Card: c.CardOf(m), Text: kit.Paragraphs(m.Text), Goal: m.Goal,
		Work: m.Work, Facts: facts(c, m), Answers: answers(c, m), Chain: chain(c, m),
		Steps: c.Stations(m), Asked: asked(c, m), Forms: commandForms(c, m, follows)}
	p.Before, p.After = c.Shots(m, base)
	p.Names = namesFor(c, m, p.Forms)
	suggest(c, p, m)
	if err := pastSteps(c, p, m); err != nil {
		return nil, err
	}
	if m.Rating != nil {
		p.Rating = c.T("rating." + map[bool]string{true: "fixed", false: "not_fixed"}[m.Rating.Fixed])
		if m.Rating.Text != "" {
			p.Rating += c.T("word.colon") + m.Rating.Text
		}
	}
	if m.State == matter.StruckOff {
		p.Seal = lang.Date(c.L, m.StruckAt)
	}
	if m.Into != 0 && m.State == matter.Merged {
		p.Merged = &kit.Link{Label: c.NumberOf(m.Into), URL: kit.MatterURL(m.Into)}
	}
	if err := merged(c, p, m); err != nil {
		return nil, err
	}
	p.Marks, p.Root, p.Recurrences = c.MarksOf(m), c.RootOf(m), c.RecurrencesOf(m)
	if m.Kind != matter.Help && (m.Point != 0 || m.Lat != nil) {
		p.PlaceHistory = kit.PlaceURL(id)
	}
	p.Notices = notices(c, m)
	return p, cards(c, p, m)
}

// cards puts onto a matter's page what other parts know of it.
func cards(c *kit.Call, p *Matter, m *matter.Matter) (err error) {
	if p.Release, err = outward(c, m); err != nil {
		return err
	}
	p.OnCase = rota.CardOf(c, m)
	if p.Abroad, err = relay.CardOf(c, m); err != nil {
		return err
	}
	if p.Files, err = file.CardOf(c, m); err != nil {
		return err
	}
	if p.Nodes, err = node.Card(c, m); err != nil {
		return err
	}
	if p.Origins, err = meeting.OriginsOf(c, m); err != nil {
		return err
	}
	if p.Chiefs, err = chief.Of(c, m); err != nil {
		return err
	}
	if p.Plans, err = plansTied(c, m); err != nil {
		return err
	}
	p.Alarms, err = alarms(c, m)
	return err
}

// pastSteps puts a page of the history onto a matter's page: without a cursor the newest steps, with one those before
// it.
func pastSteps(c *kit.Call, p *Matter, m *matter.Matter) error {
	before, _ := strconv.ParseInt(c.R.URL.Query().Get("before"), 10, 64)
	var window []desk.Entry
	more := false
	for after := int64(0); ; {
		part, err := c.Desk.History(c.Ctx, c.Who.Caller, m.ID, after, 500)
		if err != nil {
			return err
		}
		for _, e := range part {
			if before != 0 && e.Seq >= before {
				part = nil
				break
			}
			window = append(window, e)
		}
		if n := len(window) - historyPage; n > 0 {
			window, more = window[n:], true
		}
		if len(part) < 500 {
			break
		}
		after = part[len(part)-1].Seq
	}
	p.Entries = c.Entries(window, kit.MatterURL(m.ID))
	if more {
		p.Older = fmt.Sprintf("%s?before=%d", kit.MatterURL(m.ID), window[0].Seq)
	}
	return nil
}

// absorbedShown is how many of the matters that were merged into one are shown and split together.
const absorbedShown = 40

// merged shows what was merged into a matter, the latest first, and whether others are probably the same.
func merged(c *kit.Call, p *Matter, m *matter.Matter) error {
	for i := len(m.Absorbed) - 1; i >= 0 && len(p.Absorbed) < absorbedShown; i-- {
		a := Absorbed{ID: m.Absorbed[i].ID}
		a.Label, a.URL = c.NumberOf(a.ID), kit.MatterURL(a.ID)
		if x, err := c.Desk.Matter(c.Ctx, c.Who.Caller, a.ID); err == nil &&
			slices.Contains(c.Desk.May(c.Who.Caller, x), matter.CmdSplit) {
			a.May, p.Split = true, &kit.Form{Action: kit.MatterURL(m.ID) + "/split-all", Once: c.Once()}
		}
		p.Absorbed = append(p.Absorbed, a)
	}
	if !m.Open() || !c.MergesHere() {
		return nil
	}
	grouped, err := duplicatesOf(c.House).Grouped(c.Ctx, m.ID)
	if grouped {
		p.Alike = "/duplicates?of=" + strconv.FormatInt(m.ID, 10)
	}
	return err
}

func facts(c *kit.Call, m *matter.Matter) []kit.Fact {
	out := []kit.Fact{{Label: c.T("field.source"), Value: c.T("source." + string(m.Source))}}
	add := func(label, value string) {
		if value != "" {
			out = append(out, kit.Fact{Label: c.T(label), Value: value})
		}
	}
	add("field.via", m.Via)
	add("field.source_no", m.SourceNo)
	add("field.kind", c.T("kind."+m.Kind.String()))
	add("field.severity", c.T("severity."+m.Severity.String()))
	if m.FoundAt != m.ReportedAt {
		add("field.found_at", lang.DateTime(c.L, m.FoundAt))
	}
	add("field.reported_at", lang.DateTime(c.L, m.ReportedAt))
	if p, ok := c.Org.Person(m.Reporter); ok {
		add("field.reporter", p.Name)
	}
	due := lang.DateTime(c.L, m.Due)
	if m.Due > c.Now && !m.Plain && len(c.Desk.Calendar().Missing(c.Now, m.Due)) > 0 {
		due += c.T("field.provisional")
	}
	add("field.due", due)
	out = append(out, pointFact(c, m)...)
	if m.Lat != nil && m.Lng != nil {
		add("field.position", fmt.Sprintf("%.5f, %.5f", *m.Lat, *m.Lng))
	}
	if v := m.Voices(); v > 0 {
		add("field.voices", strconv.Itoa(v))
	}
	if m.Unweighed > 0 {
		add("field.unweighed", strconv.Itoa(m.Unweighed))
	}
	if p, ok := c.Org.Person(m.Handler); ok {
		add("field.handler", p.Name)
	}
	if p, ok := c.Org.Person(m.Verifier); ok {
		add("field.verifier", p.Name)
	}
	return out
}

// answers are what was said to the category's questions, in the words and the order of today's policy; what it does not
// ask any more stands last, under its code.
func answers(c *kit.Call, m *matter.Matter) (out []kit.Fact) {
	category, _ := c.Desk.Policy().Category(m.Category)
	place := func(a matter.Answer) int {
		if asked, ok := category.Attribute(a.Code); ok {
			return asked.Order
		}
		return math.MaxInt
	}
	list := slices.Clone(m.Attributes)
	slices.SortStableFunc(list, func(a, b matter.Answer) int { return cmp.Compare(place(a), place(b)) })
	for _, a := range list {
		asked, known := category.Attribute(a.Code)
		f := kit.Fact{Label: a.Code}
		if known {
			f.Label = asked.Description.In(c.L)
		}
		var values []string
		for _, v := range a.Values {
			values = append(values, answer(c, asked, v))
		}
		f.Value = strings.Join(values, " / ")
		out = append(out, f)
	}
	return out
}

// answer is one answer in words: the name of an option, a point in time as people read it.
func answer(c *kit.Call, asked policy.Attribute, v string) string {
	if name, ok := asked.Value(v); ok {
		return name.In(c.L)
	}
	if at, err := time.Parse(time.RFC3339, v); asked.Datatype == matter.Instant && err == nil {
		return lang.DateTime(c.L, calendar.Of(at))
	}
	return v
}

// chain are the units that answer for the matter, and as what.
func chain(c *kit.Call, m *matter.Matter) []kit.Fact {
	var out []kit.Fact
	for _, u := range m.Above {
		out = append(out, kit.Fact{Label: c.T("part.above"), Value: c.UnitName(u)})
	}
	for _, u := range m.Uppers {
		out = append(out, kit.Fact{Label: c.T("part.upper"), Value: c.UnitName(u)})
	}
	if m.Lead != 0 {
		out = append(out, kit.Fact{Label: c.T("part.lead"), Value: c.UnitName(m.Lead)})
	}
	for _, u := range m.Co {
		out = append(out, kit.Fact{Label: c.T("part.co"), Value: c.UnitName(u)})
	}
	return out
}

func asked(c *kit.Call, m *matter.Matter) *Asked {
	switch {
	case m.Extension != nil:
		return &Asked{c.T("why.extension"), lang.DateTime(c.L, m.Extension.Until), m.Extension.Reason}
	case m.Suspension != nil && m.State == matter.InHand:
		return &Asked{c.T("why.suspension"), lang.Date(c.L, m.Suspension.Until), m.Suspension.Reason}
	}
	return nil
}

// command gives one command for a matter from its form.
func command(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	name := c.R.PathValue("command")
	s, err := c.Read(c.Who.Caller)
	if name == "reveal" && err == nil {
		return reveal(c, id, s)
	}
	if err == nil {
		err = give(c, id, name, s)
	}
	if err != nil {
		return refusedCommand(c, id, name, s, err)
	}
	c.Flash("flash."+name, "")
	c.To(kit.Local(s.Get("back"), kit.MatterURL(id)))
	return nil
}

func give(c *kit.Call, m int64, name string, s *kit.Sent) error {
	id, err := s.ID()
	if err != nil {
		return err
	}
	b, err := c.Command(matter.CommandName(name), s)
	if err != nil {
		return err
	}
	_, err = c.Desk.Do(c.Ctx, c.Who.Caller, desk.Command{ID: id, Matter: m, Body: b, Said: b})
	return err
}

// refusedCommand shows the matter again with what was wrong. When the command is no longer possible, the page says
// what happened meanwhile and by whom, and keeps the text to be copied.
func refusedCommand(c *kit.Call, id int64, name string, s *kit.Sent, wrong error) error {
	if !kit.Refused(wrong) {
		return wrong
	}
	c.Log(wrong)
	p, err := matterPage(c, id)
	if err != nil {
		return err
	}
	f := fault.Of(wrong)
	p.Status = f.Kind.Status()
	if kit.Refuse(p.Forms, c.L, name, s, wrong) {
		i := slices.IndexFunc(p.Forms, func(x kit.Form) bool { return x.ID == name })
		for j := range p.Forms {
			p.Forms[j].Open = j == i
		}
		return c.Render(p)
	}
	text := lang.Error(c.L, f)
	if f.Code == "state_forbids" && f.Args["last"] != "" && len(p.Entries) > 0 {
		e := p.Entries[0]
		text += " " + c.T("matter.meanwhile", "who", cmp.Or(e.Who, e.Unit, c.T("post.resident")), "at", e.At,
			"what", e.Words)
	}
	p.Flash, p.Kept = &kit.Flash{Text: text}, kept(s)
	return c.Render(p)
}

// kept is everything that was written in words.
func kept(s *kit.Sent) string {
	out := ""
	for _, n := range []string{"text", "reason", "note", "goal", "cause", "measure"} {
		if v := s.Text(n); v != "" {
			out += v + "\n"
		}
	}
	return out
}

// reveal shows the reporter's contact on this one answer.
func reveal(c *kit.Call, id int64, s *kit.Sent) error {
	cmd, err := s.ID()
	var contact desk.Contact
	if err == nil {
		contact, err = c.Desk.Reveal(c.Ctx, c.Who.Caller, cmd, id, s.Text("reason"))
	}
	if err != nil && fault.Code(err) != "contact_none" {
		return refusedCommand(c, id, "reveal", s, err)
	}
	p, perr := matterPage(c, id)
	if perr != nil {
		return perr
	}
	if err != nil {
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(err))}
		return c.Render(p)
	}
	p.Contact = &Contact{Name: contact.Name, Phone: contact.Phone, Email: contact.Email, Device: contact.Device,
		Account: contact.Account}
	return c.Render(p)
}

func photo(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	return c.SendPhoto(c.Who.Caller, id)
}

// pointFact is the fact that a matter lies at a point; none when the caller may not see the register.
func pointFact(c *kit.Call, m *matter.Matter) []kit.Fact {
	if m.Point == 0 || !c.Org.MaySeePoints(c.Who.Caller) {
		return nil
	}
	p, err := point.Get(c.Ctx, pointOf(c.House).DB.Read(), c.Desk.City(), m.Point)
	if err != nil {
		return nil // the matter is worth more than its point's name
	}
	return []kit.Fact{{Label: c.T("field.point"), Value: p.Name, URL: kit.PointURL(p.ID)}}
}
