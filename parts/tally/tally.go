// Package tally is surveys of use 使用率观测: how many of those who pass wear a helmet 一盔 or a belt 一带, counted
// before and after an activity at the same sites, weekdays and hours.
//
// Sites and slots are listed first, then places (a site at a slot) are drawn by a seed that was committed to, so that
// nobody chooses where it looks good. What could not be counted is said with a reason, and only the next of the drawn
// list takes its place. A sheet is kept whatever it is; one of another day or hour is marked and not counted.
//
// It owns the tables tally_surveys, tally_counters and tally_sheets, folded from its own events and never behind the
// ledger. It keeps numbers of people by vehicle and seat: no names, no plates, no photos. It never says more than the
// numbers do: how sure they are is loop/cluster's to say. It owns no page, and asks nothing of the activity that it
// names.
package tally

import (
	"encoding/json"
	"fmt"
	"sync/atomic"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
)

// Tallies are a city's surveys. Safe for concurrent use.
type Tallies struct {
	part.Base
	swept atomic.Pointer[org.Org] // the organisation that all surveys followed
}

// New makes them for a city whose tables are there.
func New(b part.Base) *Tallies { return &Tallies{Base: b} }

// The events. The subject of all of them is the survey.
const (
	typePrefix               = event.Type("tally.")
	PlannedType   event.Type = "tally.planned"
	DrawnType     event.Type = "tally.drawn"
	CountedType   event.Type = "tally.counted"
	CorrectedType event.Type = "tally.corrected"
	MissedType    event.Type = "tally.missed"
	EndedType     event.Type = "tally.ended"
	SucceededType event.Type = "tally.succeeded"
)

// Road is a kind of road; aims and results are apart for each.
type Road string

// The kinds of roads.
const (
	CityRoad     Road = "city"
	OrdinaryRoad Road = "ordinary"
)

// Roads lists them.
func Roads() []Road { return []Road{CityRoad, OrdinaryRoad} }

// Wave is when something is counted: before the activity or after it.
type Wave string

// The waves.
const (
	Before Wave = "before"
	After  Wave = "after"
)

// Waves lists them.
func Waves() []Wave { return []Wave{Before, After} }

// Site is a place where one can stand and count.
type Site struct {
	Name string    `json:"name"`
	Area area.Code `json:"area"`
	Road Road      `json:"road"`
}

// Slot is an hour of a weekday; 1 is Monday.
type Slot struct {
	Weekday int `json:"weekday"`
	Hour    int `json:"hour"`
}

// Span is from the beginning of its first day to the end of its last one.
type Span struct {
	From  calendar.Instant `json:"from"`
	Until calendar.Instant `json:"until"`
}

// Plan is what a survey is planned with.
type Plan struct {
	Title    string       `json:"title"`
	Kind     Kind         `json:"kind"`
	Area     area.Code    `json:"area"`
	Activity int64        `json:"activity,omitempty"` // what was done in between, by its number; 0 for none
	Sites    []Site       `json:"sites"`
	Slots    []Slot       `json:"slots"`
	Wanted   map[Road]int `json:"wanted"`  // places to draw
	People   int          `json:"people"`  // expected at a place
	Minutes  int          `json:"minutes"` // to count at a place
	Before   Span         `json:"before"`
	After    Span         `json:"after"`
	Counters []int64      `json:"counters"`
}

// Planned begins a survey. The seed hangs on the key and is secret until the draw; the commitment binds it.
type Planned struct {
	Plan
	Key        string `json:"key"`
	Commitment string `json:"commitment"`
}

// Drawn reveals the seed and says which places it draws.
type Drawn struct {
	Seed   string  `json:"seed"` // hex
	Places []Place `json:"places"`
}

// Turn is an appointment: who counts, and when he begins. Person 0 is nobody yet.
type Turn struct {
	Person int64            `json:"person,omitempty"`
	At     calendar.Instant `json:"at"`
}

// Place is a site at a slot, by their numbers in the plan. A spare one is counted only when it is called because
// another was missed; then it has turns too.
type Place struct {
	Site   int   `json:"site"`
	Slot   int   `json:"slot"`
	Spare  bool  `json:"spare,omitempty"`
	Before *Turn `json:"before,omitempty"`
	After  *Turn `json:"after,omitempty"`
}

// Sheet is what was counted at a place. Numbers stand by the cell: Cells.
type Sheet struct {
	Wave   Wave             `json:"wave"`
	Place  int              `json:"place"`
	Person int64            `json:"person"`
	Begun  calendar.Instant `json:"begun"`
	Ended  calendar.Instant `json:"ended"`
	Paper  bool             `json:"paper,omitempty"` // counted on paper and typed in
	Counts map[Cell]int64   `json:"counts"`
}

// Counted is a sheet, with why it is not counted among the pairs.
type Counted struct {
	Sheet
	Marks []Mark `json:"marks,omitempty"`
}

// Mark is why a sheet is kept and not counted.
type Mark string

// The marks.
const (
	OtherDay  Mark = "day"    // of another weekday, or outside the wave
	OtherHour Mark = "hour"   // begun at another hour
	Uncalled  Mark = "spare"  // a spare place that nobody called
	WasMissed Mark = "missed" // a place that was said to be missed
	Twice     Mark = "twice"  // the place had a sheet in this wave
	TooLate   Mark = "over"   // the survey was over
)

// Corrected is a new sheet in the place of an earlier one, which stays.
type Corrected struct {
	Sheet  int64          `json:"sheet"`
	Counts map[Cell]int64 `json:"counts"`
	Reason string         `json:"reason"`
}

// Missed says that a place was not counted in a wave, and why. Before the activity the next of the drawn list is
// called; 0 where none is left, or after it, when a new place would have no pair.
type Missed struct {
	Wave   Wave   `json:"wave"`
	Place  int    `json:"place"`
	Reason string `json:"reason"`
	Next   int    `json:"next,omitempty"`
	Before *Turn  `json:"before,omitempty"` // the next one's turns
	After  *Turn  `json:"after,omitempty"`
}

// Ended ends a survey.
type Ended struct {
	Reason string `json:"reason"`
}

// Stand is a survey as it stands, without its sheets.
type Stand struct {
	ID int64 `json:"id"`
	Planned
	Seed   string           `json:"seed,omitempty"`
	Places []Place          `json:"places,omitempty"`
	Missed []Missed         `json:"missed,omitempty"`
	By     int64            `json:"by"`
	At     calendar.Instant `json:"at"`
	Drawn  calendar.Instant `json:"drawn,omitempty"`
	Ended  calendar.Instant `json:"ended,omitempty"`
	Reason string           `json:"reason,omitempty"`
}

// Entry is a sheet in a survey's list.
type Entry struct {
	ID int64 `json:"id"`
	Counted
	By      int64            `json:"by"`
	At      calendar.Instant `json:"at"`                // when it came
	Instead int64            `json:"instead,omitempty"` // the sheet that it corrects
	Reason  string           `json:"reason,omitempty"`
	Gone    bool             `json:"gone,omitempty"` // corrected since
}

// Valid says whether it is counted among the pairs.
func (e *Entry) Valid() bool { return !e.Gone && len(e.Marks) == 0 }

// Place is a place by its number, which begins at 1.
func (s *Stand) Place(no int) (*Place, bool) {
	if no < 1 || no > len(s.Places) {
		return nil, false
	}
	return &s.Places[no-1], true
}

// Turn is the appointment of a wave; nil for a spare that nobody called.
func (p *Place) Turn(w Wave) *Turn {
	if w == After {
		return p.After
	}
	return p.Before
}

// MissedIn is what was said of a place that was not counted in a wave; nil for nothing.
func (s *Stand) MissedIn(w Wave, no int) *Missed {
	for i := range s.Missed {
		if m := &s.Missed[i]; m.Place == no && m.Wave == w {
			return m
		}
	}
	return nil
}

// Span is the time of a wave.
func (p *Plan) Span(w Wave) Span {
	if w == After {
		return p.After
	}
	return p.Before
}

// fold changes a survey by one of its events that is about no sheet.
func (s *Stand) fold(e ledger.Event, body any) error {
	if _, first := body.(*Planned); first != (s.ID == 0) {
		return fmt.Errorf("%s of survey %d, which is planned once and first", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Planned:
		*s = Stand{ID: e.Subject, Planned: *b, By: e.Actor, At: e.At}
	case *Drawn:
		s.Seed, s.Places, s.Drawn = b.Seed, b.Places, e.At
	case *Missed:
		s.Missed = append(s.Missed, *b)
		if p, ok := s.Place(b.Next); ok {
			p.Before, p.After = b.Before, b.After
		}
	case *Ended:
		s.Ended, s.Reason = e.At, b.Reason
	case *Succeeded:
		s.Area = b.Area
		for _, w := range b.Sites {
			if w.Site < 0 || w.Site >= len(s.Sites) {
				return fmt.Errorf("%s of a site %d that there is not", e.Type, w.Site)
			}
			s.Sites[w.Site].Area = w.Area
		}
	}
	return nil
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case PlannedType:
		b = &Planned{}
	case DrawnType:
		b = &Drawn{}
	case CountedType:
		b = &Counted{}
	case CorrectedType:
		b = &Corrected{}
	case MissedType:
		b = &Missed{}
	case EndedType:
		b = &Ended{}
	case SucceededType:
		b = &Succeeded{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}

func missing() error { return fault.New(fault.Missing, "tally_missing") }
