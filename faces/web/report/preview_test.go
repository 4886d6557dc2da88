package report_test

import (
	"net/url"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
	"xiaohao/platform/blob"
)

// TestPreview: without script a second button shows the form again with how it would look in public: what is taken out
// is named, nothing typed is lost, and nothing is stored, be it a report, a photo or an event; sending it then sends it.
func TestPreview(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	head := func() int64 { return o.Ledger().Head().Seq }
	before := head()
	b := o.Visitor().Get("/", 200).Wants("先看公开后的样子", `formaction="/report/preview#preview"`,
		`formenctype="application/x-www-form-urlencoded"`)
	_, form := b.Filled("report")
	with := func(args ...string) url.Values {
		v := url.Values{}
		for k, list := range form {
			v[k] = list
		}
		for i := 0; i < len(args); i += 2 {
			v.Set(args[i], args[i+1])
		}
		return v
	}
	text := "联系人：王建国，住幸福小区3栋2单元501室，电话13812345678，路灯不亮"
	b.Post("/report/preview", with("text", text, "place", "东风路口", "name", "李四", "photos", "a.jpg"), 200)
	b.Wants("公开后会是这样", "［姓名］", "［电话］", "［门牌］", "姓名 1 处", "电话 1 处", "门牌 1 处", "先看过、同意", "东风路口",
		"照片", "请再选一次", "李四", "王建国")
	shown := b.Page[strings.Index(b.Page, `id="preview"`):]
	if shown = shown[:strings.Index(shown, "</section>")]; strings.Contains(shown, "王建国") ||
		strings.Contains(shown, "138") || strings.Contains(shown, "501") || strings.Contains(shown, "李四") {
		t.Errorf("the preview shows\n%s", shown)
	}
	for _, x := range []struct{ wants, text, name, value string }{
		{"只公开到街道和星期几", "楼上深夜扰民噪音", "", ""},
		{"求助从不公开", "老人走失", "help", "1"},
		{"不会出现在任何公开页面上", "路灯不亮", "withhold", "1"},
		{"这一类不公开", "有人吸烟插队", "", ""},
		{"请先写几句", "", "", ""},
		{"点了个人或企业的名", "鑫源超市占道经营，路灯被挡住", "", ""},
	} {
		b.Post("/preview", with("text", x.text, x.name, x.value), 200).Wants(x.wants)
	}
	b.Lang = "en"
	b.Post("/preview", with("text", text), 200).Wants("So it would look in public", "Taken out:").Lacks("公开后")
	b.Post("/alike", with("text", text), 200).Lacks("可能")
	b.Lang = "zh-CN"
	b.Post("/report/preview", with("text", strings.Repeat("路", 300_000)), 413)
	n := 0
	if err := o.Blobs.Walk(func(blob.Hash, int64) error { n++; return nil }); err != nil || n > 0 || head() != before {
		t.Errorf("%d files are kept, %d events, %v", n, head()-before, err)
	}
	b.Post("/report/preview", with("text", "路灯不亮好几天了", "area", webtest.Township.String()), 200)
	b.Send("report", 200).Wants("已收到，谢谢您")
}

// TestWithheldFromTheStart: who ticks that nothing may be public reads so on his receipt, and the office reads it too.
func TestWithheldFromTheStart(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Visitor().Get("/", 200).Send("report", 200, "text", "路灯不亮", "area", webtest.Township.String(), "withhold", "1").
		Wants("您要求不公开", "可以公开了")
	if m, err := o.Desk.Glimpse(t.Context(), o.Only()); err != nil || !m.Withheld {
		t.Errorf("%+v, %v", m, err)
	}
}
