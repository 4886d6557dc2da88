package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// symbol is a character as it is read: what does not print belongs to the one before it.
type symbol struct {
	plain    rune // a digit as 0 to 9, letters narrow and large, everything else narrow
	own      rune // as it was written
	chinese  bool // a digit that was written as an ideograph: it may be a word as well
	name     bool // a name that goes ends here
	from, to int  // where it stands in the text, in bytes
}

type reading []symbol

// read reads a text; any says whether something in it could be a personal number at all.
func read(s string) (r reading, any bool) {
	r = make(reading, 0, len(s)/2)
	for i, c := range s {
		n := utf8.RuneLen(c)
		if n < 0 {
			n = 1 // a broken byte
		}
		ordinary := c < 0x80 || c >= 0x4E00 && c <= 0x9FFF
		if !ordinary && unicode.In(c, unicode.Cf, unicode.Mn, unicode.Me) || c == '\u3164' || c == '\uFFFC' {
			if len(r) > 0 {
				r[len(r)-1].to = i + n
			}
			continue
		}
		x := symbol{plain: narrow(c), own: c, from: i, to: i + n}
		if d, ok := numerals[c]; ok {
			x.plain, x.chinese = d, true
		}
		any = any || x.digit() || x.plain == '@' || x.plain == 'X' || x.plain == 'Q' || strings.ContainsRune("微薇威企扣", c)
		r = append(r, x)
	}
	return r, any
}

// numerals are the ideographs that numbers are spelt with.
var numerals = func() map[rune]rune {
	out := map[rune]rune{}
	for d, all := range []string{"〇零○◯", "一壹弌幺", "二贰貳弍", "三叁叄參弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"} {
		for _, c := range all {
			out[c] = rune('0' + d)
		}
	}
	return out
}()

// rings are digits in a ring, in brackets or with a point: the first that is there, the last, and what the first is.
var rings = []struct{ first, last, is rune }{
	{'①', '⑨', '1'}, {'⓪', '⓪', '0'}, {'⑴', '⑼', '1'}, {'⒈', '⒐', '1'}, {'❶', '❾', '1'}, {'➀', '➈', '1'},
	{'➊', '➒', '1'},
	{'⓵', '⓽', '1'}, {'⓿', '⓿', '0'}, {'⁴', '⁹', '4'}, {'⁰', '⁰', '0'}, {'²', '³', '2'}, {'¹', '¹', '1'},
	{'₀', '₉', '0'},
	{'㊀', '㊈', '1'}, {'㈠', '㈨', '1'},
}

// narrow is the plain form of a character: any script's digit as ours, full-width forms half as wide, letters large.
func narrow(c rune) rune {
	switch {
	case c < 0x80:
		return unicode.ToUpper(c)
	case c == '［' || c == '］': // they stand around marks: what was taken out joins nothing
		return c
	case c >= '！' && c <= '～':
		return unicode.ToUpper(c - 0xFEE0)
	case 0x4E00 <= c && c <= 0x9FFF:
		return c
	}
	for _, x := range unicode.Nd.R16 {
		if c >= rune(x.Lo) && c <= rune(x.Hi) {
			return '0' + (c-rune(x.Lo))%10
		}
	}
	for _, x := range unicode.Nd.R32 {
		if c >= rune(x.Lo) && c <= rune(x.Hi) {
			return '0' + (c-rune(x.Lo))%10
		}
	}
	for _, x := range rings {
		if c >= x.first && c <= x.last {
			return x.is + c - x.first
		}
	}
	if c > 0xFFFF && c >= '𝐀' && c <= '𝚣' { // mathematical letters, thirteen alphabets of 52
		if n := (c - '𝐀') % 52; n < 26 {
			return 'A' + n
		}
		return 'A' + (c-'𝐀')%26
	}
	return c
}

func (x symbol) digit() bool  { return x.plain >= '0' && x.plain <= '9' }
func (x symbol) letter() bool { return x.plain >= 'A' && x.plain <= 'Z' }

// word says that a symbol belongs to a word in Latin letters or to a number in figures.
func (x symbol) word() bool { return x.letter() || x.digit() && !x.chinese }

// part says where the text of a number's name would be: the plain characters from there on, n at most.
func (r reading) part(from, n int) string {
	var b strings.Builder
	for i := max(0, from); i < len(r) && n > 0; i++ {
		b.WriteRune(r[i].plain)
		n--
	}
	return b.String()
}
