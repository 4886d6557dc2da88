package lang

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// source is the program's own text: Go without tests, templates, scripts.
func source(t *testing.T) (all string, goOnly string) {
	t.Helper()
	var a, g strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && len(d.Name()) > 2 && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" ||
			d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		ext := filepath.Ext(path)
		if strings.HasSuffix(path, "_test.go") || ext != ".go" && ext != ".html" && ext != ".js" {
			return nil
		}
		b, err := os.ReadFile(path)
		a.Write(b)
		if ext == ".go" {
			g.Write(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a.String(), g.String()
}

var (
	// t "key", s.t("key"), c.T("key"), p.say("key"), lang.T(l, "key"
	asked   = regexp.MustCompile(`(?:\bt |\.[tT]\(|\bsay\(|lang\.T\([^,"]+, ?)"([a-z_]+(?:\.[a-z_.]+[a-z_]))"`)
	nested  = regexp.MustCompile(`"@([a-z_]+\.[a-z_.]*)"`)
	faults  = regexp.MustCompile(`fault\.New\(\s*[\w.]+,\s*"([a-z_]+)"`)
	dynamic = regexp.MustCompile(`"@?([a-z_]+\.(?:[a-z_]+\.)*)"`) // "state." + …
	literal = regexp.MustCompile(`"@?([a-z_]+(?:\.[a-z_]+)+)"`)
	word    = regexp.MustCompile(`"([a-z_]+)"`)
)

// TestEveryKeyAskedForExists finds sentences that are asked for and not there.
func TestEveryKeyAskedForExists(t *testing.T) {
	t.Parallel()
	all, goOnly := source(t)
	missing := map[string]bool{}
	for _, m := range asked.FindAllStringSubmatch(all, -1) {
		missing[m[1]] = !Has(m[1])
	}
	for _, m := range faults.FindAllStringSubmatch(goOnly, -1) {
		missing["fault."+m[1]] = !Has("fault." + m[1])
	}
	for _, m := range nested.FindAllStringSubmatch(goOnly, -1) {
		if !strings.HasSuffix(m[1], ".") {
			missing[m[1]] = !Has(m[1])
		}
	}
	if len(missing) < 100 {
		t.Fatalf("only %d keys found in the program: the search is broken", len(missing))
	}
	for _, k := range sorted(missing) {
		t.Errorf("%q is asked for and has no sentence", k)
	}
}

// TestEverySentenceIsAskedFor finds sentences that nobody asks for any more.
func TestEverySentenceIsAskedFor(t *testing.T) {
	t.Parallel()
	all, goOnly := source(t)
	used, begun, words := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range literal.FindAllStringSubmatch(all, -1) {
		used[m[1]] = true
	}
	for _, m := range dynamic.FindAllStringSubmatch(all, -1) {
		begun[m[1]] = true
	}
	for _, m := range word.FindAllStringSubmatch(goOnly, -1) {
		words[m[1]] = true
	}
	unused := map[string]bool{}
	for _, k := range Keys() {
		k = strings.TrimSuffix(k, ".one")
		theme, rest, _ := strings.Cut(k, ".")
		last := strings.LastIndex(k, ".")
		switch {
		case used[k]:
		case begun[k[:last+1]], begun[theme+"."] && words[strings.TrimSuffix(rest, ".help")]:
		case theme == "fault" && words[rest]:
		default:
			unused[k] = true
		}
	}
	for _, k := range sorted(unused) {
		t.Errorf("nobody asks for %q", k)
	}
}

func sorted(m map[string]bool) []string {
	var out []string
	for k, yes := range m {
		if yes {
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}
