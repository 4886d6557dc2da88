package kit

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Call is one request with what every handler asks for. The value of a part is asked for by its type:
// part.Get[*score.Score](c.House.Values).
type Call struct {
	W     http.ResponseWriter
	R     *http.Request
	Ctx   context.Context
	Who   gate.Who
	L     string           // language of the reader
	Now   calendar.Instant // µs
	Org   *org.Org
	Desk  *desk.Desk
	House *part.House
	Gate  *gate.Gate

	site  *Site
	alone bool // the answer is for this reader alone
}

// Adapt makes a route's handler. It is the one place where errors and panics become pages.
func (s *Site) Adapt(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.kept(w, r, rt) {
			s.answer(w, r, rt)
		}
	})
}

// call is a request with what a handler asks for.
func (s *Site) call(w http.ResponseWriter, r *http.Request) *Call {
	c := &Call{W: w, R: r, Ctx: r.Context(), Who: gate.From(r), Now: s.house.Now(), Org: s.house.Org(),
		Desk: s.gate.Desk, House: s.house, Gate: s.gate, site: s}
	if c.L = c.Who.Lang; c.L == "" {
		c.L = lang.Zh
	}
	return c
}

// answer lets a route answer. alone says that the answer holds something that was made for this reader.
func (s *Site) answer(w http.ResponseWriter, r *http.Request, rt Route) (alone bool) {
	c := s.call(w, r)
	defer func() {
		alone = c.alone
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.gate.Log.ErrorContext(c.Ctx, "panic", "route", rt.Pattern, "panic", p, "stack", string(debug.Stack()))
		c.failure(fault.New(fault.Internal, "internal"))
	}()
	if err := c.admit(rt.Access); err != nil {
		c.fail(rt.Pattern, err)
		return c.alone
	}
	if err := rt.Do(c); err != nil {
		c.fail(rt.Pattern, err)
	}
	return c.alone
}

// errSent says that the answer was written already.
var errSent = errors.New("answered")

// admit lets in whom the route is for; others are shown the way.
func (c *Call) admit(a Access) error {
	switch {
	case a == ForAnyone:
		return nil
	case !c.Who.Staff():
		if c.R.Method == http.MethodGet {
			c.To("/login?next=" + url.QueryEscape(c.R.URL.RequestURI()))
			return errSent
		}
		return c.first(fault.New(fault.Login, "login_needed"))
	case a == ForStaff && c.Who.MustChange:
		if c.R.Method == http.MethodGet {
			c.To("/password")
			return errSent
		}
		return c.first(fault.New(fault.Denied, "password_first"))
	}
	return nil
}

// first shows what somebody must do before his form is taken, and lets the form wait there; what is no form is refused.
func (c *Call) first(refused error) error {
	u, err := c.unsent()
	if err != nil {
		return err
	}
	if u == nil {
		return refused
	}
	for _, r := range c.site.rooms {
		if r.Enter == nil {
			continue
		}
		if err := r.Enter(c, u); err != nil {
			return err
		}
		return errSent
	}
	return refused
}

// fail answers with what went wrong. Our own mistakes go to the log, by route, so that no receipt code or text gets
// there.
func (c *Call) fail(route string, err error) {
	if errors.Is(err, errSent) {
		return
	}
	f := gate.Fault(c.Ctx, err)
	c.Gate.Told(c.Ctx, f, err)
	if f.Kind == fault.Internal {
		c.Gate.Log.ErrorContext(c.Ctx, "page", "route", route, "error", err.Error())
	}
	if f.Kind.Again() {
		if c.W.Header().Get("Retry-After") == "" { // the handler may know better
			c.W.Header().Set("Retry-After", f.RetryAfter())
		}
	}
	c.failure(f)
}

func (c *Call) failure(f *fault.Error) {
	p := &Failure{Frame: c.Frame("", ""), Heading: c.T("failure.heading"), Text: lang.Error(c.L, f)}
	p.Status = f.Kind.Status()
	if f.Kind == fault.Missing {
		p.Heading = c.T("failure.missing")
	}
	p.Title, p.Flash = p.Heading, nil
	p.Back = &Link{Label: c.T("failure.home"), URL: "/"}
	switch {
	case f.Kind == fault.Login:
		p.Back = &Link{Label: c.T("page.staff"), URL: "/login"}
	case c.Who.Staff():
		p.Back = &Link{Label: c.T("tab.work"), URL: "/work"}
	}
	c.site.Render(c.W, c.R, p)
}

// names are those of the city's things in the reader's language.
func (c *Call) names() desk.Names { return c.Desk.Names(c.L) }

// T is a sentence in the reader's language; args are name and value in turn.
func (c *Call) T(key string, args ...string) string { return c.names().T(key, args...) }

// Render answers with a page.
func (c *Call) Render(p Page) error {
	c.site.Render(c.W, c.R, p)
	return nil
}

// To sends the browser on; after a POST it fetches the page there, so that reloading repeats nothing.
func (c *Call) To(path string) { http.Redirect(c.W, c.R, path, http.StatusSeeOther) }

// Once is a fresh command id for a form. A page that holds one is never kept for others.
func (c *Call) Once() string {
	c.alone = true
	id, err := ledger.NewID(c.Now, rand.Reader)
	if err != nil {
		panic(err)
	}
	return id.String()
}

// Frame is what stands around a page; tab is the place of the staff side that it belongs to.
func (c *Call) Frame(tab, title string) Frame {
	f := Frame{Lang: c.L, Title: title, City: c.City(), Here: c.R.URL.RequestURI(),
		Large: gate.Large(c.R)}
	if c.R.Method != http.MethodGet && c.R.Method != http.MethodHead {
		f.Here = "/"
	}
	f.Flash = c.takeFlash()
	if !c.Who.Staff() {
		f.Places = places(c.R.URL.Path)
		return f
	}
	f.Person, f.Posts, f.Admin = c.Who.Name, strings.Join(c.Posts(c.Who.Posts), "；"), c.Org.Administers(c.Who.Caller)
	if c.Who.MustChange {
		return f
	}
	f.Unread = c.site.unread(c)
	for _, x := range [][2]string{{"work", "/work"}, {"lists", "/lists/problem?open=1"}, {"new", "/new"},
		{"board", "/board"}, {"me", "/me"}, {"admin", "/admin/areas"}} {
		if x[0] == "admin" && !f.Admin {
			continue
		}
		if x[0] == "board" {
			x[1] = c.groupsFor()[0].pages[0].URL
		}
		f.Tabs = append(f.Tabs, Tab{x[0], x[1], x[0] == tab})
	}
	return f
}

// places are where residents go: they report, look at what is being fixed, find what they reported.
func places(at string) []Tab {
	public := at == "/public" || strings.HasPrefix(at, "/public/")
	own := at == "/find" || strings.HasPrefix(at, "/r/")
	return []Tab{{"new", "/", at == "/"}, {"public", "/public", public}, {"find", "/find", own}}
}

// MissingYears warns of years whose holidays nobody entered, as far as deadlines reach into them.
func (c *Call) MissingYears() string {
	const reach = 60 * 24 * 3600 * 1_000_000
	years := c.Desk.Calendar().Missing(c.Now, c.Now+reach)
	if len(years) == 0 {
		return ""
	}
	return c.T("warn.holidays", "year", strconv.Itoa(years[0]))
}

// City is the city's name in the reader's language.
func (c *Call) City() string { return c.names().City() }

// Posts are somebody's posts in words.
func (c *Call) Posts(list []org.Post) []string {
	var out []string
	for _, p := range list {
		where := c.AreaName(p.Area)
		if u, ok := c.Org.Unit(p.Unit); ok {
			where = u.Name(c.L)
		}
		what := c.T("post." + string(p.Kind))
		if p.Title != "" {
			what = p.Title
		}
		out = append(out, where+" · "+what)
	}
	return out
}

// UnitName is a unit's name in the reader's language, "" of none.
func (c *Call) UnitName(id int64) string { return c.names().Unit(id) }

// UnitNames are the names of units in one sentence.
func (c *Call) UnitNames(ids []int64) string { return c.names().Units(ids) }

const flashCookie = "xiaohao_flash"

// Flash tells something once, on the next page: a key of the catalogue and a number, nothing else.
func (c *Call) Flash(key, n string) {
	c.Gate.SetCookie(c.W, c.R, flashCookie, key+":"+n, 60)
}

func (c *Call) takeFlash() *Flash {
	said := c.Gate.Cookie(c.R, flashCookie)
	if said == "" {
		return nil
	}
	c.Gate.SetCookie(c.W, c.R, flashCookie, "", -1)
	key, n, _ := strings.Cut(said, ":")
	if !strings.HasPrefix(key, "flash.") || !lang.Has(key) || strings.Trim(n, "0123456789") != "" || len(n) > 9 {
		return nil
	}
	return &Flash{Good: key != "flash.some_failed", Text: c.T(key, "n", n)}
}

// Local is an address on this site, or the other one: nobody is sent elsewhere.
func Local(path, other string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return other
	}
	return path
}

// Nowhere says that there is no such page.
func (c *Call) Nowhere() error { return fault.New(fault.Missing, "page_missing") }

// Decided says on the next page what came of several commands; done is the key of the sentence when all were good.
func (c *Call) Decided(failed map[int64]error, of int, done string) {
	for _, err := range failed {
		c.Log(err)
	}
	if len(failed) > 0 {
		c.Flash("flash.some_failed", strconv.Itoa(len(failed)))
	} else {
		c.Flash(done, strconv.Itoa(of))
	}
}

// PathID is the matter that the address names under {id}. Other things with an id use it too.
func (c *Call) PathID() (int64, error) {
	n, err := strconv.ParseInt(c.R.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.Missing, "matter_missing")
	}
	return n, nil
}

// MaySeePoints keeps the register to those who have a post.
func (c *Call) MaySeePoints() error {
	if !c.Org.MaySeePoints(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

// Log keeps what went wrong on our side when the page itself is a form.
func (c *Call) Log(err error) {
	f := gate.Fault(c.Ctx, err)
	c.Gate.Told(c.Ctx, f, err)
	if f.Kind == fault.Internal {
		c.Gate.Log.ErrorContext(c.Ctx, "form", "error", err.Error())
	}
}

// SendPhoto answers with the photo of a matter that the address names under {photo}, if the caller may see it.
func (c *Call) SendPhoto(caller org.Caller, id int64) error {
	f, err := c.Desk.Photo(c.Ctx, caller, id, c.R.PathValue("photo"), c.R.URL.Query().Get("size"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.W, c.R, f)
	return nil
}

// JSON answers with a value as indented JSON.
func (c *Call) JSON(v any) error {
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(c.W)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
