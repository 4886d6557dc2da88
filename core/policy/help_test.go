package policy_test

import (
	"strings"
	"testing"

	"xiaohao/core/policy"
	"xiaohao/loop/matter"
)

// TestHelpSection: types have their minutes and what is done first; a file of before has what is shipped and keeps its
// limits; no step of a help matter asks for a photo or a place; what is wrong is told.
func TestHelpSection(t *testing.T) {
	t.Parallel()
	p := policy.Default()
	if got := p.Terms(matter.Help, "help.child", matter.Urgent); got.Dispatch.Clock != 5 {
		t.Errorf("a child waits %+v", got.Dispatch)
	}
	for _, c := range []string{"help.child", "help.elder", "help.stranded", "help.person"} {
		x := p.Help.Type(c)
		laws := 0
		for _, k := range x.Check {
			if k.Law != "" {
				laws++
			}
		}
		if _, ok := p.Category(c); !ok || x.Category != c || len(x.Check) < 3 || laws == 0 ||
			x.Minor != (c == "help.child") {
			t.Errorf("%s: %+v", c, x)
		}
	}
	src := string(p.Source())
	old, err := policy.Parse([]byte(src[:strings.Index(src, "\n# 求助 /")]))
	if err != nil {
		t.Fatal(err)
	}
	if len(old.Help.Types) != 4 || old.Terms(matter.Help, "help.stranded", matter.Urgent).Dispatch.Clock != 5 {
		t.Errorf("an older file: %+v", old.Help)
	}
	asks, err := policy.Parse([]byte(strings.Replace(src, "  help:\n    fix: {note: true}",
		"  help:\n    fix: {photos: 2, place: true, note: true}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if e := asks.Terms(matter.Help, "help.child", matter.Urgent).Fix; e.Photos != 0 || e.Place || !e.Note {
		t.Errorf("a help matter asks for %+v", e)
	}
	for _, bad := range []string{"minutes: 0", "minutes: fünf"} {
		if _, err := policy.Parse([]byte(strings.Replace(src, "minutes: 5\n", bad+"\n", 1))); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
