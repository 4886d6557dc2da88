package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// historyPage is how many steps of a history stand on one page.
const historyPage = 100

func (c *call) pathID() (int64, error) {
	n, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.Missing, "matter_missing")
	}
	return n, nil
}

func (c *call) matter() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	p, err := c.matterPage(id)
	if err != nil {
		return err
	}
	return c.render(p)
}

// matterPage is the page of a matter as the caller may see it now.
func (c *call) matterPage(id int64) (*Matter, error) {
	m, err := c.desk.Matter(c.ctx, c.who.Caller, id)
	if err != nil {
		return nil, err
	}
	follows, err := c.desk.Follows(c.ctx, c.who.Caller, id)
	if err != nil {
		return nil, err
	}
	base := matterURL(id)
	p := &Matter{Frame: c.frame("lists", m.Title), Card: c.cardOf(m), Text: paragraphs(m.Text), Goal: m.Goal,
		Work: m.Work, Facts: c.facts(m), Chain: c.chain(m),
		Steps: c.path(m), Asked: c.asked(m), Forms: c.commandForms(m, follows)}
	p.Before, p.After = c.shots(m, base)
	p.Names = c.namesFor(m, p.Forms)
	c.suggest(p, m)
	if err := c.pastSteps(p, m); err != nil {
		return nil, err
	}
	if m.Rating != nil {
		p.Rating = c.t("rating." + map[bool]string{true: "fixed", false: "not_fixed"}[m.Rating.Fixed])
		if m.Rating.Text != "" {
			p.Rating += c.t("word.colon") + m.Rating.Text
		}
	}
	if m.State == matter.StruckOff {
		p.Seal = lang.Date(c.l, m.StruckAt)
	}
	if m.Into != 0 && m.State == matter.Merged {
		p.Merged = &Link{Label: c.numberOf(m.Into), URL: matterURL(m.Into)}
	}
	if err := c.merged(p, m); err != nil {
		return nil, err
	}
	p.Marks, p.Root, p.Backs = c.marksOf(m), c.rootOf(m), c.backsOf(m)
	if m.Kind != matter.Help && (m.Point != 0 || m.Lat != nil) {
		p.Corner = cornerURL(id)
	}
	p.Notices = c.notices(m)
	if p.Alarms, err = c.alarms(m); err != nil {
		return nil, err
	}
	return p, nil
}

// pastSteps puts a page of the history onto a matter's page: without a cursor the newest steps, with one those before
// it.
func (c *call) pastSteps(p *Matter, m *matter.Matter) error {
	before, _ := strconv.ParseInt(c.r.URL.Query().Get("before"), 10, 64)
	var window []desk.Entry
	more := false
	for after := int64(0); ; {
		part, err := c.desk.History(c.ctx, c.who.Caller, m.ID, after, 500)
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
	p.Entries = c.entries(window, matterURL(m.ID))
	if more {
		p.Older = fmt.Sprintf("%s?before=%d", matterURL(m.ID), window[0].Seq)
	}
	return nil
}

// absorbedShown is how many of the matters that were merged into one are shown and split together.
const absorbedShown = 40

// merged shows what was merged into a matter, the latest first, and whether others are probably the same.
func (c *call) merged(p *Matter, m *matter.Matter) error {
	for i := len(m.Absorbed) - 1; i >= 0 && len(p.Absorbed) < absorbedShown; i-- {
		a := Absorbed{ID: m.Absorbed[i].ID}
		a.Label, a.URL = c.numberOf(a.ID), matterURL(a.ID)
		if x, err := c.desk.Matter(c.ctx, c.who.Caller, a.ID); err == nil &&
			slices.Contains(c.desk.May(c.who.Caller, x), "split") {
			a.May, p.Split = true, &Form{Action: matterURL(m.ID) + "/split-all", Once: c.once()}
		}
		p.Absorbed = append(p.Absorbed, a)
	}
	if !m.Open() || !c.mergesHere() {
		return nil
	}
	grouped, err := c.all.Patterns.Grouped(c.ctx, m.ID)
	if grouped {
		p.Alike = "/duplicates?of=" + strconv.FormatInt(m.ID, 10)
	}
	return err
}

// numberOf is the number of another matter, or its id when the caller may not see it.
func (c *call) numberOf(id int64) string {
	m, err := c.desk.Matter(c.ctx, c.who.Caller, id)
	if err != nil {
		return "#" + strconv.FormatInt(id, 10)
	}
	return cmp.Or(m.Number, "#"+strconv.FormatInt(id, 10)) + " " + m.Title
}

func (c *call) facts(m *matter.Matter) []Fact {
	out := []Fact{{Label: c.t("field.source"), Value: c.t("source." + string(m.Source))}}
	add := func(label, value string) {
		if value != "" {
			out = append(out, Fact{Label: c.t(label), Value: value})
		}
	}
	add("field.source_no", m.SourceNo)
	add("field.kind", c.t("kind."+m.Kind.String()))
	add("field.severity", c.t("severity."+m.Severity.String()))
	if m.FoundAt != m.ReportedAt {
		add("field.found_at", lang.DateTime(c.l, m.FoundAt))
	}
	add("field.reported_at", lang.DateTime(c.l, m.ReportedAt))
	if p, ok := c.org.Person(m.Reporter); ok {
		add("field.reporter", p.Name)
	}
	due := lang.DateTime(c.l, m.Due)
	if m.Due > c.now && !m.Plain && len(c.desk.Calendar().Missing(c.now, m.Due)) > 0 {
		due += c.t("field.provisional")
	}
	add("field.due", due)
	out = append(out, c.pointOf(m)...)
	if m.Lat != nil && m.Lng != nil {
		add("field.position", fmt.Sprintf("%.5f, %.5f", *m.Lat, *m.Lng))
	}
	if v := m.Voices(); v > 0 {
		add("field.voices", strconv.Itoa(v))
	}
	if p, ok := c.org.Person(m.Handler); ok {
		add("field.handler", p.Name)
	}
	if p, ok := c.org.Person(m.Verifier); ok {
		add("field.verifier", p.Name)
	}
	return out
}

// chain are the units that answer for the matter, and as what.
func (c *call) chain(m *matter.Matter) []Fact {
	var out []Fact
	for _, u := range m.Above {
		out = append(out, Fact{Label: c.t("part.above"), Value: c.unitName(u)})
	}
	for _, u := range m.Uppers {
		out = append(out, Fact{Label: c.t("part.upper"), Value: c.unitName(u)})
	}
	if m.Lead != 0 {
		out = append(out, Fact{Label: c.t("part.lead"), Value: c.unitName(m.Lead)})
	}
	for _, u := range m.Co {
		out = append(out, Fact{Label: c.t("part.co"), Value: c.unitName(u)})
	}
	return out
}

func (c *call) asked(m *matter.Matter) *Asked {
	switch {
	case m.Extension != nil:
		return &Asked{c.t("why.extension"), lang.DateTime(c.l, m.Extension.Until), m.Extension.Reason}
	case m.Suspension != nil && m.State == matter.InHand:
		return &Asked{c.t("why.suspension"), lang.Date(c.l, m.Suspension.Until), m.Suspension.Reason}
	}
	return nil
}

// command gives one command for a matter from its form.
func (c *call) command() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	name := c.r.PathValue("command")
	s, err := c.read(c.who.Caller)
	if name == "reveal" && err == nil {
		return c.reveal(id, s)
	}
	if err == nil {
		err = c.give(id, name, s)
	}
	if err != nil {
		return c.refusedCommand(id, name, s, err)
	}
	c.flash("flash."+name, "")
	c.to(local(s.Get("back"), matterURL(id)))
	return nil
}

func (c *call) give(m int64, name string, s *sent) error {
	id, err := s.id()
	if err != nil {
		return err
	}
	b, err := c.commandFrom(name, s)
	if err != nil {
		return err
	}
	_, err = c.desk.Do(c.ctx, c.who.Caller, desk.Command{ID: id, Matter: m, Body: b})
	return err
}

// refusedCommand shows the matter again with what was wrong. When the command is no longer possible, the page says
// what happened meanwhile and by whom, and keeps the text to be copied.
func (c *call) refusedCommand(id int64, name string, s *sent, wrong error) error {
	if !refused(wrong) {
		return wrong
	}
	c.log(wrong)
	p, err := c.matterPage(id)
	if err != nil {
		return err
	}
	f := fault.Of(wrong)
	p.Status = f.Kind.Status()
	if refuse(p.Forms, c.l, name, s, wrong) {
		i := slices.IndexFunc(p.Forms, func(x Form) bool { return x.ID == name })
		for j := range p.Forms {
			p.Forms[j].Open = j == i
		}
		return c.render(p)
	}
	text := lang.Error(c.l, f)
	if f.Code == "state_forbids" && f.Args["last"] != "" && len(p.Entries) > 0 {
		e := p.Entries[0]
		text += " " + c.t("matter.meanwhile", "who", cmp.Or(e.Who, e.Unit, c.t("post.resident")), "at", e.At,
			"what", e.Words)
	}
	p.Flash, p.Kept = &Flash{Text: text}, kept(s)
	return c.render(p)
}

// kept is everything that was written in words.
func kept(s *sent) string {
	out := ""
	for _, n := range []string{"text", "reason", "note", "goal", "cause", "measure"} {
		if v := s.text(n); v != "" {
			out += v + "\n"
		}
	}
	return out
}

// reveal shows the reporter's contact on this one answer.
func (c *call) reveal(id int64, s *sent) error {
	cmd, err := s.id()
	var contact desk.Contact
	if err == nil {
		contact, err = c.desk.Reveal(c.ctx, c.who.Caller, cmd, id, s.text("reason"))
	}
	if err != nil && fault.Code(err) != "contact_none" {
		return c.refusedCommand(id, "reveal", s, err)
	}
	p, perr := c.matterPage(id)
	if perr != nil {
		return perr
	}
	if err != nil {
		p.Flash = &Flash{Text: lang.Error(c.l, fault.Of(err))}
		return c.render(p)
	}
	p.Contact = &Contact{Name: contact.Name, Phone: contact.Phone}
	return c.render(p)
}

func (c *call) photo() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return c.sendPhoto(c.who.Caller, id)
}
