package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/platform/lang"
	"xiaohao/tools/demo"
)

// typist is somebody with a keyboard and no mouse, in a window of his own. Whatever he does in a page he does by raw
// key events; scripts only look at the page.
type typist struct {
	*visitor
	city  string // address of the city he works in
	login string // "" for nobody
}

// mostTabs is how far somebody goes by Tab before he says that it cannot be reached.
const mostTabs = 400

// sitDown opens a window for somebody whom the city does not know yet.
func sitDown(t *testing.T, city string) *typist {
	t.Helper()
	k := &typist{&visitor{t, window(t, lang.Zh, 20*time.Minute)}, city, ""}
	k.do(chromedp.EmulateViewport(1280, 800))
	if _, err := chromedp.Call(k.ctx, emulation.SetFocusEmulationEnabled,
		emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	// what a page asks once more is answered with Enter, which a window without a screen has no place for
	err := chromedp.Listen(k.ctx, func(ev any) {
		if _, asks := ev.(*page.EventJavascriptDialogOpening); asks {
			yes := page.HandleJavaScriptDialogParams{Accept: true}
			go func() { _, _ = chromedp.Call(k.ctx, page.HandleJavaScriptDialog, yes) }()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// atKeyboard opens a window in a city and logs in, by keyboard. Everybody in the cities of tests has demo.Password.
func atKeyboard(t *testing.T, city, login string) *typist {
	t.Helper()
	k := sitDown(t, city)
	k.login = login
	k.open("/work")
	return k
}

// open goes to a page by its address, as somebody does who follows a notification. Where the city asks him to log in,
// for the first time or after a while, he does, and is led on to the page.
func (k *typist) open(path string) {
	k.t.Helper()
	k.do(chromedp.Navigate(k.city + path))
	if k.login == "" || !js[bool](k.visitor, `location.pathname === "/login"`) {
		return
	}
	k.types(`input[name=login]`, k.login)
	k.types(`input[name=password]`, demo.Password)
	k.enter()
	if got := k.path(); got != path {
		k.t.Fatalf("%s wanted %s and was led to %s:\n%s", k.login, path, got, k.text())
	}
}

// path is where he is, with what stands behind the question mark.
func (k *typist) path() string {
	k.t.Helper()
	return js[string](k.visitor, `location.pathname + location.search`)
}

// press presses keys one after another: letters and digits, or those of package kb.
func (k *typist) press(keys ...string) {
	k.t.Helper()
	for _, r := range strings.Join(keys, "") {
		k.stroke(r, 0)
	}
}

// back presses Tab with Shift.
func (k *typist) back() {
	k.t.Helper()
	k.stroke('\t', chromedp.ModifierShift)
}

// stroke is a key that goes down and up again. What it types comes with its going down, as from a real keyboard: a page
// that takes the key for itself keeps it from typing.
func (k *typist) stroke(r rune, with chromedp.Modifier) {
	k.t.Helper()
	events := kb.Encode(r)
	down, up := events[0], events[len(events)-1]
	if len(events) == 3 {
		down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
	}
	for _, e := range []*input.DispatchKeyEventParams{down, up} {
		e.Modifiers |= int64(with)
		if _, err := chromedp.Call(k.ctx, input.DispatchKeyEvent, *e); err != nil {
			k.t.Fatal(err)
		}
	}
}

// words puts words in where the focus is: what a keyboard has goes key by key, other letters as an input method hands
// them over, a long text as it is pasted.
func (k *typist) words(s string) {
	k.t.Helper()
	if len(s) <= 40 && strings.IndexFunc(s, func(r rune) bool { return r > 126 }) < 0 {
		k.press(s)
		return
	}
	if _, err := chromedp.Call(k.ctx, input.InsertText, input.InsertTextParams{Text: s}); err != nil {
		k.t.Fatal(err)
	}
}

// whereJS says how an element is to be reached from where the focus is: here, on, back, shut behind a fold, or gone.
const whereJS = `((s) => { const e = document.querySelector(s), a = document.activeElement;
	if (!e) return "gone";
	if (e === a) return "here";
	let shut = null;
	for (let d = e.closest("details"); d; d = d.parentElement.closest("details"))
		if (!d.open && !d.querySelector(":scope > summary").contains(e)) shut = d;
	if (shut) {
		for (const m of document.querySelectorAll("[data-fold]")) m.removeAttribute("data-fold");
		shut.querySelector(":scope > summary").setAttribute("data-fold", "");
		return "shut";
	}
	return a && a !== document.body && a.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING ? "back" : "on";
	})(%q)`

// to moves the focus to an element by Tab, unfolding what hides it, and fails where the keyboard does not lead there.
func (k *typist) to(selector string) {
	k.t.Helper()
	k.skip(selector)
	for range mostTabs {
		switch where := js[string](k.visitor, fmt.Sprintf(whereJS, selector)); where {
		case "here":
			return
		case "gone":
			k.t.Fatalf("no %s on %s:\n%s", selector, k.path(), k.text())
		case "shut":
			k.to("[data-fold]")
			k.press(kb.Enter)
			k.await(`document.querySelector("[data-fold]").parentElement.open`)
		case "back":
			k.back()
		default:
			k.press(kb.Tab)
		}
	}
	k.t.Fatalf("%s is not reached by Tab on %s; the focus is on %s", selector, k.path(),
		js[string](k.visitor, `document.activeElement.outerHTML.slice(0, 200)`))
}

// skip takes the link past the head of a page that was just opened, to what is further down.
func (k *typist) skip(selector string) {
	k.t.Helper()
	if !js[bool](k.visitor, fmt.Sprintf(`document.activeElement === document.body && `+
		`!!document.querySelector("a.skip") && !!document.querySelector(%q)?.closest("main")`, selector)) {
		return
	}
	k.press(kb.Tab)
	if js[bool](k.visitor, `document.activeElement.matches("a.skip")`) {
		k.press(kb.Enter)
		k.await(`document.activeElement.matches("main")`)
	}
}

// clear empties the field that has the focus.
func (k *typist) clear() {
	k.t.Helper()
	for _, kind := range []input.DispatchKeyEventType{kb.KeyDown, kb.KeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Key: "a", Code: "KeyA", WindowsVirtualKeyCode: 65,
			Modifiers: int64(chromedp.ModifierCtrl)}
		if kind == kb.KeyDown {
			p.Commands = []string{"selectAll"}
		}
		if _, err := chromedp.Call(k.ctx, input.DispatchKeyEvent, p); err != nil {
			k.t.Fatal(err)
		}
	}
	k.press(kb.Delete)
}

// types goes to a field and types into it, instead of what stood there.
func (k *typist) types(selector, s string) {
	k.t.Helper()
	k.to(selector)
	k.typesHere(s)
}

// typesHere types into the field that has the focus, instead of what stood there.
func (k *typist) typesHere(s string) {
	k.t.Helper()
	if js[bool](k.visitor, `document.activeElement.value !== ""`) {
		k.clear()
	}
	k.words(s)
	if got := js[string](k.visitor, `document.activeElement.value`); got != s {
		k.t.Fatalf("the field %s holds %q, typed was %q", js[string](k.visitor, `document.activeElement.name`), got, s)
	}
}

// day types a day, as 2026-09-30, into the date field that has the focus, part by part. Which part stands first is the
// browser's matter.
func (k *typist) day(s string) {
	k.t.Helper()
	js[bool](k.visitor, `(() => { window.dayField = document.activeElement; return true })()`)
	here := `document.activeElement === window.dayField`
	part := strings.Split(s, "-")
	got := ""
	for _, order := range [][]int{{1, 2, 0}, {0, 1, 2}} {
		for range 5 { // out of it and in again, to its first part
			if k.back(); !js[bool](k.visitor, here) {
				break
			}
		}
		if k.press(kb.Tab); !js[bool](k.visitor, here) {
			k.t.Fatal("a field of a day is not reached by Tab from what stands before it")
		}
		for i, at := range order {
			k.press(part[at])
			if at == 0 && i == 0 {
				k.press(kb.ArrowRight) // a year may have more digits
			}
		}
		if got = js[string](k.visitor, `document.activeElement.value`); got == s {
			return
		}
	}
	k.t.Fatalf("the field of a day holds %q, typed was %q", got, s)
}

// choose goes to a list of options and moves by arrow to the one with a value; a list in two steps (county, township)
// is two lists with a choice each.
func (k *typist) choose(selector, value string) {
	k.t.Helper()
	k.to(selector)
	k.chooseHere(value)
}

// chooseHere moves by arrow to an option of the list that has the focus.
func (k *typist) chooseHere(value string) {
	k.t.Helper()
	by := js[int](k.visitor, fmt.Sprintf(`(() => { const e = document.activeElement;
		const at = [...e.options].findIndex(o => o.value === %q); return at < 0 ? 9999 : at - e.selectedIndex })()`,
		value))
	if by == 9999 {
		k.t.Fatalf("no option %q: %s", value, js[string](k.visitor,
			`[...document.activeElement.options].map(o => o.value + " " + o.label).join("; ")`))
	}
	key := kb.ArrowDown
	if by < 0 {
		key, by = kb.ArrowUp, -by
	}
	k.press(strings.Repeat(key, by))
	if got := js[string](k.visitor, `document.activeElement.value`); got != value {
		k.t.Fatalf("the arrows lead to %q, wanted was %q", got, value)
	}
}

// tick ticks a box, or unticks it.
func (k *typist) tick(selector string) {
	k.t.Helper()
	k.to(selector)
	k.press(" ")
}

// leaves does something and waits for the page after it. The script of a page has run by then.
func (k *typist) leaves(do func()) {
	k.t.Helper()
	before := js[float64](k.visitor, `performance.timeOrigin`)
	do()
	k.await(fmt.Sprintf(`performance.timeOrigin !== %f && document.readyState === "complete"`, before))
}

// enter presses Enter where the focus is and waits for the page after it.
func (k *typist) enter() {
	k.t.Helper()
	k.leaves(func() { k.press(kb.Enter) })
}

// key presses one of the page's own keys and waits for the page after it.
func (k *typist) key(one string) {
	k.t.Helper()
	k.leaves(func() { k.press(one) })
}

// follow goes to a link by Tab and opens it by Enter.
func (k *typist) follow(selector string) {
	k.t.Helper()
	k.to(selector)
	k.enter()
}

// send goes to a form's own button, or to one within it, and presses Enter; the page after it is waited for.
func (k *typist) send(form string) {
	k.t.Helper()
	k.to(buttonOf(form))
	k.enter()
}

func buttonOf(form string) string { return form + ` button:not([type=button]):not([formaction])` }

// formLike is the form whose id begins so; the rest of it is a number.
func (k *typist) formLike(begin string) string {
	k.t.Helper()
	return "#" + js[string](k.visitor, fmt.Sprintf(`document.querySelector("form[id^='%s']")?.getAttribute("id") || %q`,
		begin, begin))
}

// held presses a form's button, wants the browser to keep the form for a field that is missing, and to go there.
func (k *typist) held(form, field string) {
	k.t.Helper()
	k.to(buttonOf(form))
	k.press(kb.Enter)
	k.await(fmt.Sprintf(`document.activeElement === document.querySelector(%q) && `+
		`document.activeElement.validationMessage !== ""`, form+" "+field))
}

// told wants a page that says a fault in words, at the form or at its head.
func (k *typist) told(fault string, args ...string) {
	k.t.Helper()
	want := zh("fault."+fault, args...)
	if said := js[string](k.visitor, `[...document.querySelectorAll("[role=alert], .flash, .wrong-text, main")]`+
		`.map(e => e.innerText).join("\n")`); !strings.Contains(said, want) {
		k.t.Fatalf("%s does not say %q:\n%s", k.path(), want, said)
	}
}

// lacks wants none of something on the page.
func (k *typist) lacks(selector, what string) {
	k.t.Helper()
	if js[bool](k.visitor, fmt.Sprintf(`!!document.querySelector(%q)`, selector)) {
		k.t.Fatalf("%s: %s\n%s", k.path(), what, k.text())
	}
}

// TestTypist is the typist himself on a page with every kind of field.
func TestTypist(t *testing.T) {
	t.Parallel()
	const form = `<!doctype html><html lang=zh-CN><meta charset=utf-8><body><a href="/?away">away</a>
<form id=f method=get action="/"><input name=line value=was required><input type=date name=day>
<select name=one><option value=""><option value=a>a<option value=b>b</select>
<details><summary>more</summary><details><summary>still more</summary><textarea name=text></textarea>
</details></details>
<input type=checkbox name=box value=1><button type=button>none</button><button>send</button></form>
<script>document.querySelector("#f").addEventListener("submit", (e) => { if (!confirm("?")) e.preventDefault() });
document.addEventListener("keydown", (e) => { if (e.key === "#") e.preventDefault() })</script>`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, form)
	}))
	defer s.Close()
	k := sitDown(t, s.URL)
	k.open("/")
	k.to("[name=line]")
	k.clear()
	k.held("#f", "[name=line]")
	k.types("[name=line]", "井盖 no. 7")
	k.press("#") // the page keeps it for itself
	k.to("[name=day]")
	k.day("2026-09-30")
	k.tick("[name=box]")
	k.choose("[name=one]", "b")
	k.choose("[name=one]", "a")
	k.types("[name=text]", "第一行\n第二行")
	k.send("#f")
	want := url.Values{"line": {"井盖 no. 7"}, "day": {"2026-09-30"}, "one": {"a"}, "text": {"第一行\r\n第二行"},
		"box": {"1"}}
	_, query, _ := strings.Cut(k.path(), "?")
	if have, err := url.ParseQuery(query); err != nil || have.Encode() != want.Encode() {
		t.Errorf("sent was %v", have)
	}
	k.follow("a")
	if k.path() != "/?away" {
		t.Errorf("the link led to %s", k.path())
	}
}
