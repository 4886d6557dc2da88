package web

import (
	"context"
	"fmt"
	"testing"

	"xiaohao/desk"
	"xiaohao/matter"
	"xiaohao/org"
)

// TestSuggestions: before anything was decided the keywords speak; afterwards what was decided, with the unit, the reason and the past matters that the caller may see.
func TestSuggestions(t *testing.T) {
	ctx := context.Background()
	o := newTown(t)
	o.reported("中山路的路灯坏了三盏")
	disp := o.as("disp").get(fmt.Sprintf("/matters/%d", o.only()), 200).wants(`label="建议"`, "路灯不亮 · ", "建议来自规则里的关键词").lacks("以往类似事项")
	en := o.as("disp")
	en.lang = "en"
	en.get(fmt.Sprintf("/matters/%d", o.only()), 200).wants("Suggested by the keywords", "Street lamp out · ")

	gdl, _ := o.Org().UnitByCode("gdl")
	do := func(login string, id int64, b matter.Command) int64 {
		t.Helper()
		who := org.Caller{}
		if p, ok := o.Org().PersonByLogin(login); ok {
			who = p.Caller()
		}
		r, err := o.Do(ctx, who, desk.Command{ID: o.newID(), Matter: id, Body: b})
		if err != nil {
			t.Fatal(err)
		}
		return r.Matter
	}
	for i := range 120 {
		text, category := "小区门口垃圾堆放没人清理", "env.rubbish"
		if i%2 == 0 {
			text, category = "路灯不亮晚上很黑看不见", "fac.lamp"
		}
		if i == 41 || i == 43 {
			text = "光华巷口的" + text
		}
		id := do("", 0, &matter.Report{Area: township, Text: fmt.Sprint(text, i)})
		do("disp", id, &matter.List{Category: category})
		do("disp", id, &matter.Assign{Lead: gdl.ID})
	}
	if n, err := o.Learn(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	id := do("", 0, &matter.Report{Area: township, Text: "光华巷口垃圾堆放好几天了"})
	disp.get(fmt.Sprintf("/matters/%d", id), 200).wants("建议来自本市以往的决定", "暴露垃圾 · ", "以往类似事项", "光华巷口的小区门口垃圾堆放").lacks("· 0%")
}
