package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiaohao/city"
)

// page reads a page of the project's root.
func page(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// cells are the rows of a page's tables, each split into its cells.
func cells(text string) (out [][]string) {
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|---") {
			row := strings.Split(strings.Trim(line, "|"), "|")
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			out = append(out, row)
		}
	}
	return out
}

var (
	quoted = regexp.MustCompile("`([^`]+)`")
	named  = regexp.MustCompile(`^((?:loop|platform|core|parts|city|faces|tools|app|cmd|e2e|docs)/[^ :]*)(?::(\w+))?$`)
)

// TestArchitecture holds ARCHITECTURE.md to the program: its table of folders is the import table, its table of parts
// the list, every path is there, and every function stands in the file that is named with it.
func TestArchitecture(t *testing.T) {
	t.Parallel()
	text := page(t, "ARCHITECTURE.md")
	var folders, parts []string
	for _, row := range cells(text) {
		name := strings.Trim(row[0], "`")
		switch {
		case len(row) == 3 && name != "folder":
			folders = append(folders, name)
		case len(row) == 2 && name != "part":
			parts = append(parts, name)
		}
	}
	want := []string{"e2e"}
	for _, h := range house {
		want = append(want, strings.SplitN(h.folder, "/", 2)[0])
	}
	slices.Sort(want)
	want = slices.Compact(want)
	if slices.Sort(folders); !slices.Equal(folders, want) {
		t.Errorf("folders %v, the import table has %v", folders, want)
	}
	var names []string
	for _, name := range city.Standard().Names() {
		names = append(names, folderOf(name))
	}
	slices.Sort(names)
	if slices.Sort(parts); !slices.Equal(parts, names) {
		t.Errorf("parts %v, the list has %v", parts, names)
	}
	seen := 0
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		path := named.FindStringSubmatch(m[1])
		if path == nil {
			continue
		}
		seen++
		file := filepath.Join("..", path[1])
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s is not there", path[1])
		} else if path[2] != "" && !slices.Contains(declared(t, file), path[2]) {
			t.Errorf("%s declares no %s", path[1], path[2])
		}
	}
	if seen < 30 {
		t.Errorf("only %d paths were found: this test looks past them", seen)
	}
}

// declared are the functions, methods and types of a file, or of the files of a folder.
func declared(t *testing.T, path string) (out []string) {
	t.Helper()
	files := []string{path}
	if !strings.HasSuffix(path, ".go") {
		files, _ = filepath.Glob(filepath.Join(path, "*.go"))
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				out = append(out, d.Name.Name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok {
						out = append(out, s.Name.Name)
					}
				}
			}
		}
	}
	return out
}

// TestGlossary compares the words with the program: every package of the house has one, every package and type that is
// named is there.
func TestGlossary(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, row := range cells(page(t, "GLOSSARY.md")) {
		if len(row) != 4 || row[2] == "package" {
			continue
		}
		path := strings.Trim(row[2], "`")
		said[path] = true
		types := declared(t, filepath.Join("..", path))
		for _, m := range quoted.FindAllStringSubmatch(row[3], -1) {
			if !slices.Contains(types, m[1]) {
				t.Errorf("%s declares no %s", path, m[1])
			}
		}
	}
	for _, h := range house {
		if slices.Contains([]string{"city", "tools", "app", "cmd"}, h.folder) {
			continue
		}
		for p := range h.own {
			if path := h.folder + "/" + p; !said[path] && !strings.HasPrefix(path, "faces/web/") && p != "" {
				t.Errorf("%s has no word in GLOSSARY.md", path)
			}
		}
	}
	for path := range said {
		if _, err := os.Stat(filepath.Join("..", path)); err != nil {
			t.Errorf("%s is not there", path)
		}
	}
}

// TestReadme keeps the first page short enough to be read.
func TestReadme(t *testing.T) {
	t.Parallel()
	if n := strings.Count(page(t, "README.md"), "\n"); n > 90 {
		t.Errorf("README.md has %d lines; what is more belongs into docs", n)
	}
}

var commit = regexp.MustCompile("^`?[0-9a-f]{7,40}`?$")

// TestSecurity holds docs/security.md to the tests: each point names at least one that is there, and a commit.
func TestSecurity(t *testing.T) {
	t.Parallel()
	n := 0
	for _, row := range cells(page(t, "docs/security.md")) {
		if len(row) != 3 || row[0] == "point" {
			continue
		}
		tests := quoted.FindAllStringSubmatch(row[1], -1)
		if len(tests) == 0 || !commit.MatchString(row[2]) {
			t.Errorf("%q names no test or no commit: %q", row[0], row[1:])
		}
		for _, m := range tests {
			n++
			file, name, _ := strings.Cut(m[1], ":")
			src, err := os.ReadFile(filepath.Join("..", file))
			name, _, _ = strings.Cut(name, "/")
			if err != nil || name == "" || !strings.Contains(string(src), "func "+name+"(") {
				t.Errorf("%q: there is no test %s", row[0], m[1])
			}
		}
	}
	if n < 20 {
		t.Errorf("%d tests were found", n)
	}
}
