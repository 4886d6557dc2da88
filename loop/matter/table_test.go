package matter

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sets are the names of what many commands can be given in.
var sets = []struct {
	name   string
	states []State
}{{"any", known}, {"open", open}, {"running", running}, {"noticed", noticed}, {"accepted", accepted}}

func statesText(from []State) string {
	for _, s := range sets {
		if slices.Equal(s.states, from) {
			return s.name
		}
	}
	var out []string
	for _, s := range from {
		if s == None {
			out = append(out, "–")
			continue
		}
		out = append(out, s.String())
	}
	return strings.Join(out, " ")
}

var sideNames = map[Side]string{Anyone: "anyone", Area: "area", Lead: "lead unit", Holder: "chain", Drawer: "drawn",
	Bearer: "receipt",
	Office: "administration", OnCase: "on the case", Offered: "offered to",
	Sender: "sender"}

// tableText is the transition table on one screen.
func tableText() string {
	var b strings.Builder
	b.WriteString("# The transition table\n\n" +
		"Made by a test of `loop/matter` from the descriptions of the commands (`go test ./loop/matter -write`).\n" +
		"Which posts may give a command is policy's to change; these are the defaults.\n\n```\n")
	for _, s := range sets {
		names := make([]string, len(s.states))
		for i, x := range s.states {
			names[i] = x.String()
		}
		fmt.Fprintf(&b, "%-8s = %s\n", s.name, strings.Join(names, " "))
	}
	b.WriteString("\ndecides  = from the second bounce on only an office of the level that decides\n" +
		"verifies = nobody who had a part in the work\n\n")
	fmt.Fprintf(&b, "%-16s %-28s → %-10s %-15s %s\n", "command", "given in", "then", "relation", "posts")
	for _, r := range Rules() {
		var sides, posts []string
		for _, s := range r.Sides {
			sides = append(sides, sideNames[s])
		}
		for _, p := range r.Posts {
			posts = append(posts, fmt.Sprint(p))
		}
		who := strings.Join(posts, " ")
		if r.ClockOnly() {
			who = "(the clock)"
		}
		if r.Decides {
			who += ", decides"
		}
		if r.Verifies {
			who += ", verifies"
		}
		fmt.Fprintf(&b, "%-16s %-28s → %-10s %-15s %s\n", r.Command, statesText(r.From), r.To,
			strings.Join(sides, ", "), who)
	}
	b.WriteString("```\n")
	return b.String()
}

// TestTableIsWrittenDown keeps the table where people read it.
func TestTableIsWrittenDown(t *testing.T) {
	const file = "../../docs/transitions.md"
	got := tableText()
	if *write {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("was (-), is (+):\n%s", d)
	}
}
