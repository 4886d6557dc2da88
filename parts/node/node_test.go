package node_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
)

// town is a city with a task that is followed by its nodes.
type town struct {
	*citytest.Office
	*node.Nodes
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	return &town{o, part.Get[*node.Nodes](o.Values), context.Background()}
}

// task is one in the hands of she, with twenty working days.
func (o *town) task() int64 {
	o.T.Helper()
	id := o.Office.Give("sup", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: citytest.Village,
		Title: "整治背街小巷", Text: "按会议要求整治"})
	o.Office.Give("disp", id, &matter.List{Category: "task.meeting"})
	o.Office.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	return id
}

// followed is the same with the nodes of a decision.
func (o *town) followed() int64 {
	o.T.Helper()
	id := o.task()
	o.must(o.Nodes.Set(o.ctx, o.Who["sup"], o.ID(), id, "decision"))
	return id
}

func (o *town) must(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) track(id int64) *node.Track {
	o.T.Helper()
	t, err := o.Of(o.ctx, id)
	if err != nil || t == nil {
		o.T.Fatal(t, err)
	}
	return t
}

// tick lets climb what is due and says what the matter's ledger then has of urging and supervising.
func (o *town) tick(id int64, want string) {
	o.T.Helper()
	for range 2 { // the second time does nothing
		if _, err := o.Nodes.Tick(o.ctx); err != nil {
			o.T.Fatal(err)
		}
	}
	if items := o.Nodes.Aside.Items(); len(items) > 0 {
		o.T.Fatalf("%s: %v", items[0].Key, items[0].Err)
	}
	var got []string
	events, err := o.Ledger().Events(o.ctx, o.Office.DB.Read(), id, 0, 1000)
	o.must(err)
	for _, e := range events {
		switch string(e.Type) {
		case string(matter.TypeUrged):
			got = append(got, "urge")
		case string(matter.TypeSupervised):
			got = append(got, "supervise")
		}
	}
	if s := strings.Join(got, " "); s != want {
		o.T.Errorf("at %s: %q, want %q", o.Office.Now().Time().In(calendar.China()).Format("01-02 15:04"), s, want)
	}
}

func (o *town) proven() {
	o.T.Helper()
	err := node.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { o.T.Error(s) })
	o.must(err)
}

// at sets the clock a while behind an instant.
func (o *town) at(i calendar.Instant) {
	o.Office.Set(i.Plus(60e6).Time().In(calendar.China()).Format("2006-01-02 15:04"))
}

// TestNodesOfATask lie within its time, by its set, sooner in proportion where it is short.
func TestNodesOfATask(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, s := range o.Office.Policy().Nodes.Sets {
		id := o.task()
		o.must(o.Nodes.Set(o.ctx, o.Who["disp"], o.ID(), id, s.Code))
		k, m := o.track(id), o.Truth(id)
		if len(k.Nodes) != len(s.Nodes) || len(s.Nodes) != map[string]int{"supervision": 8, "decision": 4,
			"construction": 11, "investment": 3}[s.Code] {
			t.Errorf("%s has %d nodes", s.Code, len(k.Nodes))
		}
		last := m.AssignedAt
		for _, n := range k.Nodes {
			if n.Due < last || n.Due > m.Due || n.Red < n.Due || n.Supervise <= n.Urge {
				t.Errorf("%s %s: %+v", s.Code, n.Code, n)
			}
			last = n.Due
		}
		if last != m.Due || k.Lamp(o.Office.Now()) != node.Green {
			t.Errorf("%s ends %v, the task %v; %s", s.Code, last, m.Due, k.Lamp(o.Office.Now()))
		}
	}
	o.proven()
}

// TestClimbing: a late node is urged and supervised, once each, by two programs; with a reason that waits nothing
// climbs for policy's days, with a good one nothing at all, with a bad one it goes on.
func TestClimbing(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.followed()
	n := o.track(id).Nodes[0]
	other := node.New(o.Base)
	o.at(n.Due)
	o.tick(id, "")
	if l := o.track(id).Lamp(o.Office.Now()); l != node.Yellow {
		t.Errorf("the lamp is %s", l)
	}
	o.at(n.Urge)
	var both sync.WaitGroup
	for _, x := range []*node.Nodes{o.Nodes, other} {
		both.Go(func() { _, _ = x.Tick(o.ctx) })
	}
	both.Wait()
	o.tick(id, "urge")
	o.must(o.Explain(o.ctx, o.Who["clerk"], o.ID(), id, n.Code, "连续暴雨，无法施工"))
	o.at(n.Supervise)
	o.tick(id, "urge supervise") // the reason waited longer than policy lets it; see pending_days
	if m := o.Truth(id); m.Rung != matter.Supervise || len(m.Notices) != 2 {
		t.Errorf("%v, %d papers", m.Rung, len(m.Notices))
	}
	if l := o.track(id).Lamp(o.Office.Now()); l != node.Red {
		t.Errorf("the lamp is %s", l)
	}
	o.must(o.Reach(o.ctx, o.Who["clerk"], o.ID(), id, n.Code, "已立项"))
	if l := o.track(id).Lamp(o.Office.Now()); l != node.Green {
		t.Errorf("the lamp is %s", l)
	}
	o.proven()
}

// TestADateThatComesBack: a date that is put off and then in force again climbs anew, and the clock comes to an end.
func TestADateThatComesBack(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.followed()
	n := o.track(id).Nodes[0]
	o.at(n.Urge)
	o.tick(id, "urge")
	for _, due := range []calendar.Instant{n.Due.Plus(3600e6), n.Due} {
		o.must(o.Change(o.ctx, o.Who["sup"], o.ID(), id, []node.Dated{{Code: n.Code, Due: due}}, "调整"))
	}
	o.tick(id, "urge urge")
	o.proven()
}

// TestAReasonHoldsTheLadder while it waits, for good when it is good, and no longer when it is not.
func TestAReasonHoldsTheLadder(t *testing.T) {
	t.Parallel()
	for good, want := range map[bool]string{true: "", false: "urge supervise"} {
		o := newTown(t)
		id := o.followed()
		n := o.track(id).Nodes[0]
		o.must(o.Explain(o.ctx, o.Who["clerk"], o.ID(), id, n.Code, "等上级批复"))
		o.at(n.Urge)
		o.tick(id, "")
		o.must(o.Judge(o.ctx, o.Who["sup"], o.ID(), id, n.Code, good, "看过材料"))
		o.at(n.Supervise)
		o.tick(id, want)
		o.proven()
	}
}

// TestNothingClimbsOfWhatRests: while the unit's claim waits for its verifier, and when the matter is over.
func TestNothingClimbsOfWhatRests(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.followed()
	n := o.track(id).Nodes[0]
	o.Office.Give("clerk", id, &matter.Sign{})
	o.Office.Give("clerk", id, &matter.Fix{Note: "好了"})
	o.at(n.Supervise)
	o.tick(id, "")
	o.Office.Give("ver", id, &matter.Reject{Reason: "没好"})
	o.Advance(2 * 3600e9)
	o.tick(id, "urge supervise")
	late := func(want int) {
		t.Helper()
		list, _, err := o.Nodes.List(o.ctx, o.Who["sup"], node.Late, 0, node.Place{}, 10)
		if err != nil || len(list) != want || o.track(id).Rests != (want == 0) {
			t.Errorf("%d tasks are late, want %d, %v", len(list), want, err)
		}
		o.proven()
	}
	over := func() {
		t.Helper()
		o.Office.Give("clerk", id, &matter.Fix{Note: "好了"})
		o.Office.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	}
	late(1)
	over()
	late(0)
	o.Office.Give("sup", id, &matter.Reopen{Reason: "回访发现没有做完"})
	late(1)
	o.tick(id, "urge supervise") // once for a date, reopened or not
	over()
	o.at(o.track(id).Nodes[3].Supervise)
	o.tick(id, "urge supervise")
	late(0)
}

// TestThePlan: the unit proposes, a leader returns it and approves the next one; what does not come is urged.
func TestThePlan(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.followed()
	k := o.track(id)
	o.must(o.Explain(o.ctx, o.Who["clerk"], o.ID(), id, k.Nodes[0].Code, "方案未定"))
	o.must(o.Judge(o.ctx, o.Who["sup"], o.ID(), id, k.Nodes[0].Code, true, "属实"))
	o.at(k.Plan.Due)
	o.tick(id, "urge")
	due := k.Nodes[1].Due.Plus(-86400e6)
	dates := []node.Dated{{Code: k.Nodes[1].Code, Due: due}, {Name: "材料进场", Due: due.Plus(-3600e6)}}
	if err := o.Approve(o.ctx, o.Who["lead"], o.ID(), id, ""); fault.Code(err) != "node_plan_none" {
		t.Error(err)
	}
	o.must(o.Propose(o.ctx, o.Who["clerk"], o.ID(), id, "分两步走", dates))
	if err := o.Return(o.ctx, o.Who["lead"], o.ID(), id, " "); fault.Code(err) != "node_words" {
		t.Error(err)
	}
	o.must(o.Return(o.ctx, o.Who["lead"], o.ID(), id, "再紧一些"))
	if p := o.track(id).Plan; p.State != node.Asked || p.Returned != "再紧一些" {
		t.Errorf("%+v", p)
	}
	o.must(o.Propose(o.ctx, o.Who["clerk"], o.ID(), id, "分两步走", dates))
	if err := o.Approve(o.ctx, o.Who["sup"], o.ID(), id, ""); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	o.must(o.Approve(o.ctx, o.Who["lead"], o.ID(), id, "同意"))
	k = o.track(id)
	if k.Plan.State != node.Approved || len(k.Nodes) != 5 || k.Nodes[2].Due != due || k.Nodes[1].Zh != "材料进场" {
		t.Errorf("%+v", k)
	}
	o.proven()
}

// TestCards are given by a person, answered once by the unit, and taken back.
func TestCards(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.task()
	from := o.Office.Now()
	g := node.Giving{Unit: o.Units["she"], Colour: node.YellowCard, Matters: []int64{id}, Reason: "连续两次落后",
		From: from, Until: from.Plus(30 * 86400e6)}
	for code, spoil := range map[string]func(*node.Giving){
		"node_colour": func(g *node.Giving) { g.Colour = "blue" }, "unit_unknown": func(g *node.Giving) { g.Unit = 77 },
		"node_card_days":    func(g *node.Giving) { g.Until = g.From },
		"node_card_matters": func(g *node.Giving) { g.Matters = nil },
		"node_card_foreign": func(g *node.Giving) { g.Unit = o.Units["new"] },
		"node_words":        func(g *node.Giving) { g.Reason = "" },
		"node_secret":       func(g *node.Giving) { g.Reason = "机密★1年\n通报" },
	} {
		b := g
		spoil(&b)
		if _, err := o.Nodes.Give(o.ctx, o.Who["sup"], o.ID(), b); fault.Code(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := o.Nodes.Give(o.ctx, o.Who["disp"], o.ID(), g); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	cmd := o.ID()
	card, err := o.Nodes.Give(o.ctx, o.Who["sup"], cmd, g)
	o.must(err)
	if again, err := o.Nodes.Give(o.ctx, o.Who["sup"], cmd, g); err != nil || again != card {
		t.Error(again, err)
	}
	for login, code := range map[string]string{"far": "node_missing", "sup": "not_allowed"} {
		if err := o.Answer(o.ctx, o.Who[login], o.ID(), card, "已整改"); fault.Code(err) != code {
			t.Errorf("%s: %v", login, err)
		}
	}
	o.must(o.Answer(o.ctx, o.Who["clerk"], o.ID(), card, "已整改"))
	if err := o.Answer(o.ctx, o.Who["clerk"], o.ID(), card, "再答"); fault.Code(err) != "node_answered" {
		t.Error(err)
	}
	if err := o.Withdraw(o.ctx, o.Who["clerk"], o.ID(), card, "不该"); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	k, err := o.Card(o.ctx, o.Who["clerk"], card)
	o.must(err)
	if !k.Stands(o.Office.Now()) || k.Stands(g.Until) || k.Answer != "已整改" {
		t.Errorf("%+v", k)
	}
	o.must(o.Withdraw(o.ctx, o.Who["lead"], o.ID(), card, "已赶上进度"))
	if list, err := o.CardsOf(o.ctx, id); err != nil || len(list) != 1 || list[0].Stands(o.Office.Now()) {
		t.Errorf("%+v %v", list, err)
	}
	for login, n := range map[string]int{"sup": 1, "clerk": 1, "far": 0} {
		if list, _, err := o.Cards(o.ctx, o.Who[login], 0, 0, 10); err != nil || len(list) != n {
			t.Errorf("%s sees %d cards, %v", login, len(list), err)
		}
	}
	o.proven()
}

// TestRefusals: each step is refused to who may not, and for what cannot be; a repeat changes nothing.
func TestRefusals(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id, plain := o.followed(), o.Assigned()
	n := o.track(id).Nodes[1]
	type do = func(login string, cmd ledger.ID) error
	for name, c := range map[string]struct {
		do
		who map[string]string
	}{
		"set": {func(l string, cmd ledger.ID) error { return o.Nodes.Set(o.ctx, o.Who[l], cmd, id, "decision") },
			map[string]string{"clerk": "not_allowed", "lead": "not_allowed", "far": "matter_missing", "sup": ""}},
		"set of none": {func(l string, cmd ledger.ID) error { return o.Nodes.Set(o.ctx, o.Who[l], cmd, id, "none") },
			map[string]string{"sup": "node_set"}},
		"set of a problem": {func(l string, cmd ledger.ID) error {
			return o.Nodes.Set(o.ctx, o.Who[l], cmd, plain, "decision")
		}, map[string]string{"sup": "node_task"}},
		"change": {func(l string, cmd ledger.ID) error {
			return o.Nodes.Change(o.ctx, o.Who[l], cmd, id, []node.Dated{{Code: n.Code, Due: n.Due.Plus(3600e6)}}, "调整")
		}, map[string]string{"clerk": "not_allowed", "far": "matter_missing", "disp": ""}},
		"change out of time": {func(l string, cmd ledger.ID) error {
			return o.Nodes.Change(o.ctx, o.Who[l], cmd, id, []node.Dated{{Code: n.Code, Due: n.Due.Plus(1e15)}}, "调整")
		}, map[string]string{"disp": "node_date"}},
		"judge nothing": {func(l string, cmd ledger.ID) error {
			return o.Judge(o.ctx, o.Who[l], cmd, id, o.track(id).Nodes[2].Code, true, "好")
		}, map[string]string{"clerk": "not_allowed", "sup": "node_no_reason"}},
		"reach none": {func(l string, cmd ledger.ID) error { return o.Reach(o.ctx, o.Who[l], cmd, id, "x", "好") },
			map[string]string{"clerk": "node_unknown", "head": "not_allowed", "lead": "not_allowed"}},
		"take back": {func(l string, cmd ledger.ID) error { return o.TakeBack(o.ctx, o.Who[l], cmd, id, n.Code, "错") },
			map[string]string{"clerk": "not_allowed", "sup": "node_open"}},
		"explain": {func(l string, cmd ledger.ID) error { return o.Explain(o.ctx, o.Who[l], cmd, id, n.Code, "雨") },
			map[string]string{"sup": "not_allowed", "clerk": ""}},
		"propose": {func(l string, cmd ledger.ID) error { return o.Propose(o.ctx, o.Who[l], cmd, id, "", nil) },
			map[string]string{"sup": "not_allowed", "clerk": "node_words"}},
	} {
		for login, code := range c.who {
			cmd := o.ID()
			if err := c.do(login, cmd); fault.Code(err) != code {
				t.Errorf("%s by %s: %v, want %q", name, login, err, code)
			}
			if code == "" {
				if err := c.do(login, cmd); err != nil {
					t.Errorf("%s again: %v", name, err)
				}
			}
		}
	}
	o.proven()
}
