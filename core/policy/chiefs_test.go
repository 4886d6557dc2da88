package policy_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/policy"
)

// TestChiefsSection: a file of before has the shipped themes, with those of their categories that it has itself; "[]"
// has none; its own figures hold without its own themes; and its own theme must name categories that are there.
func TestChiefsSection(t *testing.T) {
	t.Parallel()
	src := string(policy.Default().Source())
	section := regexp.MustCompile(`(?s)\nchiefs:\n.*?\n\n`)
	parse := func(in string) *policy.Policy {
		t.Helper()
		p, err := policy.Parse([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	with := func(s string) string { return section.ReplaceAllLiteralString(src, s) }
	shipped := policy.Default().Chiefs
	if len(shipped.Themes) != 4 || len(section.FindAllString(src, -1)) != 1 {
		t.Fatal(len(shipped.Themes))
	}
	if d := cmp.Diff(shipped, parse(with("\n")).Chiefs); d != "" {
		t.Errorf("an older file: %s", d)
	}
	if x := parse(with("\nchiefs:\n  climb_days: 5\n\n")).Chiefs; x.Climb != 5 || len(x.Themes) != 4 || x.Fresh != 30 {
		t.Errorf("figures alone: %+v", x)
	}
	if x := parse(with("\nchiefs:\n  themes: []\n\n")).Chiefs; len(x.Themes) != 0 {
		t.Errorf("no themes: %+v", x)
	}
	bare := strings.NewReplacer("code: village.sewage", "code: village.waste").Replace(with("\n"))
	river, _ := parse(bare).Chiefs.Theme("river")
	if d := cmp.Diff([]string{"village.river"}, river.Categories); d != "" {
		t.Errorf("a file with other categories: %s", d)
	}
	if _, err := policy.Parse([]byte(strings.ReplaceAll(src, "[village.river, village.sewage]",
		"[village.river, village.nothing]"))); err == nil {
		t.Error("a theme of a category that is not there was taken")
	}
}
