package admin_test

import (
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestHealthPage: the administrator of the city reads in both languages what fails, what was set aside and what would
// mend it; nobody else does.
func TestHealthPage(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("admin").Get("/admin/areas", 200).Wants(`href="/admin/health"`)
	b.Get("/admin/health", 200).Wants("所有功能运行正常。").Lacks("需要处理")
	o.Fail()
	b.Get("/admin/health", 200).Wants("3 项功能需要处理。", "封存 (seal)", "已试 7 次", "disk of &lt;b&gt;", "seal_copy",
		"消息通知 (notify)", "处理办法：", "城管局", "weather", "matter 17", "原因：odd").Lacks("所有功能运行正常")
	b.Lang = "en"
	b.Get("/admin/health", 200).Wants("3 parts need attention.", "Failing since", "What mends it:", "Set aside since")
	for _, login := range []string{"sup", "disp"} {
		o.As(login).Get("/admin/health", 403)
	}
	if n := strings.Count(b.Page, "<h2>Seals (seal)</h2>"); n != 1 {
		t.Errorf("the seals stand there %d times", n)
	}
}
