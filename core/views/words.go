package views

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiaohao/platform/text/fold"
)

// A run is a stretch of characters that are searched in the same way: ideographs as overlapping pairs, everything
// else as a word.
type run struct {
	text  string
	pairs bool // written without blanks between words: Chinese, Japanese, Korean
	last  bool // nothing follows it in the term: the word may go on in the text
}

// runs cuts a folded text; a blank separates words.
func runs(s string) []run {
	var out []run
	start, kind := -1, 0
	cut := func(end int) {
		if start >= 0 && kind != 0 {
			out = append(out, run{text: s[start:end], pairs: kind == 2, last: end == len(s)})
		}
	}
	for i, r := range s {
		if k := class(r); k != kind {
			cut(i)
			start, kind = i, k
		}
	}
	cut(len(s))
	return out
}

// class is 0 for what separates, 1 for letters of words, 2 for characters that are searched in pairs.
func class(r rune) int {
	switch {
	case r == ' ':
		return 0
	case fold.Dense(r):
		return 2
	}
	return 1
}

// Words are what the text index holds of some texts, each once.
func Words(texts ...string) []string { return tokens(texts...) }

// tokens are what the index holds of some texts, each once, in order.
func tokens(texts ...string) []string {
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	out := make([]string, 0, size/3) // an ideograph has three bytes
	for _, t := range texts {
		for _, r := range runs(fold.Marked(t)) {
			if r.pairs {
				out = pairs(out, r.text)
			} else {
				out = ends(out, r.text)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ends appends a word without its marks, and each end of it that people ask for: behind a mark, and where letters and
// digits change.
func ends(out []string, s string) []string {
	plain := strings.ReplaceAll(s, string(fold.Mark), "")
	at, before := 0, rune(0)
	for _, r := range s {
		if r == fold.Mark {
			before = r
			continue
		}
		if at == 0 || before == fold.Mark || unicode.IsDigit(r) != unicode.IsDigit(before) {
			if w := plain[at:]; utf8.RuneCountInString(w) > 1 {
				out = append(out, short(w))
			}
		}
		at += utf8.RuneLen(r)
		before = r
	}
	return out
}

// longest is how many bytes of a word the index holds; the exact check reads the rest.
const longest = 60

// short cuts a word at a character.
func short(w string) string {
	if len(w) <= longest {
		return w
	}
	n := longest
	for !utf8.RuneStart(w[n]) {
		n--
	}
	return w[:n]
}

// pairs appends the overlapping pairs of characters of a run, and its last character: so each character of a text
// begins something that the index holds.
func pairs(out []string, s string) []string {
	prev := 0
	for i := range s {
		if i > 0 {
			_, n := utf8.DecodeRuneInString(s[i:])
			out = append(out, s[prev:i+n])
		}
		prev = i
	}
	return append(out, s[prev:])
}

// A query is a search text made ready: terms that must all occur, and what the index is asked for.
type query struct {
	terms    []string // folded; each must be a substring of one of the fields
	words    []string // whole words of the index
	prefixes []string // beginnings of words
	alone    bool     // these are single ideographs, and there is nothing else
}

// ask reads a search text; ok is false when nothing in it can be asked of the index. A single ideograph is asked for
// only where there is nothing longer: the exact check looks at it anyhow.
func ask(text string) (q query, ok bool) {
	var alone []string
	for _, typed := range strings.Fields(text) {
		term := fold.Text(typed)
		if term == "" {
			continue
		}
		q.terms = append(q.terms, term)
		for _, r := range runs(term) {
			switch {
			case utf8.RuneCountInString(r.text) < 2:
				if r.pairs {
					alone = append(alone, r.text)
				}
			case r.pairs:
				q.words = pairs(q.words, r.text)
				q.words = q.words[:len(q.words)-1] // its last character ends no run of the text perhaps
			case r.last:
				q.prefixes = append(q.prefixes, short(r.text))
			default:
				q.words = append(q.words, short(r.text))
			}
		}
	}
	if len(q.words)+len(q.prefixes) == 0 {
		q.prefixes, q.alone = alone, true
	}
	return q, len(q.words)+len(q.prefixes) > 0
}

// in says whether every term occurs in one of the texts: the exact check after the index.
func (q query) in(texts ...string) bool {
	folded := make([]string, len(texts))
	for i, t := range texts {
		folded[i] = fold.Text(t)
	}
	for _, term := range q.terms {
		if !slices.ContainsFunc(folded, func(t string) bool { return strings.Contains(t, term) }) {
			return false
		}
	}
	return true
}

// match is the query in the language of FTS5.
func (q query) match() string {
	var b strings.Builder
	for _, w := range q.words {
		b.WriteString(`"` + w + `" `)
	}
	for _, p := range q.prefixes {
		b.WriteString(`"` + p + `"* `)
	}
	return strings.TrimSpace(b.String())
}
