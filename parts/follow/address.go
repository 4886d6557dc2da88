package follow

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// The longest that RFC 5321 lets an address and what stands before its @ be, in bytes.
const (
	longestAddress = 254
	longestLocal   = 64
)

// local is what may stand before the @: what mail servers give a meaning of their own (%, !, |, quotes) may not.
var local = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_+=~&'-]*(\.[A-Za-z0-9_+=~&'-]+)*$`)

// Mailbox reads an e-mail address as people type it: full-width letters and a name in another script behind the @ are
// understood. What it gives is ASCII without quotes, blanks or line breaks. The fault is email_bad.
func Mailbox(s string) (string, error) {
	s = strings.Map(narrow, strings.TrimSpace(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > longestAddress {
		return "", errAddress()
	}
	before, host := s[:at], s[at+1:]
	if n := len(before); n > 2 && before[0] == '"' && before[n-1] == '"' { // quotes that need not be there
		before = before[1 : n-1]
	}
	if len(before) > longestLocal || !local.MatchString(before) {
		return "", errAddress()
	}
	host, err := hostname(host)
	if err != nil || len(before)+1+len(host) > longestAddress {
		return "", errAddress()
	}
	return before + "@" + host, nil
}

// narrow is the plain letter of a full-width one.
func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '。':
		return '.'
	}
	return r
}

// hostname is a mail domain in ASCII. A label that mixes Latin letters with those that look like them is refused.
func hostname(s string) (string, error) {
	for label := range strings.SplitSeq(s, ".") {
		shown := label
		if u, err := idna.Lookup.ToUnicode(label); err == nil {
			shown = u
		}
		latin, alike := false, false
		for _, r := range shown {
			latin = latin || unicode.Is(unicode.Latin, r)
			alike = alike || unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee)
		}
		if latin && alike {
			return "", errAddress()
		}
	}
	host, err := idna.Lookup.ToASCII(strings.ToLower(s))
	if err != nil {
		return "", err
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || strings.Trim(last, "0123456789") == "" || !plainHost.MatchString(host) {
		return "", errAddress()
	}
	return host, nil
}

var plainHost = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)

// same is what two spellings of one mailbox have in common, for budgets: most servers ignore what follows a plus sign,
// some ignore dots.
func same(address string) string {
	before, host, _ := strings.Cut(strings.ToLower(address), "@")
	before, _, _ = strings.Cut(before, "+")
	return strings.ReplaceAll(before, ".", "") + "@" + host
}

// masked shows whose address it is to who knows it.
func masked(address string) string {
	before, host, _ := strings.Cut(address, "@")
	return before[:min(len(before), 1)] + "***@" + host
}

// Mobile reads the number of a mobile phone of mainland China as people type it: 11 digits, or "" for whatever cannot
// be sent a text message.
func Mobile(s string) string {
	digits := strings.Map(func(r rune) rune {
		switch r = narrow(r); {
		case r >= '0' && r <= '9':
			return r
		case strings.ContainsRune(" -+()　", r):
			return -1
		}
		return 'x'
	}, s)
	for _, front := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(digits, front); ok && len(rest) == 11 {
			digits = rest
		}
	}
	if !mobile.MatchString(digits) {
		return ""
	}
	return digits
}

var mobile = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
