package recur_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// mess is rubbish at one corner, listed and handed to the webtest.Township's office.
func mess(o *webtest.Town) string {
	o.T.Helper()
	lat, lng := 26.9, 112.6
	r, err := o.Do(o.T.Context(), org.Caller{}, desk.Command{ID: o.NewID(),
		Body: &matter.Report{Area: webtest.Township, Place: "中国银行门前", Text: "银行门前又堆满垃圾", Lat: &lat, Lng: &lng}})
	if err != nil {
		o.T.Fatal(err)
	}
	m := fmt.Sprintf("/matters/%d", r.Matter)
	d := o.As("disp").Get(m, 200).Send("list", 200, "category", "env.rubbish", "severity", "general")
	d.Send("assign", 200, "lead", "广东路街道办 · gdl")
	return m
}

// TestRecurring takes what came back through the pages: said at the listing, demanded before the fix, shown to who
// answers for it, its place's history, its effect.
func TestRecurring(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	first := mess(o)
	clerk, ver := o.As("clerk"), o.As("ver")
	fixed := func(m string) {
		clerk.Get(m, 200).Send("fix", 200, "note", "清走了", "photos", "photo:after", "lat", "26.9", "lng", "112.6")
		ver.Get(m, 200).Send("strike_off", 200, "note", "看过", "photos", "photo:proof", "lat", "26.9", "lng", "112.6")
		o.Settle()
	}
	clerk.Get(first, 200).Send("sign", 200)
	fixed(first)
	o.Pass(5 * 24 * 3600e6)
	clerk, ver = o.As("clerk"), o.As("ver") // logged in again after the days
	second := mess(o)
	o.As("disp").Get(second, 200).Wants("反复问题", "此前已在这里销号 1 次", "5 天后又出现", "待报根治措施", first)
	o.As("disp").Get(first, 200).Wants("销号后又出现", second)

	clerk.Get(second, 200).Send("sign", 200).Wants("报根治措施").Lacks(`id="form-fix"`)
	clerk.Send("plan_root", 422, "cause", "夜里倒垃圾", "measure", " ").Wants("请填写“根治措施”",
		`id="plan_root-measure-error"`)
	clerk.Get(second, 200)
	clerk.Send("plan_root", 422, "cause", "商户夜里倒垃圾", "measure", "加一组桶，晚上巡查",
		"until", "2027-10-01").Wants("180 天以内", "商户夜里倒垃圾")
	clerk.Send("plan_root", 200, "cause", "商户夜里倒垃圾", "measure", "加一组桶，晚上巡查", "until", "2026-11-20").Wants("根治中", "加一组桶",
		`id="form-fix"`)
	o.Settle()
	for _, who := range []string{"disp", "sup", "clerk"} {
		o.As(who).Get("/recurring", 200).Wants("银行门前又堆满垃圾", "反复问题", "根治中", second+"/place")
	}
	o.As("other").Get("/recurring", 200).Lacks("银行门前")
	o.As("other").Get("/recurring?area="+webtest.County.String(), 403)
	o.As("sup").Get("/recurring?list=nothing", 404)
	if b := o.As("sup").Get("/recurring/recurring.xlsx", 200); !strings.HasPrefix(b.Page, "PK") {
		t.Error("the list is no spreadsheet")
	}
	o.As("sup").Get(second+"/place", 200).Wants("这个地方的历史", "共 2 件，其中同类 2 件", "最近一年销号后又出现 1 次", first)
	if b := o.As("sup").Get(second+"/place.xlsx", 200); !strings.HasPrefix(b.Page, "PK") {
		t.Error("the history is no spreadsheet")
	}
	o.As("other").Get(second+"/place", 404)

	fixed(second)
	clerk.Get(second, 200).Send("done_root", 200, "note", "桶放好了").Wants("看效果")
	o.Settle()
	o.Pass(91 * 24 * 3600e6)
	if _, err := o.Recur.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.Settle()
	o.As("sup").Get(second, 200).Wants("有效：没有复发")
	o.As("sup").Get("/recurring?list=root&over=1", 200).Wants("有效：没有复发")
	page, err := o.Desk.List(t.Context(), org.Caller{System: true}, views.Filter{Limit: 10})
	if err != nil || len(page.Rows) != 2 {
		t.Errorf("%+v %v", page, err)
	}
}

// TestUnmarkedByForm: a supervisor takes the mark away, and the lists follow.
func TestUnmarkedByForm(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	first := mess(o)
	clerk, ver := o.As("clerk"), o.As("ver")
	clerk.Get(first, 200).Send("sign", 200).Send("fix", 200, "note", "清走了", "photos", "photo:after", "lat", "26.9",
		"lng", "112.6")
	ver.Get(first, 200).Send("strike_off", 200, "note", "看过", "photos", "photo:proof", "lat", "26.9", "lng", "112.6")
	o.Settle()
	o.Pass(24 * 3600e6)
	second := mess(o)
	clerk = o.As("clerk")
	o.As("disp").Get(second, 200).Lacks(`id="form-unmark"`)
	o.As("sup").Get(second, 200).Send("unmark", 200, "mark", "recurrent", "reason", "是另一家商户").Lacks("反复问题 ·", "待报根治措施")
	o.Settle()
	o.As("sup").Get("/recurring", 200).Wants("没有这样的事项")
	clerk.Get(second, 200).Send("sign", 200).Wants(`id="form-fix"`)
}
