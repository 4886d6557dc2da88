package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/platform/lang"
)

// TestReportWithoutArea presses the button of the residents' form without an area, as somebody does who knows where
// he stands but not under whom: the field is shown with what to do, by mouse and by keyboard. His device's place then
// fills the area, the search for the same report names it, and the report goes.
func TestReportWithoutArea(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 360)
	v.open("/")
	v.fill("#report-text", "东风路口隔离护栏被撞倒两截")
	js[bool](v, `(window.asked = [], window.send = window.fetch, window.fetch = (to, how) => {
		window.asked.push(to + "?" + how?.body); return window.send(to, how) }, true)`)
	js[bool](v, `(document.querySelector("#form-report button.primary").click(), true)`)
	v.sees(lang.T(lang.Zh, "form.area_missing", nil))
	const county = `document.querySelector("#report-area").previousElementSibling`
	if !js[bool](v, county+`.checkVisibility() && document.activeElement === `+county) {
		t.Error("the select of counties is not in front of the visitor")
	}
	v.do(chromedp.KeyEvent(kb.Enter))
	if at := js[string](v, `location.pathname`); at != "/" {
		t.Errorf("a report without an area went to %s", at)
	}

	stand := func(lat, lng float64) {
		js[bool](v, fmt.Sprintf(`(navigator.geolocation.getCurrentPosition = ok => ok({coords: {latitude: %f, `+
			`longitude: %f, accuracy: 20}}), document.querySelector("[data-place] button").click(), true)`, lat, lng))
	}
	stand(30, 112.62) // in no boundary
	v.sees(lang.T(lang.Zh, "form.located_choose", nil))
	stand(26.95, 112.7) // in a county, in no known township
	v.await(`document.querySelector("#report-area").value === "430405000000"`)
	stand(26.88, 112.62)
	v.await(`document.querySelector("#report-area").value === "430405009000"`)
	v.sees(lang.T(lang.Zh, "form.located_area", nil))
	if said := v.text(); strings.Contains(said, lang.T(lang.Zh, "form.area_missing", nil)) {
		t.Error("what was missing is still asked for")
	}
	v.await(`window.asked.some(x => x.startsWith("/alike?") && x.includes("area=430405009000"))`)
	v.send("#form-report")
	v.await(`location.pathname.startsWith("/r/") || !!document.querySelector("[name=another]")`)
	if js[bool](v, `!location.pathname.startsWith("/r/")`) {
		v.send("#form-report")
	}
	v.await(`location.pathname.startsWith("/r/")`)
}
