package matter

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Step is one rung of the ladder as policy writes it: when it fires, what then happens, and who is told.
//
// When: on yellow, some time before the deadline, some time after it, or at the nth rework, whichever the step says;
// a step that says none of these fires at the deadline. What: Does NoRung is a reminder, Urge a 催办, Supervise sends a
// notice, Hold drafts one for a person to issue.
type Step struct {
	Code    string // never changes once it is in force: a rung fires once for each deadline by this name
	Yellow  bool
	Before  calendar.Limit
	After   calendar.Limit
	Reworks int
	Does    Rung
	Notice  string // the notice that Supervise sends and Hold drafts
	From    int    // area.Level of the office it comes from
	To      []Post // posts of the unit that are told
	Climbs  bool   // the unit one level up becomes answerable too
}

// Climb lets the next rung fire; only the clock gives it.
type Climb struct{}

// WasReminded tells the unit that the deadline is near.
type WasReminded struct {
	Step string           `json:"step"`
	To   []Post           `json:"to,omitempty"`
	Fire calendar.Instant `json:"fire,omitempty"`
}

// Reckon computes deadline and ladder anew after the policy or the holiday table changed; only the clock gives it.
type Reckon struct{}

// WasReckoned is the deadline by the new table. What was counted by hand (an extension) or is over stays.
type WasReckoned struct {
	Due  calendar.Instant `json:"due,omitempty"`
	Warn calendar.Instant `json:"warn,omitempty"`
	Fire calendar.Instant `json:"fire,omitempty"`

	// a dispatcher had it begin anew, by this limit, and the ladder with it
	Limit string `json:"limit,omitempty"`
	Plain bool   `json:"plain,omitempty"`
}

// Succeed moves an open matter to the unit that took an abolished one's place; only the clock gives it.
type Succeed struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// WasMoved puts the successor wherever the former unit stood. Whole says that of a case of a person in need all went
// along: who is on it for that unit, an offer and what the unit was asked for.
type WasMoved struct {
	From  int64 `json:"from"`
	To    int64 `json:"to"`
	Whole bool  `json:"whole,omitempty"`
}

// The commands and the events of this file.
const (
	CmdClimb   CommandName = "climb"
	CmdReckon  CommandName = "reckon"
	CmdSucceed CommandName = "succeed"

	TypeReminded EventType = "matter.reminded"
	TypeReckoned EventType = "matter.reckoned"
	TypeMoved    EventType = "matter.moved"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned, InHand}, To: "same"},
		New:  command[Climb], Events: []func() Body{body[WasReminded]},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Assigned, InHand}, To: "same"},
		New:  command[Reckon], Events: []func() Body{body[WasReckoned]},
	})
	_ = describe(Description{
		Rule: Rule{From: running, To: "same"},
		New:  command[Succeed], Events: []func() Body{body[WasMoved]},
		Fields: []Field{{Name: "from", Kind: UnitField, Demand: Required},
			{Name: "to", Kind: UnitField, Demand: Required}},
	})
)

func (*Climb) Name() CommandName     { return CmdClimb }
func (*WasReminded) Type() EventType { return TypeReminded }
func (*Reckon) Name() CommandName    { return CmdReckon }
func (*WasReckoned) Type() EventType { return TypeReckoned }
func (*Succeed) Name() CommandName   { return CmdSucceed }
func (*WasMoved) Type() EventType    { return TypeMoved }

// Paused says that the deadline does not run: the matter is parked, or the unit waits for a decision on more time.
func (m *Matter) Paused() bool {
	return m.State == Suspended || m.State == InHand && m.Extension != nil
}

// climbs says whether the ladder runs.
func (m *Matter) climbs() bool {
	return (m.State == Assigned || m.State == InHand) && m.Due != 0 && !m.Paused()
}

// at is when a step fires for the matter as it stands; 0 for not on this deadline.
func (s Step) at(m *Matter, f *Facts) calendar.Instant {
	switch {
	case s.Code == enduring:
		return f.terms(m).Endure.at(m, f.Now)
	case s.Reworks > 0:
		if m.Redone < s.Reworks {
			return 0
		}
		return f.Now
	case s.Yellow:
		return m.Warn
	case !s.Before.Zero():
		return before(m.AssignedAt, m.Due, s.Before, f.Clock)
	case !s.After.Zero():
		return f.Clock.Add(m.Due, s.After)
	}
	return m.Due
}

// before is the last instant, to the minute, from which a limit ends at the deadline or sooner; not before the
// assignment.
func before(from, due calendar.Instant, l calendar.Limit, c Clock) calendar.Instant {
	lo, hi := int64(from)/60e6, int64(due)/60e6
	for lo < hi {
		if mid := (lo + hi + 1) / 2; c.Add(calendar.Instant(mid*60e6), l) <= due {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return max(from, calendar.Instant(lo*60e6))
}

// rung is the step that fires next and when; ok is false at the end of the ladder, and while it does not run.
func rung(m *Matter, f *Facts) (next Step, at calendar.Instant, ok bool) {
	if !m.climbs() {
		return Step{}, 0, false
	}
	ladder := f.terms(m).Ladder
	for i := range len(ladder) + 1 {
		s := Step{Code: enduring}
		if i < len(ladder) {
			s = ladder[i]
		}
		if slices.Contains(m.Fired, s.Code) {
			continue
		}
		if t := s.at(m, f); t != 0 && (!ok || t < at) {
			next, at, ok = s, t, true
		}
	}
	return next, at, ok
}

// fire is when the ladder fires next once the body has been applied; 0 for never.
func (f *Facts) fire(m *Matter, b Body) calendar.Instant {
	after := *m
	ApplyBody(&after, b, Stamp{At: f.Now, Actor: f.Actor.Person})
	_, at, _ := rung(&after, f)
	return at
}

func (*Climb) decide(m *Matter, f *Facts) ([]Event, error) {
	s, at, ok := rung(m, f)
	if !ok || at > f.Now { // the ladder was changed since the instant was noted
		if at == m.Fire {
			return nil, fault.New(fault.Conflict, "rung_early")
		}
		return one(&WasReckoned{Due: m.Due, Warn: m.Warn, Fire: at}), nil
	}
	if s.Code == enduring {
		return f.mark(m, s), nil
	}
	level := s.From
	if u, ok := f.Unit(m.Lead); ok { // nobody is supervised from below
		level = min(level, int(u.Area.Level()))
	}
	level = max(level, int(area.City))
	switch s.Does {
	case Urge:
		e := &WasUrged{Step: s.Code, To: s.To}
		e.Fire = f.fire(m, e)
		return one(e), nil
	case Supervise:
		p, err := f.paper(s.Notice)
		if err != nil {
			return nil, err
		}
		e := &WasSupervised{Step: s.Code, To: s.To, Level: level, Paper: p}
		if s.Climbs {
			e.Upper = m.above(f)
		}
		e.Fire = f.fire(m, e)
		return one(e), nil
	case Hold:
		e := &WasHoldDrafted{Step: s.Code, Level: level, Notice: s.Notice}
		e.Fire = f.fire(m, e)
		return one(e), nil
	}
	e := &WasReminded{Step: s.Code, To: s.To}
	e.Fire = f.fire(m, e)
	return one(e), nil
}

func (e *WasReminded) apply(m *Matter, _ Stamp) { m.fired(e.Step, e.Fire) }

// fired notes that a rung has fired.
func (m *Matter) fired(code string, next calendar.Instant) {
	if code == "" {
		return // a person's notice moves nothing on the ladder
	}
	m.Fired = append(slices.Clone(m.Fired), code)
	m.Fire = next
	m.Climbs++
}

// above is the unit over the topmost one that answers, 0 for none.
func (m *Matter) above(f *Facts) int64 {
	top := m.Lead
	if c := m.Chain(); len(c) > 0 {
		top = c[0]
	}
	if u, ok := f.Unit(top); ok && len(u.Uppers) > 0 && !slices.Contains(m.Chain(), u.Uppers[0]) {
		return u.Uppers[0]
	}
	return 0
}

func (*Reckon) decide(m *Matter, f *Facts) ([]Event, error) {
	e := &WasReckoned{Due: m.Due, Warn: m.Warn}
	if m.Limit != "" && m.Due > f.Now && !m.Paused() {
		l, err := calendar.ParseLimit(m.Limit)
		if err != nil {
			return nil, fault.New(fault.Internal, "internal").By(err)
		}
		if due := f.Clock.Add(m.From, l); due != m.Due && due > f.Now {
			e.Due, e.Warn = due, warn(f, m.From, due, m.Plain)
		}
	}
	if e.Fire = f.fire(m, e); e.Due == m.Due && e.Warn == m.Warn && e.Fire == m.Fire {
		return nil, nil
	}
	return one(e), nil
}

func (e *WasReckoned) apply(m *Matter, s Stamp) {
	if m.Next == m.Due {
		m.Next = e.Due
	}
	if e.Limit != "" {
		m.Plain = e.Plain
		m.deadline(s.At, e.Limit, e.Fire)
	}
	m.Due, m.Warn, m.Fire = e.Due, e.Warn, e.Fire
}

func (c *Succeed) decide(m *Matter, f *Facts) ([]Event, error) {
	u, ok := f.Unit(c.To)
	if !ok || u.Former || c.From == c.To || !slices.Contains(m.Chain(), c.From) && !m.asks(c.From) {
		return nil, fault.New(fault.Conflict, "succeed_none")
	}
	events := one(&WasMoved{c.From, c.To, m.Kind == Help})
	if m.Offer != nil && (m.Offer.To == c.From && m.Lead == c.To || m.Offer.To == c.To && m.Lead == c.From) {
		events = append(one(&WasTransferLapsed{To: m.Offer.To}), events...) // nobody is offered what is his
	}
	return events, nil
}

func (e *WasMoved) apply(m *Matter, _ Stamp) {
	if e.Whole {
		m.along(e.From, e.To)
	}
	swap := func(list []int64) []int64 {
		var out []int64
		for _, u := range list {
			if u == e.From {
				u = e.To
			}
			if u != m.Lead && !slices.Contains(out, u) {
				out = append(out, u)
			}
		}
		return out
	}
	if m.Lead == e.From {
		m.Lead = e.To
	}
	m.Above, m.Uppers, m.Co = swap(m.Above), swap(m.Uppers), swap(m.Co)
}
