package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"xiaohao/platform/lang"
)

// axe is the accessibility checker, from npm by the lock file.
func axe(t *testing.T) string {
	t.Helper()
	script, err := axeScript()
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("axe-core is not there and npm could not bring it: accessibility is not checked")
	}
	return script
}

var axeScript = sync.OnceValues(func() (string, error) {
	if err := fromNPM(); err != nil {
		return "", err
	}
	script, err := os.ReadFile(axePath)
	return string(script), err
})

const axePath = "node_modules/axe-core/axe.min.js"

// fromNPM brings what package.json names, unless it is there.
var fromNPM = sync.OnceValue(func() error {
	there := true
	for _, path := range []string{axePath, "node_modules/hyparquet/package.json"} {
		_, err := os.Stat(path)
		there = there && err == nil
	}
	if there {
		return nil
	}
	if out, err := exec.Command("npm", "ci", "--loglevel=error").CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return nil
})

// pagesOf are the pages that somebody with a login sees.
func pagesOf(v *visitor, login string) []string {
	if login == "" {
		return []string{"/", "/find", "/login", "/nowhere"}
	}
	v.login(login)
	switch login {
	case "admin":
		return []string{"/imports?kind=people", "/imports?kind=matters", sentList(v), "/admin/areas", "/admin/units",
			"/admin/people", "/admin/nobody", "/admin/keys", "/admin/forget",
			"/admin/policy", "/admin/health", "/admin/delivery", hookOf(v), "/admin/opendata", "/me", "/standard",
			"/standard/items/F01",
			"/standard/diff", "/standard/coverage", "/standard/upload"}
	case "dispatcher":
		v.open("/lists/problem?state=struck_off")
		struck := js[string](v, `new URL(document.querySelector('a[href^="/matters/"]').href).pathname`)
		v.open("/lists/problem?state=in_hand")
		inHand := js[string](v, `new URL(document.querySelector('a[href^="/matters/"]').href).pathname`)
		help := firstOf(v, "/help", "/help/1")
		return []string{"/work", "/lists/problem", "/lists/task", "/lists/responsibility", "/new", struck, inHand,
			noticeOf(v, inHand), "/notices", "/duplicates", "/board", "/me", "/help", "/help/new", help,
			help + "/sheet", "/help/figures", "/help/press", "/cases"}
	case "supervisor":
		v.open("/campaigns")
		all := js[[]string](v,
			`[...document.querySelectorAll('.figures a[href^="/campaigns/"]')].map(a => a.getAttribute("href"))`)
		last := all[len(all)-1] // the oldest is over
		return append([]string{"/recurring", "/recurring?list=root", "/trends", "/campaigns", "/campaigns/new", all[0],
			last, last + "/report", "/topics", "/rounds", "/inbox", "/rota"}, append(givenOut(v), lookedAfter(v)...)...)
	case "community":
		v.open("/campaigns")
		return []string{"/campaigns", js[string](v,
			`document.querySelector('.figures a[href^="/campaigns/"]').getAttribute("href")`), "/inbox", "/notices",
			"/chief"}
	}
	return []string{"/work", "/board", "/score", "/score/areas/430405000000",
		"/score/areas/430405000000/on_time", "/seals"}
}

// givenOut are the pages of an activity that runs: its books, a team with its big buttons, tickets, who signed up, and
// what everybody reads.
func givenOut(v *visitor) []string {
	v.open("/outreach")
	at := js[string](v, `document.querySelector('.figures a[href^="/outreach/"]').getAttribute("href")`)
	return []string{"/outreach", "/outreach/new", at, at + "/teams/1", at + "/account", at + "/tickets?item=1",
		at + "/volunteers", "/public/outreach", "/public" + at}
}

// lookedAfter are the pages of areas with chiefs, of patrols and patches, and of surveys of use.
func lookedAfter(v *visitor) []string {
	patrol, patch, tally := firstOf(v, "/patrols", "/patrols/1"), firstOf(v, "/patches", "/patches/1"),
		firstOf(v, "/tallies", "/tallies/1")
	v.open("/chiefs")
	post := js[string](v, `[...document.querySelectorAll('.figures a[href^="/chiefs/"]')].map(`+
		`a => a.getAttribute("href")).find(a => /^.chiefs.[0-9]+$/.test(a))`)
	at := "430405009000"
	return []string{"/chiefs", "/chiefs/new", post, "/chiefs/areas/" + at, "/chiefs/areas/" + at + "/sign",
		"/public/chiefs/" + at, "/patrols", patrol, "/patches", patch, "/tallies", "/tallies/new", tally,
		tally + "/form"}
}

// firstOf is the first thing that a list leads to whose address begins so.
func firstOf(v *visitor, list, prefix string) string {
	v.open(list)
	return js[string](v, fmt.Sprintf(`document.querySelector('main a[href^="%s"]').getAttribute("href")`, prefix))
}

// hookOf makes a channel to a program inside the own network, which is refused, sends a test, and gives the page that
// says what came of it.
func hookOf(v *visitor) string {
	v.t.Helper()
	name := "hook-" + js[string](v, `document.documentElement.lang`)
	v.open("/admin/delivery")
	v.fill("#channel-0-kind", "webhook")
	v.fill("#channel-0-name", name)
	v.fill("#channel-0-url", "https://127.0.0.1:9/hook")
	v.send("#form-channel-0")
	page := js[string](v, `[...document.querySelectorAll('a[href^="/admin/delivery/"]')].find(a => a.innerText === "`+
		name+`").getAttribute("href")`)
	v.open(page)
	v.send(`form[action="` + page + `/try"]`)
	v.await(`document.querySelectorAll("main .cards > li").length >= 1`)
	return page
}

// sentList sends a list of people with a change, somebody new and a row that is wrong, and gives the page that says
// what it would do.
func sentList(v *visitor) string {
	v.t.Helper()
	file := filepath.Join(v.t.TempDir(), "people.csv")
	list := "登录名,姓名,岗位,区划\nclerk,换了名字的经办人,,\nnobody1,新来的人,核查员,430405000000\nnobody2,某某,没有这个岗位,430405000000\n"
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.open("/imports?kind=people")
	v.do(chromedp.SetUploadFiles("#send-file", []string{file}))
	js[bool](v, `(document.querySelector("#form-send input[name=skip-bad]").checked = true)`)
	v.send("#form-send")
	v.await(`/^.imports.\w+$/.test(location.pathname) && !document.querySelector("[data-live]")`)
	return js[string](v, `location.pathname`)
}

// violation is what axe finds.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// TestAccessible looks at every page on a phone and at a desk, in both languages: nothing serious for axe (in a
// short run in one of them), nothing wider than the screen, nothing that the security policy forbids.
func TestAccessible(t *testing.T) {
	t.Parallel()
	script := axe(t)
	for _, l := range lang.All() {
		for _, login := range []string{"", "dispatcher", "clerk", "admin", "supervisor", "community"} {
			t.Run(l+" "+login, func(t *testing.T) {
				t.Parallel()
				v := visit(t, l, 1280)
				for _, page := range pagesOf(v, login) {
					for _, width := range []int64{360, 1280} {
						v.do(chromedp.EmulateViewport(width, 800))
						v.open(page)
						look(v, inOneLanguage(script, l), fmt.Sprintf("%s at %d px", page, width))
					}
				}
			})
		}
	}
}

// inOneLanguage lets axe look at the pages of one language in a short run: other words change how wide a page is, not
// how it is made.
func inOneLanguage(script, l string) string {
	if l != lang.Zh && !whole() {
		return ""
	}
	return script
}

// unseenButDemanded are the fields that a browser refuses to send a form without and that nobody can see once the
// form's button is seen. A form is read with the folds around it open.
const unseenButDemanded = `[...document.querySelectorAll("input, select, textarea")].filter(e => {
	if (!e.willValidate || !e.required) return false;
	for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) if (!d.open) return false;
	return !e.checkVisibility() || e.getBoundingClientRect().width < 2;
}).map(e => (e.form?.getAttribute("id") || "") + " " + e.name)`

// look wants a page that is no wider than the screen, whose forms can be sent, and nothing serious for axe where its
// script is given.
func look(v *visitor, script, where string) {
	v.t.Helper()
	if over := js[float64](v, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		v.t.Errorf("%s: %v px wider than the screen", where, over)
	}
	if dead := js[[]string](v, unseenButDemanded); len(dead) > 0 {
		v.t.Errorf("%s: these must be filled in and are not seen, so that the form's button does nothing: %q", where,
			dead)
	}
	if script == "" {
		return
	}
	js[bool](v, script+"; true")
	raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"]})
		.then(r => JSON.stringify(r.violations.map(
		x => ({ID: x.id, Impact: x.impact, Help: x.help, Nodes: x.nodes.slice(0, 2).map(n => ({HTML: n.html}))}))))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("%s: axe: %v", where, err)
	}
	var found []violation
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		v.t.Fatal(err)
	}
	for _, f := range found {
		if f.Impact == "serious" || f.Impact == "critical" {
			v.t.Errorf("%s: %s (%s): %s %s", where, f.ID, f.Impact, f.Help, f.Nodes)
		}
	}
}

// noticeOf is the address of the paper that a matter was assigned with: the oldest. The ladder may have sent others
// since.
func noticeOf(v *visitor, m string) string {
	v.open(m)
	return js[string](v, `[...document.querySelectorAll('a[href*="/notices/"]')].map(a => new `+
		`URL(a.href).pathname).sort((a, b) => a.split('/').pop() - b.split('/').pop())[0]`)
}

var pdfPage = regexp.MustCompile(`/Type\s*/Page[^s]`)

// TestPrint prints a 交办单 on A4: one page.
func TestPrint(t *testing.T) {
	t.Parallel()
	v := visit(t, lang.Zh, 1280)
	v.login("clerk")
	v.open("/lists/problem?state=in_hand")
	v.open(noticeOf(v, js[string](v, `new URL(document.querySelector('a[href^="/matters/"]').href).pathname`)))
	v.sees("交办单")
	pdf, err := chromedp.Run(v.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(pdfPage.FindAll(pdf, -1)); n != 1 || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("the notice takes %d pages, want one", n)
	}
}
