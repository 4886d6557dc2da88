package table

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Row is one row of a table.
type Row struct {
	Number int    // as a spreadsheet program numbers it, within its sheet
	Nth    int    // its place among all data rows of the file, from 1: two sheets may both have a row 7
	Sheet  string // its sheet's name when several are read, else ""
	Cells  []string
	Across []int // how many columns right of a cell its merged cell covers; nil when none does
	kinds  []kind
	raws   map[int]string // numbers as the file writes them, where that is not as Cells has them
}

// kind is what sort of cell it was in the file.
type kind uint8

const (
	numeric kind = 1 << iota // a number, not its digits as text
	lossy                    // a number above what the file's numbers can hold
	wrong                    // an error that a spreadsheet program put there
)

// Name is a cell as a spreadsheet program names it, such as "A17"; i counts from 0. When several sheets are read, its
// sheet stands before it.
func (r Row) Name(i int) string {
	name := ColumnName(i+1) + strconv.Itoa(r.Number)
	if r.Sheet != "" {
		return r.Sheet + "!" + name
	}
	return name
}

// columnName is a column as spreadsheet programs name it, from 1: A, Z, AA.
// ColumnName is a column as a spreadsheet program names it: 1 is A, 27 is AA.
func ColumnName(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('A' + (n-1)%26)}, b...)
	}
	return string(b)
}

// Raw is a cell as the file writes it: 1.2E+3 where Cells has 1200.
func (r Row) Raw(i int) string {
	if s, ok := r.raws[i]; ok {
		return s
	}
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Damaged says that a cell holds a number that lost digits on its way: an integer above 2^53 in a numeric cell,
// however it is written, or a text such as 1.23457E+17. It is no identity and cannot be repaired.
func (r Row) Damaged(i int) bool {
	return i >= 0 && i < len(r.Cells) && (r.kind(i)&lossy != 0 || rounded(r.Cells[i]))
}

// Numeric says that a cell is a number in the file and not a text.
func (r Row) Numeric(i int) bool { return r.kind(i)&numeric != 0 }

// Wrong says that a cell holds an error of a spreadsheet program, such as #N/A, and no word.
func (r Row) Wrong(i int) bool {
	return i >= 0 && i < len(r.Cells) && (r.kind(i)&wrong != 0 || mistaken(r.Cells[i]))
}

// Broken is the first cell with a character that could not be read; -1 when there is none.
func (r Row) Broken() int {
	for i, c := range r.Cells {
		if strings.ContainsRune(c, utf8.RuneError) {
			return i
		}
	}
	return -1
}

func (r Row) kind(i int) kind {
	if i < 0 || i >= len(r.kinds) {
		return 0
	}
	return r.kinds[i]
}

var (
	exponential = regexp.MustCompile(`^[+-]?\d(\.\d+)?[eE][+]?\d{1,3}$`)
	numbered    = regexp.MustCompile(`^Err:\d{3}$`)
)

// rounded says that a text is a number in E-notation with fewer digits than the number has. "1E5" is a word.
func rounded(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) > 40 || !strings.ContainsAny(s, ".+") || !exponential.MatchString(s) {
		return false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(s), "E")
	_, digits, _ := strings.Cut(mantissa, ".")
	n, err := strconv.Atoi(exponent)
	return err != nil || len(digits) < n || n > 16 || beyond(s)
}

// mistaken says that a text is what a spreadsheet program shows in place of a value.
func mistaken(s string) bool {
	if s == "" || s[0] != '#' {
		return numbered.MatchString(s)
	}
	switch strings.ToUpper(s) {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA",
		"#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!":
		return true
	}
	return len(s) > 1 && strings.Trim(s, "#") == "" // what does not fit into its column
}

// exact is the largest number up to which a floating-point number tells every integer from its neighbours.
const exact = 1 << 53

// beyond says that a number is an integer above 2^53.
func beyond(s string) bool {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(n) != exact {
		return err != nil || math.Abs(n) > exact
	}
	return strings.TrimLeft(strings.Split(plainDigits(s), ".")[0], "+-") != "9007199254740992"
}

// number is a numeric cell as text: an integer is its digits, however it is written.
func number(s string) (string, kind) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != math.Trunc(n) {
		return s, numeric
	}
	if beyond(s) {
		return s, numeric | lossy
	}
	return strconv.FormatFloat(n+0, 'f', 0, 64), numeric
}

// plainDigits is a number written out, without an exponent.
func plainDigits(s string) string {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E")
	n, err := strconv.Atoi(strings.TrimPrefix(exponent, "+"))
	if !ok || err != nil || n < 0 || n > 20 {
		return s
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	for len(part) < n {
		part += "0"
	}
	return whole + part[:n] + "." + part[n:]
}

// tidy drops NULs and blanks at the ends, and shows characters that cannot be read as U+FFFD.
func tidy(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.TrimSpace(strings.ToValidUTF8(s, "�"))
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) }

// Clone is a row that stays as it is when the next one is read.
func (r Row) Clone() Row {
	r.Cells, r.Across, r.kinds = slices.Clone(r.Cells), slices.Clone(r.Across), slices.Clone(r.kinds)
	r.raws = maps.Clone(r.raws)
	return r
}
