package lang

import (
	"strconv"
	"strings"
)

// Parse is the language that a tag such as "en-GB" or "zh-Hans" stands for; ok is false for any other language.
func Parse(tag string) (lang string, ok bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch primary {
	case "zh":
		return Zh, true
	case "en":
		return En, true
	}
	return "", false
}

// FromRequest chooses a language: what somebody chose before (the cookie), else what the browser asks for most
// (Accept-Language), else Chinese.
func FromRequest(acceptLanguage, cookie string) string {
	if l, ok := Parse(cookie); ok {
		return l
	}
	best, weight := Zh, 0.0
	for i, part := range strings.SplitN(acceptLanguage, ",", 20) {
		if i == 19 {
			break // the last piece may be anything; nobody asks for twenty languages
		}
		tag, params, _ := strings.Cut(part, ";")
		q := 1.0
		if v, has := strings.CutPrefix(strings.TrimSpace(params), "q="); has {
			q, _ = strconv.ParseFloat(v, 64)
		}
		if l, ok := Parse(tag); ok && q > weight {
			best, weight = l, q
		}
	}
	return best
}
