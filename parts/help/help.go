// Package help is cases of persons in need 求助: what is done first and what was done, whom was called, what was given,
// who collected whom, the call afterwards.
//
// A case is a matter of kind help and has its number, clock and loop. This package adds what is peculiar to it, as
// events that hold kinds, instants and tokens; what was said lies sealed under the key of the case (desk.Seal) and is
// destroyed with it. A second time is seen by hashes under the city's secret, which go when the key goes.
//
// It owns the tables help_cases, folded from events and never behind the ledger, and help_marks. It decides nothing
// that law decides: package care does, as a pure function. Praise is counted nowhere.
//
// Invariants: no event and no row of help_cases holds a word; a case is struck off only after a hand-over or another
// end, and after the call, unless somebody says why there was none.
package help

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Cases are a city's. Safe for concurrent use.
type Cases struct{ part.Base }

// New makes them for a city whose tables are there.
func New(b part.Base) *Cases {
	if b.Rand == nil {
		b.Rand = rand.Reader
	}
	return &Cases{b}
}

// The events. The subject of all of them is the matter.
const (
	typePrefix               = event.Type("help.")
	TickedType    event.Type = "help.ticked"   // a line of the checklist
	GaveType      event.Type = "help.gave"     // food, a phone, money, a bed
	CalledType    event.Type = "help.called"   // an attempt to reach somebody
	NotedType     event.Type = "help.noted"    // a line of the timeline
	DutyType      event.Type = "help.duty"     // the mandatory report is due
	ToldType      event.Type = "help.told"     // the police were told
	SparedType    event.Type = "help.spared"   // they need not be: the reason is sealed
	StoppedType   event.Type = "help.stopped"  // the hand-over stops
	DecidedType   event.Type = "help.decided"  // who decides has decided
	HandedType    event.Type = "help.handed"   // the person was collected
	EndedType     event.Type = "help.ended"    // another end
	FollowedType  event.Type = "help.followed" // the call afterwards
	WaivedType    event.Type = "help.waived"   // there is none, for a reason
	MarkedType    event.Type = "help.marked"   // it is known by what a second time would be seen
	AgainType     event.Type = "help.again"    // a second time
	LateType      event.Type = "help.late"     // the call, or the report, is overdue
	MatchlessType event.Type = "help.single"   // a person looked: it is not a second time
)

// Types lists what people and the clock declare about a case.
func Types() []event.Type {
	return slices.Concat([]event.Type{TickedType, GaveType, CalledType, NotedType, DutyType, ToldType, SparedType,
		StoppedType, DecidedType, HandedType, EndedType, FollowedType, WaivedType, MarkedType, AgainType, MatchlessType,
		LateType}, ours, theirs)
}

// Step is the body of all events of this package: few fields, and no words. What was said has its token in Said.
type Step struct {
	At     calendar.Instant `json:"at,omitempty"` // when it was; 0 for when it was recorded
	Code   string           `json:"code,omitempty"`
	Off    bool             `json:"off,omitempty"`    // a tick taken back; somebody who was not reached
	Amount int              `json:"amount,omitempty"` // of what was given, in hundredths for money
	Law    string           `json:"law,omitempty"`
	Paper  string           `json:"paper,omitempty"`  // the kind of paper seen
	Signed string           `json:"signed,omitempty"` // SignedDrawn or SignedTyped
	Agrees bool             `json:"agrees,omitempty"`
	Due    calendar.Instant `json:"due,omitempty"`
	Rung   int              `json:"rung,omitempty"`
	Said   string           `json:"said,omitempty"`   // the token
	Marks  string           `json:"marks,omitempty"`  // digest of the rows of help_marks, of MarkedType
	Sealed *Sealed          `json:"sealed,omitempty"` // of a sealed paper
}

// lateMandated is the code of an overdue report to the police; an overdue call has none.
const lateMandated = "mandated"

// How a hand-over was signed.
const (
	SignedDrawn = "drawn"
	SignedTyped = "typed"
)

// Case is a case as it stands, without a word of it.
type Case struct {
	Matter   int64                       `json:"matter"`
	Category string                      `json:"category"`
	Area     area.Code                   `json:"area"`
	At       calendar.Instant            `json:"at"`
	Closed   calendar.Instant            `json:"closed,omitempty"`
	Ticks    map[string]calendar.Instant `json:"ticks,omitempty"`
	Given    int                         `json:"given,omitempty"`
	Calls    int                         `json:"calls,omitempty"`
	Failed   int                         `json:"failed,omitempty"`

	Mandated calendar.Instant `json:"mandated,omitempty"` // since when the report is due
	Told     calendar.Instant `json:"told,omitempty"`
	Pressed  calendar.Instant `json:"pressed,omitempty"` // it was told that it is overdue
	Spared   calendar.Instant `json:"spared,omitempty"`

	Stopped string           `json:"stopped,omitempty"` // care.StopHarm …; "" where nothing stops it
	Decided calendar.Instant `json:"decided,omitempty"` // after it was stopped
	Lets    string           `json:"lets,omitempty"`    // what was decided, one of care.Decisions

	Handed   calendar.Instant `json:"handed,omitempty"`
	Relation string           `json:"relation,omitempty"`
	Paper    string           `json:"paper,omitempty"`
	Law      string           `json:"law,omitempty"`
	Ended    calendar.Instant `json:"ended,omitempty"`
	How      string           `json:"how,omitempty"`

	Follow   calendar.Instant `json:"follow,omitempty"` // when the call is due
	Tries    int              `json:"tries,omitempty"`
	Followed calendar.Instant `json:"followed,omitempty"`
	Waived   calendar.Instant `json:"waived,omitempty"`
	Late     int              `json:"late,omitempty"` // rungs told

	Papers []care.Outside `json:"papers,omitempty"` // by which it was handed outside

	Marked    calendar.Instant `json:"marked,omitempty"`
	Marks     string           `json:"marks,omitempty"` // digest of its rows of help_marks; "" of an earlier program
	Again     calendar.Instant `json:"again,omitempty"`
	Single    calendar.Instant `json:"single,omitempty"`
	Forgotten calendar.Instant `json:"forgotten,omitempty"`
}

// Due says that the report to the police is due and was neither made nor found not to be.
func (c *Case) Due() bool { return c.Mandated != 0 && c.Told == 0 && c.Spared == 0 }

// Over says that the person was collected, or that it ended otherwise.
func (c *Case) Over() bool { return c.Handed != 0 || c.Ended != 0 }

// Waits says that the call afterwards is still to be made.
func (c *Case) Waits() bool {
	return c.Follow != 0 && c.Followed == 0 && c.Waived == 0 && c.Forgotten == 0
}

// fold changes a case by one of the events of this package.
func (c *Case) fold(e ledger.Event, s *Step) {
	at, late := s.At, c.Late
	if at == 0 {
		at = e.At
	}
	switch e.Type {
	case TickedType:
		c.tick(s.Code, at, s.Off)
	case GaveType:
		c.Given++
	case CalledType:
		if c.Calls++; s.Off {
			c.Failed++
		}
	case DutyType:
		c.Mandated, c.Told, c.Spared, c.Pressed = at, 0, 0, 0
	case ToldType:
		c.Told = at
	case SparedType:
		c.Spared = at
	case StoppedType:
		c.Stopped, c.Decided, c.Lets = s.Code, 0, ""
	case DecidedType:
		c.Decided, c.Lets = at, s.Code
	case HandedType:
		c.Handed, c.Relation, c.Paper, c.Law, c.Stopped, c.Follow = at, s.Code, s.Paper, s.Law, "", s.Due
		c.Followed, c.Waived, c.Late, c.Tries = 0, 0, 0, 0
	case EndedType:
		c.Ended, c.How, c.Stopped = at, s.Code, ""
	case FollowedType:
		if c.Tries++; !s.Off {
			c.Followed = at
		}
	case WaivedType:
		c.Waived = at
	case MarkedType:
		c.Marked, c.Marks = at, s.Marks
	case AgainType:
		c.Again, c.Single = at, 0
	case MatchlessType:
		c.Single = at
	case LateType:
		switch c.Late = s.Rung; s.Code {
		case lateMandated:
			c.Late, c.Pressed = late, at
		case latePaper:
			c.Late = late
		}
	}
	c.seal(e, s, at)
}

func (c *Case) tick(code string, at calendar.Instant, off bool) {
	if off {
		delete(c.Ticks, code)
		return
	}
	if c.Ticks == nil {
		c.Ticks = map[string]calendar.Instant{}
	}
	c.Ticks[code] = at
}

// moved changes a case by an event about its matter, and makes one where a person's report begins it. A report that was
// not sealed is of an earlier program and begins none.
func moved(c *Case, e ledger.Event, body matter.Body) *Case {
	switch b := body.(type) {
	case *matter.WasReported:
		if b.Kind != matter.Help || b.Sealed == "" {
			return nil
		}
		c = &Case{Matter: e.Subject, Category: b.Category, Area: b.Area, At: e.At}
		if b.Mandated {
			c.Mandated = e.At
		}
	case *matter.WasListed:
		if c == nil && (b.Kind != matter.Help || b.Sealed == "") {
			return nil
		}
		if c == nil {
			c = &Case{Matter: e.Subject, At: e.At}
		}
		c.Category, c.Area, c.Closed = b.Category, b.Area, 0
		if b.Kind != matter.Help {
			c.Closed = e.At // it turned out to be no person's trouble
			c.shut(e.At, care.OutWays()...)
		}
	case *matter.WasAmended:
		if c != nil {
			c.Category, c.Area = b.Category, b.Area
		}
	case *matter.WasStruckOff, *matter.WasDeclined:
		if c != nil {
			c.Closed = e.At
			c.shut(e.At, care.OutWays()...)
		}
	case *matter.WasReopened:
		if c != nil { // the person is there again: somebody collects him anew
			c.Closed, c.Handed, c.Relation, c.Paper, c.Law = 0, 0, "", "", ""
			c.Ended, c.How, c.Follow, c.Followed, c.Waived, c.Late, c.Tries = 0, "", 0, 0, 0, 0, 0
		}
	case *matter.WasForgotten:
		if c != nil {
			c.Forgotten, c.Papers = e.At, nil
		}
	}
	return c
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (*Step, error) {
	s := &Step{}
	if err := json.Unmarshal(body, s); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return s, nil
}

func missing() error { return fault.New(fault.Missing, "help_missing") }
