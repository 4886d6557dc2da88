package admin_test

import (
	"fmt"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestAbolishUnit: the form that abolishes a unit with open work and no successor comes back with what is open there
// and a box to tick; ticked, it is done.
func TestAbolishUnit(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Reported("人行道地砖破损")
	m := fmt.Sprintf("/matters/%d", o.Only())
	o.As("disp").Get(m, 200).Send("list", 200, "category", "env.rubbish", "severity", "general").
		Send("assign", 200, "lead", "广东路街道办 · gdl")
	u, _ := o.Org().UnitByCode("gdl")
	b := o.As("admin").Get(fmt.Sprintf("/admin/units?id=%d", u.ID), 200)
	b.Send("unit", 409, "former", "1").Wants("未办结事项 1 件", `name="anyway"`)
	if now, _ := o.Org().UnitByCode("gdl"); now.Former {
		t.Fatal("done without a word")
	}
	b.Send("unit", 200, "former", "1", "anyway", "1")
	if now, _ := o.Org().UnitByCode("gdl"); !now.Former {
		t.Error("told and ticked, it is not done")
	}
}
