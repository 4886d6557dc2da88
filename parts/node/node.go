// Package node follows tasks by their nodes 节点: which steps a task has, by when each should be reached, whether it was,
// and why not. The lead unit proposes the dates as its plan 承办方案, and a leader approves it. Apart from the lamp that
// follows from the nodes, a person may give a unit a yellow or red card.
//
// It owns the tables node_tasks, node_cards and node_card_matters, folded from its own events and never behind the
// ledger. The subject of an event about nodes is the matter. It changes no matter itself: what climbs does so by the
// commands urge and supervise, given by the clock, and it strikes nothing off. It owns no page.
//
// Invariants: each node climbs each rung once for a date; with a reason that was judged good it climbs none; a plan
// that no leader decides climbs once at each level; the unit of a task's nodes is the task's lead unit, and a card
// stays with the unit that got it; no card is given but by a person.
package node

import (
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
)

// Nodes are those of a city's tasks. Safe for concurrent use.
type Nodes struct {
	part.Base
	rest part.Rest // tasks of which nothing climbs now: they are parked, or a claim waits for its verifier
}

// New makes them for a city whose tables are there.
func New(b part.Base) *Nodes { return &Nodes{Base: b} }

// The events about a task's nodes. The subject of all of them is the matter.
const (
	typePrefix              = event.Type("node.")
	SetType      event.Type = "node.set"        // a task is followed by these nodes
	ChangedType  event.Type = "node.changed"    // their dates, by who oversees it
	ProposedType event.Type = "node.proposed"   // the lead unit's plan
	ApprovedType event.Type = "node.approved"   // by a leader
	ReturnedType event.Type = "node.returned"   // by a leader, with a reason
	ReachedType  event.Type = "node.reached"    // one is
	TakenType    event.Type = "node.taken_back" // it was not
	ReasonType   event.Type = "node.reason"     // why one is late, by the unit
	JudgedType   event.Type = "node.judged"     // whether that is a good reason
	ClimbedType  event.Type = "node.climbed"    // the clock urged, or had a 督办单 sent
)

// Node is a step of a task. Red, Urge and Supervise follow from its date by the policy of the day on which that was
// set; 0 for never.
type Node struct {
	Code      string           `json:"code"`
	Zh        string           `json:"zh"`
	En        string           `json:"en,omitempty"`
	Share     int              `json:"share,omitempty"` // percent of the whole
	Due       calendar.Instant `json:"due"`
	Red       calendar.Instant `json:"red"`
	Urge      calendar.Instant `json:"urge,omitempty"`
	Supervise calendar.Instant `json:"supervise,omitempty"`

	// What came of it.
	Reached calendar.Instant `json:"reached,omitempty"`
	By      int64            `json:"by,omitempty"`
	Note    string           `json:"note,omitempty"`
	Climbed []Rung           `json:"climbed,omitempty"` // for this date
	Reason  *Reason          `json:"reason,omitempty"`
}

// Reason is why a node is late, and what was thought of it.
type Reason struct {
	Text   string           `json:"text"`
	By     int64            `json:"by"`
	At     calendar.Instant `json:"at"`
	Until  calendar.Instant `json:"until"` // until when it holds the ladder back while nobody judges it
	Judged calendar.Instant `json:"judged,omitempty"`
	Judge  int64            `json:"judge,omitempty"`
	Good   bool             `json:"good,omitempty"`
	Why    string           `json:"why,omitempty"`
}

// Rung is what happens to a node that is late, or to a plan that does not come or is not decided.
type Rung string

// The rungs.
const (
	Urge      Rung = "urge"
	Supervise Rung = "supervise"
	PlanLate  Rung = "plan" // the lead unit's plan did not come: it is urged

	// DecideLate is a plan that no leader decided in time: the nearest ones are urged, then those a level higher, up to
	// the city's.
	DecideLate Rung = "decide"
)

// PlanState is where the lead unit's plan stands.
type PlanState int

// The states of a plan.
const (
	NoPlan   PlanState = iota // none is asked for
	Asked                     // the unit owes it
	Proposed                  // a leader has it
	Approved
)

// Plan is the lead unit's plan 承办方案.
type Plan struct {
	State    PlanState        `json:"state"`
	Due      calendar.Instant `json:"due,omitempty"` // by when the next step is to be taken
	Text     string           `json:"text,omitempty"`
	Nodes    []Node           `json:"nodes,omitempty"` // as proposed, while a leader has it
	By       int64            `json:"by,omitempty"`
	At       calendar.Instant `json:"at,omitempty"`
	Returned string           `json:"returned,omitempty"` // why it came back
	Climbed  bool             `json:"climbed,omitempty"`  // it was urged
	Chase    calendar.Instant `json:"chase,omitempty"`    // when the leaders' silence climbs next; 0 for no more
	Level    area.Level       `json:"level,omitempty"`    // of the leaders who were urged last; 0 for none
}

// Set begins following a task.
type Set struct {
	Set    string           `json:"set"` // of policy
	Area   area.Code        `json:"area"`
	Unit   int64            `json:"unit"`
	Nodes  []Node           `json:"nodes"`
	Behind int              `json:"behind"`         // percent behind at which the lamp is red
	Plan   calendar.Instant `json:"plan,omitempty"` // by when the unit's plan is due; 0 for none
}

// Changed sets the dates anew.
type Changed struct {
	Nodes  []Node `json:"nodes"`
	Reason string `json:"reason"`
}

// PlanProposed is the unit's plan; Due is by when a leader decides, 0 where policy sets no time.
type PlanProposed struct {
	Text  string           `json:"text"`
	Nodes []Node           `json:"nodes"`
	Due   calendar.Instant `json:"due"`
}

// PlanApproved puts the proposed dates in force.
type PlanApproved struct {
	Note string `json:"note,omitempty"`
}

// PlanReturned asks for another one.
type PlanReturned struct {
	Reason string           `json:"reason"`
	Due    calendar.Instant `json:"due"`
}

// Reached says that a node is reached.
type Reached struct {
	Node string `json:"node"`
	Note string `json:"note"`
}

// TakenBack says that it was not.
type TakenBack struct {
	Node   string `json:"node"`
	Reason string `json:"reason"`
}

// Reasoned is why a node is late.
type Reasoned struct {
	Node  string           `json:"node"`
	Text  string           `json:"text"`
	Until calendar.Instant `json:"until"`
}

// Judged is what was thought of it.
type Judged struct {
	Node string `json:"node"`
	Good bool   `json:"good"`
	Why  string `json:"why"`
}

// Climbed says that the clock went a rung up; Node is "" for the plan. Level and Next are of DecideLate: whose leaders
// are urged, and when it climbs on, 0 for never.
type Climbed struct {
	Node  string           `json:"node,omitempty"`
	Rung  Rung             `json:"rung"`
	Level area.Level       `json:"level,omitempty"`
	Next  calendar.Instant `json:"next,omitempty"`
}

// Track is how a task stands by its nodes.
type Track struct {
	Matter int64     `json:"matter"`
	Set    string    `json:"set"`
	Area   area.Code `json:"area"`
	Unit   int64     `json:"-"` // the task's lead unit, whoever that is by now; 0 while it has none
	Nodes  []Node    `json:"nodes"`
	Behind int       `json:"behind"`
	Plan   Plan      `json:"plan"`
	Turn   int       `json:"turn,omitempty"` // how often dates were put in force or a plan returned: all may climb anew
	Rests  bool      `json:"-"`              // the task is over: nothing climbs, and no list has it

	At calendar.Instant `json:"at"` // when it was set
}

// Lamp is the task's at an instant.
func (t *Track) Lamp(now calendar.Instant) Lamp { return LampOf(t.Nodes, t.Behind, now) }

// Next is the first node that is not reached, by its date; nil where all are.
func (t *Track) Next() *Node {
	var out *Node
	for i := range t.Nodes {
		if n := &t.Nodes[i]; n.Reached == 0 && (out == nil || n.Due < out.Due) {
			out = n
		}
	}
	return out
}

// Node is a node by its code, nil for none.
func (t *Track) Node(code string) *Node {
	i := slices.IndexFunc(t.Nodes, func(n Node) bool { return n.Code == code })
	if i < 0 {
		return nil
	}
	return &t.Nodes[i]
}

// good says that a reason for being late was accepted.
func (n *Node) good() bool { return n.Reason != nil && n.Reason.Judged != 0 && n.Reason.Good }

// waits says that a reason waits to be judged.
func (n *Node) waits() bool { return n.Reached == 0 && n.Reason != nil && n.Reason.Judged == 0 }

// asksJudge says that a reason of one of the nodes waits.
func (t *Track) asksJudge() bool {
	return slices.ContainsFunc(t.Nodes, func(n Node) bool { return n.waits() })
}

// step is what climbs next, and when.
type step struct {
	node string
	rung Rung
	at   calendar.Instant
}

// climbs is what climbs next; at is 0 where nothing does.
func (t *Track) climbs() (out step) {
	if t.Rests {
		return out
	}
	take := func(s step) {
		if s.at != 0 && (out.at == 0 || s.at < out.at) {
			out = s
		}
	}
	if t.Plan.State == Asked && !t.Plan.Climbed {
		take(step{rung: PlanLate, at: t.Plan.Due})
	}
	if t.Plan.State == Proposed {
		take(step{rung: DecideLate, at: t.Plan.Chase})
	}
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if n.Reached != 0 || n.good() {
			continue
		}
		held := calendar.Instant(0)
		if n.waits() {
			held = n.Reason.Until
		}
		for _, r := range []step{{n.Code, Urge, n.Urge}, {n.Code, Supervise, n.Supervise}} {
			if r.at != 0 && !slices.Contains(n.Climbed, r.rung) {
				r.at = max(r.at, held)
				take(r)
				break // in their order
			}
		}
	}
	return out
}

// fold changes a track by one of its events.
func (t *Track) fold(e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if b, ok := body.(*Set); ok {
		*t = Track{Matter: e.Subject, Set: b.Set, Area: b.Area, Unit: b.Unit, Nodes: b.Nodes, Behind: b.Behind,
			At: e.At}
		if b.Plan != 0 {
			t.Plan = Plan{State: Asked, Due: b.Plan}
		}
		return nil
	}
	if t.Matter == 0 {
		return fmt.Errorf("%s of matter %d, whose nodes were never set", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Changed:
		t.Turn++
		t.dates(b.Nodes)
	case *PlanProposed:
		t.Plan = Plan{State: Proposed, Due: b.Due, Chase: b.Due, Text: b.Text, Nodes: b.Nodes, By: e.Actor, At: e.At}
	case *PlanApproved:
		t.Turn++
		t.dates(t.Plan.Nodes)
		t.Plan.State, t.Plan.Nodes, t.Plan.Due, t.Plan.Chase = Approved, nil, 0, 0
	case *PlanReturned:
		t.Turn++
		t.Plan = Plan{State: Asked, Due: b.Due, Text: t.Plan.Text, Returned: b.Reason}
	case *Climbed:
		switch b.Rung {
		case PlanLate:
			t.Plan.Climbed = true
			return nil
		case DecideLate:
			t.Plan.Level, t.Plan.Chase = b.Level, b.Next
			return nil
		}
		return t.on(b.Node, func(n *Node) { n.Climbed = append(n.Climbed, b.Rung) })
	default:
		return t.foldNode(e, body)
	}
	return nil
}

// foldNode is fold for what is said of one node.
func (t *Track) foldNode(e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Reached:
		return t.on(b.Node, func(n *Node) { n.Reached, n.By, n.Note = e.At, e.Actor, b.Note })
	case *TakenBack:
		return t.on(b.Node, func(n *Node) { n.Reached, n.By, n.Note = 0, 0, b.Reason })
	case *Reasoned:
		return t.on(b.Node, func(n *Node) {
			n.Reason = &Reason{Text: b.Text, By: e.Actor, At: e.At, Until: b.Until}
		})
	case *Judged:
		return t.on(b.Node, func(n *Node) {
			if n.Reason != nil {
				n.Reason.Judged, n.Reason.Judge, n.Reason.Good, n.Reason.Why = e.At, e.Actor, b.Good, b.Why
			}
		})
	}
	return nil
}

// dates puts other dates in force. What was reached and said stays; for another date everything may climb anew.
func (t *Track) dates(list []Node) {
	out := slices.Clone(list)
	for i := range out {
		was := t.Node(out[i].Code)
		if was == nil {
			continue
		}
		out[i].Reached, out[i].By, out[i].Note = was.Reached, was.By, was.Note
		if out[i].Due == was.Due {
			out[i].Climbed, out[i].Reason = was.Climbed, was.Reason
		}
	}
	t.Nodes = out
}

func (t *Track) on(code string, change func(*Node)) error {
	n := t.Node(code)
	if n == nil {
		return fmt.Errorf("matter %d has no node %q", t.Matter, code)
	}
	change(n)
	return nil
}

// bodies make the body of each type of event.
var bodies = map[event.Type]func() any{SetType: func() any { return &Set{} },
	ChangedType: func() any { return &Changed{} }, ProposedType: func() any { return &PlanProposed{} },
	ApprovedType: func() any { return &PlanApproved{} }, ReturnedType: func() any { return &PlanReturned{} },
	ReachedType: func() any { return &Reached{} }, TakenType: func() any { return &TakenBack{} },
	ReasonType: func() any { return &Reasoned{} }, JudgedType: func() any { return &Judged{} },
	ClimbedType: func() any { return &Climbed{} },
	GivenType:   func() any { return &Given{} }, AnsweredType: func() any { return &Answered{} },
	WithdrawnType: func() any { return &Withdrawn{} }}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	make, ok := bodies[typ]
	if !ok {
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	b := make()
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
