// Package kit is what the rooms of the web face share: a request with what every handler asks for (Call), the frame
// around a page and its navigation, routes, forms and what they brought, fields, cards of matters, histories, lists,
// charts, files, icons and the look (static/*.css).
//
// A page struct is a plain view model: what it holds is already allowed, already in the reader's language and never
// needs a lookup. Handlers ask the desk and the parts, and hold no rule of their own. The kit knows no part: a room
// asks for the value of the one it shows by its type.
//
// Invariants: every page works without JavaScript, carries no inline style or script (the Content-Security-Policy
// forbids them), and every template is checked against its page struct in a test.
package kit

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"

	"xiaohao/faces/gate"
	"xiaohao/platform/lang"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Page is something Render can show; every page struct embeds Frame.
type Page interface {
	Framed() *Frame
	Template() string // the name of its template
}

// Frame is what stands around every page.
type Frame struct {
	Status   int    // of the answer, 0 for 200
	Lang     string // lang.Zh or lang.En
	Title    string // of the window
	City     string
	Here     string // path and query of this page, for the language switch
	Refresh  int    // seconds after which a browser without script looks again; 0 for never
	Unlisted bool   // whoever has the address may read it: no search engine lists it
	Person   string // who is logged in, empty for residents
	Posts    string // what he is, in words: "岳屏镇 · 受理员"
	Admin    bool   // may administer
	Tabs     []Tab
	Groups   []Link // of the overview, for its pages
	Sections []Link // pages of the group that this one belongs to
	Warn     string // what should trouble whoever runs the city
	Flash    *Flash
	Unread   int // messages not looked at yet; 100 for as many or more
	Feeds    []Feed
	Places   []Tab // of the residents' side
	Large    bool
	Preview  *Preview
}

// Feed is a list that a reader of feeds may follow.
type Feed struct{ Title, URL, Type string }

// Preview is what a chat or a search engine shows of a page whose address somebody passes on. Only a page that
// everybody may read has one.
type Preview struct {
	Title string // of the page, without the program's and the city's name
	Text  string // one or two sentences
	URL   string // the page's one address, whole
	Image string // address of a picture, whole; empty for none
	Alt   string // what the picture shows
}

// Tab is one of the main places of the staff side.
type Tab struct {
	// work, lists, new, board, me, admin: names the label and the icon; of residents report, public, find
	Key     string
	URL     string
	Current bool
}

// Flash is what just happened, told once.
type Flash struct {
	Good bool
	Text string
	Link *Link
}

// Link is a place to go.
type Link struct {
	Label   string
	URL     string
	Current bool
}

// Framed gives what stands around the page.
func (f *Frame) Framed() *Frame { return f }

// parse makes the templates of the kit and of the rooms one set for a language.
func parse(language string, folders []fs.FS) *template.Template {
	set := template.New("").Funcs(functions(language))
	for _, f := range folders {
		template.Must(set.ParseFS(f, "templates/*.html"))
	}
	return set
}

// functions are what templates may call: t for sentences (key, then name and value in turn), icon for drawings, asset
// for static files.
func functions(language string) template.FuncMap {
	return template.FuncMap{
		"t": func(key string, args ...any) string {
			m := make(map[string]string, len(args)/2)
			for i := 0; i+1 < len(args); i += 2 {
				m[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
			}
			return lang.T(language, key, m)
		},
		"icon":  icon,
		"asset": Asset,
	}
}

// Render writes a page whole or not at all: a template that fails half-way leaves no torn page behind but a plain 500.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, p Page) {
	f := p.Framed()
	if _, ok := s.templates[f.Lang]; !ok {
		f.Lang = lang.Zh
	}
	var b bytes.Buffer
	if err := s.templates[f.Lang]().ExecuteTemplate(&b, p.Template(), p); err != nil {
		http.Error(w, lang.T(f.Lang, "fault.internal", nil), http.StatusInternalServerError)
		panic(fmt.Errorf("page %s: %w", p.Template(), err)) // a mistake in a template: the server's recovery logs it
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", f.Lang)
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Language, Cookie")
	if f.Status == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "5") // a form that is shown again
	}
	out := io.WriteCloser(plainly{w})
	if f.Preview != nil && f.Person == "" && r.Method != http.MethodHead {
		out = gate.Squeeze(w, r) // nothing in it is a secret, whose length would tell
	}
	if f.Status != 0 {
		w.WriteHeader(f.Status)
	}
	if r.Method != http.MethodHead {
		_, _ = b.WriteTo(out)
		_ = out.Close()
	}
}

// plainly closes nothing.
type plainly struct{ io.Writer }

func (plainly) Close() error { return nil }

// Failure is a page that could not be shown, and what to do instead.
type Failure struct {
	Frame
	Heading string
	Text    string
	Back    *Link
}

func (*Failure) Template() string { return "failure" }
