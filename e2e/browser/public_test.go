package browser

import (
	"fmt"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/platform/lang"
)

// publicPages are pages that everybody reads, of each kind one; the first is of a matter with both pictures, the second
// of a complaint near a home.
func publicPages(v *visitor) []string {
	v.t.Helper()
	v.open("/public?state=struck")
	both := js[string](v,
		`(async () => { for (const a of document.querySelectorAll("#public-list a[href^='/public/matters/']")) {
		const page = new DOMParser().parseFromString(await (await fetch(a.href)).text(), "text/html");
		if (page.querySelectorAll("[data-compare] img").length === 2) return a.getAttribute("href") } return "" })()`,
		chromedp.EvalAwaitPromise)
	home := ""
	for _, category := range []string{"home.property", "home.lift", "home.fire", "noise.life", "build.illegal"} {
		if home != "" {
			break // which of them is public depends on the hour at which the demo was made
		}
		v.open("/public?category=" + category)
		home = js[string](v,
			`document.querySelector("#public-list a[href^='/public/matters/']")?.getAttribute("href") || ""`)
	}
	if both == "" || home == "" {
		v.t.Fatalf("the demo shows no matter with both pictures (%q) or none near a home (%q)", both, home)
	}
	return []string{both, home, both + "/follow", "/", "/public", "/public/areas/430405000000",
		"/public/areas/430405009000",
		"/public/week",
		"/public/campaigns", "/public/poster", "/public/areas/430405009000/poster", "/find", "/seals", "/data/"}
}

// TestPublicAccessible looks at every page that residents read, in both languages, in usual and in large type: nothing
// serious for axe, nothing wider than a phone or a desk.
func TestPublicAccessible(t *testing.T) {
	t.Parallel()
	script := axe(t)
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			v := visit(t, l, 360)
			pages := append(publicPages(v), "/r/"+report(t, v, "护栏松动"+l))
			axeIn := script
			for _, size := range []string{"usual", "large"} {
				if size == "large" {
					axeIn = inOneLanguage(script, l)
					v.open("/find")
					v.send(`form[action="/type"]`)
					v.await(`document.documentElement.className === "large"`)
				}
				for _, at := range pages {
					v.do(chromedp.EmulateViewport(360, 800))
					v.open(at)
					look(v, axeIn, fmt.Sprintf("%s in %s type at 360 px", at, size))
					v.do(chromedp.EmulateViewport(1280, 800))
					look(v, "", fmt.Sprintf("%s in %s type at 1280 px", at, size))
				}
			}
		})
	}
}

// before lets a script run in every page of the window before the page's own.
func (v *visitor) before(script string) {
	v.t.Helper()
	if _, err := chromedp.Call(v.ctx, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		v.t.Fatal(err)
	}
}

// TestTaps reports on a phone where the device says where it is: every tap is a real one and is counted by the page.
func TestTaps(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 360)
	v.before(`navigator.geolocation.getCurrentPosition = (ok) =>
		setTimeout(() => ok({ coords: { latitude: 26.88, longitude: 112.62, accuracy: 20 } }), 50);
		addEventListener("pointerdown", () => sessionStorage.setItem("taps",
		1 + Number(sessionStorage.getItem("taps"))), true)`)
	v.open("/")
	tap := func(selector string) {
		t.Helper()
		v.do(chromedp.Tap(chromedp.CSS(selector)))
	}
	tap("#report-text")
	v.do(chromedp.KeyEvent("绿化带护栏倒了一片"))
	tap("[data-place] button")
	v.await(`document.querySelector("#report-area").value === "430405009000"`)
	const send = "#form-report button.primary"
	tap(send)
	v.await(`location.pathname.startsWith("/r/") || !!document.querySelector("[name=another]")`)
	if js[bool](v, `!location.pathname.startsWith("/r/")`) { // something like it was reported: it is none of those
		v.await(`document.readyState === "complete"`)
		tap(send)
		v.await(`location.pathname.startsWith("/r/")`)
	}
	if n := js[int](v, `Number(sessionStorage.getItem("taps"))`); n < 3 || n > 4 {
		t.Errorf("%d taps to report, want at most 4", n)
	}
}

// TestPublicByKeyboard reads what is public without a mouse: over the skip link into the list, to a matter, along its
// pictures, and to where it is followed.
func TestPublicByKeyboard(t *testing.T) {
	t.Parallel()
	mailServer(t)
	v := visit(t, lang.Zh, 1280)
	both := publicPages(v)[0]
	press := func(key string) { t.Helper(); v.do(chromedp.KeyEvent(key)) }
	// tabTo presses Tab until something has the focus, and wants to see where it is each time.
	tabTo := func(selector string) {
		t.Helper()
		for range 200 {
			press(kb.Tab)
			if js[bool](v, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
				return
			}
			if js[bool](v, `(() => { const e = document.activeElement, r = e.getBoundingClientRect();
				return e !== document.body && (r.width === 0 || r.height === 0) })()`) {
				t.Fatalf("the focus is on something that nobody sees: %s",
					js[string](v, `document.activeElement.outerHTML`))
			}
		}
		t.Fatalf("Tab never comes to %s", selector)
	}
	v.open("/public?state=struck")
	press(kb.Tab)
	press(kb.Enter)
	v.await(`document.activeElement.id === "main"`)
	tabTo(fmt.Sprintf(`#public-list a[href=%q]`, both))
	press(kb.Enter)
	v.await(fmt.Sprintf(`location.pathname === %q && !!document.querySelector(".compare input")`, both))
	tabTo(".compare input")
	at := func() string {
		return js[string](v, `getComputedStyle(document.querySelector(".compare")).getPropertyValue("--at")`)
	}
	if at() != "50%" {
		t.Errorf("the slider begins at %s", at())
	}
	press(kb.ArrowRight)
	press(kb.ArrowRight)
	if at() != "54%" || js[string](v, `document.activeElement.getAttribute("aria-valuetext")`) !=
		lang.T(lang.Zh, "everyone.compare_at", map[string]string{"n": "54"}) {
		t.Errorf("two steps to the right lead to %s", at())
	}
	press(kb.End)
	if at() != "100%" {
		t.Errorf("the end is %s", at())
	}
	if !js[bool](v, `[...document.querySelectorAll(".compare img")].every(i => i.alt !== "" && i.alt.length > 4)`) {
		t.Error("a picture says nothing to who does not see it")
	}
	tabTo(`a[href$="/follow"]`)
	press(kb.Enter)
	v.await(`location.pathname.endsWith("/follow") && document.readyState === "complete"`)
	tabTo("main input[name=email]")
	v.do(chromedp.KeyEvent("resident@example.org"))
	press(kb.Enter)
	v.await(`!document.querySelector("main input[name=email]") && document.readyState === "complete"`)
	v.sees(lang.T(lang.Zh, "follow.look", nil))
}

var mailing sync.Mutex // one test at a time gives the city its mail server

// mailServer gives the city a mail server, once.
func mailServer(t *testing.T) {
	t.Helper()
	mailing.Lock()
	defer mailing.Unlock()
	_, at := post()
	v := visit(t, lang.Zh, 1280)
	v.login("admin")
	v.open("/admin/delivery")
	if js[bool](v, `document.querySelector("main").innerText.includes("resident-mail")`) {
		return
	}
	v.fill("#channel-0-kind", "email")
	for field, value := range map[string]string{"name": "resident-mail", "url": "smtp://" + at, "hosts": "127.0.0.1",
		"from": "city@example.org"} {
		v.fill("#channel-0-"+field, value)
	}
	v.send("#form-channel-0")
}

// TestPublicWithoutScript reads and reports in a browser that runs no script, by typing and pressing as people do.
func TestPublicWithoutScript(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 360)
	both := publicPages(v)[0]
	if _, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	v.open("/?area=430405009000")
	v.do(chromedp.SendKeys(chromedp.CSS("#report-text"), "健身器材的螺丝松了"),
		chromedp.Click(chromedp.CSS("#form-report button.primary")))
	v.await(`location.pathname.startsWith("/r/") || !!document.querySelector("[name=another]")`)
	if js[bool](v, `!location.pathname.startsWith("/r/")`) {
		v.do(chromedp.Click(chromedp.CSS("#form-report button.primary")))
		v.await(`location.pathname.startsWith("/r/")`)
	}
	v.sees(lang.T(lang.Zh, "state.reported", nil))
	v.do(chromedp.Click(chromedp.CSS(`form[action="/type"] button`)))
	v.await(`document.documentElement.className === "large" && location.pathname.startsWith("/r/")`)
	v.open("/public")
	v.await(`document.querySelectorAll("#public-list .card").length >= 10`)
	v.open(both)
	if js[int](v,
		`[...document.querySelectorAll("[data-compare] img")].filter(i => i.checkVisibility()).length`) != 2 ||
		js[bool](v, `!!document.querySelector(".compare")`) {
		t.Error("both pictures do not stand side by side")
	}
	if dead := js[[]string](v, `[...document.querySelectorAll("button[type=button]")].filter(b => b.checkVisibility())
		.map(b => b.outerHTML)`); len(dead) > 0 {
		t.Errorf("these buttons do nothing without a script: %q", dead)
	}
}
