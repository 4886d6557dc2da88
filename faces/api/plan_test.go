package api_test

import (
	"context"
	"strconv"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/plan"
)

// plans begins a plan and asks for it.
func (o *office) plans() {
	o.t.Helper()
	who, _ := o.desk.Org().PersonByLogin("sup")
	first := calendar.Instant(1_767_196_800_000_000) // 2026-01-01
	id, err := part.Get[*plan.Plans](o.desk.Values).Begin(context.Background(), who.Caller(), o.id(), plan.Content{
		Title: "油茶三年行动计划", Area: area.Code(430405000000), First: first, Last: first + 3*365*86400e6,
		Lead:     o.desk.Org().Units(430405000000)[0].ID,
		Measures: []plan.Measure{{Text: "选用良种", Yearly: true}}}, "")
	if err != nil {
		o.t.Fatal(err)
	}
	list := o.must("sup", "GET", "/api/v1/plans?state=draft", nil)["plans"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["id"] != float64(id) {
		o.t.Errorf("%v", list)
	}
	if s := o.must("sup", "GET", "/api/v1/plans/"+strconv.FormatInt(id, 10), nil); len(s["measures"].([]any)) != 1 {
		o.t.Errorf("%v", s)
	}
}
