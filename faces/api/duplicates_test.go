package api_test

import (
	"fmt"
	"slices"
)

// duplicates: a thing is reported twice; whoever is about to say it a third time hears of it, a dispatcher merges it,
// others may not.
func (o *office) duplicates() {
	o.t.Helper()
	said := map[string]any{"place": "光华巷口", "text": "光华巷口井盖松动，车一压就响", "lat": 26.91, "lng": 112.61}
	for range 2 {
		report := map[string]any{"id": o.id().String(), "area": "430405000000"}
		for k, v := range said {
			report[k] = v
		}
		o.must("", "POST", "/api/v1/reports", report)
	}
	o.desk.Duplicates.Settle(o.t.Context())
	if list := o.must("", "POST", "/api/v1/reports/alike", said)["matters"].([]any); len(list) != 2 ||
		list[0].(map[string]any)["title"] != nil {
		o.t.Errorf("like it: %v", list)
	}
	groups := o.must("disp", "GET", "/api/v1/duplicates?limit=5", nil)["groups"].([]any)
	at := slices.IndexFunc(groups, func(g any) bool {
		return g.(map[string]any)["head"].(map[string]any)["title"] == "光华巷口井盖松动，车一压就响"
	})
	if at < 0 {
		o.t.Fatalf("groups: %v", groups)
	}
	g := groups[at].(map[string]any)
	member := g["members"].([]any)[0].(map[string]any)["matter"]
	path := fmt.Sprintf("/api/v1/duplicates/%.0f/merge", g["head"].(map[string]any)["matter"])
	body := func() map[string]any {
		return map[string]any{"id": o.id().String(), "body": map[string]any{"matters": []any{member, 999999}}}
	}
	for _, ask := range [][]any{{"GET", "/api/v1/duplicates", nil, 403}, {"POST", path, body(), 404}} {
		if w := o.ask("clerk", ask[0].(string), ask[1].(string), ask[2]); w.Code != ask[3] {
			o.t.Errorf("a clerk: %v %d", ask, w.Code)
		}
	}
	done := o.must("disp", "POST", path, body())
	if len(done["merged"].([]any)) != 1 || done["failed"].([]any)[0].(map[string]any)["code"] != "matter_missing" {
		o.t.Errorf("merged: %v", done)
	}
}
