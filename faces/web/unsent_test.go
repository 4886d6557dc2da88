package web_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiaohao/faces"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
)

// TestUnsent sends forms after the session ended: idle for long, the password set by somebody else, ended
// from another tab. What was typed comes back after logging in, photos included, was not done meanwhile, and is done
// by the next press.
func TestUnsent(t *testing.T) {
	o := webtest.New(t)
	for _, x := range []struct {
		name, words string // unlike each other: nobody asks whether they are the same
		end         func(b *webtest.Browser)
	}{
		{"idle", "路口垃圾堆了三天 <b>没人清</b>", func(*webtest.Browser) { o.Pass(13 * 3600 * 1_000_000) }},
		{"password reset", "消防栓漏水，淹了人行道", func(*webtest.Browser) {
			p, _ := o.Org().PersonByLogin("disp")
			if err := o.Auth.SetPassword(context.Background(), p, webtest.Password, true); err != nil {
				t.Fatal(err)
			}
		}},
		{"logged out in another tab", "广告牌螺丝松了，要掉下来", func(b *webtest.Browser) {
			page := b.Page
			b.Post("/logout", nil, 200)
			b.Page = page
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := o.As("disp")
			b.T = t
			b.Get("/new", 200)
			x.end(b)
			before := o.Ledger().Head().Seq
			b.Send("new", 401, "text", x.words, "place", "市场东门"+x.name, "area", "430405001000",
				"photos", "photo:"+x.name)
			b.Wants("没有提交")
			b.Send("login", 401, "login", "disp", "password", "wrong password this is")
			b.Send("login", 200, "login", "disp", "password", webtest.Password)
			if x.name == "password reset" {
				b.Send("password", 200, "old", webtest.Password, "new", webtest.Password+"!")
				defer o.Hire(nil, "disp") // gives everybody's password back
			}
			if now := o.Ledger().Head().Seq; now != before {
				t.Errorf("logging in wrote %d events", now-before)
			}
			b.Wants("还没有提交", "已收到 1 张照片")
			_, v := b.Filled("new")
			if v.Get("text") != x.words || v.Get("place") != "市场东门"+x.name || v.Get("area") != "430405001000" ||
				v.Get("upload") == "" {
				t.Errorf("the form has %v", v)
			}
			b.Send("new", 200)
			if !strings.HasPrefix(b.At, "/matters/") {
				t.Errorf("the report led to %s", b.At)
			}
			b.Wants("市场东门", "/photos/")
		})
	}
}

// TestUnsentOfEveryForm wants every address that staff send forms to to let what was typed wait, and to do nothing.
func TestUnsentOfEveryForm(t *testing.T) {
	o := webtest.New(t)
	b, before, n := o.Visitor(), o.Ledger().Head().Seq, 0
	for _, room := range faces.Rooms() {
		for _, x := range room.Routes {
			path, post := strings.CutPrefix(x.Pattern, "POST ")
			if !post || x.Access == kit.ForAnyone {
				continue
			}
			n++
			path = strings.NewReplacer("{id}", "1", "{step}", "close", "{command}", "fix").Replace(path)
			b.Post(path, url.Values{"text": {"写了一半"}}, 401)
			if _, v := b.Filled("login"); !strings.Contains(v.Get(kit.UnsentField), "写了一半") {
				t.Errorf("%s forgets what was typed", path)
			}
		}
	}
	if n < 20 || o.Ledger().Head().Seq != before {
		t.Errorf("%d addresses, %d events", n, o.Ledger().Head().Seq-before)
	}
}

// TestUnsentWhereNothingIsLeft shows the words when somebody else went on with the matter meanwhile, and ticks the
// boxes of forms that are made by hand.
func TestUnsentWhereNothingIsLeft(t *testing.T) {
	o := webtest.New(t)
	const idle, reason = 13 * 3600 * 1_000_000, "不属于受理范围，已告知"
	o.Reported("路灯不亮")
	id := o.Only()
	page := fmt.Sprint("/matters/", id)
	b := o.As("disp")
	b.Get("/work", 200)
	o.Pass(idle)
	b.Post("/work", url.Values{"m": {fmt.Sprint(id)}, "do": {"export"}}, 401)
	b.Send("login", 200, "login", "disp", "password", webtest.Password)
	if !regexp.MustCompile(fmt.Sprintf(`name="m" value="%d" checked`, id)).MatchString(b.Page) {
		t.Error("the box is not ticked any more")
	}

	b.Get(page, 200)
	action, v := b.Filled("decline")
	o.Pass(idle)
	o.As("disp").Get(page, 200).Send("decline", 200, "reason", "另一个人已经办了这一件")
	b.Post(action, v, 401, "reason", reason)
	b.Send("login", 200, "login", "disp", "password", webtest.Password)
	b.Wants("已没有这张表", reason)
}
