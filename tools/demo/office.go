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

// outgoing plans the outgoing papers of 珠晖区: one in each state, the oldest one in a volume that is closed.
func (s *story) outgoing(end calendar.Instant) {
	for n, title := range []string{"关于创建工作推进会议定事项的任务分解表", "关于十月份问题整改情况的通报", "关于老旧小区楼道清理的任务分解表",
		"关于冬季市容整治的任务分解表", "关于农贸市场整治的任务分解表", "关于校园周边整治的任务分解表", "关于背街小巷亮化的任务分解表"} {
		at := end.Plus(-int64(16-n) * day)
		s.add(at, func(ctx context.Context) error { return s.goes(ctx, at, n, title) })
	}
}

// goes brings a paper as far as its place in the list says.
func (s *story) goes(ctx context.Context, at calendar.Instant, n int, title string) error {
	x := part.Get[*office.Office](s.desk.Values)
	town := s.unitID(fmt.Sprint("t", int64(demoTownship)/1e3))
	community := s.unitID(fmt.Sprint("v", int64(s.community())))
	d := office.Draft{Kind: "breakdown", Area: zhuhui, Ask: []int64{town, community}, To: []int64{town, community},
		Content: office.Content{Title: title, Basis: "根据区创建工作领导小组会议要求，现将任务分解如下。",
			Columns: []string{"序号", "任务", "主办单位", "完成时限"}, Rows: [][]string{
				{"1", "清理楼道堆物，建立清理台账", "街道办", "月底前"}, {"2", "更换破损公益广告", "社区居委会", "两周内"}},
			Foot: []string{"各单位每周五前报送进展。"}}}
	if n == 1 {
		d.Kind, d.Ask = "bulletin", nil
	}
	id, err := x.Begin(ctx, s.caller("dispatcher"), s.press.id(s.clock.Now()), d)
	if err != nil {
		return err
	}
	yes := func(unit int64) func(context.Context, org.Caller, ledger.ID) error {
		return func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.Answer(ctx, who, key, id, office.Answered{Unit: unit, Agrees: true})
		}
	}
	type act struct {
		login string
		do    func(context.Context, org.Caller, ledger.ID) error
	}
	way := []act{{"dispatcher", func(ctx context.Context, who org.Caller, key ledger.ID) error {
		return x.Submit(ctx, who, key, id, 1)
	}}}
	if n != 1 {
		way = append(way, act{"community", yes(community)}, act{"clerk", yes(town)})
	}
	way = append(way, []act{
		{"supervisor", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.Review(ctx, who, key, id, 1)
		}},
		{"leader", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.SignOff(ctx, who, key, id, 1)
		}},
		{"dispatcher", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.GiveNumber(ctx, who, key, id)
		}},
		{"admin", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.PutSeal(ctx, who, key, id, office.Stamped{Seal: "珠晖区创建办", Copies: 3})
		}},
		{"dispatcher", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.HandOut(ctx, who, key, id)
		}},
		{"community", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.SignFor(ctx, who, key, id, community)
		}},
		{"clerk", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.SignFor(ctx, who, key, id, town)
		}},
		{"dispatcher", func(ctx context.Context, who org.Caller, key ledger.ID) error {
			return x.Finish(ctx, who, key, id, "")
		}},
		{"supervisor", func(ctx context.Context, who org.Caller, _ ledger.ID) error { return s.bound(ctx, who, id) }},
	}...)
	for i, a := range way[:max(0, len(way)-[]int{0, 2, 4, 6, 8, 10, 12}[n])] {
		s.add(at.Plus(int64(i+1)*4*hour), func(ctx context.Context) error {
			return a.do(ctx, s.caller(a.login), s.press.id(s.clock.Now()))
		})
	}
	return nil
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
		v, err := x.Begin(ctx, who, s.press.id(s.clock.Now()), archive.Begun{Title: "创建工作任务分解表",
			Year: int(e.Year()), Area: zhuhui, Keep: e.Keep, Kind: e.Kind})
		if err == nil {
			err = x.Arrange(ctx, who, s.press.id(s.clock.Now()), v, []int64{e.ID})
		}
		if err == nil {
			err = x.Close(ctx, who, s.press.id(s.clock.Now()), v)
		}
		return err
	}
	return nil
}
