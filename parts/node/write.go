package node

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/store"
)

// Dated is a node with its date as somebody says it. Without a code it is one of the unit's own, which has no share.
type Dated struct {
	Code string           `json:"code,omitempty"`
	Name string           `json:"name,omitempty"`
	Due  calendar.Instant `json:"due"`
}

const (
	longName = 30
	mostOwn  = 10 // nodes of the unit's own
)

// told is a task with its nodes as a decision needs them.
type told struct {
	m   *matter.Matter
	t   *Track // nil before they are set
	now calendar.Instant
}

// about records what decide says of a task. The fault is matter_missing for who may not know of it, node_task for what
// is no task in the hands of a unit.
func (x *Nodes) about(ctx context.Context, caller org.Caller, id ledger.ID, of int64, said any,
	decide func(told) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		m, err := x.matter(ctx, tx, of)
		if err != nil {
			return nil, err
		}
		if !x.Org().Sees(caller, m) {
			return nil, fault.New(fault.Missing, "matter_missing")
		}
		if m.Kind != matter.Task || !m.Open() || m.Lead == 0 || m.Due == 0 {
			return nil, fault.New(fault.Conflict, "node_task")
		}
		t, err := trackOf(ctx, tx, x.City, of)
		if err != nil && fault.Of(err).Kind != fault.Missing {
			return nil, err
		}
		if err != nil {
			t = nil
		}
		typ, body, err := decide(told{m, t, now})
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: of, Areas: []area.Code{m.Area}, Body: body}}, nil
	})
	return err
}

// followed is about for a task whose nodes are set, by who may; the fault is node_missing, and not_allowed.
func (x *Nodes) followed(ctx context.Context, caller org.Caller, id ledger.ID, of int64, said any,
	may func(org.Caller, *matter.Matter) bool, decide func(told) (event.Type, any, error)) error {
	return x.about(ctx, caller, id, of, said, func(d told) (event.Type, any, error) {
		if !may(caller, d.m) {
			return "", nil, fault.New(fault.Denied, "not_allowed")
		}
		if d.t == nil {
			return "", nil, missing()
		}
		return decide(d)
	})
}

// Set has a task followed by a set of policy, by who lists and oversees tasks. Set again, it begins anew. Faults:
// node_set for a set that there is not, node_task.
func (x *Nodes) Set(ctx context.Context, caller org.Caller, id ledger.ID, of int64, set string) error {
	return x.about(ctx, caller, id, of, []any{"set", of, set}, func(d told) (event.Type, any, error) {
		if !x.MaySet(caller, d.m) {
			return "", nil, fault.New(fault.Denied, "not_allowed")
		}
		rule := &x.Policy().Nodes
		s, ok := rule.NodeSet(set)
		if !ok {
			return "", nil, fault.New(fault.Invalid, "node_set").On("set")
		}
		b := &Set{Set: set, Area: d.m.Area, Unit: d.m.Lead, Behind: rule.Behind}
		for i, k := range s.Nodes {
			n := Node{Code: k.Code, Zh: k.Zh, En: k.En, Share: k.Share, Due: x.spread(s, i, d.m)}
			if k.Day == 0 {
				n.Reached = d.m.AssignedAt
			}
			b.Nodes = append(b.Nodes, x.rungs(n))
		}
		if rule.Plan > 0 {
			b.Plan = x.Desk.Calendar().Add(d.now, calendar.Limit{Days: rule.Plan})
		}
		return SetType, b, nil
	})
}

// spread is the date of a set's node in a task: on its day, or sooner in proportion where the task is shorter than
// usual.
func (x *Nodes) spread(s policy.NodeSet, i int, m *matter.Matter) calendar.Instant {
	cal, last := x.Desk.Calendar(), int64(s.Nodes[len(s.Nodes)-1].Day)
	have, want := cal.Between(m.AssignedAt, m.Due), last*cal.DayMinutes()
	at := cal.AddMinutes(m.AssignedAt, int64(s.Nodes[i].Day)*cal.DayMinutes())
	if have < want {
		at = cal.AddMinutes(m.AssignedAt, int64(s.Nodes[i].Day)*have/max(last, 1))
	}
	return min(at, m.Due)
}

// rungs reckons what follows from a node's date.
func (x *Nodes) rungs(n Node) Node {
	rule, cal := &x.Policy().Nodes, x.Desk.Calendar()
	behind := func(days int) calendar.Instant { return cal.Add(n.Due, calendar.Limit{Days: days}) }
	n.Red, n.Urge, n.Supervise = behind(rule.Red), 0, 0
	if rule.Urge > 0 {
		n.Urge = behind(rule.Urge)
	}
	if rule.Supervise > 0 {
		n.Supervise = behind(rule.Supervise)
	}
	return n
}

// dated puts dates on a task's nodes: each of them must be named, own ones may be added where own says so.
func (x *Nodes) dated(d told, list []Dated, own bool) ([]Node, error) {
	var out []Node
	add := func(n Node, at calendar.Instant) error {
		if at <= d.m.AssignedAt || at > d.m.Due {
			return fault.New(fault.Invalid, "node_date", "node", n.Zh).On("due_" + n.Code)
		}
		n.Due = at
		out = append(out, x.rungs(n))
		return nil
	}
	for _, n := range d.t.Nodes {
		i := slices.IndexFunc(list, func(w Dated) bool { return w.Code == n.Code })
		at := n.Due
		if i >= 0 {
			at = list[i].Due
		}
		if n.Reached != 0 {
			out = append(out, n) // what is reached keeps its date
			continue
		}
		if i < 0 && n.Share == 0 {
			continue // an own node of an earlier plan
		}
		if err := add(Node{Code: n.Code, Zh: n.Zh, En: n.En, Share: n.Share}, at); err != nil {
			return nil, err
		}
	}
	for _, w := range list {
		if w.Code != "" {
			continue
		}
		name, err := words(w.Name, "own", longName)
		if err != nil {
			return nil, err
		}
		if !own || len(out) >= len(d.t.Nodes)+mostOwn {
			return nil, fault.New(fault.Invalid, "node_own", "most", mostOwn).On("own")
		}
		if err := add(Node{Code: free(out), Zh: name}, w.Due); err != nil {
			return nil, fault.Of(err).On("own")
		}
	}
	slices.SortStableFunc(out, func(a, b Node) int {
		switch {
		case a.Due < b.Due:
			return -1
		case a.Due > b.Due:
			return 1
		}
		return 0
	})
	return out, nil
}

// free is a code that no node has.
func free(list []Node) string {
	for i := 1; ; i++ {
		code := fmt.Sprintf("own%d", i)
		if !slices.ContainsFunc(list, func(n Node) bool { return n.Code == code }) {
			return code
		}
	}
}

// Change sets other dates, by who oversees the task, with a reason. A date that stays keeps what climbed for it.
// Faults: node_date for one outside the task's time, node_words.
func (x *Nodes) Change(ctx context.Context, caller org.Caller, id ledger.ID, of int64, list []Dated,
	reason string) error {
	return x.followed(ctx, caller, id, of, []any{"change", of, list, reason}, x.MaySet,
		func(d told) (event.Type, any, error) {
			reason, err := words(reason, "reason", matter.MaxNote)
			if err != nil {
				return "", nil, err
			}
			nodes, err := x.dated(d, list, false)
			return ChangedType, &Changed{nodes, reason}, err
		})
}

// Reach says that a node is reached, with what was done: by the lead unit or who oversees the task. Faults:
// node_unknown, node_reached.
func (x *Nodes) Reach(ctx context.Context, caller org.Caller, id ledger.ID, of int64, code, note string) error {
	return x.followed(ctx, caller, id, of, []any{"reach", of, code, note}, x.MayReach,
		func(d told) (event.Type, any, error) {
			n := d.t.Node(code)
			switch {
			case n == nil:
				return "", nil, fault.New(fault.Missing, "node_unknown").On("node")
			case n.Reached != 0:
				return "", nil, fault.New(fault.Conflict, "node_reached").On("node")
			}
			note, err := words(note, "note", matter.MaxNote)
			return ReachedType, &Reached{code, note}, err
		})
}

// TakeBack says that a node was not reached after all, by who oversees the task. Faults: node_unknown, node_open.
func (x *Nodes) TakeBack(ctx context.Context, caller org.Caller, id ledger.ID, of int64, code, reason string) error {
	return x.followed(ctx, caller, id, of, []any{"take back", of, code, reason}, x.MaySet,
		func(d told) (event.Type, any, error) {
			n := d.t.Node(code)
			switch {
			case n == nil:
				return "", nil, fault.New(fault.Missing, "node_unknown").On("node")
			case n.Reached == 0:
				return "", nil, fault.New(fault.Conflict, "node_open").On("node")
			}
			reason, err := words(reason, "reason", matter.MaxNote)
			return TakenType, &TakenBack{code, reason}, err
		})
}

// Explain is the unit's reason for a node that is late or will be. It holds the ladder back for policy's days, or until
// somebody judges it. Faults: node_unknown, node_reached, node_waits for one that waits already, node_good for one that
// was accepted.
func (x *Nodes) Explain(ctx context.Context, caller org.Caller, id ledger.ID, of int64, code, text string) error {
	return x.followed(ctx, caller, id, of, []any{"explain", of, code, text}, x.MayExplain,
		func(d told) (event.Type, any, error) {
			n := d.t.Node(code)
			switch {
			case n == nil:
				return "", nil, fault.New(fault.Missing, "node_unknown").On("node")
			case n.Reached != 0:
				return "", nil, fault.New(fault.Conflict, "node_reached").On("node")
			case n.waits():
				return "", nil, fault.New(fault.Conflict, "node_waits").On("node")
			case n.good():
				return "", nil, fault.New(fault.Conflict, "node_good").On("node")
			}
			text, err := words(text, "text", matter.MaxNote)
			until := d.now
			if n.Reason == nil { // another reason after a bad one holds nothing back
				until = x.Desk.Calendar().Add(d.now, calendar.Limit{Days: x.Policy().Nodes.Pending})
			}
			return ReasonType, &Reasoned{code, text, until}, err
		})
}

// Judge says whether a reason is good, with why: by the posts that policy names. Faults: node_unknown, node_no_reason.
func (x *Nodes) Judge(ctx context.Context, caller org.Caller, id ledger.ID, of int64, code string, good bool,
	why string) error {
	return x.followed(ctx, caller, id, of, []any{"judge", of, code, good, why}, x.MayJudge,
		func(d told) (event.Type, any, error) {
			n := d.t.Node(code)
			switch {
			case n == nil:
				return "", nil, fault.New(fault.Missing, "node_unknown").On("node")
			case !n.waits():
				return "", nil, fault.New(fault.Conflict, "node_no_reason").On("node")
			}
			why, err := words(why, "why", matter.MaxNote)
			return JudgedType, &Judged{code, good, why}, err
		})
}

// Propose is the lead unit's plan: dates for the nodes, and nodes of its own. Faults: node_plan_none where none is
// asked for, node_date, node_own, node_words.
func (x *Nodes) Propose(ctx context.Context, caller org.Caller, id ledger.ID, of int64, text string,
	list []Dated) error {
	return x.followed(ctx, caller, id, of, []any{"propose", of, text, list}, x.MayExplain,
		func(d told) (event.Type, any, error) {
			if d.t.Plan.State != Asked && d.t.Plan.State != Proposed {
				return "", nil, fault.New(fault.Conflict, "node_plan_none")
			}
			text, err := words(text, "text", matter.MaxNote)
			if err != nil {
				return "", nil, err
			}
			nodes, err := x.dated(d, list, true)
			return ProposedType, &PlanProposed{text, nodes, x.decideBy(d.now)}, err
		})
}

// Approve puts the proposed dates in force: by the posts that policy names, never by who proposed them. Faults:
// node_plan_none where none waits, node_own_plan.
func (x *Nodes) Approve(ctx context.Context, caller org.Caller, id ledger.ID, of int64, note string) error {
	return x.decidePlan(ctx, caller, id, of, []any{"approve", of, note}, func(told) (event.Type, any, error) {
		note = strings.TrimSpace(matter.Clean(note))
		if note == "" {
			return ApprovedType, &PlanApproved{}, nil
		}
		note, err := words(note, "note", matter.MaxNote)
		return ApprovedType, &PlanApproved{note}, err
	})
}

// Return asks for another plan, with a reason. Faults as of Approve, and node_words.
func (x *Nodes) Return(ctx context.Context, caller org.Caller, id ledger.ID, of int64, reason string) error {
	return x.decidePlan(ctx, caller, id, of, []any{"return", of, reason}, func(d told) (event.Type, any, error) {
		reason, err := words(reason, "reason", matter.MaxNote)
		return ReturnedType, &PlanReturned{reason, x.Desk.Calendar().Add(d.now,
			calendar.Limit{Days: max(x.Policy().Nodes.Decide, 1)})}, err
	})
}

func (x *Nodes) decidePlan(ctx context.Context, caller org.Caller, id ledger.ID, of int64, said any,
	decide func(told) (event.Type, any, error)) error {
	return x.followed(ctx, caller, id, of, said, x.MayApprove, func(d told) (event.Type, any, error) {
		switch {
		case d.t.Plan.State != Proposed:
			return "", nil, fault.New(fault.Conflict, "node_plan_none")
		case d.t.Plan.By == caller.Person:
			return "", nil, fault.New(fault.Denied, "node_own_plan")
		}
		return decide(d)
	})
}

// words cleans what a person wrote, and refuses what is empty, too long or bears a mark of secrecy.
func words(s, name string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "node_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "node_long", "max", most, "n", n).On(name)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "node_secret", "mark", mark).On(name)
	}
	return s, nil
}
