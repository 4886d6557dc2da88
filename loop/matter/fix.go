package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Fix is the unit's claim that the work is done 整改完成, with the evidence that policy demands.
type Fix struct {
	Note    string   `json:"note,omitempty"` // 措施: what was done
	Photos  []string `json:"photos,omitempty"`
	Lat     *float64 `json:"lat,omitempty"`
	Lng     *float64 `json:"lng,omitempty"`
	Outside *Outside `json:"-"` // set by the field app alone
}

// WasFixed hands the matter to the verifiers.
type WasFixed struct {
	Note    string           `json:"note,omitempty"`
	Photos  []Photo          `json:"photos,omitempty"`
	Lat     *float64         `json:"lat,omitempty"`
	Lng     *float64         `json:"lng,omitempty"`
	Next    calendar.Instant `json:"next"`
	Late    int64            `json:"late,omitempty"` // minutes past the deadline, working or plain
	Due     calendar.Instant `json:"due,omitempty"`  // the deadline by what was left of it, when the clock stood still
	Outside *Outside         `json:"outside,omitempty"`
	// the unit that acted for the lead unit, which had nobody: it may not verify the matter either; 0 for none
	Acting int64 `json:"acting,omitempty"`
}

// The command and the event of this file.
const (
	CmdFix CommandName = "fix"

	TypeFixed EventType = "matter.fixed"
)

var _ = describe(Description{
	Rule: Rule{From: []State{InHand}, To: "fixed", Sides: []Side{Lead}, Posts: unitPosts},
	New:  command[Fix], Place: 150, Leads: true, Events: []func() Body{body[WasFixed]},
	Fields: []Field{{Name: "note", Word: "field.measure", Kind: WordsField, Max: MaxNote, Demand: EvidenceFix},
		photosField.wants(EvidenceFix), latField.wants(EvidenceFix), lngField.wants(EvidenceFix)},
	Idle: (*Matter).NeedsRoot,
})

func (*Fix) Name() CommandName    { return CmdFix }
func (*WasFixed) Type() EventType { return TypeFixed }

func (c *Fix) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := coordinates(c.Lat, c.Lng); err != nil {
		return nil, err
	}
	if m.NeedsRoot() {
		return nil, fault.New(fault.Conflict, "root_missing")
	}
	t := f.terms(m)
	if err := evidence(t.Fix, &c.Note, append(m.onTheSpot(), f.Photos...), c.Lat); err != nil {
		return nil, err
	}
	if err := f.uploaded(t.Fix); err != nil {
		return nil, err
	}
	e := &WasFixed{Note: c.Note, Photos: f.photos(CmdFix), Lat: c.Lat, Lng: c.Lng, Next: f.Clock.Add(f.Now, t.Verify),
		Outside: c.Outside}
	if f.Actor.Unit != m.Lead {
		e.Acting = f.Actor.Unit
	}
	if m.Extension != nil && m.Left > 0 {
		e.Due, _, _ = f.rest(m)
	} else {
		e.Late = f.minutes(m, m.Due, f.Now)
	}
	return one(e), nil
}

// A claim answers an open question for more time: the unit no longer needs it.
func (e *WasFixed) apply(m *Matter, s Stamp) {
	m.State, m.FixedAt, m.Work, m.Next = Fixed, s.At, e.Note, e.Next
	m.Extension, m.Suspension, m.Left, m.Fire = nil, nil, 0, 0
	if e.Due != 0 {
		m.Due = e.Due
	}
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
	m.fixer(s.Actor)
	by := slices.Clone(m.Chain())
	if e.Acting != 0 {
		by = append(by, e.Acting)
	}
	for _, u := range by {
		if !slices.Contains(m.FixedBy, u) {
			m.FixedBy = append(slices.Clone(m.FixedBy), u)
		}
	}
}

// onTheSpot are photos that prove a fix before the unit does anything: the unit only confirms it. They prove nothing
// once the matter came back.
func (m *Matter) onTheSpot() []Photo {
	if !m.Spot || m.Reworks+m.Reopens > 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.Photos), func(p Photo) bool { return p.Step != SpotStep })
}

// uploaded checks the files that policy demands: they hang on the matter before the step is taken.
func (f *Facts) uploaded(want Evidence) error {
	if want.Files == 0 {
		return nil
	}
	n := 0
	if f.Files != nil {
		var err error
		if n, err = f.Files(); err != nil {
			return err
		}
	}
	if n < want.Files {
		return fault.New(fault.Invalid, "files_missing", "n", want.Files, "have", n)
	}
	return nil
}

// evidence checks what policy demands with a step.
func evidence(want Evidence, note *string, photos []Photo, lat *float64) error {
	f := noteField
	if want.Note {
		f = foundField
	}
	if err := f.limit(note); err != nil {
		return err
	}
	if len(photos) < want.Photos {
		return fault.New(fault.Invalid, "photos_missing", "n", want.Photos).On("photos")
	}
	if !want.Place || lat != nil {
		return nil
	}
	for _, p := range photos {
		if p.Lat != nil {
			return nil
		}
	}
	return fault.New(fault.Invalid, "place_missing").On("lat")
}
