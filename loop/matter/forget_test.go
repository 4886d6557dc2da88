package matter

import (
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// TestNeverBeforeItsTime: whoever asks, whenever: what is behind a matter is erased only once it is off the list and
// the archive's term is over, and by the clock only where its owner asked; who gets no, is told why. Only the command
// line erases again what was erased before.
func TestNeverBeforeItsTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at := func(name string) calendar.Instant { return calendar.Instant(rapid.Int64Range(1, 1000).Draw(rt, name)) }
		m := &Matter{ID: 1, State: rapid.SampledFrom(States()).Draw(rt, "state"), Contact: true, StruckAt: at("struck"),
			UpdatedAt: at("updated")}
		if rapid.Bool().Draw(rt, "asked") {
			m.ForgetAsked = 1
		}
		lives := &Matter{ID: 2, State: rapid.SampledFrom(States()).Draw(rt, "lives"), StruckAt: at("lives struck"),
			UpdatedAt: at("lives updated")}
		term := rapid.Int64Range(0, 500).Draw(rt, "term")
		f := &Facts{Now: at("now"), Lives: lives, Day: func(calendar.Instant) string { return "a day" },
			Archive: func(closed calendar.Instant) calendar.Instant { return closed.Plus(term) }}
		who := rapid.SampledFrom([]string{"reporter", "clock", "system", "office"}).Draw(rt, "who")
		f.Actor = Actor{Reporter: who == "reporter", Clock: who == "clock", System: who == "system"}
		c := &Forget{Reason: rapid.SampledFrom([]string{"", "来信"}).Draw(rt, "why"),
			Again: rapid.Bool().Draw(rt, "again")}
		events, err := Decide(m, c, f)
		if err != nil && fault.Of(err).Kind == fault.Internal {
			rt.Fatal(err)
		}
		if len(events) == 0 || c.Again && who == "system" {
			return
		}
		if events[0].Body.Type() != TypeForgotten {
			if who != "reporter" || m.ForgetAsked != 0 {
				rt.Fatalf("%s asks", who)
			}
			return
		}
		last := m
		if m.State == Merged {
			last = lives
		}
		closed := last.UpdatedAt
		if last.State == StruckOff {
			closed = last.StruckAt
		}
		if m.Open() || last.Open() || f.Now < closed.Plus(term) || who == "clock" && m.ForgetAsked == 0 ||
			(who == "office" || who == "system") && c.Reason == "" {
			rt.Fatalf("%s erased %+v of %+v at %d", who, c, m, f.Now)
		}
	})
}
