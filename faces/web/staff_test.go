package web_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestFirstPasswordFirst(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.as("fresh").wants("请先修改密码")
	for _, path := range []string{"/work", "/lists/all", "/me", "/new"} {
		if b.get(path, 200); b.at != "/password" {
			t.Errorf("%s led to %s", path, b.at)
		}
	}
	b.send("password", 422, "old", password, "new", "short").wants("密码至少 10 位").lacks(password)
	b.send("password", 200, "old", password, "new", "seven green doors").wants("密码已修改")
	b.get("/me", 200).send("key", 200, "name", "台账").wants("新密钥只显示这一次", "xh_")
	key := b.match(`(xh_[\w-]{20,})`)
	if b.get("/me", 200); strings.Contains(b.page, key) {
		t.Error("the key shows again")
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for i := range 20 {
		o.reported(fmt.Sprintf("问题之%d", i))
	}
	disp := o.as("disp")
	var ids []string
	for _, m := range regexp.MustCompile(`<h3><a href="/matters/(\d+)"`).FindAllStringSubmatch(disp.get("/lists/all",
		200).page, -1) {
		disp.get("/matters/"+m[1], 200).send("list", 200, "category", "env.rubbish")
		ids = append(ids, m[1])
	}
	disp.get("/work", 200)
	v := map[string][]string{"m": ids, "do": {"assign"}, "lead": {"gdl"},
		"id": {disp.match(`name="id" value="([0-9a-f-]{36})"`)}}
	disp.post("/work", v, 200).wants("已办理 20 件")
	clerk := o.as("clerk").wants("待签收 20")
	v = map[string][]string{"m": ids, "do": {"export"}}
	if text := sheetText(t, clerk.post("/work", v, 200).page); !strings.Contains(text, "问题之7") {
		t.Error("the chosen matters are not in the file")
	}
	clerk.get("/work", 200)
	v = map[string][]string{"m": ids, "do": {"sign"}, "id": {clerk.match(`name="id" value="([0-9a-f-]{36})"`)}}
	clerk.post("/work", v, 200).wants("已办理 20 件", "整改中 20")
}

// TestBoardAgrees follows every figure of the dashboard to its list and counts there.
func TestBoardAgrees(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for i := range 3 {
		o.reported(fmt.Sprintf("问题之%d", i))
	}
	sup := o.as("sup")
	m := fmt.Sprintf("/matters/%s", sup.get("/lists/all", 200).match(`href="/matters/(\d+)"`))
	disp := o.as("disp").get(m, 200)
	disp.send("list", 200, "category", "env.rubbish").send("assign", 200, "lead", "gdl")
	sup.get("/board", 200).wants("珠晖区", "雁峰区")
	seen := 0
	page := sup.page
	for _, part := range strings.Split(page, `href="/lists/all?`)[1:] {
		href, rest, _ := strings.Cut(part, `"`)
		_, rest, _ = strings.Cut(rest, ">")
		rest = strings.TrimPrefix(rest, "<b>")
		text, _, _ := strings.Cut(rest, "<")
		want, err := strconv.Atoi(text)
		if err != nil {
			continue
		}
		sup.get("/lists/all?"+strings.ReplaceAll(href, "&amp;", "&"), 200)
		if got := strings.Count(sup.page, `<li class="card`); got != want {
			t.Errorf("%s: the list has %d, the figure says %d", href, got, want)
		}
		seen++
	}
	if seen < 7 {
		t.Errorf("only %d figures found", seen)
	}
}

func TestAdministration(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.as("disp").get("/admin/people", 403)
	a := o.as("admin").get("/admin/units", 200)
	a.send("unit", 422, "zh", "市政中心", "code", "gdl", "area", "").wants("市政中心")
	a.send("unit", 200, "code", "sz", "area", county.String(), "unit", "0").wants("已保存", "市政中心")
	a.get("/admin/areas", 200).send("area", 200, "area", "430405001001", "name", "某社区").wants("已保存")
	a.get("/admin/people", 200).send("person", 200, "name", "王小燕", "login", "wangxy", "post_1", "unit_clerk",
		"unit_1", "市政中心 · sz").wants("王小燕")
	p, _ := o.Org().PersonByLogin("wangxy")
	a.get(fmt.Sprintf("/admin/people?id=%d", p.ID), 200).send("password", 200, "new", "").wants("只显示这一次")
	first := a.match(`新密码：(\w{14})`)
	b := o.visitor().get("/login", 200)
	b.send("login", 200, "login", "wangxy", "password", first).wants("请先修改密码")

	a.get("/admin/policy", 200).send("policy", 422, "source", "city: {code: 4304}\nbad: 1\n").wants("第 2 行")
	source := strings.Replace(string(o.Policy().Source()), "zh: 问题清单", "zh: 问题台账", 1)
	a.get("/admin/policy", 200).send("policy", 200, "source", source).wants("问题台账", "启用")
	a.send("policy", 200).wants("新政策已启用")
	a.get("/lists/problem", 200).wants("问题台账")
}
