package admin_test

import (
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestServiceKeys: an administrator of the city makes a key for another program, sees it once and never again, and ends
// it; one of a county neither sees nor makes any.
func TestServiceKeys(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Hire([]org.Change{&org.PersonSet{Login: "near", Name: "区管", Posts: []org.Post{{Kind: matter.Administrator,
		Area: webtest.County}}}}, "near")
	a := o.As("admin").Get("/admin/keys", 200).Wants("还没有发放服务密钥")
	a.Send("service-key", 422, "name", "挪车助手", "reach", "", "until", "").Wants("请至少选一项权限", "挪车助手")
	a.Send("service-key", 422, "reach", "open311.post", "until", "2020-01-01").Wants("到期时间须晚于现在")
	a.Send("service-key", 200, "until", "2026-11-10").Wants("只显示这一次", "管理己 于 2026年10月28日 发放",
		"通过 Open311 提交诉求", "还有 13 天到期", "从未使用")
	key := a.Match(`(xh_[\w-]{20,})`)
	a.Get("/admin/keys", 200).Wants("挪车助手").Lacks(key)
	b := o.As("near").Get("/admin/keys", 200).Lacks("挪车助手", "新建服务密钥")
	b.Post("/admin/keys", map[string][]string{"name": {"x"}, "reach": {"read"}}, 403)
	b.Post("/admin/keys/1/end", nil, 403)
	o.As("disp").Get("/admin/keys", 403)
	id, _, err := o.Auth.ServiceKey(t.Context(), key, org.ReachOpen311)
	if err != nil || id != 1 {
		t.Fatal(id, err)
	}
	a.Get("/admin/keys", 200).Wants("最近使用")
	a.Post("/admin/keys/1/end", nil, 200).Wants("密钥已停用").Lacks("挪车助手")
	if _, _, err := o.Auth.ServiceKey(t.Context(), key, org.ReachOpen311); fault.Code(err) != "key_wrong" {
		t.Errorf("it goes on: %v", err)
	}
}

// TestKeysOfPeopleSayWhatTheyMay: a person chooses that his key may only read; the administrator sees it.
func TestKeysOfPeopleSayWhatTheyMay(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.As("disp").Get("/me", 200).Send("key", 200, "name", "报表", "reach", "read").Wants("只能查询")
	o.As("clerk").Get("/me", 200).Send("key", 200, "name", "台账").Wants("查询和办理")
	o.As("admin").Get("/admin/keys", 200).Wants("受理甲 · 报表", "只能查询", "经办乙 · 台账", "查询和办理")
}
