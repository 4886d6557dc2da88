package report_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
)

// TestReportersDetails: the page of a receipt says what is kept of the reporter and lets him have it deleted, after a
// box is ticked; it says when that will be, what backups hold, and at the end that it is done. An administrator's page
// does the same by the receipt code, and who said "me too" is offered nothing.
func TestReportersDetails(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	first, second := o.Reported("路灯坏了好几天"), o.Reported("下水道堵了")
	b := o.Visitor().Get(first, 200).Wants("您的个人信息", "加密保存", "10 年", "最多再留 90 天")
	b.Send("forget", 422).Wants("请勾选确认")
	b.Send("forget", 200, "sure", "1").Wants("从现在起不再向任何人出示", "您已于", "要求删除个人信息").Lacks(`id="forget"`)
	m, _, err := o.Desk.ByReceipt(t.Context(), strings.TrimPrefix(first, "/r/"))
	if err != nil {
		t.Fatal(err)
	}
	page := fmt.Sprintf("/matters/%d", m.ID)
	o.As("disp").Get(page, 200).Lacks(`id="reveal"`, `id="forget"`)
	for _, path := range []string{first, second} {
		m, _, err := o.Desk.ByReceipt(t.Context(), strings.TrimPrefix(path, "/r/"))
		if err != nil {
			t.Fatal(err)
		}
		o.As("disp").Get(fmt.Sprintf("/matters/%d", m.ID), 200).Send("decline", 200, "reason", "不属受理范围")
	}
	o.Visitor().Get(second, 200).Wants("起才能删除")
	a := o.As("admin").Get("/admin/forget", 200)
	a.Send("forget", 409, "matter", strings.TrimPrefix(second, "/r/"), "reason", "来信").Wants("档案保管期未满")
	a.Get("/admin/forget", 200).Send("forget", 404, "matter", "P2026-999999", "reason", "来信")
	o.As("disp").Get("/admin/forget", 403)
	src := strings.Replace(string(o.Policy().Source()), "archive: {years: 10", "archive: {days: 0", 1)
	if err := o.SetPolicy(t.Context(), org.Caller{System: true}, o.NewID(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	o.Visitor().Get(second, 200).Wants("现在可以删除")
	a.Get("/admin/forget", 200).Send("forget", 200, "matter", strings.TrimPrefix(second, "/r/"), "reason", "来信").
		Wants("个人信息已删除")
	o.Visitor().Get(second, 200).Wants("密钥已销毁", "最多再留 90 天").Lacks(`id="forget"`)
	o.As("disp").Get(page, 200).Wants("上报人要求删除个人信息")
}
