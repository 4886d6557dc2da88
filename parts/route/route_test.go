package route_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/route"
)

var speech = map[string][]string{
	"env.rubbish":  {"垃圾", "堆放", "小区门口", "清理", "臭味", "没人收"},
	"road.pothole": {"路面", "坑洼", "车子颠", "破损", "修补", "小区门口"},
	"fac.lamp":     {"路灯", "不亮", "晚上", "很黑", "灯泡", "修补"},
}

var owners = map[string]string{"env.rubbish": "cg", "road.pothole": "jt", "fac.lamp": "she"}

// decide has matters reported, listed and given to the unit that has to do with them.
func decide(o *citytest.Office, n int) (last int64) {
	rng := rand.New(rand.NewPCG(1, 2))
	codes := []string{"env.rubbish", "road.pothole", "fac.lamp"}
	for range n {
		c := codes[rng.IntN(3)]
		text := ""
		for range 4 {
			text += speech[c][rng.IntN(6)]
		}
		last = o.Give("", 0, &matter.Report{Area: citytest.Village, Text: text})
		o.Give("disp", last, &matter.List{Category: c})
		o.Give("disp", last, &matter.Assign{Lead: o.Units[owners[c]], Anyway: true})
	}
	return last
}

func office(t *testing.T) *citytest.Office {
	o := citytest.New(t)
	for _, u := range []struct {
		code, zh string
		area     area.Code
	}{{"cg", "珠晖区城管局", citytest.County}, {"jt", "珠晖区交通局", citytest.County}, {"cg2", "雁峰区城管局", citytest.Other}} {
		o.ChangeOrg(&org.UnitSet{Code: u.code, Zh: u.zh, Area: u.area})
	}
	for _, u := range o.Org().Units(0) {
		o.Units[u.Code] = u.ID
	}
	return o
}

func quiet(int, int) {}

func suggest(t *testing.T, o *citytest.Office, r *matter.Report) route.Suggestion {
	t.Helper()
	s, err := o.Routes.Suggest(context.Background(), o.Truth(o.Give("", 0, r)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeywordsFirst(t *testing.T) {
	t.Parallel()
	o := office(t)
	s := suggest(t, o, &matter.Report{Area: citytest.Village, Text: "中山路的路灯坏了"})
	if s.Learnt || len(s.Categories) == 0 || s.Categories[0].Code != "fac.lamp" || s.Categories[0].Confidence >= 1 ||
		len(s.Units) != 0 {
		t.Errorf("%+v", s)
	}
	if j, err := o.Routes.Train(context.Background(), quiet); j != nil || err != nil {
		t.Errorf("learnt from nothing: %v %v", j, err)
	}
}

func TestLearns(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := office(t)
	last := decide(o, 150)
	if due, err := o.Routes.Due(ctx); !due || err != nil {
		t.Fatal(due, err)
	}
	j, err := o.Routes.Train(ctx, quiet)
	if err != nil || j == nil || j.Examples != 150 || !j.Category.Better() || !j.Unit.Better() || j.Unit.Right < 28 {
		t.Fatalf("%+v %v", j, err)
	}
	if due, err := o.Routes.Due(ctx); due || err != nil {
		t.Fatal(due, err)
	}
	s := suggest(t, o, &matter.Report{Area: citytest.Village, Text: "垃圾没人收，臭味大"})
	if !s.Learnt || s.Categories[0].Code != "env.rubbish" || len(s.Units) == 0 || s.Units[0].ID != o.Units["cg"] ||
		s.Units[0].Of == 0 || s.Units[0].Of > s.Units[0].N {
		t.Errorf("%+v", s)
	}
	if len(s.Like) == 0 {
		t.Error("no past matter is like it")
	}
	for _, id := range s.Like {
		if m := o.Truth(id); m.Category != "env.rubbish" && id == s.Like[0] {
			t.Errorf("the likest is %+v", m)
		}
	}
	// What one county does teaches the next: its own office of the same name.
	s = suggest(t, o, &matter.Report{Area: citytest.Other, Text: "垃圾没人收，臭味大"})
	if len(s.Units) == 0 || s.Units[0].ID != o.Units["cg2"] {
		t.Errorf("%+v", s.Units)
	}
	// A matter that has a category is routed by it, whatever its text says.
	m := o.Truth(last)
	m.Text, m.Title, m.Category = "路灯不亮", "路灯不亮", "road.pothole"
	if s, err = o.Routes.Suggest(ctx, m); err != nil || s.Units[0].ID != o.Units["jt"] {
		t.Errorf("%+v %v", s, err)
	}
	v, err := o.Routes.Versions(ctx)
	if err != nil || len(v) != 1 || v[0].Examples != 150 || v[0].Category.Right != j.Category.Right {
		t.Errorf("%+v %v", v, err)
	}
}

// TestRestricted: a call for help is neither learnt from nor looked into.
func TestRestricted(t *testing.T) {
	t.Parallel()
	o := office(t)
	decide(o, 120)
	if _, err := o.Routes.Train(context.Background(), quiet); err != nil {
		t.Fatal(err)
	}
	s := suggest(t, o, &matter.Report{Kind: matter.Help, Area: citytest.Village, Text: "垃圾没人收，臭味大"})
	if len(s.Categories)+len(s.Units)+len(s.Like) != 0 {
		t.Errorf("%+v", s)
	}
}

// TestSwitchedOff: where the text says nothing of what is decided, nothing is suggested from it, and the keywords are
// used.
func TestSwitchedOff(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := office(t)
	for i := range 120 {
		id := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "请处理一下"})
		c := "env.rubbish"
		if i%7 == 0 {
			c = "road.pothole"
		}
		o.Give("disp", id, &matter.List{Category: c})
		o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	}
	j, err := o.Routes.Train(ctx, quiet)
	if err != nil || j.Category.Better() || j.Unit.Better() {
		t.Fatalf("%+v %v", j, err)
	}
	if s := suggest(t, o, &matter.Report{Area: citytest.Village, Text: "路灯不亮"}); s.Learnt ||
		s.Categories[0].Code != "fac.lamp" || len(s.Units) != 0 {
		t.Errorf("%+v", s)
	}
}
