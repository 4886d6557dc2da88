package standard_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// upload sends a file, or the rows of a preview, as the form does.
func upload(b *webtest.Browser, file []byte, fields ...string) {
	b.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			b.T.Fatal(err)
		}
	}
	if file != nil {
		p, err := w.CreateFormFile("file", "标准.xlsx")
		if err != nil {
			b.T.Fatal(err)
		}
		if _, err := p.Write(file); err != nil {
			b.T.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.T.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.Srv.URL+"/standard/upload", &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.Ask(r)
}

// hidden is the value of a hidden field on the page.
func hidden(b *webtest.Browser, name string) string {
	b.T.Helper()
	_, rest, ok := strings.Cut(b.Page, `name="`+name+`" value="`)
	if !ok {
		b.T.Fatalf("no field %s on %s", name, b.Page)
	}
	v, _, _ := strings.Cut(rest, `"`)
	return strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">", "&#39;", "'",
		"&#43;", "+").Replace(v)
}

// TestStandardPages publishes the sample through the pages, reads it, changes it by a file, and looks at the
// difference.
func TestStandardPages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	sup, disp := o.As("sup"), o.As("disp")
	disp.Get("/standard", 200)
	disp.Wants("还没有公布测评体系")
	disp.Get("/standard/upload", 403)
	sup.Get("/standard/upload", 200)
	sup.Wants("内置样本")
	sup.Send("sample", 200)
	sup.Wants("责任单位本市没有", "新增")
	lines, checked := hidden(sup, "lines"), hidden(sup, "checked")
	upload(disp, nil, "lines", lines, "checked", checked)
	if disp.Status != 403 {
		t.Errorf("a dispatcher publishes: %d", disp.Status)
	}
	for range 2 { // sent twice is published once
		upload(sup, nil, "lines", lines, "checked", checked)
		if sup.Status != 200 || !strings.HasPrefix(sup.At, "/standard?version=") {
			t.Fatalf("%d at %s: %s", sup.Status, sup.At, sup.Page)
		}
		sup.Wants("处理结果", "行：导入", "已写入").Lacks("只是预览")
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
	disp.Get("/standard/items/B203", 200)
	disp.Wants("分值 2.0 → 3.0", "新增 B203")
	disp.Get("/standard/diff", 200)
	disp.Wants("分值 2.0 → 3.0", "修改 2 处", "施行日期：2026-01-01 → 2026-12-01") // the day and the score
}

func readStandardPages(t *testing.T, b *webtest.Browser) {
	t.Helper()
	b.Get("/standard", 200)
	b.Wants("A101", "路面干净", "一票否决", "环境卫生")
	b.Get("/standard?kind=village", 200)
	b.Wants("A204")
	if strings.Contains(b.Page, "/standard/items/B203") {
		t.Error("a check scale in a village")
	}
	b.Get("/standard?veto=yes", 200)
	if n := strings.Count(b.Page, "/standard/items/"); n != 1 {
		t.Errorf("%d veto items", n)
	}
	b.Get("/standard?method=questionnaire", 200)
	if n := strings.Count(b.Page, "/standard/items/"); n != 3 {
		t.Errorf("%d items by questionnaire", n)
	}
	b.Get("/standard?q="+url.QueryEscape("电动车"), 200)
	b.Wants("B105")
	b.Get("/standard?q=A104.3", 200)
	b.Wants("A104")
	b.Get("/standard/items/A104", 200)
	b.Wants("无障碍厕位", "没有写明责任单位", "每处扣 1.0 分")
	b.Get("/standard/items/A1", 404)
	b.Get("/standard/items/none", 404)
	b.Get("/standard?version=999999", 404)
	b.Get("/standard/coverage", 200)
	b.Wants("没有责任单位的测评项")
	b.Lang = "en"
	b.Get("/standard/items/F01", 200)
	b.Wants("Fire lanes", "Veto")
	b.Lang = "zh-CN"
}

// changeByFile exports, sends the export back, then changes it.
func changeByFile(t *testing.T, o *webtest.Town, b *webtest.Browser, e *standard.Edition) {
	t.Helper()
	b.Get("/standard/standard.xlsx", 200)
	unchanged := []byte(b.Page)
	upload(b, unchanged)
	b.Wants("不需要公布", "将导入 0，以前导入过")
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
	upload(b, file.Bytes())
	if b.Status != 422 {
		t.Errorf("a version that starts with the last one: %d", b.Status)
	}
	b.Wants("不晚于上一版", "拒收 1", "暂缓")
	upload(b, file.Bytes(), "from", "2026-12-01")
	b.Wants("分值 2.0 → 3.0", "更改 2", "只是预览") // the day and the score
	upload(b, nil, "lines", hidden(b, "lines"), "checked", hidden(b, "checked"))
	if !strings.HasPrefix(b.At, "/standard?version=") {
		t.Fatalf("%d at %s", b.Status, b.At)
	}
	b.Wants("将于", "更改 2", "已写入")
	b.Get("/standard", 200) // what is in force today is the first one still
	b.Wants(e.Title.Zh, "施行")
	if now, err := o.Standard.Today(context.Background()); err != nil || now.Seq != e.Seq {
		t.Errorf("today it is %v, %v", now, err)
	}
	upload(b, []byte("not a spreadsheet"))
	if b.Status != 422 {
		t.Errorf("rubbish: %d", b.Status)
	}
	upload(b, nil)
	b.Wants("请选择一个文件")
}
