package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// outreachPeople are a county of seven townships, its traffic police, a squad of theirs, and who lets words out.
func outreachPeople() []org.Change {
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	const here = area.Code(430422000000)
	out := []org.Change{&org.AreaSet{Area: 430400000000, Name: "衡阳市"}, &org.AreaSet{Area: here, Name: "衡南县"}}
	for i, name := range []string{"云集街道", "车江街道", "三塘镇", "洪山镇", "向阳桥街道", "茶市镇", "泉湖镇"} {
		out = append(out, &org.AreaSet{Area: here + area.Code(1000*(i+1)), Name: name})
	}
	return append(out, &org.UnitSet{Code: "jjd", Zh: "衡南县交警大队", Area: here},
		&org.UnitSet{Code: "zd3", Zh: "三塘中队", Area: here + 3000, ParentCode: "jjd"},
		&org.PersonSet{Login: "police", Name: "宣教民警", Posts: post(matter.UnitClerk, 0), UnitCodes: []string{"jjd"}},
		&org.PersonSet{Login: "squad", Name: "中队民警", Posts: post(matter.UnitClerk, 0), UnitCodes: []string{"zd3"}},
		&org.PersonSet{Login: "disp", Name: "受理员", Posts: post(matter.Dispatcher, here)},
		&org.PersonSet{Login: "sup", Name: "督查员", Posts: post(matter.Supervisor, here)})
}

// outreachStory is an activity of seven teams, with who leads it and a squad at their keyboards.
type outreachStory struct {
	t           *testing.T
	city        *ownCity
	lead, squad *typist
	page        string // address of the activity
	id          int64
}

// TestOutreachByKeyboard takes an activity by keyboard alone from its plan to its closed books: seven teams give out
// 1,500 helmets and 1,500 letters. After each step the books are read, and add up at every level.
func TestOutreachByKeyboard(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a whole story; the room's own tests take the same steps without a browser")
	}
	s := &outreachStory{t: t, city: ownCityAt(t, aMonday, outreachPeople())}
	s.lead, s.squad = atKeyboard(t, s.city.url, "police"), atKeyboard(t, s.city.url, "squad")
	for _, step := range []func(){s.planned, s.called, s.stocked, s.received, s.gaveOut, s.theLast, s.closed} {
		step()
	}
}

// share is how many of 1,500 each of seven teams gives out.
func share(team int) int {
	if team <= 1500%7 {
		return 1500/7 + 1
	}
	return 1500 / 7
}

// adds reads the books: nothing is below zero, all of it is somewhere, and each area has what its teams have.
func (s *outreachStory) adds() *outreach.Books {
	s.t.Helper()
	x := part.Get[*outreach.Outreach](s.city.Values)
	p, _ := s.city.Org().PersonByLogin("police")
	b, err := x.Books(s.t.Context(), p.Caller(), s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, sum := range b.Sums {
		all := stock.Balance{}
		for _, h := range b.Held {
			at := b.Area
			if t, ok := b.Team(h.Team); ok {
				at = t.Area
			}
			if !h.Sound() {
				s.t.Fatalf("holder %d has %+v", h.Team, h.Balance)
			}
			if h.Item == sum.Item && sum.Area.Contains(at) {
				all = all.Plus(h.Balance)
			}
		}
		if all != sum.Balance {
			s.t.Fatalf("%v has %+v of %d, its teams have %+v", sum.Area, sum.Balance, sum.Item, all)
		}
	}
	return b
}

// planned begins the activity: a line that cannot be read is refused, and everything typed stays.
func (s *outreachStory) planned() {
	k := s.lead
	k.open("/outreach")
	k.follow(`main a[href="/outreach/new"]`)
	k.types("#begin-name", "送头盔，送安全")
	k.types("#begin-theme", "交通安全")
	k.types("#begin-superior", "一盔一带")
	k.choose("#form-begin [name=area]", "430422000000")
	k.types("#begin-unit", "jjd")
	k.to("#begin-from")
	k.day("2026-11-02")
	k.to("#begin-until")
	k.day("2026-11-20")
	k.types("#begin-items", "安全头盔 个 1500")
	var teams []string
	for i, town := range []string{"云集街道", "车江街道", "三塘镇", "洪山镇", "向阳桥街道", "茶市镇", "泉湖镇"} {
		line := fmt.Sprintf("第%d组 | %s | 集市 | | 5", i+1, town)
		if i == 2 {
			line += " | zd3"
		}
		teams = append(teams, line)
	}
	k.types("#begin-teams", strings.Join(teams, "\n"))
	k.types("#begin-seats", "2")
	k.types("#begin-call", "周末集市上缺人手，欢迎来帮忙。")
	k.send(theForm("begin"))
	k.again("#begin-items", "outreach_line", "n", "1")
	k.typesHere("安全头盔 | 个 | 1500\n一封信 | 份 | 1500")
	k.send(theForm("begin"))
	k.sees(zh("flash.outreach_begin"))
	s.page = k.path()
	if _, err := fmt.Sscanf(s.page, "/outreach/%d", &s.id); err != nil {
		s.t.Fatal(err)
	}
	s.squad.open(s.page + "/teams/1")
	s.squad.sees(zh("outreach.not_yours"))
}

// called lets the call out by two people, and a stranger answers it, at a keyboard too.
func (s *outreachStory) called() {
	s.lead.send(theForm("to-called"))
	disp, sup, open := atKeyboard(s.t, s.city.url, "disp"), atKeyboard(s.t, s.city.url, "sup"), sitDown(s.t, s.city.url)
	open.open("/public" + s.page)
	open.sees(zh("fault.outreach_missing"))
	disp.open(s.page)
	disp.types("#offer-text", "来集市上帮忙发头盔。")
	disp.send(theForm("offer"))
	sup.open(s.page)
	sup.sees("来集市上帮忙发头盔。")
	sup.send(theForm("pass"))
	open.open("/public" + s.page)
	open.types("#join-name", "志愿者")
	open.types("#join-phone", "123")
	open.send(theForm("join"))
	open.again("#join-phone", "outreach_phone")
	open.typesHere("13800001111")
	open.send(theForm("join"))
	open.sees(zh("flash.outreach_joined"))
	s.squad.open(s.page + "/volunteers")
	s.squad.sees("13800001111")
}

// takes sends one of the page's forms with a thing and a number.
func (s *outreachStory) takes(k *typist, form, item string, n int) {
	s.t.Helper()
	if k.choose(theForm(form)+" [name=item]", item); n > 0 {
		k.types(theForm(form)+" [name=n]", fmt.Sprint(n))
	}
	k.send(theForm(form))
}

// stocked takes 1,510 helmets and 1,500 letters in and sends them out. More than there are is refused.
func (s *outreachStory) stocked() {
	k := s.lead
	for item, n := range []int{1: 1510, 2: 1500} {
		if item == 0 {
			continue
		}
		k.open(s.page)
		k.types(theForm("in")+" [name=source]", "市交警支队")
		s.takes(k, "in", fmt.Sprint(item), n)
		s.adds()
	}
	k.choose(theForm("sent")+" [name=team]", "1")
	s.takes(k, "sent", "1", 1511)
	k.told("stock_few", "n", "1511", "left", "1510")
	for team := 1; team <= 7; team++ {
		for item := 1; item <= 2; item++ {
			n := share(team)
			if team == 3 && item == 1 {
				n += 2 // what may break
			}
			k.open(s.page)
			k.choose(theForm("sent")+" [name=team]", fmt.Sprint(team))
			s.takes(k, "sent", fmt.Sprint(item), n)
			s.adds()
		}
	}
	k.open(s.page)
	k.send(theForm("to-running"))
}

// received is what came: the squad gets 180 of 216, finds the rest but for one, and cannot receive more than was sent.
func (s *outreachStory) received() {
	q, at := s.squad, s.page+"/teams/3"
	q.open("/work")
	q.follow(fmt.Sprintf(`main a[href=%q]`, s.page))
	q.follow(fmt.Sprintf(`main a[href=%q]`, at))
	s.takes(q, "received", "1", 180)
	if b := s.adds().Of(1, 3); b.Hand != 180 || b.Way != 36 {
		s.t.Fatalf("the squad has %+v", b)
	}
	s.takes(q, "received", "1", 37)
	q.told("stock_way", "n", "37", "left", "36")
	q.open(at)
	s.takes(q, "received", "1", 35)
	q.types(theForm("way_lost")+" [name=reason]", "车上掉落")
	s.takes(q, "way_lost", "1", 1)
	s.takes(q, "received", "2", share(3))
	s.adds()
	k := s.lead
	for _, team := range []int{1, 2, 4, 5, 6, 7} {
		for item := 1; item <= 2; item++ {
			k.open(fmt.Sprintf("%s/teams/%d", s.page, team))
			s.takes(k, "received", fmt.Sprint(item), share(team))
			s.adds()
		}
	}
}

// gaveOut enters a tally sheet for each team, and one of them twice; the squad taps its last ones.
func (s *outreachStory) gaveOut() {
	k := s.lead
	for team := 1; team <= 7; team++ {
		less := 0
		if team == 3 {
			less = 7
		}
		k.open(fmt.Sprintf("%s/teams/%d", s.page, team))
		sheet := func() {
			k.types("#sheet-sheet", fmt.Sprintf("%d-1", team))
			k.types("#sheet-n-1", fmt.Sprint(share(team)-less))
			k.types("#sheet-n-2", fmt.Sprint(share(team)))
			k.types("#sheet-by-letters", fmt.Sprint(share(team)))
			k.send(theForm("sheet"))
		}
		sheet()
		s.adds()
		if team == 3 { // the same sheet again, by somebody who did not know
			sheet()
			k.sees("已经录过")
			s.adds()
		}
	}
	q := s.squad
	q.open(s.page + "/teams/3")
	q.send(theForm("tap-1-5"))
	q.sees(zh("flash.outreach_given", "n", "3"))
	q.send(theForm("tap-1-1"))
	q.sees(zh("flash.outreach_given", "n", "2"))
	s.adds()
}

// theLast: one helmet breaks, and two people give the last one out; the second is told that none is left.
func (s *outreachStory) theLast() {
	q, at := s.squad, s.page+"/teams/3"
	q.types(theForm("damaged")+" [name=reason]", "卡扣断了")
	s.takes(q, "damaged", "1", 1)
	s.lead.open(at) // both see one
	q.send(theForm("tap-1-1"))
	q.sees(zh("flash.outreach_given", "n", "0"))
	s.lead.send(theForm("tap-1-1"))
	s.lead.told("stock_few", "n", "1", "left", "0")
	b := s.adds()
	if h, l := b.In(b.Area, 1), b.In(b.Area, 2); h.Given != 1500 || l.Given != 1500 || h.Way != 0 || h.Lost != 2 {
		s.t.Fatalf("helmets %+v, letters %+v", h, l)
	}
}

// closed ends the activity and closes its books, who came is ticked, and nobody moves anything afterwards.
func (s *outreachStory) closed() {
	q, k := s.squad, s.lead
	q.open(s.page + "/volunteers")
	q.tick(theForm("came-3") + " [name=came]")
	q.send(theForm("came-3"))
	q.sees("到岗 1 人")
	k.open(s.page)
	k.send(theForm("to-ended"))
	k.sees(zh("outreach.next.ended"))
	k.send(theForm("to-reported"))
	k.sees(zh("outreach.next.reported"))
	k.follow(fmt.Sprintf(`a[href="%s/account"]`, s.page))
	k.sees("登记表 3-1")
	q.open(s.page + "/teams/3")
	q.sees(zh("outreach.closed.reported"))
	q.lacks(theForm("damaged"), "something can be moved after the report")
	s.city.turn(61 * 24 * time.Hour)
	q.open(s.page + "/volunteers")
	q.sees(zh("outreach.volunteers_none"))
	if b := s.adds(); b.Came(0) != 1 || b.Reached(0, "letters") != 1500 {
		s.t.Errorf("%d came, %d were reached", b.Came(0), b.Reached(0, "letters"))
	}
}
