package browser

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// registerPoint fills in the form and gives the address of the point's page.
func registerPoint(v *visitor, name, kind string) string {
	v.open("/points")
	js[bool](v, fmt.Sprintf(`(() => { const f = document.getElementById("form-add");
		const set = (n, x) => { f.elements[n].value = x };
		set("name", %q); set("kind", %q); set("at", "26.889, 112.577"); set("address", "解放路 8 号");
		document.getElementById("add").open = true;
		const county = f.querySelector('[name=area]').previousElementSibling; county.selectedIndex = 1;
		county.dispatchEvent(new Event("change")); f.requestSubmit(); return true })()`, name, kind))
	v.await(`/^\/points\/\d+$/.test(location.pathname)`)
	return js[string](v, `location.pathname`)
}

// TestPoints looks at the register, a point, its plate and the page that a scan opens, on a phone and at a desk, and
// prints the plates.
func TestPoints(t *testing.T) {
	t.Parallel()
	script := axe(t)
	dir := os.Getenv("XIAOHAO_SCREENSHOTS")
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			pointsIn(t, l, inOneLanguage(script, l), dir)
		})
	}
}

func pointsIn(t *testing.T, l, script, dir string) {
	v := visit(t, l, 1280)
	v.login("admin")
	var at string
	for i := range 9 {
		at = registerPoint(v, fmt.Sprintf("东门农贸市场第 %d 入口", i+1), "market")
	}
	v.await(`!!document.querySelector(".plate-shown .mono")`)
	plate := js[string](v, `document.querySelector(".plate-shown .mono").textContent.replace("-", "")`)
	w := visit(t, l, 1280)
	for i, page := range []string{"/points", at, "/points/upload", "/points/plates", "/p/" + plate, "/p"} {
		x := v
		if i > 3 {
			x = w
		}
		for _, width := range []int64{360, 1280} {
			x.do(chromedp.EmulateViewport(width, 800))
			x.open(page)
			look(x, script, fmt.Sprintf("%s at %d px", page, width))
			if dir != "" {
				name := []string{"points", "point", "points-upload", "plates", "scan", "plate-find"}[i]
				x.shoot(dir, fmt.Sprintf("%s-%s-%d", l, name, width))
			}
		}
	}
	v.open("/points/plates?limit=9")
	pdf, err := chromedp.Run(v.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if err != nil {
		t.Fatal(err)
	}
	want := (js[int](v, `document.querySelectorAll(".plate").length`) + 7) / 8
	if n := len(pdfPage.FindAll(pdf, -1)); n != want || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("%s: the plates take %d sheets of paper, want %d", l, n, want)
	}
	if dir != "" {
		if err := os.WriteFile(filepath.Join(dir, l+"-plates.pdf"), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
