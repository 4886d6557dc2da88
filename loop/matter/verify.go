package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// StrikeOff is the verifier's word that it is really fixed 销号.
type StrikeOff struct {
	Note    string   `json:"note,omitempty"`
	Photos  []string `json:"photos,omitempty"`
	Lat     *float64 `json:"lat,omitempty"`
	Lng     *float64 `json:"lng,omitempty"`
	Outside *Outside `json:"-"` // set by the field app alone
}

// WasStruckOff takes the matter off the list.
type WasStruckOff struct {
	Note    string   `json:"note,omitempty"`
	Photos  []Photo  `json:"photos,omitempty"`
	Lat     *float64 `json:"lat,omitempty"`
	Lng     *float64 `json:"lng,omitempty"`
	Outside *Outside `json:"outside,omitempty"`
}

// Reject is the verifier's word that it is not fixed: rework 返工, and the clock does not start again.
type Reject struct {
	Reason  string   `json:"reason"`
	Photos  []string `json:"photos,omitempty"`
	Outside *Outside `json:"-"` // set by the field app alone
}

// WasRejected gives the matter back to the unit.
type WasRejected struct {
	Reason  string           `json:"reason"`
	Photos  []Photo          `json:"photos,omitempty"`
	Fire    calendar.Instant `json:"fire,omitempty"`
	Outside *Outside         `json:"outside,omitempty"`
}

// Reopen says that a struck off matter is not fixed after all, or that a declined report deserves a second look.
type Reopen struct {
	Reason string   `json:"reason"`
	Photos []string `json:"photos,omitempty"`
}

// WasReopened puts it back in hand with a new deadline, or back among the reports.
type WasReopened struct {
	Reason string           `json:"reason"`
	Photos []Photo          `json:"photos,omitempty"`
	Due    calendar.Instant `json:"due,omitempty"`
	Warn   calendar.Instant `json:"warn,omitempty"`
	Next   calendar.Instant `json:"next"`
	Limit  string           `json:"limit,omitempty"`
	Fire   calendar.Instant `json:"fire,omitempty"`
	From   int64            `json:"from,omitempty"` // the merged matter whose reporter asks for it
}

// The commands and the events of this file.
const (
	CmdStrikeOff CommandName = "strike_off"
	CmdReject    CommandName = "reject"
	CmdReopen    CommandName = "reopen"

	TypeStruckOff EventType = "matter.struck_off"
	TypeRejected  EventType = "matter.rejected"
	TypeReopened  EventType = "matter.reopened"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{Fixed}, To: "struck_off", Sides: []Side{Area}, Posts: []Post{Verifier},
			Verifies: true},
		New: command[StrikeOff], Place: 160, Leads: true, Events: []func() Body{body[WasStruckOff]},
		Fields: []Field{noteField.wants(EvidenceStrike), photosField.wants(EvidenceStrike),
			latField.wants(EvidenceStrike), lngField.wants(EvidenceStrike)},
		Never: neverVerifies,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Fixed}, To: "in_hand", Sides: []Side{Area}, Posts: []Post{Verifier}, Verifies: true},
		New:  command[Reject], Place: 170, Harsh: true, Events: []func() Body{body[WasRejected]},
		Fields: []Field{reasonField, photosField}, Never: neverVerifies,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{StruckOff, Declined}, To: "in_hand", Sides: []Side{Sender, Area},
			Posts: []Post{Resident, Dispatcher, Verifier, Supervisor}},
		New: command[Reopen], Place: 340, Events: []func() Body{body[WasReopened]}, Passes: true,
		Fields: []Field{reasonField, photosField},
	})
)

func (*StrikeOff) Name() CommandName  { return CmdStrikeOff }
func (*WasStruckOff) Type() EventType { return TypeStruckOff }
func (*Reject) Name() CommandName     { return CmdReject }
func (*WasRejected) Type() EventType  { return TypeRejected }
func (*Reopen) Name() CommandName     { return CmdReopen }
func (*WasReopened) Type() EventType  { return TypeReopened }

// Independent says why the actor may not verify the matter, or nil: nobody who acted for a fixing unit, and nobody
// with a post in a unit of the chain or below one.
func Independent(m *Matter, a Actor) error {
	if a.Person == 0 || slices.Contains(m.Fixers, a.Person) {
		return fault.New(fault.Denied, "verify_fixer")
	}
	for _, u := range a.Units {
		if slices.Contains(m.FixedBy, u) || slices.Contains(m.Chain(), u) {
			return fault.New(fault.Denied, "verify_chain")
		}
	}
	return nil
}

func (c *StrikeOff) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := Independent(m, f.Actor); err != nil {
		return nil, err
	}
	if err := coordinates(c.Lat, c.Lng); err != nil {
		return nil, err
	}
	if err := evidence(f.terms(m).Strike, &c.Note, f.Photos, c.Lat); err != nil {
		return nil, err
	}
	if err := f.uploaded(f.terms(m).Strike); err != nil {
		return nil, err
	}
	if m.Kind == Help && f.Ends != nil {
		if err := f.Ends(); err != nil {
			return nil, err
		}
	}
	return one(&WasStruckOff{c.Note, f.photos(CmdStrikeOff), c.Lat, c.Lng, c.Outside}), nil
}

func (e *WasStruckOff) apply(m *Matter, s Stamp) {
	m.State, m.StruckAt, m.Next, m.Verifier = StruckOff, s.At, s.At, s.Actor
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
}

func (c *Reject) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := Independent(m, f.Actor); err != nil {
		return nil, err
	}
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	e := &WasRejected{Reason: c.Reason, Photos: f.photos(CmdReject), Outside: c.Outside}
	e.Fire = f.fire(m, e)
	return one(e), nil
}

func (e *WasRejected) apply(m *Matter, s Stamp) {
	m.State, m.FixedAt, m.Next, m.Reason, m.Verifier, m.Fire = InHand, 0, m.Due, e.Reason, s.Actor, e.Fire
	m.Reworks++
	m.Redone++
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
}

func (c *Reopen) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	t := f.terms(m)
	e := &WasReopened{Reason: c.Reason, Photos: f.photos(CmdReopen)}
	ended := m.StruckAt
	if m.State == Declined {
		ended = m.UpdatedAt
	}
	if f.Actor.Reporter && f.Now > ended.Plus(int64(t.ReopenDays)*day) {
		return nil, fault.New(fault.Conflict, "reopen_late", "days", t.ReopenDays)
	}
	if m.State == Declined {
		e.Next = f.Clock.Add(f.Now, t.Dispatch)
		return one(e), nil
	}
	due(e, m, f)
	return one(e), nil
}

// due sets the new deadline of a matter that comes back.
func due(e *WasReopened, m *Matter, f *Facts) {
	l := f.terms(m).Deadline
	e.Due = f.Clock.Add(f.Now, l)
	e.Warn, e.Next, e.Limit = warn(f, f.Now, e.Due, m.Plain), e.Due, l.String()
	e.Fire = f.fire(m, e)
}

func (e *WasReopened) apply(m *Matter, s Stamp) {
	m.Reason, m.Next = e.Reason, e.Next
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
	if m.State == Declined {
		m.State = Reported
		return
	}
	m.State, m.Due, m.Warn, m.AssignedAt, m.StruckAt, m.FixedAt = InHand, e.Due, e.Warn, s.At, 0, 0
	m.Extensions, m.Granted, m.Rating, m.Appeal, m.Appeals, m.Drawn = 0, 0, nil, nil, nil, nil
	m.Reopens++
	if m.Root != nil && m.Root.DoneAt != 0 && m.Root.CheckedAt == 0 { // the measure did not help
		m.root(func(r *Root) { r.CheckedAt, r.Recurrences = s.At, []int64{m.ID} })
	}
	m.deadline(s.At, e.Limit, e.Fire)
}

const day = 24 * 3600 * 1_000_000 // µs
