// Package bulletin is what is said of a period's tasks 通报: who stands where, good and bad. Its figures are frozen when
// it is made, and with them the tasks that each is counted from; a person edits its words and says to whom it goes.
//
// It owns the tables bulletins and bulletin_units, folded from its own events and never behind the ledger. It counts
// tasks by unit and by county; villages and people never stand in it, and a unit with few tasks is not judged. It goes
// out by the office's way alone (way.go): its units read it once its paper has number and seal and was handed out. It
// owns no page.
package bulletin

import (
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
)

// Name is what other parts know bulletins by.
const Name = "bulletin"

// Bulletins are a city's. Safe for concurrent use.
type Bulletins struct {
	part.Base
	nodes  *node.Nodes
	office *office.Office
}

// New makes them for a city whose tables are there; nodes say how tasks stand, the office sends bulletins out. Both are
// nil where nobody works.
func New(b part.Base, nodes *node.Nodes, o *office.Office) *Bulletins { return &Bulletins{b, nodes, o} }

// The events. The subject of all of them is the bulletin.
const (
	typePrefix               = event.Type("bulletin.")
	MadeType      event.Type = "bulletin.made"
	WordedType    event.Type = "bulletin.worded"
	SubmittedType event.Type = "bulletin.submitted" // 送办公室: the same command begins its paper there
	IssuedType    event.Type = "bulletin.issued"    // its paper was handed out: its units read it; by the clock
	ReturnedType  event.Type = "bulletin.returned"  // the office gave its paper up; by the clock
	DroppedType   event.Type = "bulletin.dropped"
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

// Submitted hands it to the office.
type Submitted struct{}

// Issued says that it is out, as what its paper says in the end: the office may have edited its words.
type Issued struct {
	Words
	Paper  int64  `json:"paper"`
	Number string `json:"number"` // 文号
	Day    string `json:"day"`    // on which it was signed off, 2026-11-16
}

// Returned says that the office gave its paper up, and why.
type Returned struct {
	Paper  int64  `json:"paper"`
	Reason string `json:"reason"`
}

// Dropped throws a bulletin away that is not with the office and was not issued.
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
	Hands   []int64          `json:"hands"`            // who worked on it, its maker first
	Handed  calendar.Instant `json:"handed,omitempty"` // to the office, 0 while it is with its maker
	Out     calendar.Instant `json:"out,omitempty"`
	Paper   int64            `json:"paper,omitempty"` // by which it went out, or came back
	Number  string           `json:"number,omitempty"`
	Day     string           `json:"day,omitempty"`
	Back    string           `json:"back,omitempty"` // why it came back, until it is handed in again
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
func (h *Head) open() bool { return h.Handed == 0 && h.Dropped == 0 }

// withOffice says that the office has it and it is not out.
func (h *Head) withOffice() bool { return h.Handed != 0 && h.Out == 0 }

// cameBack says that the office gave it back and its maker has not done with it.
func (h *Head) cameBack() bool { return h.open() && h.Back != "" }

// worked notes who worked on it.
func (h *Head) worked(person int64) {
	if person != 0 && !slices.Contains(h.Hands, person) {
		h.Hands = append(h.Hands, person)
	}
}

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
		h.worked(e.Actor)
		return &Frozen{b.Apart, b.Records, b.Cards}, nil
	case *Worded:
		h.Words = b.Words
		h.worked(e.Actor)
	case *Submitted:
		h.Handed, h.Back = e.At, ""
		h.worked(e.Actor)
	case *Issued:
		h.Words, h.Out, h.Paper, h.Number, h.Day = b.Words, e.At, b.Paper, b.Number, b.Day
	case *Returned:
		h.Handed, h.Paper, h.Back = 0, b.Paper, b.Reason
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
	case SubmittedType:
		b = &Submitted{}
	case IssuedType:
		b = &Issued{}
	case ReturnedType:
		b = &Returned{}
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
