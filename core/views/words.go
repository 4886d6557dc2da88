package views

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold makes texts comparable for search: full-width forms become half-width, letters lower case. It changes no
// character's place in a word.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case ideograph(r):
			return r
		case r >= '！' && r <= '～':
			r -= 0xFEE0
		case r == '\u3000':
			return ' '
		}
		return unicode.ToLower(r)
	}, s)
}

// A run is a stretch of characters that are searched in the same way: ideographs as overlapping pairs, everything
// else as a word.
type run struct {
	text  string
	pairs bool // written without blanks between words: Chinese, Japanese, Korean
	last  bool // nothing follows it in the term: the word may go on in the text
}

// runs cuts a folded text; what is neither letter nor digit separates.
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
	case ideograph(r):
		return 2
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return 2
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return 1
	}
	return 0
}

// ideograph says whether a character is one of those that nearly all Chinese is written in; no table is asked.
func ideograph(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF }

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
		for _, r := range runs(fold(t)) {
			if !r.pairs {
				if utf8.RuneCountInString(r.text) > 1 {
					out = append(out, short(r.text))
				}
				continue
			}
			out = pairs(out, r.text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
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

// pairs appends the overlapping pairs of characters of a run; a single character has none.
func pairs(out []string, s string) []string {
	prev := -1
	for i, r := range s {
		if prev >= 0 {
			out = append(out, s[prev:i+utf8.RuneLen(r)])
		}
		prev = i
	}
	return out
}

// A query is a search text made ready: terms that must all occur, and what the index is asked for.
type query struct {
	terms    []string // folded; each must be a substring of one of the fields
	words    []string // whole words of the index
	prefixes []string // beginnings of words
}

// ask reads a search text; ok is false when nothing in it is long enough for the index.
func ask(text string) (q query, ok bool) {
	for _, term := range strings.Fields(fold(text)) {
		q.terms = append(q.terms, term)
		for _, r := range runs(term) {
			switch {
			case r.pairs:
				q.words = pairs(q.words, r.text)
			case utf8.RuneCountInString(r.text) < 2:
			case r.last:
				q.prefixes = append(q.prefixes, short(r.text))
			default:
				q.words = append(q.words, short(r.text))
			}
		}
	}
	return q, len(q.words)+len(q.prefixes) > 0
}

// in says whether every term occurs in one of the texts: the exact check after the index.
func (q query) in(texts ...string) bool {
	folded := make([]string, len(texts))
	for i, t := range texts {
		folded[i] = fold(t)
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
