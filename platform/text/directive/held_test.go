package directive

import (
	"strings"
	"testing"
)

// TestHeld cuts the texts that were marked before the program ever saw them.
func TestHeld(t *testing.T) {
	t.Parallel()
	var m measure
	for _, s := range samples(t, "held") {
		m.add(s, Cut(s.text, s.day))
	}
	t.Logf("%v\n%s", &m, strings.Join(m.missed, "\n"))
	if !m.good(0.9, 0.85) {
		t.Error("the texts that were held back are not cut well")
	}
}
