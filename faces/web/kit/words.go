package kit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	likeness "xiaohao/platform/text/alike"
)

// Because says why two may be the same.
func (c *Call) Because(reasons []likeness.Reason) string {
	out := ""
	for _, r := range reasons {
		if out != "" {
			out += c.T("alike.and")
		}
		out += c.T("alike."+r.Code, "n", strconv.FormatInt(r.Value, 10))
	}
	return out
}

// IntervalWords are k of n as a rate, with where it may really lie.
func (c *Call) IntervalWords(k, n int64) string { return c.names().Rate(k, n) }

// PartOf is a share with one decimal; "–" of nothing.
func PartOf(k, n int64) string { return desk.Share(k, n) }

// Category is the name of a category in force, "" of an unknown one.
func (c *Call) Category(code string) string { return c.names().Category(code) }

// Paragraphs are the lines of a text that say something.
func Paragraphs(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(p string) bool { return strings.TrimSpace(p) == "" })
}

// Grouped writes a receipt code in groups of four.
func Grouped(code string) string {
	if len(code) != 12 {
		return code
	}
	return fmt.Sprintf("%s %s %s", code[:4], code[4:8], code[8:])
}

// NumberOf is the number of another matter, or its id when the caller may not see it.
func (c *Call) NumberOf(id int64) string {
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return "#" + strconv.FormatInt(id, 10)
	}
	return cmp.Or(m.Number, "#"+strconv.FormatInt(id, 10)) + " " + m.Title
}

// NoticeName is what policy calls a kind of notice.
func (c *Call) NoticeName(kind string) string { return c.names().Notice(kind) }

// Clipped is the beginning of a text, of so many characters at most.
func Clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Degrees writes a coordinate as it was given.
func Degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// PeopleNames are the names of persons in one sentence.
func (c *Call) PeopleNames(ids []int64) string {
	var out []string
	for _, id := range ids {
		p, _ := c.Org.Person(id)
		out = append(out, p.Name)
	}
	return strings.Join(out, c.T("word.and"))
}
