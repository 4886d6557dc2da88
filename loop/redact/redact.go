// Package redact takes personal numbers out of free text: e-mail addresses, identity and bank cards, telephones, number
// plates, WeChat and QQ ids.
//
// It owns the table of kinds, nothing else. A number is read as a person reads it aloud: in whatever digits it is
// written (full-width, circled, Chinese), and with blanks, dots, dashes or characters that do not print between them.
// It is careful rather than complete: names cannot be found by pattern, so whoever publishes a text looks at it first.
// Dates, prices, house numbers and what numbers a thing (a UUID, a 文号, a case, a lamp) are left alone.
//
// Invariants: what was redacted stays the same when it is redacted again; a text without digits, without @ and without
// the name of a messenger is unchanged; nothing but what was found is changed.
package redact

import (
	"slices"
	"strings"
)

// Kind is a kind of personal number.
type Kind string

// The kinds.
const (
	Mail     Kind = "mail"
	Identity Kind = "identity"
	Card     Kind = "card"
	Phone    Kind = "phone"
	Landline Kind = "landline"
	Plate    Kind = "plate"
	WeChat   Kind = "wechat"
	QQ       Kind = "qq"
)

// kinds is the table: what stands in the text afterwards, so that the sentence still reads; whether a thing may have
// such a number as well; and how a number of the kind that begins at a symbol is found. At one place the first that
// fits is taken.
var kinds = []kindOf{
	{Mail, "［邮箱］", false, mail},
	{Identity, "［证件号］", true, identity},
	{Card, "［卡号］", true, card},
	{Phone, "［电话］", true, phone},
	{Landline, "［电话］", true, landline},
	{Plate, "［车牌］", false, plate},
	{WeChat, "［微信］", false, chat(weChatNames, weChatID)},
	{QQ, "［QQ号］", false, chat(qqNames, qqID)},
}

type kindOf struct {
	kind   Kind
	mark   string
	things bool
	find   func(r reading, at int) (span, bool)
}

// span is a stretch of symbols, from the first to before the end.
type span struct{ from, to int }

// Text gives the text with every personal number replaced by a mark, and whether there was any. Kinds that are named
// stay.
func Text(s string, but ...Kind) (string, bool) {
	hit := false
	for range len(s) { // each turn takes out digits; what was taken out may have parted what is left
		t, again := once(s, but)
		if !again {
			break
		}
		s, hit = t, true
	}
	return s, hit
}

func once(s string, but []Kind) (string, bool) {
	r, any := read(s)
	if !any {
		return s, false
	}
	keep := things(r)
	var b strings.Builder
	last := 0
	for at := 0; at < len(r); {
		found, mark, ok := find(r, at, keep, but)
		if !ok {
			at++
			continue
		}
		b.WriteString(s[last:r[found.from].from])
		b.WriteString(mark)
		last = r[found.to-1].to
		at = found.to
	}
	if last == 0 {
		return s, false
	}
	b.WriteString(s[last:])
	return b.String(), true
}

// find is the first of the kinds that begins at a symbol.
func find(r reading, at int, keep spans, but []Kind) (span, string, bool) {
	for _, k := range kinds {
		if slices.Contains(but, k.kind) {
			continue
		}
		if s, ok := k.find(r, at); ok && !(k.things && keep.touch(s)) {
			return s, k.mark, true
		}
	}
	return span{}, "", false
}
