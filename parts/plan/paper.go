package plan

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
	"xiaohao/parts/office"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// Papers write what is said of plans in one language.
type Papers struct {
	desk.Names
	Now calendar.Instant
}

// Report is a report of a plan as a paper: what is said, then the frozen figures.
func (w Papers) Report(p *Plan, m *Made) paper.Report {
	out := paper.Report{Lang: w.Lang, Title: w.T("plan.report."+m.Kind, "title", p.Title), Author: w.Unit(p.Lead),
		City: w.City(), About: []string{w.T("plan.frozen", "at", lang.DateTime(w.Lang, m.Figures.At), "n",
			strconv.Itoa(m.Figures.Version)), w.Counts(m.Figures.Counts, m.Figures.Pace)}}
	said := func(key, text string) {
		if text == "" {
			return
		}
		for i, line := range strings.Split(text, "\n") {
			if i == 0 && key != "" {
				line = w.T(key) + line
			}
			out.Body = append(out.Body, line)
		}
	}
	said("", m.Text)
	said("plan.said.reached", m.Reached)
	said("plan.said.missed", m.Missed)
	said("plan.said.lessons", m.Lessons)
	var goals, measures, money [][2]string
	for _, g := range m.Figures.Goals {
		goals = append(goals, [2]string{g.Text, w.Goal(g.Stand, g.NoBase) + w.Series(g.Stand, g.Series)})
	}
	for _, x := range m.Figures.Measures {
		measures = append(measures, [2]string{x.Text, w.MeasureFigure(x)})
	}
	for _, s := range m.Figures.Money {
		money = append(money, [2]string{w.T("plan.source_year", "source", s.Source, "year", strconv.Itoa(s.Year)),
			w.Paid(s)})
	}
	out.Lists = []paper.List{{Heading: w.T("plan.goals"), Rows: goals}, {Heading: w.T("plan.measures"), Rows: measures},
		{Heading: w.T("plan.money"), Rows: money}}
	return out
}

// Counts are a plan's figures in a sentence.
func (w Papers) Counts(c Counts, p Pace) string {
	n := strconv.Itoa
	parts := []string{w.T("plan.count.measures", "n", n(c.Measures), "done", n(c.Done))}
	if c.Late > 0 {
		parts = append(parts, w.T("plan.count.late", "n", n(c.Late)))
	}
	if c.Hidden > 0 {
		parts = append(parts, w.T("plan.count.hidden", "n", n(c.Hidden)))
	}
	switch {
	case c.Figures == 0:
		parts = append(parts, w.T("plan.count.no_figures"))
	case c.Behind > 0:
		parts = append(parts, w.T("plan.count.behind", "n", n(c.Behind)))
	}
	if well := c.Judged - c.Behind; well > 0 {
		parts = append(parts, w.T("plan.count.well", "n", n(well)))
	}
	if open := c.Goals - c.Judged; open > 0 && c.Figures > 0 {
		parts = append(parts, w.T("plan.count.unjudged", "n", n(open)))
	}
	if c.Budgeted > 0 || c.Paid > 0 {
		parts = append(parts, w.T("plan.count.money", "paid", Money10k(w.Lang, c.Paid), "budgeted",
			Money10k(w.Lang, c.Budgeted)))
	}
	if p.Light != indicator.None {
		parts = append(parts, w.T("plan.pace", "time", n(p.Time/10), "done", n(p.Done/10)))
	}
	return strings.Join(parts, w.T("plan.comma")) + w.T("plan.stop")
}

// lineDecimals is to how many decimals the line is said, which lies anywhere between two targets.
const lineDecimals = 2

// Stand is how an indicator stands, in words.
func (w Papers) Stand(s *indicator.Stand) string {
	if s == nil || s.Actual == nil {
		return w.T("plan.no_figure")
	}
	name, unit := s.Zh, s.Unit
	if w.Lang == lang.En {
		name, unit = cmp.Or(s.En, s.Zh), cmp.Or(s.UnitEn, s.Unit)
	}
	out := w.T("plan.stand", "name", name, "actual", FormatAmount(*s.Actual), "unit", unit)
	if s.Target != nil {
		out += w.T("plan.stand_target", "target", FormatAmount(*s.Target), "unit", unit)
	}
	if s.Line != nil {
		out += w.T("plan.stand_line", "line", s.Line.Text(lineDecimals), "unit", unit)
	}
	if s.Asked > 0 && s.In < s.Asked {
		out += w.T("plan.stand_in", "in", strconv.Itoa(s.In), "asked", strconv.Itoa(s.Asked))
	}
	return out
}

// Goal is how a goal's indicator stands, in words; noBase that nobody said where it began.
func (w Papers) Goal(s *indicator.Stand, noBase bool) string {
	out := w.Stand(s)
	if noBase && s != nil && s.Actual != nil {
		out += w.T("plan.stop") + w.T("plan.no_base")
	}
	return out
}

// Series are an indicator's figures span by span, in words; "" for fewer than two.
func (w Papers) Series(s *indicator.Stand, list []indicator.Point) string {
	if s == nil || len(list) < 2 {
		return ""
	}
	var parts []string
	for _, p := range list {
		parts = append(parts, w.T("plan.point", "span", p.Span.String(), "amount", FormatAmount(p.Value), "unit",
			s.Unit))
	}
	return w.T("plan.stop") + w.T("plan.series", "list", strings.Join(parts, w.T("plan.comma")))
}

// StateOf is how a measure's task stands, in words.
func (w Papers) StateOf(state string) string {
	if state == NotHanded || state == Hidden {
		return w.T("plan.measure." + state)
	}
	return w.T("state." + state)
}

// MeasureFigure is a measure as it stood, in words.
func (w Papers) MeasureFigure(m MeasureFigure) string {
	out := w.StateOf(m.State)
	if m.Light == indicator.Red {
		out += w.T("plan.comma") + w.T("plan.late")
	}
	if m.Lead != 0 {
		out += w.T("plan.comma") + w.Unit(m.Lead)
	}
	return out + w.T("plan.comma") + w.T("plan.by", "at", lang.Date(w.Lang, m.Due-1))
}

// Paid is a sum of money in words.
func (w Papers) Paid(s Sum) string {
	if s.Paid == 0 && s.Budgeted == 0 {
		return w.Budgeted(0)
	}
	return w.T("plan.paid_of", "paid", Money10k(w.Lang, s.Paid), "budgeted", Money10k(w.Lang, s.Budgeted))
}

// Budgeted is the sum of a line of money in words, which nobody may have set yet.
func (w Papers) Budgeted(fen int64) string {
	if fen == 0 {
		return w.T("plan.not_budgeted")
	}
	return Money10k(w.Lang, fen)
}

// Money10k is an amount as people read it: in ten thousands of yuan in Chinese, in yuan in English.
func Money10k(l string, fen int64) string {
	if l == lang.En {
		return lang.T(l, "plan.yuan", map[string]string{"n": FormatFen(fen)})
	}
	return lang.T(l, "plan.yuan", map[string]string{"n": written(fen, fenDigits+4, true)})
}

// Content is what a plan says as an outgoing paper, for the office's way: the work where the caller sees one, else what
// is in force. It is in Chinese.
func (x *Plans) Content(ctx context.Context, caller org.Caller, id int64) (office.Content, error) {
	p, err := x.Plan(ctx, caller, id)
	if err != nil {
		return office.Content{}, err
	}
	c := &Content{}
	if p.Work != nil {
		c = &p.Work.Content
	} else if v := p.AsOf(x.Now()); v != nil {
		if c, err = contentOf(ctx, x.DB.Read(), x.City, p.ID, v.N); err != nil {
			return office.Content{}, err
		}
	}
	return x.paperOf(c), nil
}

// mostLines is into how many paragraphs the text of a plan is cut at most: with its goals they are no more than the
// office takes. What is left stays together in the last one.
const mostLines = 60

func (w Papers) content(c *Content) office.Content {
	out := office.Content{Title: c.Title, Basis: c.Basis}
	if c.Text != "" {
		out.Paragraphs = strings.SplitN(c.Text, "\n", mostLines)
	}
	if c.Group != "" {
		out.Paragraphs = append(out.Paragraphs, w.T("plan.field.group")+w.T("plan.colon")+c.Group)
	}
	for i, g := range c.Goals {
		text := w.T("plan.nth_goal", "n", strconv.Itoa(i+1), "text", g.Text)
		for _, t := range g.Targets {
			text += w.T("plan.comma") + w.T("plan.target_of", "year", strconv.Itoa(t.Year), "amount",
				FormatAmount(t.Amount))
		}
		out.Paragraphs = append(out.Paragraphs, text+w.T("plan.stop"))
	}
	out.Columns = []string{w.T("plan.nth"), w.T("plan.field.measure"), w.T("field.lead"), w.T("plan.field.co"),
		w.T("plan.field.due")}
	for i, m := range c.Measures {
		lead := w.T("plan.no_lead")
		if m.Lead != 0 {
			lead = w.Unit(m.Lead)
		}
		out.Rows = append(out.Rows, []string{strconv.Itoa(i + 1), m.Text, lead, w.units(m.Co), w.Due(c, m)})
	}
	for _, m := range c.Money {
		out.Foot = append(out.Foot, w.T("plan.line", "source", m.Source, "year", strconv.Itoa(m.Year), "purpose",
			m.Purpose)+w.T("plan.colon")+w.Budgeted(m.Budgeted))
	}
	return out
}

func (w Papers) units(list []int64) string { return Differ{w.Names}.names(list) }

// Due is when a measure is due, in words.
func (w Papers) Due(c *Content, m Measure) string {
	switch {
	case m.Due != 0:
		return lang.Date(w.Lang, m.Due-1)
	case m.Yearly:
		return w.T("plan.yearly")
	}
	return lang.Date(w.Lang, c.Last-1)
}
