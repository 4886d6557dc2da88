package release_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestRelease takes a matter through the office's steps in browsers without scripts: looked at first, sent back,
// drafted anew with a box on a photo, passed, one photo taken back, all taken back.
func TestRelease(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("路灯不亮，我的电话是13812345678")
	id := o.Only()
	at := fmt.Sprintf("/matters/%d/release", id)
	disp, sup := o.As("disp"), o.As("sup")
	disp.Get(at, 200).Wants("立案以后才能公开")
	disp.Get(fmt.Sprintf("/matters/%d", id), 200).Send("list", 200, "category", "fac.lamp")
	disp.Get(fmt.Sprintf("/matters/%d", id), 200).Wants(at)
	disp.Get(at, 200).Wants("没有公开", "路灯不亮").Lacks("13812345678\"")

	disp.Lacks("step.", "command.")
	_, form := disp.Filled("draft")
	form.Set("title", "东风路路灯不亮")
	form.Set("photo-0", "1")
	form.Set("boxes-0", "0,0,500,1000")
	disp.Post(at+"/preview", form, 200).Wants("还没有提交", "东风路路灯不亮", "/covered/")
	covered := strings.ReplaceAll(disp.Match(`src="([^"]*/covered/[^"]*)"`), "&amp;", "&")
	disp.Get(covered, 200)
	o.Visitor().Get(covered, 200).Wants("登录")
	if disp.Get(at, 200); strings.Contains(disp.Page, "等待") {
		t.Error("a look sent the draft")
	}
	bad := url.Values{}
	for k, v := range form {
		bad[k] = v
	}
	bad.Set("boxes-0", "900,900,500,500")
	disp.Post(at+"/draft", bad, 422).Wants("遮挡框超出了照片", "东风路路灯不亮", "900,900,500,500")
	disp.Get(at, 200)
	_, form2 := disp.Filled("draft")
	form.Set("id", form2.Get("id"))
	disp.Post(at+"/draft", form, 200).Wants("公开稿已拟好", "督办员", "公开后是这样", "/release/photos/")
	copied := strings.ReplaceAll(disp.Match(`src="([^"]*/release/photos/[^"]*)"`), "&amp;", "&")
	disp.Get(copied, 200)
	o.Visitor().Get(copied, 200).Wants("登录")
	o.Visitor().Get(fmt.Sprintf("/public/matters/%d", id), 404)
	disp.Get(at, 200).Lacks("同意公开</button>")

	sup.Get("/releases", 200).Wants("东风路路灯不亮", "审核")
	sup.Get(at, 200).Send("refuse", 200, "reason", "写清是哪一段路")
	disp.Get("/releases", 200).Wants("写清是哪一段路", at)
	disp.Get("/work", 200).Wants("公开稿被退回")
	disp.Get(at, 200).Wants("写清是哪一段路", "东风路路灯不亮", "0,0,500,1000")
	disp.Send("draft", 200, "title", "东风路北段路灯不亮").Wants("公开稿已拟好")
	sup.Get(at, 200).Send("pass", 200).Wants("已办理")
	o.Visitor().Get(fmt.Sprintf("/public/matters/%d", id), 200).Wants("东风路北段路灯不亮", "/photos/")
	sup.Get(at, 200).Wants("已经公开", "现在公开的内容")
	sup.Send("photo-1", 200, "reason", "看得清车牌").Wants("照片已撤下")
	o.Visitor().Get(fmt.Sprintf("/public/matters/%d", id), 200).Wants("东风路北段路灯不亮").Lacks("/photos/")
	sup.Get(at, 200).Send("withdraw", 200, "reason", "住户要求").Wants("已撤回")
	o.Visitor().Get(fmt.Sprintf("/public/matters/%d", id), 404)
}

// TestManyAtOnce passes drafts of words alone together; one with a photo is opened.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp, sup := o.As("disp"), o.As("sup")
	var at []string
	for i := range 3 {
		path := o.Reported(fmt.Sprintf("第%d盏路灯不亮", i+1))
		if path == "" {
			t.Fatal("no receipt")
		}
	}
	for _, m := range strings.Split(disp.Get("/lists/all", 200).Page, `href="/matters/`)[1:] {
		id, _, _ := strings.Cut(m, `"`)
		if page := "/matters/" + id; !strings.ContainsAny(id, "/#?") && !contains(at, page) {
			at = append(at, page)
		}
	}
	for i, page := range at {
		disp.Get(page, 200).Send("list", 200, "category", "fac.lamp")
		args := []string{"title", fmt.Sprintf("路灯%d", i)}
		if i == 0 {
			args = append(args, "photo-0", "1")
		}
		disp.Get(page+"/release", 200).Send("draft", 200, args...).Wants("公开稿已拟好")
	}
	sup.Get("/releases", 200)
	if n := strings.Count(sup.Page, `name="pick"`); n != 2 {
		t.Fatalf("%d can be ticked, of three drafts one has a photo", n)
	}
	action, form := sup.Filled("many")
	sup.Post(action, form, 422).Wants("请先勾选")
	for _, x := range strings.Split(sup.Page, `name="pick" value="`)[1:] {
		v, _, _ := strings.Cut(x, `"`)
		form.Add("pick", v)
	}
	sup.Post(action, form, 200).Wants("已同意 2 份")
	if n := strings.Count(o.Visitor().Get("/public", 200).Page, "路灯"); n < 2 {
		t.Error("they are not public")
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// TestPhotosOfAHome: where photos would show a home none is offered, by the draft and by the list of what could go out
// next, and both say why.
func TestPhotosOfAHome(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("楼道堆满杂物")
	id := o.Only()
	disp := o.As("disp")
	disp.Get(fmt.Sprintf("/matters/%d", id), 200).Send("list", 200, "category", "home.fire")
	m := fmt.Sprintf("/matters/%d", id)
	disp.Get(m+"/release", 200).Wants("照片会显示住处，不公开").Lacks("data-canvas")

	disp.Get(m, 200).Send("assign", 200, "lead", "广东路街道办 · gdl")
	o.As("clerk").Get(m, 200).Send("sign", 200).Send("fix", 200, "note", "清走了", "photos", "photo:after", "lat", "26.9",
		"lng", "112.6")
	o.As("ver").Get(m, 200).Send("strike_off", 200, "note", "看过", "photos", "photo:proof", "lat", "26.9",
		"lng", "112.6")
	disp.Get("/releases", 200).Wants("可以公开的成效", m+"/release", "照片会显示住处，不公开").Lacks(`class="thumb"`)
}
