package views

import "strings"

// Asked is a search text made ready for an index of the same words that another part keeps.
type Asked struct{ query }

// AskWords reads a search text; ok is false when there is nothing in it that an index could be asked for.
func AskWords(text string) (a Asked, ok bool) {
	q, ok := ask(text)
	return Asked{q}, ok
}

// Alone says that single ideographs are all there is: an index gathers all words that begin with them.
func (a Asked) Alone() bool { return a.alone }

// Match is the question in the language of FTS5. marks are words of the index that must stand there besides.
func (a Asked) Match(marks ...string) string {
	out := a.match()
	for _, m := range marks {
		out += ` "` + m + `"`
	}
	return strings.TrimSpace(out)
}

// Vector is the question in the language of PostgreSQL.
func (a Asked) Vector(marks ...string) string {
	var parts []string
	for _, w := range append(marks, a.words...) {
		parts = append(parts, lexeme(w))
	}
	for _, p := range a.prefixes {
		parts = append(parts, lexeme(p)+":*")
	}
	return strings.Join(parts, " & ")
}

// In says whether each term that was asked for stands in one of the texts: the exact check behind the index.
func (a Asked) In(texts ...string) bool { return a.in(texts...) }
