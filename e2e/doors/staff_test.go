package doors

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// staff asks every address that can be read, as people who work in the city.
type staff struct {
	*webtest.Town
	t        *testing.T
	url      string
	patterns []faces.Pattern
	keys     map[string]string // of people, by login
	asked    int
	more     []string // addresses beside those of the patterns
}

// TestWhoIsNotOnACaseFindsNothing asks every address that the program has as everybody who works in the city, at each
// step of a case: of who is not on it nobody finds a word of it, and lists, counts, searches and figures say to him
// byte for byte what they said before there was a case.
func TestWhoIsNotOnACaseFindsNothing(t *testing.T) {
	t.Parallel()
	o := &staff{Town: webtest.New(t), t: t, keys: map[string]string{}}
	o.patterns = open(t, o.City, func(h http.Handler) {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		o.url = srv.URL
	})
	for _, p := range o.Org().People() {
		key, err := o.Auth.NewKey(t.Context(), p.ID, "门", 0, org.ReachRead)
		if err != nil {
			t.Fatal(err)
		}
		o.keys[p.Login] = key
	}
	o.Settle()
	before := o.look(0)
	id := o.give("", 0, &matter.Report{Kind: matter.Help, Area: webtest.Township, Title: "女童槿禾蕤走失",
		Text: "十二岁的槿禾蕤在车站与家人走散", Place: "槿禾蕤车站"})
	steps := []func(){func() {}, func() {
		o.give("disp", id, &matter.List{Category: "help.person"})
		o.give("disp", id, &matter.Assign{Lead: o.unit("gdl"), Goal: "找到槿禾蕤"})
	}, func() { o.give("clerk", id, &matter.Sign{}) }, func() { o.more = o.paper("clerk", id) }, func() {
		o.give("disp", id, &matter.Admit{Person: o.person("ver"), As: "verifier", Reason: "槿禾蕤到家后核查"})
		o.give("clerk", id, &matter.Leave{Reason: "槿禾蕤案移走"})
	}}
	for i, step := range steps {
		step()
		o.Settle()
		after := o.look(id)
		m, err := o.Matter(context.Background(), org.Caller{System: true}, id)
		if err != nil {
			t.Fatal(err)
		}
		for login, said := range after {
			_, on := m.Member(o.person(login))
			if on {
				if !strings.Contains(strings.Join(values(said), ""), "槿禾蕤") {
					t.Errorf("step %d: %s is on the case and finds nothing of it: the test shows nothing", i, login)
				}
				continue
			}
			for at, body := range said {
				if strings.Contains(body, "槿禾蕤") {
					t.Errorf("step %d: %s, who is not on the case, reads of it at %s", i, login, at)
				}
				if was, ok := before[login][at]; ok && counts(at) && was != body {
					t.Errorf("step %d: %s is told something else at %s: %s", i, login, at, differ(was, body))
				}
			}
		}
	}
	if o.asked < 3000 {
		t.Errorf("only %d addresses were asked", o.asked)
	}
}

// counts says that an address lists or counts matters, and nothing that has to do with who asks and when.
func counts(at string) bool {
	path, _, _ := strings.Cut(at, "?")
	return slices.Contains([]string{"/api/v1/matters", "/api/v1/board", "/api/v1/figures", "/api/v1/search", "/matters",
		"/board", "/map", "/room", "/search", "/lists", "/api/v1/map", "/score", "/trends",
		"/topics"}, path)
}

func values(m map[string]string) (out []string) {
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func (o *staff) person(login string) int64 {
	p, _ := o.Org().PersonByLogin(login)
	return p.ID
}

func (o *staff) give(login string, id int64, c matter.Command) int64 {
	o.t.Helper()
	by := org.Caller{}
	if p, ok := o.Org().PersonByLogin(login); ok {
		by = p.Caller()
	}
	res, err := o.Do(context.Background(), by, desk.Command{ID: o.NewID(), Matter: id, Body: c})
	if err != nil {
		o.t.Fatalf("%s by %s: %v", c.Name(), login, err)
	}
	return res.Matter
}

// look asks everything for everybody; id is the case that stands in the addresses' places.
func (o *staff) look(id int64) map[string]map[string]string {
	out := map[string]map[string]string{}
	for login, key := range o.keys {
		out[login] = map[string]string{}
		for _, p := range o.patterns {
			method, path, ok := strings.Cut(p.Text, " ")
			if !ok || method != http.MethodGet {
				continue
			}
			path = placeholder.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), strconv.FormatInt(max(id, 1), 10))
			for _, q := range []string{"", "q=" + url.QueryEscape("槿禾"), "kind=help", "sort=new&open=1"} {
				at := path
				if q != "" {
					if path != strings.ReplaceAll(p.Text, "GET ", "") {
						break // only of lists
					}
					at += "?" + q
				}
				out[login][at] = o.ask(at, key)
			}
		}
		for _, at := range o.more {
			out[login][at] = o.ask(at, key)
		}
	}
	return out
}

// volatile is what is another at each request, ids of forms among it, and how many messages somebody has, for a unit
// that a case waits for is told so.
var volatile = regexp.MustCompile(`(?s)<a class="bell".*?</a>|` +
	`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}`)

func (o *staff) ask(path, key string) string {
	o.asked++
	r, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, o.url+path, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		o.t.Fatal(err)
	}
	return volatile.ReplaceAllString(string(b), "")
}

func (o *staff) unit(code string) int64 {
	u, ok := o.Org().UnitByCode(code)
	if !ok {
		o.t.Fatalf("no unit %s", code)
	}
	return u.ID
}

// differ is where two texts begin to differ.
func differ(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return strings.ToValidUTF8(s[max(0, i-60):min(len(s), i+60)], "") }
	return cut(a) + " … " + cut(b)
}
