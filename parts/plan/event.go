package plan

import (
	"encoding/json"
	"fmt"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
)

// The events of this package. The subject of all of them is the plan.
const (
	typePrefix                 = event.Type("plan.")
	BegunType       event.Type = "plan.begun"
	EditedType      event.Type = "plan.edited"
	AskedType       event.Type = "plan.asked"
	SaidType        event.Type = "plan.said"
	HeardType       event.Type = "plan.heard"
	ReviewedType    event.Type = "plan.reviewed"
	DeliberatedType event.Type = "plan.deliberated"
	AdoptedType     event.Type = "plan.adopted"
	SentType        event.Type = "plan.sent"      // its paper goes the office's way
	CameBackType    event.Type = "plan.came_back" // the paper will not go out: by the clock
	IssuedType      event.Type = "plan.issued"    // the paper is out: by the clock
	RevisedType     event.Type = "plan.revised"
	TakenBackType   event.Type = "plan.taken_back"
	HandedOutType   event.Type = "plan.handed_out"
	PaidType        event.Type = "plan.paid"
	ReportedType    event.Type = "plan.reported"
	EndedType       event.Type = "plan.ended"
)

// Begun begins a plan, from a shipped one or from nothing.
type Begun struct {
	Content  Content `json:"content"`
	Template string  `json:"template,omitempty"`
}

// Edited says all of a draft anew. Base is the event whose content was edited.
type Edited struct {
	Base    int64   `json:"base"`
	Content Content `json:"content"`
}

// Asking asks units for their opinions until a day.
type Asking struct {
	Units []int64          `json:"units"`
	Until calendar.Instant `json:"until"` // the day is over, µs
}

// Saying is the opinion of a unit.
type Saying struct {
	Unit    int64  `json:"unit"`
	Objects bool   `json:"objects"`
	Text    string `json:"text,omitempty"`
}

// Hearing ends the asking: each objection was dealt with.
type Hearing struct {
	Replies []Reply `json:"replies,omitempty"`
}

// Reviewing is the legality review 合法性审查.
type Reviewing struct {
	Passed  bool   `json:"passed"`
	Opinion string `json:"opinion"`
}

// Deliberating says at which meeting the plan was deliberated 审议. ID is the meeting in the register, 0 where it
// stands in none.
type Deliberating struct {
	Meeting string           `json:"meeting"`
	ID      int64            `json:"id,omitempty"`
	Day     calendar.Instant `json:"day"`
	Passed  bool             `json:"passed"`
	Note    string           `json:"note,omitempty"`
}

// Adopting says who adopted it.
type Adopting struct {
	By  string           `json:"by"`
	Day calendar.Instant `json:"day"`
}

// Sending names the outgoing paper by which the work is to be issued, and the version's first day.
type Sending struct {
	Paper int64            `json:"paper"`
	From  calendar.Instant `json:"from"`
}

// CameBack says that the paper will not go out, and why.
type CameBack struct {
	Paper  int64  `json:"paper"`
	Reason string `json:"reason"`
}

// Issuing makes a version of the work 印发: the paper that is out, its number and day, and the version's first day. Mid
// and Final are when the reports are due by the policy of that day.
type Issuing struct {
	Paper  int64            `json:"paper"`
	Number string           `json:"number"`
	Day    calendar.Instant `json:"day"`
	From   calendar.Instant `json:"from"`
	Mid    calendar.Instant `json:"mid,omitempty"`
	Final  calendar.Instant `json:"final,omitempty"`
}

// Revised begins the next version.
type Revised struct {
	Reason string `json:"reason"`
}

// TakenBack takes work back: to the draft, and what is a draft altogether.
type TakenBack struct {
	Reason string `json:"reason"`
}

// HandedOut says that a measure is a task matter.
type HandedOut struct {
	Measure string `json:"measure"`
	Matter  int64  `json:"matter"`
}

// Paid is an entry of money that was paid. One that corrects another holds the difference and the reason.
type Paid struct {
	Line     string           `json:"line"`
	Source   string           `json:"source"`
	Year     int              `json:"year"`
	Amount   int64            `json:"amount"` // fen
	Day      calendar.Instant `json:"day"`
	Note     string           `json:"note,omitempty"`
	Corrects int64            `json:"corrects,omitempty"` // seq of the first entry
	Reason   string           `json:"reason,omitempty"`
}

// Reported is a report with its figures as they were then.
type Reported struct {
	Kind    string  `json:"kind"`
	Text    string  `json:"text"`
	Figures Figures `json:"figures"`
}

// EndedWith is the final assessment.
type EndedWith struct {
	Figures Figures `json:"figures"`
	Assessment
}

// Assessment is what a person says of a plan at its end.
type Assessment struct {
	Reached string `json:"reached"`
	Missed  string `json:"missed,omitempty"` // what was not reached, and why
	Lessons string `json:"lessons"`
}

var bodies = map[event.Type]func() any{
	BegunType: func() any { return &Begun{} }, EditedType: func() any { return &Edited{} },
	AskedType: func() any { return &Asking{} }, SaidType: func() any { return &Saying{} },
	HeardType: func() any { return &Hearing{} }, ReviewedType: func() any { return &Reviewing{} },
	DeliberatedType: func() any { return &Deliberating{} }, AdoptedType: func() any { return &Adopting{} },
	SentType: func() any { return &Sending{} }, CameBackType: func() any { return &CameBack{} },
	IssuedType: func() any { return &Issuing{} }, RevisedType: func() any { return &Revised{} },
	TakenBackType: func() any { return &TakenBack{} }, HandedOutType: func() any { return &HandedOut{} },
	PaidType: func() any { return &Paid{} }, ReportedType: func() any { return &Reported{} },
	EndedType: func() any { return &EndedWith{} },
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	fresh, known := bodies[typ]
	if !known {
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	b := fresh()
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
