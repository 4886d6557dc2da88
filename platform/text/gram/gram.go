// Package gram turns what people write into short pieces that can be counted: overlapping characters where words are
// not set apart, words elsewhere.
//
// It owns how a text is made comparable and which pieces stand for it. It knows no matter and no city, keeps nothing,
// and gives the same pieces for the same text on every machine, since models and indexes outlive a program.
package gram

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Limit is how many characters of a text are read. Whoever pastes ten thousand says it in the first thousand.
const Limit = 2000

// Normal makes texts comparable: compatibility forms become plain ones (full-width and circled characters, radicals
// for ideographs), letters that look like Latin ones become those, capitals small. Blanks inside Chinese and
// characters that do not print are dropped, everything that is neither letter nor digit becomes one blank. A text is
// read up to Limit characters.
func Normal(s string) string {
	if s = head(s, 4*Limit); !plain(s) {
		s = norm.NFKC.String(s)
	}
	return folded(s)
}

// plain says whether a text is only what nearly all messages are made of, ideographs, ASCII and the usual marks, none
// of which another form stands for that would be told from it here: looking each up takes longer than all the rest.
func plain(s string) bool {
	for _, r := range s {
		if r >= 0x80 && !common(r) && !strings.ContainsRune("，。！？、：；（）《》“”", r) {
			return false
		}
	}
	return true
}

// folded is Normal of a text in which compatibility forms are plain.
func folded(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	gap, n := false, 0
	for _, r := range s {
		switch {
		case common(r): // none of what follows applies
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), unicode.IsControl(r) && !unicode.IsSpace(r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if !common(r) {
			r = unicode.ToLower(r)
			if l, ok := lookalike[r]; ok {
				r = l
			}
		}
		if n++; n > Limit {
			break
		}
		if gap && last != 0 && (!dense(last) || !dense(r)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		gap, last = false, r
	}
	return b.String()
}

// head cuts a text after n bytes, not inside a character.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// lookalike is what is written for a Latin letter so that a machine shall not read it.
var lookalike = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'е': 'e', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'м': 'm', 'о': 'o', 'р': 'p',
	'ѕ': 's', 'т': 't', 'х': 'x', 'у': 'y',
	'α': 'a', 'β': 'b', 'ε': 'e', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u',
	'χ': 'x', 'ı': 'i',
}

// dense says whether a character is written without blanks between words.
func dense(r rune) bool {
	return common(r) || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// common says whether a character is one of the ideographs that nearly all Chinese is written in: letters without
// case, looked up in no table.
func common(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF }

// FNV-1a, 64 bits (draft-eastlake-fnv): fixed for ever, since what it gives is stored.
const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

func mix(h uint64, r rune) uint64 {
	for range 3 {
		h = (h ^ uint64(r&0xFF)) * prime
		r >>= 8
	}
	return h
}

// Each calls f with the hash of every piece of a normalised text, in order: of dense writing the runs of from..to
// characters, of other writing each word and, where to is above one, each pair of neighbouring words.
func Each(normal string, from, to int, f func(hash uint64)) {
	runes := []rune(normal)
	var before uint64 // the word before this one, 0 if there is none
	for i := 0; i < len(runes); {
		if runes[i] == ' ' {
			i++
			continue
		}
		j := i
		if dense(runes[i]) {
			for j < len(runes) && dense(runes[j]) {
				j++
			}
			before = 0
			windows(runes[i:j], from, to, f)
		} else {
			h := uint64(offset)
			for j < len(runes) && runes[j] != ' ' && !dense(runes[j]) {
				h = mix(h, runes[j])
				j++
			}
			f(h)
			if before != 0 && to > 1 {
				f((before ^ h>>1) * prime)
			}
			before = h
		}
		i = j
	}
}

func windows(rs []rune, from, to int, f func(uint64)) {
	for i := range rs {
		h := uint64(offset)
		for n := 1; n <= to && i+n <= len(rs); n++ {
			h = mix(h, rs[i+n-1])
			if n >= from {
				f(h)
			}
		}
	}
}
