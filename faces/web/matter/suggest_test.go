package matter_test

import (
	"context"
	"fmt"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// TestSuggestions: before anything was decided the keywords speak; afterwards what was decided, with the unit, the
// reason and the past matters that the caller may see.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := webtest.New(t)
	o.Reported("中山路的路灯坏了三盏")
	disp := o.As("disp").Get(fmt.Sprintf("/matters/%d", o.Only()), 200).Wants(`label="建议"`, "路灯不亮 · ",
		"路灯不亮：有可能。建议来自规则里的关键词").Lacks("以往类似事项")
	en := o.As("disp")
	en.Lang = "en"
	en.Get(fmt.Sprintf("/matters/%d", o.Only()), 200).Wants("Street lamp out: possible. Suggested by the keywords",
		"Street lamp out · ")

	office, _ := o.Org().UnitByCode("gdl")
	cleaners, _ := o.Org().UnitByCode("gdl-1")
	do := func(login string, id int64, b matter.Command) int64 {
		t.Helper()
		who := org.Caller{}
		if p, ok := o.Org().PersonByLogin(login); ok {
			who = p.Caller()
		}
		r, err := o.Do(ctx, who, desk.Command{ID: o.NewID(), Matter: id, Body: b})
		if err != nil {
			t.Fatal(err)
		}
		return r.Matter
	}
	for i := range 120 {
		text, category, lead := "小区门口垃圾堆放没人清理", "env.rubbish", cleaners.ID
		if i%2 == 0 {
			text, category, lead = "路灯不亮晚上很黑看不见", "fac.lamp", office.ID
		}
		if i == 41 || i == 43 {
			text = "光华巷口的" + text
		}
		id := do("", 0, &matter.Report{Area: webtest.Township, Text: fmt.Sprint(text, i)})
		do("disp", id, &matter.List{Category: category})
		do("disp", id, &matter.Assign{Lead: lead, Anyway: true})
	}
	if n, err := o.Once(ctx, "route"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	id := do("", 0, &matter.Report{Area: webtest.Township, Text: "光华巷口垃圾堆放好几天了"})
	disp.Get(fmt.Sprintf("/matters/%d", id), 200).Wants("暴露垃圾：很可能。建议来自本市以往的决定", "暴露垃圾 · ",
		"以往类似事项", "光华巷口的小区门口垃圾堆放").Lacks("· 0%")
	do("disp", id, &matter.List{Category: "env.rubbish"})
	disp.Get(fmt.Sprintf("/matters/%d", id), 200).Wants("建议：环卫所，很可能。珠晖区", "件由它承办", " · 暴露垃圾 → 环卫所")
}
