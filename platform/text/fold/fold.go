// Package fold makes texts comparable for search: two that a reader takes for the same fold to the same.
//
// It owns what does not matter: traditional and simplified characters, width, capitals, rings around digits and which
// digits they are, marks inside of names and numbers, characters that do not print. It keeps nothing, and it changes no
// order: a part of a text, cut between two characters, folds to a part of what the text folds to.
//
// An index holds what this package gave when it was made. Whoever changes it gives the index a new name, so that it is
// made anew (core/views/search.go).
package fold

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Mark stands in a marked text where a word had a mark inside, as between the letter and the digits of D·12345.
const Mark = '\x1f'

// Text is a text made comparable. Between two ideographs, or an ideograph and a word, nothing is left of blanks and
// marks; between two words what separates them is one blank, and what people put into one word or number is left out.
func Text(s string) string { return folded(s, false) }

// Marked is Text with Mark where something was left out inside of a word.
func Marked(s string) string { return folded(s, true) }

func folded(s string, marked bool) string {
	if !usual(s) {
		s = norm.NFKC.String(s)
	}
	table := simple()
	var b strings.Builder
	b.Grow(len(s))
	var last rune  // the letter or digit before
	gap := rune(0) // what separates it from the next: nothing, Mark or a blank
	for _, r := range s {
		switch {
		case 0x4E00 <= r && r <= 0x9FFF:
			r = rune(table.usual[r-0x4E00])
		case r < 0x80:
			if !word(r) {
				gap = max(gap, separates(r))
				continue
			}
			r = unicode.ToLower(r)
		case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me), unicode.IsControl(r) && !unicode.IsSpace(r):
			continue
		default:
			r = table.rare(r)
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				gap = max(gap, separates(r))
				continue
			}
			r = unicode.ToLower(r)
		}
		if gap != 0 && last != 0 && !Dense(last) && !Dense(r) && (gap == ' ' || marked) {
			b.WriteRune(gap)
		}
		b.WriteRune(r)
		last, gap = r, 0
	}
	return b.String()
}

// usual says that a text is what nearly all are made of, with no other form: ideographs, ASCII and the usual marks.
func usual(s string) bool {
	for _, r := range s {
		if r >= 0x80 && (r < 0x4E00 || r > 0x9FFF) && !strings.ContainsRune("，。！？、：；（）《》“”·", r) {
			return false
		}
	}
	return true
}

func word(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// separates is a blank for what stands between two words, Mark for what stands inside of one.
func separates(r rune) rune {
	if unicode.IsSpace(r) || strings.ContainsRune("、，,；;：:。！？!?/|()（）[]【】《》<>{}“”\"…=", r) {
		return ' '
	}
	return Mark
}

// Dense says whether a character is written without blanks between words: Chinese, Japanese, Korean.
func Dense(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF ||
		r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

//go:embed simple.txt
var simpleFile string

// characters say what is written for what.
type characters struct {
	usual [0x9FFF - 0x4E00 + 1]uint16 // of the usual ideographs, itself where nothing else
	other map[rune]rune
}

// numerals are what is written for a numeral so that nobody alters a sum, and other forms of nought.
var numerals = map[rune]string{'零': "〇○◯", '一': "壹弌", '二': "贰貳弍", '三': "叁叄參弎", '四': "肆", '五': "伍", '六': "陆陸",
	'七': "柒", '八': "捌", '九': "玖"}

// rings are digits in a ring that have no plain form by the standard: the first that is there, the last, and its digit.
var rings = []struct{ first, last, is rune }{{'❶', '❾', '1'}, {'➀', '➈', '1'}, {'➊', '➒', '1'}, {'⓵', '⓽', '1'},
	{'⓿', '⓿', '0'}}

var simple = sync.OnceValue(func() *characters {
	c := &characters{other: map[rune]rune{}}
	for i := range c.usual {
		c.usual[i] = uint16(0x4E00 + i)
	}
	set := func(from, to rune) {
		if 0x4E00 <= from && from <= 0x9FFF && to <= 0xFFFF {
			c.usual[from-0x4E00] = uint16(to)
		} else {
			c.other[from] = to
		}
	}
	for line := range strings.Lines(simpleFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, group := range strings.Fields(line) {
			all := []rune(group)
			for _, r := range all[1:] {
				set(r, all[0])
			}
		}
	}
	for to, all := range numerals {
		for _, r := range all {
			set(r, to)
		}
	}
	for _, x := range rings {
		for r := x.first; r <= x.last; r++ {
			set(r, x.is+r-x.first)
		}
	}
	return c
})

// rare is what is written for a character that is no usual ideograph.
func (c *characters) rare(r rune) rune {
	if to, ok := c.other[r]; ok {
		return to
	}
	if unicode.IsDigit(r) {
		for _, x := range unicode.Nd.R16 {
			if r >= rune(x.Lo) && r <= rune(x.Hi) {
				return '0' + (r-rune(x.Lo))%10
			}
		}
		for _, x := range unicode.Nd.R32 {
			if r >= rune(x.Lo) && r <= rune(x.Hi) {
				return '0' + (r-rune(x.Lo))%10
			}
		}
	}
	return r
}
