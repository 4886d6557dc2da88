package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/intake"
)

// sendList sends a file, as the form of its kind does.
func sendList(b *webtest.Browser, kind, file string, fields ...string) *webtest.Browser {
	b.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i, s := range append([]string{"kind", kind}, fields...) {
		if i%2 == 1 {
			_ = w.WriteField(append([]string{"kind", kind}, fields...)[i-1], s)
		}
	}
	p, err := w.CreateFormFile("file", "名单.csv")
	if err != nil {
		b.T.Fatal(err)
	}
	_, _ = p.Write([]byte(file))
	_ = w.Close()
	r, err := http.NewRequestWithContext(b.T.Context(), http.MethodPost, b.Srv.URL+"/imports", &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.Ask(r)
	return b
}

// waiting are the lists that lie beside, of this test's own folder.
func waiting(t *testing.T) (out []string) {
	t.Helper()
	for _, pattern := range []string{intake.Folders + "*/*", intake.Sent + "*"} {
		found, err := filepath.Glob(filepath.Join(os.TempDir(), pattern))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	return out
}

// TestImportOnThePage brings every kind of list in through the page: first it is shown what would change, person by
// person, and nothing is written; then the same file is taken in, and is gone.
func TestImportOnThePage(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := webtest.New(t)
	b := o.As("admin")
	b.Get("/admin/people", 200).Wants(`href="/imports"`)
	for _, x := range []struct {
		kind, file string
		fields     []string
		would, did []string
	}{
		{"areas", "区划代码,名称\n430405001000,广东路街道办\n430405001001,某社区\n", nil,
			[]string{"将导入 1", "更改 1", "广东路街道 → 广东路街道办"}, []string{"共 2 行：导入 1"}},
		{"units", "单位代码,名称,区划\nhw,环卫站,430405001000\n", nil, []string{"将导入 1"}, []string{"导入 1"}},
		{"people", "登录名,姓名,岗位,区划\ndisp,受理新名,,\nxin,新人,核查员,430405001000\n", nil,
			[]string{"disp 受理甲：姓名：受理甲 → 受理新名", "将导入 1"}, []string{"导入 1", "更改 1"}},
		{"matters", "编号,内容\n1,路灯不亮了\n2,井盖坏了\n", []string{"area", "430405001000", "number-prefix", "2026-02-"},
			[]string{"将导入 2"}, []string{"共 2 行：导入 2"}},
		{"boundaries", `{"features":[{"properties":{"code":"430405"},"geometry":{"type":"Polygon","coordinates":` +
			`[[[112.5,26.8],[112.7,26.8],[112.7,26.9],[112.5,26.9],[112.5,26.8]]]}}]}`, nil,
			[]string{"将导入 1"}, []string{"导入 1"}},
	} {
		b.Get("/imports?kind="+x.kind, 200).Wants(`id="form-send"`)
		before := o.Ledger().Head().Seq
		sendList(b, x.kind, x.file, x.fields...)
		b.Wants(append(x.would, "没有写入，只是预览", "数据行")...)
		if o.Ledger().Head().Seq != before || len(waiting(t)) != 1 {
			t.Errorf("%s: looking wrote %d events, %v lie there", x.kind, o.Ledger().Head().Seq-before, waiting(t))
		}
		at := b.At
		b.Send("take", 200).Wants(append(x.did, "已写入")...).Lacks(`id="form-take"`, "只是预览")
		if left := waiting(t); len(left) != 0 || b.At != at {
			t.Errorf("%s: at %s, these are left: %v", x.kind, b.At, left)
		}
		head := o.Ledger().Head().Seq
		b.Post(at+"/take", nil, 200)
		if o.Ledger().Head().Seq != head {
			t.Errorf("%s: taken in twice", x.kind)
		}
	}
	if p, _ := o.Org().PersonByLogin("disp"); p.Name != "受理新名" || len(p.Posts) != 1 {
		t.Errorf("%+v", p)
	}
}

// TestImportRefused: bad rows are shown by row and cell, nothing is taken in; with the good rows wanted all the same
// the bad ones are a file; looking again with other options needs no second file.
func TestImportRefused(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := webtest.New(t)
	b := o.As("admin")
	list := "编号,区划,时间,内容\n1,430405001000,05/01/2024,路灯不亮\n2,430405001000,2024-01-05,井盖坏了\n"
	sendList(b, "matters", list).Wants("有不止一种读法", `<td class="num">2</td>`, "什么都没有导入", "拒收", "暂缓").
		Lacks(`id="form-take"`)
	b.Post(b.At+"/take", nil, 409).Wants("还不能导入")
	b.Get(strings.TrimSuffix(b.At, "/take"), 200)
	at := b.At
	b.Send("again", 200, "skip-bad", "1").Wants("将导入 1", `href="`+at+`/bad.csv"`)
	b.Get(at+"/bad.csv", 200).Wants("05/01/2024").Lacks("井盖")
	b.Get(at, 200).Send("again", 200, "skip-bad", "", "dates", "dmy").Wants("将导入 2").Lacks("bad.csv")
	b.Send("take", 200).Wants("共 2 行：导入 2")
	b.Post(at+"/look", nil, 409).Wants("重新上传")
	sendList(b, "matters", strings.Replace(list, "路灯不亮", "另一件事", 1), "dates", "dmy").Wants("冲突", "编号 1 已有内容不同的事项",
		"-same-number new")
	b.Send("again", 200, "same-number", "new").Wants("将导入 1", "以前导入过 1")
	sendList(b, "people", "没有这些列\n1\n").Wants("登录名").Lacks(`id="form-take"`)
	sendList(b, "cats", "x\n")
	if b.Status != 422 {
		t.Errorf("an unknown kind: %d", b.Status)
	}
	b.Get("/imports", 200).Send("send", 422).Wants("请选择一个文件")
	b.Lang = "en"
	sendList(b, "units", "code,name,area\nqq,Some Office,430405001000\n").Wants("would be imported", "Rows",
		"nothing, this is what would become of it")
}

// TestImportIsItsSenders: a list is nobody else's, is gone after an hour, and lists are for who may bring them in.
func TestImportIsItsSenders(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := webtest.New(t)
	o.Hire([]org.Change{
		&org.PersonSet{Login: "second", Name: "管理辛",
			Posts: []org.Post{{Kind: matter.Administrator, Area: webtest.City}}},
		&org.PersonSet{Login: "local", Name: "街道管理",
			Posts: []org.Post{{Kind: matter.Administrator, Area: webtest.Township}}},
	}, "second", "local")
	b, other := o.As("admin"), o.As("second")
	sendList(b, "people", "登录名,姓名\ndisp,改名\n").Wants("改名", `id="form-take"`)
	at := b.At
	for _, path := range []string{at, at + "/bad.csv"} {
		other.Get(path, 404)
	}
	for _, path := range []string{at + "/take", at + "/look"} {
		other.Post(path, nil, 404)
	}
	o.Visitor().Get(at, 200).Wants("登录")
	o.As("clerk").Get("/imports", 403)
	if c := sendList(o.As("clerk"), "people", "登录名,姓名\ndisp,改名\n"); c.Status != 403 {
		t.Errorf("a clerk sends a list: %d", c.Status)
	}
	l := o.As("local")
	l.Get("/imports", 200).Wants("人员").Lacks("kind=matters", "kind=boundaries")
	if sendList(l, "matters", "内容\n路灯不亮\n"); l.Status != 403 {
		t.Errorf("who administers a subdistrict imports matters: %d", l.Status)
	}
	sendList(l, "people", "登录名,姓名\nother,改名\n").Wants("您没有这项权限", "拒收").Lacks(`id="form-take"`)
	if p, _ := o.Org().PersonByLogin("disp"); p.Name != "受理甲" {
		t.Errorf("%+v", p)
	}
	o.Pass(3601 * 1_000_000)
	b.Get(at, 404).Wants("已过期")
	if left := waiting(t); len(left) != 0 {
		t.Errorf("these are left: %v", left)
	}
}

// TestOneImportOnThePages: while a list is under way the page says whose, since when and how far; another is refused
// with the same; and a button interrupts it.
func TestOneImportOnThePages(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := webtest.New(t)
	o.Hire([]org.Change{&org.PersonSet{Login: "second", Name: "管理辛",
		Posts: []org.Post{{Kind: matter.Administrator, Area: webtest.Township}}}}, "second")
	b, other := o.As("admin"), o.As("second")
	turn, err := o.Ledger().Alone(context.Background(), "import", time.Minute) // it waits for its turn
	if err != nil {
		t.Fatal(err)
	}
	defer turn.End()
	other.Get("/imports?kind=people", 200)
	sendList(b, "people", "登录名,姓名\ndisp,改名\n").Wants("正在检查", "已检查 0 行", `http-equiv="refresh"`, `id="form-stop"`,
		"data-live")
	at := b.At
	if sendList(other, "people", "登录名,姓名\nfresh,改名\n"); other.Status != 503 {
		t.Errorf("a second list: %d", other.Status)
	}
	other.Wants("管理己", "正在导入人员", "0 行（0%）")
	other.Get("/imports", 200).Wants("管理己", "正在检查").Lacks(`id="form-stop"`, `id="form-send"`)
	other.Post(at+"/stop", nil, 404)
	b.Send("stop", 200).Wants("导入已中断", `id="form-again"`).Lacks(`id="form-take"`, `http-equiv="refresh"`)
	turn.End()
	b.Send("again", 200).Wants("改名", `id="form-take"`)
	sendList(other, "units", "单位代码,名称,区划\nqq,新站,"+webtest.Township.String()+"\n").Wants("将导入 1")
}

// TestLeftBehind: what a program that ended left lying is taken away, what another one uses is not; a program that
// leaves takes its own along.
func TestLeftBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	o := webtest.New(t)
	sendList(o.As("admin"), "people", "登录名,姓名\ndisp,改名\n")
	old := time.Now().Add(-4 * time.Hour)
	for i, name := range []string{intake.Folders + "dead", intake.Sent + "dead", intake.Folders + "alive",
		intake.Sent + "alive"} {
		path := filepath.Join(os.TempDir(), name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if i < 2 {
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n, err := o.Once(context.Background(), "intake"); err != nil || n != 2 {
		t.Errorf("%d were taken away, %v", n, err)
	}
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), "xiaohao-*"))
	if s := fmt.Sprint(found); strings.Contains(s, "dead") || strings.Count(s, "alive") != 2 || len(waiting(t)) != 2 {
		t.Errorf("there are %v", found)
	}
	if err := part.Get[*intake.Intake](o.House().Values).End(context.Background()); err != nil {
		t.Error(err)
	}
	if left := waiting(t); len(left) != 1 {
		t.Errorf("a program that left has left %v", left)
	}
}
