package policy

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// maxSource is the longest policy file, in bytes.
const maxSource = 512 << 10

// Mistakes is everything that is wrong with a policy file, by line.
type Mistakes struct{ List []Mistake }

// Mistake is one thing that is wrong, and where. The sentence of its code is in the catalogue.
type Mistake struct {
	Line, Column int
	Code         string // "policy.unknown_key"
	Args         map[string]string
}

func (m *Mistakes) Error() string {
	var b strings.Builder
	for i, x := range m.List {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "line %d: %s %v", x.Line, x.Code, x.Args)
	}
	return b.String()
}

// reader walks a file and collects mistakes.
type reader struct {
	mistakes []Mistake
	fresh    bool // what earlier programs let pass is a mistake too
}

func (r *reader) wrong(n *yaml.Node, code string, args ...string) {
	m := Mistake{Code: "policy." + code, Args: map[string]string{}}
	if n != nil {
		m.Line, m.Column = n.Line, n.Column
	}
	for i := 0; i+1 < len(args); i += 2 {
		m.Args[args[i]] = args[i+1]
	}
	if len(r.mistakes) < 200 {
		r.mistakes = append(r.mistakes, m)
	}
}

// Parse reads a policy file that was in force before. The error is a *Mistakes with every mistake.
func Parse(source []byte) (*Policy, error) { return parse(&reader{}, source) }

// ParseNew reads a policy file that is to be put in force. It refuses, beside what Parse does, what earlier programs
// let pass: a partial year of holidays.
func ParseNew(source []byte) (*Policy, error) { return parse(&reader{fresh: true}, source) }

func parse(r *reader, source []byte) (*Policy, error) {
	source = bytes.TrimPrefix(source, []byte("\xEF\xBB\xBF"))
	root := r.document(source)
	p := &Policy{source: slices.Clone(source)}
	if root != nil {
		r.policy(p, root)
	}
	if len(r.mistakes) > 0 {
		slices.SortStableFunc(r.mistakes, func(a, b Mistake) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return nil, &Mistakes{r.mistakes}
	}
	return p, nil
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

func (r *reader) document(source []byte) *yaml.Node {
	if len(source) > maxSource {
		r.wrong(nil, "too_long", "max", strconv.Itoa(maxSource))
		return nil
	}
	if !utf8.Valid(source) {
		line := 1
		for rest := source; len(rest) > 0; {
			c, n := utf8.DecodeRune(rest)
			if c == utf8.RuneError && n == 1 {
				break
			}
			if c == '\n' {
				line++
			}
			rest = rest[n:]
		}
		r.wrong(&yaml.Node{Line: line, Column: 1}, "not_utf8")
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(source, &doc); err != nil {
		n, why := &yaml.Node{Line: 1, Column: 1}, err.Error()
		if m := yamlLine.FindStringSubmatch(why); m != nil {
			n.Line, _ = strconv.Atoi(m[1])
			why = m[2]
		}
		r.wrong(n, "not_yaml", "why", why)
		return nil
	}
	if len(doc.Content) == 0 {
		r.wrong(&yaml.Node{Line: 1, Column: 1}, "empty")
		return nil
	}
	if n := alias(&doc); n != nil {
		r.wrong(n, "alias")
		return nil
	}
	return doc.Content[0]
}

// alias finds a YAML alias: a file with them can be small and mean gigabytes, and a clerk need not know them.
func alias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, c := range n.Content {
		if a := alias(c); a != nil {
			return a
		}
	}
	return nil
}

// table reads a mapping; unknown and doubled keys are mistakes, and so are missing ones.
func (r *reader) table(n *yaml.Node, known, required []string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n == nil {
		return out
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "want_table")
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case known != nil && !slices.Contains(known, k.Value):
			r.wrong(k, "unknown_key", "key", k.Value, "known", strings.Join(known, ", "))
		case out[k.Value] != nil:
			r.wrong(k, "double_key", "key", k.Value)
		default:
			out[k.Value] = v
		}
	}
	for _, k := range required {
		if out[k] == nil {
			r.wrong(n, "missing_key", "key", k)
		}
	}
	return out
}

func (r *reader) list(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "want_list")
		return nil
	}
	return n.Content
}

func (r *reader) text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "want_text")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

func (r *reader) texts(n *yaml.Node) []string {
	var out []string
	for _, x := range r.list(n) {
		if t := r.text(x); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func (r *reader) number(n *yaml.Node, least, most int) int {
	if n == nil {
		return 0
	}
	v, err := strconv.Atoi(r.text(n))
	if err != nil || v < least || v > most {
		r.wrong(n, "want_number", "value", n.Value, "least", strconv.Itoa(least), "most", strconv.Itoa(most))
	}
	return v
}

func (r *reader) truth(n *yaml.Node) bool {
	if n == nil {
		return false
	}
	var v bool
	if n.Decode(&v) != nil {
		r.wrong(n, "want_truth", "value", n.Value)
	}
	return v
}

func (r *reader) limit(n *yaml.Node) calendar.Limit {
	l, err := calendar.ParseLimit(r.text(n))
	if err != nil || l.Zero() {
		r.wrong(n, "limit", "value", n.Value)
	}
	return l
}

func (r *reader) limits(n *yaml.Node, required []string) limits {
	out := limits{}
	for k, v := range r.table(n, limitNames, required) {
		out[k] = r.limit(v)
	}
	return out
}

func (r *reader) evidence(n *yaml.Node) map[string]matter.Evidence {
	out := map[string]matter.Evidence{}
	for step, v := range r.table(n, matter.Plain(matter.Proven()), nil) {
		t := r.table(v, []string{"photos", "files", "place", "note"}, nil)
		out[step] = matter.Evidence{Photos: r.number(t["photos"], 0, matter.MaxPhotos), Place: r.truth(t["place"]),
			Note: r.truth(t["note"]), Files: r.number(t["files"], 0, matter.MaxFiles)}
	}
	return out
}
