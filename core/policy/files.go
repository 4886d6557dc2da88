package policy

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Files are which files people may hang on something.
type Files struct {
	Types    []string // document.Kind: pdf, docx, xlsx, picture, text
	MostMB   int      // of one file
	Pages    int      // of one file
	ADay     int      // files that one person may upload in a day
	Internal bool     // whether files marked 内部资料 are taken; state secrets never are
}

// FileTypes are the kinds of files that can be taken.
func FileTypes() []string { return []string{"pdf", "docx", "xlsx", "picture", "text"} }

// The built-in figures.
const (
	filesMB    = 20
	filesPages = 200
	filesADay  = 200
)

// Words are the kinds that are taken, for a sentence.
func (f Files) Words() string { return strings.Join(f.Types, ", ") }

func (r *reader) files(p *Policy, n *yaml.Node) {
	x := &p.Files
	*x = Files{Types: FileTypes(), MostMB: filesMB, Pages: filesPages, ADay: filesADay}
	t := r.table(n, []string{"types", "most_mb", "pages", "a_day", "internal"}, nil)
	if t["types"] != nil {
		x.Types = nil
		for _, k := range r.list(t["types"]) {
			v := r.text(k)
			if !slices.Contains(FileTypes(), v) {
				r.wrong(k, "file_type", "value", v, "known", strings.Join(FileTypes(), ", "))
				continue
			}
			x.Types = append(x.Types, v)
		}
	}
	for key, at := range map[string]struct {
		to   *int
		most int
	}{"most_mb": {&x.MostMB, filesMB}, "pages": {&x.Pages, 1000}, "a_day": {&x.ADay, 10_000}} {
		if t[key] != nil {
			*at.to = r.number(t[key], 1, at.most)
		}
	}
	if t["internal"] != nil {
		x.Internal = r.truth(t["internal"])
	}
}
