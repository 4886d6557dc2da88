package demo

import (
	"context"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
)

// helped plans some persons in need in 珠晖区: a girl who came to meet somebody and was collected the same night, an elder
// whose family is on the way and whom the relief station outside is asked for, and a boy whom two guardians want.
func (s *story) helped(end calendar.Instant) {
	x := part.Get[*help.Cases](s.desk.Values)
	at := func(days, minutes int64) calendar.Instant {
		return midnight(end).Plus(-days*day + minutes*int64(time.Minute/time.Microsecond))
	}
	const login = "disp430405"
	var girl int64
	open := func(ctx context.Context, in help.Intake) (int64, error) {
		in.Area = demoTownship
		r, err := x.Open(ctx, s.caller(login), s.key(), in)
		return r.Matter, err
	}
	// steps takes some steps with a case, in their order.
	steps := func(all ...func() error) error {
		for _, do := range all {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	}
	s.add(at(8, 13*60), func(ctx context.Context) (err error) {
		girl, err = open(ctx, help.Intake{Category: "help.child", Age: care.Under14, Where: "派出所值班室",
			Who:   "女孩，和家人赌气，从外省坐火车来见网友，手机丢了，身上没钱，回不了家。",
			Phone: "家里座机，孩子记得", Needs: "吃饭、打电话", Stranger: true})
		if err != nil {
			return err
		}
		who := s.caller(login)
		return steps(
			func() error { return x.Tick(ctx, who, s.key(), girl, "calm", false, help.Note{}) },
			func() error { return x.Give(ctx, who, s.key(), girl, "food", 1, help.Note{Text: "盒饭、热水"}) },
			func() error {
				return x.Call(ctx, who, s.key(), girl, "family", false, help.Note{Text: "没人接"})
			},
			func() error {
				return x.Told(ctx, who, s.key(), girl, help.Note{Whom: "区公安分局值班室", Text: "已受理"})
			})
	})
	s.add(at(8, 13*60+40), func(ctx context.Context) error {
		who := s.caller(login)
		return steps(
			func() error {
				return x.Call(ctx, who, s.key(), girl, "family", true, help.Note{Text: "家人开车来接，约十小时到"})
			},
			func() error { return x.Tick(ctx, who, s.key(), girl, "family", false, help.Note{}) },
			func() error { return x.Tick(ctx, who, s.key(), girl, "harm", false, help.Note{}) })
	})
	s.add(at(8, 20*60), func(ctx context.Context) error {
		_, err := x.Hand(ctx, s.caller(login), s.key(), girl, help.Hand{Relation: care.Other, Paper: "none",
			Reason: "一名男子自称表哥来接，孩子不认识，说不出家里电话。"})
		return err
	})
	s.add(at(8, 23*60+30), func(ctx context.Context) error {
		_, err := x.Hand(ctx, s.caller(login), s.key(), girl, help.Hand{Relation: care.Parent, Paper: "household",
			Proved: true, Agrees: true, Name: "孩子的父亲", Typed: "孩子的父亲", Advice: "平时多和孩子沟通，安全上网。"})
		return err
	})
	s.add(at(1, 9*60), func(ctx context.Context) error {
		id, err := open(ctx, help.Intake{Category: "help.elder", Age: care.Elder, Where: "公交站",
			Who: "老人记不清家在哪里，衣服上缝着联系电话。", Needs: "喝水"})
		if err != nil {
			return err
		}
		who := s.caller(login)
		return steps(
			func() error { return x.Tick(ctx, who, s.key(), id, "tag", false, help.Note{}) },
			func() error {
				_, err := x.Send(ctx, who, s.key(), id, help.Send{Kind: "shelter", Way: care.OutReferral,
					To: "市救助管理站", For: "核对走失登记，必要时接到站里住一晚。", Back: "珠晖区受理台 0734-3331012",
					Until: at(-1, 18*60), Share: []string{help.PieceText, help.PieceAge}})
				return err
			})
	})
	s.add(at(1, 15*60), func(ctx context.Context) error {
		id, err := open(ctx, help.Intake{Category: "help.child", Age: care.Under8, Where: "社区服务站",
			Who: "男孩，父母都说要带走，各说各的理。"})
		if err != nil {
			return err
		}
		_, err = x.Hand(ctx, s.caller(login), s.key(), id, help.Hand{Relation: care.Parent, Paper: "household",
			Proved: true, Agrees: true, Dispute: true, Reason: "父母正在离婚，抚养未定。"})
		return err
	})
}

// collected ends a person's case before it is struck off: the family came.
func (c *course) collected(ctx context.Context) error {
	m, err := c.desk.Glimpse(ctx, c.id)
	if err != nil || m.Kind != matter.Help {
		return err
	}
	return part.Get[*help.Cases](c.desk.Values).End(ctx, c.caller("disp"+c.county), c.key(), c.id, "mistake",
		help.Note{Text: "家人自己找到，已接回。"})
}
