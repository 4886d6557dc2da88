package plan

import (
	"net/url"
	"slices"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/plan"
	"xiaohao/platform/lang"
)

// Page is a plan: how it stands, its goals, measures, money, versions, and what is being drafted.
type Page struct {
	kit.Frame
	Heading, Where string
	Stage, Tone    string
	Said           string // all of it in a sentence
	Light          kit.Light
	Bar            []kit.Segment
	Next           string
	Late           string // the report that is overdue
	Facts          []kit.Fact
	Text           []string
	Draft          bool // what is shown is a draft: nothing is in force
	Goals          []GoalRow
	Measures       []MeasureRow
	Money          []MoneyRow
	Versions       []VersionRow
	Reports        []kit.Link
	Work           *WorkBox
	Links          []kit.Link
	Do             []kit.Form // the next step, and what else is done with it
	Forms          []kit.Form // taking back, and what stands behind that
	Names          []kit.Datalist
}

func (*Page) Template() string { return "plan" }

// GoalRow is a goal and how it stands.
type GoalRow struct {
	Text, Said, Targets string
	Light               kit.Light
	URL                 string // of its indicator's page; "" where the reader knows of none
}

// MeasureRow is a measure and how its task stands.
type MeasureRow struct {
	Text, Who, By, State, URL string
	Light                     kit.Light
	Tick                      string // key of the measure that can be handed out
	Once, Action              string
}

// MoneyRow is what is budgeted and paid.
type MoneyRow struct {
	Name, Said string
	Segments   []kit.Segment
}

// VersionRow is a version in the list.
type VersionRow struct{ Label, Said, URL, Mark string }

// WorkBox is a version in the making.
type WorkBox struct {
	Heading, Said, Reason string
	Steps                 []kit.Step
	Opinions              []OpinionRow
	Facts                 []kit.Fact
	Changes               []string // against what is in force
	Edit, Opinion         string   // addresses; "" for who may not
}

// OpinionRow is what a unit said, or that it said nothing.
type OpinionRow struct{ Unit, Said, Text, Tone, Reply string }

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, form string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := plansOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Page{Frame: c.Overview("plans"), Heading: s.Content.Title, Where: span(c, s.Plan), Draft: s.Version == 0,
		Stage: c.T("plan.stage." + string(s.Plan.State)), Tone: tone(s.Plan.State), Facts: facts(c, s),
		Goals: goalRows(c, s), Measures: measureRows(c, s), Money: moneyRows(c, s), Versions: versionRows(c, s.Plan),
		Text: paragraphs(s.Content.Text)}
	p.Title = p.Heading
	if s.Plan.State == plan.Issued {
		p.Said, p.Light, p.Bar, p.Next = papers(c).Counts(s.Counts, s.Pace), light(c, s.Light), measureBar(s.Counts),
			nextSaid(c, s.Next)
	}
	if s.Late != 0 {
		p.Late = c.T("plan.report_late", "at", lang.Date(c.L, s.Late-1))
	}
	for _, r := range s.Plan.Reports {
		p.Reports = append(p.Reports, kit.Link{Label: c.T("plan.report_of."+r.Kind, "at", lang.Date(c.L, r.At)),
			URL: planURL(id) + "/reports/" + strconv.FormatInt(r.Seq, 10)})
	}
	p.Links = []kit.Link{{Label: c.T("plan.by_years"), URL: planURL(id) + "/years"}}
	if s.Version > 0 {
		p.Links = append(p.Links, kit.Link{Label: c.T("plan.entries"), URL: planURL(id) + "/money"})
	}
	if p.Work, err = workBox(c, s); err != nil {
		return err
	}
	if p.Forms, err = forms(c, s); err != nil {
		return err
	}
	refused(c, &p.Frame, p.Forms, form, sent, wrong)
	i := slices.IndexFunc(p.Forms, func(f kit.Form) bool { return f.Tone == "danger" })
	if i >= 0 { // they come last
		p.Do, p.Forms = p.Forms[:i], p.Forms[i:]
	} else {
		p.Do, p.Forms = p.Forms, nil
	}
	return c.Render(p)
}

// refused puts what was wrong onto the form that it came from, or above the page.
func refused(c *kit.Call, f *kit.Frame, forms []kit.Form, form string, sent *kit.Sent, wrong error) {
	if wrong == nil {
		return
	}
	c.Log(wrong)
	f.Status = fault.Of(wrong).Kind.Status()
	if !kit.Refuse(forms, c.L, form, sent, wrong) {
		f.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
	}
}

func facts(c *kit.Call, s *plan.Sheet) (out []kit.Fact) {
	add := func(key, value, to string) {
		if value != "" {
			out = append(out, kit.Fact{Label: c.T("plan.field." + key), Value: value, URL: to})
		}
	}
	add("lead", leadName(c, s.Content.Lead), "")
	add("group", s.Content.Group, "")
	add("basis", s.Content.Basis, "")
	if v := s.Plan.AsOf(c.Now); v != nil {
		add("number", v.Number+c.T("plan.comma")+lang.Date(c.L, v.Day), paperURL(c, v.Paper))
		add("adopted", v.By, "")
		add("meeting", v.At, meetingURL(c, v.Meeting))
	}
	if s.Content.Answers != 0 {
		g := c.Glimpse(s.Content.Answers)
		add("answers", g.Title, g.URL)
	}
	if s.Plan.Reason != "" {
		add("reason", s.Plan.Reason, "")
	}
	return out
}

func goalRows(c *kit.Call, s *plan.Sheet) (out []GoalRow) {
	w := papers(c)
	for _, g := range s.Goals {
		r := GoalRow{Text: g.Text, Targets: targets(c, g.Targets)}
		if s.Version > 0 || g.Stand != nil {
			r.Said = w.Goal(g.Stand, g.NoBase)
		}
		if g.Stand != nil && g.Stand.Light != "" {
			r.Light = light(c, g.Stand.Light)
			if f := g.Stand.Forecast; f != nil {
				r.Said += c.T("plan.comma") + c.T("plan.forecast", "n", plan.FormatAmount(*f), "unit", g.Stand.Unit)
			}
		}
		if len(g.Apart) > 0 {
			r.Said += c.T("plan.stop") + c.T("plan.apart", "list", targets(c, g.Apart))
		}
		if g.Stand != nil {
			r.URL = "/indicators/" + strconv.FormatInt(s.Content.Set, 10) + "?" + query("area", s.Content.Area.String())
		}
		out = append(out, r)
	}
	return out
}

// targets are figures of a goal by year.
func targets(c *kit.Call, list []plan.Target) string {
	out := ""
	for i, t := range list {
		if i > 0 {
			out += c.T("plan.comma")
		}
		out += c.T("plan.target_of", "year", strconv.Itoa(t.Year), "amount", plan.FormatAmount(t.Amount))
	}
	return out
}

func measureRows(c *kit.Call, s *plan.Sheet) (out []MeasureRow) {
	w, may := papers(c), plansOf(c.House).MayTake(c.Who.Caller, plan.HandedOutType, s.Plan) &&
		s.Plan.State == plan.Issued
	for _, m := range s.Measures {
		r := MeasureRow{Text: m.Text, By: w.Due(&s.Content, m.Measure), Who: leadName(c, m.Lead)}
		if m.Lead == 0 {
			r.Who = c.T("field.lead") + c.T("plan.colon") + c.T("plan.no_lead")
		}
		if len(m.Co) > 0 {
			r.Who += c.T("plan.with_co", "units", c.UnitNames(m.Co))
		}
		if s.Version > 0 {
			r.State, r.Light = w.StateOf(m.State), kit.Light{Code: m.Light}
			if m.Done {
				r.Light.Left = c.T("plan.done")
			} else if m.Light == "red" {
				r.Light.Left = c.T("plan.late_since", "ago", lang.Ago(c.L, c.Now, m.By))
			} else if m.Light == "green" || m.Light == "yellow" {
				r.Light.Left = c.T("plan.by", "at", lang.Date(c.L, m.By-1))
			}
		}
		if m.Matter != 0 {
			r.URL = kit.MatterURL(m.Matter)
		}
		if may && m.State == plan.NotHanded {
			r.Tick, r.Once, r.Action = m.Key, c.Once(), planURL(s.Plan.ID)+"/hand_out"
		}
		out = append(out, r)
	}
	return out
}

func moneyRows(c *kit.Call, s *plan.Sheet) (out []MoneyRow) {
	w := papers(c)
	for _, m := range s.Money {
		out = append(out, MoneyRow{Name: c.T("plan.source_year", "source", m.Source, "year", strconv.Itoa(m.Year)),
			Said: w.Paid(m), Segments: moneyBar(m.Paid, m.Budgeted)})
	}
	return out
}

func versionRows(c *kit.Call, p *plan.Plan) (out []VersionRow) {
	now := p.AsOf(c.Now)
	for i := len(p.Versions) - 1; i >= 0; i-- {
		v := p.Versions[i]
		r := VersionRow{Label: c.T("plan.version", "n", strconv.Itoa(v.N)),
			Said: c.T("plan.version_from", "at", lang.Date(c.L, v.From), "number", v.Number),
			URL:  planURL(p.ID) + "/versions/" + strconv.Itoa(v.N)}
		if v.Reason != "" {
			r.Said += c.T("plan.comma") + v.Reason
		}
		if now != nil && now.N == v.N && p.State == plan.Issued {
			if r.Mark = c.T("plan.in_force"); v.From > c.Now {
				r.Mark = c.T("plan.in_force_from", "at", lang.Date(c.L, v.From))
			}
		}
		out = append(out, r)
	}
	return out
}

// workBox is what is being drafted, for who may read it.
// workSaid says where a version in the making stands.
func workSaid(c *kit.Call, w *plan.Work) string {
	switch {
	case w.Sent != nil:
		return c.T("plan.work.sent", "at", lang.Date(c.L, w.Sent.From))
	case w.Stage == plan.Asked:
		return c.T("plan.work_until", "at", lang.DateTime(c.L, w.Until-60e6), "n", strconv.Itoa(len(w.Units)), "silent",
			strconv.Itoa(len(w.Silent())))
	}
	return c.T("plan.work." + string(w.Stage))
}

func workBox(c *kit.Call, s *plan.Sheet) (*WorkBox, error) {
	w, x := s.Plan.Work, plansOf(c.House)
	if w == nil {
		return nil, nil
	}
	b := &WorkBox{Heading: c.T("plan.work"), Said: workSaid(c, w), Reason: w.Reason,
		Steps: workSteps(c, w)}
	if w.Why != "" {
		b.Facts = append(b.Facts, kit.Fact{Label: c.T("plan.field.why"), Value: w.Why})
	}
	if w.Sent != nil {
		b.Facts = append(b.Facts, kit.Fact{Label: c.T("plan.paper"), Value: c.T("plan.paper_see"),
			URL: paperURL(c, w.Sent.Paper)})
	}
	if s.Version > 0 {
		b.Heading = c.T("plan.work_on", "n", strconv.Itoa(len(s.Plan.Versions)+1))
		_, was, err := x.Version(c.Ctx, c.Who.Caller, s.Plan.ID, len(s.Plan.Versions))
		if err != nil {
			return nil, err
		}
		d := differ(c)
		for _, ch := range d.Diff(was, &w.Content) {
			b.Changes = append(b.Changes, d.Say(ch))
		}
	}
	if w.Stage == plan.Asked {
		if len(x.Speaks(c.Who.Caller, w)) > 0 && c.Now < w.Until {
			b.Opinion = planURL(s.Plan.ID) + "/opinion"
		}
	}
	b.Opinions = opinionRows(c, w)
	if w.Review != nil {
		b.Facts = append(b.Facts, kit.Fact{Label: c.T("plan.stage.reviewed"), Value: w.Review.Opinion})
	}
	if w.Meeting != nil {
		b.Facts = append(b.Facts, kit.Fact{Label: c.T("plan.field.meeting"),
			Value: w.Meeting.Meeting + c.T("plan.comma") + lang.Date(c.L, w.Meeting.Day),
			URL:   meetingURL(c, w.Meeting.ID)})
	}
	if w.Adopted != nil {
		b.Facts = append(b.Facts, kit.Fact{Label: c.T("plan.field.adopted"),
			Value: w.Adopted.By + c.T("plan.comma") + lang.Date(c.L, w.Adopted.Day)})
	}
	if x.MayTake(c.Who.Caller, plan.EditedType, s.Plan) && (w.Stage == plan.Drafted || w.Stage == plan.Heard) {
		b.Edit = planURL(s.Plan.ID) + "/edit"
	}
	return b, nil
}

// workSteps are the stages of the work, as far as it came.
func workSteps(c *kit.Call, w *plan.Work) (out []kit.Step) {
	stages := append(plan.WorkStages(), plan.Issued)
	done := true
	for _, s := range stages {
		if s == w.Stage {
			done = false
			out = append(out, kit.Step{Label: c.T("plan.stage." + string(s)), Now: true})
			continue
		}
		out = append(out, kit.Step{Label: c.T("plan.stage." + string(s)), Done: done})
	}
	return out
}

func opinionRows(c *kit.Call, w *plan.Work) (out []OpinionRow) {
	for _, o := range w.Opinions {
		r := OpinionRow{Unit: c.UnitName(o.Unit), Said: c.T("plan.agrees"), Text: o.Text, Tone: "green"}
		if o.Objects {
			r.Said, r.Tone = c.T("plan.objects"), "yellow"
		}
		for _, a := range w.Replies {
			if a.Unit == o.Unit {
				r.Reply = c.T("plan.reply.no", "text", a.Text)
				if a.Taken {
					r.Reply = c.T("plan.reply.yes", "text", a.Text)
				}
			}
		}
		out = append(out, r)
	}
	for _, u := range w.Silent() {
		key := "plan.silent"
		if w.Stage != plan.Asked || c.Now >= w.Until {
			key = "plan.consent"
		}
		out = append(out, OpinionRow{Unit: c.UnitName(u), Said: c.T(key), Tone: "grey"})
	}
	return out
}

// VersionPage is a version whole, with what it says otherwise than the one before.
type VersionPage struct {
	kit.Frame
	Heading, Said string
	Crumbs        []kit.Link
	Changes       []string
	First         bool
	Text          []string
	Facts         []kit.Fact
	Goals         []GoalRow
	Measures      []MeasureRow
	Money         []MoneyRow
}

func (*VersionPage) Template() string { return "plan-version" }

func version(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := plansOf(c.House)
	n, err := strconv.Atoi(c.R.PathValue("n"))
	if err != nil {
		return c.Nowhere()
	}
	v, is, err := x.Version(c.Ctx, c.Who.Caller, id, n)
	if err != nil {
		return err
	}
	p := &VersionPage{Frame: c.Overview("plans"), Heading: is.Title, Text: paragraphs(is.Text), First: n == 1,
		Said: c.T("plan.version", "n", strconv.Itoa(n)) + c.T("plan.comma") + c.T("plan.version_from", "at",
			lang.Date(c.L, v.From), "number", v.Number),
		Crumbs: crumbs(c, id, is.Title, c.T("plan.version", "n", strconv.Itoa(n)))}
	p.Title = p.Heading
	if n > 1 {
		_, was, err := x.Version(c.Ctx, c.Who.Caller, id, n-1)
		if err != nil {
			return err
		}
		d := differ(c)
		for _, ch := range d.Diff(was, is) {
			p.Changes = append(p.Changes, d.Say(ch))
		}
	}
	s := &plan.Sheet{Plan: &plan.Plan{ID: id}, Content: *is}
	for _, g := range is.Goals {
		s.Goals = append(s.Goals, plan.GoalStand{Goal: g})
	}
	for _, m := range is.Measures {
		s.Measures = append(s.Measures, plan.MeasureStand{Measure: m})
	}
	p.Facts, p.Goals, p.Measures = facts(c, s), goalRows(c, s), measureRows(c, s)
	for _, m := range is.Money {
		p.Money = append(p.Money, MoneyRow{Name: lineName(c, m), Said: papers(c).Budgeted(m.Budgeted)})
	}
	return c.Render(p)
}

func crumbs(c *kit.Call, id int64, title, here string) []kit.Link {
	return []kit.Link{{Label: c.T("tab.plans"), URL: "/plans/board"}, {Label: title, URL: planURL(id)},
		{Label: here, Current: true}}
}

func lineName(c *kit.Call, m plan.Money) string {
	return c.T("plan.line", "source", m.Source, "year", strconv.Itoa(m.Year), "purpose", m.Purpose)
}

// paperURL is where an outgoing paper is, "" for none and for who may not know of it.
func paperURL(c *kit.Call, id int64) string {
	if !plansOf(c.House).SeesPaper(c.Ctx, c.Who.Caller, id) {
		return ""
	}
	return "/office/" + strconv.FormatInt(id, 10)
}

// meetingURL is where a meeting of the register is, "" for none and for who may not know of it.
func meetingURL(c *kit.Call, id int64) string {
	if !plansOf(c.House).SeesMeeting(c.Ctx, c.Who.Caller, id) {
		return ""
	}
	return "/meetings/" + strconv.FormatInt(id, 10)
}

// firstDay is the beginning of a day that was sent, 0 of none.
func firstDay(s *kit.Sent, name string) calendar.Instant {
	if at := s.Instant(name); at > 0 {
		return views.DayOf(at).Start()
	}
	return 0
}

// lastDay is the end of a day that was sent, which counts whole.
func lastDay(s *kit.Sent, name string) calendar.Instant {
	if at := s.Instant(name); at > 0 {
		return (views.DayOf(at) + 1).Start()
	}
	return 0
}

func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}
