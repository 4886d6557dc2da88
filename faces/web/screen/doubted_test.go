package screen_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestDoubted: what one browser sends beyond policy's number waits for a person in a place of its own; marked as spam
// its sender reads why, and what is genuine joins the work.
func TestDoubted(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Strange()
	b := o.Visitor().Get("/", 200)
	most := o.Desk.Policy().Voice.Device
	var receipts []string
	for i := range most + 3 {
		b.Get("/", 200).Send("report", 200, "text", fmt.Sprintf("第 %d 个路口的井盖坏了，车子过去很响", i+1), "area",
			webtest.Township.String(), "place", fmt.Sprintf("第 %d 路口", i+1), "another", "1")
		o.Pass(60e6) // slower than the limit of one address
		path, _, _ := strings.Cut(b.At, "?")
		receipts = append(receipts, path)
	}
	disp := o.As("disp").Get("/doubted", 200).
		Wants("同一浏览器今天报得很多", fmt.Sprintf("第 %d 个路口", most+2), fmt.Sprintf("第 %d 个路口", most+3)).
		Lacks(fmt.Sprintf("第 %d 个路口", most+1))
	disp.Send("doubted", 422, "do", "spam").Wants("请先勾选")
	id := disp.Match(`name="m" value="(\d+)"`)
	disp.Send("doubted", 200, "do", "spam", "m", id).Wants("已标为垃圾信息")
	genuine := disp.Match(`name="m" value="(\d+)"`)
	disp.Send("doubted", 200, "do", "genuine", "m", genuine).Wants("已确认为正常反映", "没有待甄别的反映")
	disp.Get("/matters/"+genuine, 200).Lacks("同一浏览器今天报得很多")
	b.Get(receipts[most+1], 200).Wants("不是对具体问题的反映")
	b.Get(receipts[most+2], 200).Lacks("不是对具体问题的反映")
	o.As("clerk").Get("/doubted", 200).Wants("没有待甄别的反映")
}
