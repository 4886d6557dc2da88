package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// drag presses at a point, goes to another one and lets go.
func (v *visitor) drag(x, y, toX, toY float64) {
	v.t.Helper()
	for _, s := range []struct {
		kind input.DispatchMouseEventType
		x, y float64
	}{{input.DispatchMouseEventTypeMousePressed, x, y}, {input.DispatchMouseEventTypeMouseMoved, (x + toX) / 2, y},
		{input.DispatchMouseEventTypeMouseMoved, toX, toY}, {input.DispatchMouseEventTypeMouseReleased, toX, toY}} {
		if _, err := chromedp.Call(v.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: s.kind, X: s.x,
			Y: s.y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1}); err != nil {
			v.t.Fatal(err)
		}
	}
}

// TestBoxesOnAPhoto draws a box by mouse and another one by keyboard alone on a photo of a struck off matter, looks at
// the copy before anything is sent, and sends the draft.
func TestBoxesOnAPhoto(t *testing.T) {
	t.Parallel()
	v := visit(t, "zh-CN", 360)
	v.login("city")
	v.open("/releases")
	v.sees("可以公开的成效")
	v.picture("releases-360")
	v.follow(`img.thumb + a[href$="/release"]`)
	v.await(`!!document.querySelector("[data-tools]:not([hidden])")`)
	v.do(chromedp.ScrollIntoView(".canvas"))
	v.await(`document.querySelector(".canvas img").complete`)
	at := js[[]float64](v, `(() => { const c = document.querySelector(".canvas"); c.scrollIntoView({block: "center"});
		const r = c.getBoundingClientRect(); return [r.left, r.top, r.width, r.height] })()`)
	v.drag(at[0]+at[2]*.1, at[1]+at[3]*.2, at[0]+at[2]*.5, at[1]+at[3]*.6)
	field := func() string { return js[string](v, `document.querySelector("[name^=boxes-]").value`) }
	var x, y, w, h int
	if n, _ := fmt.Sscanf(field(), "%d,%d,%d,%d", &x, &y, &w, &h); n != 4 || x < 80 || x > 120 || w < 380 || w > 420 {
		t.Fatalf("the mouse drew %q", field())
	}
	js[bool](v, `(document.querySelector("[data-add]").focus(), true)`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.await(`document.querySelectorAll(".canvas .box").length === 2`)
	v.do(chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowDown),
		chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift)))
	v.await(`document.querySelector("[name^=boxes-]").value.endsWith("; 390,410,210,200")`)
	js[bool](v, `(document.querySelector("[data-add]").focus(), true)`)
	v.do(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Delete))
	v.await(`document.querySelectorAll(".canvas .box").length === 2`)
	v.picture("release-boxes-360")
	js[bool](v, `(document.querySelector("#form-draft [formaction]").click(), true)`)
	v.sees("还没有提交")
	v.await(`[...document.querySelectorAll("#would img")].length === 1`)
	v.do(chromedp.ScrollIntoView("#would img"))
	v.await(`document.querySelector("#would img").naturalWidth > 0`)
	v.picture("release-preview-360")
	if got := field(); got != fmt.Sprintf("%d,%d,%d,%d; 390,410,210,200", x, y, w, h) {
		t.Errorf("after the look the boxes are %q", got)
	}
	v.send("#form-draft")
	v.sees("公开稿已拟好")
	v.picture("release-waits-360")
}
