package web_test

import (
	"context"
	"fmt"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	topicroom "xiaohao/faces/web/topic"
	"xiaohao/loop/matter"
)

// TestSuggestions: before anything was decided the keywords speak; afterwards what was decided, with the unit, the
// reason and the past matters that the caller may see.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newTown(t)
	o.reported("中山路的路灯坏了三盏")
	disp := o.as("disp").get(fmt.Sprintf("/matters/%d", o.only()), 200).wants(`label="建议"`, "路灯不亮 · ",
		"路灯不亮：有可能。建议来自规则里的关键词").lacks("以往类似事项")
	en := o.as("disp")
	en.lang = "en"
	en.get(fmt.Sprintf("/matters/%d", o.only()), 200).wants("Street lamp out: possible. Suggested by the keywords",
		"Street lamp out · ")

	office, _ := o.Org().UnitByCode("gdl")
	cleaners, _ := o.Org().UnitByCode("gdl-1")
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
		text, category, lead := "小区门口垃圾堆放没人清理", "env.rubbish", cleaners.ID
		if i%2 == 0 {
			text, category, lead = "路灯不亮晚上很黑看不见", "fac.lamp", office.ID
		}
		if i == 41 || i == 43 {
			text = "光华巷口的" + text
		}
		id := do("", 0, &matter.Report{Area: township, Text: fmt.Sprint(text, i)})
		do("disp", id, &matter.List{Category: category})
		do("disp", id, &matter.Assign{Lead: lead})
	}
	if n, err := o.Once(ctx, "route"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	id := do("", 0, &matter.Report{Area: township, Text: "光华巷口垃圾堆放好几天了"})
	disp.get(fmt.Sprintf("/matters/%d", id), 200).wants("暴露垃圾：很可能。建议来自本市以往的决定", "暴露垃圾 · ",
		"以往类似事项", "光华巷口的小区门口垃圾堆放").lacks("· 0%")
	do("disp", id, &matter.List{Category: "env.rubbish"})
	disp.get(fmt.Sprintf("/matters/%d", id), 200).wants("建议：环卫所，很可能。珠晖区", "件由它承办", " · 暴露垃圾 → 环卫所")
}

// TestTopics: three people write about one thing; who covers the area sees it with the matters behind it, others do
// not.
func TestTopics(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newTown(t)
	for _, text := range []string{"丽发新城旁的搅拌站噪音扰民", "投诉丽发新城附近搅拌站噪音粉尘", "丽发新城搅拌站夜里开工噪音", "路灯不亮"} {
		if _, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.newID(),
			Body: &matter.Report{Area: township, Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	sup := o.as("sup").get("/topics?area="+cityCode.String(), 200).wants("近三十天没有热点")
	if err := o.Topics.Find(ctx); err != nil {
		t.Fatal(err)
	}
	sup.get("/topics?area="+cityCode.String(), 200).wants("3 人，3 件", "热度", "搅拌站", "珠晖区").lacks("路灯不亮")
	sup.lang = "en"
	sup.get("/topics?area="+county.String(), 200).wants("3 messages of 3 people", "Heat")
	o.as("other").get("/topics?area="+county.String(), 403)
	o.visitor().get("/topics", 200).wants("请先登录")
}

func (s sampler) topics() *topicroom.TopicsPage {
	return &topicroom.TopicsPage{Frame: s.staff("board"), Heading: "衡阳市",
		Looked: s.t("topics.looked", "at", "2026-11-26 03:00", "n", "1204"),
		Crumbs: []kit.Link{{Label: "衡阳市", URL: "/topics", Current: true}},
		Below:  []kit.Link{{Label: "珠晖区", URL: "/topics?area=430405000000"}}, Topics: []topicroom.TopicCard{
			{Title: "丽发新城附近的搅拌站噪音扰民", Said: s.t("topics.said", "n", "34", "people", "33", "likes", "47",
				"from", "11-02", "to", "11-25"), Heat: "42.7", Hot: 100,
				Matters: []kit.Link{{Label: "投诉丽发新城附近搅拌站", URL: "/matters/1"}}, More: s.t("topics.more", "n", "33")},
			{Title: "伊景园滨河苑捆绑车位销售", Said: s.t("topics.said", "n", "31", "people", "28", "likes", "7", "from", "11-07",
				"to", "11-25"), Heat: "30.8", Hot: 72}}}
}
