package demo

import (
	"context"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/parts/tally"
)

// tallySites are where one can stand in 珠晖区: eight crossings of city roads, four places on ordinary ones.
var tallySites = []tally.Site{
	{Name: "东风路湖北路口", Area: demoTownship, Road: tally.CityRoad},
	{Name: "广东路火车站前", Area: demoTownship, Road: tally.CityRoad},
	{Name: "湖北路建设商城口", Area: demoTownship, Road: tally.CityRoad},
	{Name: "东风路珠晖小学东门", Area: demoTownship, Road: tally.CityRoad},
	{Name: "衡州大道东洲桥头", Area: zhuhui, Road: tally.CityRoad},
	{Name: "解放路湘江桥东", Area: zhuhui, Road: tally.CityRoad},
	{Name: "临江路苗圃路口", Area: zhuhui, Road: tally.CityRoad},
	{Name: "狮山路玄碧塘口", Area: zhuhui, Road: tally.CityRoad},
	{Name: "107 国道茶山坳集镇", Area: 430405100000, Road: tally.OrdinaryRoad},
	{Name: "县道 013 酃湖村口", Area: 430405201000, Road: tally.OrdinaryRoad},
	{Name: "耒水桥北", Area: zhuhui, Road: tally.OrdinaryRoad},
	{Name: "东阳渡粮站门口", Area: zhuhui, Road: tally.OrdinaryRoad},
}

// shares are of how many of a hundred wear a helmet, before and after, and how many pass in half an hour.
var shares = []struct {
	vehicle       tally.Vehicle
	seat          tally.Seat
	before, after int
	pass          int
}{{tally.Ebike, tally.Rider, 58, 79, 22}, {tally.Ebike, tally.Passenger, 34, 52, 8},
	{tally.Motorcycle, tally.Rider, 77, 88, 9}, {tally.Motorcycle, tally.Passenger, 49, 61, 3},
	{tally.Courier, tally.Rider, 81, 90, 5}}

// tallied plans two surveys of use: helmets, counted before and after they were given out, with one place lost to the
// rain; and belts, of which the first count is under way.
func (s *story) tallied(end calendar.Instant) {
	x := part.Get[*tally.Tallies](s.desk.Values)
	at := func(days int64) calendar.Instant { return midnight(end).Plus(-days * day) }
	counters := func() []int64 {
		return []int64{s.caller("inspector").Person, s.caller("clerk").Person, s.caller("community").Person}
	}
	var helmets int64
	slots := []tally.Slot{{Weekday: 2, Hour: 7}, {Weekday: 2, Hour: 17}, {Weekday: 4, Hour: 7}, {Weekday: 4, Hour: 17},
		{Weekday: 6, Hour: 9}, {Weekday: 6, Hour: 16}}
	begin := func(ctx context.Context, p tally.Plan) (int64, error) {
		p.Area, p.Sites, p.Slots, p.Counters, p.Minutes = zhuhui, tallySites, slots, counters(), 30
		id, err := x.Plan(ctx, s.caller("dispatcher"), s.key(), p)
		if err != nil {
			return 0, err
		}
		return id, x.Draw(ctx, s.caller("dispatcher"), s.key(), id)
	}
	s.add(at(52).Plus(9*hour), func(ctx context.Context) (err error) {
		helmets, err = begin(ctx, tally.Plan{Title: "“一盔一带”送头盔前后佩戴率", Kind: tally.Helmet, People: 45,
			Wanted: map[tally.Road]int{tally.CityRoad: 6, tally.OrdinaryRoad: 6},
			Before: tally.Span{From: at(49), Until: at(35)}, After: tally.Span{From: at(21), Until: at(7)}})
		if err == nil {
			err = x.Miss(ctx, s.caller("inspector"), s.key(), helmets, tally.Before, 2, "大雨，路口积水封闭")
		}
		return err
	})
	for days, w := range map[int64]tally.Wave{35: tally.Before, 7: tally.After} {
		s.add(at(days).Plus(10*hour), func(ctx context.Context) error { return s.counted(ctx, x, helmets, w) })
	}
	s.add(at(4).Plus(9*hour), func(ctx context.Context) error {
		_, err := begin(ctx, tally.Plan{Title: "安全带使用率（冬季）", Kind: tally.Belt, People: 60,
			Wanted: map[tally.Road]int{tally.CityRoad: 6, tally.OrdinaryRoad: 3},
			Before: tally.Span{From: at(3), Until: at(-11)}, After: tally.Span{From: at(-18), Until: at(-32)}})
		return err
	})
}

// counted gives in the sheets of a wave: people at one place are alike, so each place lies above or below the whole.
func (s *story) counted(ctx context.Context, x *tally.Tallies, id int64, w tally.Wave) error {
	all, err := x.Of(ctx, s.caller("dispatcher"), id)
	if err != nil {
		return err
	}
	for i := range all.Places {
		turn := all.Places[i].Turn(w)
		if turn == nil || all.MissedIn(tally.Before, i+1) != nil {
			continue
		}
		place, counts := s.rand.IntN(27)-13, map[tally.Cell]int64{}
		for _, c := range shares {
			share := c.before
			if w == tally.After {
				share = c.after
			}
			if all.Sites[all.Places[i].Site].Road == tally.OrdinaryRoad {
				share -= 12
			}
			for range c.pass/2 + s.rand.IntN(c.pass) {
				counts[tally.CellOf(c.vehicle, c.seat, s.rand.IntN(100) < share+place)]++
			}
		}
		who := turn.Person
		if who == 0 {
			who = all.Counters[0]
		}
		if _, err := x.Count(ctx, s.caller("dispatcher"), s.key(), id, tally.Sheet{Wave: w, Place: i + 1, Person: who,
			Begun: turn.At.Plus(minute), Ended: turn.At.Plus(31 * minute), Counts: counts}); err != nil {
			return err
		}
	}
	return nil
}
