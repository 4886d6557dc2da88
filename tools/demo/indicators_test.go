package demo_test

import (
	"context"
	"testing"

	"xiaohao/city"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

// reported wants the figures of 珠晖区's villages to show a leader red, yellow and green, all of two years to be in, some
// of them late, and a jump with what was said to it.
func reported(t *testing.T, d *city.City) {
	t.Helper()
	ctx, x := context.Background(), part.Get[*indicator.Indicators](d.Values)
	p, _ := d.Org().PersonByLogin("leader")
	sets, err := x.Sets(ctx, p.Caller())
	if err != nil || len(sets) == 0 {
		t.Fatalf("%d sets, %v", len(sets), err)
	}
	const zhuhui = area.Code(430405000000)
	page, err := x.Overview(ctx, p.Caller(), sets[0].ID, zhuhui, 2)
	if err != nil {
		t.Fatal(err)
	}
	lights := map[string]int{}
	for _, s := range page.Stands {
		lights[s.Light]++
	}
	if lights[indicator.Red] == 0 || lights[indicator.Yellow] == 0 || lights[indicator.Green] == 0 {
		t.Errorf("the lights are %v", lights)
	}
	last := page.Progress[0]
	if last.Asked == 0 || last.In != last.Asked || last.InTime == 0 || last.InTime == last.In {
		t.Errorf("%+v", last)
	}
	jumps := 0
	list, err := x.ToReview(ctx, p.Caller(), sets[0].ID, zhuhui, last.Span, 200)
	for _, s := range list {
		for _, q := range s.Asked {
			if q.Kind == indicator.AskJump && q.Answer == "新建冷库出租，租约五年" {
				jumps++
			}
		}
	}
	if err != nil || jumps == 0 {
		t.Errorf("of %d sheets none explains a jump, %v", len(list), err)
	}
	t.Logf("%v, %+v", lights, last)
}
