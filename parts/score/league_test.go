package score

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// rounds makes rounds of a unit in an area: so many due, so many of them on time and all struck off.
func (w *town) rounds(unit int64, a area.Code, due, onTime int) {
	w.t.Helper()
	start := w.now
	for i := range due {
		w.now = start
		id := w.say(0, 7, &matter.WasReported{Kind: matter.Problem, Area: a, Title: "t"})
		w.say(id, 5, &matter.WasAssigned{Lead: unit, Due: w.now.Plus(2 * hour), Level: 3})
		w.say(id, 21, &matter.WasSigned{Prompt: true})
		if w.now = w.now.Plus(hour); i >= onTime {
			w.now = w.now.Plus(2 * hour)
		}
		w.say(id, 21, &matter.WasFixed{Note: "n"})
		w.say(id, 6, &matter.WasStruckOff{})
	}
}

func TestLeagues(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	w.areas = append(w.areas, 430406000000, 430407000000)
	w.units = []int64{11, 12, 13, 14, 15, 16, 17}
	w.load(map[int64]area.Code{14: 430405000000, 15: 430405000000, 16: 430405101001, 17: 430408000000})
	for _, r := range []struct {
		unit        int64
		a           area.Code
		due, onTime int
	}{{11, 430405101001, 20, 15}, {12, 430408001001, 20, 15}, {13, 430406000000, 12, 12}, {14, 430407000000, 4, 4},
		{15, 430405102000, 11, 0}, {16, 430405101002, 10, 10}} {
		w.rounds(r.unit, r.a, r.due, r.onTime)
	}
	w.now = begin + 40*24*hour // October
	w.rounds(11, 430405101001, 20, 20)
	w.rounds(12, 430408001001, 20, 10)
	w.rounds(13, 430406000000, 12, 11)
	w.now = w.now.Plus(3 * 24 * hour)
	w.settle()
	for _, c := range []struct {
		kind   LeagueKind
		within area.Code
		period string
		want   []string
	}{
		// 珠晖: 25 of 41 on time; 蒸湘 4 rounds only; 12 of 12.
		{Counties, 0, "2026-09", []string{"430406000000 1 100.00", "430408000000 2 85.00", "430405000000 3 76.59",
			"430407000000 - 100.00 只有 4 件，少于 10 件，不排名"}},
		{Counties, 0, "2026-10", []string{"430405000000 1 100.00 +2", "430406000000 2 95.00 -1",
			"430408000000 3 70.00 -1", "430407000000 - 0.00 没有可计分的事项，不评分"}},
		{Townships, 0, "2026-09", []string{"430405101000 1 90.00", "430408001000 2 85.00", "430405102000 3 40.00"}},
		{Townships, 430405000000, "2026-Q3", []string{"430405101000 1 90.00", "430405102000 2 40.00"}},
		{Bureaus, 0, "2026-09", []string{"13 1 100.00", "11 2 85.00", "12 2 85.00"}},
		{Units, 430405000000, "2026", []string{"15 1 40.00", "14 - 100.00 只有 4 件，少于 10 件，不排名"}},
	} {
		l, err := w.score.League(w.ctx, c.kind, c.within, mustPeriod(t, c.period))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range l.Rows {
			got = append(got, line(r))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s of %s in %s:\n%s", c.kind, c.within, c.period, d)
		}
	}
}

// line is a row of a league as the test writes it.
func line(r Standing) string {
	s := r.Scope.Area.String()
	if r.Scope.Unit != 0 {
		s = Decimal(100 * r.Scope.Unit)
		s = s[:len(s)-3]
	}
	rank := "-"
	if r.Rank > 0 {
		rank = string(rune('0' + r.Rank))
	}
	s += " " + rank + " " + Decimal(r.Result.Value)
	if n, ok := r.Moved(); ok {
		s += " " + string("-=+"[sign(n)+1]) + string(rune('0'+max(n, -n)))
	}
	if why := r.Result.Why(lang.Zh); why != "" {
		s += " " + why
	}
	return s
}

func sign(n int) int { return max(-1, min(1, n)) }

// There is no way to rank villages, nor a unit of a village among others.
func TestVillagesAreNeverRanked(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	w.load(map[int64]area.Code{11: 430405101001, 12: 430405101000})
	p := mustPeriod(t, "2026-09")
	for _, kind := range append(Leagues(), "villages", "people") {
		for _, within := range append([]area.Code{0, 430500000000}, w.areas...) {
			l, err := w.score.League(w.ctx, kind, within, p)
			if err != nil {
				if kindOf(err) != fault.Invalid {
					t.Errorf("%s of %s: %v", kind, within, err)
				}
				continue
			}
			for _, r := range l.Rows {
				a := r.Scope.Area
				if u, ok := w.org.Unit(r.Scope.Unit); ok {
					a = u.Area
				}
				if a.Level() > area.Township || r.Scope.Unit != 0 && a.Level() > area.County {
					t.Errorf("%s of %s ranks %v", kind, within, r.Scope)
				}
			}
		}
	}
}

// A period is scored by the policy that held at its end; the running one by the policy of now.
func TestPolicyOfThePeriod(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	w.rounds(11, w.areas[6], 10, 5)
	w.setPolicy("parts: [{figure: struck_off, weight: 100}]")
	w.now = begin + 35*24*hour
	w.rounds(11, w.areas[6], 10, 5)
	w.setPolicy("parts: [{figure: on_time, weight: 100}]")
	w.now = w.now.Plus(5 * 24 * hour)
	w.settle()
	city := Scope{Area: w.areas[0]}
	for period, want := range map[string]string{"2026-08": "0.00", "2026-09": "100.00", "2026-10": "50.00",
		"2026-Q3": "100.00", "2026": "50.00"} {
		if s := w.sheet(city, period); Decimal(s.Result.Value) != want {
			t.Errorf("%s: %s by %+v", period, Decimal(s.Result.Value), s.Policy)
		}
	}
	if s := w.sheet(city, "2026-08"); s.Policy.Seq != 0 || s.Policy.Digest != policy.Default().Digest() {
		t.Errorf("before there was any policy: %+v", s.Policy)
	}
	months, err := w.score.Months(w.ctx, city, mustPeriod(t, "2026-10"), 3)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, m := range months {
		values = append(values, m.Period.String()+" "+Decimal(m.Result.Value))
	}
	if d := cmp.Diff([]string{"2026-08 0.00", "2026-09 100.00", "2026-10 50.00"}, values); d != "" {
		t.Error(d)
	}
}

// setPolicy puts a policy in force whose assessment says that.
func (w *town) setPolicy(assessment string) {
	w.t.Helper()
	source := "city: {code: 4304, zh: 衡阳市}\nassessment:\n  " + assessment + "\nlimits:\n"
	for _, k := range matter.Kinds() {
		source += "  " + k.String() + ":\n"
		for _, s := range matter.Severities() {
			source += "    " + s.String() +
				": {dispatch: 4wh, deadline: 5wd, verify: 2wd, bounce: 1wd, extension: 10wd, suspension: 180d}\n"
		}
	}
	source += "categories: [{code: fac.lamp, group: 公共设施, zh: 路灯不亮}]\n"
	p, err := policy.Parse([]byte(source))
	if err != nil {
		w.t.Fatal(err)
	}
	w.record(ledger.None, 0, views.PolicySetType, views.PolicySet{Digest: p.Digest(), Source: source})
}
