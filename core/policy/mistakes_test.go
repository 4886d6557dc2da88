package policy

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// damages are ways in which a hand at a keyboard spoils a line of YAML. Each gets a line and gives what stands there
// afterwards.
var damages = map[string]func(string) string{
	"delete": func(string) string { return "" },
	"tab":    func(s string) string { return "\t" + s },
	"indent": func(s string) string { return "   " + s },
	"colon":  func(s string) string { return strings.Replace(s, ":", "：", 1) },
	"quote":  func(s string) string { return strings.Replace(s, ": ", ": \"", 1) },
	"open":   func(s string) string { return strings.NewReplacer("}", "", "]", "").Replace(s) },
	"double": func(s string) string { return s + "\n" + s },
	"star":   func(s string) string { return strings.Replace(s, ": ", ": *", 1) },
	"yes": func(s string) string {
		return strings.NewReplacer("true", "yes", "false", "off", "1", "0o1").Replace(s)
	},
}

// TestEveryLineSpoilt spoils the default file line by line, each line in two or three ways, and compares the mistakes,
// with line, column and words, with those that were found by the program that read YAML with gopkg.in/yaml.v3.
// XIAOHAO_KEEP=1 writes the file anew.
func TestEveryLineSpoilt(t *testing.T) {
	t.Parallel()
	const file = "testdata/mistakes.txt"
	lines := strings.Split(string(defaultSource), "\n")
	var b strings.Builder
	for i := range lines {
		for j, how := range slices.Sorted(maps.Keys(damages)) {
			if (i+j)%4 != 0 {
				continue
			}
			spoilt := slices.Clone(lines)
			spoilt[i] = damages[how](lines[i])
			if spoilt[i] == lines[i] {
				continue
			}
			fmt.Fprintf(&b, "%d %s: %s\n", i+1, how, found(strings.Join(spoilt, "\n")))
		}
	}
	got := b.String()
	if os.Getenv("XIAOHAO_KEEP") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("other mistakes (-want +got):\n%s", d)
	}
}

// found names the first mistake of a source, how many there are, and a fingerprint of them all; of a source without a
// mistake, a fingerprint of what was understood.
func found(source string) string {
	p, err := Parse([]byte(source))
	var m *Mistakes
	if !errors.As(err, &m) {
		return fmt.Sprintf("fine, %.4x", sha256.Sum256(fmt.Append(nil, Diff(Default(), p))))
	}
	slices.SortFunc(m.List, func(a, b Mistake) int { // on one line they come in no order
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	first := m.List[0]
	return fmt.Sprintf("%d, the first at %d:%d %s %v, all %.4x", len(m.List), first.Line, first.Column, first.Code,
		first.Args["why"], sha256.Sum256(fmt.Append(nil, m.List)))
}
