package demo

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// hengnan is where the traffic police gave helmets out.
const hengnan = area.Code(430422000000)

// activity is an activity that the demo tells of, and who leads it.
type activity struct {
	*story
	x    *outreach.Outreach
	lead org.Caller
	id   int64
}

// outreach plans two activities: seven teams of 衡南县 give out 1,500 helmets and 1,500 letters, and close their books;
// in 珠晖区 one runs whose call can be answered, with a delivery that came in part.
func (s *story) outreach(end calendar.Instant) {
	at := func(days, hours int64) calendar.Instant { return midnight(end).Plus(-days*day + hours*hour) }
	x := part.Get[*outreach.Outreach](s.desk.Values)
	a, b := &activity{story: s, x: x}, &activity{story: s, x: x}
	s.add(at(24, 9), func(ctx context.Context) error { return a.begin(ctx, at(24, 0), at(3, 0)) })
	s.add(at(22, 9), a.stocked)
	for d := range int64(5) {
		s.add(at(20-d, 17), func(ctx context.Context) error { return a.given(ctx, d) })
	}
	s.add(at(10, 10), a.closed)
	s.add(at(6, 9), func(ctx context.Context) error { return b.running(ctx, at(6, 0), end.Plus(20*day)) })
	s.add(at(5, 15), func(ctx context.Context) error { return b.open(ctx) })
	s.add(at(1, 11), b.tapped)
}

// step takes the activity into its next states.
func (a *activity) step(ctx context.Context, to ...outreach.State) error {
	for _, s := range to {
		if err := a.x.Step(ctx, a.lead, a.key(), a.id, s, ""); err != nil {
			return err
		}
	}
	return nil
}

// move makes a movement, and several of them one after the other.
func (a *activity) move(ctx context.Context, list ...outreach.Moving) error {
	for _, m := range list {
		if m.N == 0 {
			continue
		}
		if err := a.x.Move(ctx, a.lead, a.key(), a.id, m); err != nil {
			return err
		}
	}
	return nil
}

func moved(k stock.Kind, item, team, n int64, reason string) outreach.Moving {
	return outreach.Moving{Move: stock.Move{Kind: k, Team: team, N: n}, Item: item, Reason: reason}
}

const (
	helmet = 1
	letter = 2
	teams  = 7
	gifts  = 1500
)

// share is how many of 1,500 a team gives out; the first ones get what cannot be parted.
func share(team int64) int64 {
	if team <= gifts%teams {
		return gifts/teams + 1
	}
	return gifts / teams
}

func (a *activity) begin(ctx context.Context, from, until calendar.Instant) (err error) {
	a.lead = a.caller("c-jjd430422")
	p := outreach.Planning{Name: "送头盔，送安全", Theme: "道路交通安全", Superior: "“一盔一带”安全守护行动",
		Text: "面对面示范怎样戴好头盔，劝导不闯红灯、不逆行。", Area: hengnan, Unit: a.unitID("jjd430422"), From: from,
		Until: until,
		Items: []outreach.Item{{Name: "安全头盔", Measure: "个", Planned: gifts},
			{Name: "致电动车驾乘人员的一封信", Measure: "份", Planned: gifts}},
		Call: outreach.Call{Text: "周末集市上人手不够，欢迎来帮忙登记、维持秩序。", Seats: 20}}
	towns := a.desk.Org().Tree().Children(hengnan)
	for n := int64(1); n <= teams; n++ {
		town := towns[int(n-1)%len(towns)]
		p.Teams = append(p.Teams, outreach.Team{Name: fmt.Sprintf("第%d组", n), Area: town.Code,
			Place: "集市和学校路口", Count: 5,
			Shares: []outreach.Share{{Item: helmet, N: share(n)}, {Item: letter, N: share(n)}}})
	}
	a.id, err = a.x.Begin(ctx, a.lead, a.key(), p)
	return err
}

// stocked takes everything in and sends it out; the third team gets 180 of what it was sent.
func (a *activity) stocked(ctx context.Context) error {
	if err := a.step(ctx, outreach.Called); err != nil {
		return err
	}
	for item, n := range []int64{helmet: 1520, letter: 1600} {
		in := moved(stock.In, int64(item), 0, n, "")
		in.Source, in.Paper = "市公安局交警支队", fmt.Sprintf("衡公交调〔2026〕%d号", 30+item)
		if err := a.move(ctx, in); err != nil {
			return err
		}
	}
	for n := int64(1); n <= teams; n++ {
		came := share(n) + 2
		if n == 3 {
			came = 180
		}
		if err := a.move(ctx, moved(stock.Sent, helmet, n, share(n)+2, ""), moved(stock.Sent, letter, n, share(n), ""),
			moved(stock.Received, helmet, n, came, ""), moved(stock.Received, letter, n, share(n), "")); err != nil {
			return err
		}
	}
	return a.step(ctx, outreach.Running)
}

// given is one of five days: a fifth of everything, what is left on the last one.
func (a *activity) given(ctx context.Context, d int64) error {
	if d == 2 { // what was short is found, but for two
		if err := a.move(ctx, moved(stock.Received, helmet, 3, share(3)-180, ""), moved(stock.WayLost, helmet, 3, 2,
			"运输途中从车上掉落，已压碎")); err != nil {
			return err
		}
	}
	for n := int64(1); n <= teams; n++ {
		today := share(n) / 5
		if d == 4 {
			today = share(n) - 4*today
		}
		if err := a.move(ctx, moved(stock.Given, helmet, n, today, ""), moved(stock.Given, letter, n, today,
			"")); err != nil {
			return err
		}
		if err := a.x.Reach(ctx, a.lead, a.key(), a.id, n, "letters", today); err != nil {
			return err
		}
	}
	if d == 3 {
		return a.move(ctx, moved(stock.Damaged, helmet, 1, 1, "镜片开裂"), moved(stock.Damaged, helmet, 6, 2,
			"卡扣断了"))
	}
	return nil
}

// closed returns what is left and closes the books.
func (a *activity) closed(ctx context.Context) error {
	if err := a.x.TurnOut(ctx, a.lead, a.key(), a.id, 2, nil, 6); err != nil {
		return err
	}
	if err := a.step(ctx, outreach.Ended); err != nil {
		return err
	}
	b, err := a.x.Books(ctx, a.lead, a.id)
	if err != nil {
		return err
	}
	for _, h := range b.Held {
		if h.Team != 0 && h.Hand > 0 {
			if err := a.move(ctx, moved(stock.Returned, h.Item, h.Team, h.Hand, "")); err != nil {
				return err
			}
		}
	}
	return a.step(ctx, outreach.Reported)
}

// running is an activity of 珠晖区 in which the demo's own clerk has a team.
func (a *activity) running(ctx context.Context, from, until calendar.Instant) (err error) {
	a.lead = a.caller("disp430405")
	p := outreach.Planning{Name: "骑手头盔“以旧换新”", Theme: "道路交通安全", Superior: "“一盔一带”安全守护行动",
		Area: zhuhui,
		Text: "旧头盔当场回收，一人一券换一个。", Unit: a.unitID("jjd430405"), From: from, Until: until,
		Items: []outreach.Item{{Name: "骑手头盔", Measure: "个", Planned: 300, Ticket: true},
			{Name: "反光贴", Measure: "张", Planned: 600}},
		Teams: []outreach.Team{{Name: "广场组", Area: demoTownship, Place: "商业广场外卖集合点",
			Unit: a.unitID(townCode), Count: 3,
			Shares: []outreach.Share{{Item: 1, N: 200}, {Item: 2, N: 400}}}, {Name: "路口组", Area: zhuhui,
			Place: "主要路口",
			Count: 4, Shares: []outreach.Share{{Item: 1, N: 100}, {Item: 2, N: 200}}}},
		Call: outreach.Call{Text: "党员干部带头，欢迎居民一起来：帮骑手换头盔、贴反光贴，每次两小时。", Seats: 30}}
	if a.id, err = a.x.Begin(ctx, a.lead, a.key(), p); err != nil {
		return err
	}
	if err := a.step(ctx, outreach.Called); err != nil {
		return err
	}
	if err := a.x.Print(ctx, a.lead, a.key(), a.id, 1, 300); err != nil {
		return err
	}
	for item, n := range []int64{1: 300, 2: 600} {
		in := moved(stock.In, int64(item), 0, n, "")
		in.Source = "区工会"
		if err := a.move(ctx, in); err != nil {
			return err
		}
	}
	return a.move(ctx, moved(stock.Sent, 1, 1, 200, ""), moved(stock.Sent, 2, 1, 400, ""),
		moved(stock.Received, 1, 1, 180, ""), moved(stock.Received, 2, 1, 400, ""), moved(stock.Sent, 2, 2, 200, ""),
		moved(stock.Received, 2, 2, 200, ""))
}

// open lets the call out and has people sign up.
func (a *activity) open(ctx context.Context) error {
	n := outreach.Noticing{Title: outreach.Words{Zh: "骑手头盔以旧换新，邀您一起来",
		En: "New helmets for riders: join in"},
		Text: outreach.Words{Zh: "旧头盔当场回收，换上新的再出发。欢迎附近居民来帮忙。",
			En: "Old helmets are taken back, new ones go on at once. Neighbours are welcome to help."}}
	if err := a.x.Offer(ctx, a.lead, a.key(), a.id, n); err != nil {
		return err
	}
	sup := a.caller("supervisor")
	now, err := a.x.Get(ctx, sup, a.id)
	if err == nil {
		err = a.x.Pass(ctx, sup, a.key(), a.id, now.Release.Seq)
	}
	if err != nil {
		return err
	}
	for i, name := range []string{"小雁", "老周", "社区小陈", "骑手老彭"} {
		if err := a.x.Join(ctx, a.key(), a.id, outreach.Joining{Name: name, Phone: fmt.Sprintf("1380000%04d", 1000+i),
			Team: int64(i % 3)}); err != nil {
			return err
		}
	}
	return a.step(ctx, outreach.Running)
}

// tapped gives some out, by tickets and by counting.
func (a *activity) tapped(ctx context.Context) error {
	for n := int64(1); n <= 12; n++ {
		m := moved(stock.Given, 1, 1, 1, "")
		m.Ticket = a.x.Ticket(a.id, 1, 10+n)
		if err := a.move(ctx, m); err != nil {
			return err
		}
	}
	if err := a.x.Reach(ctx, a.lead, a.key(), a.id, 1, "count", 26); err != nil {
		return err
	}
	return a.move(ctx, moved(stock.Given, 2, 1, 24, ""), moved(stock.Given, 2, 2, 15, ""))
}
