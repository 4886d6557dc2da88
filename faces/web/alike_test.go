package web_test

import (
	"fmt"
	"testing"
)

// TestSameMeToo: without script, a resident who reports what is reported is asked once, and joins it or goes on; what
// nobody has read is not shown to others.
func TestSameMeToo(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.reported("人行道地砖破损，雨天积水，老人容易绊倒")
	id := o.only()
	if err := o.Desk.Ledger().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := func() *browser {
		b := o.visitor().get("/", 200)
		return b.send("report", 409, "text", "人行道地砖破损，积水，老人绊倒", "area", township.String())
	}
	again().wants("可能已有人反映", "尚未受理的事项", "1 人反映", "同一件，我也反映").lacks("雨天积水")

	o.as("disp").get(fmt.Sprintf("/matters/%d", id), 200).send("list", 200, "category", "env.rubbish",
		"severity", "general")
	b := again().wants("人行道地砖破损，雨天积水", "中国银行门前")
	_, v := b.filled("report")
	b.post(fmt.Sprintf("/alike/%d/same", id), v, 200).wants("已附议")
	m, err := o.Desk.Glimpse(t.Context(), id)
	if err != nil || m.Votes != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	again().send("report", 200, "text", "人行道地砖破损，积水，老人绊倒", "area", township.String()).wants("已收到，谢谢您")
}
