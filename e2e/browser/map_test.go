package browser

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/platform/lang"
)

// TestMap looks at the map on a phone and at a desk, walks it by keyboard down to a matter, and finds the same number
// beside it.
func TestMap(t *testing.T) {
	t.Parallel()
	script := axe(t)
	dir := os.Getenv("XIAOHAO_SCREENSHOTS")
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			mapIn(t, l, inOneLanguage(script, l), dir)
		})
	}
}

func mapIn(t *testing.T, l, script, dir string) {
	v := visit(t, l, 1280)
	v.login("leader")
	for _, width := range []int64{360, 1280} {
		v.do(chromedp.EmulateViewport(width, 800))
		v.open("/map?open=1")
		v.await(`document.querySelectorAll("#map .spot").length > 0 && ` +
			`document.querySelectorAll("#map .shade").length == 2`)
		look(v, script, fmt.Sprintf("/map at %d px", width))
		if dir != "" {
			js[bool](v, `(document.querySelector("#map").scrollIntoView({block: "center"}), true)`)
			v.shoot(dir, fmt.Sprintf("%s-map-%d", l, width))
		}
	}
	shown := js[int](v,
		`[...document.querySelectorAll("#map .spot")].reduce((n, x) => n + (Number(x.textContent) || 1), 0)`)
	if beside := js[string](v, `document.querySelector(".page-head p").textContent`); shown == 0 {
		t.Errorf("%s: %d on the map, beside it stands %q", l, shown, beside)
	}
	withPoints(v, l, script, dir)
	// By keyboard: from mark to mark, Enter looks closer until a matter stands alone, and then opens it.
	for range 12 {
		js[bool](v, `(() => { const m = document.querySelector("#map .spot.one") || document.querySelector("#map `+
			`.spot"); m.focus(); window.was = document.querySelector("#map").innerHTML; return true })()`)
		v.do(chromedp.KeyEvent(kb.Enter))
		v.await(`location.pathname != "/map" || document.querySelector("#map").innerHTML != window.was && ` +
			`document.querySelectorAll("#map .spot").length > 0 && ` +
			`!document.querySelector(".leaflet-zoom-anim, .leaflet-pan-anim")`)
		if js[bool](v, `location.pathname.startsWith("/matters/")`) {
			break
		}
	}
	if at := js[string](v, `location.pathname`); at == "/map" {
		t.Errorf("%s: Enter on the marks opens no matter", l)
	}
}

// withPoints ticks the points on: they lie among the matters, say their names under the keyboard and open their pages.
func withPoints(v *visitor, l, script, dir string) {
	js[bool](v, `(document.querySelector("details.fold").open = true, `+
		`document.querySelector("input[name=points]").click(), document.querySelector("details.fold .btn").click(), `+
		`true)`)
	v.await(`document.querySelectorAll("#map .dot").length > 20 && document.querySelectorAll("#map .spot").length > 0`)
	look(v, script, "/map with points")
	if dir != "" {
		js[bool](v, `(document.querySelector("#map").scrollIntoView({block: "center"}), true)`)
		v.shoot(dir, fmt.Sprintf("%s-map-points", l))
	}
	// A browser without a window gives an element the keyboard but tells nobody.
	js[bool](v, `(() => { const d = document.querySelector("#map .dot"); d.focus(); `+
		`d.dispatchEvent(new FocusEvent("focus")); return true })()`)
	v.await(`document.querySelector("#map .leaflet-tooltip")?.textContent == document.querySelector("#map ` +
		`.dot").getAttribute("aria-label")`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.await(`location.pathname.startsWith("/points/")`)
	v.open("/map?open=1")
	v.await(`document.querySelectorAll("#map .spot").length > 0`)
}
