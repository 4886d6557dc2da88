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

// incomes begins the set of the village collective economy over the city, some weeks before the end: targets of 珠晖区,
// split down, and its villages' figures of two years from a file, as its system would give them out. Two villages are
// missing in the second year, and one figure is wrong by 10,000 and waits for an answer.
func (s *story) incomes(end calendar.Instant) {
	s.add(end.Plus(-20*day), func(ctx context.Context) error {
		list, err := indicator.ShippedSets()
		if err != nil {
			return err
		}
		this := indicator.Span(end.Time().Year() * 100)
		for _, k := range list {
			if k.Key != "village-economy" {
				continue
			}
			d := k.Definition
			d.Area, d.From, d.To = hengyang, this.Before(2).From(), this.To()
			x := part.Get[*indicator.Indicators](s.desk.Values)
			set, err := x.Define(ctx, s.caller("supervisor"), s.press.id(s.clock.Now()), d)
			if err == nil {
				err = s.aimed(ctx, x, set, this)
			}
			for nth, span := range []indicator.Span{this.Before(2), this.Before(1)} {
				if err == nil {
					err = s.brought(ctx, x, set, span, int64(nth))
				}
			}
			return err
		}
		return nil
	})
}

// aimed gives 珠晖区 targets, and splits one of them.
func (s *story) aimed(ctx context.Context, x *indicator.Indicators, set int64, this indicator.Span) error {
	who := s.caller("supervisor")
	for nth, span := range []indicator.Span{this.Before(2), this.Before(1), this} {
		for i, code := range []string{"income", "shell"} {
			value := [2]int64{4_600_000 + 900_000*int64(nth), 0}[i]
			if err := x.Target(ctx, who, s.press.id(s.clock.Now()), set, indicator.Aim{Code: code, Span: span,
				Entries: []indicator.Entry{{Area: zhuhui,
					Value: indicator.Amount(value) * indicator.One}}}); err != nil {
				return err
			}
		}
	}
	return x.Cut(ctx, who, s.press.id(s.clock.Now()), set, indicator.Cut{Area: zhuhui, Code: "income", Span: this,
		How: indicator.ByEqual})
}

// brought brings the figures of a year in.
func (s *story) brought(ctx context.Context, x *indicator.Indicators, set int64, span indicator.Span, nth int64) error {
	f, err := os.CreateTemp("", "xiaohao-demo-*.csv")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	var b strings.Builder
	b.WriteString("区划代码,集体经济经营性收入,经营收入,发包及上交收入,投资收益,其他经营收入,说明\n")
	n := int64(0)
	for _, v := range s.villages {
		if !zhuhui.Contains(v.Code) || v.Code%1000 < 200 {
			continue
		}
		if n++; nth == 1 && n%19 == 7 {
			continue // missing
		}
		b.WriteString(incomeOf(v.Code, n, nth))
	}
	_, err = f.WriteString(b.String())
	if err := f.Close(); err != nil {
		return err
	}
	if err != nil || n == 0 {
		return err
	}
	left := f.Name() + ".bad"
	defer os.Remove(left)
	_, err = sheet.Import(ctx, sheet.City{Desk: s.desk.Desk, Indicators: x}, "readings", f.Name(), sheet.Options{
		Lang: "zh-CN", Set: set, Span: span, File: "三资平台导出.csv", BadFile: left, Caller: s.caller("supervisor")})
	return err
}

// incomeOf is a village's line: its figures follow from its code, and grow a little each year.
func incomeOf(a area.Code, n, nth int64) string {
	own := (int64(a)*7919%97_000 + 4_321) * (10 + nth) / 10
	rent, other, note := int64(a)*104_729%61_000, int64(a)*1_299_709%9_000, "平台导出"
	if n%11 == 5 {
		rent *= 3
	}
	if nth == 1 && n == 3 {
		own, rent, other, note = 7, 2, 0, "" // 万元 for 元: it waits for an answer
	}
	return fmt.Sprintf("%s,%d,%d,%d,0,%d,%s\n", a, own+rent+other, own, rent, other, note)
}
