// Package bulletin is what is said of a period's tasks 通报: who stands where, good and bad. Its figures are frozen when
// it is made, and with them the tasks that each is counted from; a person edits its words and says to whom it goes.
//
// It owns the tables bulletins and bulletin_units, folded from its own events and never behind the ledger. It counts
// tasks by unit and by county; villages and people never stand in it, and a unit with few tasks is not judged. How it
// becomes a paper with a number is the office's (Content). It owns no page.
package bulletin

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/parts/node"
)

// Bulletins are a city's. Safe for concurrent use.
type Bulletins struct {
	part.Base
	nodes *node.Nodes
}

// New makes them for a city whose tables are there; nodes say how tasks stand, nil where nobody works.
func New(b part.Base, nodes *node.Nodes) *Bulletins { return &Bulletins{b, nodes} }

// The events. The subject of all of them is the bulletin.
const (
	typePrefix             = event.Type("bulletin.")
	MadeType    event.Type = "bulletin.made"
	WordedType  event.Type = "bulletin.worded"
	SentType    event.Type = "bulletin.sent" // its words are fixed: the office has it, and its units read it
	DroppedType event.Type = "bulletin.dropped"
)

// Asking says what a bulletin is about.
type Asking struct {
	Title   string           `json:"title"`
	Area    area.Code        `json:"area"`
	From    calendar.Instant `json:"from"`
	Until   calendar.Instant `json:"until"`             // the instant behind its last day
	Source  string           `json:"source,omitempty"`  // tasks of that source alone: meeting, superior
	Matters []int64          `json:"matters,omitempty"` // of these tasks alone: those of a meeting or a plan
}

// Made freezes the figures.
type Made struct {
	Asking
	Least   int      `json:"least"`           // no unit with fewer tasks due is judged
	Apart   []int64  `json:"apart,omitempty"` // units of villages, which are never judged
	Records []Record `json:"records,omitempty"`
	Cards   []Carded `json:"cards,omitempty"`
}

// Words are what a person may edit.
type Words struct {
	Title   string  `json:"title"`
	Opening string  `json:"opening,omitempty"` // before the figures
	Closing string  `json:"closing,omitempty"` // behind them
	To      []int64 `json:"to,omitempty"`      // units to which it goes
}

// Worded says them.
type Worded struct{ Words }

// Sent fixes them.
type Sent struct{}

// Dropped throws a bulletin away that nobody has sent.
type Dropped struct {
	Reason string `json:"reason"`
}

// Head is a bulletin without its records, as lists show it.
type Head struct {
	ID int64 `json:"id"`
	Words
	Area    area.Code        `json:"area"`
	From    calendar.Instant `json:"from"`
	Until   calendar.Instant `json:"until"`
	Source  string           `json:"source,omitempty"`
	Some    bool             `json:"some,omitempty"` // of named tasks alone
	Least   int              `json:"least"`
	By      int64            `json:"by"`
	At      calendar.Instant `json:"at"`
	Sent    calendar.Instant `json:"sent,omitempty"`
	SentBy  int64            `json:"sent_by,omitempty"`
	Dropped calendar.Instant `json:"dropped,omitempty"`
	Why     string           `json:"why,omitempty"`
}

// Frozen are its figures.
type Frozen struct {
	Apart   []int64  `json:"apart,omitempty"`
	Records []Record `json:"records,omitempty"`
	Cards   []Carded `json:"cards,omitempty"`
}

// open says that its words may still be edited.
func (h *Head) open() bool { return h.Sent == 0 && h.Dropped == 0 }

// fold changes a bulletin by one of its events; its figures come with the first.
func (h *Head) fold(e ledger.Event) (*Frozen, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	if _, first := body.(*Made); first != (h.ID == 0) {
		return nil, fmt.Errorf("%s of bulletin %d, which is made once and first", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Made:
		*h = Head{ID: e.Subject, Words: Words{Title: b.Title}, Area: b.Area, From: b.From, Until: b.Until,
			Source: b.Source, Some: len(b.Matters) > 0, Least: b.Least, By: e.Actor, At: e.At}
		return &Frozen{b.Apart, b.Records, b.Cards}, nil
	case *Worded:
		h.Words = b.Words
	case *Sent:
		h.Sent, h.SentBy = e.At, e.Actor
	case *Dropped:
		h.Dropped, h.Why = e.At, b.Reason
	}
	return nil, nil
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case MadeType:
		b = &Made{}
	case WordedType:
		b = &Worded{}
	case SentType:
		b = &Sent{}
	case DroppedType:
		b = &Dropped{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}

func missing() error { return fault.New(fault.Missing, "bulletin_missing") }
