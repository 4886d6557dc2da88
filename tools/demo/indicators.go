package demo

import (
	"context"
	"fmt"
	"os"
	"strings"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
	"xiaohao/parts/sheet"
)

// When figures are collected, in days before the end: most come in time from the county's own system, the rest late.
const (
	collectBegins = 20
	collectEnds   = 8
	collectLate   = 3
)

// incomes begins the set of the village collective economy over 珠晖区, some weeks before the end. The figures of two
// years come from a file, as its system would give them out; targets ask of some indicators less than they reached, of
// some a little more, of others far more, so that a leader sees all three lights. In the second year two villages come
// late, one has a jump that it explains, and one is wrong by 10,000, is set aside, and comes again mended.
func (s *story) incomes(end calendar.Instant) {
	this := indicator.Span(end.Time().Year() * 100)
	set := int64(0)
	x := part.Get[*indicator.Indicators](s.desk.Values)
	s.add(end.Plus(-collectBegins*day), func(ctx context.Context) error {
		list, err := indicator.ShippedSets()
		if err != nil {
			return err
		}
		for _, k := range list {
			if k.Key != "village-economy" {
				continue
			}
			d := k.Definition
			d.Area, d.From, d.To = zhuhui, this.Before(2).From(), this.To()
			d.Due = min(int(end.Plus(-collectEnds*day).Since(this.From())/day), 366)
			d.Due = max(d.Due, k.Due)
			if set, err = x.Define(ctx, s.caller("supervisor"), s.press.id(s.clock.Now()), d); err != nil {
				return err
			}
			if err = s.brought(ctx, x, set, this.Before(2), inTime); err == nil {
				err = s.aimed(ctx, x, set, this)
			}
			if err == nil {
				err = s.brought(ctx, x, set, this.Before(1), inTime)
			}
			return err
		}
		return nil
	})
	s.add(end.Plus(-collectLate*day), func(ctx context.Context) error {
		return s.brought(ctx, x, set, this.Before(1), late)
	})
}

// forests begins the set of the forest chiefs over 珠晖区 and reports the last whole quarter of its townships, so that a
// chief's page shows his theme's indicators.
func (s *story) forests(end calendar.Instant) {
	x := part.Get[*indicator.Indicators](s.desk.Values)
	s.add(end.Plus(-(collectBegins+1)*day), func(ctx context.Context) error {
		list, err := indicator.ShippedSets()
		if err != nil {
			return err
		}
		this, who := indicator.Span(end.Time().Year()*100), s.caller("supervisor")
		for _, k := range list {
			if k.Key != "forest-chiefs" {
				continue
			}
			d := k.Definition
			d.Area = zhuhui
			spans := indicator.Spans("quarter", this.Before(1).From(), s.clock.Now())
			span := spans[len(spans)-1]
			d.From, d.To = span.From(), this.To()
			set, err := x.Define(ctx, who, s.key(), d)
			if err != nil {
				return err
			}
			if err := x.Target(ctx, who, s.key(), set, indicator.Aim{Code: "afforested", Span: this,
				Entries: []indicator.Entry{{Area: zhuhui, Value: 6000 * indicator.One}}}); err != nil {
				return err
			}
			if err := x.Cut(ctx, who, s.key(), set, indicator.Cut{Area: zhuhui, Code: "afforested", Span: this,
				How: indicator.ByEqual}); err != nil {
				return err
			}
			var b strings.Builder
			b.WriteString("区划代码,营造林面积,退化林修复面积,松材线虫病疫木清理,森林火灾,受害森林面积,说明\n")
			for i, a := range s.desk.Org().Tree().Children(zhuhui) {
				fmt.Fprintf(&b, "%s,%d,%d,%d,0,0,系统启用前的一季，补报\n", a.Code, 120+7*i, 35+i, 18+i)
			}
			if err := s.takes(ctx, x, set, span, "林业局季报.csv", b.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// asks are by how much more, in per cent a year, an indicator is to reach: less than it grew by, a little more, far
// more.
var asks = []struct {
	code string
	more int64
}{{"own_business", 8}, {"income", 12}, {"contracts", 30}, {"other_business", 0}}

// aimed gives 珠晖区 targets for two years, made from the first year's figures, and splits one among its townships.
func (s *story) aimed(ctx context.Context, x *indicator.Indicators, set int64, this indicator.Span) error {
	who := s.caller("supervisor")
	for _, a := range asks {
		list, err := x.Standing(ctx, who, set, zhuhui, []string{a.code})
		if err != nil {
			return err
		}
		if len(list) == 0 || list[0].Actual == nil {
			continue // a city without these villages
		}
		value := *list[0].Actual
		base := value * 95 / 100
		if err := x.Target(ctx, who, s.press.id(s.clock.Now()), set, indicator.Aim{Code: a.code, Span: indicator.Base,
			Entries: []indicator.Entry{{Area: zhuhui, Value: base - base%indicator.One}}}); err != nil {
			return err
		}
		for _, span := range []indicator.Span{this.Before(1), this} {
			value += value * indicator.Amount(a.more) / 100
			whole := value - value%indicator.One
			if err := x.Target(ctx, who, s.press.id(s.clock.Now()), set, indicator.Aim{Code: a.code, Span: span,
				Entries: []indicator.Entry{{Area: zhuhui, Value: whole}}}); err != nil {
				return err
			}
			if a.code != "income" {
				continue
			}
			if err := x.Cut(ctx, who, s.press.id(s.clock.Now()), set, indicator.Cut{Area: zhuhui, Code: a.code,
				Span: span, How: indicator.ByWeight, By: a.code}); err != nil {
				return err
			}
		}
	}
	return nil
}

// batch is when a village's figures come.
type batch int

const (
	inTime batch = iota
	late
)

// brought brings a year's figures in: the ones that come in time, or those that come late.
func (s *story) brought(ctx context.Context, x *indicator.Indicators, set int64, span indicator.Span,
	when batch) error {
	var b strings.Builder
	b.WriteString("区划代码,集体经济经营性收入,经营收入,发包及上交收入,投资收益,其他经营收入,说明\n")
	second := span.Year() == indicator.Span(s.end.Time().Year()*100).Before(1)
	n, lines := int64(0), 0
	for _, v := range s.villages {
		if !zhuhui.Contains(v.Code) || v.Code%1000 < 200 {
			continue
		}
		n++
		missing, wrong := second && n%19 == 7, second && n == 3
		if (missing || wrong) != (when == late) && !(wrong && when == inTime) {
			continue
		}
		b.WriteString(incomeOf(v.Code, n, second, wrong && when == inTime))
		lines++
	}
	if lines == 0 {
		return nil
	}
	name := "三资平台导出.csv"
	if when == late {
		name = "三资平台补报.csv"
	}
	return s.takes(ctx, x, set, span, name, b.String())
}

// takes brings the figures of a file in; lines that are wrong stay out.
func (s *story) takes(ctx context.Context, x *indicator.Indicators, set int64, span indicator.Span,
	name, text string) error {
	f, err := os.CreateTemp("", "xiaohao-demo-*.csv")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err := f.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	left := f.Name() + ".bad"
	defer os.Remove(left)
	_, err = sheet.Import(ctx, sheet.City{Desk: s.desk.Desk, Indicators: x}, "readings", f.Name(), sheet.Options{
		Lang: "zh-CN", Set: set, Span: span, File: name, BadFile: left, Caller: s.caller("supervisor")})
	return err
}

// incomeOf is a village's line: its figures follow from its code. In the second year its own business grows by a tenth
// and its rent stays; one village lets a cold store, which it says.
func incomeOf(a area.Code, n int64, second, wrong bool) string {
	own, rent, other := int64(a)*7919%97_000+4_321, int64(a)*104_729%61_000, int64(a)*1_299_709%9_000
	note := "平台导出"
	if n%11 == 5 {
		rent *= 3
	}
	if second {
		own = own * 11 / 10
		other++
		if n == 4 {
			other, note = other+96_000, "新建冷库出租，租约五年"
		}
	}
	if wrong {
		own, rent, other, note = 7, 2, 0, "" // 万元 for 元: it waits for an answer
	}
	return fmt.Sprintf("%s,%d,%d,%d,0,%d,%s\n", a, own+rent+other, own, rent, other, note)
}
