package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/parts/rota"
	"xiaohao/platform/store"
)

// persons are the persons in need of a year, with what was asked for.
type persons struct {
	sync.Mutex
	last       help.Intake           // who was taken in last
	marked     []care.Marks          // of those who were there once
	ids        map[area.Code][]int64 // by county
	closed     int64
	handed     int64
	stopped    int64
	transfers  int64
	answers    int64
	lateAnswer int64
	lateCalls  int64
	pressed    int64
	again      int64
}

// note notes something.
func (x *persons) note(do func(*persons)) {
	x.Lock()
	defer x.Unlock()
	do(x)
}

// needy is somebody who is taken in.
type needy struct {
	i      int
	m      int64
	in     help.Intake
	office org.Caller // who took him in
	unit   int64
	clerk  org.Caller // of the unit that has the case
}

// watch sets the rota: the office by day, its second by night, and who supervises at any time.
func (y *grounded) watch(ctx context.Context) error {
	const daily, morning, evening = 1<<7 - 1, 8 * 60, 20 * 60
	for _, c := range y.counties {
		for _, w := range []rota.Watch{
			{Person: y.officer(byDay, c).Person, As: matter.AsDuty, From: morning, To: evening},
			{Person: y.officer(byNight, c).Person, As: matter.AsDuty, From: evening, To: morning},
			{Person: y.officer(watches, c).Person, As: matter.AsSupervisor, From: 0, To: 24 * 60}} {
			w.Area, w.Days = c, daily
			if _, err := y.rota.Set(ctx, y.officer(byDay, c), id(), w); err != nil {
				return err
			}
			y.lines.Asked++
		}
	}
	return nil
}

// intake lays down who is taken in when. The last of them come on the last day, and wait for the unit when the year
// ends.
func (y *grounded) intake() {
	y.persons.ids = map[area.Code][]int64{}
	late := max(2, y.n/100)
	for i := range y.n - late {
		v := pick(y.year, y.villages)
		day := min(2+(y.days-3)*i/(y.n-late)+y.rand.IntN(3), y.days-2)
		y.besides(day, func(ctx context.Context) error { return y.takeIn(ctx, i, v) })
	}
	for i := range late {
		v := pick(y.year, y.villages)
		y.on(y.days-1, func(ctx context.Context) error {
			p, err := y.open(ctx, y.n-late+i, v)
			if err != nil {
				return err
			}
			if p.in.Stranger {
				y.persons.note(func(x *persons) { x.pressed++ }) // nobody tells the police before the year ends
			}
			return y.give(ctx, p)
		})
	}
}

// aged are the ages of the types of cases, in the order of types.
var (
	types4 = []string{"help.child", "help.elder", "help.stranded", "help.person"}
	aged   = []care.Age{care.Under14, care.Elder, care.Adult, care.Adult}
	abouts = []string{"在车站走失，说不清住址", "记不得回家的路", "没有路费，滞留三天", "钱包和手机都丢了"}
)

// open takes somebody in at a county's counter.
func (y *grounded) open(ctx context.Context, i int, v area.Code) (*needy, error) {
	p := &needy{i: i, office: y.officer(byDay, v), unit: y.office(v), clerk: y.clerk(v)}
	p.in = help.Intake{Category: types4[i%4], Area: v, Age: aged[i%4], Who: abouts[i%4], Where: "汽车站候车室",
		Phone: fmt.Sprintf("139%08d", i), Needs: "吃饭、打电话", Stranger: i%8 == 0}
	r, err := y.cases.Open(ctx, p.office, id(), p.in)
	if err != nil {
		return nil, err
	}
	p.m = r.Matter
	c := v.Ancestor(area.County)
	y.persons.note(func(x *persons) {
		x.ids[c], x.last = append(x.ids[c], p.m), p.in
	})
	return p, nil
}

// do gives a command about a case.
func (y *grounded) do(ctx context.Context, who org.Caller, p *needy, body matter.Command) error {
	_, err := y.run.desk.Do(ctx, who, desk.Command{ID: id(), Matter: p.m, Body: body})
	if err != nil {
		return fmt.Errorf("case %d, %s: %w", p.i, body.Name(), err)
	}
	return nil
}

// give lists a case and gives it to the township.
func (y *grounded) give(ctx context.Context, p *needy) error {
	return each(ctx, []deed{
		func(ctx context.Context) error { return y.do(ctx, p.office, p, &matter.List{Category: p.in.Category}) },
		func(ctx context.Context) error { return y.do(ctx, p.office, p, &matter.Assign{Lead: p.unit}) }})
}

// takeIn is the first day of a case.
func (y *grounded) takeIn(ctx context.Context, i int, v area.Code) error {
	p, err := y.open(ctx, i, v)
	if err != nil {
		return err
	}
	if err := y.give(ctx, p); err != nil {
		return err
	}
	if err := y.do(ctx, p.clerk, p, &matter.Sign{}); err != nil {
		return err
	}
	if err := y.helped(ctx, p); err != nil {
		return fmt.Errorf("case %d on its first day: %w", i, err)
	}
	for _, step := range []deed{func(ctx context.Context) error { return y.transfer(ctx, p) },
		func(ctx context.Context) error { return y.refer(ctx, p) },
		func(ctx context.Context) error { return y.mark(ctx, p) }} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	y.besides(y.day+1, func(ctx context.Context) error { return y.collected(ctx, p) })
	return nil
}

// helped is what is done for a person: the first lines of the checklist, calls of which the first is in vain, something
// to eat, and the report to the police where the law wants it; one in sixteen of those is late.
func (y *grounded) helped(ctx context.Context, p *needy) error {
	check := y.run.desk.Policy().Help.Type(p.in.Category).Check
	for _, k := range check[:min(3, len(check))] {
		if err := y.cases.Tick(ctx, p.clerk, id(), p.m, k.Code, false, help.Note{}); err != nil {
			return err
		}
	}
	for n := range 1 + p.i%3 {
		if err := y.cases.Call(ctx, p.clerk, id(), p.m, "family", n > 0, help.Note{Whom: "家属手机"}); err != nil {
			return err
		}
	}
	if err := y.cases.Give(ctx, p.clerk, id(), p.m, "food", 1, help.Note{Text: "一份盒饭"}); err != nil {
		return err
	}
	switch {
	case !p.in.Stranger:
		return nil
	case p.i%16 != 8:
		return y.told(ctx, p)
	}
	y.persons.note(func(x *persons) { x.pressed++ })
	return nil
}

// told is the report to the police.
func (y *grounded) told(ctx context.Context, p *needy) error {
	return y.cases.Told(ctx, p.clerk, id(), p.m, help.Note{Whom: "城区派出所", No: "接警单"})
}

// transfer has one case in ten taken over by the township next to it.
func (y *grounded) transfer(ctx context.Context, p *needy) error {
	to := y.beside(p)
	if p.i%10 != 3 || to == 0 {
		return nil
	}
	y.persons.note(func(x *persons) { x.transfers++ })
	if err := y.do(ctx, p.clerk, p, &matter.Transfer{To: to, Reason: "当事人住在那边"}); err != nil {
		return err
	}
	p.unit, p.clerk = to, y.clerks[to]
	return y.do(ctx, p.clerk, p, &matter.AcceptTransfer{})
}

// beside is another unit of the same county; 0 where there is none.
func (y *grounded) beside(p *needy) int64 {
	county := p.in.Area.Ancestor(area.County)
	for _, t := range y.townshipsOf(county) {
		if y.offices[t] != p.unit {
			return y.offices[t]
		}
	}
	if y.offices[county] != p.unit {
		return y.offices[county]
	}
	return 0
}

// refer asks another unit for a service in one case of nine; every second answer is late.
func (y *grounded) refer(ctx context.Context, p *needy) error {
	to := y.beside(p)
	if p.i%9 != 4 || to == 0 {
		return nil
	}
	if err := y.do(ctx, p.clerk, p, &matter.Refer{Unit: to, Service: "送返乡车票"}); err != nil {
		return err
	}
	y.persons.note(func(x *persons) { x.answers++ })
	if err := y.do(ctx, y.clerks[to], p, &matter.TakeReferral{}); err != nil {
		return err
	}
	answer := func(ctx context.Context) error {
		return y.do(ctx, y.clerks[to], p, &matter.AnswerReferral{Text: "票已购好"})
	}
	if p.i%18 != 4 {
		return answer(ctx)
	}
	if y.day+1 < y.days { // the next evening it is told to be late
		y.persons.note(func(x *persons) { x.lateAnswer++ })
	}
	if y.day+2 >= y.days {
		y.persons.note(func(x *persons) { x.answers-- })
	}
	y.besides(y.day+2, answer)
	return nil
}

// mark says by what a second time would be seen; one in twenty is somebody who was there before.
func (y *grounded) mark(ctx context.Context, p *needy) error {
	if p.i%5 != 1 {
		return nil
	}
	m := care.Marks{Name: fmt.Sprintf("某%d", p.i), Phone: p.in.Phone, Paper: fmt.Sprintf("4304%014d", p.i)}
	y.persons.note(func(x *persons) {
		if p.i%20 == 11 && len(x.marked) > 0 {
			m, x.marked = x.marked[0], x.marked[1:]
			x.again += 2
		} else {
			x.marked = append(x.marked, m)
		}
	})
	return y.cases.Mark(ctx, p.clerk, id(), p.m, m)
}

// collected is the next day: the family comes, or it ends otherwise. A stranger who comes first is sent away.
func (y *grounded) collected(ctx context.Context, p *needy) error {
	minor := p.i%4 == 0
	if p.i%16 == 8 {
		if err := y.told(ctx, p); err != nil {
			return fmt.Errorf("case %d is told late: %w", p.i, err)
		}
	}
	if p.i%7 == 6 {
		if err := y.cases.End(ctx, p.clerk, id(), p.m, map[bool]string{true: "shelter", false: "left"}[minor],
			help.Note{Text: "已送到"}); err != nil {
			return fmt.Errorf("case %d ends: %w", p.i, err)
		}
		return y.struckOff(ctx, p)
	}
	h := help.Hand{Relation: care.Relative, Paper: "id_card", Proved: true, Agrees: true, Asked: true, Name: "家属",
		Typed: "家属"}
	if minor {
		h.Relation, h.Advice = care.Parent, "多陪伴，记好电话"
	}
	if p.i%16 == 4 {
		other := h
		other.Relation, other.Reason = care.Other, "说不清与孩子的关系"
		stopped, err := y.cases.Hand(ctx, p.clerk, id(), p.m, other)
		if err != nil || stopped != care.StopStranger {
			return fmt.Errorf("case %d: a stranger was told %q: %w", p.i, stopped, err)
		}
		y.persons.note(func(x *persons) { x.stopped++ })
	}
	if _, err := y.cases.Hand(ctx, p.clerk, id(), p.m, h); err != nil {
		return fmt.Errorf("case %d is handed over: %w", p.i, err)
	}
	y.persons.note(func(x *persons) { x.handed++ })
	wait := 7
	if p.i%15 == 2 {
		wait = 10
		if y.day+8 < y.days { // in the evening of that day it is told
			y.persons.note(func(x *persons) { x.lateCalls++ })
		}
	}
	y.besides(y.day+wait, func(ctx context.Context) error { return y.followed(ctx, p) })
	return nil
}

// followed is the call afterwards; some are not reached at once.
func (y *grounded) followed(ctx context.Context, p *needy) error {
	tries := []bool{true}
	if p.i%6 == 5 {
		tries = []bool{false, true}
	}
	for _, reached := range tries {
		if err := y.cases.Follow(ctx, p.clerk, id(), p.m, reached, help.Note{Text: "回访"}); err != nil {
			return fmt.Errorf("case %d is followed: %w", p.i, err)
		}
	}
	return y.struckOff(ctx, p)
}

// struckOff has a case reported as done, and looked at by the verifier, who is let in for it.
func (y *grounded) struckOff(ctx context.Context, p *needy) error {
	verifier := y.who[strikesOf]
	y.persons.note(func(x *persons) { x.closed++ })
	for _, s := range []struct {
		who  org.Caller
		body matter.Command
	}{{p.clerk, &matter.Fix{Note: "已交接"}}, {p.clerk, &matter.Admit{Person: verifier.Person, Reason: "核查"}},
		{verifier, &matter.StrikeOff{Note: "记录齐全"}}} {
		if err := y.do(ctx, s.who, p, s.body); err != nil {
			return err
		}
	}
	return nil
}

// countPersons counts the cases as they stand, and what happened to them.
func (y *grounded) countPersons(ctx context.Context) error {
	x, d := y.persons, y.run.desk
	for _, c := range y.counties {
		list, err := y.rota.Watches(ctx, c)
		if err != nil {
			return err
		}
		y.lines.Out += int64(len(list))
	}
	var all, closed, handed, late, pressed, again int64
	if err := store.Each(ctx, y.db().Read(), func(rows *sql.Rows) error {
		var body string
		var c help.Case
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			return err
		}
		all++
		for to, is := range map[*int64]bool{&closed: c.Closed != 0, &handed: c.Handed != 0, &late: c.Late > 0,
			&pressed: c.Pressed != 0, &again: c.Again != 0} {
			if is {
				*to++
			}
		}
		return nil
	}, "SELECT body FROM help_cases WHERE city = $1", d.City()); err != nil {
		return err
	}
	y.counted("lines of the rota", y.lines)
	y.Counts = append(y.Counts, []Counted{{"persons taken in", Tally{int64(y.n), all}},
		{"cases struck off", Tally{x.closed, closed}}, {"persons handed over", Tally{x.handed, handed}},
		{"calls told to be late", Tally{x.lateCalls, late}},
		{"reports to the police told to be late", Tally{x.pressed, pressed}},
		{"cases told to be a second time", Tally{x.again, again}}}...)
	for _, c := range []struct {
		what  string
		asked int64
		typ   matter.EventType
	}{{"cases transferred", x.transfers, matter.TypeTransferred},
		{"referrals answered", x.answers, matter.TypeReferralAnswered},
		{"answers that were late", x.lateAnswer, matter.TypeReferralOverdue},
		{"hand-overs that stopped", x.stopped, help.StoppedType}} {
		n, err := y.events(ctx, c.typ)
		if err != nil {
			return err
		}
		y.counted(c.what, Tally{c.asked, n})
	}
	return nil
}
