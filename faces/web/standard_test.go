package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// upload sends a file, or the rows of a preview, as the form does.
func (b *browser) upload(file []byte, fields ...string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	if file != nil {
		p, err := w.CreateFormFile("file", "标准.xlsx")
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := p.Write(file); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.srv.URL+"/standard/upload", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.do(r)
}

// hidden is the value of a hidden field on the page.
func (b *browser) hidden(name string) string {
	b.t.Helper()
	_, rest, ok := strings.Cut(b.page, `name="`+name+`" value="`)
	if !ok {
		b.t.Fatalf("no field %s on %s", name, b.page)
	}
	v, _, _ := strings.Cut(rest, `"`)
	return strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#39;", "'",
		"&#43;", "+").Replace(v)
}

func (b *browser) has(words ...string) {
	b.t.Helper()
	for _, w := range words {
		if !strings.Contains(b.page, w) {
			b.t.Errorf("%s (%d) does not say %q", b.at, b.status, w)
		}
	}
}

// TestStandardPages publishes the sample through the pages, reads it, changes it by a file, and looks at the
// difference.
func TestStandardPages(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	sup, disp := o.as("sup"), o.as("disp")
	disp.get("/standard", 200)
	disp.has("还没有公布测评体系")
	disp.get("/standard/upload", 403)
	sup.get("/standard/upload", 200)
	sup.has("内置样本")
	sup.send("sample", 200)
	sup.has("责任单位本市没有", "新增")
	lines, checked := sup.hidden("lines"), sup.hidden("checked")
	disp.upload(nil, "lines", lines, "checked", checked)
	if disp.status != 403 {
		t.Errorf("a dispatcher publishes: %d", disp.status)
	}
	for range 2 { // sent twice is published once
		sup.upload(nil, "lines", lines, "checked", checked)
		if sup.status != 200 || !strings.HasPrefix(sup.at, "/standard?version=") {
			t.Fatalf("%d at %s: %s", sup.status, sup.at, sup.page)
		}
	}
	list, err := o.Standard.Editions(context.Background(), 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	readStandardPages(t, disp)
	e, err := o.Standard.Last(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	changeByFile(t, o, sup, e)
	disp.get("/standard/items/B203", 200)
	disp.has("分值 2.0 → 3.0", "新增 B203")
	disp.get("/standard/diff", 200)
	disp.has("分值 2.0 → 3.0", "修改 2 处", "施行日期：2026-01-01 → 2026-12-01") // the day and the score
}

func readStandardPages(t *testing.T, b *browser) {
	t.Helper()
	b.get("/standard", 200)
	b.has("A101", "路面干净", "一票否决", "环境卫生")
	b.get("/standard?kind=village", 200)
	b.has("A204")
	if strings.Contains(b.page, "/standard/items/B203") {
		t.Error("a check scale in a village")
	}
	b.get("/standard?veto=yes", 200)
	if n := strings.Count(b.page, "/standard/items/"); n != 1 {
		t.Errorf("%d veto items", n)
	}
	b.get("/standard?method=questionnaire", 200)
	if n := strings.Count(b.page, "/standard/items/"); n != 3 {
		t.Errorf("%d items by questionnaire", n)
	}
	b.get("/standard?q="+url.QueryEscape("电动车"), 200)
	b.has("B105")
	b.get("/standard?q=A104.3", 200)
	b.has("A104")
	b.get("/standard/items/A104", 200)
	b.has("无障碍厕位", "没有写明责任单位", "每处扣 1.0 分")
	b.get("/standard/items/A1", 404)
	b.get("/standard/items/none", 404)
	b.get("/standard?version=999999", 404)
	b.get("/standard/coverage", 200)
	b.has("没有责任单位的测评项")
	b.lang = "en"
	b.get("/standard/items/F01", 200)
	b.has("Fire lanes", "Veto")
	b.lang = "zh-CN"
}

// changeByFile exports, sends the export back, then changes it.
func changeByFile(t *testing.T, o *town, b *browser, e *standard.Edition) {
	t.Helper()
	b.get("/standard/standard.xlsx", 200)
	unchanged := []byte(b.page)
	b.upload(unchanged)
	b.has("不需要公布")
	v := *e.Version
	v.Nodes = append([]standard.Node(nil), v.Nodes...)
	for i := range v.Nodes {
		if v.Nodes[i].Code == "B203" {
			v.Nodes[i].Full = 300
		}
	}
	var file bytes.Buffer
	if err := sheet.WriteStandard(&v, lang.En, &file); err != nil {
		t.Fatal(err)
	}
	b.upload(file.Bytes())
	if b.status != 422 {
		t.Errorf("a version that starts with the last one: %d", b.status)
	}
	b.has("不晚于上一版")
	b.upload(file.Bytes(), "from", "2026-12-01")
	b.has("分值 2.0 → 3.0")
	b.upload(nil, "lines", b.hidden("lines"), "checked", b.hidden("checked"))
	if !strings.HasPrefix(b.at, "/standard?version=") {
		t.Fatalf("%d at %s", b.status, b.at)
	}
	b.has("将于")
	b.get("/standard", 200) // what is in force today is the first one still
	b.has(e.Title.Zh, "施行")
	if now, err := o.Standard.Today(context.Background()); err != nil || now.Seq != e.Seq {
		t.Errorf("today it is %v, %v", now, err)
	}
	b.upload([]byte("not a spreadsheet"))
	if b.status != 422 {
		t.Errorf("rubbish: %d", b.status)
	}
	b.upload(nil)
	b.has("请选择一个文件")
}
