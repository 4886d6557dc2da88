package web_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
)

// TestLoop takes a matter from report to strike-off and back by plain forms, each person in a browser of his own,
// without any script.
func TestLoop(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	receipt := o.Reported("人行道破损，雨天积水，老人容易绊倒。\n第二段。")
	resident := o.Visitor().Get(receipt, 200).Wants("已收到，等待受理", "中国银行门前", "第二段").Lacks("受理甲", "13800000000")

	disp := o.As("disp").Wants("人行道破损", "等待受理")
	m := fmt.Sprintf("/matters/%d", o.Only())
	disp.Get(m, 200).Send("list", 200, "category", "env.rubbish", "severity", "general").Wants("已立案", "P2026-")
	disp.Send("assign", 200, "lead", "广东路街道办 · gdl", "goal", "三天内修好").Wants("已交办", "广东路街道办", "三天内修好", "今天 15:00")
	paper := m + "/notices/" + strconv.FormatInt(lastNotice(o, o.Only()), 10)
	disp.Get(paper, 200).Wants("交办单", "交〔2026〕1号", "三天内修好", m+"/qr")
	disp.Get(m+"/notices/1", 404)
	if disp.Get(paper+"/docx", 200); !strings.HasPrefix(disp.Page, "PK") {
		t.Error("the notice is no document")
	}
	disp.Get("/notices?kind=assign", 200).Wants("衡交〔2026〕1号", "人行道破损")
	if disp.Get(m+"/qr", 200); !strings.HasPrefix(disp.Page, "\x89PNG") {
		t.Error("the QR code is no picture")
	}
	resident.Get(receipt, 200).Wants("广东路街道办正在办理", "今天 15:00 前").Lacks("受理甲")

	clerk := o.As("clerk").Wants("签收")
	clerk.Get(m, 200).Send("sign", 200).Wants("已签收", "整改完成")
	clerk.Send("fix", 422, "note", "已换砖四十六块").Wants("已换砖四十六块") // no photo: the words stay
	clerk.Send("fix", 200, "note", "已换砖四十六块", "photos", "photo:after", "lat", "26.9",
		"lng", "112.6").Wants("已提交，等待他人核查", "已换砖四十六块")

	o.Visitor().Get(m, 200).Wants("请先登录")
	ver := o.As("ver").Get(m, 200)
	ver.Send("reject", 200, "reason", "还有积水").Wants("返工 1 次")
	clerk.Get(m, 200).Send("fix", 200, "note", "再修一次", "photos", "photo:again", "lat", "26.9", "lng", "112.6")
	ver.Get(m, 200).Send("strike_off", 200, "note", "现场看过", "photos", "photo:proof", "lat", "26.9",
		"lng", "112.6").Wants("已销号", "现场看过")

	resident.Get(receipt, 200).Wants("已核查确认解决", "整改后")
	resident.Send("rate", 422).Wants("请先选择一项")
	resident.Send("rate", 422, "fixed", "0", "text", "下雨又积水").Wants("请先选择一项", "下雨又积水").Lacks(`id="form-reopen"`)
	resident.Send("rate", 200, "fixed", "0", "unfixed", "again", "text", "下雨又积水").
		Wants("已重新交办", "没解决", "又出现了：下雨又积水", "正在办理")
	clerk.Get(m, 200).Wants("重办 1 次")
	if o.Log.Len() > 0 {
		t.Errorf("the log is not empty: %s", &o.Log)
	}
}

func TestOtherCountySeesNothing(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	receipt := o.Reported("路灯三盏不亮")
	m := fmt.Sprintf("/matters/%d", o.Only())
	disp := o.As("disp").Get(m, 200)
	photo := disp.Match(`href="(/matters/\d+/photos/[0-9a-f]+\?size=)view"`)
	for _, size := range []string{"view", "thumb"} {
		if disp.Get(photo+size, 200); !strings.HasPrefix(disp.Page, "\xff\xd8") {
			t.Errorf("%s is no photo", size)
		}
	}
	disp.Get(photo+"original", 404)
	o.Visitor().Get(receipt+strings.TrimPrefix(photo, m)+"thumb", 200)

	other := o.As("other").Lacks("路灯三盏不亮")
	for _, path := range []string{m, photo + "view", m + "/notices/1", m + "/qr"} {
		other.Get(path, 404).Lacks("路灯三盏不亮")
	}
	other.Get("/lists/all", 200).Lacks("路灯三盏不亮")
	other.Get("/board?area="+webtest.County.String(), 403)
	disp.Get(m, 200)
	action, v := disp.Filled("list")
	other.Post(action, v, 404, "category", "env.rubbish")
	for b, want := range map[*webtest.Browser]bool{disp: true, other: false} {
		if got := strings.Contains(webtest.Text(t, b.Get("/lists/all/export.xlsx", 200).Page), "路灯三盏不亮"); got != want {
			t.Errorf("XLSX holds it: %v, want %v", got, want)
		}
		if got := strings.Contains(b.Get("/lists/all/export.csv", 200).Page, "路灯三盏不亮"); got != want {
			t.Errorf("CSV holds it: %v, want %v", got, want)
		}
	}
}

func TestTwicePressedOnceDone(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.Visitor().Get("/", 200)
	action, v := b.Filled("report")
	args := []string{"text", "井盖丢失", "area", webtest.Township.String()}
	b.Post(action, v, 200, args...)
	first := b.At
	if b.Post(action, v, 200, args...); b.At != first {
		t.Errorf("the second press gave another receipt: %s and %s", first, b.At)
	}
	disp := o.As("disp").Get("/lists/all", 200)
	if n := strings.Count(disp.Page, "井盖丢失"); n != 2 { // one matter: a card and a row
		t.Errorf("the matter is there %d times", n)
	}
	m := fmt.Sprintf("/matters/%d", o.Only())
	disp.Get(m, 200)
	action, v = disp.Filled("comment")
	for range 2 {
		disp.Post(action, v, 200, "text", "请尽快")
	}
	if n := strings.Count(disp.Page, "请尽快"); n != 1 {
		t.Errorf("the comment is there %d times", n)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.Visitor().Get("/", 200)
	b.Send("report", 422, "text", "垃圾堆积", "place", "学校后门", "photos", "photo:one", "phone", "13900000000")
	b.Wants("垃圾堆积", "学校后门", "13900000000", "已收到 1 张照片", `name="upload"`, `aria-invalid="true"`)
	b.Send("report", 200, "area", webtest.Township.String()).Wants("已收到，谢谢您")
	receipt, _, _ := strings.Cut(b.At, "?")
	b.Get(receipt, 200).Wants("/photos/")

	// two dispatchers at once: the second is told what happened and keeps his words
	m := fmt.Sprintf("/matters/%d", o.Only())
	late := o.As("disp").Get(m, 200)
	action, v := late.Filled("decline")
	o.As("disp").Get(m, 200).Send("list", 200, "category", "env.rubbish")
	late.Post(action, v, 409, "reason", "不属于本区").Wants("受理甲", "立案", "不属于本区")

	sup := o.As("sup").Get(m, 200)
	sup.Post(m+"/comment", map[string][]string{}, 422, "text", "没有编号").Wants("没有编号")
}

func TestBothLanguages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	receipt := o.Reported("路面坑洼")
	b := o.Visitor()
	b.Lang = "en"
	b.Get("/", 200).Wants(`<html lang="en">`, "Report a problem")
	b.Get(receipt, 200).Wants("waiting to be listed")
	b.Lang = "zh-CN"
	b.Post("/language", map[string][]string{}, 200, "lang", "en", "back", receipt).Wants(`<html lang="en">`)
	if b.At != receipt {
		t.Errorf("the switch led to %s", b.At)
	}
	b.Post("/language", map[string][]string{}, 200, "lang", "zh-CN",
		"back", "//example.org/").Wants(`<html lang="zh-CN">`)
	admin := o.As("admin")
	admin.Lang = "en"
	for _, who := range []string{"disp", "sup", "clerk", "ver", "admin"} {
		x := o.As(who)
		for _, l := range []string{"en", "zh-CN"} {
			x.Lang = l
			for _, path := range []string{"/work", "/lists/problem", "/lists/task", "/lists/responsibility",
				"/lists/all", "/new", "/me", "/password"} {
				x.Get(path, 200).Wants(`<html lang="` + l + `">`)
				if strings.HasPrefix(x.Head.Get("Content-Type"), "text/html") {
					ids(t, who+" "+path, x.Page)
				}
			}
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	b := webtest.New(t).Visitor()
	b.Get("/healthz", 200)
	b.Get("/readyz", 200)
	b.Get("/nothing", 404).Wants("没有这个页面")
	if b.Head.Get("Content-Security-Policy") == "" {
		t.Error("the page says nothing about scripts")
	}
	r, err := http.NewRequest(http.MethodPost, b.Srv.URL+"/report", strings.NewReader("text=x"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if b.Ask(r); b.Status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", b.Status)
	}
}

// lastNotice is the seq of a matter's last notice.
func lastNotice(o *webtest.Town, id int64) int64 {
	o.T.Helper()
	m, err := o.Matter(context.Background(), org.Caller{System: true}, id)
	if err != nil || len(m.Notices) == 0 {
		o.T.Fatalf("matter %d has no notice: %v", id, err)
	}
	return m.Notices[len(m.Notices)-1].Seq
}

// TestReadyNamesWhatFails: a part that fails does not make the city unusable; it is named, each once, without why.
func TestReadyNamesWhatFails(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.Visitor().Get("/readyz", 200)
	if b.Page != "ready\n" {
		t.Errorf("got %q", b.Page)
	}
	o.Fail()
	if b.Get("/readyz", 200); b.Page != "degraded: notify, seal\n" {
		t.Errorf("got %q", b.Page)
	}
	o.Drain()
	b.Get("/readyz", 503)
}
