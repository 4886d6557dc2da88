package demo

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/campaign"
)

// campaigns opens a self-check campaign of 珠晖区 that ends, with zeros that inspectors from elsewhere look at, and one
// that is under way when the story ends.
func (s *story) campaigns(from, end calendar.Instant) {
	first := campaign.Plan{Name: "楼道消防通道自查自纠", Scope: zhuhui, Categories: []string{"home.fire"},
		Kinds: []string{"compound"}, Deadline: from.Plus(31 * day),
		Text: "逐栋排查楼道停放电动车、飞线充电和堵塞消防通道，当天能清的当天清，清不了的上报。没有问题的由本人签署零报告。"}
	s.add(from.Plus(23*day+10*hour), func(ctx context.Context) error { return s.selfCheck(ctx, first, 94) })
	second := campaign.Plan{Name: "农贸市场周边环境自查自纠", Scope: zhuhui, Categories: []string{"env.rubbish", "market.hygiene"},
		Deadline: midnight(end).Plus(6 * day),
		Text:     "对照市容环境要求，查市场周边垃圾、污水和占道摊点，边查边改。"}
	s.add(before(s.desk.Calendar(), end, 3, 1), func(ctx context.Context) error { return s.selfCheck(ctx, second, 55) })
}

// selfCheck opens a campaign, which so many of a hundred villages answer, each in its time.
func (s *story) selfCheck(ctx context.Context, p campaign.Plan, percent int) error {
	id, err := s.desk.Campaign.Open(ctx, s.caller("supervisor"), s.id(), p)
	if err != nil {
		return err
	}
	s.later(1, 4, func(ctx context.Context) error {
		return s.desk.Campaign.Instruct(ctx, s.caller("dispatcher"), s.id(), id, zhuhui, "各街道、乡镇先开会部署，社区和村逐户走到，周报改为日报。")
	})
	s.later(4, 8, func(ctx context.Context) error {
		return s.desk.Campaign.Instruct(ctx, s.caller("head"), s.id(), id, demoTownship, "老旧小区和市场后巷列为重点，网格员当天上报。")
	})
	for _, v := range s.villages {
		if !zhuhui.Contains(v.Code) || v.Code == s.community() || !s.pick(percent) {
			continue // the printed login of a community still has its answer before it
		}
		found := 0
		if s.pick(35) {
			found = 1 + s.rand.IntN(2)
		}
		s.later(2, 30, func(ctx context.Context) error { return s.answerCheck(ctx, id, p, v.Code, found) })
	}
	s.add(p.Deadline.Plus(9*hour), func(ctx context.Context) error { return s.seeZeros(ctx, id) })
	return nil
}

// answerCheck reports findings of a village, or signs that there is none.
func (s *story) answerCheck(ctx context.Context, id int64, p campaign.Plan, v area.Code, found int) error {
	login := fmt.Sprint("c-v", int64(v))
	if found == 0 {
		who, _ := s.desk.Org().PersonByLogin(login)
		return quiet(s.desk.Campaign.Zero(ctx, s.caller(login), s.id(), id, v, who.Name))
	}
	for range found {
		x := text(p.Categories[s.rand.IntN(len(p.Categories))])
		m, err := s.desk.Campaign.Find(ctx, s.caller(login), s.id(), id,
			campaign.Finding{Area: v, Place: places[s.rand.IntN(len(places))], Text: x.text, Category: x.category})
		if err != nil {
			return quiet(err)
		}
		c := &course{story: s, id: m, village: v, county: fmt.Sprint(int64(v) / 1e6), text: x}
		c.unit = c.lead()
		s.later(0, 6, c.list)
	}
	return nil
}

// seeZeros lets those who were drawn look at the zeros: the first one of all is false.
func (s *story) seeZeros(ctx context.Context, id int64) error {
	wrong := true
	for _, p := range s.desk.Org().People() {
		tasks, err := s.desk.Campaign.Mine(ctx, p.ID, 20)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if t.Campaign != id {
				continue
			}
			v := campaign.Verdict{Area: t.Area, Note: "逐栋看过，楼道畅通，没有发现问题。"}
			if wrong {
				v = campaign.Verdict{Area: t.Area, False: true, Note: "三单元楼道停了四辆电动车，两处飞线充电。", Place: "家属院 3 栋三单元",
					Category: "home.fire"}
			}
			wrong = false
			s.later(1, 16, func(ctx context.Context) error {
				return quiet(s.desk.Campaign.SpotCheck(ctx, p.Caller(), s.id(), id, v))
			})
		}
	}
	return nil
}

// text is what people say of a category.
func text(category string) said {
	return texts[slices.IndexFunc(texts, func(x said) bool { return x.category == category })]
}

// quiet passes over what the state forbids by now.
func quiet(err error) error {
	if fault.Of(err).Kind == fault.Conflict {
		return nil
	}
	return err
}

// rising is what is reported more and more in 珠晖区 in the last weeks, so that there is a common problem to be seen.
const rising = "fac.lamp"

// risen says whether a report of a village is of that. It is more than half of them, so that the comparison is sure
// of it on whatever day and hour the demo is made.
func (s *story) risen(v area.Code) bool {
	return s.clock.Now() > s.end.Plus(-3*7*day) && zhuhui.Contains(v) && s.pick(55)
}
