package policy

import (
	"strings"
	"unicode/utf8"
)

// Template is the words of a paper with {placeholders}; "{{" and "}}" stand for the braces themselves. Each line is a
// paragraph. A template knows names only: it has no conditions, no loops and no code, so a policy file can never make
// the program do anything. The zero Template is empty. It does not change and is safe for concurrent use.
type Template struct{ source string }

// TemplateMistake is a place in a template that is not understood: a name that nobody knows, or a brace that stands
// alone.
type TemplateMistake struct {
	Line, Column int    // from 1; the column counts characters, not bytes
	Name         string // what stood between the braces, or the lone brace
	Near         string // the name that was probably meant, or the doubled brace; "" if nothing is near
}

// placeholders are the names that a template may use, with the word that a Chinese reader would try first.
var placeholders = []struct{ name, zh string }{
	{"unit", "单位"}, {"number", "编号"}, {"title", "标题"}, {"text", "内容"}, {"place", "地点"}, {"category", "类别"},
	{"due", "时限"}, {"co", "协办"},
	{"goal", "目标"}, {"assigned", "交办时间"}, {"overdue", "超期"}, {"issuer", "签发"}, {"city", "城市"}, {"date", "日期"},
	{"reworks", "返工"}, {"urges", "催办"},
	{"reason", "原因"}, {"step", "阶段"}, {"upper", "上级"}, {"contact", "联系人"},
}

// longestName is how far a brace is followed for its partner, and mostMistakes how many are told, so that a hostile
// file costs little.
const (
	longestName  = 40
	mostMistakes = 200
)

// Placeholders lists what a template may name.
func Placeholders() []string {
	out := make([]string, 0, len(placeholders))
	for _, p := range placeholders {
		out = append(out, p.name)
	}
	return out
}

func knownPlaceholder(name string) bool {
	for _, p := range placeholders {
		if p.name == name {
			return true
		}
	}
	return false
}

// ParseTemplate reads a template and tells everything in it that is not understood. The template can be filled all
// the same: what is not understood stays as it was written.
func ParseTemplate(text string) (Template, []TemplateMistake) {
	t := Template{strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)}
	var wrong []TemplateMistake
	line, column := 1, 1
	t.walk(func(s string, k piece) {
		if k == unknown && len(wrong) < mostMistakes {
			name := s
			if len(s) > 1 {
				name = s[1 : len(s)-1]
			}
			wrong = append(wrong, TemplateMistake{Line: line, Column: column, Name: name, Near: near(name)})
		}
		if i := strings.LastIndexByte(s, '\n'); i >= 0 {
			line, column, s = line+strings.Count(s, "\n"), 1, s[i+1:]
		}
		column += utf8.RuneCountInString(s)
	})
	return t, wrong
}

// Fill puts the values in, each as the plain text it is: a value with braces is not read again. A missing value is
// empty.
func (t Template) Fill(values map[string]string) string {
	var b strings.Builder
	t.walk(func(s string, k piece) {
		switch k {
		case brace:
			b.WriteByte(s[0])
		case named:
			b.WriteString(values[s[1:len(s)-1]])
		default:
			b.WriteString(s)
		}
	})
	return b.String()
}

// Paragraphs fills the template and cuts it into its lines, without those that have come out empty. A value of
// several lines makes several.
func (t Template) Paragraphs(values map[string]string) []string {
	var out []string
	for l := range strings.Lines(t.Fill(values)) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// piece says what a stretch of a template is.
type piece uint8

const (
	plain   piece = iota
	named         // {unit}
	brace         // {{ or }}
	unknown       // {nit}, or a brace without partner
)

// walk hands over the pieces in order; joined together they are the source.
func (t Template) walk(each func(s string, k piece)) {
	for rest := t.source; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			each(rest, plain)
			return
		}
		if i > 0 {
			each(rest[:i], plain)
			rest = rest[i:]
		}
		n, k := braced(rest)
		each(rest[:n], k)
		rest = rest[n:]
	}
}

// braced is how long the piece is that begins with the brace at the start of s, and what it is.
func braced(s string) (int, piece) {
	if len(s) > 1 && s[1] == s[0] {
		return 2, brace
	}
	if s[0] == '}' {
		return 1, unknown
	}
	for i, runes := 1, 0; i < len(s) && runes <= longestName; runes++ {
		switch s[i] {
		case '}':
			if knownPlaceholder(s[1:i]) {
				return i + 1, named
			}
			return i + 1, unknown
		case '{', '\n':
			return 1, unknown
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return 1, unknown
}

// near is the name that was probably meant: the Chinese word for it, or at most a third of its letters wrong.
func near(got string) string {
	if got == "{" || got == "}" {
		return got + got
	}
	got = strings.ToLower(strings.TrimSpace(got))
	best, least := "", 0
	for _, p := range placeholders {
		if got == p.zh || got == p.name {
			return p.name
		}
		d := distance(got, p.name)
		if d <= max(1, utf8.RuneCountInString(got)/3) && d < len(p.name) && (best == "" || d < least) {
			best, least = p.name, d
		}
	}
	return best
}

// distance is how many letters must be added, dropped, changed or swapped with their neighbour to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(x)][len(y)]
}
