// Package directive cuts an official text into directive clauses: what a meeting, a leader, a notice or a plan says
// that is to be done (全市上下要…), each with its place in the text, what kind it is, by when and by whom.
//
// It owns how lines that a column broke are joined again, where articles, speakers and sentences begin, which 要 orders
// something and which is a piece of another word, and what a first look says of type, date and lead. It knows no city
// and keeps nothing: what it proposes a person confirms.
//
// Positions are code points of the text, 0-based and half-open. Clauses come in the order of the text and never
// overlap; what stands between the two positions, without white space, is the quote without white space. Time and
// memory grow with the length of the text alone.
package directive

import (
	"strings"
	"unicode/utf8"

	"xiaohao/loop/calendar"
)

// Type is what sort of thing a clause asks for.
type Type string

// The types. Only the first three are directives.
const (
	Task      Type = "task"      // something that is done once and can be ticked off
	Principle Type = "principle" // an attitude, a direction: nothing to tick off
	Duty      Type = "duty"      // done without an end: flood, fire, safety, patrols
	Praise    Type = "praise"    // what was done well
	Context   Type = "context"   // what is told around a directive
)

// Directs says that something is asked for.
func (t Type) Directs() bool { return t == Task || t == Principle || t == Duty }

// Clause is one piece of a text.
type Clause struct {
	Quote   string `json:"quote"` // as it stands, with lines joined; it begins with the subject
	Start   int    `json:"start"` // code points
	End     int    `json:"end"`
	Article string `json:"article"` // heading of the article, or ""
	Speaker string `json:"speaker"` // name of the person who says it; "" where it is a meeting or a paper
	Type    Type   `json:"type"`
	Text    string `json:"text"` // what is to be done: the quote without subject, 要 and end
	Due     string `json:"due"`  // YYYY-MM-DD, or ""
	Lead    string `json:"lead"` // words of the text that say who leads, or ""

	Before string   `json:"-"` // the sentence before it in the same paragraph, shortened
	Path   []string `json:"-"` // numbered headings above it, the highest first
	With   string   `json:"-"` // words that say who helps (配合单位), or ""
}

// Cut finds the clauses of a text. Dates without a year are read as of the day.
func Cut(text string, day calendar.Instant) []Clause {
	c := &cutter{day: dayOf(day), out: []Clause{}}
	lines := split(text)
	c.see(lines)
	heal(lines, c.paragraph)
	c.close()
	return c.out
}

// Heal joins the lines that columns and pages broke: one paragraph a line, headings by themselves.
func Heal(text string) string {
	var b strings.Builder
	heal(split(text), func(p *paragraph) {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.text)
	})
	return b.String()
}

// first is the first character of a text, last its last one; 0 where there is none.
func first(s string) rune {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

func last(s string) rune {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

// has says that one of the characters of set is r.
func has(set string, r rune) bool { return r != 0 && strings.ContainsRune(set, r) }
