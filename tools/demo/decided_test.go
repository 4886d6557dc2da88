package demo_test

import (
	"slices"
	"testing"

	"xiaohao/city"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/duty"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/parts/patrol"
	"xiaohao/parts/plan"
)

func caller(t *testing.T, d *city.City, login string) org.Caller {
	t.Helper()
	p, ok := d.Org().PersonByLogin(login)
	if !ok {
		t.Fatalf("no login %s", login)
	}
	return p.Caller()
}

// decided wants a meeting whose tasks the clock handed out and that are done, late and under way, one at the office, a
// document half worked through, and an instruction for its addressees alone.
func decided(t *testing.T, d *city.City) {
	ctx, x, who := t.Context(), part.Get[*meeting.Meetings](d.Values), caller(t, d, "dispatcher")
	things, _, err := x.List(ctx, who, meeting.Filter{}, meeting.Place{}, 50)
	if err != nil || len(things) != 4 {
		t.Fatalf("%d things %v", len(things), err)
	}
	for login, n := range map[string]int{"leader": 3, "clerk": 4, "community": 2, "verifier": 0} { // each sees his own
		if list, _, err := x.List(ctx, caller(t, d, login), meeting.Filter{}, meeting.Place{}, 50); err != nil ||
			len(list) != n {
			t.Errorf("%s sees %d things, not %d: %v", login, len(list), n, err)
		}
	}
	states, kinds := map[string]int{}, map[meeting.Kind]int{}
	for _, th := range things {
		kinds[th.Kind]++
		list, err := x.Breakdowns(ctx, who, &th)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range list {
			states[b.State]++
			left, err := x.Left(ctx, b.ID)
			if err != nil || left != 0 {
				t.Errorf("%d rows were not handed out: %v", left, err)
			}
			if b.State == meeting.Out {
				lamps(t, d, &th)
			}
			if p, err := x.PaperOf(ctx, &b); b.State == meeting.AtOffice && (err != nil || p.State != office.Asking) {
				t.Errorf("the paper at the office: %+v %v", p, err)
			}
		}
		if th.Kind == meeting.Instruction {
			for login, sees := range map[string]bool{"leader": true, "clerk": true, "head": true,
				"community": false, "verifier": false} {
				if _, err := x.Known(ctx, caller(t, d, login), th.ID); (err == nil) != sees {
					t.Errorf("%s and the instruction: %v", login, err)
				}
			}
		}
	}
	if states[meeting.Out] != 1 || states[meeting.AtOffice] != 1 || states[meeting.Draft] != 1 ||
		kinds[meeting.Meeting] != 2 || kinds[meeting.Document] != 1 {
		t.Errorf("%v %v", states, kinds)
	}
	papers, err := x.Papers(ctx, who, things[0].ID)
	if err != nil || len(papers) == 0 {
		t.Errorf("no paper for %s: %v", things[0].Name(), err)
	}
	if g, err := x.Groups(ctx, 0, 10); err != nil || len(g) != 1 {
		t.Errorf("%d leading groups %v", len(g), err)
	}
}

// lamps wants the tasks of a meeting in all lights, one with a reason that was judged good.
func lamps(t *testing.T, d *city.City, th *meeting.Thing) {
	ctx, who := t.Context(), caller(t, d, "dispatcher")
	list, err := part.Get[*meeting.Meetings](d.Values).Tasks(ctx, who, th)
	if err != nil || len(list) != 6 {
		t.Fatalf("%d tasks %v", len(list), err)
	}
	states, lights, good := map[matter.State]int{}, map[node.Lamp]int{}, 0
	for _, s := range list {
		states[s.Task.State]++
		k, err := part.Get[*node.Nodes](d.Values).Of(ctx, s.Task.ID)
		if err != nil || k == nil {
			t.Fatalf("task %d has no nodes: %v", s.Task.ID, err)
		}
		lights[node.LampOf(k.Nodes, d.Policy().Nodes.Behind, d.Now())]++
		for _, n := range k.Nodes {
			if n.Reason != nil && n.Reason.Good {
				good++
			}
		}
	}
	if states[matter.StruckOff] != 2 || states[matter.InHand] != 4 || good != 1 ||
		lights[node.Done] != 2 || lights[node.Green] != 1 || lights[node.Yellow] != 1 || lights[node.Red] != 2 {
		t.Errorf("%v %v, %d good reasons", states, lights, good)
	}
}

// sent wants an outgoing paper in each state, and a volume that is locked.
func sent(t *testing.T, d *city.City) {
	ctx, x, who := t.Context(), part.Get[*office.Office](d.Values), caller(t, d, "dispatcher")
	list, _, err := x.List(ctx, who, office.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	states := map[office.State]int{}
	for _, p := range list {
		states[p.State]++
	}
	for _, s := range office.States() {
		if states[s] == 0 {
			t.Errorf("no paper is %s: %v", s, states)
		}
	}
	volumes, err := part.Get[*archive.Archive](d.Values).Volumes(ctx, caller(t, d, "supervisor"), archive.Place{}, 10)
	if err != nil || !slices.ContainsFunc(volumes, func(v archive.Volume) bool { return v.Closed != 0 }) {
		t.Errorf("no volume is locked: %+v %v", volumes, err)
	}
}

// standing wants duties with reports that came and one that is late, a yellow card, and a bulletin that is out.
func standing(t *testing.T, d *city.City) {
	ctx, who := t.Context(), caller(t, d, "supervisor")
	x := part.Get[*duty.Duties](d.Values)
	late, _, err := x.Late(ctx, who, duty.Filter{Limit: 20})
	if err != nil || len(late) == 0 || len(late[0].Task.Notices) == 0 {
		t.Fatalf("no report is late and climbs: %+v %v", late, err)
	}
	came := 0
	for _, o := range late {
		s, err := x.Sheet(ctx, who, o.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range s.Periods {
			if p.Said != "" {
				came++
			}
		}
	}
	if came < 3 {
		t.Errorf("%d reports came of duties that are late now", came)
	}
	cards, _, err := part.Get[*node.Nodes](d.Values).Cards(ctx, who, 0, 0, 10)
	if err != nil || len(cards) != 1 || cards[0].Colour != node.YellowCard || !cards[0].Stands(d.Now()) {
		t.Errorf("%+v %v", cards, err)
	}
	out, _, err := part.Get[*bulletin.Bulletins](d.Values).List(ctx, who, 0, 10)
	if err != nil || len(out) != 1 || out[0].Out == 0 || out[0].Number == "" {
		t.Errorf("%+v %v", out, err)
	}
}

// planned wants a plan in force with measures handed out and money paid, and one on which opinions are asked.
func planned(t *testing.T, d *city.City) {
	ctx, x, who := t.Context(), part.Get[*plan.Plans](d.Values), caller(t, d, "dispatcher")
	list, _, err := x.List(ctx, who, plan.Filter{Limit: 10})
	if err != nil || len(list) != 2 || list[0].Stage() != plan.Asked || list[1].Stage() != plan.Issued {
		t.Fatalf("%+v %v", list, err)
	}
	p := list[1]
	paid, err := x.Entries(ctx, who, p.ID, 0, 10)
	if err != nil || len(paid) == 0 || len(p.Handed) == 0 || p.Versions[0].Number == "" || len(p.Reports) != 1 {
		t.Errorf("%+v, %d entries %v", p, len(paid), err)
	}
	_, c, err := x.AsOf(ctx, who, p.ID, d.Now())
	if err != nil || c.Set == 0 {
		t.Errorf("the plan is not measured: %v", err)
	}
}

// walked wants patrols of two days with a finding, visits from the province's records, notes of chiefs and of others,
// and a patch in each state but one.
func walked(t *testing.T, d *city.City) {
	ctx, x, who := t.Context(), part.Get[*patrol.Patrols](d.Values), caller(t, d, "supervisor")
	visits, _, err := x.Visits(ctx, who, patrol.Filter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	sources, patrols := map[patrol.Source]int{}, map[int64]bool{}
	for _, v := range visits {
		sources[v.Source]++
		patrols[v.Patrol] = true
	}
	if sources[patrol.ByPatrol] < 3 || sources[patrol.ByRecord] < 3 || sources[patrol.ByNote] < 20 ||
		len(patrols) != 3 {
		t.Errorf("%v of %d patrols", sources, len(patrols)-1)
	}
	list, _, err := x.Patches(ctx, who, patrol.PatchFilter{Limit: 10})
	states := map[patrol.PatchState]int{}
	for _, p := range list {
		states[p.State]++
	}
	if err != nil || len(list) != 4 || len(states) != 4 {
		t.Errorf("%v %v", states, err)
	}
}
