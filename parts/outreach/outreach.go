// Package outreach is activities for the people of an area 活动: teams that go to places and give things out, what they
// have in stock and gave, how many people they reached and how that is known, volunteers who sign up without an
// account, and what everybody may read of it.
//
// A thing that is given out moves by the rules of loop/stock. A movement is decided on the writer's turn against the
// balance rows of its two holders, never by adding up history; the same event adds to the rows of all areas above. So
// two teams that give out the last helmet are one after the other, and the second hears how many are left.
//
// Who got something is nowhere. Where policy of an activity is one for each person, a printed ticket with a number and
// keyed check digits is taken once; no phone, name or number of a person is asked for.
//
// Volunteers' names and phones lie sealed under a key of the activity beside the ledger, for those who lead it, and the
// key is destroyed some days after the activity is over. Events say how many signed up and came.
//
// What everybody reads is let out by the steps of every release (policy.Release.Steps), each by another person; photos
// are copies with boxes burnt in, and only of those whose origin was said.
//
// Its tables are folded from its own events and never behind the ledger. It owns no page.
package outreach

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
	"xiaohao/loop/matter"
	"xiaohao/loop/stock"
)

// Outreach is a city's activities. Safe for concurrent use.
type Outreach struct {
	part.Base
	keys  keys
	swept atomic.Pointer[org.Org] // the organisation that all activities followed
}

// New makes the outreach of a city.
func New(b part.Base) (*Outreach, error) {
	k, err := newKeys(b.Secret)
	return &Outreach{Base: b, keys: k}, err
}

// The events. The subject of all of them is the activity.
const (
	typePrefix                 = event.Type("outreach.")
	BegunType       event.Type = "outreach.begun"
	ChangedType     event.Type = "outreach.changed"    // all of it said anew
	SteppedType     event.Type = "outreach.stepped"    // into another state
	PrintedType     event.Type = "outreach.printed"    // numbered tickets
	MovedType       event.Type = "outreach.moved"      // something in stock
	ReachedType     event.Type = "outreach.reached"    // people
	UndoneType      event.Type = "outreach.undone"     // a giving or a count of people that was a slip
	TurnedOutType   event.Type = "outreach.turned_out" // volunteers who came
	PhotoType       event.Type = "outreach.photo"
	PhotoGoneType   event.Type = "outreach.photo_gone"
	DraftedType     event.Type = "outreach.drafted"   // what everybody is to read: 经办
	PassedType      event.Type = "outreach.passed"    // 审核, 签发; the last one publishes
	RefusedType     event.Type = "outreach.refused"   // 退回
	WithdrawnType   event.Type = "outreach.withdrawn" // 撤回
	ForgottenType   event.Type = "outreach.forgotten" // the key of the volunteers' data was destroyed
	ReadType        event.Type = "outreach.read"      // somebody read who signed up; once a person, activity and day
	RemindedType    event.Type = "outreach.reminded"  // the clock says what comes, see Reminded
	SucceededType   event.Type = "outreach.succeeded" // areas were abolished, and the activity goes along
	longName                   = 60
	longText                   = 1000
	longShort                  = 100
	mostItems                  = 12
	mostTeams                  = 100
	mostMembers                = 60
	mostSeats                  = 1000
	mostTickets                = 100_000
	mostPhotos                 = 20
	mostOnSheet                = 20
	longestActivity            = 400 // days
)

// Begun begins an activity.
type Begun struct{ Planning }

// Changed says all of an activity anew; teams and things keep their numbers.
type Changed struct{ Planning }

// Stepped takes an activity into another state.
type Stepped struct {
	To     State  `json:"to"`
	Reason string `json:"reason,omitempty"` // of a step back
}

// Printed says up to which number there are tickets for a thing.
type Printed struct {
	Item int64 `json:"item"`
	Upto int64 `json:"upto"`
}

// Where is where something was done, so that sums by area are folded from the event alone.
type Where struct {
	In   area.Code `json:"in"`             // the activity's area
	At   area.Code `json:"at"`             // the team's area; the activity's of the store
	Unit int64     `json:"unit,omitempty"` // of the team
}

// Moved is one movement in stock.
type Moved struct {
	stock.Move
	Where
	Item   int64  `json:"item"`
	Name   string `json:"name"`             // of the thing
	Source string `json:"source,omitempty"` // of In: where it came from
	Paper  string `json:"paper,omitempty"`  // the number of a delivery note
	Reason string `json:"reason,omitempty"`
	Ticket int64  `json:"ticket,omitempty"` // of Given
	Sheet  string `json:"sheet,omitempty"`  // of which it was entered
}

// Reached says how many people a team reached, and how that is known.
type Reached struct {
	Where
	Team  int64  `json:"team"`
	By    string `json:"by"` // one of Ways
	N     int64  `json:"n"`
	Sheet string `json:"sheet,omitempty"`
}

// Undone takes a giving or a count of people back.
type Undone struct {
	Seq    int64    `json:"seq"` // of the event that is taken back
	Reason string   `json:"reason"`
	Move   *Moved   `json:"move,omitempty"` // what it was, where its team is now
	People *Reached `json:"people,omitempty"`
}

// TurnedOut says how many volunteers came to a team, of those who had signed up.
type TurnedOut struct {
	Where
	Team   int64 `json:"team"`
	Came   int64 `json:"came"`
	Before int64 `json:"before,omitempty"` // what was said before for this team
	Signed int64 `json:"signed"`
}

// Photographed is a photo of the activity.
type Photographed struct {
	Photo matter.Photo `json:"photo"`
	Basis Basis        `json:"basis"`
	Note  string       `json:"note,omitempty"`
}

// PhotoGone takes a photo out.
type PhotoGone struct {
	Photo  string `json:"photo"`
	Reason string `json:"reason"`
}

// Drafted is what somebody asks to let out.
type Drafted struct {
	Notice
	Need int `json:"need"` // steps in all, by the policy of that day
}

// Passed is a further step; the last one publishes.
type Passed struct {
	Draft int64 `json:"draft"` // the seq of the draft that was read
	Step  int   `json:"step"`
}

// Refused sends a draft back.
type Refused struct {
	Draft  int64  `json:"draft"`
	Reason string `json:"reason"`
}

// Withdrawn takes back what is out, and what waits.
type Withdrawn struct {
	Reason string `json:"reason"`
}

// Forgotten says that the volunteers' data can no longer be read.
type Forgotten struct {
	Signed int64 `json:"signed"` // how many had signed up
}

// Read says that the actor read names and phones of volunteers.
type Read struct {
	Volunteers int `json:"volunteers"` // how many he was shown
}

// bodies makes an empty body of each type.
var bodies = map[event.Type]func() any{
	BegunType: func() any { return &Begun{} }, ChangedType: func() any { return &Changed{} },
	SteppedType: func() any { return &Stepped{} }, PrintedType: func() any { return &Printed{} },
	MovedType: func() any { return &Moved{} }, ReachedType: func() any { return &Reached{} },
	UndoneType: func() any { return &Undone{} }, TurnedOutType: func() any { return &TurnedOut{} },
	PhotoType: func() any { return &Photographed{} }, PhotoGoneType: func() any { return &PhotoGone{} },
	DraftedType: func() any { return &Drafted{} }, PassedType: func() any { return &Passed{} },
	RefusedType: func() any { return &Refused{} }, WithdrawnType: func() any { return &Withdrawn{} },
	ForgottenType: func() any { return &Forgotten{} }, ReadType: func() any { return &Read{} },
	RemindedType: func() any { return &Reminded{} }, SucceededType: func() any { return &Succeeded{} },
}

// decode reads the body of an event of this package.
func decode(e ledger.Event) (any, error) {
	make, ok := bodies[e.Type]
	if !ok {
		return nil, fmt.Errorf("unknown event type %q", e.Type)
	}
	b := make()
	if err := json.Unmarshal(e.Body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", e.Type, err)
	}
	return b, nil
}

// Ways say how it is known that people were reached.
func Ways() []string { return []string{"count", "letters", "talk", "list"} }

// The counts of volunteers, beside those of people reached.
const came = "came"

// yearOf is the year of an instant in China.
func yearOf(at calendar.Instant) int64 { return int64(at.Time().In(calendar.China()).Year()) }
