package score

import (
	"testing"

	"pgregory.net/rapid"

	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store/storetest"
)

// whole reads a list to its end, page by page.
func (w *town) whole(scope Scope, p Period, figure string, side Side, limit int) (out []Behind) {
	w.t.Helper()
	after := ""
	for range 10_000 {
		page, err := w.score.Rounds(w.ctx, scope, p, figure, side, after, limit)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, page.Rows...)
		if after = page.Next; after == "" {
			return out
		}
	}
	w.t.Fatal("the list has no end")
	return nil
}

// Every figure opens the rounds behind it: as many in the numerator, beside it and left out as it says, at any time
// of a period.
func TestFiguresOpenTheirRounds(t *testing.T) {
	few(t, storetest.Drawn(8, 3, 1))
	rapid.Check(t, func(rt *rapid.T) {
		w := newTown(t, rapid.Uint64().Draw(rt, "seed"))
		defer w.led.Close()
		w.pace = rapid.IntRange(1, 6).Draw(rt, "pace")
		w.live(600)
		w.settle()
		var scopes []Scope
		for _, a := range w.areas {
			scopes = append(scopes, Scope{Area: a})
		}
		for _, u := range w.units {
			scopes = append(scopes, Scope{Unit: u})
		}
		day := views.DayOf(w.now.Plus(-int64(rapid.IntRange(0, 40).Draw(rt, "days ago")) * 24 * hour))
		for range 8 {
			scope := rapid.SampledFrom(scopes).Draw(rt, "scope")
			p := PeriodOf(rapid.SampledFrom([]Grain{Week, Month, Quarter, Year}).Draw(rt, "grain"), day)
			s, err := w.score.Sheet(w.ctx, scope, p)
			if err != nil {
				rt.Fatal(err)
			}
			for i, f := range s.Figures {
				opens(rt, w, s, formulas[i], f, rapid.IntRange(1, 60).Draw(rt, "limit"))
			}
		}
	})
}

// opens holds one figure to its lists.
func opens(rt *rapid.T, w *town, s Sheet, f formula, got Figure, limit int) {
	all := w.whole(s.Scope, s.Period, f.code, Whole, limit)
	yes := w.whole(s.Scope, s.Period, f.code, Counted, limit)
	no := w.whole(s.Scope, s.Period, f.code, Missed, limit)
	out := w.whole(s.Scope, s.Period, f.code, LeftOff, limit)
	if len(all) != len(yes)+len(no) {
		rt.Fatalf("%s of %v in %s: %d rounds, %d counted, %d missed", f.code, s.Scope, s.Period, len(all),
			len(yes), len(no))
	}
	var minutes int64
	for _, b := range yes {
		c := b.Round.Counts()
		minutes += f.num(&c)
		if !b.Yes || b.Why != "" {
			rt.Fatalf("%s: %+v is not counted", f.code, b)
		}
	}
	if int64(len(all)) != got.Den || minutes != got.Num || !f.hours && int64(len(yes)) != got.Num {
		rt.Fatalf("%s of %v in %s: %d ÷ %d, the lists have %d ÷ %d", f.code, s.Scope, s.Period, got.Num, got.Den,
			len(yes), len(all))
	}
	why := map[string]int64{}
	for _, b := range out {
		if b.Why == "" {
			rt.Fatalf("%s: %+v is left out without a reason", f.code, b)
		}
		why[b.Why]++
	}
	if c := (Counts{N: 1}); f.den(&c) == 1 && f.code != BounceRate { // the others ask only some of the rounds
		if why[OutOfRemit] != got.LeftOut || why[IsPaused] != got.Paused || why[IsNotDue] != got.NotDue ||
			why[RatingAside] != got.Aside {
			rt.Fatalf("%s of %v in %s: left out %v, the figure says %+v", f.code, s.Scope, s.Period, why, got)
		}
	}
}

func TestRoundsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	p := mustPeriod(t, "2026-09")
	for _, c := range []struct {
		figure string
		side   Side
		after  string
	}{{"luck", Whole, ""}, {OnTimeRate, "above", ""}, {OnTimeRate, Whole, "%%"}, {OnTimeRate, Whole, "YWJj"},
		{OnTimeRate, Whole, place{day: 5}.String()}} {
		if _, err := w.score.Rounds(w.ctx, Scope{Area: w.areas[0]}, p, c.figure,
			c.side, c.after, 10); kindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A round that waits for the unit is out of the figures until its day is over, then it counts as missed; one parked
// stays out.
func TestRunningPeriod(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	city := Scope{Area: w.areas[0]}
	id := w.say(0, 7, &matter.WasReported{Kind: matter.Problem, Area: w.areas[6], Title: "t"})
	w.say(id, 5, &matter.WasAssigned{Lead: 11, Due: begin + 50*hour, Level: 3})
	w.say(id, 21, &matter.WasSigned{Minutes: 30, Prompt: true})
	for _, c := range []struct {
		at                      calendar.Instant
		num, den, notDue, pause int64
		say                     matter.Body
	}{
		{begin + 51*hour, 0, 0, 1, 0, nil}, // past the hour, but the day is not over
		{begin + 72*hour, 0, 1, 0, 0, nil},
		{begin + 73*hour, 0, 0, 0, 1, &matter.WasSuspended{Until: begin + 200*hour, Left: 5}},
		{begin + 80*hour, 0, 0, 1, 0, &matter.WasResumed{Due: begin + 90*hour}},
		{begin + 85*hour, 1, 1, 0, 0, &matter.WasFixed{Note: "n"}},
	} {
		if w.now = c.at; c.say != nil {
			w.say(id, 21, c.say)
		}
		w.settle()
		for _, period := range []string{"2026-09", "2026-W36", "2026-Q3", "2026"} {
			f := w.sheet(city, period).Figures[0]
			if f.Num != c.num || f.Den != c.den || f.NotDue != c.notDue || f.Paused != c.pause {
				t.Errorf("after %d hours, %s: %+v, want %+v", c.at.Since(begin)/hour, period, f, c)
			}
		}
	}
}

// Who gets it first stays answerable, a successor takes what is open, and what is finished stays with the unit that
// did it.
func TestWhoAnswers(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	for range 2 {
		id := w.say(0, 7, &matter.WasReported{Kind: matter.Problem, Area: w.areas[6], Title: "t"})
		w.say(id, 5, &matter.WasAssigned{Lead: 11, Due: begin + 50*hour})
		w.say(id, 21, &matter.WasSigned{Prompt: true})
		w.say(id, 21, &matter.WasDelegated{To: 12})
	}
	open := w.ids[1]
	w.say(w.ids[0], 22, &matter.WasFixed{})
	w.say(w.ids[0], 6, &matter.WasStruckOff{})
	w.say(open, 0, &matter.WasMoved{From: 12, To: 13})
	// package matter does not move what is finished; neither do we
	w.say(w.ids[0], 0, &matter.WasMoved{From: 12, To: 13})
	w.now = w.now.Plus(100 * hour)
	w.settle()
	for unit, want := range map[int64]int64{11: 2, 12: 1, 13: 1, 14: 0} {
		if n := w.sheet(Scope{Unit: unit}, "2026-09").Result.Sample; n != want {
			t.Errorf("unit %d answers for %d rounds, want %d", unit, n, want)
		}
	}
}

// An appeal upheld changes the score at once, each ground in its way.
func TestAppeals(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	city := Scope{Area: w.areas[0]}
	for range 4 {
		id := w.say(0, 7, &matter.WasReported{Kind: matter.Problem, Area: w.areas[6], Title: "t"})
		w.say(id, 5, &matter.WasAssigned{Lead: 11, Due: begin + hour})
	}
	w.now = w.now.Plus(2 * hour)
	for _, id := range w.ids {
		w.say(id, 22, &matter.WasFixed{Late: 60})
		w.say(id, 6, &matter.WasRejected{Reason: "r"})
		w.say(id, 22, &matter.WasFixed{Late: 60})
		w.say(id, 6, &matter.WasStruckOff{})
		w.say(id, 0, &matter.WasRated{Fixed: false})
	}
	w.now = w.now.Plus(48 * hour)
	for i, c := range []struct {
		ground string
		want   map[string][2]int64
	}{
		{"", map[string][2]int64{OnTimeRate: {0, 4}, ReworkRate: {4, 4}, SatisfiedRate: {0, 4}, OverdueHours: {240, 4},
			FirstPassRate: {0, 4}}},
		{matter.NotLate, map[string][2]int64{OnTimeRate: {1, 4}, ReworkRate: {4, 4}, OverdueHours: {180, 4}}},
		{matter.NotRework, map[string][2]int64{OnTimeRate: {1, 4}, ReworkRate: {3, 4}, FirstPassRate: {1, 4}}},
		{matter.NotRated, map[string][2]int64{SatisfiedRate: {0, 3}, OnTimeRate: {1, 4}}},
		{matter.NotOurs, map[string][2]int64{OnTimeRate: {1, 3}, ReworkRate: {2, 3}, SatisfiedRate: {0, 2},
			OverdueHours: {120, 3}}},
	} {
		if i > 0 {
			w.say(w.ids[i-1], 8, &matter.WasAppealDecided{Ground: c.ground, Upheld: false})
			w.say(w.ids[i-1], 8, &matter.WasAppealDecided{Ground: c.ground, Upheld: true})
		}
		w.settle()
		s := w.sheet(city, "2026-09")
		for code, want := range c.want {
			if f, _ := s.Figure(code); f.Num != want[0] || f.Den != want[1] {
				t.Errorf("after %q: %s is %d ÷ %d, want %v", c.ground, code, f.Num, f.Den, want)
			}
		}
	}
	f, _ := w.sheet(city, "2026-09").Figure(OnTimeRate)
	if got := f.Words("zh-CN"); got != "应整改 3 件，其中按期 1 件，1 ÷ 3 = 33.33%；按期的有 1 件经申诉认定；另有 1 件经申诉不计入（非本单位职责）。" {
		t.Error(got)
	}
}

// On the stroke of the deadline is in time, a microsecond later is not.
func TestOnTheStroke(t *testing.T) {
	t.Parallel()
	for late, want := range map[int64]int64{-1: 1, 0: 1, 1: 0} {
		r := Round{Unit: 1, Due: begin, FixedAt: begin.Plus(late)}
		if c := r.Counts(); c[OnTime] != want || c[Late] != 1-want {
			t.Errorf("%d µs late: %v", late, c)
		}
	}
}

// Help matters are restricted and never count.
func TestHelpNeverCounts(t *testing.T) {
	t.Parallel()
	w := newTown(t, 1)
	id := w.say(0, 7, &matter.WasReported{Kind: matter.Help, Area: w.areas[6], Title: "t"})
	w.say(id, 5, &matter.WasAssigned{Lead: 11, Due: begin + hour})
	w.say(id, 21, &matter.WasSigned{})
	w.say(id, 21, &matter.WasFixed{Note: "n"})
	w.now = w.now.Plus(48 * hour)
	w.settle()
	for _, table := range []string{"score_counts", "score_lists", "burden"} {
		if rows := dump(t, w.db.Read(), table, "1"); len(rows) > 0 {
			t.Errorf("%s has %d rows", table, len(rows))
		}
	}
}
