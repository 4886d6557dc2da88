package score

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/views"
	"xiaohao/loop/fault"
)

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ period, from, to, prev, next string }{
		{"2026-W40", "2026-09-28", "2026-10-05", "2026-W39", "2026-W41"},
		{"2026-W01", "2025-12-29", "2026-01-05", "2025-W52", "2026-W02"},
		{"2026-W53", "2026-12-28", "2027-01-04", "2026-W52", "2027-W01"},
		{"2026-10", "2026-10-01", "2026-11-01", "2026-09", "2026-11"},
		{"2026-01", "2026-01-01", "2026-02-01", "2025-12", "2026-02"},
		{"2028-02", "2028-02-01", "2028-03-01", "2028-01", "2028-03"},
		{"2026-Q4", "2026-10-01", "2027-01-01", "2026-Q3", "2027-Q1"},
		{"2026", "2026-01-01", "2027-01-01", "2025", "2027"},
	} {
		p := mustPeriod(t, c.period)
		if p.String() != c.period || p.From().String() != c.from || p.To().String() != c.to ||
			p.Prev().String() != c.prev || p.Next().String() != c.next {
			t.Errorf("%s: %s to %s, between %s and %s", p, p.From(), p.To(), p.Prev(), p.Next())
		}
		china := p.Start().Time().In(time.FixedZone("", 8*3600))
		if china.Hour() != 0 || p.End() != p.Next().Start() {
			t.Errorf("%s starts at %s", p, china)
		}
	}
	for _, bad := range []string{"", "26", "2026-", "2026-0", "2026-00", "2026-13", "2026-W00", "2026-W54", "2025-W53",
		"2026-Q0", "2026-Q5", "2026-Q12", "2026-1", "2026-W1", "2026-10-01", "20260", "+026", "2026-+1", "2026-W+1",
		"１９９９", "0000", "2026-w40"} {
		if p, err := ParsePeriod(bad); kindOf(err) != fault.Invalid {
			t.Errorf("%q is %s: %v", bad, p, err)
		}
	}
}

// Every day lies in exactly one period of each grain, and periods follow each other without a gap.
func TestPeriodLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := views.Day(rapid.IntRange(10_970, 60_000).Draw(rt, "day"))
		for _, g := range []Grain{Week, Month, Quarter, Year} {
			p := PeriodOf(g, d)
			if d < p.From() || d >= p.To() || p.Next().From() != p.To() || p.Prev().To() != p.From() {
				rt.Fatalf("%s: %s", d, p)
			}
			if back, err := ParsePeriod(p.String()); err != nil || back != p {
				rt.Fatalf("%s is read as %s: %v", p, back, err)
			}
			if g != Week {
				if m := p.months(); m[0] != monthOf(p.From()) || m[len(m)-1] != monthOf(p.To()-1) ||
					len(m) != map[Grain]int{Month: 1, Quarter: 3, Year: 12}[g] {
					rt.Fatalf("%s has the months %v", p, m)
				}
			}
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2026-W40", "2026-10", "2026-Q4", "2026", "2026-W53", "-", "2026-99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s); err == nil && (p.String() != s || p.From() >= p.To()) {
			t.Errorf("%q is %s", s, p)
		}
	})
}
