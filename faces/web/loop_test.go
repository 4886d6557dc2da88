package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/org"
)

// reported is a resident's report with a photo, and the path of its receipt.
func (o *town) reported(text string) string {
	o.t.Helper()
	b := o.visitor().get("/", 200)
	b.send("report", 200, "text", text, "area", township.String(), "place", "中国银行门前", "photos", "photo:before",
		"name", "张三", "phone", "13800000000", "another", "1")
	b.wants("已收到，谢谢您")
	path, _, _ := strings.Cut(b.at, "?")
	return path
}

// TestLoop takes a matter from report to strike-off and back by plain forms, each person in a browser of his own,
// without any script.
func TestLoop(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	receipt := o.reported("人行道破损，雨天积水，老人容易绊倒。\n第二段。")
	resident := o.visitor().get(receipt, 200).wants("已收到，等待受理", "中国银行门前", "第二段").lacks("受理甲", "13800000000")

	disp := o.as("disp").wants("人行道破损", "等待受理")
	m := fmt.Sprintf("/matters/%d", o.only())
	disp.get(m, 200).send("list", 200, "category", "env.rubbish", "severity", "general").wants("已立案", "P2026-")
	disp.send("assign", 200, "lead", "广东路街道办 · gdl", "goal", "三天内修好").wants("已交办", "广东路街道办", "三天内修好", "今天 15:00")
	paper := m + "/notices/" + strconv.FormatInt(o.lastNotice(o.only()), 10)
	disp.get(paper, 200).wants("交办单", "交〔2026〕1号", "三天内修好", m+"/qr")
	disp.get(m+"/notices/1", 404)
	if disp.get(paper+"/docx", 200); !strings.HasPrefix(disp.page, "PK") {
		t.Error("the notice is no document")
	}
	disp.get("/notices?kind=assign", 200).wants("衡交〔2026〕1号", "人行道破损")
	if disp.get(m+"/qr", 200); !strings.HasPrefix(disp.page, "\x89PNG") {
		t.Error("the QR code is no picture")
	}
	resident.get(receipt, 200).wants("广东路街道办正在办理", "今天 15:00 前").lacks("受理甲")

	clerk := o.as("clerk").wants("签收")
	clerk.get(m, 200).send("sign", 200).wants("已签收", "整改完成")
	clerk.send("fix", 422, "note", "已换砖四十六块").wants("已换砖四十六块") // no photo: the words stay
	clerk.send("fix", 200, "note", "已换砖四十六块", "photos", "photo:after", "lat", "26.9",
		"lng", "112.6").wants("已提交，等待他人核查", "已换砖四十六块")

	o.visitor().get(m, 200).wants("请先登录")
	ver := o.as("ver").get(m, 200)
	ver.send("reject", 200, "reason", "还有积水").wants("返工 1 次")
	clerk.get(m, 200).send("fix", 200, "note", "再修一次", "photos", "photo:again", "lat", "26.9", "lng", "112.6")
	ver.get(m, 200).send("strike_off", 200, "note", "现场看过", "photos", "photo:proof", "lat", "26.9",
		"lng", "112.6").wants("已销号", "现场看过")

	resident.get(receipt, 200).wants("已核查确认解决", "整改后")
	resident.send("rate", 422).wants("请先选择一项")
	resident.send("rate", 200, "fixed", "0", "text", "下雨又积水").wants("感谢您的评价", "没解决", "下雨又积水")
	resident.send("reopen", 200, "reason", "下雨又积水").wants("正在办理")
	clerk.get(m, 200).wants("重办 1 次")
	if o.log.Len() > 0 {
		t.Errorf("the log is not empty: %s", &o.log)
	}
}

func TestOtherCountySeesNothing(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	receipt := o.reported("路灯三盏不亮")
	m := fmt.Sprintf("/matters/%d", o.only())
	disp := o.as("disp").get(m, 200)
	photo := disp.match(`href="(/matters/\d+/photos/[0-9a-f]+\?size=)view"`)
	for _, size := range []string{"view", "thumb"} {
		if disp.get(photo+size, 200); !strings.HasPrefix(disp.page, "\xff\xd8") {
			t.Errorf("%s is no photo", size)
		}
	}
	disp.get(photo+"original", 404)
	o.visitor().get(receipt+strings.TrimPrefix(photo, m)+"thumb", 200)

	other := o.as("other").lacks("路灯三盏不亮")
	for _, path := range []string{m, photo + "view", m + "/notices/1", m + "/qr"} {
		other.get(path, 404).lacks("路灯三盏不亮")
	}
	other.get("/lists/all", 200).lacks("路灯三盏不亮")
	other.get("/board?area="+county.String(), 403)
	disp.get(m, 200)
	action, v := disp.filled("list")
	other.post(action, v, 404, "category", "env.rubbish")
	for b, want := range map[*browser]bool{disp: true, other: false} {
		if got := strings.Contains(sheetText(t, b.get("/lists/all/export.xlsx", 200).page), "路灯三盏不亮"); got != want {
			t.Errorf("XLSX holds it: %v, want %v", got, want)
		}
		if got := strings.Contains(b.get("/lists/all/export.csv", 200).page, "路灯三盏不亮"); got != want {
			t.Errorf("CSV holds it: %v, want %v", got, want)
		}
	}
}

func sheetText(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(&all, r)
		r.Close()
	}
	return all.String()
}

func TestTwicePressedOnceDone(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.visitor().get("/", 200)
	action, v := b.filled("report")
	args := []string{"text", "井盖丢失", "area", township.String()}
	b.post(action, v, 200, args...)
	first := b.at
	if b.post(action, v, 200, args...); b.at != first {
		t.Errorf("the second press gave another receipt: %s and %s", first, b.at)
	}
	disp := o.as("disp").get("/lists/all", 200)
	if n := strings.Count(disp.page, "井盖丢失"); n != 2 { // one matter: a card and a row
		t.Errorf("the matter is there %d times", n)
	}
	m := fmt.Sprintf("/matters/%d", o.only())
	disp.get(m, 200)
	action, v = disp.filled("comment")
	for range 2 {
		disp.post(action, v, 200, "text", "请尽快")
	}
	if n := strings.Count(disp.page, "请尽快"); n != 1 {
		t.Errorf("the comment is there %d times", n)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.visitor().get("/", 200)
	b.send("report", 422, "text", "垃圾堆积", "place", "学校后门", "photos", "photo:one", "phone", "13900000000")
	b.wants("垃圾堆积", "学校后门", "13900000000", "已收到 1 张照片", `name="upload"`, `aria-invalid="true"`)
	b.send("report", 200, "area", township.String()).wants("已收到，谢谢您")
	receipt, _, _ := strings.Cut(b.at, "?")
	b.get(receipt, 200).wants("/photos/")

	// two dispatchers at once: the second is told what happened and keeps his words
	m := fmt.Sprintf("/matters/%d", o.only())
	late := o.as("disp").get(m, 200)
	action, v := late.filled("decline")
	o.as("disp").get(m, 200).send("list", 200, "category", "env.rubbish")
	late.post(action, v, 409, "reason", "不属于本区").wants("受理甲", "立案", "不属于本区")

	sup := o.as("sup").get(m, 200)
	sup.post(m+"/comment", map[string][]string{}, 422, "text", "没有编号").wants("没有编号")
}

func TestBothLanguages(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	receipt := o.reported("路面坑洼")
	b := o.visitor()
	b.lang = "en"
	b.get("/", 200).wants(`<html lang="en">`, "Report a problem")
	b.get(receipt, 200).wants("waiting to be listed")
	b.lang = "zh-CN"
	b.post("/language", map[string][]string{}, 200, "lang", "en", "back", receipt).wants(`<html lang="en">`)
	if b.at != receipt {
		t.Errorf("the switch led to %s", b.at)
	}
	b.post("/language", map[string][]string{}, 200, "lang", "zh-CN",
		"back", "//example.org/").wants(`<html lang="zh-CN">`)
	admin := o.as("admin")
	admin.lang = "en"
	for _, who := range []string{"disp", "sup", "clerk", "ver", "admin"} {
		x := o.as(who)
		for _, l := range []string{"en", "zh-CN"} {
			x.lang = l
			for _, path := range []string{"/work", "/lists/problem", "/lists/task", "/lists/responsibility",
				"/lists/all", "/new", "/me", "/password"} {
				x.get(path, 200).wants(`<html lang="` + l + `">`)
				if strings.HasPrefix(x.head.Get("Content-Type"), "text/html") {
					ids(t, who+" "+path, x.page)
				}
			}
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	b := newTown(t).visitor()
	b.get("/healthz", 200)
	b.get("/readyz", 200)
	b.get("/nothing", 404).wants("没有这个页面")
	if b.head.Get("Content-Security-Policy") == "" {
		t.Error("the page says nothing about scripts")
	}
	r, err := http.NewRequest(http.MethodPost, b.srv.URL+"/report", strings.NewReader("text=x"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if b.do(r); b.status != http.StatusForbidden {
		t.Errorf("a form of another site: %d", b.status)
	}
}

// lastNotice is the seq of a matter's last notice.
func (o *town) lastNotice(id int64) int64 {
	o.t.Helper()
	m, err := o.Matter(context.Background(), org.Caller{System: true}, id)
	if err != nil || len(m.Notices) == 0 {
		o.t.Fatalf("matter %d has no notice: %v", id, err)
	}
	return m.Notices[len(m.Notices)-1].Seq
}
