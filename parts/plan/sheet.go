package plan

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
)

// Sheet is a plan with how it stands.
type Sheet struct {
	Plan     *Plan            `json:"plan"`
	Version  int              `json:"version"` // whose content this is; 0 for the draft's
	Content  Content          `json:"content"`
	Goals    []GoalStand      `json:"goals"`
	Measures []MeasureStand   `json:"measures"`
	Money    []Sum            `json:"money"`
	Lines    map[string]int64 `json:"lines"` // what was paid on each line, fen
	Pace     Pace             `json:"pace"`
	Light    string           `json:"light"` // the worst of all
	Counts   Counts           `json:"counts"`
	Next     *Next            `json:"next,omitempty"`
	Late     calendar.Instant `json:"report_late,omitempty"` // a report was due then and is not there
}

// Counts are a plan's figures in a line.
type Counts struct {
	Measures int   `json:"measures"` // that the reader may know of
	Done     int   `json:"done"`
	Late     int   `json:"late"`
	Hidden   int   `json:"hidden"`   // whose task the reader may not see
	Behind   int   `json:"behind"`   // goals whose light is yellow or red
	Figures  int   `json:"figures"`  // goals with a figure
	Budgeted int64 `json:"budgeted"` // fen
	Paid     int64 `json:"paid"`
}

// GoalStand is a goal with how its indicator stands; nil where nobody counts.
type GoalStand struct {
	Goal
	Stand *indicator.Stand `json:"stand,omitempty"`
}

// MeasureStand is a measure with how its task stands, as the reader may see it.
type MeasureStand struct {
	Measure
	Today  int64            `json:"today,omitempty"`  // in the lead unit's place, where it is another one
	Matter int64            `json:"matter,omitempty"` // the task, for who sees it
	State  string           `json:"state"`            // of the task; NotHanded, Hidden
	By     calendar.Instant `json:"by"`               // due, µs
	Light  string           `json:"light"`            // green, yellow, red, grey or none
	Done   bool             `json:"done"`
	IsLate bool             `json:"late"`
}

// States of a measure beside those of matters.
const (
	NotHanded = "not_handed"
	Hidden    = "hidden"
)

// soon is how long before its day a measure that nobody has is yellow.
const soon = 30 * day

// Next is what is due next.
type Next struct {
	What string           `json:"what"` // measure, mid, final, end
	Text string           `json:"text,omitempty"`
	At   calendar.Instant `json:"at"`
}

// Sheet is a plan that the caller sees, with how it stands now: what is in force, or the draft where nothing is.
func (x *Plans) Sheet(ctx context.Context, caller org.Caller, id int64) (*Sheet, error) {
	p, err := x.Plan(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	return x.sheet(ctx, caller, p)
}

func (x *Plans) sheet(ctx context.Context, caller org.Caller, p *Plan) (*Sheet, error) {
	now := x.Now()
	s := &Sheet{Plan: p}
	if v := p.AsOf(now); v != nil {
		c, err := contentOf(ctx, x.DB.Read(), x.City, p.ID, v.N)
		if err != nil {
			return nil, err
		}
		s.Version, s.Content = v.N, *c
	} else if p.Work != nil {
		s.Content = p.Work.Content
	} else {
		s.Content = Content{Title: p.Title, Area: p.Area, Lead: p.Lead, First: p.First, Last: p.Last}
	}
	if err := x.stands(ctx, caller, s); err != nil {
		return nil, err
	}
	for _, m := range s.Content.Measures {
		if err := x.measure(ctx, caller, s, m, now); err != nil {
			return nil, err
		}
	}
	if err := x.paid(ctx, s); err != nil {
		return nil, err
	}
	if s.Version > 0 && p.State == Issued {
		s.judge(now)
	}
	return s, nil
}

// stands asks how the goals' indicators stand.
func (x *Plans) stands(ctx context.Context, caller org.Caller, s *Sheet) error {
	var codes []string
	for _, g := range s.Content.Goals {
		s.Goals = append(s.Goals, GoalStand{Goal: g})
		if g.Indicator != "" && !slices.Contains(codes, g.Indicator) {
			codes = append(codes, g.Indicator)
		}
	}
	if x.Stands == nil || s.Content.Set == 0 || len(codes) == 0 {
		return nil
	}
	list, err := x.Stands.Standing(ctx, caller, s.Content.Set, s.Content.Area, codes)
	if err != nil {
		if k := fault.Of(err).Kind; k == fault.Missing || k == fault.Denied {
			return nil // no figures for him
		}
		return err
	}
	for i := range s.Goals {
		for j := range list {
			if list[j].Indicator == s.Goals[i].Indicator {
				s.Goals[i].Stand = &list[j]
			}
		}
	}
	return nil
}

// measure adds how a measure stands.
func (x *Plans) measure(ctx context.Context, caller org.Caller, s *Sheet, m Measure, now calendar.Instant) error {
	out := MeasureStand{Measure: m, State: NotHanded, By: m.DueIn(&s.Content, now), Light: matter.NoLight.String()}
	if u := x.Today(m.Lead); u != m.Lead {
		out.Today = u
	}
	if task := s.Plan.Handed[m.Key]; task != 0 {
		t, err := x.Desk.Matter(ctx, caller, task)
		if err == nil && t.State == matter.Merged {
			if t, err = x.Desk.Survivor(ctx, t); err == nil && !x.Org().Sees(caller, t) {
				err = missing()
			}
		}
		switch {
		case fault.Of(err) != nil && fault.Of(err).Kind == fault.Missing:
			out.State = Hidden
		case err != nil:
			return err
		default:
			out.task(t, now)
		}
	}
	if out.State == NotHanded && s.Version > 0 {
		switch {
		case out.By <= now:
			out.Light, out.IsLate = indicator.Red, true
		case out.By <= now+soon:
			out.Light = indicator.Yellow
		}
	}
	s.Measures = append(s.Measures, out)
	return nil
}

// task takes over how the task stands.
func (m *MeasureStand) task(t *matter.Matter, now calendar.Instant) {
	if t.State == matter.Declined {
		return // it can be handed out again
	}
	m.Matter, m.State = t.ID, t.State.String()
	l := t.Light(now)
	m.Light, m.IsLate, m.Done = l.String(), l == matter.Red, t.State == matter.StruckOff
	if t.Due != 0 {
		m.By = t.Due
	}
	if m.Done {
		m.Light = indicator.Green
	}
}

// paid adds what was paid.
func (x *Plans) paid(ctx context.Context, s *Sheet) error {
	list, err := x.lineSums(ctx, x.DB.Read(), s.Plan.ID)
	if err != nil {
		return err
	}
	s.Money, s.Lines = sums(&s.Content, list), map[string]int64{}
	for _, l := range list {
		s.Lines[l.line] += l.paid
	}
	for _, m := range s.Money {
		s.Counts.Budgeted += m.Budgeted
		s.Counts.Paid += m.Paid
	}
	return nil
}

// judge counts, and finds the light and what is next.
func (s *Sheet) judge(now calendar.Instant) {
	c := &s.Counts
	next := func(what, text string, at calendar.Instant) {
		if at > now && (s.Next == nil || at < s.Next.At) {
			s.Next = &Next{what, text, at}
		}
	}
	for _, m := range s.Measures {
		if m.State == Hidden {
			c.Hidden++
			continue
		}
		c.Measures++
		if m.Done {
			c.Done++
			continue
		}
		if m.IsLate {
			c.Late++
		}
		next("measure", m.Text, m.By)
		if m.Light == indicator.Red || m.Light == indicator.Yellow {
			s.Light = worse(s.Light, m.Light)
		}
	}
	for _, g := range s.Goals {
		if g.Stand == nil {
			continue
		}
		c.Figures++
		if g.Stand.Light == indicator.Yellow || g.Stand.Light == indicator.Red {
			c.Behind++
		}
		s.Light = worse(s.Light, g.Stand.Light)
	}
	s.Pace = PaceOf(s.Content.First, s.Content.Last, now, c.Done, c.Measures)
	s.Light = worse(s.Light, s.Pace.Light)
	if due := s.Plan.report(); due != 0 && due <= now {
		s.Late, s.Light = due, indicator.Red
	} else if due == s.Plan.Final {
		next("final", "", due)
	} else {
		next("mid", "", due)
	}
	next("end", "", s.Content.Last)
}
