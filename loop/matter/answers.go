package matter

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"xiaohao/loop/fault"
)

// Answer is what whoever reports says to a question of the category. It is for those who work on the matter; nothing
// of it is ever public.
type Answer struct {
	Code   string   `json:"code"`
	Values []string `json:"values"` // one, but of a list that takes several
}

// Via says that a program of others sent something, by the key of which it was known.
type Via struct {
	Key   int64  `json:"key"`             // id of the service key
	Name  string `json:"name"`            // its name at the time
	Token string `json:"token,omitempty"` // of a report: digest of the code by which the program asks after it
}

// The longest answers, in characters, and the most values of one.
const (
	MaxAnswer  = 500
	mostValues = 200
)

// answers checks what was answered against what the category asks. Questions that must be answered are asked of those
// alone who bring answers, or come by the door that asks them: a form of people asks nothing more than it did.
func (c *Report) answers(f *Facts) ([]Answer, error) {
	if len(c.Attributes) == 0 && c.Via == nil || f.Questions == nil {
		return nil, nil
	}
	asked := f.Questions(c.Category)
	var out []Answer
	for _, a := range c.Attributes {
		i := slices.IndexFunc(asked, func(q Question) bool { return q.Code == a.Code && q.Variable })
		if i < 0 || slices.ContainsFunc(out, func(x Answer) bool { return x.Code == a.Code }) {
			return nil, fault.New(fault.Invalid, "attribute_unknown", "code", short(a.Code)).On("attributes")
		}
		values, err := asked[i].read(a.Values)
		if err != nil {
			return nil, err
		}
		if len(values) > 0 {
			out = append(out, Answer{a.Code, values})
		}
	}
	for _, q := range asked {
		if q.Required && q.Variable && !slices.ContainsFunc(out, func(a Answer) bool { return a.Code == q.Code }) {
			return nil, fault.New(fault.Invalid, "attribute_missing", "code", q.Code).On("attributes")
		}
	}
	return out, nil
}

// short is so much of a name that nobody knows as a sentence can bear.
func short(s string) string {
	r := []rune(line(s))
	return string(r[:min(len(r), 40)])
}

// read is what was answered, without blank values.
func (q Question) read(values []string) (out []string, err error) {
	for _, v := range values {
		if v = Clean(v); v == "" {
			continue
		}
		if !q.takes(v) {
			wrong := "attribute_" + string(q.Datatype)
			return nil, fault.New(fault.Invalid, wrong, "code", q.Code).On("attributes")
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) > 1 && q.Datatype != SeveralOf || len(out) > mostValues {
		return nil, fault.New(fault.Invalid, "attribute_many", "code", q.Code).On("attributes")
	}
	return out, nil
}

// takes says whether a value is an answer of the question's datatype.
func (q Question) takes(v string) bool {
	n := utf8.RuneCountInString(v)
	switch q.Datatype {
	case Figure:
		return isNumber(v)
	case Instant:
		return ISO8601(v)
	case OneOf, SeveralOf:
		return slices.Contains(q.Keys, v)
	case Story:
		return n <= MaxNote
	}
	return n <= MaxAnswer && !strings.Contains(v, "\n")
}

var numberPattern = regexp.MustCompile(`^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,4})?$`)

// isNumber says whether a text is a number that is one: no infinity, no NaN.
func isNumber(s string) bool {
	x, err := strconv.ParseFloat(s, 64)
	return numberPattern.MatchString(s) && err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
}

// ISO8601 says whether a text is a point in time as ISO 8601 has it: with its zone, or a day, or a time without.
func ISO8601(s string) bool {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00",
		"2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if _, err := time.Parse(form, s); err == nil {
			return true
		}
	}
	return false
}
