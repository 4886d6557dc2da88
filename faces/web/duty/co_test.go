package duty_test

import (
	"context"
	"fmt"
	"testing"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/parts/duty"
)

// TestManyCoUnits: a duty with more co-units than the form usually has room for keeps them when it is changed there.
func TestManyCoUnits(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	p, _ := o.Org().PersonByLogin("clerk")
	lead, _ := o.Org().Unit(p.Posts[0].Unit)
	d := duty.Duty{Title: "防汛", Text: "汛情", Area: webtest.Township, Lead: lead.ID,
		Schedule: duty.Schedule{Rhythm: duty.Monthly, Day: 28}}
	for i := range 6 {
		code := fmt.Sprintf("co-%d", i)
		_, err := o.Change(context.Background(), org.Caller{System: true}, o.NewID(),
			[]org.Change{&org.UnitSet{Code: code,
				Zh: "协办单位" + code, Area: webtest.Township}})
		if err != nil {
			t.Fatal(err)
		}
		u, _ := o.Org().UnitByCode(code)
		d.Co = append(d.Co, u.ID)
	}
	sup, _ := o.Org().PersonByLogin("sup")
	x := part.Get[*duty.Duties](o.Values)
	id, err := x.Begin(context.Background(), sup.Caller(), o.NewID(), d)
	if err != nil {
		t.Fatal(err)
	}
	o.As("sup").Get(fmt.Sprintf("/duties/%d", id), 200).Send("change", 200, "title", "防汛抗旱")
	s, err := x.Sheet(context.Background(), sup.Caller(), id, 0)
	if err != nil || s.Title != "防汛抗旱" || len(s.Co) != 6 {
		t.Errorf("%+v, %v", s, err)
	}
}
