package demo

import (
	"context"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/parts/archive"
	"xiaohao/parts/office"
)

// papersOut are the outgoing papers of 珠晖区 by how far each came: how many days before the end it was begun, and where
// it stands then.
var papersOut = []struct {
	kind, title string
	days        int64
	until       office.State
}{
	{"breakdown", "关于创建工作推进会议定事项的任务分解表", 17, office.Finished}, // and into a volume
	{"bulletin", "关于上月问题整改情况的通报", 15, office.Finished},
	{"breakdown", "关于农贸市场整治的任务分解表", 9, office.Signing}, // long enough to be urged
	{"breakdown", "关于老旧小区楼道清理的任务分解表", 3, office.Out},
	{"breakdown", "关于冬季市容整治的任务分解表", 3, office.ToHandOut},
	{"other", "关于做好公益广告更新工作的函", 3, office.ToStamp},
	{"breakdown", "关于校园周边整治的任务分解表", 3, office.ToNumber},
	{"breakdown", "关于背街小巷亮化的任务分解表", 2, office.Reviewing},
	{"breakdown", "关于文明交通劝导的任务分解表", 2, office.Asking},
	{"other", "关于召开创建工作调度会的函", 1, office.Drafting},
	{"other", "关于报送活动方案的函", 5, office.Taken},
}

// outgoing plans the outgoing papers of 珠晖区: one in each state, the oldest one in a volume that is closed.
func (s *story) outgoing(end calendar.Instant) {
	for i, p := range papersOut {
		at := midnight(end).Plus(-p.days*day + 10*hour)
		s.add(at, func(ctx context.Context) error {
			x, who := part.Get[*office.Office](s.desk.Values), s.caller("dispatcher")
			town, community := s.unitID(townCode), s.unitID(s.communityCode())
			d := office.Draft{Kind: p.kind, Area: zhuhui, Ask: []int64{town, community}, To: []int64{town, community},
				Content: office.Content{Title: p.title, Basis: "根据区创建工作领导小组会议要求，现将任务分解如下。",
					Columns: []string{"序号", "任务", "主办单位", "完成时限"}, Rows: [][]string{
						{"1", "清理楼道堆物，建立清理台账", "街道办", "月底前"},
						{"2", "更换破损公益广告", "社区居委会", "两周内"}},
					Foot: []string{"各单位每周五前报送进展。"}}}
			if p.kind != "breakdown" {
				d.Ask = nil
				d.Content.Basis = "根据区创建工作领导小组会议要求，现将有关事项告知如下。"
			}
			id, err := x.Begin(ctx, who, s.key(), d)
			if err != nil {
				return err
			}
			if p.until == office.Taken {
				s.add(s.next(), func(ctx context.Context) error {
					return x.Withdraw(ctx, who, s.key(), id, "与市里的通知重复，不再单独行文。")
				})
				return nil
			}
			s.carries(id, p.until, func(ctx context.Context) error {
				if i > 0 {
					return nil
				}
				return s.bound(ctx, s.caller("supervisor"), id)
			})
			return nil
		})
	}
}

// next is when the next step of a paper is taken: a good hour and a half later, by day.
func (s *story) next() calendar.Instant {
	at := s.clock.Now().Plus(100 * minute)
	switch of := at.Since(midnight(at)); {
	case of < 9*hour:
		return midnight(at).Plus(9 * hour)
	case of >= 17*hour:
		return midnight(at).Plus(day + 9*hour)
	}
	return at
}

// carries brings a paper on step by step until it stands somewhere, and then does what follows, nil for
// nothing. Of a paper that is out, half of the units sign for it at once.
func (s *story) carries(paper int64, until office.State, then func(ctx context.Context) error) {
	s.add(s.next(), func(ctx context.Context) error {
		x := part.Get[*office.Office](s.desk.Values)
		p, err := x.Paper(ctx, s.caller("supervisor"), paper)
		if err != nil {
			return err
		}
		if p.State == until {
			if until == office.Out && len(p.Unsigned()) > 1 {
				if err := s.steps(ctx, x, p); err != nil {
					return err
				}
			}
			if then == nil {
				return nil
			}
			return then(ctx)
		}
		s.carries(paper, until, then)
		return s.steps(ctx, x, p)
	})
}

// steps takes the next step with a paper, by whoever has to.
func (s *story) steps(ctx context.Context, x *office.Office, p *office.Paper) error {
	disp := s.caller("dispatcher")
	switch p.State {
	case office.Drafting:
		return x.Submit(ctx, disp, s.key(), p.ID, p.Version)
	case office.Asking:
		for _, u := range p.Open() {
			if err := x.Answer(ctx, s.clerkOf(u), s.key(), p.ID, office.Answered{Unit: u, Agrees: true}); err != nil {
				return err
			}
		}
	case office.Reviewing:
		return x.Review(ctx, s.caller("supervisor"), s.key(), p.ID, p.Version)
	case office.Signing:
		return x.SignOff(ctx, s.caller("leader"), s.key(), p.ID, p.Version)
	case office.ToNumber:
		return x.GiveNumber(ctx, disp, s.key(), p.ID)
	case office.ToStamp:
		return x.PutSeal(ctx, s.caller("admin"), s.key(), p.ID, office.Stamped{Seal: "珠晖区创建办", Copies: 3})
	case office.ToHandOut:
		return x.HandOut(ctx, disp, s.key(), p.ID)
	case office.Out:
		list := p.Unsigned()
		if len(list) == 0 {
			return x.Finish(ctx, disp, s.key(), p.ID, "")
		}
		for _, u := range list[:(len(list)+1)/2] {
			if err := x.SignFor(ctx, s.clerkOf(u), s.key(), p.ID, u); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("paper %d is %s", p.ID, p.State)
	}
	return nil
}

// key is for a command of the offices.
func (s *story) key() ledger.ID { return s.press.id(s.clock.Now()) }

// townCode is the unit of the clerk's desk.
var townCode = fmt.Sprint("t", int64(demoTownship)/1e3)

func (s *story) communityCode() string { return fmt.Sprint("v", int64(s.community())) }

// clerkOf is somebody who works in a unit: at the desks that the demo prints its logins for, the one who has it.
func (s *story) clerkOf(unit int64) org.Caller {
	u, _ := s.desk.Org().Unit(unit)
	switch u.Code {
	case townCode:
		return s.caller("clerk")
	case s.communityCode():
		return s.caller("community")
	}
	return s.caller("c-" + u.Code)
}

// bound puts a paper that is done into a volume and closes it.
func (s *story) bound(ctx context.Context, who org.Caller, paper int64) error {
	x := part.Get[*archive.Archive](s.desk.Values)
	list, err := x.Waiting(ctx, who, archive.Place{}, 100)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Part != office.Name || e.Subject != paper {
			continue
		}
		v, err := x.Begin(ctx, who, s.key(), archive.Begun{Title: "创建工作任务分解表",
			Year: int(e.Year()), Area: zhuhui, Keep: e.Keep, Kind: e.Kind})
		if err == nil {
			err = x.Arrange(ctx, who, s.key(), v, []int64{e.ID})
		}
		if err == nil {
			err = x.Close(ctx, who, s.key(), v)
		}
		return err
	}
	return fmt.Errorf("the archive does not wait for paper %d", paper)
}
