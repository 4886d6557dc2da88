package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// call is one request with what every handler asks for.
type call struct {
	*Web
	w   http.ResponseWriter
	r   *http.Request
	ctx context.Context
	who gate.Who
	l   string
	now int64 // µs
	org *org.Org
}

// adapt is the one place where errors and panics become pages.
func (s *Web) adapt(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{Web: s, w: w, r: r, ctx: r.Context(), who: gate.From(r), now: s.desk.Now(), org: s.desk.Org()}
		if c.l = c.who.Lang; c.l == "" {
			c.l = lang.Zh
		}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			s.gate.Log.ErrorContext(c.ctx, "panic", "route", rt.pattern, "panic", p, "stack", string(debug.Stack()))
			c.failure(fault.New(fault.Internal, "internal"))
		}()
		if err := c.admit(rt.access); err != nil {
			c.fail(rt.pattern, err)
			return
		}
		if err := rt.do(c); err != nil {
			c.fail(rt.pattern, err)
		}
	})
}

// errSent says that the answer was written already.
var errSent = errors.New("answered")

// admit lets in whom the route is for; others are shown the way.
func (c *call) admit(a access) error {
	switch {
	case a == anyone:
		return nil
	case !c.who.Staff():
		if c.r.Method == http.MethodGet {
			c.to("/login?next=" + url.QueryEscape(c.r.URL.RequestURI()))
			return errSent
		}
		return fault.New(fault.Login, "login_needed")
	case a == staff && c.who.MustChange:
		c.to("/password")
		return errSent
	}
	return nil
}

// fail answers with what went wrong. Our own mistakes go to the log, by route, so that no receipt code or text gets
// there.
func (c *call) fail(route string, err error) {
	if errors.Is(err, errSent) {
		return
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		c.gate.Log.ErrorContext(c.ctx, "page", "route", route, "error", err.Error())
	}
	if f.Kind == fault.Limited || f.Kind == fault.Busy {
		c.w.Header().Set("Retry-After", f.RetryAfter())
	}
	c.failure(f)
}

func (c *call) failure(f *fault.Error) {
	p := &Failure{Frame: c.frame("", ""), Heading: c.t("failure.heading"), Text: lang.Error(c.l, f)}
	p.Status = f.Kind.Status()
	if f.Kind == fault.Missing {
		p.Heading = c.t("failure.missing")
	}
	p.Title, p.Flash = p.Heading, nil
	p.Back = &Link{Label: c.t("failure.home"), URL: "/"}
	switch {
	case f.Kind == fault.Login:
		p.Back = &Link{Label: c.t("page.staff"), URL: "/login"}
	case c.who.Staff():
		p.Back = &Link{Label: c.t("tab.work"), URL: "/work"}
	}
	Render(c.w, c.r, p)
}

// t is a sentence in the reader's language; args are name and value in turn.
func (c *call) t(key string, args ...string) string {
	var m map[string]string
	if len(args) > 0 {
		m = make(map[string]string, len(args)/2)
	}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(c.l, key, m)
}

func (c *call) render(p Page) error {
	Render(c.w, c.r, p)
	return nil
}

// to sends the browser on; after a POST it fetches the page there, so that reloading repeats nothing.
func (c *call) to(path string) { http.Redirect(c.w, c.r, path, http.StatusSeeOther) }

// once is a fresh command id for a form.
func (c *call) once() string {
	id, err := ledger.NewID(c.now, rand.Reader)
	if err != nil {
		panic(err)
	}
	return id.String()
}

// frame is what stands around a page; tab is the place of the staff side that it belongs to.
func (c *call) frame(tab, title string) Frame {
	f := Frame{Lang: c.l, Title: title, City: c.city(), Here: c.r.URL.RequestURI()}
	if c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		f.Here = "/"
	}
	f.Flash = c.takeFlash()
	if !c.who.Staff() {
		return f
	}
	f.Person, f.Posts, f.Admin = c.who.Name, strings.Join(c.posts(c.who.Posts), "；"), c.org.Administers(c.who.Caller)
	if c.who.MustChange {
		return f
	}
	f.Unread, _ = c.all.Notify.Unread(c.ctx, c.who.Caller) // a page is worth more than its bell
	for _, x := range [][2]string{{"work", "/work"}, {"lists", "/lists/problem?open=1"}, {"new", "/new"},
		{"board", "/board"}, {"me", "/me"}, {"admin", "/admin/areas"}} {
		if x[0] == "admin" && !f.Admin {
			continue
		}
		if x[0] == "board" {
			x[1] = c.groupsFor()[0].pages[0].url
		}
		f.Tabs = append(f.Tabs, Tab{x[0], x[1], x[0] == tab})
	}
	return f
}

// missingYears warns of years whose holidays nobody entered, as far as deadlines reach into them.
func (c *call) missingYears() string {
	const reach = 60 * 24 * 3600 * 1_000_000
	years := c.desk.Calendar().Missing(c.now, c.now+reach)
	if len(years) == 0 {
		return ""
	}
	return c.t("warn.holidays", "year", strconv.Itoa(years[0]))
}

func (c *call) city() string {
	if c.l == lang.En && c.desk.Policy().City.En != "" {
		return c.desk.Policy().City.En
	}
	return c.desk.Policy().City.Zh
}

// top is the whole city.
func (c *call) top() area.Code { return area.Code(c.desk.City() * 1e8) }

// posts are somebody's posts in words.
func (c *call) posts(list []org.Post) []string {
	var out []string
	for _, p := range list {
		where := c.areaName(p.Area)
		if u, ok := c.org.Unit(p.Unit); ok {
			where = u.Name(c.l)
		}
		what := c.t("post." + string(p.Kind))
		if p.Title != "" {
			what = p.Title
		}
		out = append(out, where+" · "+what)
	}
	return out
}

func (c *call) areaName(a area.Code) string {
	if a == 0 {
		return ""
	}
	return c.org.Tree().FullName(a)
}

func (c *call) unitName(id int64) string {
	u, ok := c.org.Unit(id)
	if !ok {
		return ""
	}
	return u.Name(c.l)
}

func (c *call) unitNames(ids []int64) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, c.unitName(id))
	}
	return strings.Join(names, c.t("word.and"))
}

const flashCookie = "xiaohao_flash"

// flash tells something once, on the next page: a key of the catalogue and a number, nothing else.
func (c *call) flash(key, n string) {
	http.SetCookie(c.w, &http.Cookie{Name: flashCookie, Value: key + ":" + n, Path: "/", MaxAge: 60, HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		Secure:   strings.HasPrefix(c.gate.Base(c.r), "https:")})
}

func (c *call) takeFlash() *Flash {
	k, err := c.r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(c.w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	key, n, _ := strings.Cut(k.Value, ":")
	if !strings.HasPrefix(key, "flash.") || !lang.Has(key) || strings.Trim(n, "0123456789") != "" || len(n) > 9 {
		return nil
	}
	return &Flash{Good: key != "flash.some_failed", Text: c.t(key, "n", n)}
}

// local is an address on this site, or the other one: nobody is sent elsewhere.
func local(path, other string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return other
	}
	return path
}

func (c *call) nowhere() error { return fault.New(fault.Missing, "page_missing") }

// language switches the language and goes back to where the reader was.
func (c *call) language() error {
	l, ok := lang.Parse(c.r.FormValue("lang"))
	if !ok {
		l = lang.Zh
	}
	c.gate.SetLang(c.w, c.r, l)
	c.to(local(c.r.FormValue("back"), "/"))
	return nil
}

// healthz says that the program runs, readyz that the city can be used.
func (c *call) healthz() error { return c.plain(http.StatusOK, "ok\n") }

func (c *call) readyz() error {
	if err := c.desk.Ready(c.ctx); err != nil {
		return c.plain(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.plain(http.StatusOK, "ready\n")
}

func (c *call) plain(status int, text string) error {
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.w.Header().Set("Cache-Control", "no-store")
	c.w.WriteHeader(status)
	_, err := c.w.Write([]byte(text))
	return err
}
