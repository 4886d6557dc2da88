package meeting

import (
	"slices"
	"strings"
	"unicode"

	"xiaohao/loop/calendar"
	"xiaohao/platform/text/directive"
)

// Type is what a row of a breakdown is.
type Type string

// The types. A principle asks for no action of its own and is what most sentences are; context holds no directive.
const (
	Task      Type = "task"
	Principle Type = "principle"
	Duty      Type = "duty" // standing, without an end 常态任务
	Praise    Type = "praise"
	Context   Type = "context"
)

// Types lists those that a person may choose.
func Types() []Type { return []Type{Task, Principle, Duty, Praise} }

// Where a row stands.
const (
	OpenRow    = "open" // waits for a person
	KeptRow    = "kept"
	DroppedRow = "dropped"
	BesideRow  = "context" // text between the clauses; nobody need decide it
)

// Row is a piece of a breakdown's text with what is to be made of it. The rows of a breakdown cover its text whole,
// each code point once.
type Row struct {
	ID    int64  `json:"id"`
	Ver   int64  `json:"ver"`   // changes with each change; a form names the one it was made from
	Start int    `json:"start"` // code points, half-open
	End   int    `json:"end"`
	State string `json:"state"`
	Type  Type   `json:"type"`

	Words   string           `json:"words,omitempty"` // of the task; "" for those of the text
	Theme   string           `json:"theme,omitempty"`
	Speaker string           `json:"speaker,omitempty"`
	Lead    int64            `json:"lead,omitempty"`
	Co      []int64          `json:"co,omitempty"`
	Due     calendar.Instant `json:"due,omitempty"`
	Set     string           `json:"set,omitempty"` // of nodes: a code of policy, NoSet; "" for the usual one
	Why     string           `json:"why,omitempty"` // where the proposed unit comes from: text, history, person

	Matter int64 `json:"matter,omitempty"` // the task, or the duty, that it became
}

// same says that two are alike but for their version.
func (r Row) same(o Row) bool {
	co := slices.Equal(r.Co, o.Co)
	r.Ver, o.Ver, r.Co, o.Co = 0, 0, nil, nil
	return co && equal(r, o)
}

func equal(a, b Row) bool {
	return a.ID == b.ID && a.Start == b.Start && a.End == b.End && a.State == b.State && a.Type == b.Type &&
		a.Words == b.Words && a.Theme == b.Theme && a.Speaker == b.Speaker && a.Lead == b.Lead && a.Due == b.Due &&
		a.Why == b.Why && a.Set == b.Set && a.Matter == b.Matter
}

// Quote is the row's piece of the text.
func (r Row) Quote(text []rune) string { return string(text[r.Start:r.End]) }

// Said is what the task says: its own words, or those of the text, healed of the columns' line breaks.
func (r Row) Said(text []rune) string {
	if r.Words != "" {
		return r.Words
	}
	return Healed(r.Quote(text))
}

// Healed takes the line breaks and the space out of a quote that a newspaper's columns put in: between two ideographs
// or beside punctuation there is none, between two Latin words there is one.
func Healed(s string) string {
	var b strings.Builder
	gap, last := false, rune(0)
	for _, c := range s {
		if unicode.IsSpace(c) {
			gap = true
			continue
		}
		if gap && last != 0 && last < 0x2000 && c < 0x2000 {
			b.WriteByte(' ')
		}
		gap, last = false, c
		b.WriteRune(c)
	}
	return b.String()
}

// lay makes the rows of a text from its clauses, the gaps between them filled with context. A clause that lies outside
// the text or over the one before is left to the gap.
func lay(text []rune, clauses []directive.Clause) (out []Row) {
	at := 0
	add := func(r Row) {
		r.ID = int64(len(out) + 1)
		out = append(out, r)
	}
	beside := func(to int) {
		if to > at {
			add(Row{Start: at, End: to, State: BesideRow, Type: Context})
		}
	}
	for _, c := range clauses {
		if c.Start < at || c.End <= c.Start || c.End > len(text) || Type(c.Type) == Context {
			continue
		}
		beside(c.Start)
		t := Type(c.Type)
		if !slices.Contains(Types(), t) {
			t = Principle // the common case
		}
		add(Row{Start: c.Start, End: c.End, State: OpenRow, Type: t, Theme: clip(c.Article, mostTheme),
			Speaker: clip(c.Speaker, mostTheme), Due: dueOf(c)})
		at = c.End
	}
	beside(len(text))
	return out
}

const mostTheme = 60

// joined is the rows from one clause to another, neighbours all, as one: the first, longer.
func joined(list []Row) Row {
	first, last := list[0], list[len(list)-1]
	out := first
	out.End, out.State = last.End, OpenRow
	if first.Words != "" || last.Words != "" {
		out.Words = strings.Trim(first.Words+"；"+last.Words, "；")
	}
	if out.Type != Task && last.Type == Task {
		out.Type = Task
	}
	if out.Lead == 0 {
		out.Lead, out.Co, out.Why = last.Lead, last.Co, last.Why
	}
	if out.Due == 0 {
		out.Due = last.Due
	}
	if out.Set == "" {
		out.Set = last.Set
	}
	if out.Theme == "" {
		out.Theme = last.Theme
	}
	return out
}

// split are the two rows that a row becomes at a place inside it; the second one gets a fresh id.
func split(r Row, at int, fresh int64) (a, b Row) {
	a, b = r, r
	a.End, b.Start, b.ID = at, at, fresh
	a.State, b.State, b.Words = OpenRow, OpenRow, ""
	return a, b
}
