// Package meeting is where tasks come from: the register of meetings, superior documents and written instructions
// 会议、上级文件、批示, the leading groups 领导小组, and the breakdown 任务分解 of a text into tasks.
//
// A thing of the register is there for the office of its area and for its addressees; for everybody else it does not
// exist, and each reading is an event. A text with the mark of a state secret is refused before anything is stored.
// A breakdown cuts a text into rows that cover it without a gap; a person decides each of them, every step is an event
// and can be taken back by one. What was confirmed goes to the office as an outgoing paper (parts/office); once that
// was sent, the clock hands the tasks out, each row once, and no person can. A task carries its own words and nothing
// of the text beside them.
//
//	draft ─► confirmed ─► office ─► handed
//	  ▲─── reopened ──┴──────┘ (the paper is taken back while it has no number)
//
// It never decides about a matter beyond reporting, listing and assigning it; it owns no page and no paper's way out.
package meeting

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/duty"
	"xiaohao/parts/file"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/parts/route"
)

// Meetings is a city's register, groups and breakdowns. Safe for concurrent use.
type Meetings struct {
	part.Base
	Uses
}

// Uses are the parts that it works with; all are there where somebody works.
type Uses struct {
	Routes   *route.Routes // proposes units by what was decided before
	Duties   *duty.Duties  // takes standing duties
	Files    *file.Files   // reads uploads, and keeps those that hang on things
	Outgoing *office.Office
	Nodes    *node.Nodes // follow the tasks
}

// New makes the register of a city.
func New(b part.Base, u Uses) *Meetings { return &Meetings{Base: b, Uses: u} }

// The events. The subject of the first group is a thing of the register, of the second a leading group, of the third
// a breakdown.
const (
	typePrefix                = event.Type("meeting.")
	RegisteredType event.Type = "meeting.registered"
	AmendedType    event.Type = "meeting.amended"
	WithdrawnType  event.Type = "meeting.withdrawn" // taken back 撤销
	ReadType       event.Type = "meeting.read"      // once a person, thing and day
	DealtType      event.Type = "meeting.dealt"     // a task was dealt with at a meeting
	SettledType    event.Type = "meeting.settled"   // what becomes of a task whose thing was taken back
	PaperType      event.Type = "meeting.paper"     // 上次会议议定事项落实情况, its figures frozen
	ClosedType     event.Type = "meeting.closed"    // 办结

	GroupSetType   event.Type = "meeting.group_set"
	GroupEndedType event.Type = "meeting.group_ended"

	CutType         event.Type = "meeting.cut"
	RowKeptType     event.Type = "meeting.row_kept"
	RowDroppedType  event.Type = "meeting.row_dropped"
	RowJoinedType   event.Type = "meeting.row_joined"
	RowSplitType    event.Type = "meeting.row_split"
	RowAssignedType event.Type = "meeting.row_assigned"
	RowDatedType    event.Type = "meeting.row_dated"
	RowWordedType   event.Type = "meeting.row_worded"
	RowFollowedType event.Type = "meeting.row_followed"
	RowUndoneType   event.Type = "meeting.row_undone"
	ConfirmedType   event.Type = "meeting.confirmed"
	ReopenedType    event.Type = "meeting.reopened"
	SubmittedType   event.Type = "meeting.submitted" // 送办公室
	HandedType      event.Type = "meeting.handed"    // 下发 begins, by the clock
	LinkedType      event.Type = "meeting.linked"    // a row became a task or a duty
)

// Kind is what a thing of the register is.
type Kind string

// The kinds.
const (
	Meeting     Kind = "meeting"     // 会议
	Document    Kind = "document"    // 上级文件
	Instruction Kind = "instruction" // 批示
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Meeting, Document, Instruction} }

// The kinds of items on an agenda.
const (
	PassedOn    = "pass"       // 传达学习
	Deliberated = "deliberate" // 审议
	Heard       = "report"     // 听取汇报
	OtherItem   = "other"
)

// ItemKinds lists them.
func ItemKinds() []string { return []string{PassedOn, Deliberated, Heard, OtherItem} }

// Item is an item of an agenda.
type Item struct {
	Kind       string   `json:"kind"`
	Text       string   `json:"text"`
	Outcome    string   `json:"outcome,omitempty"`
	Indicators []string `json:"indicators,omitempty"` // of a report heard: "plan:code"
}

// Entry is all that is said of a thing.
type Entry struct {
	Kind   Kind             `json:"kind"`
	Area   area.Code        `json:"area"`
	Day    calendar.Instant `json:"day"`              // held, received, written, µs
	Title  string           `json:"title,omitempty"`  // of an instruction: on what
	Number string           `json:"number,omitempty"` // 文号; of a document it may be all there is
	From   string           `json:"from,omitempty"`   // of a document the issuer, of an instruction the leader
	Text   string           `json:"text,omitempty"`   // minutes, or the words of an instruction

	// Of a meeting.
	Body       string `json:"body,omitempty"` // 市委常委会
	Presided   string `json:"presided,omitempty"`
	Attendance string `json:"attendance,omitempty"`
	Agenda     []Item `json:"agenda,omitempty"`

	Group  int64   `json:"group,omitempty"`  // the leading group that met, or that leads
	People []int64 `json:"people,omitempty"` // addressees
	Units  []int64 `json:"units,omitempty"`  // whose clerks and heads are addressees
}

// Name is what the thing is called in one line: its title, the body that met, or its number alone.
func (e *Entry) Name() string {
	switch {
	case e.Title != "":
		return e.Title
	case e.Body != "":
		return e.Body
	}
	return e.Number
}

// Registered begins a thing.
type Registered struct{ Entry }

// Amended says all of it anew. Its kind and its area stay.
type Amended struct {
	Entry
	Why string `json:"why"`
}

// Withdrawn takes it back.
type Withdrawn struct {
	Reason string `json:"reason"`
}

// Read says that a person read it; the event's time says when.
type Read struct{}

// How a thing has to do with a task.
const (
	Made      = "made"    // it was handed out from it
	HeardOf   = "heard"   // the meeting heard how it stands
	DecidedOn = "decided" // the meeting decided on it again
)

// Dealt says that a meeting dealt with a task.
type Dealt struct {
	Matter int64  `json:"matter"`
	How    string `json:"how"`
	Note   string `json:"note,omitempty"`
}

// What becomes of a task whose thing was taken back.
const (
	GoOn        = "on"       // it stays
	AskWithdraw = "withdraw" // the dispatcher is asked to take it from the list
)

// Settled decides about a task whose thing was taken back.
type Settled struct {
	Matter int64  `json:"matter"`
	Fate   string `json:"fate"`
	Note   string `json:"note,omitempty"`
}

// Thing is a thing of the register as it stands.
type Thing struct {
	ID int64 `json:"id"`
	Entry
	At        calendar.Instant `json:"at"` // registered
	By        int64            `json:"by"`
	Seq       int64            `json:"seq"` // of the event that last said it
	Changes   int              `json:"changes,omitempty"`
	Withdrawn calendar.Instant `json:"withdrawn,omitempty"`
	Reason    string           `json:"reason,omitempty"` // why it was taken back, or closed with open tasks
	Closed    calendar.Instant `json:"closed,omitempty"`
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case RegisteredType:
		b = &Registered{}
	case AmendedType:
		b = &Amended{}
	case WithdrawnType:
		b = &Withdrawn{}
	case ReadType:
		b = &Read{}
	case DealtType:
		b = &Dealt{}
	case SettledType:
		b = &Settled{}
	case PaperType:
		b = &Paper{}
	case ClosedType:
		b = &Closed{}
	case GroupSetType:
		b = &GroupSet{}
	case GroupEndedType:
		b = &GroupEnded{}
	case CutType:
		b = &WasCut{}
	case RowKeptType, RowDroppedType, RowJoinedType, RowSplitType, RowAssignedType, RowDatedType, RowWordedType,
		RowFollowedType, RowUndoneType:
		b = &Stepped{}
	case ConfirmedType:
		b = &Confirmed{}
	case ReopenedType:
		b = &Reopened{}
	case SubmittedType:
		b = &Submitted{}
	case HandedType:
		b = &Handed{}
	case LinkedType:
		b = &Linked{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
