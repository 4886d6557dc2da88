package demo

import (
	"context"
	"fmt"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
)

// papers plans the weekly papers: the clock drafts them, an hour later the office of 珠晖区 and of the city edits its
// own, and after that a supervisor lets it out. The last one of 珠晖区 waits for him.
func (s *story) papers(end calendar.Instant) {
	_, last := s.desk.Policy().Publicity.Week(end.Plus(-2 * hour))
	for _, weeks := range []int64{2, 1, 0} {
		at := last.Plus(-weeks*7*day + hour)
		for _, a := range []area.Code{hengyang, zhuhui} {
			s.add(at, func(ctx context.Context) error { return s.edited(ctx, a, at, weeks > 0 || a == hengyang) })
		}
	}
}

// edited drafts an area's newest paper as the clock proposed it, and lets it out.
func (s *story) edited(ctx context.Context, a area.Code, at calendar.Instant, out bool) error {
	x, who := part.Get[*publicity.Publicity](s.desk.Values), s.caller(fmt.Sprintf("disp%d", int64(a)/1e6))
	list, err := x.Waiting(ctx, who, 100)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Area != a || p.State != publicity.Fresh {
			continue
		}
		if err := x.Draft(ctx, who, s.press.id(s.clock.Now()), p.ID, *p.Draft); err != nil {
			return quietly(err)
		}
		if !out {
			return nil
		}
		s.add(at.Plus(3*hour), func(ctx context.Context) error {
			sup := s.caller("supervisor")
			now, err := x.Issue(ctx, sup, p.ID)
			if err != nil {
				return err
			}
			return x.Pass(ctx, sup, s.press.id(s.clock.Now()), p.ID, now.Seq)
		})
	}
	return nil
}

// quietly lets go what is no longer public since the clock chose it: the paper stays a draft.
func quietly(err error) error {
	if fault.Code(err) == "publicity_matter" {
		return nil
	}
	return err
}

// street is where posters hang: how far along it each position is, in metres.
var street = []struct {
	name   string
	metres float64
}{{"临江路公交站", 0}, {"临江路 26 号灯杆", 170}, {"临江小学门口", 350}, {"临江农贸市场东门", 620}, {"临江路邮政局", 790}, {"临江路立交桥下", 960}}

// posters plans public-interest posters along a street of 珠晖区, ten days before the end: four are put up, one of them is
// found torn, and between two positions it is too far.
func (s *story) posters(end calendar.Instant) {
	s.add(end.Plus(-10*day), func(ctx context.Context) error {
		at := s.community()
		unit := s.unitID(fmt.Sprint("t", int64(at)/1e3))
		p := publicity.Planning{Content: "讲文明树新风公益广告", Road: "临江路", Area: at.Ancestor(area.Township), Unit: unit,
			From: end.Plus(-3 * day), Until: end.Plus(350 * day)}
		for _, x := range street {
			d := point.Details{Name: x.name, Kind: "main_street", Area: at, Unit: unit,
				Address: s.desk.Org().Tree().FullName(at),
				Place:   &place.Place{Lat: 26.8931, Lng: 112.6205 + x.metres/99170}}
			id, err := s.desk.Points.Add(ctx, s.caller("supervisor"), s.press.id(s.clock.Now()), d)
			if err != nil {
				return err
			}
			p.Points = append(p.Points, id)
		}
		x := part.Get[*publicity.Publicity](s.desk.Values)
		plan, err := x.Plan(ctx, s.caller("supervisor"), s.press.id(s.clock.Now()), p)
		if err != nil {
			return err
		}
		for i, n := range []int{0, 1, 3, 5} {
			s.add(end.Plus(-int64(5-i)*day), func(ctx context.Context) error {
				return s.hung(ctx, x, plan, p.Points[n], i)
			})
		}
		s.add(end.Plus(-20*hour), func(ctx context.Context) error {
			return x.FoundGone(ctx, s.caller("verifier"), s.press.id(s.clock.Now()), plan,
				publicity.Ticked{Point: p.Points[3], Note: "画面被撕掉一半，看不清内容。"})
		})
		return nil
	})
}

// hung puts a poster up, by the unit's clerk.
func (s *story) hung(ctx context.Context, x *publicity.Publicity, plan, at int64, variant int) error {
	photos, err := s.photo(ctx, "clerk", "wall", variant, true)
	if err != nil {
		return err
	}
	return x.PutUp(ctx, s.caller("clerk"), s.press.id(s.clock.Now()), plan, publicity.Ticked{Point: at, Photos: photos})
}
