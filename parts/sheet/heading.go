package sheet

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"
	"unicode"

	"xiaohao/loop/fault"
)

// field is something an import reads, and the headings it is known by.
type field struct {
	key      string
	required bool
	names    []string
}

// places say in which column each field stands.
type places map[string]int

// headingRows is how far down the headings may stand: lists often begin with a title.
const headingRows = 10

// findHeadings reads rows until one has the headings, and says where each field stands. Map gives headings other
// names: heading → field.
func findHeadings(t *Table, fields []field, own map[string]string) (places, []string, error) {
	var best []string
	for range headingRows {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		at, missing := locate(row.Cells, fields, own)
		if len(missing) == 0 {
			return at, append([]string(nil), row.Cells...), nil
		}
		if len(best) == 0 || len(at) > 0 {
			best = append([]string(nil), row.Cells...)
		}
	}
	_, missing := locate(best, fields, own)
	return nil, nil, fault.New(fault.Invalid, "heading_missing", "missing", strings.Join(missing, ", "),
		"found", cut(strings.Join(best, " | "), 200))
}

func locate(cells []string, fields []field, own map[string]string) (places, []string) {
	at := places{}
	for i, c := range cells {
		k, ok := own[plainHeading(c)]
		for _, f := range fields {
			if ok || c == "" {
				break
			}
			for _, n := range f.names {
				if plainHeading(n) == plainHeading(c) {
					k, ok = f.key, true
				}
			}
		}
		if _, taken := at[k]; ok && k != "" && !taken {
			at[k] = i
		}
	}
	var missing []string
	for _, f := range fields {
		if _, ok := at[f.key]; f.required && !ok {
			missing = append(missing, f.names[0])
		}
	}
	return at, missing
}

// plainHeading is a heading without blanks, case, width, punctuation and what stands in brackets.
func plainHeading(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch r {
		case '(', '[', '【', '（':
			depth++
			return -1
		case ')', ']', '】', '）':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// ReadMap reads a mapping file: a line each, "heading = field"; what follows # does not count.
func ReadMap(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Missing, "file_missing", "file", path).By(err)
	}
	defer f.Close()
	out := map[string]string{}
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line, _, _ := strings.Cut(s.Text(), "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		heading, key, ok := strings.Cut(line, "=")
		if !ok {
			return nil, fault.New(fault.Invalid, "map_line", "line", n)
		}
		out[plainHeading(heading)] = strings.TrimSpace(key)
	}
	return out, s.Err()
}

// of is a field of a row, "" when the file has no such column.
func (p places) of(r Row, key string) string {
	i, ok := p[key]
	if !ok || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// cell is where a field stands in a row, for Row.Name and Row.Damaged; false when the file has no such column.
func (p places) cell(key string) (int, bool) {
	i, ok := p[key]
	return i, ok
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
