package web_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
)

// mess is rubbish at one corner, listed and handed to the township's office.
func (o *town) mess() string {
	o.t.Helper()
	lat, lng := 26.9, 112.6
	r, err := o.Do(o.t.Context(), org.Caller{}, desk.Command{ID: o.newID(),
		Body: &matter.Report{Area: township, Place: "中国银行门前", Text: "银行门前又堆满垃圾", Lat: &lat, Lng: &lng}})
	if err != nil {
		o.t.Fatal(err)
	}
	m := fmt.Sprintf("/matters/%d", r.Matter)
	d := o.as("disp").get(m, 200).send("list", 200, "category", "env.rubbish", "severity", "general")
	d.send("assign", 200, "lead", "广东路街道办 · gdl")
	return m
}

func (o *town) settled() {
	o.t.Helper()
	if err := o.Ledger().CatchUp(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// TestRecurring takes what came back through the pages: said at the listing, demanded before the fix, shown to who
// answers for it, its place's history, its effect.
func TestRecurring(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	first := o.mess()
	clerk, ver := o.as("clerk"), o.as("ver")
	fixed := func(m string) {
		clerk.get(m, 200).send("fix", 200, "note", "清走了", "photos", "photo:after", "lat", "26.9", "lng", "112.6")
		ver.get(m, 200).send("strike_off", 200, "note", "看过", "photos", "photo:proof", "lat", "26.9", "lng", "112.6")
		o.settled()
	}
	clerk.get(first, 200).send("sign", 200)
	fixed(first)
	o.now.Add(5 * 24 * 3600e6)
	clerk, ver = o.as("clerk"), o.as("ver") // logged in again after the days
	second := o.mess()
	o.as("disp").get(second, 200).wants("反复问题", "此前已在这里销号 1 次", "5 天后又出现", "待报根治措施", first)
	o.as("disp").get(first, 200).wants("销号后又出现", second)

	clerk.get(second, 200).send("sign", 200).wants("报根治措施").lacks(`id="form-fix"`)
	clerk.send("plan_root", 422, "cause", "商户夜里倒垃圾", "measure", "加一组桶，晚上巡查",
		"until", "2027-10-01").wants("180 天以内", "商户夜里倒垃圾")
	clerk.send("plan_root", 200, "cause", "商户夜里倒垃圾", "measure", "加一组桶，晚上巡查", "until", "2026-11-20").wants("根治中", "加一组桶",
		`id="form-fix"`)
	o.settled()
	for _, who := range []string{"disp", "sup", "clerk"} {
		o.as(who).get("/recurring", 200).wants("银行门前又堆满垃圾", "反复问题", "根治中", second+"/place")
	}
	o.as("other").get("/recurring", 200).lacks("银行门前")
	o.as("other").get("/recurring?area="+county.String(), 403)
	o.as("sup").get("/recurring?list=nothing", 404)
	if b := o.as("sup").get("/recurring/recurring.xlsx", 200); !strings.HasPrefix(b.page, "PK") {
		t.Error("the list is no spreadsheet")
	}
	o.as("sup").get(second+"/place", 200).wants("这个地方的历史", "共 2 件，其中同类 2 件", "最近一年销号后又出现 1 次", first)
	if b := o.as("sup").get(second+"/place.xlsx", 200); !strings.HasPrefix(b.page, "PK") {
		t.Error("the history is no spreadsheet")
	}
	o.as("other").get(second+"/place", 404)

	fixed(second)
	clerk.get(second, 200).send("done_root", 200, "note", "桶放好了").wants("看效果")
	o.settled()
	o.now.Add(91 * 24 * 3600e6)
	if _, err := o.Recur.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.settled()
	o.as("sup").get(second, 200).wants("有效：没有复发")
	o.as("sup").get("/recurring?list=root&over=1", 200).wants("有效：没有复发")
	page, err := o.Desk.List(t.Context(), org.Caller{System: true}, views.Filter{Limit: 10})
	if err != nil || len(page.Rows) != 2 {
		t.Errorf("%+v %v", page, err)
	}
}

// TestUnmarkedByForm: a supervisor takes the mark away, and the lists follow.
func TestUnmarkedByForm(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	first := o.mess()
	clerk, ver := o.as("clerk"), o.as("ver")
	clerk.get(first, 200).send("sign", 200).send("fix", 200, "note", "清走了", "photos", "photo:after", "lat", "26.9",
		"lng", "112.6")
	ver.get(first, 200).send("strike_off", 200, "note", "看过", "photos", "photo:proof", "lat", "26.9", "lng", "112.6")
	o.settled()
	o.now.Add(24 * 3600e6)
	second := o.mess()
	clerk = o.as("clerk")
	o.as("disp").get(second, 200).lacks(`id="form-unmark"`)
	o.as("sup").get(second, 200).send("unmark", 200, "mark", "recurrent", "reason", "是另一家商户").lacks("反复问题 ·", "待报根治措施")
	o.settled()
	o.as("sup").get("/recurring", 200).wants("没有这样的事项")
	clerk.get(second, 200).send("sign", 200).wants(`id="form-fix"`)
}
