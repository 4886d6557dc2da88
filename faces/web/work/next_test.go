package work

import (
	"strings"
	"testing"
	"unicode"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// TestEveryStepHasAName walks all states, posts, requests and lights: what a matter waits for has a button that says
// what it does and does it, or none.
func TestEveryStepHasAName(t *testing.T) {
	t.Parallel()
	const township, unit, now = 430405009000, 7, 1_000
	may := policy.Default().May
	seen := map[views.Why]int{}
	for _, state := range matter.States() {
		for _, kind := range matter.Posts() {
			posts := []org.Post{{Kind: kind, Area: 430405000000, Unit: unit}}
			for ask := views.Ask(0); ask <= views.AskAppeal; ask++ {
				for _, due := range []calendar.Instant{0, 1, now * 1000} {
					r := &views.Row{State: state, Area: township, Lead: unit, Ask: ask, Due: due}
					w := views.WaitsFor(0, posts, r, now)
					x, ok := stepOf(w, state, posts, may)
					if w == "" {
						if ok {
							t.Errorf("%s in %s: nothing waits, and there is a button %s", kind, state, x.says)
						}
						continue
					}
					seen[w]++
					if !ok {
						t.Logf("%s in %s: %s has no button", kind, state, w)
						continue
					}
					for _, l := range lang.All() {
						said := lang.T(l, x.says, nil)
						han := strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) })
						if said == "" || strings.Contains(said, ".") || han != (l == lang.Zh) {
							t.Errorf("%s in %s: the button of %s reads %q in %s", kind, state, w, said, l)
						}
					}
				}
			}
		}
	}
	for w := range steps {
		if seen[w] == 0 {
			t.Errorf("nothing waits for %s", w)
		}
	}
	if len(seen) != len(steps) {
		t.Errorf("of %d things that a matter waits for %d have a button: %v", len(seen), len(steps), seen)
	}
}
