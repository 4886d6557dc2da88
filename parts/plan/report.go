package plan

import (
	"context"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
	"xiaohao/platform/store"
)

// The kinds of report.
const (
	MidTerm  = "mid"   // 中期报告
	FinalOne = "final" // the final assessment 总结评估
)

// Figures are how a plan stood when a report was made; they never change.
type Figures struct {
	At       calendar.Instant `json:"at"`
	Version  int              `json:"version"`
	Goals    []GoalFigure     `json:"goals,omitempty"`
	Measures []MeasureFigure  `json:"measures,omitempty"`
	Money    []Sum            `json:"money,omitempty"`
	Pace     Pace             `json:"pace"`
	Counts   Counts           `json:"counts"`
}

// GoalFigure is a goal as it stood.
type GoalFigure struct {
	Text   string            `json:"text"`
	Stand  *indicator.Stand  `json:"stand,omitempty"`
	NoBase bool              `json:"no_base,omitempty"`
	Series []indicator.Point `json:"series,omitempty"` // span by span, as far as there are figures
}

// MeasureFigure is a measure as it stood.
type MeasureFigure struct {
	Text  string           `json:"text"`
	Lead  int64            `json:"lead,omitempty"`
	State string           `json:"state"`
	Light string           `json:"light"`
	Due   calendar.Instant `json:"due"`
}

// figures freezes how a plan stands.
func (s *Sheet) figures(now calendar.Instant, series map[string][]indicator.Point) Figures {
	f := Figures{At: now, Version: s.Version, Money: s.Money, Pace: s.Pace, Counts: s.Counts}
	for _, g := range s.Goals {
		f.Goals = append(f.Goals, GoalFigure{g.Text, g.Stand, g.NoBase, series[g.Indicator]})
	}
	for _, m := range s.Measures {
		lead := m.Lead
		if m.Today != 0 {
			lead = m.Today
		}
		f.Measures = append(f.Measures, MeasureFigure{m.Text, lead, m.State, m.Light, m.By})
	}
	return f
}

// Report makes the mid-term report: the figures of now, and what the caller says of them. There is one.
func (x *Plans) Report(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, text string) error {
	f, err := x.freeze(ctx, caller, plan)
	if err != nil {
		return err
	}
	_, err = x.step(ctx, caller, id, plan, ReportedType, text, nil, func(_ context.Context, _ *store.Tx, p *Plan,
		_ calendar.Instant) (any, error) {
		if err := running(p); err != nil {
			return nil, err
		}
		for _, r := range p.Reports {
			if r.Kind == MidTerm {
				return nil, fault.New(fault.Conflict, "plan_reported")
			}
		}
		text, err := words(x.Policy().Plans, text, "text", matter.MaxText, true)
		return &Reported{Kind: MidTerm, Text: text, Figures: f}, err
	})
	return err
}

// End ends a plan with its final assessment: the figures of now, what was reached, what was not and why, what was
// learnt. Nothing goes on afterwards but its tasks, which are matters. A revision whose paper is on its way goes first:
// plan_sent.
func (x *Plans) End(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, a Assessment) error {
	f, err := x.freeze(ctx, caller, plan)
	if err != nil {
		return err
	}
	_, err = x.step(ctx, caller, id, plan, EndedType, a, nil, func(_ context.Context, _ *store.Tx, p *Plan,
		now calendar.Instant) (any, error) {
		if err := running(p); err != nil {
			return nil, err
		}
		if p.Work != nil && p.Work.Stage == SentOut {
			return nil, fault.New(fault.Conflict, "plan_sent")
		}
		b := &EndedWith{Figures: f, Assessment: a}
		early := now < p.Last || f.Counts.Done < f.Counts.Measures || f.Counts.Behind > 0
		for _, w := range []struct {
			name   string
			to     *string
			needed bool
		}{{"reached", &b.Reached, true}, {"missed", &b.Missed, early}, {"lessons", &b.Lessons, true}} {
			var err error
			if *w.to, err = words(x.Policy().Plans, *w.to, w.name, matter.MaxText, w.needed); err != nil {
				return nil, err
			}
		}
		return b, nil
	})
	return err
}

func running(p *Plan) error {
	switch {
	case p.State == Ended:
		return fault.New(fault.Conflict, "plan_ended")
	case p.State != Issued:
		return fault.New(fault.Conflict, "plan_stage")
	}
	return nil
}

// freeze gives the plan's own figures of now: all of them, whatever the caller may see. What was seen of a report is
// the same for everybody, and it never changes.
func (x *Plans) freeze(ctx context.Context, caller org.Caller, plan int64) (f Figures, err error) {
	p, err := x.Plan(ctx, caller, plan)
	if err != nil {
		return f, err
	}
	all := org.Caller{System: true}
	s, err := x.sheet(ctx, all, p)
	if err != nil {
		return f, err
	}
	var series map[string][]indicator.Point
	if s.Content.Set != 0 {
		series, err = x.Indicators.Course(ctx, all, s.Content.Set, s.Content.Area)
		if err != nil && fault.Of(err).Kind != fault.Missing {
			return f, err
		}
	}
	return s.figures(x.Now(), series), nil
}

// Made is a report as it was made.
type Made struct {
	Filed
	Text    string  `json:"text,omitempty"`
	Figures Figures `json:"figures"`
	Assessment
}

// Made reads a report of a plan that the caller sees.
func (x *Plans) Made(ctx context.Context, caller org.Caller, plan, seq int64) (*Plan, *Made, error) {
	p, err := x.Plan(ctx, caller, plan)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range p.Reports {
		if f.Seq != seq {
			continue
		}
		var raw json.RawMessage
		if err := one(x.DB.Read().QueryRow(ctx,
			"SELECT body FROM plan_reports WHERE city = $1 AND plan = $2 AND seq = $3", x.City, plan, seq),
			&raw); err != nil {
			return nil, nil, err
		}
		m := &Made{}
		err := json.Unmarshal(raw, m)
		m.Filed = f
		return p, m, err
	}
	return nil, nil, missing()
}
