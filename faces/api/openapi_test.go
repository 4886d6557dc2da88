package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/org"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
)

// The description and the routes are the same list, and the description holds by itself, its examples included.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	j := judge(t)
	for _, err := range j.Faults() {
		t.Error(err)
	}
	described := map[string]bool{}
	for _, op := range j.Operations() {
		described[op.Pattern] = op.Login
	}
	var listed []api.Operation
	for _, op := range j.Operations() {
		method, path, _ := strings.Cut(op.Pattern, " ")
		zh, _ := op.Extensions.Get("x-zh")
		if zh == nil || op.Summary == "" {
			t.Errorf("%s has no summary in both languages: summary and x-zh", op.Pattern)
			continue
		}
		listed = append(listed, api.Operation{Method: method, Path: path, Zh: zh.Value, En: op.Summary,
			Login: op.Login})
	}
	found := api.Operations()
	slices.SortFunc(found, func(a, b api.Operation) int {
		return strings.Compare(a.Method+" "+a.Path, b.Method+" "+b.Path)
	})
	if d := cmp.Diff(listed, found); d != "" {
		t.Errorf("read by the library (-) and line by line (+):\n%s", d)
	}
	if d := cmp.Diff(newOffice(t, gate.Options{}).face.Routes(), described); d != "" {
		t.Errorf("routes, with whether each wants a login (-), and description (+):\n%s", d)
	}
}

// Every operation is asked once with success, and its answer is as described.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.everything()
	for _, op := range o.judge.Operations() {
		if !o.seen[op.Pattern] {
			t.Errorf("%s was never answered with success", op.Pattern)
		}
	}
}

// everything asks every operation with success, in an order that works.
func (o *office) everything() {
	o.t.Helper()
	for _, who := range []string{"disp", "clerk", "admin"} {
		o.login(who)
	}
	r := o.resident()
	o.staff(r)
	o.notFixed()
	o.change(&org.PersonSet{Login: "ver", Name: "核查", Disabled: true}) // the campaign's draw is between fewer then
	o.duplicates()
	o.account()
	o.administer()
	o.imports()
	o.files()
	o.inspect()
	o.campaign()
	o.publicity()
	o.chiefs()
	o.outreach()
	o.indicators()
	o.plans()
	o.meetings()
	o.must("", "GET", fmt.Sprintf("/api/v1/public/matters/%d", o.public(1)[0]), nil)
	o.must("", "GET", "/api/v1/public/matters", nil)
}

// resident does what needs no login; it gives the receipt.
func (o *office) resident() string {
	o.t.Helper()
	p := o.must("", "POST", "/api/v1/photos", picture(o.t))["token"]
	report := map[string]any{"id": o.id().String(), "area": "430405000000", "place": "东门", "text": "路灯不亮",
		"photos": []any{p}, "lat": 26.9, "lng": 112.6, "name": "张", "phone": "13812345678"}
	first := o.must("", "POST", "/api/v1/reports", report)
	again := o.ask("", "POST", "/api/v1/reports", report)
	if d := cmp.Diff(first, again.json); d != "" || again.Code != 200 {
		o.t.Errorf("the same id again: %d %s", again.Code, d)
	}
	r := first["receipt"].(string)
	seen := o.must("", "GET", "/api/v1/reports/"+r, nil)
	photo := seen["photos"].([]any)[0].(map[string]any)["id"].(string)
	o.must("", "GET", "/api/v1/reports/"+r+"/photos/"+photo+"?size=thumb", nil)
	o.must("", "GET", "/api/v1/reports/"+r+"/history", nil)
	o.must("", "POST", "/api/v1/reports/"+r+"/commands",
		map[string]any{"id": o.id().String(), "command": "comment", "body": map[string]any{"text": "在东门左边"}})
	for _, path := range []string{"/api/v1/areas", "/api/v1/areas?q=珠晖", "/api/v1/categories", "/api/v1/openapi.yaml"} {
		o.must("", "GET", path, nil)
	}
	return r
}

func (o *office) staff(receipt string) {
	o.t.Helper()
	list := o.must("disp", "GET", "/api/v1/matters?state=reported&sort=new&limit=10", nil)["matters"].([]any)
	m := fmt.Sprintf("/api/v1/matters/%.0f", list[0].(map[string]any)["id"])
	o.must("disp", "GET", "/api/v1/work", nil)
	o.must("disp", "POST", m+"/commands", map[string]any{"id": o.id().String(), "command": "list",
		"body": map[string]any{"category": "fac.lamp"}})
	got := o.must("disp", "GET", m, nil)
	o.must("disp", "POST", m+"/commands",
		map[string]any{"id": o.id().String(), "command": "comment", "body": map[string]any{"text": "看过"}})
	o.must("disp", "GET", m+"/history", nil)
	o.must("disp", "GET", m+"/suggestions", nil)
	o.must("disp", "GET", m+"/place", nil)
	o.must("disp", "GET", "/api/v1/recurring?list=root&area=430405000000&limit=5", nil)
	o.must("disp", "GET", m+"/photos/"+got["photos"].([]any)[0].(map[string]any)["id"].(string), nil)
	contact := o.must("disp", "POST", m+"/commands",
		map[string]any{"id": o.id().String(), "command": "reveal", "body": map[string]any{"reason": "回访"}})
	if contact["phone"] != "13812345678" {
		o.t.Errorf("reveal: %v", contact)
	}
	o.must("disp", "POST", "/api/v1/matters", map[string]any{"id": o.id().String(),
		"body": map[string]any{"area": "430405000000", "text": "占道经营", "source": "inspector"}})
	o.must("disp", "POST", "/api/v1/commands", map[string]any{"id": o.id().String(), "command": "comment",
		"matters": []any{list[0].(map[string]any)["id"], 999}, "body": map[string]any{"text": "看过"}})
	for _, path := range []string{"/api/v1/matters.xlsx", "/api/v1/figures?area=430405000000", "/api/v1/units?q=城管",
		"/api/v1/people", "/api/v1/policy", "/api/v1/me"} {
		o.must("disp", "GET", path, nil)
	}
	if p := o.must("", "GET", "/api/v1/reports/"+receipt, nil); p["state"] != "listed" {
		o.t.Errorf("progress: %v", p)
	}
}

func (o *office) account() {
	o.t.Helper()
	o.must("clerk", "PUT", "/api/v1/me/leave", map[string]any{"id": o.id().String(), "deputy": "disp",
		"from": 1, "to": 2})
	o.must("clerk", "PUT", "/api/v1/me/password", map[string]any{"old": password, "new": password + "-2"})
	s := o.must("clerk", "GET", "/api/v1/sessions", nil)["sessions"].([]any)[0].(map[string]any)
	o.must("clerk", "DELETE", fmt.Sprintf("/api/v1/sessions/%v", s["id"]), nil)
	if w := o.ask("clerk", "GET", "/api/v1/me", nil); w.Code != 401 {
		o.t.Errorf("a session that was ended: %d", w.Code)
	}
	o.tokens["clerk"] = o.must("", "POST", "/api/v1/sessions",
		map[string]any{"login": "clerk", "password": password + "-2"})["token"].(string)
	o.must("clerk", "PUT", "/api/v1/me/password", map[string]any{"old": password + "-2", "new": password})
	o.must("disp", "POST", "/api/v1/keys", map[string]any{"name": "大屏"})
	k := o.must("disp", "GET", "/api/v1/keys", nil)["keys"].([]any)[0].(map[string]any)
	o.must("disp", "DELETE", fmt.Sprintf("/api/v1/keys/%.0f", k["id"]), nil)
	o.everywhere()
}

// everywhere logs somebody out in all his browsers at once, and nobody else.
func (o *office) everywhere() {
	o.t.Helper()
	first := o.tokens["disp"]
	o.login("disp")
	o.tokens["second"], o.tokens["disp"] = o.tokens["disp"], first
	o.must("disp", "DELETE", "/api/v1/sessions", nil)
	for who, want := range map[string]int{"disp": 401, "second": 401, "admin": 200} {
		if w := o.ask(who, "GET", "/api/v1/me", nil); w.Code != want {
			o.t.Errorf("%s after logging out everywhere: %d, want %d", who, w.Code, want)
		}
	}
	o.login("disp")
}

func (o *office) administer() {
	o.t.Helper()
	o.must("admin", "POST", "/api/v1/changes", map[string]any{"id": o.id().String(), "changes": []any{
		map[string]any{"type": "unit.set", "body": map[string]any{"code": "new", "zh": "新单位",
			"area": "430405000000"}}}})
	source := o.ask("admin", "GET", "/api/v1/policy", nil).Body.String()
	if c := o.must("admin", "POST", "/api/v1/policy/check", "nonsense: 1",
		"Content-Type", "application/yaml"); c["ok"] != false {
		o.t.Errorf("check: %v", c)
	}
	if c := o.must("admin", "POST", "/api/v1/policy/check", source,
		"Content-Type", "application/yaml"); c["ok"] != true {
		o.t.Errorf("check: %v", c)
	}
	o.must("admin", "PUT", "/api/v1/policy", strings.Replace(source, "archive: {years: 10", "archive: {days: 0", 1),
		"Content-Type", "application/yaml", "Command-Id", o.id().String())
	r, id := o.declined()
	o.must("admin", "POST", "/api/v1/forget", map[string]any{"id": o.id().String(), "matter": id, "reason": "上报人来信"})
	if p := o.must("", "GET", "/api/v1/reports/"+r, nil)["personal_data"].(map[string]any); p["there"] != false {
		o.t.Errorf("still there: %v", p)
	}
}
