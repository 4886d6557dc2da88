package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// wechat is how WeChat's browser on a phone names itself.
const wechat = "Mozilla/5.0 (Linux; Android 10; V1986A Build/QP1A.190711.020; " +
	"wv) AppleWebKit/537.36 (KHTML, like Gecko) " +
	"Version/4.0 Chrome/86.0.4240.99 XWEB/4375 MMWEBSDK/20230504 Mobile Safari/537.36 MMWEBID/5471 " +
	"MicroMessenger/8.0.37.2380(0x2800255B) WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64"

// TestWeChat reports and reads in WeChat's browser: it has no voices, gives no place, and knows none of what came after
// its engine. No script may fail there.
func TestWeChat(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 360)
	both := publicPages(v)[0]
	if _, err := chromedp.Call(v.ctx, emulation.SetUserAgentOverride,
		emulation.SetUserAgentOverrideParams{UserAgent: wechat}); err != nil {
		t.Fatal(err)
	}
	v.before(`delete window.speechSynthesis; delete Window.prototype.speechSynthesis;
		delete window.SpeechSynthesisUtterance;
		for (const k of ["at", "findLast", "findLastIndex", "toSorted"]) delete Array.prototype[k];
		delete Object.hasOwn; delete window.structuredClone; delete Object.groupBy;
		delete HTMLElement.prototype.showPopover;
		navigator.geolocation.getCurrentPosition = (ok, no) => setTimeout(() => no({ code: 1 }), 10);
		window.wrong = [];
		addEventListener("error", (e) => window.wrong.push(e.message || e.target.src || e.target.href), true);
		addEventListener("unhandledrejection", (e) => window.wrong.push(String(e.reason)));`)
	whole := func(where string) {
		t.Helper()
		v.await(`document.readyState === "complete"`)
		look(v, "", where+" in WeChat")
		if wrong := js[[]string](v, `window.wrong`); len(wrong) > 0 {
			t.Errorf("%s: %q", where, wrong)
		}
		if js[bool](v, `!!document.querySelector("[data-listen]:not([hidden])")`) {
			t.Errorf("%s offers to read aloud, and has no voice", where)
		}
	}
	v.open("/")
	js[bool](v, `(document.querySelector("[data-place] button").click(), true)`)
	v.sees(lang.T(lang.Zh, "form.not_located", nil))
	whole("/")
	report(t, v, "微信里报的：树穴没有盖板")
	whole("a receipt")
	for _, p := range []string{"/public", both, "/public/week", "/find"} {
		v.open(p)
		whole(p)
	}
	v.open(both)
	v.await(`!!document.querySelector(".compare input")`)
}

// voices are what a phone has that can read aloud; what it is told to say is kept.
const voices = `window.said = []; window.stopped = 0;
	Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => %s, cancel: () => window.stopped++,
		speak: (u) => window.said.push({ text: u.text, lang: u.lang, u }), addEventListener: () => {} } });
	window.SpeechSynthesisUtterance = function (text) { this.text = text };`

// TestReadAloud reads a public matter: what it is first, then where it stands; it stops at the second press, and there
// is no button where nobody could read.
func TestReadAloud(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 360)
	both := publicPages(v)[0]
	v.open(both)
	title := js[string](v, `document.querySelector("h1").innerText`)
	stands := js[string](v, `document.querySelector(".now-box .big").innerText`)

	deaf := visit(t, lang.Zh, 360)
	deaf.before(fmt.Sprintf(voices, `[{ lang: "en-US", localService: true }]`))
	deaf.open(both)
	deaf.await(`document.readyState === "complete"`)
	if js[bool](deaf, `document.querySelector("[data-listen]").checkVisibility()`) {
		t.Error("a browser without a Chinese voice offers to read Chinese")
	}

	v.before(fmt.Sprintf(voices, `[{ lang: "en-US", localService: true }, { lang: "zh-HK", localService: true },
		{ lang: "zh_CN", localService: false }]`))
	v.open(both)
	v.await(`document.querySelector("[data-listen]").checkVisibility()`)
	v.do(chromedp.Click(chromedp.CSS("[data-listen]")))
	v.await(`window.said.length > 3`)
	all := strings.Join(js[[]string](v, `window.said.map(u => u.text)`), "")
	if !strings.HasPrefix(all, title) || strings.Index(all, stands) != len(title) {
		t.Errorf("what matters is not read first: %s", all)
	}
	if n := strings.Count(all, stands); n != 1 {
		t.Errorf("%q is read %d times", stands, n)
	}
	if l := js[string](v, `window.said[0].lang`); l != "zh_CN" {
		t.Errorf("it is read in %s", l)
	}
	if js[int](v, `Math.max(...window.said.map(u => u.text.length))`) > 121 {
		t.Error("a piece is longer than browsers read without falling silent")
	}
	if js[string](v, `document.querySelector("[data-listen]").innerText.trim()`) != lang.T(lang.Zh,
		"everyone.stop", nil) {
		t.Error("the button does not say that it stops")
	}
	v.do(chromedp.Click(chromedp.CSS("[data-listen]")))
	v.await(`window.stopped === 1 && document.querySelector("[data-listen]").getAttribute("aria-pressed") === "false"`)
	v.do(chromedp.Click(chromedp.CSS("[data-listen]")))
	js[bool](v, `(window.said[window.said.length - 1].u.onend(), true)`)
	if js[string](v, `document.querySelector("[data-listen]").getAttribute("aria-pressed")`) != "false" {
		t.Error("the button stays pressed when all is read")
	}
}
