package meeting_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

var broken = regexp.MustCompile(`/breakdowns/\d+`)

// form are the values of a row's form as they stand on the page.
func form(b *webtest.Browser, row string) url.Values {
	b.T.Helper()
	_, v := b.Filled(row)
	return v
}

// sends takes a paper through the office by its pages, and lets the clock run.
func sends(o *webtest.Town, paper string) {
	o.T.Helper()
	o.Hire([]org.Change{&org.PersonSet{Login: "boss", Name: "书记", Posts: []org.Post{{Kind: matter.Leader,
		Area: webtest.City}}}}, "boss")
	for _, s := range [][]string{{"disp", "submit"}, {"clerk", "agree-1"}, {"sup", "review"}, {"boss", "sign"},
		{"disp", "number"}, {"disp", "stamp", "seal", "区委办", "copies", "2"}, {"disp", "hand_out"}} {
		b, form := o.As(s[0]).Get(paper, 200), s[1]
		if form == "agree-1" {
			form = b.Match(`id="form-(agree-\d+)`)
		}
		b.Send(form, 200, s[2:]...)
	}
	for range 2 {
		if _, err := o.Tick(context.Background()); err != nil {
			o.T.Fatal(err)
		}
	}
}

// TestStory walks from the register to tasks with plain forms alone, in both languages.
func TestStory(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("disp").Get("/meetings", 200)
	b.Get("/meetings/new?kind=meeting", 200)
	b.Send("register", 422, "body", "区委常委会", "agenda", "听说：油茶")
	b.Send("register", 200, "body", "区委常委会", "day", "2026-10-27", "area", webtest.County.String(), "presided", "书记",
		"agenda", "传达：全会精神｜已传达\n听取汇报：油茶产业｜原则同意｜oil:area", "readers", "clerk")
	thing := b.At
	b.Wants("区委常委会", "原则同意", "oil:area")
	b.Send("cut", 403, "text", "机密★10年\n要保密。")
	if strings.Contains(b.Page, "要保密") {
		t.Fatal("a marked text is shown again")
	}
	b.Send("cut", 200, "text", "会议强调，要深刻领会精神。要制定方案；要抓好落实。")
	at := broken.FindString(b.At)
	b.Wants("还有 3 条待定")
	second := o.As("sup").Get(at, 200)
	b.Send("row-2", 200, "type", "principle")
	b.Post(at+"/keep", form(b, "row-4"), 200, "type", "task")
	second.Post(at+"/drop", form(second, "row-4"), 409) // somebody was quicker: nothing is lost
	second.Wants("别人刚处理过这一条")
	b.Get(at, 200)
	b.Post(at+"/assign", form(b, "row-4"), 200, "lead", "gdl")
	b.Post(at+"/split", form(b, "row-4"), 200, "before", "方案")
	b.Wants("还有 3 条待定")
	b.Send("undo", 200)
	b.Wants("还有 1 条待定")
	b.Post(at+"/date", form(b, "row-4"), 200, "due", "2026-11-30")
	b.Wants("2026年11月30日")
	b.Post(at+"/follow", form(b, "row-4"), 200, "set", "supervision")
	b.Wants("<b>节点</b> 督查事项")
	b.Post(at+"/drop", form(b, "row-6"), 200)
	b.Send("confirm", 200)
	b.Get(at+"/table", 200).Wants("牵头单位", "广东路街道办", "要制定方案")
	b.Get(at+"/table.xlsx", 200)
	b.Get(at, 200).Send("submit", 200)
	b.Wants("已送办公室", "拟稿中")
	sends(o, b.Match(`(/office/\d+)`))
	b.Get(at, 200).Wants("已下发 1 条，共 1 条", "已下发 衡办分〔2026〕1号")
	b.Get(thing, 200).Wants("共 1 件任务", "要制定方案")
	b.Get("/meetings/register.xlsx", 200)
	b.Lang = "en"
	b.Get(thing, 200).Wants("1 task: 0 done")
	b.Get(at, 200)

	clerk := o.As("clerk").Get("/meetings", 200).Wants("区委常委会")
	clerk.Get(thing, 200)
	clerk.Get(at, 404)
	clerk.Get(thing+"/paper", 404)
	other := o.As("other").Get("/meetings", 200)
	other.Lacks("区委常委会")
	other.Get(thing, 404)
	o.As("disp").Get(thing, 200).Wants("经办乙 于")
	o.Visitor().Get(thing, 200).Wants("登录")
}

// upload hangs a file on a thing by its form.
func upload(b *webtest.Browser, thing, name, text string, status int) *webtest.Browser {
	b.T.Helper()
	action, v := b.Get(thing, 200).Filled("file")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("id", v.Get("id"))
	w, _ := m.CreateFormFile("file", name)
	_, _ = w.Write([]byte(text))
	_ = m.Close()
	r, err := http.NewRequest(http.MethodPost, b.Srv.URL+action, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Referer", b.Srv.URL+b.At)
	b.Ask(r)
	if b.Status != status {
		b.T.Fatalf("got %d, want %d\n%s", b.Status, status, webtest.Brief(b.T, b.Page))
	}
	return b
}

// TestFilesAndClosing: a file hangs on a meeting for those whom it is there for; what is closed offers no step any
// more.
func TestFilesAndClosing(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("disp").Get("/meetings/new?kind=document", 200)
	b.Send("register", 200, "number", "湘发〔2026〕3号", "day", "2026-10-27", "area", webtest.County.String(), "readers",
		"clerk")
	thing := b.At
	b.Wants("2026年10月27日")
	upload(b, thing, "方案.txt", "要认真贯彻。\n", 200).Wants("方案.txt")
	upload(b, thing, "b.txt", "绝密★长期\n内容一\n", 422).Lacks("内容一", "b.txt")
	file := b.Get(thing, 200).Match(`(/meetings/\d+/files/\d+)`)
	o.As("clerk").Get(thing, 200).Wants("方案.txt").Get(file, 200)
	o.As("other").Get(file, 404)
	b.Get(thing, 200).Send("close", 200)
	b.Wants("已于 2026年10月28日 办结").Lacks(`action="`+thing+`/cut"`, `action="`+thing+`/file"`)
}

// TestCity: what is held by the city itself is entered with the city as its area.
func TestCity(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("sup").Get("/meetings/new?kind=meeting", 200)
	b.Send("register", 200, "body", "市委常委会", "day", "2026-10-27")
	b.Wants("市委常委会", "衡阳市")
	o.As("disp").Get(b.At, 404)
}
