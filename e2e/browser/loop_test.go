package browser

import (
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// TestLoop goes from a report to a strike-off by hand: a resident, a dispatcher, a clerk and a verifier, each with a
// browser of his own.
func TestLoop(t *testing.T) {
	t.Parallel()
	for _, l := range lang.All() {
		t.Run(l, func(t *testing.T) {
			t.Parallel()
			loop(t, l)
		})
	}
}

func loop(t *testing.T, l string) {
	say := func(key string) string { return lang.T(l, key, nil) }
	resident := visit(t, l, 360)
	code := report(t, resident, "井盖松动，车过就响，编号"+l)
	resident.sees(say("state.reported"))

	dispatcher := visit(t, l, 1280)
	dispatcher.login("dispatcher")
	dispatcher.open("/lists/all?q=" + "编号" + l)
	dispatcher.await(`!!document.querySelector('a[href^="/matters/"]')`)
	matter := js[string](dispatcher, `new URL(document.querySelector('a[href^="/matters/"]').href).pathname`)
	dispatcher.open(matter)
	dispatcher.fill("#list-category", "road.manhole")
	dispatcher.send("#form-list")
	dispatcher.sees(say("state.listed"))
	dispatcher.fill("#assign-lead", "广东路街道办事处 · t430405009")
	dispatcher.send("#form-assign")
	dispatcher.sees(say("state.assigned"))

	clerk := visit(t, l, 360)
	clerk.login("clerk")
	clerk.open(matter)
	clerk.send("#form-sign")
	clerk.sees(say("state.in_hand"))
	clerk.fill("#fix-note", "已更换井盖并加固")
	js[bool](clerk, `(document.querySelector("#fix-photos").required = false, true)`)
	clerk.send("#form-fix")
	clerk.sees(lang.T(l, "fault.photos_missing", map[string]string{"n": "1"}))
	if got := js[string](clerk, `document.querySelector("#fix-note").value`); got != "已更换井盖并加固" {
		t.Errorf("what the clerk typed is gone: %q", got)
	}
	clerk.do(chromedp.SetUploadFiles("#fix-photos", []string{photoFile}))
	clerk.send("#form-fix")
	clerk.sees(say("state.fixed"))
	if js[bool](clerk, `!!document.querySelector("#form-strike_off")`) {
		t.Error("who fixed it is offered to strike it off")
	}

	verifier := visit(t, l, 360)
	verifier.login("verifier")
	verifier.open(matter)
	// pictures further down load when they come into sight; before and after must both be there
	js[int](verifier, `[...document.images].map(i => i.loading = "eager").length`)
	verifier.await(`[...document.images].filter(i => i.src.includes("/photos/") && i.complete && ` +
		`i.naturalWidth > 0).length >= 2`)
	verifier.fill("#strike_off-note", "现场核查，确已修好")
	verifier.send("#form-strike_off")
	verifier.sees(say("state.struck_off"))

	resident.open("/r/" + code)
	resident.sees(say("state.struck_off"))
	js[bool](resident, `(document.querySelector("#form-rate input[name=fixed]").click(), true)`)
	resident.send("#form-rate")
	verifier.open(matter)
	verifier.sees(say("event.matter.rated"))
}

// report reports as a resident on a phone, counting his taps, and gives the receipt code.
func report(t *testing.T, v *visitor, text string) string {
	v.open("/")
	v.fill("#report-text", text)
	v.do(chromedp.SetUploadFiles("#report-photos", []string{photoFile}))
	// the long list is two short ones where scripts run: the county, then the township
	if !js[bool](v, `(() => { const s = document.querySelector("#report-area").previousElementSibling;
		const o = [...s.options].find(o => o.text === "珠晖区");
		s.value = o.value; s.dispatchEvent(new Event("change", {bubbles: true}));
		return !document.querySelector("#report-area").hidden })()`) {
		t.Fatal("no township can be chosen after the county")
	}
	v.fill("#report-area", "430405009000")
	taps := 2
	v.fill("#report-place", "市场东门")
	taps++
	v.send("#form-report")
	v.await(`location.pathname.startsWith("/r/") || !!document.querySelector("[name=another]")`)
	if js[bool](v, `!location.pathname.startsWith("/r/")`) { // something like it was reported: it is none of those
		v.send("#form-report")
		taps++
		v.await(`location.pathname.startsWith("/r/")`)
	}
	if taps > 4 {
		t.Errorf("%d taps to report, want at most 4", taps)
	}
	return js[string](v, `location.pathname.slice(3)`)
}

// TestWithoutScript reports from a browser that runs no script.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 360)
	v.open("/")
	if js[string](v, `document.querySelector("#form-report [name=id]").value`) == "" {
		t.Error("the form carries no command id of its own: a double press would make two")
	}
	got := js[int](v, `(async () => { const f = new FormData();
		f.set("id", document.querySelector("#form-report [name=id]").value); f.set("text", "没有脚本也能报");
		f.set("area", "430405009000"); const r = await fetch("/report", {method: "POST", body: f});
		const s = await fetch("/report", {method: "POST", body: f});
		return r.url === s.url && r.ok ? 1 : 0 })()`, chromedp.EvalAwaitPromise)
	if got != 1 {
		t.Error("a plain form posted twice does not lead to one receipt")
	}
}
