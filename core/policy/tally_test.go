package policy

import (
	"strings"
	"testing"
)

// TestAims: a policy that says nothing has the aims of 2020, one that says some has those and no others.
func TestAims(t *testing.T) {
	t.Parallel()
	if a := Default().Tally; a.Aim("city", "motorcycle") != 90 || a.Aim("ordinary", "ebike") != 50 ||
		a.Aim("ordinary", "courier") != 0 || a.Aim("city", "coach") != 0 {
		t.Errorf("built in: %v", a)
	}
	text := string(Default().Source())
	i := strings.Index(text, "\ntally:")
	if i < 0 {
		t.Fatal("the built-in policy says nothing of tallies")
	}
	end := i + 1 + strings.Index(text[i+1:], "\n")
	p, wrong := Parse([]byte(text[:i] + "\ntally: {aims: {city: {car: 95}}}" + text[end:]))
	if wrong != nil {
		t.Fatal(wrong)
	}
	if p.Tally.Aim("city", "car") != 95 || p.Tally.Aim("city", "ebike") != 0 {
		t.Errorf("%v", p.Tally)
	}
	if _, wrong := Parse([]byte(text[:i] + "\ntally: {aims: {city: {car: 195}}}" + text[end:])); wrong == nil {
		t.Error("an aim of 195 % is taken")
	}
}
