package api_test

import (
	"context"
	"fmt"

	"xiaohao/core/part"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// outreach plans an activity, gives things out, and lets it out; programs of the staff read its books, everybody what
// was let out, nobody a name.
func (o *office) outreach() {
	o.t.Helper()
	ctx, x, disp := context.Background(), part.Get[*outreach.Outreach](o.desk.Values), o.who("disp")
	unit := o.desk.Org().Units(0)[0].ID
	must := func(err error) {
		o.t.Helper()
		if err != nil {
			o.t.Fatal(err)
		}
	}
	id, err := x.Begin(ctx, disp, o.id(), outreach.Planning{Name: "送头盔", Theme: "交通安全", Area: 430405000000, Unit: unit,
		From: x.Now(), Until: x.Now().Plus(10 * 24 * 3600e6), Call: outreach.Call{Seats: 3, Text: "来帮忙"},
		Items: []outreach.Item{{Name: "头盔", Measure: "个", Planned: 9}},
		Teams: []outreach.Team{{Name: "第一组", Area: 430405000000, Members: []int64{disp.Person}}}})
	must(err)
	must(x.Step(ctx, disp, o.id(), id, outreach.Called, ""))
	must(x.Step(ctx, disp, o.id(), id, outreach.Running, ""))
	for _, m := range []stock.Move{{Kind: stock.In, N: 9}, {Kind: stock.Sent, Team: 1, N: 5},
		{Kind: stock.Received, Team: 1, N: 5}, {Kind: stock.Given, Team: 1, N: 2}} {
		must(x.Move(ctx, disp, o.id(), id, outreach.Moving{Move: m, Item: 1, Source: "支队"}))
	}
	must(x.Reach(ctx, disp, o.id(), id, 1, "talk", 7))
	at := fmt.Sprintf("/outreach/%d", id)
	if r := o.ask("", "GET", "/api/v1/public"+at, nil); r.Code != 404 {
		o.t.Errorf("before it is let out everybody is answered %d", r.Code)
	}
	must(x.Offer(ctx, disp, o.id(), id, outreach.Noticing{Title: outreach.Words{Zh: "周六送头盔"},
		Text: outreach.Words{Zh: "来帮忙"}}))
	a, err := x.Get(ctx, disp, id)
	must(err)
	must(x.Pass(ctx, o.who("out"), o.id(), id, a.Release.Seq))
	must(x.Join(ctx, o.id(), id, outreach.Joining{Name: "欧阳某某", Phone: "13800001111"}))
	list := o.must("disp", "GET", "/api/v1/outreach?area=430405000000", nil)["activities"].([]any)
	one := o.must("disp", "GET", "/api/v1"+at, nil)
	team := one["teams"].([]any)[0].(map[string]any)
	thing := team["things"].([]any)[0].(map[string]any)
	if len(list) != 1 || thing["given"] != 2.0 || thing["hand"] != 3.0 || one["signed"] != 1.0 ||
		team["reached"].(map[string]any)["talk"] != 7.0 {
		o.t.Errorf("%v %v", list, one)
	}
	open := o.must("", "GET", "/api/v1/public/outreach", nil)["activities"].([]any)
	public := o.must("", "GET", "/api/v1/public"+at, nil)
	if len(open) != 1 || public["reached"] != 7.0 || public["calls"] != true || public["signed"] != nil ||
		public["theme"] != nil {
		o.t.Errorf("%v %v", open, public)
	}
}
