package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"xiaohao/faces/gate"
)

// A list is read to its end by its cursors: every matter once, in the order of one long page. A cursor that was cut,
// changed, or is another list's is refused in words, as is a place that is no number.
func TestCursors(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	for i := range 7 {
		o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000",
			"text": fmt.Sprint("第", i, "盏路灯不亮")})
		o.now.Add(1e6)
	}
	ids := func(w reply) (out []string) {
		for _, m := range w.json["matters"].([]any) {
			out = append(out, text(m.(map[string]any)["id"]))
		}
		return out
	}
	var cursor string
	for _, list := range []string{"/api/v1/matters?sort=new", "/api/v1/matters?sort=next", "/api/v1/work?sort=next"} {
		want, got := ids(o.ask("disp", "GET", list+"&limit=100", nil)), []string(nil)
		for path := strings.Replace(list, "?", "?limit=3&", 1); ; {
			w := o.ask("disp", "GET", path, nil)
			if got = append(got, ids(w)...); w.json["next"] == nil {
				break
			}
			cursor = w.json["next"].(string)
			path = next(t, path, w)
		}
		if len(want) != 7 || !slices.Equal(got, want) {
			t.Errorf("%s page by page: %v, want %v", list, got, want)
		}
	}
	for _, path := range []string{"/api/v1/matters?cursor=" + cursor, // it is that of the work
		"/api/v1/work?cursor=" + cursor[1:], "/api/v1/work?cursor=" + cursor[:len(cursor)-3],
		"/api/v1/work?cursor=x" + cursor[1:], "/api/v1/work?cursor=", "/api/v1/work?cursor=%00",
		"/api/v1/areas?cursor=" + cursor, "/api/v1/rounds?below=x", "/api/v1/rounds?below=-1",
		"/api/v1/matters/1/history?after=x"} {
		for _, l := range []string{"zh-CN", "en"} {
			w := o.ask("disp", "GET", path, nil, "Accept-Language", l)
			title, _ := w.json["title"].(string)
			if w.Code != 400 || w.json["code"] != "cursor_wrong" ||
				strings.Contains(title, "cursor") == (l == "zh-CN") {
				t.Errorf("%s in %s: %d %s", path, l, w.Code, w.Body)
			}
		}
	}
}

// Who has an answer already is told so with 304, nobody is told what another one is; what changed comes whole.
func TestTags(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	for _, who := range []string{"disp", "clerk", "admin"} {
		o.login(who)
	}
	o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000", "text": "路灯不亮"})
	list := o.must("disp", "GET", "/api/v1/matters", nil)["matters"].([]any)
	m := "/api/v1/matters/" + text(list[0].(map[string]any)["id"])
	for _, path := range []string{"/api/v1/areas", "/api/v1/categories", "/api/v1/openapi.yaml", "/api/v1/me",
		"/api/v1/policy", "/api/v1/units", m} {
		w := o.ask("disp", "GET", path, nil)
		tag := w.Header().Get("ETag")
		again := o.ask("disp", "GET", path, nil, "If-None-Match", `"other", `+tag)
		if tag == "" || w.Code != 200 || again.Code != 304 || again.Body.Len() > 0 ||
			w.Header().Get("Cache-Control") != "private, no-cache" ||
			!strings.Contains(w.Header().Get("Vary"), "Authorization") {
			t.Errorf("%s: %d %v, again %d %s", path, w.Code, w.Header(), again.Code, again.Body)
		}
		if w := o.ask("disp", "GET", path, nil, "If-None-Match", `"other"`); w.Code != 200 {
			t.Errorf("%s with another tag: %d", path, w.Code)
		}
		if got, open := w.Header().Get("Access-Control-Allow-Origin"), path == "/api/v1/areas" ||
			path == "/api/v1/categories" || path == "/api/v1/openapi.yaml"; (got == "*") != open {
			t.Errorf("%s may be read by other sites: %q", path, got)
		}
	}
	mine := o.ask("disp", "GET", "/api/v1/me", nil).Header().Get("ETag")
	if w := o.ask("clerk", "GET", "/api/v1/me", nil, "If-None-Match", mine); w.Code != 200 || w.json["name"] != "经办" {
		t.Errorf("the answer of another one: %d %s", w.Code, w.Body)
	}
	if w := o.ask("", "GET", "/api/v1/me", nil, "If-None-Match", mine); w.Code != 401 {
		t.Errorf("without a login: %d", w.Code)
	}
	before := o.ask("disp", "GET", m, nil).Header().Get("ETag")
	o.must("disp", "POST", m+"/commands", map[string]any{"id": o.id().String(), "command": "list",
		"body": map[string]any{"category": "fac.lamp"}})
	if w := o.ask("disp", "GET", m, nil, "If-None-Match", before); w.Code != 200 || w.json["state"] != "listed" {
		t.Errorf("after it was listed: %d %s", w.Code, w.Body)
	}
}

// Of two administrators who change the same policy file the second is told so, and nothing is lost. Who says nothing
// replaces whatever is in force, as always.
func TestPolicyIsNotOverwritten(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("admin")
	read := o.ask("admin", "GET", "/api/v1/policy", nil)
	tag := read.Header().Get("ETag")
	put := func(years, match, id string) int {
		src := strings.Replace(read.Body.String(), "archive: {years: 10", "archive: {years: "+years, 1)
		headers := []string{"Content-Type", "application/yaml", "Command-Id", id}
		if match != "" {
			headers = append(headers, "If-Match", match)
		}
		w := o.ask("admin", "PUT", "/api/v1/policy", src, headers...)
		if w.Code == 412 && w.json["code"] != "policy_stale" {
			t.Errorf("%s", w.Body)
		}
		return w.Code
	}
	first := o.id().String()
	for i, c := range []struct {
		years, match, id string
		want             int
	}{
		{"11", `"other"`, o.id().String(), 412},
		{"11", `"other", ` + tag, first, 200},
		{"11", tag, first, 200}, // the same again
		{"12", tag, o.id().String(), 412},
		{"12", "", o.id().String(), 200},
		{"13", "*", o.id().String(), 200},
	} {
		if got := put(c.years, c.match, c.id); got != c.want {
			t.Errorf("%d: %d, want %d", i, got, c.want)
		}
	}
}
