// Package redact takes personal numbers out of free text: phones, identity cards, bank cards, e-mail addresses.
//
// It owns the patterns, nothing else. It is careful rather than complete: names cannot be found by pattern, so
// whoever publishes a text looks at it first. Dates, prices, house numbers and our own matter numbers are left alone.
package redact

import (
	"regexp"
	"strings"
)

// found marks what was taken out; it says what was there, so that the sentence still reads.
var patterns = []struct {
	mark string
	re   *regexp.Regexp
	ok   func(string) bool
}{
	{"［邮箱］", regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+`), nil},
	{"［证件号］", regexp.MustCompile(`[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]`), nil},
	{"［卡号］", regexp.MustCompile(`[3-6]\d{15,18}`), luhn},
	{"［电话］", regexp.MustCompile(`(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}`), nil},
	{"［电话］", regexp.MustCompile(`0\d{2,3}[-— ]\d{7,8}`), nil},
}

// Text gives the text with every personal number replaced by a mark, and whether there was any.
func Text(s string) (string, bool) {
	if !strings.ContainsAny(s, "0123456789０１２３４５６７８９@") {
		return s, false
	}
	t := narrow(s)
	hit := false
	for _, p := range patterns {
		t = replace(t, p.re, p.mark, p.ok, &hit)
	}
	if !hit {
		return s, false
	}
	return t, true
}

// replace is ReplaceAllString that leaves alone what stands inside a longer number.
func replace(s string, re *regexp.Regexp, mark string, ok func(string) bool, hit *bool) string {
	var b strings.Builder
	last := 0
	for _, m := range re.FindAllStringIndex(s, -1) {
		if digitAt(s, m[0]-1) || digitAt(s, m[1]) || ok != nil && !ok(s[m[0]:m[1]]) {
			continue
		}
		b.WriteString(s[last:m[0]])
		b.WriteString(mark)
		last = m[1]
		*hit = true
	}
	b.WriteString(s[last:])
	return b.String()
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

// luhn is the check digit of ISO/IEC 7812, so that order numbers are not taken for bank cards.
func luhn(s string) bool {
	sum, double := 0, false
	for i := len(s) - 1; i >= 0; i-- {
		d := int(s[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return sum%10 == 0
}

// narrow turns full-width digits into plain ones, so that a phone typed in either is found.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}
