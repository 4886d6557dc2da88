package browser

import (
	"strings"
	"testing"

	"xiaohao/platform/lang"
)

// TestPrograms opens the page about the interface on a phone, in both languages: it says everything without the reader,
// which is fetched when somebody asks for it, from here alone; in it an operation opens by keyboard.
func TestPrograms(t *testing.T) {
	t.Parallel()
	script := axe(t)
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			v := visit(t, l, 360)
			v.open("/api")
			v.await(`!document.querySelector("#read").parentElement.hidden`)
			look(v, inOneLanguage(script, l), "the page about the interface")
			fetched := `performance.getEntriesByType("resource").map(e => e.name).join(" ")`
			if js[bool](v, `(`+fetched+`).includes("swagger")`) {
				t.Error("the reader was fetched before anybody asked for it")
			}
			if n := js[int](v, `document.querySelectorAll(".operations li").length`); n < 70 {
				t.Errorf("%d operations are listed", n)
			}
			js[bool](v, `(document.querySelector("#read").click(), true)`)
			v.await(`document.querySelectorAll("#reader .opblock").length > 70`)
			js[bool](v, `(document.querySelector("#reader [data-path='/api/v1/public/matters'] button, `+
				`#reader #operations-residents-get_api_v1_public_matters button").click(), true)`)
			v.await(`document.querySelector("#reader .opblock.is-open .parameters") != null`)
			v.picture("programs-" + l)
			if !js[bool](v, `document.documentElement.scrollWidth <= innerWidth`) {
				t.Error("the page is wider than the phone")
			}
			if found := js[string](v, fetched); strings.Contains(strings.ReplaceAll(found,
				js[string](v, `location.origin`), ""), "http") {
				t.Errorf("something came from elsewhere: %s", found)
			}
		})
	}
}
