// Package redact takes out of free text what says who somebody is, in two stages. Before a text is stored, numbers of
// persons go: e-mail addresses, identity and bank cards, telephones, number plates, WeChat and QQ ids (Text). Before it
// is published, names of persons go too, and what of an address says whose door it is (Public); the unit that has the
// matter still sees both.
//
// It owns the table of kinds, nothing else. A number is read as a person reads it aloud: in whatever digits it is
// written (full-width, circled, Chinese), and with blanks, dots, dashes or characters that do not print between them.
// A name is found by a table of surnames and by what stands around it (联系人：, 我叫, 先生, the end of a letter); one
// that is found at one place goes at all. It is careful rather than complete: a name that nothing announces may stay,
// so whoever publishes a text looks at it first, and About says for which texts no rule may do it.
// Dates, prices, house numbers, what numbers a thing (a UUID, a 文号, a case, a lamp), names of firms and places, and
// the public lines of offices (12345, 区城管局0734-…) are left alone in both stages.
//
// Invariants: what was redacted stays the same when it is redacted again; Public takes out all that Text does; a text
// without digits, without @ and without the name of a messenger is unchanged by Text; nothing but what was found is
// changed.
package redact

import (
	"slices"
	"strings"
)

// Kind is a kind of what is taken out.
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
	Name     Kind = "name"
	Door     Kind = "door"
)

// kinds is the table: what stands in the text afterwards, so that the sentence still reads; whether a thing may have
// such a number as well; whether it is taken out only before publishing; and how one of the kind that begins at a
// symbol is found. At one place the first that fits is taken.
var kinds = []kindOf{
	{Mail, "［邮箱］", false, false, mail},
	{Identity, "［证件号］", true, false, identity},
	{Card, "［卡号］", true, false, card},
	{Phone, "［电话］", true, false, phone},
	{Landline, "［电话］", true, false, landline},
	{Plate, "［车牌］", false, false, plate},
	{WeChat, "［微信］", false, false, chat(weChatNames, weChatID)},
	{QQ, "［QQ号］", false, false, chat(qqNames, qqID)},
	{Name, "［姓名］", false, true, name},
	{Door, "［门牌］", false, true, door},
}

type kindOf struct {
	kind   Kind
	mark   string
	things bool
	public bool
	find   func(r reading, at int) (span, bool)
}

// span is a stretch of symbols, from the first to before the end.
type span struct{ from, to int }

// Text gives the text with every personal number replaced by a mark, and whether there was any. Kinds that are named
// stay.
func Text(s string, but ...Kind) (string, bool) {
	b := begin(s)
	b.repeat(func(k kindOf) bool { return k.public || slices.Contains(but, k.kind) })
	return b.text, len(b.found) > 0
}

// Public gives the text as strangers may read it: what Text takes out is replaced, and so are persons' names and what
// of an address says whose door it is. Offices, firms, streets, estates and buildings stay.
func Public(s string) string {
	b := public(s)
	return b.text
}

// Found is a stretch of a text that Public replaces.
type Found struct {
	Kind     Kind
	From, To int    // bytes of the text as it was given
	Mark     string // what stands there afterwards
}

// Find gives what Public replaces, in order, so that a preview can show it. Stretches do not overlap.
func Find(s string) []Found { return public(s).found }

// public takes numbers out first, as before storing, then all kinds: whatever a name looks like, no number hides in it.
func public(s string) *blacked {
	b := begin(s)
	b.repeat(func(k kindOf) bool { return k.public })
	b.repeat(func(kindOf) bool { return false })
	if b.everywhere() {
		b.repeat(func(kindOf) bool { return false })
	}
	return b
}

// everywhere takes out a name that was found at one place wherever else the text has it.
func (b *blacked) everywhere() bool {
	var found []Found
	for _, name := range b.fullNames() {
		for from := 0; ; {
			i := strings.Index(b.text[from:], name)
			if i < 0 {
				break
			}
			f := Found{Name, from + i, from + i + len(name), marks(Name)}
			from = f.To
			if !slices.ContainsFunc(found, func(x Found) bool { return x.From < f.To && f.From < x.To }) {
				found = append(found, f)
			}
		}
	}
	if len(found) == 0 {
		return false
	}
	slices.SortFunc(found, func(a, b Found) int { return a.From - b.From })
	var out strings.Builder
	last := 0
	for _, f := range found {
		out.WriteString(b.text[last:f.From])
		out.WriteString(f.Mark)
		last = f.To
	}
	out.WriteString(b.text[last:])
	b.found, b.text = merged(b.found, found), out.String()
	return true
}

// fullNames are the names that were found with more than a surname, longest first; none that is a word as well, and
// none that stands in a mark.
func (b *blacked) fullNames() (out []string) {
	for _, f := range b.found {
		name := b.given[f.From:f.To]
		r, _ := read(name)
		if f.Kind != Name || len(r) < 2 || len(r) == 2 && begins[[2]rune{r[0].own, r[1].own}] ||
			slices.Contains(out, name) ||
			slices.ContainsFunc(kinds, func(k kindOf) bool { return strings.Contains(k.mark, name) }) {
			continue
		}
		out = append(out, name)
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// marks is what stands for a kind.
func marks(k Kind) string {
	return kinds[slices.IndexFunc(kinds, func(x kindOf) bool { return x.kind == k })].mark
}

// blacked is a text out of which something was taken, and what that was.
type blacked struct {
	given string // as it was
	text  string
	found []Found // where it stood in the text as it was given
}

func begin(s string) *blacked { return &blacked{given: s, text: s} }

// repeat takes out all kinds but some until nothing is left: what was taken out may have parted what stays.
func (b *blacked) repeat(but func(kindOf) bool) {
	for range len(b.text) { // each turn takes out a character at least
		text, found := once(b.text, but)
		if len(found) == 0 {
			return
		}
		b.found = merged(b.found, found)
		b.text = text
	}
}

func once(s string, but func(kindOf) bool) (string, []Found) {
	r, any := read(s)
	if !any && but(kinds[len(kinds)-1]) {
		return s, nil
	}
	var (
		b     strings.Builder
		found []Found
		keep  = things(r)
		last  int
	)
	for at := 0; at < len(r); {
		x, k, ok := find(r, at, keep, but)
		if !ok {
			at++
			continue
		}
		f := Found{k.kind, r[x.from].from, r[x.to-1].to, k.mark}
		b.WriteString(s[last:f.From])
		b.WriteString(k.mark)
		found, last, at = append(found, f), f.To, x.to
		r[x.to-1].name = k.kind == Name
	}
	b.WriteString(s[last:])
	return b.String(), found
}

// merged adds what was found in a text, out of which something had been taken before, at its places in that text as it
// was at first. What reaches into a mark takes in what the mark stands for.
func merged(before, more []Found) (out []Found) {
	i, moved := 0, 0 // moved: bytes that the text has lost before a place
	place := func(at int, end bool) int {
		for ; i < len(before); i++ {
			mark := before[i].From - moved
			if at <= mark {
				break
			}
			if at < mark+len(before[i].Mark) {
				if end {
					return before[i].To
				}
				return before[i].From
			}
			moved += before[i].To - before[i].From - len(before[i].Mark)
		}
		return at + moved
	}
	for _, f := range more {
		f.From = place(f.From, false)
		f.To = place(f.To, true)
		out = append(out, f)
	}
	for _, f := range before {
		if !slices.ContainsFunc(out, func(x Found) bool { return x.From < f.To && f.From < x.To }) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Found) int { return a.From - b.From })
	return out
}

// find is the first of the kinds that begins at a symbol.
func find(r reading, at int, keep spans, but func(kindOf) bool) (span, kindOf, bool) {
	for _, k := range kinds {
		if but(k) {
			continue
		}
		if s, ok := k.find(r, at); ok && !(k.things && keep.touch(s)) {
			return s, k, true
		}
	}
	return span{}, kindOf{}, false
}
