package browser

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"xiaohao/lang"
)

// TestFieldLook looks at every page of the app on a phone and at a desk, in both languages: nothing serious for axe, nothing wider than the screen, nothing
// to press that is smaller than a thumb. XIAOHAO_SCREENSHOTS names a folder for pictures of them.
func TestFieldLook(t *testing.T) {
	script, dir := axe(t), os.Getenv("XIAOHAO_SCREENSHOTS")
	o := newOutside(t)
	for _, l := range lang.All() {
		p := o.phone(l)
		p.enter("shi")
		p.report0(l)
		point := js[string](p.visitor, `document.querySelector('a[href^="#/point/"]')?.getAttribute("href") || ""`)
		for _, width := range []int64{360, 1280} {
			p.do(chromedp.EmulateViewport(width, 760))
			for name, hash := range map[string]string{"today": "#/", "point": point, "report": "#/report", "outbox": "#/outbox", "phone": "#/phone"} {
				p.at(hash)
				if name == "point" {
					js[bool](p.visitor, `(document.querySelector("fieldset.question input[value=fail]").click(), scrollTo(0, 0), true)`)
				}
				time.Sleep(200 * time.Millisecond)
				where := fmt.Sprintf("%s %s at %d px", l, name, width)
				if small := js[string](p.visitor, smallest); small != "" {
					t.Errorf("%s: too small for a thumb: %s", where, small)
				}
				look(p.visitor, script, where)
				if dir != "" {
					p.shoot(dir, fmt.Sprintf("%s-field-%s-%d", l, name, width))
				}
			}
		}
		p.dies()
	}
}

// smallest names what is pressed and less than 44 px high or wide.
const smallest = `[...document.querySelectorAll("button, a, select, textarea, summary, label.button, label.choice, label.tick")].filter(e => e.checkVisibility() && (r => r.width > 0 && (r.height < 44 || r.width < 44))(e.getBoundingClientRect()))
	.map(e => e.outerHTML.slice(0, 120)).join("\n")`

// report0 leaves an entry that the server refuses in the outbox, and one that it takes.
func (p *phone) report0(l string) {
	p.t.Helper()
	p.offline()
	p.at("#/report")
	p.await(`document.querySelectorAll("#main textarea").length === 1`)
	p.fill("#main textarea", "井盖松动，车过就响")
	js[bool](p.visitor, `(() => { const s = document.querySelector("[data-name=town] select"); s.value = "430405001000"; s.dispatchEvent(new Event("change")); return true })()`)
	p.press(lang.T(l, "phone.into_outbox", nil))
	p.await(`location.hash === "#/"`)
	p.awaitCount("waiting", 1)
	p.online()
	p.awaitCount("sent", 1)
}
