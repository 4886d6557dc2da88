package browser

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/lang"
)

// TestMap looks at the map on a phone and at a desk, walks it by keyboard down to a matter, and finds the same number beside it.
func TestMap(t *testing.T) {
	script := axe(t)
	dir := os.Getenv("XIAOHAO_SCREENSHOTS")
	for _, l := range lang.All() {
		v := visit(t, l, 1280)
		v.login("leader")
		for _, width := range []int64{360, 1280} {
			v.do(chromedp.EmulateViewport(width, 800))
			v.open("/map?open=1")
			v.await(`document.querySelectorAll("#map .spot").length > 0 && document.querySelectorAll("#map .shade").length == 2`)
			look(v, script, fmt.Sprintf("/map at %d px", width))
			if dir != "" {
				js[bool](v, `(document.querySelector("#map").scrollIntoView({block: "center"}), true)`)
				v.shoot(dir, fmt.Sprintf("%s-map-%d", l, width))
			}
		}
		shown := js[int](v, `[...document.querySelectorAll("#map .spot")].reduce((n, x) => n + (Number(x.textContent) || 1), 0)`)
		if beside := js[string](v, `document.querySelector(".page-head p").textContent`); shown == 0 {
			t.Errorf("%s: %d on the map, beside it stands %q", l, shown, beside)
		}
		// By keyboard: from mark to mark, Enter looks closer until a matter stands alone, and then opens it.
		for range 12 {
			js[bool](v, `(() => { const m = document.querySelector("#map .spot.one") || document.querySelector("#map .spot"); m.focus(); window.was = document.querySelector("#map").innerHTML; return true })()`)
			v.do(chromedp.KeyEvent(kb.Enter))
			v.await(`location.pathname != "/map" || document.querySelector("#map").innerHTML != window.was && document.querySelectorAll("#map .spot").length > 0 && !document.querySelector(".leaflet-zoom-anim, .leaflet-pan-anim")`)
			if js[bool](v, `location.pathname.startsWith("/matters/")`) {
				break
			}
		}
		if at := js[string](v, `location.pathname`); at == "/map" {
			t.Errorf("%s: Enter on the marks opens no matter", l)
		}
	}
}
