package e2e

import (
	"bytes"
	"context"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// givesOut is an activity with rows in each of its tables: things that moved, a ticket, a tally sheet, people reached,
// a photo that was let out, somebody who signed up.
func (o staff) givesOut(ctx context.Context) {
	o.t.Helper()
	x, sup := part.Get[*outreach.Outreach](o.Values), o.who("du.sup")
	var unit int64
	for _, u := range o.Org().Units(0) {
		if u.Code == "cg" {
			unit = u.ID
		}
	}
	id, err := x.Begin(ctx, sup, o.id(), outreach.Planning{Name: "送头盔", Theme: "交通安全", Area: 430405000000,
		Unit: unit,
		From: calendar.Of(time.Now().Add(-time.Hour)), Until: calendar.Of(time.Now().Add(30 * 24 * time.Hour)),
		Items: []outreach.Item{{Name: "头盔", Measure: "个", Planned: 9}, {Name: "反光贴", Measure: "张",
			Ticket: true}},
		Teams: []outreach.Team{{Name: "第一组", Area: 430405001000}}, Call: outreach.Call{Seats: 5}})
	o.must(err)
	o.must(x.Step(ctx, sup, o.id(), id, outreach.Called, ""))
	o.must(x.Print(ctx, sup, o.id(), id, 2, 9))
	o.must(x.Step(ctx, sup, o.id(), id, outreach.Running, ""))
	move := func(k stock.Kind, item, team, n int64, ticket string) {
		o.t.Helper()
		o.must(x.Move(ctx, sup, o.id(), id, outreach.Moving{Item: item, Source: "支队", Reason: "破了", Ticket: ticket,
			Move: stock.Move{Kind: k, Team: team, N: n}}))
	}
	for item := int64(1); item <= 2; item++ {
		move(stock.In, item, 0, 9, "")
		move(stock.Sent, item, 1, 8, "")
		move(stock.Received, item, 1, 7, "")
	}
	move(stock.Damaged, 1, 1, 1, "")
	move(stock.Given, 2, 1, 1, x.Ticket(id, 2, 3))
	o.must(x.Sheet(ctx, sup, o.id(), id, 1, "A-1", []outreach.Line{{Item: 1, N: 2}, {By: "count", N: 3}}))
	u, err := o.Upload(ctx, sup, bytes.NewReader(picture(21)))
	o.must(err)
	o.must(x.Photo(ctx, sup, o.id(), id, outreach.Photographing{Token: u.Token, Basis: outreach.Nobody,
		NoMinors: true}))
	a, err := x.Get(ctx, sup, id)
	o.must(err)
	all := o.who("all")
	o.must(x.Offer(ctx, all, o.id(), id, outreach.Noticing{Title: outreach.Words{Zh: "送头盔"},
		Text: outreach.Words{Zh: "来帮忙"}, Photos: []outreach.Shut{{Photo: a.Photos[0].Photo.ID}}}))
	a, err = x.Get(ctx, sup, id)
	o.must(err)
	o.must(x.Pass(ctx, sup, o.id(), id, a.Release.Seq))
	o.must(x.Join(ctx, o.id(), id, outreach.Joining{Name: "志愿者", Phone: "13800001111"}))
	if list, err := x.Volunteers(ctx, sup, id); err != nil || len(list) != 1 {
		o.t.Fatal(list, err)
	}
}
