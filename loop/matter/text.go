package matter

import (
	"strings"
	"unicode"

	"xiaohao/loop/fault"
	"xiaohao/loop/place"
)

// Longest texts, in characters.
const (
	MaxTitle = 100
	MaxPlace = 200
	MaxText  = 10000
	MaxNote  = 2000
)

// Clean makes free text safe to keep and to show: valid UTF-8, no NUL, no control characters but line breaks, no
// bidirectional overrides, no blanks at the ends. It never changes what the words say.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "�")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r):
			return -1
		case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069', r == '\u200E', r == '\u200F',
			r == '\u061C', r == '\uFEFF':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// line is Clean on one line.
func line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// headline makes a title out of a text: its first sentence, cut at 40 characters.
func headline(text string) string {
	t := line(text)
	if i := strings.IndexAny(t, "。！？!?；;"); i > 0 {
		t = t[:i]
	}
	r := []rune(t)
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return t
}

// coordinates checks that there are both or none, and that they can be meant.
func coordinates(lat, lng *float64) error {
	if (lat == nil) != (lng == nil) {
		return fault.New(fault.Invalid, "coordinates_half").On("lat")
	}
	if lat == nil {
		return nil
	}
	return place.Check(*lat, *lng)
}
