package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"xiaohao/faces/gate"
)

// TestUnknownFieldsAreNamed: a field that nobody knows is refused by its name wherever it stands, also inside a
// command's body and a change's.
func TestUnknownFieldsAreNamed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	o.login("admin")
	o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000", "text": "路灯不亮"})
	m := o.must("disp", "GET", "/api/v1/work", nil)["matters"].([]any)[0].(map[string]any)
	one := "/api/v1/matters/" + text(m["id"]) + "/commands"
	for _, c := range []struct {
		who, path string
		body      map[string]any
		field     string
	}{
		{"", "/api/v1/reports", map[string]any{"id": o.id().String(), "txet": "x"}, "txet"},
		{"disp", one, map[string]any{"id": o.id().String(), "command": "list",
			"body": map[string]any{"category": "fac.lamp", "severty": "high"}}, "severty"},
		{"disp", "/api/v1/commands", map[string]any{"id": o.id().String(), "command": "list",
			"matters": []any{m["id"]}, "body": map[string]any{"categry": "fac.lamp"}}, "categry"},
		{"admin", "/api/v1/changes", map[string]any{"id": o.id().String(), "changes": []any{map[string]any{
			"type": "unit.set", "body": map[string]any{"code": "x", "zh": "某处", "aera": "430405000000"}}}}, "aera"},
	} {
		w := o.ask(c.who, "POST", c.path, c.body)
		status, body := w.Code, w.Body.String()
		var p struct{ Code, Field string }
		if err := json.Unmarshal([]byte(body), &p); err != nil || status != 422 || p.Code != "field_unknown" ||
			p.Field != c.field {
			t.Errorf("%s: %d %s", c.path, status, body)
		}
	}
}

// TestBadPolicyIsToldByLine: a policy with mistakes is the sender's mistake, each by its line.
func TestBadPolicyIsToldByLine(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("admin")
	w := o.ask("admin", "PUT", "/api/v1/policy", "city:\n  code: 4304\nnonsense: 7\n", "Content-Type",
		"application/yaml", "Command-Id", o.id().String())
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "policy_mistakes") ||
		!strings.Contains(w.Body.String(), `\n3: `) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestEmptyListsAreLists asks all addresses of a city where nothing happened yet: a list without anything is [].
func TestEmptyListsAreLists(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	for _, who := range []string{"admin", "disp"} {
		o.login(who)
		for pattern := range o.face.Routes() {
			method, path, _ := strings.Cut(pattern, " ")
			if method != http.MethodGet || strings.Contains(path, "{") {
				continue
			}
			if w := o.ask(who, method, path+"?point=1", nil); strings.Contains(w.Body.String(), ":null") {
				t.Errorf("%s: %s", path, w.Body)
			}
		}
	}
}
