package kit

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestOlder writes shorthands out, whatever stands beside them.
func TestOlder(t *testing.T) {
	t.Parallel()
	for have, want := range map[string]string{
		"a { margin-inline: auto; }":                  "a { margin-left: auto; margin-right: auto; }",
		"a { padding-block: 1px calc(2px + 3px) }":    "a { padding-top: 1px; padding-bottom: calc(2px + 3px)}",
		"a { inset: auto 0 1px; color: red; }":        "a { top: auto; right: 0; bottom: 1px; left: 0; color: red; }",
		"a { inset: 0 }":                              "a { top: 0; right: 0; bottom: 0; left: 0}",
		"a { padding-inline-end: 3px; x: y(inset: 1)": "a { padding-inline-end: 3px; x: y(inset: 1)",
	} {
		if got := string(older([]byte(have))); got != want {
			t.Errorf("%s becomes %s, want %s", have, got, want)
		}
	}
}

// newer are features that a browser of October 2020 (Chrome 86, the oldest engine of WeChat that is still met) does not
// have. Each is found by an expression; where it may stand nevertheless, the words beside it say why.
var newer = []struct {
	in, what string
	find     *regexp.Regexp
	may      []string // what the line holds where it may stand
}{
	{".css", "inset", regexp.MustCompile(`[{; ]inset(-inline|-block)?(-start|-end)?:`), nil},
	{".css", "two sides in one", regexp.MustCompile(`(margin|padding)-(inline|block):`), nil},
	{".css", "a list in :not()", regexp.MustCompile(`:not\([^)]*,`),
		[]string{"@supports", "input:not([type=checkbox], "}},
	{".css", ":is and :where", regexp.MustCompile(`:(is|where)\(`), []string{
		".field.wrong :is(", // written out where lists are not known
		"@supports not selector(",
		".matter-cols :is(",   // staff: the order of two boxes
		".board-rows :is(td,", // staff: a column that stays
	}},
	{".css", ":has", regexp.MustCompile(`:has\(`), []string{
		"label:has(:checked)",      // the mark in it is seen
		".card:has(.pick",          // so is the tick
		".act:has(> form .wrong)"}, // so is the sentence
	},
	{".css", "dvh", regexp.MustCompile(`\d[ds]vh`),
		[]string{"min-height: 100vh; min-height: 100dvh", "height: 100vh; height: 100dvh"}},
	// they keep their own
	{".css", "aspect-ratio", regexp.MustCompile(`[{; ]aspect-ratio:`), []string{"img", ".blank"}},
	{".css", "color-mix", regexp.MustCompile(`color-mix`), []string{"hover"}},
	{".css", "layers and containers", regexp.MustCompile(`@layer|@container|@scope|@starting-style`), nil},
	{".css", "nesting", regexp.MustCompile(`[{;]\s*&`), nil},
	{".css", "ranges of widths", regexp.MustCompile(`@media[^{]*[<>]`), nil},
	{".css", "single transforms", regexp.MustCompile(`[{; ](rotate|translate|scale):`), nil},
	{".js", "at", regexp.MustCompile(`\.at\(`), nil},
	{".js", "newer calls", regexp.MustCompile(`structuredClone|hasOwn|findLast|randomUUID|\.to(Sorted|Reversed|` +
		`Spliced)\(|` +
		`withResolvers|AbortSignal\.(timeout|any)|groupBy|checkVisibility|\.replaceChildren\(\.\.\.\[\]`), nil},
	{".js", "await at the top", regexp.MustCompile(`(?m)^await `), nil},
	{".js", "static blocks", regexp.MustCompile(`static \{`), nil},
}

// TestOldPhones: what residents get is understood by the browser of an old phone.
func TestOldPhones(t *testing.T) {
	t.Parallel()
	files, _ := Bundle()
	for name, body := range files {
		if strings.HasPrefix(name, "leaflet") || name == "room.css" { // the wall of a command centre has a new browser
			continue
		}
		for i, line := range strings.Split(string(body), "\n") {
			for _, n := range newer {
				if path.Ext(name) != n.in || !n.find.MatchString(line) ||
					slices.ContainsFunc(n.may, func(s string) bool { return strings.Contains(line, s) }) {
					continue
				}
				t.Errorf("%s:%d: Chrome 86 knows no %s: %s", name, i+1, n.what, line)
			}
		}
	}
}
