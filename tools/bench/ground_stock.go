package bench

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// action is an activity of the year, with books of its own: by thing and team, what each has and gave.
type action struct {
	i         int
	m         int64
	county    area.Code
	lead      org.Caller // of the unit that leads it
	teams     []outreach.Team
	books     map[int64]map[int64]*stock.Balance // by thing and team; team 0 is the store
	received  map[int64]int64                    // by thing: what came in
	tickets   int64
	people    int64
	joined    int64
	came      int64
	forgotten bool
}

// Things that are given out; of the last one, one for each person by a ticket.
const (
	helmets = 1 + iota
	letters
	stickers
)

// at is the own book of a thing and a team.
func (a *action) at(item, team int64) *stock.Balance {
	if a.books[item] == nil {
		a.books[item] = map[int64]*stock.Balance{}
	}
	if a.books[item][team] == nil {
		a.books[item][team] = &stock.Balance{}
	}
	return a.books[item][team]
}

// gives begins an activity: planned and called, its notice let out by two people, its things in store. Its volunteers
// sign up, two weeks later it runs for two weeks, and then its books are closed. Every fifth is counted before and
// after.
func (y *grounded) gives(ctx context.Context, i int) error {
	a := &action{i: i, county: y.counties[0], books: map[int64]map[int64]*stock.Balance{}, received: map[int64]int64{}}
	for n := range y.counties { // a zone may have no townships
		if c := y.counties[(i+n)%len(y.counties)]; len(y.townshipsOf(c)) > 0 {
			a.county = c
			break
		}
	}
	a.lead = y.clerks[y.offices[a.county]]
	towns := y.townshipsOf(a.county)
	p := outreach.Planning{Name: fmt.Sprintf("送头盔，送安全（第%d场）", i+1), Theme: "交通安全", Superior: "一盔一带",
		Area: a.county, Unit: y.offices[a.county], From: y.midnight(y.day + 14), Until: y.midnight(y.day + 32),
		Items: []outreach.Item{{Name: "安全头盔", Measure: "个", Planned: 400}, {Name: "一封信", Measure: "份", Planned: 900},
			{Name: "反光贴", Measure: "张", Planned: 60, Ticket: true}},
		Call: outreach.Call{Text: "一起来发头盔", Seats: 30}}
	for n := range min(3, len(towns)) {
		t := towns[(i*3+n)%len(towns)]
		p.Teams = append(p.Teams, outreach.Team{ID: 0, Name: fmt.Sprintf("第%d组", n+1), Area: t, Unit: y.offices[t],
			Place: "集市入口", Count: 4})
	}
	var err error
	if a.m, err = y.outreach.Begin(ctx, a.lead, id(), p); err != nil {
		return err
	}
	for n := range p.Teams {
		p.Teams[n].ID = int64(n + 1)
	}
	a.teams = p.Teams
	y.actions = append(y.actions, a)
	if i%5 == 0 {
		if err := y.survey(ctx, a); err != nil {
			return fmt.Errorf("the survey of activity %d: %w", i, err)
		}
	}
	y.later(y.day+1, a.named(func(ctx context.Context) error { return y.called(ctx, a) }))
	y.later(y.day+14, a.named(func(ctx context.Context) error { return y.sent(ctx, a) }))
	for n, d := range []int{16, 20, 25} {
		y.later(y.day+d, a.named(func(ctx context.Context) error { return y.given(ctx, a, n) }))
	}
	y.later(y.day+30, a.named(func(ctx context.Context) error { return y.back(ctx, a) }))
	return nil
}

// named says of which activity an error is.
func (a *action) named(do deed) deed {
	return func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return fmt.Errorf("activity %d: %w", a.i, err)
		}
		return nil
	}
}

// midnight is the beginning of a day of the year.
func (y *year) midnight(day int) calendar.Instant { return y.first.Plus(int64(day) * oneDay) }

// called lets everybody know, and fills the store.
func (y *grounded) called(ctx context.Context, a *action) error {
	office, super := y.officer(byDay, a.county), y.officer(watches, a.county)
	if err := y.outreach.Step(ctx, a.lead, id(), a.m, outreach.Called, ""); err != nil {
		return err
	}
	if err := y.outreach.Offer(ctx, office, id(), a.m, outreach.Noticing{Title: outreach.Words{Zh: "周六送头盔"},
		Text: outreach.Words{Zh: "在集市入口发放，欢迎来帮忙"}}); err != nil {
		return err
	}
	got, err := y.outreach.Get(ctx, super, a.m)
	if err != nil {
		return err
	}
	if err := y.outreach.Pass(ctx, super, id(), a.m, got.Release.Seq); err != nil {
		return err
	}
	for item, n := range map[int64]int64{helmets: 400, letters: 900, stickers: 60} {
		a.received[item] += n
		if err := y.move(ctx, a, a.lead, item, stock.Move{Kind: stock.In, N: n}, ""); err != nil {
			return err
		}
	}
	for n := range 10 + a.i%10 {
		j := outreach.Joining{Name: "志愿者", Phone: fmt.Sprintf("138%04d%04d", a.i, n), Team: int64(n%len(a.teams)) + 1}
		for range 1 + n%2 { // every second one sends it twice
			if err := y.outreach.Join(ctx, id(), a.m, j); err != nil {
				return err
			}
		}
		a.joined++
	}
	return nil
}

// move has something moved, and moves it in the books of the activity too.
func (y *grounded) move(ctx context.Context, a *action, who org.Caller, item int64, m stock.Move, ticket string) error {
	err := y.outreach.Move(ctx, who, id(), a.m, outreach.Moving{Move: m, Item: item, Source: "市交警支队",
		Paper: "出库单", Reason: "运输途中破损", Ticket: ticket})
	if err != nil {
		return fmt.Errorf("%s %d of thing %d, team %d: %w", m.Kind, m.N, item, m.Team, err)
	}
	shop, team := a.at(item, 0), a.at(item, m.Team)
	switch n := m.N; m.Kind {
	case stock.In:
		shop.Hand += n
	case stock.Sent:
		shop.Hand, team.Way = shop.Hand-n, team.Way+n
	case stock.Received:
		team.Way, team.Hand = team.Way-n, team.Hand+n
	case stock.WayLost:
		team.Way, team.Lost = team.Way-n, team.Lost+n
	case stock.Given:
		team.Hand, team.Given = team.Hand-n, team.Given+n
	case stock.Damaged:
		team.Hand, team.Lost = team.Hand-n, team.Lost+n
	case stock.Returned:
		team.Hand, shop.Hand = team.Hand-n, shop.Hand+n
	}
	return nil
}

// sent begins it: tickets are printed, things go to the teams; in every fourth activity some break on the way.
func (y *grounded) sent(ctx context.Context, a *action) error {
	if err := y.outreach.Print(ctx, a.lead, id(), a.m, stickers, 60); err != nil {
		return err
	}
	if err := y.outreach.Step(ctx, a.lead, id(), a.m, outreach.Running, ""); err != nil {
		return err
	}
	for _, t := range a.teams {
		for item, n := range map[int64]int64{helmets: 120, letters: 250, stickers: 18} {
			if err := y.move(ctx, a, a.lead, item, stock.Move{Kind: stock.Sent, Team: t.ID, N: n}, ""); err != nil {
				return err
			}
			clerk := y.clerks[t.Unit]
			if item == helmets && a.i%4 == 0 {
				lost := stock.Move{Kind: stock.WayLost, Team: t.ID, N: 2}
				if err := y.move(ctx, a, clerk, item, lost, ""); err != nil {
					return err
				}
				n -= 2
			}
			if err := y.move(ctx, a, clerk, item, stock.Move{Kind: stock.Received, Team: t.ID, N: n}, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// given is a day on which all teams give out: on sheets, one by one for tickets, of which none is good twice. People
// who were reached are counted.
func (y *grounded) given(ctx context.Context, a *action, nth int) error {
	for _, t := range a.teams {
		clerk := y.clerks[t.Unit]
		for s := range 3 {
			lines := []outreach.Line{{Item: helmets, N: int64(7 + s)}, {Item: letters, N: int64(15 + s)},
				{By: "count", N: int64(20 + s)}}
			sheet := fmt.Sprintf("%d-%d", nth+1, s+1)
			if err := y.outreach.Sheet(ctx, clerk, id(), a.m, t.ID, sheet, lines); err != nil {
				return err
			}
			for _, l := range lines[:2] {
				b := a.at(l.Item, t.ID)
				b.Hand, b.Given = b.Hand-l.N, b.Given+l.N
			}
			a.people += lines[2].N
			err := y.outreach.Sheet(ctx, clerk, id(), a.m, t.ID, sheet, lines)
			if fault.Code(err) != "outreach_sheet_twice" {
				return fmt.Errorf("sheet %s of team %d came twice: %w", sheet, t.ID, err)
			}
		}
		for range 5 {
			a.tickets++
			ticket := y.outreach.Ticket(a.m, stickers, a.tickets)
			if err := y.move(ctx, a, clerk, stickers, stock.Move{Kind: stock.Given, Team: t.ID, N: 1},
				ticket); err != nil {
				return err
			}
			err := y.outreach.Move(ctx, clerk, id(), a.m, outreach.Moving{Move: stock.Move{Kind: stock.Given,
				Team: t.ID, N: 1}, Item: stickers, Ticket: ticket})
			if fault.Code(err) != "outreach_ticket_taken" {
				return fmt.Errorf("ticket %s was taken twice: %w", ticket, err)
			}
		}
		if err := y.outreach.Reach(ctx, clerk, id(), a.m, t.ID, "talk", 12); err != nil {
			return err
		}
		a.people += 12
		if nth > 0 {
			continue
		}
		list, err := y.outreach.Volunteers(ctx, clerk, a.m)
		if err != nil {
			return err
		}
		var ids []string
		for _, v := range list {
			if v.Team == t.ID && v.Phone[len(v.Phone)-1]%3 != 0 {
				ids = append(ids, v.ID)
			}
		}
		if err := y.outreach.TurnOut(ctx, clerk, id(), a.m, t.ID, ids, 2); err != nil {
			return err
		}
		a.came += int64(len(ids)) + 2
	}
	return nil
}

// back ends it: what is left goes back into the store, what broke is written off, and the books are closed.
func (y *grounded) back(ctx context.Context, a *action) error {
	for _, t := range a.teams {
		clerk := y.clerks[t.Unit]
		if err := y.move(ctx, a, clerk, helmets, stock.Move{Kind: stock.Damaged, Team: t.ID, N: 1}, ""); err != nil {
			return err
		}
		for _, item := range []int64{helmets, letters, stickers} {
			left := stock.Move{Kind: stock.Returned, Team: t.ID, N: a.at(item, t.ID).Hand}
			if err := y.move(ctx, a, clerk, item, left, ""); err != nil {
				return err
			}
		}
	}
	for _, s := range []outreach.State{outreach.Ended, outreach.Reported} {
		if err := y.outreach.Step(ctx, a.lead, id(), a.m, s, ""); err != nil {
			return err
		}
	}
	forget := int64(y.run.desk.Policy().Outreach.Forget) * oneDay
	a.forgotten = y.Clock.Now().Plus(forget) <= min(y.at(y.days-1).Plus(9*3600*1_000_000), y.last)
	return nil
}

// countStock compares the books of all activities with the year's own: of each team and thing, over the teams and the
// store, and over the townships and the store; and what was counted of people.
func (y *grounded) countStock(ctx context.Context) error {
	var reported, received, given, tickets, people, signed, came, gone Tally
	for _, a := range y.actions {
		b, err := y.outreach.Books(ctx, a.lead, a.m)
		if err != nil {
			return err
		}
		reported.Asked++
		if b.State == outreach.Reported {
			reported.Out++
		}
		for item, n := range a.received {
			got, err := a.sums(b, item)
			if err != nil {
				return fmt.Errorf("activity %d: %w", a.i, err)
			}
			received = Tally{received.Asked + n, received.Out + got.All}
			for _, own := range a.books[item] {
				given.Asked += own.Given
			}
			given.Out += got.Given
		}
		tickets.Asked += a.tickets
		people = Tally{people.Asked + a.people, people.Out + b.Reached(0, "")}
		signed = Tally{signed.Asked + a.joined, signed.Out + b.Signed}
		came = Tally{came.Asked + a.came, came.Out + b.Came(0)}
		if a.forgotten {
			gone.Asked++
		}
		if b.Forgotten != 0 {
			gone.Out++
		}
	}
	if err := y.one(ctx, &tickets.Out, "SELECT COUNT(*) FROM outreach_tickets WHERE city = $1"); err != nil {
		return err
	}
	y.counted("activities whose books are closed", reported)
	y.counted("things received, over townships and stores", received)
	y.counted("things given out", given)
	y.counted("tickets taken, none twice", tickets)
	y.counted("people reached", people)
	y.counted("volunteers signed up, none twice", signed)
	y.counted("volunteers who came", came)
	y.counted("activities whose volunteers were forgotten", gone)
	return nil
}

// sums is what became of a thing in all, which must be the same by teams, by townships, and in the activity's own area.
func (a *action) sums(b *outreach.Books, item int64) (all stock.Balance, err error) {
	for _, h := range b.Held {
		if h.Item != item {
			continue
		}
		own := a.at(item, h.Team)
		if h.Hand != own.Hand || h.Way != own.Way || h.Given != own.Given || h.Lost != own.Lost || !h.Sound() {
			return all, fmt.Errorf("team %d has %+v of thing %d, by the year's books %+v", h.Team, h.Balance,
				item, *own)
		}
		all = all.Plus(h.Balance)
	}
	towns := b.Of(item, 0)
	for _, t := range b.Towns(area.Township) {
		towns = towns.Plus(b.In(t, item))
	}
	if whole := b.In(b.Area, item); towns != all || whole != all {
		return all, fmt.Errorf("thing %d is %+v by teams, %+v by townships, %+v in all", item, all, towns, whole)
	}
	return all, nil
}
