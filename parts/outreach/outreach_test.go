package outreach_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// town is a city with its activities. Beside citytest's people there are police of the county and a helper of theirs.
type town struct {
	*citytest.Office
	*outreach.Outreach
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*outreach.Outreach](o.Values)
	if !ok {
		t.Fatal("no outreach")
	}
	o.ChangeOrg(&org.UnitSet{Code: "jiao", Zh: "交警大队", Area: citytest.County},
		&org.PersonSet{Login: "police", Name: "民警壬", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"jiao"}},
		&org.PersonSet{Login: "walker", Name: "督查癸", Posts: []org.Post{{Kind: matter.Inspector,
			Area: citytest.Street}}})
	for _, u := range o.Org().Units(0) {
		o.Units[u.Code] = u.ID
	}
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	return &town{o, x, context.Background()}
}

// helmets are two teams with helmets and letters: one of the police, one of the community with somebody by name.
func (o *town) helmets() outreach.Planning {
	return outreach.Planning{Name: "送头盔，送安全", Theme: "交通安全", Superior: "一盔一带", Area: citytest.County,
		Unit: o.Units["jiao"], From: o.at("2026-11-16 00:00"), Until: o.at("2026-12-16 00:00"),
		Items: []outreach.Item{{Name: "安全头盔", Measure: "个", Planned: 400}, {Name: "一封信", Measure: "份",
			Planned: 400},
			{Name: "反光贴", Measure: "张", Planned: 50, Ticket: true}},
		Teams: []outreach.Team{{Name: "第一组", Area: citytest.Street, Place: "东门集市", Count: 4},
			{Name: "第二组", Area: citytest.Village, Unit: o.Units["she"], Members: []int64{o.Who["walker"].Person}}},
		Call: outreach.Call{Text: "一起来发头盔", Seats: 3}}
}

func (o *town) at(s string) calendar.Instant { return citytest.Instant(o.T, s) }

// running is an activity that runs, with so many helmets in store.
func (o *town) running(helmets int64) int64 {
	o.T.Helper()
	id, err := o.Begin(o.ctx, o.Who["police"], o.ID(), o.helmets())
	if err != nil {
		o.T.Fatal(err)
	}
	o.step(id, outreach.Called, outreach.Running)
	if helmets > 0 {
		o.must("police", id, stock.In, 0, helmets)
	}
	return id
}

func (o *town) step(id int64, to ...outreach.State) {
	o.T.Helper()
	for _, s := range to {
		if err := o.Step(o.ctx, o.Who["police"], o.ID(), id, s, "复核数字"); err != nil {
			o.T.Fatal(err)
		}
	}
}

// move moves helmets.
func (o *town) move(who string, id int64, k stock.Kind, team, n int64) error {
	m := outreach.Moving{Move: stock.Move{Kind: k, Team: team, N: n}, Item: 1, Source: "市交警支队", Reason: "运输途中"}
	return o.Move(o.ctx, o.Who[who], o.ID(), id, m)
}

func (o *town) must(who string, id int64, k stock.Kind, team, n int64) {
	o.T.Helper()
	if err := o.move(who, id, k, team, n); err != nil {
		o.T.Fatalf("%s %s %d of %d: %v", who, k, n, team, err)
	}
}

func (o *town) books(id int64) *outreach.Books {
	o.T.Helper()
	b, err := o.Books(o.ctx, o.Who["police"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	return b
}

// sound asks whether the tables are what the events say, and whether the books add up at every level.
func (o *town) sound(ids ...int64) {
	o.T.Helper()
	if err := outreach.Check(o.ctx, o.DB.Read(), o.Outreach.City, nil, func(s string) { o.T.Error(s) }); err != nil {
		o.T.Fatal(err)
	}
	for _, id := range ids {
		addsUp(o.T, o.books(id))
	}
}

// fatal is what tests of all kinds can do.
type fatal interface {
	Helper()
	Errorf(string, ...any)
}

// addsUp: every balance is sound, and each area has what its holders have together.
func addsUp(t fatal, b *outreach.Books) {
	t.Helper()
	for _, i := range b.Items {
		for _, s := range b.Sums {
			if s.Item != i.ID {
				continue
			}
			sum := stock.Balance{}
			for _, h := range b.Held {
				at := b.Area
				if team, ok := b.Team(h.Team); ok {
					at = team.Area
				}
				if h.Item == i.ID && s.Area.Contains(at) {
					sum = sum.Plus(h.Balance)
				}
			}
			if sum != s.Balance || s.Area.Contains(b.Area) && !s.Sound() {
				t.Errorf("%s in %v: %+v, its holders have %+v", i.Name, s.Area, s.Balance, sum)
			}
		}
		for _, h := range b.Held {
			if !h.Sound() {
				t.Errorf("holder %d has %+v", h.Team, h.Balance)
			}
		}
	}
}

func want(t testing.TB, err error, code string) {
	t.Helper()
	if got := fault.Code(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

// TestHelmets goes through an activity: a partial receipt, a damaged one, the last one, a count, the report.
func TestHelmets(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(300)
	o.must("police", id, stock.Sent, 1, 200)
	o.must("police", id, stock.Sent, 2, 100)
	want(t, o.move("police", id, stock.Sent, 2, 1), "stock_few")
	o.must("clerk", id, stock.Received, 2, 100)
	o.must("police", id, stock.Received, 1, 180)
	want(t, o.move("police", id, stock.Given, 1, 181), "stock_few")
	o.must("police", id, stock.Given, 1, 170)
	o.must("walker", id, stock.Given, 2, 99)
	want(t, o.move("police", id, stock.Received, 1, 21), "stock_way")
	o.must("police", id, stock.Damaged, 1, 3)
	o.must("police", id, stock.WayLost, 1, 5)
	o.must("police", id, stock.Turned, 1, 15)
	o.must("police", id, stock.Returned, 1, 2)
	if got := o.books(id).Of(1, 1); got != (stock.Balance{All: 183, Hand: 5, Given: 170, Lost: 8, Damaged: 3}) {
		t.Errorf("the first team has %+v", got)
	}
	if got := o.books(id).In(citytest.Street, 1); got.Given != 269 || got.Hand != 6 {
		t.Errorf("the street has %+v", got)
	}
	if err := o.Reach(o.ctx, o.Who["walker"], o.ID(), id, 2, "count", 99); err != nil {
		t.Fatal(err)
	}
	count := outreach.Moving{Move: stock.Move{Kind: stock.Counted, Team: 1, N: 4, Seen: 5}, Item: 1, Reason: "盘点"}
	if err := o.Move(o.ctx, o.Who["police"], o.ID(), id, count); err != nil {
		t.Fatal(err)
	}
	want(t, o.Move(o.ctx, o.Who["police"], o.ID(), id, count), "stock_counted") // somebody counts by an old page
	o.step(id, outreach.Ended)
	want(t, o.Step(o.ctx, o.Who["police"], o.ID(), id, outreach.Reported, ""), "outreach_open")
	o.must("police", id, stock.Returned, 1, 4)
	o.must("clerk", id, stock.Returned, 2, 1)
	o.step(id, outreach.Reported)
	want(t, o.move("police", id, stock.Given, 1, 1), "outreach_state")
	b := o.books(id)
	if all := b.In(citytest.County, 1); all != (stock.Balance{All: 300, Hand: 22, Given: 269, Lost: 9, Damaged: 3,
		Missing: 1}) || b.Reached(0, "") != 99 {
		t.Errorf("%+v, reached %d", all, b.Reached(0, ""))
	}
	o.sound(id)
}

// TestWhoMay: nobody who has no part in it moves anything; teams move their own.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(100)
	o.must("disp", id, stock.Sent, 1, 50) // keeps the county
	o.must("sup", id, stock.Sent, 2, 50)  // the city
	for _, x := range []struct {
		who  string
		kind stock.Kind
		team int64
	}{{"", stock.Given, 1}, {"far", stock.Received, 1}, {"ver", stock.Received, 2}, {"clerk", stock.Received, 1},
		{"walker", stock.Received, 1}, {"clerk", stock.Sent, 2}, {"walker", stock.In, 0}, {"clerk", stock.Lost, 0},
		{"lead", stock.Received, 2}, {"head", stock.Received, 2}} {
		err := o.move(x.who, id, x.kind, x.team, 1)
		if fault.Of(err).Kind != fault.Denied {
			t.Errorf("%q %s of team %d: %v", x.who, x.kind, x.team, err)
		}
	}
	p := o.helmets()
	for _, who := range []string{"", "far", "ver", "walker", "lead", "clerk"} {
		_, err := o.Begin(o.ctx, o.Who[who], o.ID(), p)
		if fault.Of(err).Kind != fault.Denied {
			t.Errorf("%q begins: %v", who, err)
		}
		if err := o.Change(o.ctx, o.Who[who], o.ID(), id, p); fault.Of(err).Kind != fault.Denied {
			t.Errorf("%q changes: %v", who, err)
		}
	}
	if _, err := o.Get(o.ctx, org.Caller{}, id); fault.Of(err).Kind != fault.Denied {
		t.Errorf("a stranger reads it: %v", err)
	}
	p.Area = citytest.City // beyond the police's county
	_, err := o.Begin(o.ctx, o.Who["police"], o.ID(), p)
	want(t, err, "not_allowed")
	o.sound(id)
}

// TestTickets: a ticket is taken once, of whatever team, and nobody makes one up.
func TestTickets(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(0)
	in := outreach.Moving{Move: stock.Move{Kind: stock.In, N: 50}, Item: 3, Source: "支队"}
	for _, m := range []outreach.Moving{in, {Move: stock.Move{Kind: stock.Sent, Team: 1, N: 20}, Item: 3},
		{Move: stock.Move{Kind: stock.Sent, Team: 2, N: 20}, Item: 3},
		{Move: stock.Move{Kind: stock.Received, Team: 1, N: 20}, Item: 3},
		{Move: stock.Move{Kind: stock.Received, Team: 2, N: 20}, Item: 3}} {
		if err := o.Move(o.ctx, o.Who["police"], o.ID(), id, m); err != nil {
			t.Fatal(err)
		}
	}
	want(t, o.Print(o.ctx, o.Who["police"], o.ID(), id, 1, 10), "outreach_no_tickets")
	if err := o.Print(o.ctx, o.Who["police"], o.ID(), id, 3, 10); err != nil {
		t.Fatal(err)
	}
	give := func(team, n int64, ticket string) error {
		return o.Move(o.ctx, o.Who["police"], o.ID(), id, outreach.Moving{Item: 3, Ticket: ticket,
			Move: stock.Move{Kind: stock.Given, Team: team, N: n}})
	}
	good := o.Ticket(id, 3, 7)
	want(t, give(1, 1, ""), "outreach_ticket_needed")
	want(t, give(1, 2, good), "outreach_ticket_needed")
	want(t, give(1, 1, o.Ticket(id, 3, 11)), "outreach_ticket") // never printed
	want(t, give(1, 1, o.Ticket(id, 2, 7)[:5]+"xyz"), "outreach_ticket")
	wrong := 0
	for d := range 10 {
		made := good[:len(good)-1] + string(rune('0'+d))
		if made != good && fault.Code(give(1, 1, made)) == "outreach_ticket" {
			wrong++
		}
	}
	if wrong != 9 {
		t.Errorf("%d of 9 made-up tickets were refused", wrong)
	}
	if err := give(1, 1, strings.ReplaceAll(good, "-", "　－ ")); err != nil {
		t.Fatal(err)
	}
	err := give(2, 1, good)
	want(t, err, "outreach_ticket_taken")
	if e := fault.Of(err); e.Args["team"] != "第一组" || e.Args["at"] != "2026-11-16 10:00" {
		t.Errorf("%+v", e.Args)
	}
	list, _, err := o.Account(o.ctx, o.Who["police"], id, 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Undo(o.ctx, o.Who["police"], o.ID(), id, list[0].Seq, "点错了"); err != nil {
		t.Fatal(err)
	}
	want(t, o.Undo(o.ctx, o.Who["police"], o.ID(), id, list[0].Seq, "点错了"), "outreach_undo")
	if err := give(2, 1, good); err != nil {
		t.Error(err)
	}
	o.sound(id)
}

// TestOnceOnly: a double tap, a retry and a tally sheet that is sent twice count once.
func TestOnceOnly(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(100)
	o.must("police", id, stock.Sent, 2, 60)
	o.must("clerk", id, stock.Received, 2, 60)
	tap, one := o.ID(), outreach.Moving{Item: 1, Move: stock.Move{Kind: stock.Given, Team: 2, N: 1}}
	for range 3 {
		if err := o.Move(o.ctx, o.Who["walker"], tap, id, one); err != nil {
			t.Fatal(err)
		}
	}
	other := one
	other.N = 5
	want(t, o.Move(o.ctx, o.Who["walker"], tap, id, other), "command_other_words")
	sheet, lines := o.ID(), []outreach.Line{{Item: 1, N: 20}, {By: "count", N: 25}}
	for range 2 {
		if err := o.Sheet(o.ctx, o.Who["walker"], sheet, id, 2, "A-3", lines); err != nil {
			t.Fatal(err)
		}
	}
	err := o.Sheet(o.ctx, o.Who["clerk"], o.ID(), id, 2, "A-3", lines) // typed in by another person as well
	want(t, err, "outreach_sheet_twice")
	if fault.Of(err).Args["by"] != "督查癸" {
		t.Errorf("%+v", fault.Of(err).Args)
	}
	want(t, o.Sheet(o.ctx, o.Who["walker"], o.ID(), id, 2, "A-4", []outreach.Line{{By: "count", N: 1},
		{Item: 1, N: 40}}), "stock_few")
	want(t, o.Sheet(o.ctx, o.Who["walker"], o.ID(), id, 2, "A-5", []outreach.Line{{Item: 1, N: 20},
		{Item: 1, N: 20}}), "outreach_sheet")
	b := o.books(id)
	if h := b.Of(1, 2); h.Given != 21 || h.Hand != 39 || b.Reached(2, "count") != 25 {
		t.Errorf("%+v, reached %d", h, b.Reached(2, ""))
	}
	o.sound(id)
}

// TestTheLastHelmet: two teams that take the last one out of the store at the same moment, and two people who give the
// last one of a team out: one does, and the other is told that none is left.
func TestTheLastHelmet(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(1)
	atOnce := func(kind stock.Kind, who [2]string, team [2]int64) (took int64) {
		t.Helper()
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i := range who {
			command := o.ID()
			all.Go(func() {
				errs[i] = o.Move(o.ctx, o.Who[who[i]], command, id,
					outreach.Moving{Item: 1, Move: stock.Move{Kind: kind, Team: team[i], N: 1}})
			})
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%s: %v, %v", kind, errs[0], errs[1])
		}
		for i, err := range errs {
			if err == nil {
				took = team[i]
			} else if fault.Code(err) != "stock_few" || fault.Of(err).Args["left"] != "0" {
				t.Errorf("%s: %v", kind, err)
			}
		}
		return took
	}
	team := atOnce(stock.Sent, [2]string{"police", "disp"}, [2]int64{1, 2})
	o.must("police", id, stock.Received, team, 1)
	atOnce(stock.Given, [2]string{"police", "disp"}, [2]int64{team, team})
	if all := o.books(id).In(citytest.County, 1); all != (stock.Balance{All: 1, Given: 1}) {
		t.Errorf("%+v", all)
	}
	o.sound(id)
}

// TestManyAtOnce: 64 clients make 1,000 movements, each sent twice, some of them impossible; what was answered is what
// the books say, exactly.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(500)
	o.must("police", id, stock.Sent, 1, 150)
	o.must("police", id, stock.Sent, 2, 150)
	kinds := []stock.Kind{stock.Received, stock.Given, stock.Given, stock.Returned, stock.Damaged, stock.Sent,
		stock.Turned}
	type done struct {
		m  stock.Move
		ok bool
	}
	const clients, each = 64, 16
	ids, took := make([]ledger.ID, clients*each), make([]done, clients*each)
	for i := range ids {
		ids[i] = o.ID()
	}
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for k := range each {
				i := c*each + k
				m := outreach.Moving{Item: 1, Reason: "外壳开裂", Move: stock.Move{Kind: kinds[(i*7+k)%len(kinds)],
					Team: int64(1 + i%2), N: int64(1 + i%5)}}
				first := o.Move(o.ctx, o.Who["police"], ids[i], id, m)
				again := o.Move(o.ctx, o.Who["police"], ids[i], id, m)
				if first == nil && again != nil {
					o.T.Errorf("the same again: %v", again)
				}
				took[i] = done{m.Move, first == nil || again == nil}
			}
		})
	}
	all.Wait()
	var of [3]stock.Balance
	of[0] = stock.Balance{All: 200, Hand: 200}
	of[1], of[2] = stock.Balance{All: 150, Way: 150}, stock.Balance{All: 150, Way: 150}
	n := 0
	for _, d := range took {
		if d.ok {
			n++
			c := d.m.Change()
			of[0], of[d.m.Team] = of[0].Plus(c.Store), of[d.m.Team].Plus(c.Team)
		}
	}
	b := o.books(id)
	for team, want := range of {
		if got := b.Of(1, int64(team)); got != want {
			t.Errorf("holder %d has %+v, the answers say %+v", team, got, want)
		}
	}
	if n < 300 {
		t.Errorf("only %d movements were taken", n)
	}
	o.sound(id)
}

// TestPlan: what the books hang on stays as it was said.
func TestPlan(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for code, spoil := range map[string]func(*outreach.Planning){
		"outreach_words":     func(p *outreach.Planning) { p.Name = " " },
		"outreach_long":      func(p *outreach.Planning) { p.Theme = strings.Repeat("长", 101) },
		"outreach_secret":    func(p *outreach.Planning) { p.Text = "机密★1年" },
		"outreach_dates":     func(p *outreach.Planning) { p.Until = p.From },
		"outreach_seats":     func(p *outreach.Planning) { p.Call.Seats = 1001 },
		"outreach_teams":     func(p *outreach.Planning) { p.Teams = nil },
		"outreach_items":     func(p *outreach.Planning) { p.Items = make([]outreach.Item, 13) },
		"outreach_number":    func(p *outreach.Planning) { p.Teams[0].ID = 9 },
		"outreach_twice":     func(p *outreach.Planning) { p.Teams[1].Name = p.Teams[0].Name },
		"outreach_elsewhere": func(p *outreach.Planning) { p.Teams[0].Area = citytest.Other },
		"outreach_members":   func(p *outreach.Planning) { p.Teams[0].Count = 61 },
		"outreach_person":    func(p *outreach.Planning) { p.Teams[0].Members = []int64{987654} },
		"outreach_team_day":  func(p *outreach.Planning) { p.Teams[0].From = p.Until },
		"stock_number":       func(p *outreach.Planning) { p.Items[0].Planned = -1 },
		"area_unknown":       func(p *outreach.Planning) { p.Area = area.Code(430499000000) },
		"unit_unknown":       func(p *outreach.Planning) { p.Teams[0].Unit = 987654 },
	} {
		p := o.helmets()
		spoil(&p)
		_, err := o.Begin(o.ctx, o.Who["disp"], o.ID(), p)
		want(t, err, code)
	}
	id := o.running(10)
	o.must("police", id, stock.Sent, 1, 5)
	now := o.books(id).Planning
	change := func(spoil func(*outreach.Planning)) error {
		p := now
		p.Items, p.Teams = append([]outreach.Item{}, now.Items...), append([]outreach.Team{}, now.Teams...)
		spoil(&p)
		return o.Change(o.ctx, o.Who["police"], o.ID(), id, p)
	}
	want(t, change(func(p *outreach.Planning) { p.Items[0].Name = "雨衣" }), "outreach_used")
	want(t, change(func(p *outreach.Planning) { p.Teams = p.Teams[1:] }), "outreach_used")
	want(t, change(func(p *outreach.Planning) { p.Teams[0].Area = citytest.Village }), "outreach_used")
	want(t, change(func(p *outreach.Planning) { p.Area, p.Teams = citytest.Street, p.Teams[:1] }), "outreach_moved")
	if err := change(func(p *outreach.Planning) {
		p.Teams = append(p.Teams[:1:1], outreach.Team{Name: "第三组", Area: citytest.Street})
		p.Items = append(p.Items[:2:2], outreach.Item{Name: "雨衣", Measure: "件"})
	}); err != nil {
		t.Fatal(err)
	}
	b := o.books(id)
	if b.Teams[1].ID != 3 || b.Items[2].ID != 4 { // numbers are never given twice
		t.Errorf("%+v %+v", b.Teams[1], b.Items[2])
	}
	want(t, o.Step(o.ctx, o.Who["police"], o.ID(), id, outreach.Draft, "x"), "outreach_step")
	want(t, o.Step(o.ctx, o.Who["police"], o.ID(), id, outreach.Off, " "), "outreach_words")
	o.step(id, outreach.Off)
	want(t, o.move("police", id, stock.Given, 1, 1), "outreach_state")
	o.must("police", id, stock.Turned, 1, 5)
	o.Advance(time.Hour)
	o.sound(id)
}
