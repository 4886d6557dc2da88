package campaign_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
)

// tick lets the clock do what is due, and wants so many things done by campaigns.
func (w *town) tick(want int) {
	w.T.Helper()
	n, err := w.Campaign.Tick(context.Background())
	if err != nil || n != want {
		w.T.Errorf("the tick did %d things, %v; want %d", n, err, want)
	}
}

// cutOff reports as Find and Look do, and goes no further.
func (w *town) cutOff(login, source, no string, a area.Code) int64 {
	w.T.Helper()
	id := w.ID()
	if source == "inspector" {
		var n int64
		fmt.Sscanf(no, campaign.Source+"/%d/", &n)
		id = desk.Once("campaign look", n, int64(a), w.Who[login].Person)
	}
	r, err := w.Do(context.Background(), w.Who[login],
		desk.Command{ID: id, Body: &matter.Report{Kind: matter.Problem, Source: matter.Source(source),
			SourceNo: no, Area: a,
			Place: "路口", Text: "灭火器过期"}})
	if err != nil {
		w.T.Fatal(err)
	}
	return r.Matter
}

// TestCutOffFinding: a finding whose second step never came is counted by the tick, once, as the person who reported
// it; what somebody else wrote into the source is not.
func TestCutOffFinding(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	id := w.open()
	m := w.cutOff("dong", campaign.Source, fmt.Sprintf("%d/%x", id, w.ID()), second)
	w.cutOff("dong", campaign.Source, fmt.Sprintf("%d/%x", id, w.ID()), third) // his neighbour's village
	w.cutOff("qiao", campaign.Source, fmt.Sprintf("%d/%x", id+99999, w.ID()), third)
	w.cutOff("qiao", campaign.Source, "words", third)
	w.tick(0) // it may still be on its way
	w.Advance(2 * time.Minute)
	w.tick(1)
	w.tick(0)
	if s := w.sheet("sup", id, citytest.Street); s.All.Found != 1 || s.All.Reported != 1 || s.Rows[1].Area != second ||
		s.Rows[1].Found != 1 {
		t.Errorf("%+v", s.Rows)
	}
	var actor int64
	if err := w.DB.Read().QueryRow(context.Background(),
		"SELECT actor FROM events WHERE city = $1 AND subject = $2 AND type = 'campaign.found'", 4304,
		id).Scan(&actor); err != nil || actor != w.Who["dong"].Person {
		t.Errorf("counted by %d, %v", actor, err)
	}
	late := w.cutOff("qiao", campaign.Source, fmt.Sprintf("%d/%x", id, w.ID()), third)
	w.Advance(8 * 24 * time.Hour)
	w.tick(2) // in time when it was reported: counted, and the campaign closed
	after := w.cutOff("clerk", campaign.Source, fmt.Sprintf("%d/%x", id, w.ID()), citytest.Village)
	w.Advance(2 * time.Minute)
	w.tick(0)
	if s := w.sheet("sup", id, citytest.Street); s.All.Found != 2 {
		t.Errorf("%d, %d and not %d count: %+v", m, late, after, s.All)
	}
	w.proveRebuild()
}

// TestCutOffLook: an inspector who was cut off between the matter and his word sends again, with a form of its own,
// and the matter is the same one; where he does not, the tick gives his word.
func TestCutOffLook(t *testing.T) {
	t.Parallel()
	for _, again := range []bool{true, false} {
		t.Run(fmt.Sprint("again ", again), func(t *testing.T) {
			w, ctx := newTown(t), context.Background()
			id, who, task := w.drawn()
			m := w.cutOff(who, "inspector", fmt.Sprintf("self_check/%d/%s", id, task), task)
			want := 1
			if again {
				wants(t, "the look again", "", w.Campaign.SpotCheck(ctx, w.Who[who], w.ID(), id,
					campaign.Verdict{Area: task, False: true, Note: "过期", Place: "路口"}))
				want = 0
			}
			w.tick(0)
			w.Advance(2 * time.Minute)
			w.tick(want)
			w.tick(0)
			s := w.sheet("sup", id, task)
			if c := s.Rows[0].Cell; c.Spot != campaign.False || c.Matter != m {
				t.Errorf("%+v", c)
			}
			w.proveRebuild()
		})
	}
}

// drawn is a campaign that is over, with the login of who was drawn to look at which zero.
func (w *town) drawn() (id int64, login string, at area.Code) {
	w.T.Helper()
	one := strings.Replace(string(policy.Default().Source()), "recheck: {share: 5,", "recheck: {share: 0,", 1)
	if err := w.SetPolicy(context.Background(), org.Caller{System: true}, w.ID(), []byte(one)); err != nil {
		w.T.Fatal(err) // with a share, chance may draw two of the two
	}
	id = w.open()
	for l, a := range map[string]area.Code{"dong": second, "qiao": third} {
		if err := w.zero(l, id, a); err != nil {
			w.T.Fatal(err)
		}
	}
	w.Advance(8 * 24 * time.Hour)
	if _, err := w.City.Tick(context.Background()); err != nil {
		w.T.Fatal(err)
	}
	for _, l := range []string{"yan", "far", "zhu", "ver"} {
		tasks, err := w.Campaign.Mine(context.Background(), w.Who[l].Person, 10)
		if err != nil {
			w.T.Fatal(err)
		}
		if len(tasks) > 0 {
			return id, l, tasks[0].Area
		}
	}
	for _, r := range w.sheet("sup", id, citytest.Street).Rows {
		if r.Nobody > 0 {
			return id, "", r.Area
		}
	}
	w.T.Fatal("nothing was drawn")
	return 0, "", 0
}

// TestNobodyFromElsewhere: a zero that was drawn for nobody counts as not checked, until the supervisor draws again
// or names a unit of another county.
func TestNobodyFromElsewhere(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	for _, l := range []string{"yan", "far"} {
		p, _ := w.Org().PersonByLogin(l)
		w.ChangeOrg(&org.PersonSet{ID: p.ID, Login: l, Name: p.Name, Disabled: true})
	}
	w.ChangeOrg(&org.UnitSet{Code: "yanju", Zh: "雁峰区城管局", Area: citytest.Other},
		&org.PersonSet{Login: "yanju", Name: "雁峰局长", Posts: []org.Post{{Kind: matter.UnitHead}},
			UnitCodes: []string{"yanju"}})
	for _, p := range w.Org().People() {
		w.Who[p.Login] = p.Caller()
	}
	unit := func(code string) int64 { u, _ := w.Org().UnitByCode(code); return u.ID }
	id, who, at := w.drawn()
	if who != "" {
		t.Fatalf("%s was drawn", who)
	}
	r, err := w.Campaign.Report(ctx, w.Who["sup"], id, 0)
	if err != nil || r.SpotChecks != 1 || r.Not != 1 || r.Waiting != 0 || r.All.Nobody != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	send := func(login string, unit int64) error {
		return w.Campaign.Send(ctx, w.Who[login], w.ID(), id, at, unit)
	}
	wants(t, "still nobody", "campaign_nobody", send("sup", 0))
	wants(t, "a dispatcher", "not_allowed", send("disp", 0))
	wants(t, "a unit of the same county", "campaign_unit", send("sup", unit("jie")))
	wants(t, "no unit", "campaign_unit", send("sup", 9999))
	wants(t, "a unit of another county", "", send("sup", unit("yanju")))
	wants(t, "once more", "campaign_sent", send("sup", 0))
	wants(t, "the head's look", "", w.Campaign.SpotCheck(ctx, w.Who["yanju"], w.ID(), id,
		campaign.Verdict{Area: at, Note: "都好"}))
	if r, err = w.Campaign.Report(ctx, w.Who["sup"], id, 0); err != nil || r.Not != 0 || r.All.Nobody != 0 {
		t.Errorf("%+v %v", r, err)
	}
	w.proveRebuild()
}

// TestDrawnAgain: with a new inspector from elsewhere the seed draws him; who is there keeps his zero, whoever has
// gone does not.
func TestDrawnAgain(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	id, first, at := w.drawn()
	if first != "yan" && first != "far" {
		t.Fatalf("%q was drawn", first)
	}
	wants(t, "while he is there", "campaign_sent", w.Campaign.Send(ctx, w.Who["sup"], w.ID(), id, at, 0))
	p, _ := w.Org().PersonByLogin(first)
	w.ChangeOrg(&org.PersonSet{ID: p.ID, Login: first, Name: p.Name, Disabled: true})
	wants(t, "when he has gone", "", w.Campaign.Send(ctx, w.Who["sup"], w.ID(), id, at, 0))
	other := map[string]string{"yan": "far", "far": "yan"}[first]
	if tasks, err := w.Campaign.Mine(ctx, w.Who[other].Person, 10); err != nil || len(tasks) != 1 {
		t.Errorf("%s has %+v, %v", other, tasks, err)
	}
	w.proveRebuild()
}

// TestReminder: those who have not answered are reminded once, two days before the end, and half-way through a short
// campaign.
func TestReminder(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	id := w.open()
	wants(t, "zero", "", w.zero("dong", id, second))
	w.Advance(5*24*time.Hour - time.Minute)
	w.tick(0)
	w.Advance(2 * time.Minute)
	w.tick(1)
	w.tick(0)
	short := campaign.Campaign{At: 0, Deadline: 24 * 3600e6}
	if got := short.RemindAt(); got != 12*3600e6 {
		t.Errorf("a day's campaign reminds after %d µs", got)
	}
	var body string
	if err := w.DB.Read().QueryRow(ctx,
		"SELECT body FROM events WHERE city = $1 AND subject = $2 AND type = 'campaign.reminded'", 4304,
		id).Scan(&body); err != nil {
		t.Fatal(err)
	}
	if body != `{"areas":["430405001001","430405001003","430406000000"]}` {
		t.Error(body)
	}
	w.proveRebuild()
}
