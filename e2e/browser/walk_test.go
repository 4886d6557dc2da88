package browser

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// follow clicks the first link that a selector finds, and waits for the page it leads to.
func (v *visitor) follow(selector string) {
	v.t.Helper()
	before := js[float64](v, `performance.timeOrigin`)
	if !js[bool](v, fmt.Sprintf(`(() => { const a = document.querySelector(%q); if (!a) return false; `+
		`a.scrollIntoView(); a.click(); return true })()`, selector)) {
		v.t.Fatalf("no %s:\n%s", selector, v.text())
	}
	v.await(fmt.Sprintf(`performance.timeOrigin !== %f && document.readyState === "complete"`, before))
}

// TestFromTheScreenToThePaper is a leader's way from his screen down to the paper in the unit's hand, by links alone:
// county, unit, figure, the matters behind it, one matter, its notice, printed.
func TestFromTheScreenToThePaper(t *testing.T) {
	t.Parallel()
	for _, l := range []string{lang.Zh, lang.En} {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			v := visit(t, l, 1280)
			v.login("leader")
			v.open("/board")
			v.follow(`a[href="/score"]`)
			v.follow(`.periods a[rel="prev"]`)                       // on the first of a month nothing of it is due yet
			v.follow(`.league tbody a[href^="/score/areas/430405"]`) // 珠晖区, where the demo happens
			v.sees(map[string]string{lang.Zh: "得分怎么来的", lang.En: "How the score came about"}[l])
			sheet := js[string](v, `location.pathname + location.search`)
			for _, unit := range js[[]string](v,
				`[...document.querySelectorAll('a[href^="/score/units/"]')].map(a => a.getAttribute("href"))`) {
				v.open(unit)
				if js[bool](v, `!!document.querySelector('a[href*="/on_time?"][href*="missed"]')`) {
					break
				}
			}
			if v.follow(`a[href*="/on_time?"][href*="missed"]`); js[string](v,
				`location.pathname + location.search`) == sheet {
				t.Fatal("no unit has missed a deadline")
			}
			v.sees("÷")
			found := false
			for _, m := range js[[]string](v,
				`[...document.querySelectorAll('.papers a[href^="/matters/"]')].map(a => a.getAttribute("href"))`) {
				v.open(m)
				if found = js[bool](v, `!!document.querySelector('a[href*="/notices/"]')`); found {
					break
				}
			}
			if !found {
				t.Fatal("no matter behind the figure has a notice")
			}
			v.follow(`.papers a[href*="/notices/"]`)
			if !js[bool](v, `!!document.querySelector("[data-print]:not([hidden])")`) {
				t.Error("the notice cannot be printed")
			}
			pdf, err := chromedp.Run(v.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
			if err != nil {
				t.Fatal(err)
			}
			if n := len(pdfPage.FindAll(pdf, -1)); n != 1 || !bytes.HasPrefix(pdf, []byte("%PDF")) {
				t.Errorf("the notice takes %d pages, want one", n)
			}
		})
	}
}
