package publicity

import (
	"cmp"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/publicity"
	"xiaohao/platform/lang"
)

// Desk is the papers of the reader's areas, what waits for him first.
type Desk struct {
	kit.Frame
	Waits  []DeskRow
	Rows   []DeskRow
	Unused []DeskRow // that the clock drafted for an earlier week, and nobody took up
	Next   string    // when the next ones are drafted, in words
	Early  *kit.Form // drafts one of this week now; nil for who may not
}

func (*Desk) Template() string { return "publicity" }

// DeskRow is a paper at the office.
type DeskRow struct {
	Title, URL, Area, Week string
	State, Tone            string // where it stands, in words
	Todo                   string // what the reader is to do now; "" for nothing
}

// deskRows is how many papers the page lists.
const deskRows = 60

func desk(c *kit.Call) error { return showDesk(c, nil, nil) }

func showDesk(c *kit.Call, sent *kit.Sent, wrong error) error {
	x := publicityOf(c.House)
	waiting, err := x.Waiting(c.Ctx, c.Who.Caller, deskRows)
	if err != nil {
		return err
	}
	all, err := x.Issues(c.Ctx, c.Who.Caller, deskRows)
	if err != nil {
		return err
	}
	rule := c.Desk.Policy().Publicity
	_, to := rule.Week(c.Now)
	p := &Desk{Frame: c.Overview("publicity")}
	if len(rule.Levels) > 0 {
		p.Next = c.T("publicity.next", "at", lang.DateTime(c.L, to+7*kit.Day))
	}
	if p.Early = earlyForm(c); p.Early != nil && wrong != nil {
		c.Wrong(&p.Frame, p.Early, sent, wrong)
	}
	for i := range waiting {
		p.Waits = append(p.Waits, deskRow(c, &waiting[i], true))
	}
	for i := range all {
		s := &all[i]
		switch row := deskRow(c, s, false); {
		case slices.ContainsFunc(waiting, func(w publicity.Issue) bool { return w.ID == s.ID }):
		case s.State == publicity.Fresh && s.To < to:
			row.State, row.Tone = c.T("publicity.state.unused"), ""
			p.Unused = append(p.Unused, row)
		default:
			p.Rows = append(p.Rows, row)
		}
	}
	return c.Render(p)
}

// earlyForm asks of which area this week's paper is drafted now.
func earlyForm(c *kit.Call) *kit.Form {
	areas := publicityOf(c.House).EarlyAreas(c.Who.Caller)
	if len(areas) == 0 {
		return nil
	}
	var list []kit.Option
	for _, a := range areas {
		list = append(list, kit.Option{Value: a.String(), Label: c.AreaName(a), Selected: len(areas) == 1})
	}
	return &kit.Form{ID: "early", Action: "/publicity/papers", Once: c.Once(), Title: c.T("publicity.early"),
		Hint: c.T("publicity.early_hint"), Submit: c.T("publicity.do.early"),
		Fields: []kit.Field{kit.Choose("area", c.T("field.area"), true, list)}}
}

// earlyPaper drafts one, and leads to it.
func earlyPaper(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	a := s.Area("area")
	if s.Bad != nil {
		return showDesk(c, s, s.Bad)
	}
	id, err := publicityOf(c.House).Early(c.Ctx, c.Who.Caller, command, a)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showDesk(c, s, err)
	}
	c.Flash("flash.publicity_early", "")
	c.To(issueURL(id))
	return nil
}

// tones are the colours of where a paper stands.
var tones = map[string]string{publicity.Fresh: "s-listed", publicity.Waits: "s-fixed", publicity.Out: "s-struck_off",
	publicity.Back: "bad", publicity.Taken: ""}

func deskRow(c *kit.Call, s *publicity.Issue, mine bool) DeskRow {
	r := DeskRow{Title: s.Last().Title.In(c.Short()), URL: issueURL(s.ID), Area: c.AreaName(s.Area),
		Week: week(c, s.From, s.To), State: stands(c, s), Tone: tones[s.State]}
	if mine {
		r.Todo = c.T("publicity.todo." + next(s))
	}
	return r
}

// next is the next step with a paper: its first one, or the number of the one that waits.
func next(s *publicity.Issue) string {
	if s.State != publicity.Waits {
		return "1"
	}
	return strconv.Itoa(min(s.Step+1, 3))
}

// stands is where a paper stands, in words.
func stands(c *kit.Call, s *publicity.Issue) string {
	return c.T("publicity.state."+s.State, "step", strconv.Itoa(s.Step), "need", strconv.Itoa(s.Need))
}

func issueURL(id int64) string { return "/publicity/papers/" + strconv.FormatInt(id, 10) }

// Issue is a paper as the office works on it: how it would be read, and what may be done with it.
type Issue struct {
	kit.Frame
	State  string
	Reason string // why it was refused or withdrawn
	Hands  []kit.Fact
	Link   string // where everybody reads it; "" while nothing is out
	Shown  Shown
	Forms  []kit.Form
}

func (*Issue) Template() string { return "publicity-paper" }

func issue(c *kit.Call) error { return showIssue(c, "", nil, nil) }

func showIssue(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := publicityOf(c.House)
	s, err := x.Issue(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	seen, err := x.Preview(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Issue{Frame: c.Overview("publicity"), State: stands(c, s), Reason: s.Reason, Shown: shown(c, seen)}
	p.Title = p.Shown.Heading
	for i, h := range s.Hands {
		who, _ := c.Org.Person(h)
		p.Hands = append(p.Hands, kit.Fact{Label: c.T("release.step." + strconv.Itoa(min(i+1, 3))), Value: who.Name})
	}
	if s.Shown != nil {
		p.Link = paperURL(id)
	}
	if p.Forms, err = issueForms(c, s); err != nil {
		return err
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

// issueForms are what the caller may do with a paper.
func issueForms(c *kit.Call, s *publicity.Issue) (out []kit.Form, err error) {
	base := issueURL(s.ID) + "/"
	seq := kit.Field{Kind: "hidden", Name: "draft", Value: strconv.FormatInt(s.Seq, 10)}
	for _, step := range publicityOf(c.House).May(c.Who.Caller, s) {
		f := kit.Form{ID: step, Action: base + step, Once: c.Once(), Title: c.T("publicity.do." + step),
			Submit: c.T("publicity.do." + step)}
		switch step {
		case "draft":
			f, err = draftForm(c, s, f)
			if err != nil {
				return nil, err
			}
		case "pass":
			f.Tone, f.Open, f.Hint, f.Fields = "primary", true, c.T("publicity.pass_hint"), []kit.Field{seq}
			if s.Step+1 >= s.Need {
				f.Title, f.Submit = c.T("publicity.do.publish"), c.T("publicity.do.publish")
			}
		case "refuse":
			f.Tone, f.Fields = "danger", []kit.Field{seq, c.Reason()}
		case "withdraw":
			f.Tone, f.Fields = "danger", []kit.Field{c.Reason()}
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b kit.Form) int { return cmp.Compare(b2i(b.Open), b2i(a.Open)) })
	return out, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// draftForm asks for the words and the matters, filled in with what the paper has.
func draftForm(c *kit.Call, s *publicity.Issue, f kit.Form) (kit.Form, error) {
	last := s.Last()
	fixed, doing, err := publicityOf(c.House).Choices(c.Ctx, s)
	if err != nil {
		return f, err
	}
	title, lead := c.Line("title", "publicity.field.title", 60, true),
		c.Words("lead", "publicity.field.lead", 1000, true)
	titleEn := c.Line("title_en", "publicity.field.title_en", 120, false)
	leadEn := c.Words("lead_en", "publicity.field.lead_en", 2000, false)
	title.Value, lead.Value, titleEn.Value, leadEn.Value = last.Title.Zh, last.Lead.Zh, last.Title.En, last.Lead.En
	lead.Hint = c.T("publicity.hint.lead")
	f.Submit, f.Open = c.T("publicity.do.draft_go"), s.State != publicity.Waits && s.State != publicity.Out
	if f.Open {
		f.Tone = "primary"
	}
	f.Fields = []kit.Field{title, lead, choices(c, "fixed", fixed, last.Fixed), choices(c, "doing", doing, last.Doing),
		titleEn, leadEn}
	return f, nil
}

// choices are the matters to choose from; those that the draft has are ticked.
func choices(c *kit.Call, name string, list []org.Public, chosen []int64) kit.Field {
	f := kit.Field{Kind: "checks", Name: name, Label: c.T("publicity.field." + name)}
	for _, m := range list {
		label := m.Title + " · " + c.AreaName(m.Area)
		if before, after := publicity.Pair(m); before != nil && after != nil {
			label += " · " + c.T("publicity.pictured")
		}
		if m.Late && m.State != org.PlainStruck {
			label += " · " + c.T("publicity.is_late")
		}
		f.Options = append(f.Options, kit.Option{Value: strconv.FormatInt(m.Matter, 10), Label: label,
			Selected: slices.Contains(chosen, m.Matter)})
	}
	if len(list) == 0 {
		f.Hint = c.T("publicity.nothing_to_choose")
	}
	return f
}

// issueStep takes one step with a paper.
func issueStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	if err := takeStep(c, id, step, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showIssue(c, step, s, err)
	}
	c.Flash("flash.publicity_"+step, "")
	c.To(issueURL(id))
	return nil
}

func takeStep(c *kit.Call, id int64, step string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, draft := publicityOf(c.House), s.Number("draft")
	switch step {
	case "draft":
		return x.Draft(c.Ctx, c.Who.Caller, command, id, publicity.Paper{
			Title: publicity.Words{Zh: s.Get("title"), En: s.Get("title_en")},
			Lead:  publicity.Words{Zh: s.Text("lead"), En: s.Text("lead_en")},
			Fixed: s.Numbers("fixed"), Doing: s.Numbers("doing")})
	case "pass":
		return x.Pass(c.Ctx, c.Who.Caller, command, id, draft)
	case "refuse":
		return x.Refuse(c.Ctx, c.Who.Caller, command, id, draft, s.Text("reason"))
	case "withdraw":
		return x.Withdraw(c.Ctx, c.Who.Caller, command, id, s.Text("reason"))
	}
	return c.Nowhere()
}
