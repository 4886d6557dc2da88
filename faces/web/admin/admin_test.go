package admin_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

func TestAdministration(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.As("disp").Get("/admin/people", 403)
	a := o.As("admin").Get("/admin/units", 200)
	a.Send("unit", 422, "zh", "市政中心", "code", "gdl", "area", "").Wants("市政中心")
	a.Send("unit", 200, "code", "sz", "area", webtest.County.String(), "unit", "0").Wants("已保存", "市政中心")
	a.Get("/admin/areas", 200).Send("area", 200, "area", "430405001001", "name", "某社区").Wants("已保存")
	a.Get("/admin/people", 200).Send("person", 200, "name", "王小燕", "login", "wangxy", "post_1", "unit_clerk",
		"unit_1", "市政中心 · sz").Wants("王小燕")
	p, _ := o.Org().PersonByLogin("wangxy")
	a.Get(fmt.Sprintf("/admin/people?id=%d", p.ID), 200).Send("password", 200, "new", "").Wants("只显示这一次")
	first := a.Match(`新密码：(\w{14})`)
	b := o.Visitor().Get("/login", 200)
	b.Send("login", 200, "login", "wangxy", "password", first).Wants("请先修改密码")

	a.Get("/admin/policy", 200).Send("policy", 422, "source", "city: {code: 4304}\nbad: 1\n").Wants("第 2 行")
	source := strings.Replace(string(o.Policy().Source()), "zh: 问题清单", "zh: 问题台账", 1)
	a.Get("/admin/policy", 200).Send("policy", 200, "source", source).Wants("问题台账", "启用")
	a.Send("policy", 200).Wants("新政策已启用")
	a.Get("/lists/problem", 200).Wants("问题台账")
}
