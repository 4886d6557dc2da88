package e2e

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// A line fits beside another on a screen, a file into a head: a tab counts as four columns.
const (
	widest  = 120
	longest = 500
)

// TestLinesAndFiles wants no Go file with a line or a length beyond the limits, and no comment that switches a linter
// off: what a linter is told to overlook, nobody looks at again.
func TestLinesAndFiles(t *testing.T) {
	t.Parallel()
	overlook := "//" + "nolint"
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		if len(lines) > longest {
			t.Errorf("%s has %d lines, more than %d", path, len(lines), longest)
		}
		for i, line := range lines {
			if n := utf8.RuneCount(line) + 3*bytes.Count(line, []byte("\t")); n > widest {
				t.Errorf("%s:%d has %d columns, more than %d", path, i+1, n, widest)
			}
			if strings.Contains(string(line), overlook) {
				t.Errorf("%s:%d: mend what the linter found instead", path, i+1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEventTypesByName wants the type of an event about a matter written out where it is declared and nowhere else: a
// slip of the pen in a literal is found by nobody, in a constant by the compiler.
func TestEventTypesByName(t *testing.T) {
	t.Parallel()
	types := append(matter.EventTypes(), matter.TypePrefix)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") ||
			filepath.Dir(path) == filepath.Join("..", "loop", "matter") {
			return err
		}
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if v, _ := strconv.Unquote(l.Value); slices.Contains(types, event.Type(v)) {
					t.Errorf("%s: %s has a constant", files.Position(l.Pos()), l.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
