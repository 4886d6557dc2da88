package node_test

import (
	"context"
	"fmt"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// TestNodesAndCards through the pages: set, planned, explained and judged, a card given, answered and taken back, in
// both languages; the strip stands on the task's page.
func TestNodesAndCards(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	ctx := context.Background()
	give := func(login string, id int64, b matter.Command) int64 {
		t.Helper()
		p, _ := o.Org().PersonByLogin(login)
		r, err := o.Do(ctx, p.Caller(), desk.Command{ID: o.NewID(), Matter: id, Body: b})
		if err != nil {
			t.Fatalf("%s %s: %v", login, b.Name(), err)
		}
		return r.Matter
	}
	clerkP, _ := o.Org().PersonByLogin("clerk")
	unit, _ := o.Org().Unit(clerkP.Posts[0].Unit)
	id := give("disp", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: webtest.Township,
		Title: "整治背街小巷", Text: "按会议要求"})
	give("disp", id, &matter.List{Category: "task.meeting"})
	give("disp", id, &matter.Assign{Lead: unit.ID})
	o.Settle()
	at := fmt.Sprintf("/matters/%d", id)
	sup, clerk := o.As("sup"), o.As("clerk")
	sup.Get(at, 200).Wants(at+"/nodes").Get(at+"/nodes", 200).Wants("还没有定节点")
	sup.Send("set", 422, "set", "none").Wants("请从列表里选一类节点")
	sup.Get(at+"/nodes", 200).Send("set", 200, "set", "decision").Wants("立项督查", "符合序时进度")
	clerk.Get("/work", 200).Wants("承办方案要报")
	clerk.Get(at+"/nodes", 200).Send("reach", 422, "note", "").Wants("要填写")
	clerk.Get(at+"/nodes", 200).Send("reach", 200, "note", "已立项").Wants("已立项")
	clerk.Get(at+"/nodes", 200).Send("propose", 200, "text", "分两步走").Wants("等领导审批")
	clerk.Get(at+"/nodes", 200).Send("explain", 200, "text", "连续暴雨").Wants("待认定")
	sup.Get("/nodes?show=reasons", 200).Wants("整治背街小巷").Get(at+"/nodes", 200)
	sup.Send("judge", 200, "good", "1", "why", "属实").Wants("已认定正当")
	o.Pass(20 * 24 * 3600e6)
	sup, clerk = o.As("sup"), o.As("clerk") // their logins have ended
	for _, l := range []string{"zh-CN", "en"} {
		sup.Lang = l
		sup.Get("/nodes", 200).Wants("整治背街小巷").Get("/nodes?show=plans", 200).Get("/cards", 200).Get("/cards/new", 200)
		sup.Get(at, 200).Wants(`id="nodes"`)
	}
	sup.Lang = "zh-CN"
	// what is late is said first, with who may do what about it; the cards are one step away
	sup.Get("/nodes", 200).Wants("1 件任务有节点逾期，最久的是“整治背街小巷", "黄牌红牌（有效 0 张）", `href="/cards"`, at+"/nodes#reach")
	clerk.Get("/nodes", 200).Wants("1 件任务有节点逾期", at+"/nodes#reach").Get(at+"/nodes", 200).Wants("已超期", `id="reach"`)
	sup.Get("/nodes?show=plans", 200).Wants("1 份承办方案等领导审批").Lacks("#approve")
	p, _ := o.Org().PersonByLogin("sup")
	_, err := o.Change(ctx, org.Caller{System: true}, o.NewID(), []org.Change{&org.PersonSet{Login: "sup", Name: p.Name,
		Posts: append(p.Posts, org.Post{Kind: matter.Leader, Area: webtest.City})}})
	if err != nil {
		t.Fatal(err)
	}
	sup = o.As("sup").Get("/nodes?show=plans", 200).Wants(at+"/nodes#approve").Get(at+"/nodes",
		200).Wants(`id="approve"`)
	sup.Get("/nodes/list.xlsx?show=late", 200)
	fields := []string{"unit", unit.Code, "colour", "yellow", "matters", fmt.Sprint(id), "reason", "进度落后",
		"until", "2027-01-31"}
	sup.Get("/cards/new", 200).Send("card", 422, append(fields, "matters", "999999")...).Wants("不是该单位承办的任务")
	sup.Get("/cards/new", 200).Send("card", 200, fields...).Wants("进度落后", "等单位答复")
	card := sup.At
	clerk.Get(at, 200).Wants("黄牌").Get(card, 200).Send("answer", 200, "text", "已赶工").Wants("已赶工")
	sup.Get("/cards", 200).Wants(card, `href="/nodes"`).Get(card, 200).Wants(`href="/cards"`)
	sup.Send("withdraw", 200, "reason", "已赶上").Wants("收回")
	o.Visitor().Get("/nodes", 200).Lacks("整治背街小巷") // asked to log in
}

// TestEdgeFollowsTheLamps says that what is said first about tasks that are late has the edge of their worst lamp.
func TestEdgeFollowsTheLamps(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	ctx := context.Background()
	give := func(login string, id int64, b matter.Command) int64 {
		t.Helper()
		p, _ := o.Org().PersonByLogin(login)
		r, err := o.Do(ctx, p.Caller(), desk.Command{ID: o.NewID(), Matter: id, Body: b})
		if err != nil {
			t.Fatalf("%s %s: %v", login, b.Name(), err)
		}
		return r.Matter
	}
	p, _ := o.Org().PersonByLogin("clerk")
	id := give("disp", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: webtest.Township,
		Title: "整治背街小巷", Text: "按会议要求"})
	give("disp", id, &matter.List{Category: "task.meeting"})
	give("disp", id, &matter.Assign{Lead: p.Posts[0].Unit})
	o.Settle()
	o.As("sup").Get(fmt.Sprintf("/matters/%d/nodes", id), 200).Send("set", 200, "set", "decision")
	o.As("sup").Get("/nodes", 200).Lacks("now-box")
	o.Pass(4 * 24 * 3600e6) // the first node is late, not yet by policy's days
	o.As("sup").Get("/nodes", 200).Wants(`now-box e-yellow"`, "l-yellow").Lacks("now-box e-red")
	o.Pass(16 * 24 * 3600e6)
	o.As("sup").Get("/nodes", 200).Wants(`now-box e-red"`, "l-red").Lacks("now-box e-yellow")
}
