package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// watched stands in for the phone's positions: the test tells where it is.
const watched = `navigator.geolocation.watchPosition = ok => { window.heard = ok; return 7 };` +
	`navigator.geolocation.clearWatch = () => { window.heard = null };`

// walks tells the page some fixes, a quarter of a minute apart, from a place on to the east; where it is wild the one
// in the middle lies 100 km away.
func (p *phone) walks(from int, n int, wild bool) {
	p.t.Helper()
	jump := 0.0
	if wild {
		jump = 0.9
	}
	p.await(`!!window.heard`)
	js[bool](p.visitor, fmt.Sprintf(`(async () => { const from = %d, n = %d; for (let i = from; i < from + n; i++) {
		heard({timestamp: Date.now() + i * 15000, coords: {latitude: 26.9 + 0.0005 * Math.sin(i / 9) +
		(i === from + Math.floor(n / 2) ? %f : 0), longitude: 112.6 + i * 0.0003, accuracy: 8}});
		if (i %% 100 === 0) await new Promise(ok => setTimeout(ok, 0)); } return true })()`, from, n, jump),
		chromedp.EvalAwaitPromise)
}

// fixes counts those that the phone has written down and not sent on.
func (p *phone) fixes() int {
	p.t.Helper()
	return js[int](p.visitor, `new Promise(ok => { const r = indexedDB.open("xiaohao-field");
		r.onsuccess = () => { const q = r.result.transaction("fixes").objectStore("fixes").count();
		q.onsuccess = () => { r.result.close(); ok(q.result) } } })`, chromedp.EvalAwaitPromise)
}

func (p *phone) awaitFixes(n int) {
	p.t.Helper()
	for range 600 {
		if p.fixes() == n {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatalf("%d fixes are written down, want %d", p.fixes(), n)
}

// patrols begins a patrol in the township.
func (p *phone) patrols() {
	p.t.Helper()
	p.at("#/patrol")
	p.await(`!!document.querySelector("[data-name=town] select")`)
	js[bool](p.visitor, `(() => { const s = document.querySelector("[data-name=town] select"); `+
		`s.value = "430405001000"; s.dispatchEvent(new Event("change")); return true })()`)
	p.press(lang.T(lang.Zh, "phone.patrol_start", nil))
	p.await(`!!document.querySelector(".banner.on")`)
}

// ends ends it by two taps.
func (p *phone) ends() {
	p.t.Helper()
	p.press(lang.T(lang.Zh, "phone.patrol_end", nil))
	p.press(lang.T(lang.Zh, "phone.patrol_end_sure", nil))
	p.await(`location.hash === "#/outbox" && !document.querySelector(".banner.on")`)
}

// TestPatrolStory is a patrol without a network: the browser is killed in the middle and goes on, something is found, a
// fix 100 km away is left out. With a network all of it arrives once; the track opens from the finding alone.
func TestPatrolStory(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.ownPhone(lang.Zh)
	p.before(watched)
	p.enter("shi")
	p.offline()
	p.patrols()
	p.sees("您的位置会一直记录，直到您停止")
	p.walks(0, 21, true)
	p.awaitFixes(21)
	p.report("林下堆放垃圾", "")
	p.sees("您的位置会一直记录，直到您停止") // on every page
	time.Sleep(300 * time.Millisecond)
	p.dies()

	p.on(lang.Zh)
	p.before(watched)
	p.network(true)
	p.goTo("/field/")
	p.await(`!!document.querySelector(".banner.on")`)
	p.sees("您的位置会一直记录，直到您停止")
	p.awaitFixes(21)
	p.at("#/patrol")
	p.await(`!!document.querySelector("#main .sketch .way")`)
	p.walks(21, 20, false)
	p.awaitFixes(41)
	p.ends()
	p.awaitFixes(0)
	p.awaitCount("waiting", 3)

	p.online()
	p.logIn("shi")
	p.awaitCount("sent", 3)
	p.goTo("/patrols")
	p.sees("林长制")
	p.follow(`#main a[href^="/patrols/"]`)
	p.sees("已结束，发现 1 个问题")
	p.sees("林下堆放垃圾")
	p.fill(`#open textarea[name=reason], form[action$="/open"] textarea[name=reason]`, "核对垃圾位置")
	p.send(`form[action$="/open"]`)
	p.await(`!!document.querySelector("svg.way path.line")`)
	if s := js[string](p.visitor, `document.querySelector("svg.way").textContent`); strings.Contains(s, "km") {
		t.Errorf("the track is as wide as its wrong fix: %s", s)
	}
	p.goTo("/patrols")
	p.follow(`#main a[href^="/patrols/"]`)
	p.sees("核对垃圾位置")
}

// TestPatrolMeasure is a patrol of eight hours with a fix every 15 s: it is drawn quickly on a slow processor, and
// little is sent.
func TestPatrolMeasure(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.phone(lang.Zh)
	p.before(watched)
	p.enter("shi")
	p.offline()
	p.patrols()
	const all = 8 * 240
	for from := 0; from < all; from += 240 {
		p.walks(from, 240, false)
	}
	for range 1200 { // a slow phone takes its time to write 1,920 of them down
		if p.count("waiting") == 3 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.awaitCount("waiting", 3) // a part each two hours; the last one is not full before the end
	js[bool](p.visitor, watching)
	p.throttle(slow)
	p.measured("the patrol, drawn", 200, func() float64 {
		defer p.tapTo(`document.querySelector("#tabs a")`, `location.hash === "#/"`)
		return p.tapTo(`document.querySelector(".banner.on")`, `!!document.querySelector("#main .sketch .way")`)
	})
	p.throttle(1)
	p.at("#/patrol")
	p.ends()
	size := js[int](p.visitor, `new Promise(ok => { const r = indexedDB.open("xiaohao-field");
		r.onsuccess = () => { const q = r.result.transaction("outbox").objectStore("outbox").getAll();
		q.onsuccess = () => { r.result.close(); ok(q.result.reduce((n, e) => n + 300 + JSON.stringify({id: e.id,
		kind: e.kind, at: e.at, sent: e.at, body: e.body}).length, 0)) } } })`, chromedp.EvalAwaitPromise)
	t.Logf("%d bytes are sent", size)
	if size > 40<<10 {
		t.Errorf("%d bytes are sent", size)
	}
	p.online()
	js[bool](p.visitor, `(dispatchEvent(new Event("online")), true)`)
	p.awaitCount("waiting", 0)
	p.awaitCount("needs", 0)
}
