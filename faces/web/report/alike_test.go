package report_test

import (
	"fmt"
	"strconv"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestSameMeToo: without script, a resident who reports what is reported is asked once, and joins it or goes on; what
// was not let out is not shown to others.
func TestSameMeToo(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("人行道地砖破损，雨天积水，老人容易绊倒")
	id := o.Only()
	o.Settle()
	again := func() *webtest.Browser {
		b := o.Visitor().Get("/", 200)
		return b.Send("report", 409, "text", "人行道地砖破损，积水，老人绊倒", "area", webtest.Township.String())
	}
	again().Wants("可能已有人反映", "尚未受理的事项", "1 人反映", "同一件，我也反映").Lacks("雨天积水")

	o.As("disp").Get(fmt.Sprintf("/matters/%d", id), 200).Send("list", 200, "category", "env.rubbish",
		"severity", "general")
	b := again().Wants("暴露垃圾").Lacks("雨天积水")
	_, v := b.Filled("report")
	b.Post(fmt.Sprintf("/alike/%d/same", id), v, 200).Wants("已附议")
	m, err := o.Desk.Glimpse(t.Context(), id)
	if err != nil || m.Votes != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	again().Send("report", 200, "text", "人行道地砖破损，积水，老人绊倒", "area", webtest.Township.String()).Wants("已收到，谢谢您")
}

// TestAskedOnceKeepsPhotos: without script, the photos of a report that was asked about are there when it is sent
// again.
func TestAskedOnceKeepsPhotos(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("人行道地砖破损，雨天积水，老人容易绊倒")
	o.Settle()
	b := o.Visitor().Get("/", 200).Send("report", 409, "text", "人行道地砖破损，积水，老人绊倒", "area", webtest.Township.String(),
		"photos", "photo:a").Wants("可能已有人反映", "已收到 1 张照片", `name="upload"`)
	b.Send("report", 200).Wants("已收到，谢谢您")
	id, err := strconv.ParseInt(o.As("sup").Get("/lists/all?sort=new", 200).Match(`href="/matters/(\d+)"`), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	m, err := o.Desk.Glimpse(t.Context(), id)
	if err != nil || len(m.Photos) != 1 || m.Photos[0].Step != "report" {
		t.Errorf("%v: %+v", err, m)
	}
}
