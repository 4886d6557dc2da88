package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/parts/release"
)

// TestReporterIsTold: on his receipt a reporter reads at each step whether what he sent is public and why not, in words
// that are for him; with one press it is gone from the public page at once, also when the form is sent twice, and he may
// change his mind. Who said "me too" can do neither.
func TestReporterIsTold(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	ctx, x := context.Background(), part.Get[*release.Releases](o.House().Values)
	disp, sup := callerOf(o, "disp"), callerOf(o, "sup")
	mine := o.Reported("路灯坏了好几天，王老师家门口一片黑")
	b := o.Visitor()
	b.Get(mine, 200).Wants("是否公开", "受理以后")
	id := o.Only()
	o.As("disp").Get(fmt.Sprintf("/matters/%d", id), 200).Send("list", 200, "category", "fac.lamp", "severity", "general")
	b.Get(mine, 200).Wants("还没有公开。工作人员先看过")

	drafted := func() int64 {
		t.Helper()
		if err := x.Draft(ctx, disp, o.NewID(), id, release.Asking{Title: "路灯不亮", Text: "路灯不亮好几天"}); err != nil {
			t.Fatal(err)
		}
		s, err := x.Of(ctx, disp, id)
		if err != nil {
			t.Fatal(err)
		}
		return s.Seq
	}
	seq := drafted()
	b.Get(mine, 200).Wants("正在审核，还没有公开")
	tell := release.Tell{Ground: release.GroundPerson, Words: "请王建国老师来电 13812345678"}
	if err := x.Refuse(ctx, sup, o.NewID(), id, seq, "内部：另案处理中", tell); err != nil {
		t.Fatal(err)
	}
	b.Get(mine, 200).Wants("这次没有同意公开", "可能从中认出某个人", "工作人员的说明").Lacks("内部", "13812345678", "王建国")
	letOut(o, id, "路灯不亮", "")
	public := fmt.Sprintf("/public/matters/%d", id)
	b.Get(mine, 200).Wants("已公开", public)
	b.Get(public, 200).Wants("路灯不亮")

	b.Get(mine, 200)
	action, form := b.Filled("withhold")
	b.Post(action, form, 200).Wants("您要求不公开").Lacks(public)
	b.Post(action, form, 200).Wants("您要求不公开") // the same once more
	b.Get(public, 404)
	if err := x.Draft(ctx, disp, o.NewID(), id, release.Asking{Title: "路灯不亮"}); err == nil {
		t.Error("what the reporter withholds is drafted again")
	}
	b.Get(mine, 200).Send("withhold", 200).Wants("曾经公开，现在已经撤下", "您要求不公开").Lacks(public)
	b.Get(public, 404)
	o.As("sup").Get(fmt.Sprintf("/matters/%d", id), 200).Wants("上报人要求不公开", "上报人同意公开").Lacks(`id="withhold"`)
	letOut(o, id, "路灯不亮", "")
	b.Get(public, 200)
	if err := x.Withdraw(ctx, sup, o.NewID(), id, "内部", release.Tell{Ground: release.GroundDoubt}); err != nil {
		t.Fatal(err)
	}
	b.Get(mine, 200).Wants("曾经公开，现在已经撤下", "还没有核实").Lacks("内部")

	o.Settle()
	m, err := o.Desk.Glimpse(ctx, id)
	if err != nil || m.Withheld {
		t.Fatal(m.Withheld, err)
	}
	other := o.Visitor()
	other.Post(fmt.Sprintf("/alike/%d/same", id), map[string][]string{"id": {o.NewID().String()}}, 200)
	if at, _, _ := strings.Cut(other.At, "?"); at == mine || !strings.HasPrefix(at, "/r/") {
		t.Fatalf("me too leads to %s", other.At)
	} else {
		other.Get(at, 200).Lacks(`id="withhold"`, "是否公开", "王老师")
		other.Post(at+"/withhold", map[string][]string{"id": {o.NewID().String()}}, 403)
	}
}
