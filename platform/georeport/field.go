package georeport

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The longest texts that are kept, in characters.
const (
	maxID    = 200
	maxLine  = 200
	maxWords = 4000
	maxURL   = 2000
)

// records are the parts of an answer that have one of the fields, wherever they stand: in an array, alone, or in
// something around them. What stands in a record is not looked through.
func (n *node) records(fields ...string) (out []*node) {
	if n.has(fields...) {
		return []*node{n}
	}
	for _, k := range n.kids {
		out = append(out, k.records(fields...)...)
	}
	return out
}

func (n *node) has(fields ...string) bool {
	for _, k := range n.kids {
		for _, f := range fields {
			if k.name == f {
				return true
			}
		}
	}
	return false
}

// raw is what a field says; where something stands in place of a text, its name or value.
func (n *node) raw(field string) string {
	for _, k := range n.kids {
		if k.name != field {
			continue
		}
		if t := strings.TrimSpace(k.text); t != "" {
			return t
		}
		for _, inner := range []string{"value", "name", "text", "code", "id", "item", field} {
			for _, x := range k.kids {
				if t := strings.TrimSpace(x.text); x.name == inner && t != "" {
					return t
				}
			}
		}
	}
	return ""
}

// words is a text for people: several lines, without what cannot be shown.
func (n *node) words(field string, most int) string { return clean(n.raw(field), most, true) }

// line is a text of one line.
func (n *node) line(field string, most int) string { return clean(n.raw(field), most, false) }

// clean takes out of a text what is not for reading, and cuts it. Directions that turn what is read around go too.
func clean(s string, most int, lines bool) string {
	var b strings.Builder
	count := 0
	for _, r := range s {
		switch {
		case r == '\n' && lines:
		case unicode.IsSpace(r):
			r = ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			continue
		}
		if count++; count > most {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// id is a number or a token; "" for none, and for one that cannot be one. Servers write nothing in many ways.
func (n *node) id(field string) string {
	raw := n.raw(field)
	if len(raw) > maxID {
		return ""
	}
	s := clean(raw, maxID, false)
	switch strings.ToLower(s) {
	case "null", "none", "nil", "undefined", "0", "n/a", "false":
		return ""
	}
	if s != raw {
		return "" // something stood in it that no number has
	}
	return s
}

// flag is a yes or no.
func (n *node) flag(field string) bool {
	switch strings.ToLower(n.raw(field)) {
	case "true", "1", "yes", "y", "t", "on":
		return true
	}
	return false
}

func (n *node) number(field string) int {
	f, err := strconv.ParseFloat(n.raw(field), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1e9 {
		return 0
	}
	return int(f)
}

// degrees is a coordinate; nil for none, and for one beyond most.
func (n *node) degrees(field string, most float64) *float64 {
	f, err := strconv.ParseFloat(strings.Replace(n.raw(field), ",", ".", 1), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > most {
		return nil
	}
	return &f
}

// link is an address of the web; "" for anything else.
func (n *node) link(field string) string {
	s := n.raw(field)
	if len(s) > maxURL || s != clean(s, maxURL, false) ||
		!strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return ""
	}
	return s
}

// The shapes in which servers write dates. Those without a zone are of the client's.
var shapes = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04:05.999999999 Z0700",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999 MST", "2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "20060102T150405Z0700", "2006-01-02",
	"2006/01/02", "2006年01月02日 15:04:05", "2006年1月2日 15:04", "2006年1月2日", time.RFC1123Z, time.RFC1123,
	"Mon Jan 2 15:04:05 2006"}

var seconds = regexp.MustCompile(`^\d{9,13}$`)

// when is a point in time; the zero Time for none, for a shape that nobody knows, and for one outside of 1990 to 2100.
func (n *node) when(field string, zone *time.Location) time.Time {
	s := n.raw(field)
	if len(s) > 60 {
		return time.Time{}
	}
	if seconds.MatchString(s) {
		v, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return time.Time{}
		}
		if v > 99_999_999_999 {
			v /= 1000
		}
		return sane(time.Unix(v, 0))
	}
	for _, shape := range shapes {
		if t, err := time.ParseInLocation(shape, s, zone); err == nil {
			return sane(t)
		}
	}
	return time.Time{}
}

func sane(t time.Time) time.Time {
	if y := t.Year(); y < 1990 || y > 2100 {
		return time.Time{}
	}
	return t.UTC()
}

// refusal is what a server says is wrong.
type refusal struct {
	code int
	text string
}

// things are fields that things have and errors have not.
var things = []string{"servicecode", "servicerequestid", "token", "servicename", "status", "url",
	"updateid", "attributes",
	"endpoints", "datatype", "variable", "changeset"}

// refusals are the errors that an answer holds: something with a code and a description and with nothing that a thing
// has, or with a part called error.
func refusals(n *node) (out []refusal) {
	if n.has(things...) {
		return nil
	}
	marked := n.has("code", "errorcode", "error", "errormessage") || n.name == "error" || n.name == "errors"
	if marked && n.has("description", "message", "error", "errormessage") {
		r := refusal{code: n.number("code")}
		for _, f := range []string{"description", "message", "errormessage", "error"} {
			if r.text == "" {
				r.text = n.line(f, maxLine)
			}
		}
		if r.text != "" || r.code != 0 {
			return []refusal{r}
		}
	}
	if len(n.kids) == 0 && (n.name == "error" || n.name == "errors") && strings.TrimSpace(n.text) != "" {
		return []refusal{{text: clean(n.text, maxLine, false)}}
	}
	for _, k := range n.kids {
		out = append(out, refusals(k)...)
	}
	return out
}
