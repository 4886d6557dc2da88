package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// standsAt has the phone stand south-west of all points, and counts how often it is asked.
const standsAt = `(window.asks = 0, navigator.geolocation.getCurrentPosition = ok => { window.asks++; ` +
	`ok({coords: {latitude: 26.889, longitude: 112.6085, accuracy: 12}}); }, true)`

// TestFieldSketch opens the sketch without a network: marks tell their state, boundaries lie under them, the phone is
// asked where it is only by a tap, and marks lead to their points by key and by finger.
func TestFieldSketch(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	p := o.phone(lang.Zh)
	p.enter("shi")
	p.offline()
	p.do(chromedp.Reload())
	p.await(`document.querySelectorAll('a[href^="#/point/"]').length === 3`)
	p.inspect(0, "垃圾成堆", photoFile)
	js[bool](p.visitor, standsAt)
	p.press(lang.T(lang.Zh, "phone.sketch", nil))
	p.await(`location.hash === "#/sketch" && document.querySelectorAll(".sketch a").length === 3`)
	if n := js[int](p.visitor, `document.querySelectorAll(".sketch .outline").length`); n != 2 {
		t.Errorf("%d boundaries are drawn, want the county's and the township's", n)
	}
	failed, open := lang.T(lang.Zh, "phone.seen.failed", nil), lang.T(lang.Zh, "phone.seen.open", nil)
	labels := js[string](p.visitor,
		`[...document.querySelectorAll(".sketch a")].map(a => a.getAttribute("aria-label")).join("|")`)
	if strings.Count(labels, failed) != 1 || strings.Count(labels, open) != 2 {
		t.Errorf("the marks say %q", labels)
	}
	if shapes := js[string](p.visitor,
		`[...document.querySelectorAll(".sketch a .dot")].map(g => g.firstChild.tagName).sort().join()`); shapes !=
		"circle,circle,path" {
		t.Errorf("the marks' shapes are %s", shapes)
	}
	if js[int](p.visitor, `window.asks`) != 0 {
		t.Error("the phone was asked where it is before anybody tapped")
	}
	p.press(lang.T(lang.Zh, "phone.where", nil))
	p.await(`!!document.querySelector(".sketch .you")`)
	first := js[string](p.visitor, `document.querySelector("#main .cards a").textContent`)
	if !strings.Contains(first, "湘江农贸市场2号门") || !strings.Contains(first, lang.T(lang.Zh, "phone.way.1", nil)) ||
		!strings.Contains(first, " m") {
		t.Errorf("the nearest point is told as %q", first)
	}
	p.press(lang.T(lang.Zh, "phone.whole", nil))
	p.await(`document.querySelectorAll(".sketch a").length === 3 && ` +
		`!!document.querySelector("#main button[aria-pressed=true]")`)

	js[bool](p.visitor, `(document.querySelectorAll(".sketch a")[1].focus(), true)`)
	p.do(chromedp.KeyEvent("\r"))
	p.await(`location.hash.startsWith("#/point/") && document.querySelectorAll("fieldset.question").length === 20`)
	p.sees("湘江农贸市场2号门")

	p.at("#/sketch")
	p.await(`document.querySelectorAll(".sketch a").length === 3`)
	if js[bool](p.visitor, `!!document.querySelector(".sketch .you")`) || js[int](p.visitor, `window.asks`) != 1 {
		t.Error("where the phone was has been kept, or asked again")
	}
	at := js[[]float64](p.visitor, `(r => [r.x + r.width / 2, `+
		`r.y + r.height / 2])(document.querySelectorAll(".sketch a")[2].getBoundingClientRect())`)
	p.do(chromedp.MouseClickXY(at[0], at[1]))
	p.await(`location.hash.startsWith("#/point/") && document.querySelectorAll("fieldset.question").length === 20`)
	p.sees("湘江农贸市场3号门")
}
