package api_test

import (
	"fmt"
	"testing"

	"xiaohao/faces/gate"
)

// TestAbolishUnit by JSON: a unit with open work and no successor is abolished only by who says that he knows.
func TestAbolishUnit(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	for _, who := range []string{"disp", "admin"} {
		o.login(who)
	}
	unit, _ := o.desk.Org().UnitByCode("cg")
	_, id := o.reported()
	m := fmt.Sprintf("/api/v1/matters/%d", id)
	o.give("disp", m, "list", map[string]any{"category": "fac.lamp"})
	o.give("disp", m, "assign", map[string]any{"lead": unit.ID})
	end := map[string]any{"code": "cg", "zh": "城管局", "area": "430405000000", "former": true}
	change := func() reply {
		return o.ask("admin", "POST", "/api/v1/changes", map[string]any{"id": o.id().String(),
			"changes": []any{map[string]any{"type": "unit.set", "body": end}}})
	}
	if w := change(); w.Code != 409 || w.json["code"] != "unit_open" || w.json["field"] != "successor" {
		t.Errorf("without a word: %d %s", w.Code, w.Body)
	}
	end["anyway"] = true
	if w := change(); w.Code >= 300 {
		t.Errorf("knowing it: %d %s", w.Code, w.Body)
	}
	if now, _ := o.desk.Org().UnitByCode("cg"); !now.Former {
		t.Error("it is not abolished")
	}
}
