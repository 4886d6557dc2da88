package directive

import (
	"strings"
	"testing"
)

// TestHeld cuts the texts that were marked before the program ever saw them. What it did to them at first sight stands
// in docs/meetings.md; what was mended since was mended with them in view.
func TestHeld(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"held", "later"} {
		var m measure
		for _, s := range samples(t, folder) {
			m.add(s, Cut(s.text, s.day))
		}
		t.Logf("%s: %v\n%s", folder, &m, strings.Join(m.missed, "\n"))
		if !m.good(0.9, 0.85) {
			t.Errorf("the texts of %s are not cut well", folder)
		}
	}
}
