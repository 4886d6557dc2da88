package indicator

import (
	"encoding/json"
	"fmt"
	"sync"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/file"
)

// Indicators are a city's sets, targets and readings. Safe for concurrent use.
type Indicators struct {
	part.Base
	files *file.Files

	mu   sync.Mutex
	tree *area.Tree // whose successions were followed
	sets map[int64]*Definition
}

// New makes the indicators of a city.
func New(b part.Base, f *file.Files) *Indicators {
	return &Indicators{Base: b, files: f, sets: map[int64]*Definition{}}
}

// The events of this package. The subject of all of them is the set.
const (
	typePrefix    event.Type = "indicator."
	DefinedType   event.Type = "indicator.defined"   // a set begins
	TargetedType  event.Type = "indicator.targeted"  // targets, or new versions of them
	ReportedType  event.Type = "indicator.reported"  // an area typed its figures of a span, or corrected them
	BroughtType   event.Type = "indicator.brought"   // they came with a file of a system
	ReviewedType  event.Type = "indicator.reviewed"  // the level above looked at them
	ReturnedType  event.Type = "indicator.returned"  // it wants them looked at again
	ClosedType    event.Type = "indicator.closed"    // an area's span is closed: what is in is locked
	UnlockedType  event.Type = "indicator.unlocked"  // and opened again, for a reason
	SucceededType event.Type = "indicator.succeeded" // areas were abolished
)

// Defined begins a set, with the areas that report.
type Defined struct {
	Definition
	Foot []area.Code `json:"foot"`
}

// Targeted gives areas a target of an indicator and a span. Of is the area whose target was split, 0 for none.
type Targeted struct {
	Code    string           `json:"code"`
	Span    Span             `json:"span"`
	Day     calendar.Instant `json:"day"`
	How     string           `json:"how"`
	Reason  string           `json:"reason,omitempty"`
	Of      area.Code        `json:"of,omitempty"`
	Entries []Entry          `json:"entries"`
}

// Entry is one area's target.
type Entry struct {
	Area  area.Code `json:"area"`
	Value Amount    `json:"value"`
}

// How a target came about.
const (
	ByHand       = "hand"
	ByEqual      = "equal"
	ByWeight     = "weight"
	BySuccession = "succeeded"
)

// Answered is a question with what was said to it.
type Answered struct {
	Question
	Answer string `json:"answer"`
}

// Reported are an area's figures of a span. A correction has a reason.
type Reported struct {
	Area   area.Code  `json:"area"`
	Span   Span       `json:"span"`
	Values Values     `json:"values"`
	Asked  []Answered `json:"asked,omitempty"`
	Reason string     `json:"reason,omitempty"`
	File   string     `json:"file,omitempty"` // brought: its name
	InTime bool       `json:"in_time,omitempty"`
}

// Reviewed says that somebody of the level above looked at what was said by event Seq.
type Reviewed struct {
	Area area.Code `json:"area"`
	Span Span      `json:"span"`
	Seq  int64     `json:"seq"`
}

// Returned wants it looked at again.
type Returned struct {
	Reviewed
	Reason string `json:"reason"`
}

// Closed closes an area's span. Missing have not reported, Open were not reviewed; both stay out of what is locked.
type Closed struct {
	Area    area.Code       `json:"area"`
	Span    Span            `json:"span"`
	Missing []area.Code     `json:"missing,omitempty"`
	Open    []area.Code     `json:"open,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	Totals  map[string]Tall `json:"totals"` // as they are at this moment, by code
}

// Tall is what an indicator's figures in an area come to.
type Tall struct {
	N     int64   `json:"n"`
	Total Amount  `json:"total"`
	Top   *Amount `json:"top,omitempty"`
}

// Unlocked opens it again.
type Unlocked struct {
	Area   area.Code `json:"area"`
	Span   Span      `json:"span"`
	Reason string    `json:"reason"`
}

// Succeeded says who stands in the place of areas that were abolished. Figures go to the first heir, targets that add
// up
// are parted among all; an area without heirs reports no more.
type Succeeded struct {
	Went []Went `json:"went"`
}

// Went is one of them.
type Went struct {
	Area area.Code   `json:"area"`
	To   []area.Code `json:"to,omitempty"`
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case DefinedType:
		b = &Defined{}
	case TargetedType:
		b = &Targeted{}
	case ReportedType, BroughtType:
		b = &Reported{}
	case ReviewedType:
		b = &Reviewed{}
	case ReturnedType:
		b = &Returned{}
	case ClosedType:
		b = &Closed{}
	case UnlockedType:
		b = &Unlocked{}
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
