package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/platform/lang"
)

// TestNearMe stands in a street with a phone: one press lists what is near, nearest first; another one fetches the map,
// which was not fetched before, and by keyboard a mark leads to a matter.
func TestNearMe(t *testing.T) {
	t.Parallel()
	script := axe(t)
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			v := visit(t, l, 360)
			if _, err := chromedp.Call(v.ctx, page.AddScriptToEvaluateOnNewDocument,
				page.AddScriptToEvaluateOnNewDocumentParams{Source: `
				navigator.geolocation.getCurrentPosition = (ok) =>
					setTimeout(() => ok({coords:
						{latitude: 26.88213, longitude: 112.62019, accuracy: 20}}), 50)`}); err != nil {
				t.Fatal(err)
			}
			v.open("/public")
			v.await(`!document.querySelector("[data-near]").hidden`)
			js[bool](v, `(document.querySelector("[data-near]").click(), true)`)
			v.await(`location.search.includes("near=26.882,112.620") && ` +
				`document.querySelector("[data-map]")?.hidden === false`)
			fetched := js[string](v, `performance.getEntriesByType("resource").map(e => e.name).join(" ")`)
			if strings.Contains(fetched, "leaflet") {
				t.Errorf("the map was fetched before anybody asked for it: %s", fetched)
			}
			js[bool](v, `(document.querySelector("[data-map]").click(), true)`)
			v.await(`document.querySelectorAll("#map .spot").length > 0`)
			look(v, inOneLanguage(script, l), "the map of what is near")
			if !js[bool](v, `document.querySelector("#map").getBoundingClientRect().top < innerHeight`) {
				t.Error("on a phone the map opens out of sight")
			}
			for range 12 {
				js[bool](v,
					`(() => { const m = document.querySelector("#map .spot.one") || document.querySelector("#map `+
						`.spot"); m.focus(); window.was = document.querySelector("#map").innerHTML; return true })()`)
				v.do(chromedp.KeyEvent(kb.Enter))
				v.await(`location.pathname != "/public" || document.querySelector("#map").innerHTML != window.was && ` +
					`document.querySelectorAll("#map .spot").length > 0 && ` +
					`!document.querySelector(".leaflet-zoom-anim, .leaflet-pan-anim")`)
				if js[bool](v, `location.pathname.startsWith("/public/matters/")`) {
					return
				}
			}
			t.Error("Enter on the marks opens no matter")
		})
	}
}
