package browser

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// looker looks at the pages of the app, and takes pictures of them where XIAOHAO_SCREENSHOTS names a folder.
type looker struct {
	*phone
	lang, script, dir string
}

// TestFieldLook looks at every page of the app on a phone and at a desk, in both languages: nothing serious for axe,
// nothing wider than the screen, nothing to press that is smaller than a thumb.
func TestFieldLook(t *testing.T) {
	t.Parallel()
	script := axe(t)
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			o := newOutside(t)
			inHand, fixed := o.inHand("垃圾成堆，两天没有清运"), o.fixed("积水没过脚面")
			p := &looker{o.phone(l), l, script, os.Getenv("XIAOHAO_SCREENSHOTS")}
			p.goTo("/field/")
			p.await(`!!document.querySelector('#main a[href^="/login"]')`)
			p.look("first", "#/", "")
			p.look("first-phone", "#/phone", "")
			p.enter("shi")
			p.kept(l)
			p.refused(l, "路灯不亮，晚上看不清台阶")
			for name, hash := range map[string]string{"today": "#/", "sketch": "#/sketch", "report": "#/report",
				"outbox": "#/outbox", "phone": "#/phone", "sent": p.entryHash("sent"),
				"refused": p.entryHash("needs")} {
				p.look(name, hash, "")
			}
			p.look("point", p.first(`a[href^="#/point/"]`),
				`document.querySelector("fieldset.question input[value=fail]").click()`)
			p.switchTo("clerk")
			p.look("matter-fix", fmt.Sprintf("#/matter/%d", inHand), "")
			p.switchTo("ver")
			p.look("today-verifier", "#/", "")
			p.look("matter-verify", fmt.Sprintf("#/matter/%d", fixed),
				`document.querySelector("input[name=verdict][value=strike_off]").click()`)
			p.look("matter-gone", "#/matter/999999", "")
		})
	}
}

// look opens a page of the app at both widths, does something there and looks.
func (p *looker) look(name, hash, do string) {
	p.t.Helper()
	for _, width := range []int64{360, 1280} {
		p.do(chromedp.EmulateViewport(width, 760))
		p.at(hash)
		if do != "" {
			js[bool](p.visitor, "("+do+", scrollTo(0, 0), true)")
		}
		time.Sleep(300 * time.Millisecond)
		where := fmt.Sprintf("%s %s at %d px", p.lang, name, width)
		if small := js[string](p.visitor, smallest); small != "" {
			p.t.Errorf("%s: too small for a thumb: %s", where, small)
		}
		look(p.visitor, inOneLanguage(p.script, p.lang), where)
		if p.dir != "" {
			p.shoot(p.dir, fmt.Sprintf("%s-field-%s-%d", p.lang, name, width))
		}
	}
	p.do(chromedp.EmulateViewport(360, 760))
}

// smallest names what is pressed and less than 44 px high or wide.
const smallest = `[...document.querySelectorAll(
		"button, a, select, textarea, summary, label.button, label.choice, label.tick")]
	.filter(e => e.checkVisibility() &&
		(r => r.width > 0 && (r.height < 44 || r.width < 44))(e.getBoundingClientRect()))
	.map(e => e.outerHTML.slice(0, 120)).join("\n")`

// first is where the first link leads that fits a selector, on the list.
func (p *looker) first(selector string) string {
	p.t.Helper()
	p.at("#/")
	p.await(fmt.Sprintf(`!!document.querySelector(%q)`, selector))
	return js[string](p.visitor, fmt.Sprintf(`document.querySelector(%q).getAttribute("href")`, selector))
}

// entryHash is the page of the only entry in this state.
func (p *looker) entryHash(state string) string {
	p.t.Helper()
	p.entryOf(state)
	return js[string](p.visitor, `location.hash`)
}

// switchTo gives the phone to somebody else.
func (p *looker) switchTo(login string) {
	p.t.Helper()
	js[bool](p.visitor, `fetch("/logout", {method: "POST"}).then(() => true)`, chromedp.EvalAwaitPromise)
	p.logIn(login)
	p.await(`!!document.querySelector('a[href^="#/matter/"]')`)
}

// kept leaves an entry that was sent in the outbox.
func (p *phone) kept(l string) {
	p.t.Helper()
	p.offline()
	p.at("#/report")
	p.await(`document.querySelectorAll("#main textarea").length === 1`)
	p.fill("#main textarea", "井盖松动，车过就响")
	js[bool](p.visitor, `(() => { const s = document.querySelector("[data-name=town] select"); `+
		`s.value = "430405001000"; s.dispatchEvent(new Event("change")); return true })()`)
	p.press(lang.T(l, "phone.into_outbox", nil))
	p.await(`location.hash === "#/"`)
	p.awaitCount("waiting", 1)
	p.online()
	p.awaitCount("sent", 1)
}
