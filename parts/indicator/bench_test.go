package indicator_test

import (
	"errors"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

// big is a city of 12 counties with 169 townships and 2,785 villages, and a set of 12 indicators and 12 quarters whose
// sums are laid down as readings would have left them.
func big(b *testing.B) (*town, []area.Code) {
	o := newTown(b)
	var changes []org.Change
	var list []area.Code
	for n := range 2785 {
		t := n % 169
		a := citytest.City + area.Code(1_000_000*(11+t%12)) + area.Code(1000*(101+t/12)) + area.Code(200+n/169)
		if n < 12 {
			changes = append(changes, &org.AreaSet{Area: a.Ancestor(area.County), Name: fmt.Sprintf("县%d", n)})
		}
		if n < 169 {
			changes = append(changes, &org.AreaSet{Area: a.Ancestor(area.Township), Name: fmt.Sprintf("镇%d", n)})
		}
		changes = append(changes, &org.AreaSet{Area: a, Name: fmt.Sprintf("村%d", n)})
		list = append(list, a)
	}
	slices.SortStableFunc(changes, func(x, y org.Change) int {
		return int(x.(*org.AreaSet).Area.Level() - y.(*org.AreaSet).Area.Level())
	})
	for len(changes) > 0 {
		k := min(len(changes), 500)
		o.ChangeOrg(changes[:k]...)
		changes = changes[k:]
	}
	d := indicator.Definition{Zh: "大", En: "Big", Area: citytest.City, Due: 10, Villages: "village",
		From: indicator.Span(202400).From(), To: indicator.Span(202600).To()}
	for i := range 12 {
		d.Indicators = append(d.Indicators, indicator.Indicator{Code: fmt.Sprintf("i%d", i), Zh: "x", En: "x",
			Unit: "亩",
			Rule: indicator.Sum, Level: "village", Every: "quarter"})
	}
	var err error
	if o.set, err = o.Define(o.ctx, o.Who["sup"], o.ID(), d); err != nil {
		b.Fatal(err)
	}
	return o, list
}

// lay brings the figures of all villages of some spans in by files, as a county would.
func (o *town) lay(b *testing.B, list []area.Code, spans []indicator.Span) {
	for k, s := range spans {
		t, err := o.Taking(o.ctx, o.Who["sup"], o.set, s, "x.csv")
		if err != nil {
			b.Fatal(err)
		}
		var rows []*indicator.Row
		for n, a := range list {
			r := &indicator.Row{Area: a, Note: "导出", Values: indicator.Values{}}
			for i := range 12 {
				r.Values[fmt.Sprintf("i%d", i)] = amount(int64(1003 + n%7 + i + k))
			}
			rows = append(rows, r)
		}
		for len(rows) > 0 {
			n := min(len(rows), indicator.LinesAtOnce)
			if bad, err := t.Take(o.ctx, rows[:n]); err != nil || len(bad) > 0 {
				b.Fatal(s, bad, err)
			}
			rows = rows[n:]
		}
	}
}

// processor is what a step took of the processor, in milliseconds.
func processor(b *testing.B, step func()) float64 {
	var from, to syscall.Rusage
	if err := errors.Join(syscall.Getrusage(syscall.RUSAGE_SELF, &from)); err != nil {
		b.Fatal(err)
	}
	step()
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &to)
	return float64(to.Utime.Nano()+to.Stime.Nano()-from.Utime.Nano()-from.Stime.Nano()) / 1e6
}

// BenchmarkRollUp reads how a set of the city's size stands at each level, and enters a reading into it.
func BenchmarkRollUp(b *testing.B) {
	o, list := big(b)
	began := time.Now()
	all := indicator.Spans("quarter", indicator.Span(202400).From(), indicator.Span(202600).To())
	o.lay(b, list, all[:11])
	b.Logf("%d readings came in within %v", 11*len(list)*12, time.Since(began))
	v := list[0]
	for _, a := range []area.Code{citytest.City, v.Ancestor(area.County), v.Ancestor(area.Township), v} {
		b.Run(a.Level().String(), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				at := time.Now()
				if _, err := o.Standing(o.ctx, org.Caller{System: true}, o.set, a, nil); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(at))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		})
	}
	for _, a := range []area.Code{citytest.City, v.Ancestor(area.County), v.Ancestor(area.Township)} {
		b.Run("page/"+a.Level().String(), func(b *testing.B) {
			spent := processor(b, func() {
				for b.Loop() {
					if _, err := o.Overview(o.ctx, org.Caller{System: true}, o.set, a, 6); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.ReportMetric(spent/float64(b.N), "cpu-ms/op")
		})
		b.Run("period/"+a.Level().String(), func(b *testing.B) {
			spent := processor(b, func() {
				for b.Loop() {
					if _, _, err := o.Lacking(o.ctx, org.Caller{System: true}, o.set, a, all[10]); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.ReportMetric(spent/float64(b.N), "cpu-ms/op")
		})
	}
	b.Run("entry", func(b *testing.B) {
		n := int64(0)
		for b.Loop() {
			n++
			r := indicator.Reporting{Area: villages[0], Span: all[10], Reason: "改", Values: indicator.Values{},
				Answers: map[string]string{"late:": "x"}}
			for i := range 12 {
				r.Values[fmt.Sprintf("i%d", i)] = amount(n%900 + 7)
				for _, q := range []string{"jump", "own", "peers", "same", "round", "tenthousand"} {
					r.Answers[fmt.Sprintf("%s:i%d", q, i)] = "x"
				}
			}
			if err := o.Report(o.ctx, o.Who["desk"], o.ID(), o.set, r); err != nil {
				b.Fatal(err)
			}
		}
	})
}
