package report_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestMeTooHasAReceipt: who says "me too" gets a receipt of his own and a page to follow, the same when he says it
// again; it shows what offices do, and nothing of the reporter's. Beyond the policy's number from one network voices
// have their receipt and are shown apart.
func TestMeTooHasAReceipt(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	const words = "人行道地砖破损。雨天积水，老人容易绊倒，住三栋的王老师说的"
	first := o.Reported(words)
	id := o.Only()
	o.Settle()
	join := func(b *webtest.Browser) string {
		t.Helper()
		b.Get("/", 200).Send("report", 409, "text", "人行道地砖破损，雨天积水，老人绊倒", "area", webtest.Township.String())
		_, v := b.Filled("report")
		b.Post(fmt.Sprintf("/alike/%d/same", id), v, 200).Wants("已附议")
		at, _, _ := strings.Cut(b.At, "?")
		if !strings.HasPrefix(at, "/r/") || at == first {
			t.Fatalf("me too leads to %s", b.At)
		}
		return at
	}
	neighbour := o.Visitor()
	mine := join(neighbour)
	if again := join(neighbour); again != mine {
		t.Errorf("said twice, it has two receipts: %s and %s", mine, again)
	}
	o.Visitor().Get(mine, 200).Wants("等待受理").Lacks("王老师", "地砖", "中国银行", `id="form-reopen"`, `id="form-comment"`)
	o.As("disp").Get(fmt.Sprintf("/matters/%d", id), 200).Send("list", 200, "category", "env.rubbish",
		"severity", "general").Send("assign", 200, "lead", "广东路街道办 · gdl")
	o.Visitor().Get(mine, 200).Wants("暴露垃圾", "广东路街道办", "还没有公开").Lacks("王老师", "地砖")
	letOut(o, id, "人行道有破损", "")
	o.Visitor().Get(mine, 200).Wants("人行道有破损", fmt.Sprintf("/public/matters/%d", id)).Lacks("王老师", "地砖")

	most := o.Desk.Policy().Voice.ADay
	for range most {
		join(o.Visitor())
	}
	m, err := o.Desk.Glimpse(t.Context(), id)
	if err != nil || m.Votes != most || m.Unweighed != 1 {
		t.Errorf("%d voices are weighed and %d are not, want %d and 1 (%v)", m.Votes, m.Unweighed, most, err)
	}
	o.Visitor().Get(first, 200).Wants("另有 1 个附议来自同一网络")
}
