package duplicate_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// thrice reports one thing three times and brings the groups up to date; it gives the first.
func thrice(o *webtest.Town) int64 {
	o.T.Helper()
	first := int64(0)
	for _, text := range []string{"人行道地砖破损，雨天积水，老人容易绊倒", "人行道地砖破损积水，老人绊倒", "这里人行道地砖破损，积水，老人绊倒过"} {
		r, err := o.Do(o.T.Context(), org.Caller{},
			desk.Command{ID: o.NewID(), Body: &matter.Report{Area: webtest.Township, Text: text}})
		if err != nil {
			o.T.Fatal(err)
		}
		if first == 0 {
			first = r.Matter
		}
	}
	o.Duplicates.Settle(o.T.Context())
	return first
}

// TestDuplicates: a dispatcher sees the group with its reasons, merges it and splits it, each in one step; sent twice
// it is done once. Who may not merge there sees nothing of it.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	head := thrice(o)
	b := o.As("disp").Get("/work", 200).Wants("疑似重复 1").Get("/duplicates", 200).Wants("3 件，3 人反映", "主事项", "文字相似")
	form := fmt.Sprintf("/duplicates/%d", head)
	action, v := b.Filled(fmt.Sprint("group-", head))
	if action != form || len(v["m"]) != 2 || len(v["of"]) != 2 {
		t.Fatalf("%s %v", action, v)
	}
	o.As("disp").Get(fmt.Sprintf("/matters/%d", head), 200).Wants("可能有人反映过同一件事", fmt.Sprintf("/duplicates?of=%d", head))
	o.As("disp").Get(fmt.Sprintf("/duplicates?of=%d", head), 200).Wants("3 件，3 人反映", "全部疑似重复")
	for login, status := range map[string]int{"clerk": 404, "ver": 403} {
		o.As(login).Get("/duplicates", 403).Lacks("人行道")
		o.As(login).Get("/work", 200).Lacks("疑似重复").Post(form, v, status)
	}
	o.As("other").Get("/duplicates", 200).Wants("没有疑似重复的事项").Lacks("人行道").Post(form, v, 404)
	o.As("other").Get(fmt.Sprintf("/duplicates?of=%d", head), 404)
	if m, _ := o.Desk.Glimpse(t.Context(), head); len(m.Absorbed) != 0 {
		t.Fatalf("merged by who may not: %+v", m.Absorbed)
	}
	for range 2 {
		v.Set("do", "merge")
		b.Post(form, v, 200).Wants("已并入 2 件", "没有疑似重复的事项")
	}
	page := o.As("disp").Get(fmt.Sprintf("/matters/%d", head), 200).Wants("拆分勾选的")
	split, v := page.Filled("split-all")
	page.Post(split, v, 200).Wants("已拆分 2 件")
	o.As("disp").Get("/duplicates", 200).Wants("3 件，3 人反映")
}

// TestNotTheSame: what a dispatcher told apart does not come back; nothing ticked is said, and the page stays.
func TestNotTheSame(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	head := thrice(o)
	b := o.As("disp").Get("/duplicates", 200)
	action, v := b.Filled(fmt.Sprint("group-", head))
	ticked := v["m"]
	v.Del("m")
	v.Set("do", "merge")
	b.Post(action, v, 422).Wants("一次可办理")
	v["m"], v["do"] = ticked[:1], []string{"apart"}
	b.Post(action, v, 200).Wants("已记录 1 件不是同一件", "2 件，2 人反映")
	o.As("disp").Get("/matters/"+ticked[0], 200).Wants("与其他事项区分：不是同一件")
	en := o.As("disp")
	en.Lang = "en"
	en.Get("/duplicates", 200).Wants("2 matters, reported by 2", "The head")
	if strings.Contains(en.Page, "/matters/"+ticked[0]+`"`) {
		t.Error("proposed again")
	}
}
