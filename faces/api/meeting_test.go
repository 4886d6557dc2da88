package api_test

import "fmt"

// meetings enters a superior document as the description's example has it, and finds it.
func (o *office) meetings() {
	o.t.Helper()
	id := o.must("sup", "POST", "/api/v1/meetings", map[string]any{"id": o.id(),
		"body": map[string]any{"kind": "document", "area": "430405000000", "day": int64(1_767_196_800_000_000),
			"number": "衡办发〔2026〕12号"}})["id"].(float64)
	list := o.must("sup", "GET", "/api/v1/meetings?kind=document", nil)["things"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["id"] != id {
		o.t.Errorf("%v", list)
	}
	if got := o.must("sup", "GET", fmt.Sprintf("/api/v1/meetings/%.0f", id), nil); got["number"] != "衡办发〔2026〕12号" {
		o.t.Errorf("%v", got)
	}
}
