package bench

import (
	"testing"

	"xiaohao/platform/text/alike"
)

// figures are what is measured on the project's own messages, from the score at which the policy that a city begins
// with shows something: a city that counts them as they come.
func figures(t *testing.T, compare comparison) (five, shown float64) {
	t.Helper()
	list, err := ownMessages()
	if err != nil {
		t.Fatal(err)
	}
	_, five, shown = judge(retold(list, &alike.Counts{}, compare), float64(byDefaultShow)/100)
	t.Logf("among five %.2f, shown for others %.2f", five, shown)
	return five, shown
}

// without compares two reports after something was taken from both.
func without(part func(*alike.Report)) comparison {
	return func(a, b *alike.Report, w alike.Weights, r alike.Rules) alike.Likeness {
		x, y := *a, *b
		part(&x)
		part(&y)
		return alike.Compare(&x, &y, w, r)
	}
}

// TestDuplicatesFigures holds the aims on the project's own messages, then breaks the comparison in several ways and
// sees the figures fall: a likeness that stops looking at something does not pass unnoticed, also where no real
// messages lie.
func TestDuplicatesFigures(t *testing.T) {
	t.Parallel()
	five, shown := figures(t, alike.Compare)
	if five < 0.90 || shown > 0.20 {
		t.Fatalf("the aims are missed: %.2f among five (0.90), %.2f shown for others (0.20)", five, shown)
	}
	for _, c := range []struct {
		name         string
		compare      comparison
		least, worse float64 // what recall must lose at least, or what is shown for others must gain
	}{
		{"words", without(func(r *alike.Report) { r.Text = alike.Text{} }), 0.5, 0.3},
		{"place", without(func(r *alike.Report) { r.Placed = false }), 0.2, 0.1},
		{"category", without(func(r *alike.Report) { r.Category = "" }), 0.2, 0.3},
		{"everything", func(a, b *alike.Report, w alike.Weights, r alike.Rules) alike.Likeness {
			return alike.Likeness{}
		}, 0.8, 1},
		{"the difference", func(a, b *alike.Report, w alike.Weights, r alike.Rules) alike.Likeness {
			return alike.Likeness{Score: 1}
		}, 0.2, 0.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f, s := figures(t, c.compare); five-f < c.least && s-shown < c.worse {
				t.Errorf("blind to %s, and nothing shows it: %.2f among five, %.2f shown for others", c.name, f, s)
			}
		})
	}
}
