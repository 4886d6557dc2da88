package web_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// fails makes two parts of the town fail, one of them with a mistake that a person can mend, and a third one set an
// item aside.
func (o *town) fails() {
	o.house.Troubles = func() []part.Trouble {
		return []part.Trouble{
			{Part: "seal", Job: "seal", Err: errors.New("disk of <b>"), Since: calendar.Instant(o.now.Load() - 3600e6),
				At: calendar.Instant(o.now.Load()), Fails: 7},
			{Part: "notify", Job: "notify_mail", Since: calendar.Instant(o.now.Load() - 60e6),
				At: calendar.Instant(o.now.Load()), Fails: 1,
				Err: fmt.Errorf("send: %w", fault.New(fault.Missing, "unit_unknown", "unit", "城管局"))},
			{Part: "seal", Job: "seal_copy", Err: errors.New("again"), Since: calendar.Instant(o.now.Load()),
				At: calendar.Instant(o.now.Load()), Fails: 1}}
	}
	o.house.Aside = func() []part.Item {
		return []part.Item{{Part: "weather", Key: "matter 17", Err: errors.New("odd"),
			Since: calendar.Instant(o.now.Load() - 60e6),
			Next:  calendar.Instant(o.now.Load() + 3600e6)}}
	}
}

// TestReadyNamesWhatFails: a part that fails does not make the city unusable; it is named, each once, without why.
func TestReadyNamesWhatFails(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.visitor().get("/readyz", 200)
	if b.page != "ready\n" {
		t.Errorf("got %q", b.page)
	}
	o.fails()
	if b.get("/readyz", 200); b.page != "degraded: notify, seal\n" {
		t.Errorf("got %q", b.page)
	}
	o.Drain()
	b.get("/readyz", 503)
}

// TestHealthPage: the administrator of the city reads in both languages what fails, what was set aside and what would
// mend it; nobody else does.
func TestHealthPage(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	b := o.as("admin").get("/admin/areas", 200).wants(`href="/admin/health"`)
	b.get("/admin/health", 200).wants("所有功能运行正常。").lacks("需要处理")
	o.fails()
	b.get("/admin/health", 200).wants("3 项功能需要处理。", "封存 (seal)", "已试 7 次", "disk of &lt;b&gt;", "seal_copy",
		"消息通知 (notify)", "处理办法：", "城管局", "weather", "matter 17", "原因：odd").lacks("所有功能运行正常")
	b.lang = "en"
	b.get("/admin/health", 200).wants("3 parts need attention.", "Failing since", "What mends it:", "Set aside since")
	for _, login := range []string{"sup", "disp"} {
		o.as(login).get("/admin/health", 403)
	}
	if n := strings.Count(b.page, "<h2>Seals (seal)</h2>"); n != 1 {
		t.Errorf("the seals stand there %d times", n)
	}
}
