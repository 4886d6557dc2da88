package help

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/platform/lang"
)

// Case is a case for who works on it: what is to be done next, then what is known, then what was done.
type Case struct {
	kit.Frame
	Heading  string
	Next     string
	Bad      bool
	Stop     string // why the hand-over stopped and who decides; "" for nothing
	Again    string // that it is a second time; "" where not
	Gone     string // that it was forgotten
	Light    kit.Light
	Text     []string
	Facts    []kit.Fact
	Check    []Check
	Timeline []Moment
	More     bool
	Forms    []kit.Form
	Paper    string
	Loop     string // the matter's own page
	Outside  string // what was handed outside by sealed papers
}

func (*Case) Template() string { return "help-case" }

// Check is a line of the checklist. Form ticks it, or takes the tick back; nil where that cannot be.
type Check struct {
	Label, Law, Done string
	Form             *kit.Form
}

// Moment is a line of the timeline.
type Moment struct {
	At, ISO, What, Who string
	Said               []string
	Strokes            []string // of a drawn signature: points of polylines
	Bad                bool
}

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := casesOf(c.House)
	s, err := x.Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Case{Frame: c.Overview("help"), Heading: called(c, s.Matter), Next: nextOf(c, &s.Case, x),
		Light: lightOf(c, &s.Case, s.Matter), Text: kit.Paragraphs(s.Matter.Text), Facts: factsOf(c, s),
		Timeline: timeline(c, s), More: s.More, Paper: caseURL(id) + "/sheet", Loop: kit.MatterURL(id),
		Outside: outsideURL(id)}
	p.Title = p.Heading
	p.Bad = s.Due() || s.Stopped != "" || s.Closed == 0 && s.PaperWaits() || s.Waits() && s.Follow <= c.Now
	if s.Stopped != "" {
		p.Stop = c.T("help.stop."+s.Stopped, "who", c.Desk.Policy().Help.Decides[s.Stopped].In(c.Short()))
	}
	if s.Again != 0 && s.Single == 0 {
		p.Again = c.T("help.again")
	}
	if s.Forgotten != 0 {
		p.Gone = c.T("help.gone", "at", lang.Date(c.L, s.Forgotten))
		p.Text = nil
	}
	p.Check = checks(c, s)
	if s.Closed == 0 && s.Forgotten == 0 {
		p.Forms = forms(c, s)
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

// nextOf says what is to be done next.
func nextOf(c *kit.Call, s *help.Case, x *help.Cases) string {
	rules := c.Desk.Policy().Help
	switch {
	case s.Forgotten != 0:
		return c.T("help.next.gone")
	case s.Closed != 0:
		return c.T("help.next.closed")
	case s.Due():
		return c.T("help.next.mandated", "due", lang.Due(c.L, c.Now, s.Mandated.Plus(int64(rules.Mandated)*60e6)))
	case s.Stopped != "" && s.Decided == 0:
		return c.T("help.next.stopped", "who", rules.Decides[s.Stopped].In(c.Short()))
	case s.PaperWaits():
		return c.T("help.next.paper")
	case s.Waits() && s.Follow <= c.Now:
		return c.T("help.next.follow_late", "due", lang.Due(c.L, c.Now, s.Follow))
	case s.Waits():
		return c.T("help.next.follow", "due", lang.Due(c.L, c.Now, s.Follow))
	case s.Over():
		return c.T("help.next.strike")
	case s.Moves(c.Now) != 0:
		return c.T("help.next.moves", "due", lang.Due(c.L, c.Now, s.Moves(c.Now)))
	}
	for _, k := range rules.Type(s.Category).Check {
		if _, ok := s.Ticks[k.Code]; !ok {
			return k.Name.In(c.Short())
		}
	}
	return c.T("help.next.hand")
}

func checks(c *kit.Call, s *help.Sheet) (out []Check) {
	for _, k := range s.Type.Check {
		line := Check{Label: k.Name.In(c.Short()), Law: k.Law}
		at, done := s.Ticks[k.Code]
		if done {
			line.Done = c.T("help.done", "at", lang.When(c.L, c.Now, at))
		}
		if s.Closed == 0 && s.Forgotten == 0 {
			f := kit.Form{ID: "tick-" + k.Code, Action: caseURL(s.Matter.ID) + "/tick", Once: c.Once(),
				Submit: c.T("help.tick"), Fields: []kit.Field{{Kind: "hidden", Name: "code", Value: k.Code}}}
			if done {
				f.Submit = c.T("help.untick")
				f.Fields = append(f.Fields, kit.Field{Kind: "hidden", Name: "off", Value: "1"})
			}
			line.Form = &f
		}
		out = append(out, line)
	}
	return out
}

func factsOf(c *kit.Call, s *help.Sheet) []kit.Fact {
	out := []kit.Fact{{Label: c.T("help.type"), Value: s.Type.Name.In(c.Short())}}
	add := func(key, value string) {
		if value != "" {
			out = append(out, kit.Fact{Label: c.T(key), Value: value})
		}
	}
	if s.Intake.Age != "" {
		add("help.age", c.T("help.age."+string(s.Intake.Age)))
	}
	add("help.where", s.Matter.Place)
	add("help.phone", s.Intake.Phone)
	add("help.needs", s.Intake.Needs)
	add("field.area", c.AreaName(s.Area))
	add("help.came", lang.DateTime(c.L, s.At))
	if s.Matter.Lead != 0 {
		add("field.lead", c.UnitName(s.Matter.Lead))
	}
	if s.Calls > 0 {
		add("help.calls", c.T("help.calls_of", "n", strconv.Itoa(s.Calls), "failed", strconv.Itoa(s.Failed)))
	}
	return out
}

// timeline puts what happened into words, the oldest first.
func timeline(c *kit.Call, s *help.Sheet) (out []Moment) {
	for i := range s.Timeline {
		m := &s.Timeline[i]
		x := Moment{At: lang.DateTime(c.L, m.At), ISO: lang.ISO(m.At), Who: m.Who, What: what(c, m, s.Type)}
		for _, t := range []string{m.Note.Whom, m.Note.No, m.Note.Text} {
			if t != "" {
				x.Said = append(x.Said, t)
			}
		}
		if m.Hand != nil {
			x.Said = append(x.Said, handSaid(c, m.Hand)...)
			x.Strokes = strokes(m.Hand.Drawn)
		}
		if m.Marks != nil {
			x.Said = append(x.Said, strings.Join(slices.DeleteFunc([]string{m.Marks.Name, m.Marks.Birth, m.Marks.Sex,
				m.Marks.County, m.Marks.Phone}, func(s string) bool { return s == "" }), " · "))
		}
		if m.Sealed != nil {
			x.Said = append(x.Said, m.Sealed.To, m.Sealed.For,
				c.T("help.out_shared")+c.T("word.colon")+sharedNames(c, m.Sealed.Pieces))
		}
		if m.Gone {
			x.Said = []string{c.T("help.words_gone")}
		}
		x.Bad = m.Type == help.StoppedType || m.Type == help.LateType || m.Type == help.DutyType ||
			m.Step.Sealed != nil && m.Step.Sealed.Shut
		out = append(out, x)
	}
	return out
}

func what(c *kit.Call, m *help.Moment, t policy.HelpType) string {
	s := &m.Step
	if s.Sealed != nil {
		return outWhat(c, m)
	}
	switch m.Type {
	case help.TickedType:
		label := s.Code
		for _, k := range t.Check {
			if k.Code == s.Code {
				label = k.Name.In(c.Short())
			}
		}
		if s.Off {
			return c.T("help.was.unticked", "what", label)
		}
		return c.T("help.was.ticked", "what", label)
	case help.GaveType:
		return c.T("help.was.gave", "what", c.T("help.need."+s.Code), "n", amount(s.Code, s.Amount))
	case help.CalledType:
		if s.Off {
			return c.T("help.was.called_failed", "whom", c.T("help.whom."+s.Code))
		}
		return c.T("help.was.called", "whom", c.T("help.whom."+s.Code))
	case help.StoppedType:
		return c.T("help.was.stopped", "why", c.T("help.why."+s.Code))
	case help.HandedType:
		out := c.T("help.was.handed", "whom", c.T("help.relation."+s.Code), "paper", c.T("help.paper."+s.Paper))
		if s.Law != "" {
			out += " · " + s.Law
		}
		return out
	case help.LateType:
		if s.Code != "" {
			return c.T("help.was.late_mandated")
		}
		return c.T("help.was.late")
	case help.EndedType:
		return c.T("help.was.ended", "how", c.T("help.end."+s.Code))
	case help.FollowedType:
		if s.Off {
			return c.T("help.was.follow_failed")
		}
		return c.T("help.was.followed")
	}
	if strings.HasPrefix(string(m.Type), string(matter.TypePrefix)) {
		return c.T("help.was." + strings.TrimPrefix(string(m.Type), string(matter.TypePrefix)))
	}
	return c.T("help.was." + strings.TrimPrefix(string(m.Type), "help."))
}

// amount is how much was given: yuan for money, a number for the rest; "" where nobody said.
func amount(kind string, n int) string {
	if n == 0 {
		return ""
	}
	if kind == "money" {
		return strconv.FormatFloat(float64(n)/100, 'f', 2, 64)
	}
	return strconv.Itoa(n)
}

func handSaid(c *kit.Call, h *help.Hand) (out []string) {
	add := func(key, value string) {
		if value != "" {
			out = append(out, c.T(key)+c.T("word.colon")+value)
		}
	}
	add("help.hand_name", h.Name)
	add("help.hand_phone", h.Phone)
	add("help.hand_reason", h.Reason)
	add("help.hand_advice", h.Advice)
	add("help.hand_typed", h.Typed)
	return out
}

// strokes are the points of a drawn signature as polylines of a picture of 300 by 100.
func strokes(drawn [][]float64) (out []string) {
	for _, s := range drawn {
		var b strings.Builder
		for i := 0; i+1 < len(s); i += 2 {
			b.WriteString(strconv.FormatFloat(s[i]*300, 'f', 1, 64))
			b.WriteByte(',')
			b.WriteString(strconv.FormatFloat(s[i+1]*100, 'f', 1, 64))
			b.WriteByte(' ')
		}
		out = append(out, strings.TrimSpace(b.String()))
	}
	return out
}

// drawnOf reads the strokes that a form sent; nothing where none came.
func drawnOf(s *kit.Sent) (out [][]float64, err error) {
	text := s.Get("drawn")
	if text == "" {
		return nil, nil
	}
	if len(text) > 1<<17 || json.Unmarshal([]byte(text), &out) != nil {
		return nil, fault.New(fault.Invalid, "help_drawn").On("drawn")
	}
	return out, nil
}

// at is when something was, as a form has it; 0 for now.
func at(s *kit.Sent) calendar.Instant { return s.Instant("at") }
