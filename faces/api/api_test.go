package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"xiaohao/faces/gate"
)

// Whatever goes wrong is answered as problem+json with a code for programs and a sentence for people, in their
// language.
func TestErrorsAreProblems(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	o.login("other")
	id := o.id().String()
	o.must("", "POST", "/api/v1/reports", map[string]any{"id": id, "area": "430405000000", "text": "路灯不亮"})
	m := o.must("disp", "GET", "/api/v1/work", nil)["matters"].([]any)[0].(map[string]any)
	if m["state"] != "reported" {
		t.Fatal(m)
	}
	one := "/api/v1/matters/9/commands" // of nobody
	for _, c := range []struct {
		who, method, path string
		body              any
		status            int
		code, field       string
	}{
		{"", "GET", "/api/v1/nothing", nil, 404, "page_missing", ""},
		{"", "GET", "/api/v1/me", nil, 401, "login_needed", ""},
		{"", "GET", "/api/v1/reports/AAAA", nil, 404, "receipt_missing", "receipt"},
		{"", "POST", "/api/v1/reports", `{"id":`, 422, "json_broken", ""},
		{"", "POST", "/api/v1/reports", ``, 422, "json_broken", ""},
		{"", "POST", "/api/v1/reports", `{} {}`, 422, "json_broken", ""},
		{"", "POST", "/api/v1/reports", `{"txet":"x"}`, 422, "field_unknown", "txet"},
		{"", "POST", "/api/v1/reports", `{"text":"` + strings.Repeat("x", 2<<20) + `"}`, 413, "body_large", ""},
		{"", "POST", "/api/v1/reports", map[string]any{"id": "7", "area": "430405000000", "text": "x"}, 422,
			"command_id", "id"},
		{"", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "43", "text": "x"}, 422,
			"area_unknown", "area"},
		{"", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405009000", "text": "x"}, 422,
			"area_unknown", "area"},
		{"", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000", "text": "x",
			"lat": 91, "lng": 0}, 422, "coordinates_range", "lat"},
		{"", "POST", "/api/v1/reports", `{"id":"` + o.id().String() +
			`","area":"430405000000","text":"x","lat":NaN,"lng":0}`, 422, "json_broken", ""},
		{"", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000", "text": "x",
			"photos": []string{"none"}}, 422, "upload_unknown", "photos"},
		{"", "POST", "/api/v1/photos", []byte("no picture"), 422, "", "photos"},
		{"", "POST", "/api/v1/sessions", map[string]any{"login": "disp", "password": "wrong"}, 401,
			"login_wrong", "password"},
		{"disp", "POST", one, map[string]any{"id": o.id().String(), "command": "dance"}, 422,
			"command_unknown", "command"},
		{"disp", "POST", "/api/v1/matters/x/commands", map[string]any{"id": o.id().String(), "command": "sign"}, 404,
			"matter_missing", ""},
		{"disp", "POST", "/api/v1/matters/999/commands", map[string]any{"id": o.id().String(), "command": "sign"}, 404,
			"matter_missing", ""},
		{"disp", "POST", "/api/v1/commands", map[string]any{"id": o.id().String(), "command": "sign",
			"matters": []int{}}, 422, "many_range", "matters"},
		{"disp", "GET", "/api/v1/figures?area=430406000000", nil, 403, "not_allowed", ""},
		{"disp", "POST", "/api/v1/changes", map[string]any{"id": o.id().String(),
			"changes": []any{map[string]any{"type": "area.set",
				"body": map[string]any{"area": "430405000000", "name": "x"}}}}, 403, "not_allowed", ""},
		{"disp", "GET", "/api/v1/matters?state=nonsense", nil, 422, "", ""},
		{"disp", "GET", "/api/v1/matters.xlsx?state=nonsense", nil, 422, "", ""},
		{"disp", "GET", "/api/v1/matters?after=nonsense", nil, 422, "", ""},
	} {
		for lang, han := range map[string]bool{"zh-CN": true, "en": false} {
			w := o.ask(c.who, c.method, c.path, c.body, "Accept-Language", lang)
			title, _ := w.json["title"].(string)
			if w.Code != c.status || c.code != "" && w.json["code"] != c.code ||
				c.field != "" && w.json["field"] != c.field ||
				!strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
				t.Errorf("%s %s %.80v: %d %s %s", c.method, c.path, c.body, w.Code,
					w.Header().Get("Content-Type"), w.Body)
			}
			if title == "" || strings.ContainsAny(title, "的不没请是有") != han {
				t.Errorf("%s %s in %s: %q", c.method, c.path, lang, title)
			}
		}
	}
}

// A key is shown once, kept as a digest, does what its owner may and no more, and ends when it is revoked or when its
// time is over.
func TestKeys(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	key := o.must("disp", "POST", "/api/v1/keys", map[string]any{"name": "大屏"})["key"].(string)
	soon := o.must("disp", "POST", "/api/v1/keys",
		map[string]any{"name": "短期", "expires": o.now.Load() + 3600e6})["key"].(string)
	if list := o.ask("disp", "GET", "/api/v1/keys", nil).Body.String(); strings.Contains(list, key) ||
		!strings.Contains(list, "大屏") {
		t.Errorf("keys: %s", list)
	}
	var n int
	err := o.db.Read().QueryRow(context.Background(),
		`SELECT count(*) FROM api_keys WHERE digest = $1 OR $1 LIKE '%' || digest || '%' OR name = $1`, key).Scan(&n)
	if err != nil || n != 0 {
		t.Errorf("the key itself is kept: %d %v", n, err)
	}
	o.tokens["key"], o.tokens["soon"] = key, soon
	if me := o.must("key", "GET", "/api/v1/me", nil); me["name"] != "受理" {
		t.Errorf("me: %v", me)
	}
	o.must("soon", "GET", "/api/v1/me", nil)
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"POST", "/api/v1/keys", map[string]any{"name": "more"}},
		{"PUT", "/api/v1/me/password", map[string]any{"old": password, "new": "something-else-9"}},
	} {
		if w := o.ask("key", c.method, c.path, c.body); w.Code != 403 {
			t.Errorf("%s %s with a key: %d %s", c.method, c.path, w.Code, w.Body)
		}
	}
	o.now.Add(2 * 3600e6)
	if w := o.ask("soon", "GET", "/api/v1/me", nil); w.Code != 401 {
		t.Errorf("an old key: %d", w.Code)
	}
	o.login("disp")
	for _, k := range o.must("disp", "GET", "/api/v1/keys", nil)["keys"].([]any) {
		o.must("disp", "DELETE", "/api/v1/keys/"+text(k.(map[string]any)["id"]), nil)
	}
	if w := o.ask("key", "GET", "/api/v1/me", nil); w.Code != 401 {
		t.Errorf("a revoked key: %d", w.Code)
	}
}

// Too many reports from one address are refused for a while, those from another are not; -trust-loopback lets this
// machine through.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	for _, trust := range []bool{false, true} {
		o := newOffice(t, gate.Options{TrustLoopback: trust})
		send := func() reply {
			return o.ask("", "POST", "/api/v1/reports",
				map[string]any{"id": o.id().String(), "area": "430405000000", "text": "路灯不亮"})
		}
		refused := 0
		for range 30 {
			if w := send(); w.Code == http.StatusTooManyRequests {
				refused++
				if w.Header().Get("Retry-After") == "" || w.json["code"] != "too_often" {
					t.Errorf("%v %s", w.Header(), w.Body)
				}
			}
		}
		if refused != map[bool]int{false: 10, true: 0}[trust] {
			t.Errorf("trust %v: %d of 30 refused", trust, refused)
		}
		o.from = "203.0.113.7:1"
		if w := send(); w.Code != 201 {
			t.Errorf("another address: %d", w.Code)
		}
		o.from = "127.0.0.1:2"
		o.now.Add(60e6)
		if w := send(); w.Code != 201 {
			t.Errorf("a minute later: %d", w.Code)
		}
	}
}
