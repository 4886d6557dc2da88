package matter

import (
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
)

// CommandName names a command in JSON, in addresses and in a city's policy.
type CommandName string

// EventType names what happened to a matter.
type EventType = event.Type

// TypePrefix begins the type of every event about a matter: a follower that asks for it gets them all.
const TypePrefix EventType = "matter."

// Command is something somebody wants to happen to a matter.
type Command interface {
	Name() CommandName
	decide(m *Matter, f *Facts) ([]Event, error)
}

// Event is something that happened to a matter.
type Event struct {
	Subject int64 // the matter; 0 is the one the command was given for
	Body    Body
}

// Body is the part of an event that the ledger stores as JSON.
type Body interface {
	Type() EventType
	apply(m *Matter, at Stamp)
}

// Stamp is what the ledger adds to every event.
type Stamp struct {
	Seq   int64
	At    calendar.Instant
	Actor int64
}

// Facts is everything a decision needs besides the matter itself. The desk gathers it in the same transaction; what
// only some decisions ask for is a function.
type Facts struct {
	Now    calendar.Instant
	Actor  Actor
	Clock  Clock
	Terms  func(k Kind, category string, s Severity) Terms // the city's policy
	Photos []Photo                                         // the uploads that the command names, checked
	// List and Amend: strike-offs among which those lie that it may have come back after; nil where nobody knows
	Absences func(m *Matter, category string, r RecurrenceRule) ([]Absence, error)
	// Report and Attach: how it looked once it was put right on the spot
	After  []Photo
	Number func(k Kind) (string, error)      // the next number of the list
	Paper  func(kind string) (*Paper, error) // the next number of a kind of notice; nil where nobody counts them
	Own    func(unit int64) bool             // whether the reporter belongs to the unit or one above it
	// the other matter that the command names, for Merge
	Target *Matter
	Unit   func(id int64) (UnitFact, bool) // what is known of a unit
	Nobody func(unit int64) bool           // whether nobody of a unit is in office; nil for never
	// of a merged matter: the one that lives on, at the end of the chain; nil where nobody looked
	Lives   *Matter
	Archive func(closed calendar.Instant) calendar.Instant // Forget: until when the archive keeps what is closed
	Day     func(calendar.Instant) string                  // the day in the city, as 2006-01-02
	Receipt string                                         // digest of the receipt code, for Report
	Contact bool                                           // personal data was laid aside, for Report
	Doubt   Doubt                                          // Report: why a person looks at it first
	Apart   bool                                           // MeToo: the voice is not weighed
	Voice   string                                         // MeToo: whose voice it is
	Again   bool                                           // MeToo: this voice was counted before
	// Report: what the category asks, by policy; nil where nobody knows
	Questions func(category string) []Question
	Names     func(category string) bool // whether policy knows the category
	Areas     func(area.Code) bool       // whether the city has the area, and it is in use
	// what stands in an abolished area's place, chosen by a spot where there are several; the area itself for none
	Heir func(c area.Code, lat, lng *float64) (area.Code, error)
	// where something new in an area goes: the area, its heir, or the nearest one in use above; ok is false for a code
	// that the city does not have
	Living func(c area.Code, lat, lng *float64) (to area.Code, ok bool, err error)
	Points func(id int64) (bool, error) // whether the city has the point
	Files  func() (int, error)          // how many uploaded files hang on the matter; nil for none

	// Of a person in need. Duty: who is on duty for an area now; Serves: whether somebody is in office, in a unit where
	// one is named; Heads: of a unit
	Duty   func(a area.Code) ([]Member, error)
	Serves func(person, unit int64) bool
	Person func(id int64) (PersonFact, bool)
	Heads  func(unit int64) []int64
	// StrikeOff of a person's case: why it may not be yet, nil for nothing; nil where nobody knows
	Ends func() error
}

// Actor is who gives the command and the post he gives it in.
type Actor struct {
	Person   int64 // 0 for residents and for the clock
	Post     Post
	Unit     int64      // the unit he acts for, 0 for none
	Units    []int64    // every unit he has a post in, and all units above those
	Level    area.Level // of the area of his post
	Reporter bool       // he holds the receipt of this matter
	Clock    bool       // no person but the deadline
	System   bool       // no person but the command line, or an administrator's import
}

// UnitFact is what a decision needs to know of a unit.
type UnitFact struct {
	ID     int64
	Area   area.Code
	Uppers []int64 // the units above it, nearest first
	Former bool    // abolished: takes no new matters
}

// PersonFact is what a decision needs to know of somebody in office.
type PersonFact struct {
	Posts []Post
	Units []int64 // that he has a post in
}

// Clock is working time; calendar.Calendar is one.
type Clock interface {
	Add(start calendar.Instant, l calendar.Limit) calendar.Instant
	AddMinutes(start calendar.Instant, minutes int64) calendar.Instant
	Between(a, b calendar.Instant) int64
}

// Terms are what policy says for a kind, category and severity.
type Terms struct {
	Dispatch      calendar.Limit // from report to assignment
	Deadline      calendar.Limit // from assignment to fixed
	Verify        calendar.Limit // from fixed to the verdict
	Bounce        calendar.Limit // how long a unit may say "not mine"
	Extensions    int            // how often more time may be asked for
	ExtensionMax  calendar.Limit // how much, at most, counted from the deadline
	SuspensionMax calendar.Limit // the latest review date, counted from the asking
	ReopenDays    int            // days after strike-off in which the reporter may reopen
	Fix, Strike   Evidence
	Ladder        []Step // the rungs, in the order policy writes them
	Recurrence    RecurrenceRule
	Endure        Endure
	Root          RootTerms
	Restricted    bool
	Members       MemberTerms
}

// Evidence is what policy demands with a step.
type Evidence struct {
	Photos int  `json:"photos,omitempty"`
	Place  bool `json:"place,omitempty"`
	Note   bool `json:"note,omitempty"`
	Files  int  `json:"files,omitempty"` // uploaded before, that hang on the matter
}

// MaxFiles is how many files policy may demand.
const MaxFiles = 20

// MaxPhotos is how many photos a step may bring.
const MaxPhotos = 9

// Warning is the share of the deadline after which the light turns yellow.
const Warning = 0.7

// Decide says what happens when the command is given now, or why it may not. m is nil for Report. It changes nothing.
func Decide(m *Matter, c Command, f *Facts) ([]Event, error) {
	if m == nil {
		m = &Matter{}
	}
	d, ok := described[c.Name()]
	if !ok {
		return nil, fault.New(fault.Invalid, "command_unknown", "command", c.Name())
	}
	if len(f.Photos)+len(f.After) > 2*MaxPhotos || len(f.Photos) > MaxPhotos {
		return nil, fault.New(fault.TooLarge, "photos_too_many", "max", MaxPhotos).On("photos")
	}
	if slices.Contains(d.From, m.State) {
		events, err := c.decide(m, f)
		if err != nil {
			return nil, err
		}
		return f.following(m, events)
	}
	if events, ok, err := passed(d, m, c, f); ok {
		return events, err
	}
	return nil, forbids(d.Command, m.State)
}

// Apply folds one recorded event into the matter.
func Apply(m *Matter, typ EventType, body json.RawMessage, s Stamp) error {
	b, err := Decode(typ, body)
	if err != nil {
		return err
	}
	ApplyBody(m, b, s)
	return nil
}

// ApplyBody folds one decoded event into the matter.
func ApplyBody(m *Matter, b Body, s Stamp) {
	b.apply(m, s)
	switch b.(type) {
	case *WasRead, *WasRevealed, *WasFollowed, *WasForgotten, *WasForgetAsked: // no progress
	default:
		m.UpdatedAt = s.At
	}
}

// Decode reads an event body; unknown types and unknown fields are errors, so that no history is half understood.
func Decode(typ EventType, body json.RawMessage) (Body, error) {
	mk, ok := bodies[typ]
	if !ok {
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	b := mk()
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}

func one(b Body) []Event { return []Event{{Body: b}} }

// warn is when the light turns yellow.
func warn(f *Facts, from, due calendar.Instant, plain bool) calendar.Instant {
	if plain {
		return from.Plus(int64(float64(due.Since(from)) * Warning))
	}
	return f.Clock.AddMinutes(from, int64(float64(f.Clock.Between(from, due))*Warning))
}

// terms are the policy's terms for the matter as it stands.
func (f *Facts) terms(m *Matter) Terms { return f.Terms(m.Kind, m.Category, m.Severity) }

// photos marks the evidence with the step it came with.
func (f *Facts) photos(step CommandName) []Photo {
	out := append(slices.Clone(f.Photos), f.After...)
	for i := range out {
		out[i].Step, out[i].At, out[i].By = string(step), f.Now, f.Actor.Person
		if i >= len(f.Photos) {
			out[i].Step = SpotStep
		}
	}
	return out
}

// SpotStep marks photos of an on-the-spot fix.
const SpotStep = "spot"
