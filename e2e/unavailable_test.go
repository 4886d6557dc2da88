package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/faces"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/store/pgtest"
	"xiaohao/platform/store/storetest"
)

// office is a served city with a person who is logged in by browser, by token and by key.
type office struct {
	t          *testing.T
	s          *server
	browser    *http.Client
	token, key string
}

func newOffice(t *testing.T, dsn string) *office {
	t.Helper()
	bin, data := built(t), filepath.Join(t.TempDir(), "city")
	env := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="+dsn)
	run(t, bin, env, "migrate", "-data", data)
	settle(t, bin, data, t.TempDir(), env)
	s, err := startServer(bin, data, env, "-trust-loopback")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, s: s, browser: &http.Client{Jar: jar, Timeout: 40 * time.Second}}
	if a := o.form("/login", "login", "chen", "password", password); a.status != 200 {
		t.Fatalf("login: %d %s", a.status, a.body)
	}
	o.token = o.ask("POST", "/api/v1/sessions", "",
		map[string]string{"login": "chen", "password": password}).at("token")
	o.key = o.ask("POST", "/api/v1/keys", o.token, map[string]any{"name": "counter"}).at("key")
	if o.token == "" || o.key == "" {
		t.Fatalf("token %q, key %q", o.token, o.key)
	}
	return o
}

func (o *office) ask(method, path, token string, body any) answer {
	o.t.Helper()
	a, err := ask(o.browser, method, o.s.url+path, token, body)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

// form sends a form as a browser does that speaks English.
func (o *office) form(path string, values ...string) answer {
	o.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		v.Set(values[i], values[i+1])
	}
	r, err := http.NewRequest("POST", o.s.url+path, strings.NewReader(v.Encode()))
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.send(r)
}

func (o *office) send(r *http.Request) answer {
	o.t.Helper()
	r.Header.Set("Accept-Language", "en")
	res, err := o.browser.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, kind: res.Header.Get("Retry-After")}
	b := make([]byte, 64<<10)
	n, _ := res.Body.Read(b)
	a.body = b[:n]
	return a
}

// sorry wants a refusal with 503, a sentence, and when to try again.
func (o *office) sorry(what string, a answer) {
	o.t.Helper()
	if a.status != 503 || a.kind == "" || !strings.Contains(string(a.body), "ry again") {
		o.t.Errorf("%s: %d, Retry-After %q: %.200s", what, a.status, a.kind, a.body)
	}
}

// open asks for a page, with the browser's session or a token.
func (o *office) open(path, token string) answer {
	o.t.Helper()
	r, err := http.NewRequest("GET", o.s.url+path, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return o.send(r)
}

// report gives a report under an id and says how long the answer took.
func (o *office) report(id string) (answer, time.Duration) {
	o.t.Helper()
	began := time.Now()
	a := o.ask("POST", "/api/v1/reports", "", map[string]any{"id": id, "area": "430405000000", "text": "路灯不亮"})
	return a, time.Since(began)
}

var inBraces = regexp.MustCompile(`\{[^}]*\}`)

// addresses are all pages, and all that programs may read, with something in the place of names.
func addresses(t *testing.T) (out []string) {
	t.Helper()
	add := func(pattern string) {
		if path, ok := strings.CutPrefix(pattern, "GET "); ok {
			out = append(out, inBraces.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "1"))
		}
	}
	for _, r := range faces.Rooms() {
		for _, x := range r.Routes {
			add(x.Pattern)
		}
	}
	for _, x := range kit.JSON(faces.Rooms()) {
		add(x.Pattern)
	}
	b, err := os.ReadFile("../faces/api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^  (/\S+):\n    get:`).FindAllStringSubmatch(string(b), -1) {
		add("GET /api/v1" + m[1])
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) < 80 {
		t.Fatalf("%d addresses", len(out))
	}
	return append(out, "/no/such/page", "/field/day")
}

// TestUnavailable takes the database away: every page, everything that programs read, by session, token and key, every
// login and every form is refused with 503, a sentence and when to try again. A server that hangs is answered for
// within a bound. What watches the program is told the truth, and all goes on by itself.
func TestUnavailable(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // it has a server of its own
	}
	pg := pgtest.Start(t)
	o := newOffice(t, pg.Database("xiaohao", "UTF8", "C"))
	if a := o.open("/readyz", ""); a.status != 200 || string(a.body) != "ready\n" {
		t.Errorf("/readyz: %d %s", a.status, a.body)
	}
	pg.Kill()
	o.sorry("a page at once", o.open("/work", ""))
	for _, path := range addresses(t) {
		switch path {
		case "/healthz", "/readyz":
			continue
		}
		o.sorry(path, o.open(path, ""))
	}
	for _, path := range []string{"/api/v1/work", "/api/v1/matters", "/work"} {
		o.sorry(path+" by token", o.open(path, o.token))
		o.sorry(path+" by key", o.open(path, o.key))
	}
	for path, values := range map[string][]string{
		"/login":  {"login", "chen", "password", password},
		"/report": {"id", newID(), "area", "430405000000", "text", "x"},
		"/logout": {}, "/new": {"id", newID(), "text", "x"}, "/me/leave": {},
	} {
		o.sorry("POST "+path, o.form(path, values...))
	}
	if a := o.ask("POST", "/api/v1/sessions", "", map[string]string{"login": "chen", "password": password}); a.status !=
		503 {
		t.Errorf("a login by JSON: %d %s", a.status, a.body)
	}
	if a := o.open("/healthz", ""); a.status != 200 {
		t.Errorf("/healthz: %d", a.status)
	}
	if a := o.open("/readyz", ""); a.status != 503 {
		t.Errorf("/readyz without a database: %d %s", a.status, a.body)
	}
	pg.Restart()
	pg.Until("all is as before", func() error {
		for _, path := range []string{"/readyz", "/work", "/", "/api/v1/work"} {
			if a := o.open(path, ""); a.status != 200 {
				return fmt.Errorf("%s: %d %s", path, a.status, a.body)
			}
		}
		return nil
	})
	o.hangs(pg)
}

// TestFileLocked lets another program hold the lock of a city's file: what writes is refused with a sentence within a
// bound, pages are read on, and what watches the program is told.
func TestFileLocked(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // its city is a file
	}
	path := filepath.Join(t.TempDir(), "city.db")
	o := newOffice(t, "sqlite:"+path)
	other, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(20000)") // the office writes now and then
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	id, done := newID(), make(chan answer, 1)
	go func() { done <- o.open("/readyz", "") }()
	a, took := o.report(id)
	if a.status != 503 || took > 14*time.Second || !strings.Contains(a.at("title"), "再试") {
		t.Errorf("a report: %d after %v: %s", a.status, took, a.body)
	}
	if a := <-done; a.status != 503 {
		t.Errorf("/readyz: %d %s", a.status, a.body)
	}
	o.sorry("a login", o.form("/login", "login", "chen", "password", password))
	for _, path := range []string{"/work", "/lists/problem", "/", "/login"} {
		if a := o.open(path, ""); a.status != 200 {
			t.Errorf("%s only reads: %d %s", path, a.status, a.body)
		}
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if a, _ := o.report(id); a.status > 201 {
		t.Errorf("afterwards: %d %s", a.status, a.body)
	}
	time.Sleep(time.Second) // an answer of /readyz serves for a moment
	if a := o.open("/readyz", ""); a.status != 200 {
		t.Errorf("/readyz afterwards: %d %s", a.status, a.body)
	}
}

// hangs freezes the server in the middle of its life.
func (o *office) hangs(pg *pgtest.Server) {
	o.t.Helper()
	pg.Freeze()
	id := newID()
	waits := make(chan answer, 2)
	go func() { waits <- o.open("/work", "") }()
	a, took := o.report(id)
	if a.status != 503 || took > 14*time.Second || !strings.Contains(a.at("title"), "再试") {
		o.t.Errorf("a report to a server that hangs: %d after %v: %s", a.status, took, a.body)
	}
	o.sorry("a page of a server that hangs", <-waits)
	began := time.Now()
	o.sorry("the next page", o.open("/work", ""))
	if a := o.open("/readyz", ""); a.status != 503 {
		o.t.Errorf("/readyz of a server that hangs: %d %s", a.status, a.body)
	}
	if took := time.Since(began); took > 2*time.Second {
		o.t.Errorf("what is known to hang was waited for: %v", took)
	}
	pg.Thaw()
	pg.Until("the report is taken", func() error {
		if a, _ := o.report(id); a.status > 201 {
			return fmt.Errorf("%d %s", a.status, a.body)
		}
		return nil
	})
	var n int
	if err := pg.Ask("xiaohao", &n, "SELECT COUNT(*) FROM matters"); err != nil || n != 1 {
		o.t.Errorf("%d matters of one report, %v", n, err)
	}
	if err := o.s.end(os.Interrupt); err != nil {
		o.t.Errorf("%v: %s", err, o.s.errs)
	}
}
