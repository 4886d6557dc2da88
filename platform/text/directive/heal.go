package directive

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// sort of a paragraph.
type sort int

const (
	body sort = iota
	heading
	signed  // who wrote it
	ordered // it begins with a number
	labeled // it says who and by when
	row     // of a table
	aside   // a page's number
)

// paragraph is some lines joined.
type paragraph struct {
	text string
	raw  string  // its first line as it stands
	at   []int32 // for each byte of text the code point of the file
	sort sort
	open bool // it does not end as a sentence does
}

// longest is how many bytes a paragraph may have: what is longer is no paragraph, and is taken in pieces.
const longest = 30_000

// heal joins lines and hands out paragraphs.
func heal(lines iter.Seq[line], give func(*paragraph)) {
	h := healer{give: give, width: usual(lines)}
	var held line
	for l := range lines {
		if held.text != "" {
			h.take(held, l, false)
		}
		held = l
	}
	if held.text != "" {
		h.take(held, line{gap: true}, true)
	}
	h.flush()
}

type healer struct {
	give   func(*paragraph)
	width  int // of lines that a page's edge broke; 0 where there is none
	lines  []line
	size   int
	open   bool
	paused bool // one of the lines has a pause in it
}

func (h *healer) take(l, next line, end bool) {
	if h.open && (fresh(l.text) || h.size > longest) {
		h.flush()
	}
	h.lines = append(h.lines, l)
	h.size += len(l.text)
	h.paused = h.paused || strings.ContainsAny(l.text, "，。；")
	h.open = !end && h.goesOn(l, next)
	if !h.open {
		h.flush()
	}
}

// goesOn says that a line's sentence goes on in the next one.
func (h *healer) goesOn(l, next line) bool {
	s, n := l.text, next.text
	switch {
	case ended(s), pageNo.MatchString(s), isRow(s), fresh(n), byline.MatchString(s):
		return false
	case has(mid, first(n)), has("，、；,;"+openers, last(s)):
		return true
	case has("：:", last(s)):
		return saysEnd.MatchString(s) || label.MatchString(s) || !salutation.MatchString(s)
	case unbalanced(s):
		return true
	case h.paused && len(h.lines) > 1:
		return true // a paragraph that was joined before ends with its sentence
	case strings.HasSuffix(s, "——"), edge.MatchString(s):
		return false
	}
	long, starts := utf8.RuneCountInString(s), soft.MatchString(n)
	if level := levelOf(s); (level == 1 || level == 2) && long <= 32 && !paired(last(s), first(n)) && !hangs(s) {
		return false // a heading with a pause in it
	}
	bare := mark.ReplaceAllString(s, "")
	switch {
	case paired(last(s), first(n)), hangs(s):
		return true
	case h.width > 0 && abs(long-h.width) <= 1 && !next.gap:
		return true
	case strings.ContainsAny(outside(s), "，。；："):
		if at := strings.LastIndexAny(s, "，。；："); utf8.RuneCountInString(s[at:]) <= 4 {
			return true // no heading ends with so little behind its pause
		}
		return !starts || long > 45 || saying.MatchString(s) || orders(bare)
	case long > 45:
		return true
	case l.indent && !next.indent && !next.gap && !starts && long > 12:
		return true
	}
	return orders(bare) && !starts && !strings.ContainsAny(s, " \u3000")
}

// hangs says that a line ends with a word that wants another one.
func hangs(s string) bool {
	return has(hanging, last(s)) || strings.HasSuffix(s, "要") && !has(beforeMust, last(strings.TrimSuffix(s, "要")))
}

// flush joins what was gathered.
func (h *healer) flush() {
	if len(h.lines) == 0 {
		return
	}
	p := &paragraph{raw: h.lines[0].text}
	var b strings.Builder
	b.Grow(h.size + len(h.lines))
	p.at = make([]int32, 0, h.size+len(h.lines))
	for _, l := range h.lines {
		p.join(&b, l)
	}
	p.text = b.String()
	p.open = !ended(p.text)
	p.sort = sortOf(p, len(h.lines))
	h.give(p)
	h.lines, h.size, h.open, h.paused = h.lines[:0], 0, false, false
}

// join adds a line: blanks stay where two words of letters would run into each other, and in rows of tables.
func (p *paragraph) join(b *strings.Builder, l line) {
	at, before := int32(l.start), last(b.String())
	gap, broken := before != 0, true
	table := isRow(l.text)
	for i, r := range l.text {
		if has(blank, r) && !table {
			gap = true
			at++
			continue
		}
		if gap && narrow(before) && narrow(r) && !(broken && digit(before) && digit(r)) {
			b.WriteByte(' ')
			p.at = append(p.at, at-1)
		}
		n := utf8.RuneLen(r)
		if r == utf8.RuneError { // a broken byte is one character, as everywhere else
			_, n = utf8.DecodeRuneInString(l.text[i:])
			b.WriteString(l.text[i : i+n])
		} else {
			b.WriteRune(r)
		}
		for range n {
			p.at = append(p.at, at)
		}
		at++
		before, gap, broken = r, false, false
	}
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

func narrow(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '\'' || r == '.'
}

// sortOf says what a paragraph is.
func sortOf(p *paragraph, lines int) sort {
	long := utf8.RuneCountInString(p.text)
	switch {
	case lines == 1 && pageNo.MatchString(p.raw):
		return aside
	case isRow(p.raw):
		return row
	case label.MatchString(p.raw):
		return labeled
	case numbered.MatchString(p.raw):
		return ordered
	case p.open && byline.MatchString(p.raw) && long < 60:
		return signed
	case dateline.MatchString(p.raw), edge.MatchString(p.raw), !p.open:
		return body
	case long <= 60 && !has("，、；：,;:", last(p.text)) && lines <= 3 && !(orders(p.text) && saying.MatchString(p.text)):
		return heading
	}
	return body
}

// usual is the width at which a page breaks its lines: the commonest one of those that end in the midst of a sentence.
func usual(lines iter.Seq[line]) int {
	count := map[int]int{}
	open := 0
	for l := range lines {
		if n := utf8.RuneCountInString(l.text); n >= 14 && n <= 80 && !ended(l.text) {
			count[n]++
			open++
		}
	}
	best, most := 0, 0
	for n := 14; n <= 80; n++ {
		if c := count[n-1] + count[n] + count[n+1]; c > most {
			best, most = n, c
		}
	}
	if most < 3 || most*3 < open {
		return 0
	}
	return best
}

func abs(n int) int { return max(n, -n) }
