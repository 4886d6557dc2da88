package matter

import (
	"slices"

	"xiaohao/loop/fault"
)

// Comment adds words to the history.
type Comment struct {
	Text   string `json:"text"`
	Public bool   `json:"public,omitempty"` // the reporter may read it
	Via    *Via   `json:"-"`                // a program sent it for a resident; set by the door for programs
	Lost   Lost   `json:"-"`                // instead of words: a picture did not come; the clock says so
}

// Lost is why a picture that somebody named by its address did not come.
type Lost string

// Why it did not come.
const (
	LostAway    Lost = "away"    // nobody answered there, or nothing was there
	LostInside  Lost = "inside"  // the address leads into a network of the city's own
	LostLarge   Lost = "large"   // it is too large
	LostPicture Lost = "picture" // it is no picture that can be read
	LostClosed  Lost = "closed"  // the matter takes no more photos
)

// WasCommented is a remark.
type WasCommented struct {
	Text     string `json:"text"`
	Public   bool   `json:"public,omitempty"`
	Reporter bool   `json:"reporter,omitempty"` // said by the reporter
	From     int64  `json:"from,omitempty"`     // the merged matter whose reporter said it
	Via      *Via   `json:"via,omitempty"`      // said by a resident to a program of others
	Lost     Lost   `json:"lost,omitempty"`     // a picture did not come
}

// Attach adds photos.
type Attach struct {
	Photos []string `json:"photos"`
	Note   string   `json:"note,omitempty"`
}

// WasAttached is more evidence.
type WasAttached struct {
	Photos []Photo `json:"photos"`
	Note   string  `json:"note,omitempty"`
	Spot   bool    `json:"spot,omitempty"` // put right on the spot: who says so is one of its fixers

	Reporter bool  `json:"reporter,omitempty"` // a resident who reported it sent them
	From     int64 `json:"from,omitempty"`     // the merged matter whose reporter sent them
}

// Rate is the reporter's word on the result.
type Rate struct {
	Fixed bool   `json:"fixed"`
	Score int    `json:"score,omitempty"` // 1 to 5
	Text  string `json:"text,omitempty"`
}

// WasRated counts in the satisfaction figure.
type WasRated struct {
	Fixed bool   `json:"fixed"`
	Score int    `json:"score,omitempty"`
	Text  string `json:"text,omitempty"`
	From  int64  `json:"from,omitempty"` // the merged matter whose reporter says it
}

// MeToo is one more voice for the same matter; Voice says whose, so that it counts once.
type MeToo struct {
	Voice string `json:"voice,omitempty"` // digest of the device's token; the desk says it, whatever came in
}

// WasVoiced is one more voice; on a merged matter the one it was merged into gets it too.
type WasVoiced struct {
	Voice   string `json:"voice,omitempty"`
	From    int64  `json:"from,omitempty"`    // the merged matter it was given to
	Receipt string `json:"receipt,omitempty"` // digest of the code by which whoever said it follows the matter
	Apart   bool   `json:"apart,omitempty"`   // not weighed: too many came from one network that day
}

// Follow puts the matter on a person's own list, or takes it off.
type Follow struct {
	Off bool `json:"off,omitempty"`
}

// WasFollowed is somebody's interest.
type WasFollowed struct {
	Off bool `json:"off,omitempty"`
}

// The commands and the events of this file.
const (
	CmdComment CommandName = "comment"
	CmdAttach  CommandName = "attach"
	CmdRate    CommandName = "rate"
	CmdMeToo   CommandName = "me_too"
	CmdFollow  CommandName = "follow"

	TypeCommented EventType = "matter.commented"
	TypeAttached  EventType = "matter.attached"
	TypeRated     EventType = "matter.rated"
	TypeVoiced    EventType = "matter.voiced"
	TypeFollowed  EventType = "matter.followed"
)

var (
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{Area, Holder, Sender},
			Posts: []Post{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader}},
		New: command[Comment], Place: 360, Events: []func() Body{body[WasCommented]},
		Fields: []Field{textField.labelled("field.note"), {Name: "public", Kind: YesField}},
	})
	_ = describe(Description{
		Rule: Rule{From: open, To: "same", Sides: []Side{Area, Holder, Sender},
			Posts: []Post{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor}},
		New: command[Attach], Place: 370, Events: []func() Body{body[WasAttached]},
		Fields: []Field{photosField.wants(Required), noteField}, Recorded: true, Passes: true,
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Fixed, StruckOff}, To: "same", Sides: []Side{Sender}, Posts: []Post{Resident}},
		New:  command[Rate], Place: 350, Events: []func() Body{body[WasRated]}, Passes: true,
		Fields: []Field{{Name: "fixed", Kind: VerdictField, Yes: "rating.fixed", No: "rating.not_fixed", Demand: Asked,
			Known: func(m *Matter) any {
				if m.Rating == nil {
					return nil
				}
				return m.Rating.Fixed
			}},
			textField.labelled("field.note").wants(Optional),
			{Name: "score", Kind: NumberField, Max: MaxScore, Hidden: true}},
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Reported, Merged, Listed, Assigned, InHand, Suspended, Fixed}, To: "same",
			Sides: []Side{Anyone}, Posts: []Post{Resident, Inspector}},
		New: command[MeToo], Place: 380, Events: []func() Body{body[WasVoiced]},
		Fields: []Field{{Name: "voice", Kind: VoiceField, Hidden: true}},
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{Area, Holder},
			Posts: []Post{Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader}},
		New: command[Follow], Place: 390, Events: []func() Body{body[WasFollowed]},
		Fields: []Field{{Name: "off", Kind: YesField, Hidden: true}},
	})
)

// MaxScore is the best that a reporter can give.
const MaxScore = 5

var textField = Field{Name: "text", Kind: WordsField, Max: MaxNote, Demand: Required}

func (*Comment) Name() CommandName    { return CmdComment }
func (*WasCommented) Type() EventType { return TypeCommented }
func (*Attach) Name() CommandName     { return CmdAttach }
func (*WasAttached) Type() EventType  { return TypeAttached }
func (*Rate) Name() CommandName       { return CmdRate }
func (*WasRated) Type() EventType     { return TypeRated }
func (*MeToo) Name() CommandName      { return CmdMeToo }
func (*WasVoiced) Type() EventType    { return TypeVoiced }
func (*Follow) Name() CommandName     { return CmdFollow }
func (*WasFollowed) Type() EventType  { return TypeFollowed }

func (c *Comment) decide(m *Matter, f *Facts) ([]Event, error) {
	if f.Actor.Clock { // it has nothing else to say
		if c.Lost == "" {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		return one(&WasCommented{Lost: c.Lost}), nil
	}
	if err := textField.limit(&c.Text); err != nil {
		return nil, err
	}
	if c.Via != nil {
		return one(&WasCommented{Text: c.Text, Via: c.Via}), nil
	}
	out := one(&WasCommented{Text: c.Text, Public: c.Public || f.Actor.Reporter, Reporter: f.Actor.Reporter})
	if f.Actor.Reporter && m.State == Merged && f.Lives != nil { // where the work is done they must know it
		out = append(out, Event{Subject: f.Lives.ID, Body: &WasCommented{Text: c.Text, Reporter: true, From: m.ID}})
	}
	return out, nil
}

func (*WasCommented) apply(*Matter, Stamp) {}

func (c *Attach) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := noteField.limit(&c.Note); err != nil {
		return nil, err
	}
	if len(f.Photos)+len(f.After) == 0 {
		return nil, fault.New(fault.Invalid, "photos_missing", "n", 1).On("photos")
	}
	return one(&WasAttached{Photos: f.photos(CmdAttach), Note: c.Note, Spot: len(f.After) > 0,
		Reporter: f.Actor.Reporter && f.Actor.Person == 0}), nil
}

func (e *WasAttached) apply(m *Matter, s Stamp) {
	m.Photos = append(slices.Clone(m.Photos), e.Photos...)
	if e.Spot {
		m.Spot = true
		m.fixer(s.Actor)
	}
}

func (c *Rate) decide(_ *Matter, _ *Facts) ([]Event, error) {
	if c.Score < 0 || c.Score > MaxScore {
		return nil, fault.New(fault.Invalid, "score_range").On("score")
	}
	if err := textField.wants(Optional).limit(&c.Text); err != nil {
		return nil, err
	}
	return one(&WasRated{Fixed: c.Fixed, Score: c.Score, Text: c.Text}), nil
}

// apply has the last word count, whichever reporter's it is.
func (e *WasRated) apply(m *Matter, s Stamp) {
	m.Rating = &Rating{e.Fixed, e.Score, e.Text, s.At, e.From}
}

func (c *MeToo) decide(m *Matter, f *Facts) ([]Event, error) {
	if f.Again {
		return nil, fault.New(fault.Conflict, "voice_again")
	}
	ev := one(&WasVoiced{Voice: f.Voice, Receipt: f.Receipt, Apart: f.Apart})
	if !f.Apart && m.State == Merged && m.Into != 0 {
		ev = append(ev, Event{Subject: m.Into, Body: &WasVoiced{From: m.ID}})
	}
	return ev, nil
}

func (e *WasVoiced) apply(m *Matter, _ Stamp) {
	switch {
	case e.Apart:
		m.Unweighed++
		return
	case e.From == 0:
		m.Votes++
		return
	}
	m.Absorbed = slices.Clone(m.Absorbed)
	for i := range m.Absorbed {
		if m.Absorbed[i].ID == e.From {
			m.Absorbed[i].Weight++
		}
	}
}

func (c *Follow) decide(*Matter, *Facts) ([]Event, error) { return one(&WasFollowed{c.Off}), nil }
func (*WasFollowed) apply(*Matter, Stamp)                 {}
