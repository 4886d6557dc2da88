package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// TestScreenshots takes the pictures of the README into the folder that XIAOHAO_SCREENSHOTS names.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("XIAOHAO_SCREENSHOTS")
	if dir == "" {
		return // pictures are made on demand; nothing is checked here
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", "..", dir) // as somebody names it who stands at the root
	}
	for _, l := range lang.All() {
		v := visit(t, l, 360)
		report(t, v, "人行道地砖松动，下雨天踩上去溅一身水。")
		v.shoot(dir, l+"-phone-receipt")
		v.open("/")
		v.shoot(dir, l+"-phone-report")
		v.login("clerk")
		v.shoot(dir, l+"-phone-work")
		v.do(chromedp.EmulateViewport(1280, 800))
		v.open("/lists/problem?state=in_hand,fixed,assigned")
		v.shoot(dir, l+"-desk-list")
		v.open("/lists/problem?state=struck_off&sort=new")
		for _, m := range js[[]string](v, `[...new Set([...document.querySelectorAll('a[href^="/matters/"]')]
			.map(a => new URL(a.href).pathname))]`) {
			if v.open(m); js[int](v, `document.querySelectorAll("figure img").length`) > 1 {
				break // one that shows how it was before and after
			}
		}
		v.shoot(dir, l+"-desk-matter")
		w := visit(t, l, 1280)
		w.login("leader")
		w.open("/board")
		w.shoot(dir, l+"-desk-board")
		w.open("/score/areas/430405000000")
		w.shoot(dir, l+"-desk-score")
		w.open("/notices")
		w.follow(`.papers a[href*="/notices/"]`)
		w.shoot(dir, l+"-desk-notice")
		w.do(chromedp.EmulateViewport(1280, 720))
		w.open("/room")
		w.shoot(dir, l+"-room")
	}
}

// shoot saves what is on the screen.
func (v *visitor) shoot(dir, name string) {
	v.t.Helper()
	v.await(`[...document.images].every(i => i.complete || i.loading === "lazy")`)
	raw, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), raw, 0o644); err != nil {
		v.t.Fatal(err)
	}
}
