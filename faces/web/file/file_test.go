package file_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
	"xiaohao/loop/fault"
	"xiaohao/platform/document"
	"xiaohao/platform/document/documenttest"
	"xiaohao/platform/photo"
)

func TestMain(m *testing.M) {
	photo.Helper()
	document.Helper()
	os.Exit(m.Run())
}

// upload sends the form of the page with a file.
func upload(b *webtest.Browser, name string, data []byte, status int) *webtest.Browser {
	b.T.Helper()
	action, v := b.Filled("file")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("id", v.Get("id"))
	w, err := m.CreateFormFile("file", name)
	if err != nil {
		b.T.Fatal(err)
	}
	_, _ = w.Write(data)
	_ = m.Close()
	r, err := http.NewRequest(http.MethodPost, b.Srv.URL+action, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Referer", b.Srv.URL+b.At)
	if b.Ask(r); b.Status != status {
		b.T.Fatalf("%s: got %d, want %d\n%s", name, b.Status, status, webtest.Brief(b.T, b.Page))
	}
	return b
}

// TestRoom hangs files on a matter, reads one, is refused in words, and withdraws one, in browsers without scripts.
func TestRoom(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("路灯不亮")
	page := fmt.Sprintf("/matters/%d", o.Only())
	disp := o.As("disp")
	disp.Get(page, 200).Wants("上传文件", "还没有文件")
	upload(disp, "整改说明.docx", documenttest.Word("已更换<b>灯头</b>三个"), 200).
		Wants("文件已上传", "整改说明.docx", "Word 文档", `id="files"`)
	upload(disp, "again.docx", documenttest.Word("已更换<b>灯头</b>三个"), 200).Wants("没有重复保存").Lacks("again.docx")
	upload(disp, "机密-纪要.txt", []byte("x"), 422).Wants("标有“机密”", "没有留下任何副本")
	upload(disp, "a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 422).Wants("另存为 .docx")
	at := disp.Get(page+"/files", 200).Wants("整改说明.docx").Match(`(/matters/\d+/files/\d+)`)
	disp.Get(at, 200).Wants("已更换&lt;b&gt;灯头", "校验值", "上传")
	disp.Get(at+"/download", 200)
	o.As("other").Get(page+"/files", 404)
	o.As("other").Get(at, 404)
	o.As("other").Get(at+"/download", 404)
	o.Visitor().Get(at+"/download", 200).Lacks("PK") // the page to log in
	disp.Get(at, 200).Send("withdraw", 422, "reason", " ").Wants("请填写撤下的原因")
	disp.Send("withdraw", 200, "reason", "传错了").Wants("文件已撤下").Lacks("整改说明.docx")
	disp.Get(at, 404)
	disp.Get(page+"/files/x", 404)
}

// TestLarge: what is larger than a form may bring is refused before it is read.
func TestLarge(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("路灯不亮")
	disp := o.As("disp")
	disp.Get(fmt.Sprintf("/matters/%d/files", o.Only()), 200)
	upload(disp, "a.txt", []byte(strings.Repeat("a", 20<<20+1)), fault.TooLarge.Status()).Wants("文件太大，最多 20 MB")
}
