package api_test

import (
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
)

// declined is a report with a name and a phone that left the list: its receipt code, and its id in digits.
func (o *office) declined() (receipt, id string) {
	o.t.Helper()
	r := o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000",
		"text": "树枝挡住路灯", "name": "张三", "phone": "13812345678"})["receipt"].(string)
	m, _, err := o.desk.ByReceipt(o.t.Context(), r)
	if err != nil {
		o.t.Fatal(err)
	}
	id = text(float64(m.ID))
	o.must("disp", "POST", "/api/v1/matters/"+id+"/commands",
		map[string]any{"id": o.id().String(), "command": "decline",
			"body": map[string]any{"reason": "不属受理范围"}})
	return r, id
}

// TestForgetByJSON: the holder of a receipt asks, is told what is kept, until when and what backups hold; the same id
// again is answered as before. An administrator is refused before the term is over, with the day; others always.
func TestForgetByJSON(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	for _, who := range []string{"disp", "admin", "clerk"} {
		o.login(who)
	}
	r, id := o.declined()
	ask := map[string]any{"id": o.id().String(), "command": "forget", "body": map[string]any{}}
	for _, status := range []int{201, 200} {
		w := o.ask("", "POST", "/api/v1/reports/"+r+"/commands", ask)
		kept, _ := w.json["personal_data"].(map[string]any)
		if w.Code != status || kept["there"] != true || kept["asked_at"] == nil || kept["free_at"] == nil ||
			!strings.Contains(text(kept["backups"]), "90 天") {
			t.Errorf("asked: %d %s", w.Code, w.Body)
		}
	}
	why := func() map[string]any {
		return map[string]any{"id": o.id().String(), "command": "forget", "body": map[string]any{"reason": "来信"}}
	}
	one := "/api/v1/matters/" + id + "/commands"
	for who, code := range map[string]string{"admin": "forget_early", "disp": "not_allowed",
		"clerk": "matter_missing"} {
		if w := o.ask(who, "POST", one, why()); !strings.Contains(w.Body.String(), `"`+code+`"`) {
			t.Errorf("%s: %d %s, want %s", who, w.Code, w.Body, code)
		}
	}
	if w := o.ask("disp", "POST", one, map[string]any{"id": o.id().String(), "command": "reveal",
		"body": map[string]any{}}); w.Code != 409 || strings.Contains(w.Body.String(), "138") {
		t.Errorf("revealed: %d %s", w.Code, w.Body)
	}
	src := strings.Replace(string(o.desk.Policy().Source()), "archive: {years: 10", "archive: {days: 1", 1)
	if err := o.desk.SetPolicy(t.Context(), org.Caller{System: true}, o.id(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	o.now.Add(24 * 3600e6)
	o.login("admin") // the session of yesterday is over
	w := o.ask("admin", "POST", one, why())
	if kept, _ := w.json["personal_data"].(map[string]any); w.Code != 201 || kept["there"] != false ||
		kept["forgotten_at"] == nil {
		t.Errorf("erased: %d %s", w.Code, w.Body)
	}
	h := o.ask("", "GET", "/api/v1/reports/"+r+"/history", nil).Body.String()
	if !strings.Contains(h, "matter.forgotten") || strings.Contains(h, "张三") {
		t.Errorf("history: %s", h)
	}
}
