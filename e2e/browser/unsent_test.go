package browser

import (
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
	"xiaohao/tools/demo"
)

// TestTypedComesBack sends a form with a photo after another tab logged the person out: it comes back after logging in,
// photo included, and goes on where it was; the page that the back button restores as well.
func TestTypedComesBack(t *testing.T) {
	t.Parallel()
	const words = "会议议定：背街小巷路灯九月底前修好"
	v := visit(t, lang.Zh, 360)
	v.login("dispatcher")
	for _, way := range []string{"sent", "restored"} {
		v.open("/new")
		v.fill("#new-text", words)
		v.fill("#new-place", "市场东门")
		v.do(chromedp.SetUploadFiles("#new-photos", []string{photoFile}))
		if way == "restored" { // looked something up, came back
			v.follow(`a[href="/work"]`)
			js[bool](v, `(setTimeout(() => history.back(), 0), true)`)
			v.await(`document.readyState === "complete" && location.pathname === "/new" && ` +
				`!!document.querySelector("#form-new")`)
			if said := js[string](v, `document.querySelector("#new-text").value`); said != words {
				t.Errorf("after the back button the text is %q", said)
			}
		}
		js[int](v, `fetch("/logout", {method: "POST"}).then(r => r.status)`, chromedp.EvalAwaitPromise)
		v.send("#form-new")
		v.sees("没有提交")
		v.picture("unsent-login-" + way)
		v.fill(`input[name=login]`, "dispatcher")
		v.fill(`input[name=password]`, demo.Password)
		v.send(`form[action="/login"]`)
		v.sees("还没有提交")
		v.sees("已收到 1 张照片")
		v.picture("unsent-filled-" + way)
		if at := js[string](v, `location.pathname`); at != "/new" {
			t.Errorf("the page stands under %s", at)
		}
		if said := js[string](v, `document.querySelector("#new-text").value`); said != words {
			t.Errorf("the text is %q", said)
		}
		v.send("#form-new")
		if js[bool](v, `location.pathname === "/new"`) { // it asks whether that is not the same as what others reported
			v.send("#form-new")
		}
		v.await(`/^\/matters\/\d+/.test(location.pathname)`)
		v.sees("市场东门")
	}
}
