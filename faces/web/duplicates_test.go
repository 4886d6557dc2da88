package web_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	duplicateroom "xiaohao/faces/web/duplicate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

func (s sampler) duplicates() *duplicateroom.DuplicatesPage {
	cards := s.cards()
	head := duplicateroom.DuplicateCard{Card: cards[0], When: "2 d"}
	head.Thumb = "/alike/7/photo"
	return &duplicateroom.DuplicatesPage{Frame: s.staff("board"),
		Pager: kit.Pager{First: "/duplicates", Next: "/duplicates?after=3.4"},
		Groups: []duplicateroom.DuplicateGroup{{Action: "/duplicates/7", Back: "/duplicates", May: true,
			Said: s.t("duplicates.said", "n", "3", "people", "7"), Head: head, List: []duplicateroom.DuplicateCard{
				{Card: cards[1], When: "1 d", Why: s.t("alike.near", "n", "40"), Ticked: true},
				{Card: cards[2], When: "3 d", Why: s.t("duplicates.linked"), Bar: s.t("duplicates.bar.state")}}}}}
}

// thrice reports one thing three times and brings the groups up to date; it gives the first.
func (o *town) thrice() int64 {
	o.t.Helper()
	first := int64(0)
	for _, text := range []string{"人行道地砖破损，雨天积水，老人容易绊倒", "人行道地砖破损积水，老人绊倒", "这里人行道地砖破损，积水，老人绊倒过"} {
		r, err := o.Do(o.t.Context(), org.Caller{},
			desk.Command{ID: o.newID(), Body: &matter.Report{Area: township, Text: text}})
		if err != nil {
			o.t.Fatal(err)
		}
		if first == 0 {
			first = r.Matter
		}
	}
	o.Duplicates.Settle(o.t.Context())
	return first
}

// TestDuplicates: a dispatcher sees the group with its reasons, merges it and splits it, each in one step; sent twice
// it is done once. Who may not merge there sees nothing of it.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	head := o.thrice()
	b := o.as("disp").get("/work", 200).wants("疑似重复 1").get("/duplicates", 200).wants("3 件，3 人反映", "主事项", "文字相似")
	form := fmt.Sprintf("/duplicates/%d", head)
	action, v := b.filled(fmt.Sprint("group-", head))
	if action != form || len(v["m"]) != 2 || len(v["of"]) != 2 {
		t.Fatalf("%s %v", action, v)
	}
	o.as("disp").get(fmt.Sprintf("/matters/%d", head), 200).wants("可能有人反映过同一件事", fmt.Sprintf("/duplicates?of=%d", head))
	o.as("disp").get(fmt.Sprintf("/duplicates?of=%d", head), 200).wants("3 件，3 人反映", "全部疑似重复")
	for login, status := range map[string]int{"clerk": 404, "ver": 403} {
		o.as(login).get("/duplicates", 403).lacks("人行道")
		o.as(login).get("/work", 200).lacks("疑似重复").post(form, v, status)
	}
	o.as("other").get("/duplicates", 200).wants("没有疑似重复的事项").lacks("人行道").post(form, v, 404)
	o.as("other").get(fmt.Sprintf("/duplicates?of=%d", head), 404)
	if m, _ := o.Desk.Glimpse(t.Context(), head); len(m.Absorbed) != 0 {
		t.Fatalf("merged by who may not: %+v", m.Absorbed)
	}
	for range 2 {
		v.Set("do", "merge")
		b.post(form, v, 200).wants("已并入 2 件", "没有疑似重复的事项")
	}
	page := o.as("disp").get(fmt.Sprintf("/matters/%d", head), 200).wants("拆分勾选的")
	split, v := page.filled("split-all")
	page.post(split, v, 200).wants("已拆分 2 件")
	o.as("disp").get("/duplicates", 200).wants("3 件，3 人反映")
}

// TestNotTheSame: what a dispatcher told apart does not come back; nothing ticked is said, and the page stays.
func TestNotTheSame(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	head := o.thrice()
	b := o.as("disp").get("/duplicates", 200)
	action, v := b.filled(fmt.Sprint("group-", head))
	ticked := v["m"]
	v.Del("m")
	v.Set("do", "merge")
	b.post(action, v, 422).wants("一次可办理")
	v["m"], v["do"] = ticked[:1], []string{"apart"}
	b.post(action, v, 200).wants("已记录 1 件不是同一件", "2 件，2 人反映")
	o.as("disp").get("/matters/"+ticked[0], 200).wants("与其他事项区分：不是同一件")
	en := o.as("disp")
	en.lang = "en"
	en.get("/duplicates", 200).wants("2 matters, reported by 2", "The head")
	if strings.Contains(en.page, "/matters/"+ticked[0]+`"`) {
		t.Error("proposed again")
	}
}

// TestAskedOnceKeepsPhotos: without script, the photos of a report that was asked about are there when it is sent
// again.
func TestAskedOnceKeepsPhotos(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.reported("人行道地砖破损，雨天积水，老人容易绊倒")
	if err := o.Desk.Ledger().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := o.visitor().get("/", 200).send("report", 409, "text", "人行道地砖破损，积水，老人绊倒", "area", township.String(),
		"photos", "photo:a").wants("可能已有人反映", "已收到 1 张照片", `name="upload"`)
	b.send("report", 200).wants("已收到，谢谢您")
	id, err := strconv.ParseInt(o.as("sup").get("/lists/all?sort=new", 200).match(`href="/matters/(\d+)"`), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	m, err := o.Desk.Glimpse(t.Context(), id)
	if err != nil || len(m.Photos) != 1 || m.Photos[0].Step != "report" {
		t.Errorf("%v: %+v", err, m)
	}
}
