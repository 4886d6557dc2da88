package node_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
)

// machine draws what anybody does with tasks and their nodes, in any order.
type machine struct {
	*town
	tasks []int64
}

var logins = []string{"disp", "sup", "lead", "slead", "clerk", "head", "ver", "far"}

// act does one thing that is drawn, by the first who may, beginning with one that is drawn; whether it may be done at
// all is the part's to say.
func (m *machine) act(r *rapid.T) {
	id := rapid.SampledFrom(m.tasks).Draw(r, "task")
	do := rapid.SampledFrom(m.acts(r, id)).Draw(r, "act")
	from := rapid.IntRange(0, len(logins)-1).Draw(r, "who")
	for i := range logins {
		err := do(m.Who[logins[(from+i)%len(logins)]], m.ID())
		if fault.Code(err) == "internal" {
			r.Fatal(err)
		}
		if err == nil {
			break
		}
	}
	if items := m.Nodes.Aside.Items(); len(items) > 0 {
		r.Fatalf("%s: %v", items[0].Key, items[0].Err)
	}
}

type act = func(who org.Caller, key ledger.ID) error

// acts are what can be tried with a task.
func (m *machine) acts(r *rapid.T, id int64) []act {
	k, x, ctx := m.track(id), m.Nodes, m.ctx
	n := rapid.SampledFrom(k.Nodes).Draw(r, "node")
	waiting := n.Code
	for _, w := range k.Nodes {
		if w.Reason != nil && w.Reason.Judged == 0 {
			waiting = w.Code
		}
	}
	good := rapid.Bool().Draw(r, "good")
	due := n.Due.Plus(int64(rapid.IntRange(-3, 3).Draw(r, "days")) * 86400e6)
	dates := []node.Dated{{Code: n.Code, Due: due}}
	give := func(b matter.Command) act {
		return func(who org.Caller, key ledger.ID) error {
			_, err := m.Do(ctx, who, desk.Command{ID: key, Matter: id, Body: b})
			return err
		}
	}
	hours := time.Duration(rapid.IntRange(1, 120).Draw(r, "hours"))
	pass := func(org.Caller, ledger.ID) error {
		m.Advance(hours * time.Hour)
		_, err := x.Tick(ctx)
		return err
	}
	over := func(org.Caller, ledger.ID) error { return m.over(r, id, good) }
	judge := func(who org.Caller, key ledger.ID) error { return x.Judge(ctx, who, key, id, waiting, good, "看过") }
	explain := func(who org.Caller, key ledger.ID) error { return x.Explain(ctx, who, key, id, n.Code, "下雨") }
	excuse := func(who org.Caller, key ledger.ID) error {
		if err := explain(who, key); err != nil {
			return err
		}
		return x.Judge(ctx, m.Who["sup"], m.ID(), id, n.Code, true, "看过")
	}
	return []act{excuse, excuse, pass, pass, pass,
		func(who org.Caller, key ledger.ID) error { return x.Set(ctx, who, key, id, "decision") },
		func(who org.Caller, key ledger.ID) error { return x.Change(ctx, who, key, id, dates, "调整") },
		func(who org.Caller, key ledger.ID) error { return x.Reach(ctx, who, key, id, n.Code, "到了") },
		func(who org.Caller, key ledger.ID) error { return x.TakeBack(ctx, who, key, id, n.Code, "没到") },
		func(who org.Caller, key ledger.ID) error { return x.Propose(ctx, who, key, id, "方案", nil) },
		func(who org.Caller, key ledger.ID) error { return x.Approve(ctx, who, key, id, "") },
		func(who org.Caller, key ledger.ID) error { return x.Return(ctx, who, key, id, "再议") },
		give(&matter.Sign{}), give(&matter.Delegate{To: m.Units["she"]}), give(&matter.Bounce{Reason: "不归我管"}),
		give(&matter.Assign{Lead: m.Units["jie"]}), give(&matter.Fix{Note: "好了"}), give(&matter.Reject{Reason: "没好"}),
		over, over, judge, judge, explain, give(&matter.Reopen{Reason: "又没做完"})}
}

// over brings a task that a unit has to its end, and has it taken up again where that is drawn.
func (m *machine) over(r *rapid.T, id int64, again bool) (err error) {
	give := func(login string, b matter.Command) {
		_, err = m.Do(m.ctx, m.Who[login], desk.Command{ID: m.ID(), Matter: id, Body: b})
	}
	for _, login := range []string{"clerk", "head"} {
		give(login, &matter.Sign{})
		give(login, &matter.Fix{Note: "好了"})
	}
	give("ver", &matter.StrikeOff{Note: "看过"})
	m.check(r)
	if again {
		give("sup", &matter.Reopen{Reason: "又没做完"})
	}
	return err
}

// check demands what always holds.
func (m *machine) check(r *rapid.T) {
	late, _, err := m.Nodes.List(m.ctx, m.Who["sup"], node.Late, 0, node.Place{}, 1000)
	if err != nil {
		r.Fatal(err)
	}
	for _, id := range m.tasks {
		k, t := m.track(id), m.Truth(id)
		if k.Unit != t.Lead || k.Rests != !t.Open() {
			r.Fatalf("the nodes are unit %d's and rest: %v; the task is %d's and %s", k.Unit, k.Rests, t.Lead, t.State)
		}
		n := k.Next()
		listed := slices.ContainsFunc(late, func(l node.Line) bool { return l.Matter == id })
		if want := t.Open() && n != nil && n.Due <= m.Office.Now(); listed != want {
			r.Fatalf("task %d is listed as late: %v, want %v", id, listed, want)
		}
		m.climbs(r, id)
	}
}

// climbs reads a task's events: a node climbs a rung once for a date, and never while a reason is good; a plan climbs
// to higher leaders only, while it waits.
func (m *machine) climbs(r *rapid.T, id int64) {
	type rung struct {
		node string
		rung node.Rung
	}
	climbed, good, due := map[rung]bool{}, map[string]bool{}, map[string]calendar.Instant{}
	level, waits, proposed := 0, false, []node.Node(nil)
	dates := func(list []node.Node) { // for another date everything may climb anew
		for _, n := range list {
			if due[n.Code] != n.Due {
				delete(good, n.Code)
				delete(climbed, rung{n.Code, node.Urge})
				delete(climbed, rung{n.Code, node.Supervise})
			}
			due[n.Code] = n.Due
		}
	}
	err := ledger.EachOf(m.ctx, m.Office.DB.Read(), 4304, id, ledger.ToEnd, []event.Type{"node."},
		func(e ledger.Event) error {
			body, err := node.Decode(e.Type, e.Body)
			if err != nil {
				return err
			}
			switch b := body.(type) {
			case *node.Set:
				clear(climbed)
				clear(good)
				clear(due)
				dates(b.Nodes)
				waits = false
			case *node.Changed:
				dates(b.Nodes)
			case *node.PlanProposed:
				level, waits, proposed = 99, true, b.Nodes
			case *node.PlanApproved:
				dates(proposed)
				waits = false
			case *node.PlanReturned:
				waits = false
			case *node.Reasoned:
				delete(good, b.Node)
			case *node.Judged:
				good[b.Node] = b.Good
			case *node.Climbed:
				x := rung{b.Node, b.Rung}
				switch {
				case b.Rung == node.DecideLate && (!waits || int(b.Level) >= level):
					return fmt.Errorf("event %d: %+v after level %d, a plan waits: %v", e.Seq, b, level, waits)
				case b.Rung == node.DecideLate:
					level = int(b.Level)
				case b.Node != "" && (climbed[x] || good[b.Node]):
					return fmt.Errorf("event %d: %+v for the second time, or with a good reason", e.Seq, b)
				}
				climbed[x] = true
			}
			return nil
		})
	if err != nil {
		r.Fatal(err)
	}
}

// TestAnyOrder: whatever anybody does in whatever order, to the tasks and to their nodes, the nodes are where the task
// is, nothing climbs twice for a date or with a good reason, a plan climbs upwards only, and the tables are what the
// events say.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.leaders()
	rapid.Check(t, func(r *rapid.T) {
		m := &machine{town: o, tasks: []int64{o.given(), o.given()}}
		for range rapid.IntRange(40, 80).Draw(r, "steps") {
			m.act(r)
			m.check(r)
		}
	})
	seen := map[string]int{}
	o.must(ledger.EachType(o.ctx, o.Office.DB.Read(), 4304, 0, 0, []event.Type{"node.", "matter."},
		func(e ledger.Event) error {
			seen[string(e.Type)]++
			if e.Type == node.ClimbedType {
				b := &node.Climbed{}
				err := json.Unmarshal(e.Body, b)
				seen["climbed "+string(b.Rung)]++
				return err
			}
			return nil
		}))
	for _, typ := range []string{"climbed urge", "climbed supervise", "climbed decide", "node.judged",
		"matter.struck_off", "matter.reopened"} {
		if seen[typ] == 0 {
			t.Errorf("nothing was drawn that leads to %s: %v", typ, seen)
		}
	}
	o.proven()
}
