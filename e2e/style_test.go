package e2e

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
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
