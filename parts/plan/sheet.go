package plan

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
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
	Goals    int   `json:"goals"`    // that name an indicator
	Figures  int   `json:"figures"`  // of them those with a figure
	Judged   int   `json:"judged"`   // and those with a light: a target, and a base where the line needs one
	Behind   int   `json:"behind"`   // whose light is yellow or red
	Budgeted int64 `json:"budgeted"` // fen
	Paid     int64 `json:"paid"`
}

// GoalStand is a goal with how its indicator stands; nil where nobody counts.
type GoalStand struct {
	Goal
	Stand  *indicator.Stand `json:"stand,omitempty"`
	NoBase bool             `json:"no_base,omitempty"` // nobody said where the indicator began: it has no light
	Apart  []Target         `json:"apart,omitempty"`   // its indicator's targets that are other ones
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

// Standing is how plans stand that a list gave to the caller, in their order.
func (x *Plans) Standing(ctx context.Context, caller org.Caller, list []*Plan) ([]*Sheet, error) {
	return x.sheets(ctx, caller, list)
}

// sheet is how a plan stands for a caller.
func (x *Plans) sheet(ctx context.Context, caller org.Caller, p *Plan) (*Sheet, error) {
	list, err := x.sheets(ctx, caller, []*Plan{p})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// sheets are those of some plans, in their order.
func (x *Plans) sheets(ctx context.Context, caller org.Caller, list []*Plan) (out []*Sheet, err error) {
	now := x.Now()
	g, err := x.gather(ctx, caller, list, now)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		n, c := g.content(p, now)
		s := &Sheet{Plan: p, Version: n, Content: *c}
		s.stands(g)
		for _, m := range s.Content.Measures {
			x.measure(s, m, g.tasks, now)
		}
		s.paid(g.sums[p.ID])
		if s.Version > 0 && p.State == Issued {
			s.judge(now)
		}
		out = append(out, s)
	}
	return out, nil
}

// stands adds how the goals' indicators stand.
func (s *Sheet) stands(g *gathered) {
	f := g.stands[standing{s.Content.Set, s.Content.Area}]
	for _, goal := range s.Content.Goals {
		out := GoalStand{Goal: goal}
		if f != nil {
			out.Stand, out.NoBase = f.stands[goal.Indicator], slices.Contains(f.aims.Baseless, goal.Indicator)
			for _, t := range goal.Targets {
				if v, ok := f.aims.Years[goal.Indicator][indicator.Span(t.Year*100)]; ok && v != t.Amount {
					out.Apart = append(out.Apart, Target{t.Year, v})
				}
			}
		}
		s.Goals = append(s.Goals, out)
	}
}

// measure adds how a measure stands.
func (x *Plans) measure(s *Sheet, m Measure, tasks map[int64]*matter.Matter, now calendar.Instant) {
	out := MeasureStand{Measure: m, State: NotHanded, By: m.DueIn(&s.Content, now), Light: matter.NoLight.String()}
	if u := x.Today(m.Lead); u != m.Lead {
		out.Today = u
	}
	if task := s.Plan.Handed[m.Key]; task != 0 {
		if t := tasks[task]; t != nil {
			out.task(t, now)
		} else {
			out.State = Hidden
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
func (s *Sheet) paid(list []lineSum) {
	s.Money, s.Lines = sums(&s.Content, list), map[string]int64{}
	for _, l := range list {
		s.Lines[l.line] += l.paid
	}
	for _, m := range s.Money {
		s.Counts.Budgeted += m.Budgeted
		s.Counts.Paid += m.Paid
	}
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
	unfounded := false
	for _, g := range s.Goals {
		if g.Indicator == "" {
			continue
		}
		if c.Goals++; g.Stand == nil || g.Stand.Actual == nil {
			continue
		}
		c.Figures++
		unfounded = unfounded || g.NoBase
		if g.Stand.Light != indicator.None {
			c.Judged++
		}
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
	if unfounded && s.Light == indicator.Green {
		s.Light = indicator.None // nobody can say that it is well
	}
}
