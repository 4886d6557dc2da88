package redact

import (
	"strings"
	"unicode"
)

// signed finds the name at the end of a letter.
func (p *person) signed() int {
	r := p.reading
	if p.first == 0 || p.at > 0 && (p.han(p.at-1) || r[p.at-1].word() || r[p.at-1].own == '、') || p.begun() {
		return 0
	}
	end := p.run(p.at, p.first+8)
	tail := 0
	for _, w := range []string{"敬上", "呈上", "拜上", "谨上", "敬启", "上", "呈", "代笔", "敬呈", "跪求", "求助", "亲笔"} {
		if k := len([]rune(w)); strings.HasSuffix(p.text(p.at, end), w) && k > tail && end-p.at-k > p.first {
			tail = k
		}
	}
	end -= tail
	if n := end - p.at - p.first; n < 1 || n > 2 || p.placeless(end) == 0 || !p.last(end+tail) {
		return 0
	}
	blank := p.at == 0 || unicode.IsSpace(r[p.at-1].plain)
	if p.first == 1 && (!usual[r[p.at].own] || grammar[r[p.at].own]) && (!blank || !all(r[p.at+1:end], given)) {
		return 0
	}
	if !p.givenNames(p.at+p.first, end-p.at-p.first) || p.at == 0 {
		return 0
	}
	return end
}

// last says that nothing but a day or a telephone follows.
func (r reading) last(i int) bool {
	if i < len(r) && !r.edge(i) && !(r[i].digit()) {
		return false
	}
	for n := 0; i < len(r); i++ {
		c := r[i]
		if c.own == '［' {
			for i < len(r) && r[i].own != '］' {
				i++
			}
			continue
		}
		if c.digit() || strings.ContainsRune("年月日号电话手机时点分十联系方式", c.own) || !unicode.IsLetter(c.own) {
			continue
		}
		if n++; n > 0 {
			return false
		}
	}
	return true
}

// listed finds a name that stands by itself between marks, as those of a list do.
func (p *person) listed() int {
	r := p.reading
	if p.first == 0 || p.first == 1 && !usual[r[p.at].own] || p.begun() || r[p.at].own == '东' {
		return 0
	}
	if to := p.among(); to > 0 {
		return to
	}
	i := p.at + p.first
	for k := 1; k <= 2; k++ {
		end := i + k
		if end > len(r) || !all(r[i:end], given) || noName[r[end-1].own] || !p.givenNames(i, k) ||
			noPerson[p.text(p.at, end)] {
			continue
		}
		left, right := p.side(p.at-1, "和与跟及同"), p.side(end, "和与跟及等同")
		if left == 0 || right == 0 || k == 1 && left+right < 3 {
			continue
		}
		if p.first == 1 && grammar[r[p.at].own] && (k == 1 || left+right < 3) || p.placeless(end) == 0 {
			continue
		}
		return end
	}
	return 0
}

// among finds a name, however unusual, in a list with one that was taken out.
func (p *person) among() int {
	r := p.reading
	left := p.at > 1 && parts(r[p.at-1]) && (r[p.at-2].name || r.gone(p.at-5))
	for k := 1; k <= 2; k++ {
		end := p.at + p.first + k
		if end > len(r) || p.begun() || noPerson[p.text(p.at, end)] || !p.han(end-1) || p.placeless(end) == 0 {
			continue
		}
		if p.side(p.at-1, "和与跟及同") > 0 && p.side(end, "和与跟及等同") > 0 && (left || r.leads(end)) {
			return end
		}
	}
	return 0
}

// parts says that a symbol parts the names of a list.
func parts(x symbol) bool { return x.plain == '、' || x.plain == ',' }

// leads says that a list goes on from a symbol, name after name, to one that was taken out. Lists are followed for a
// while at once, so that a long one need not be read as often as it has names.
func (r reading) leads(i int) bool {
	for range 64 {
		if i+3 >= len(r) || !parts(r[i]) {
			return false
		}
		if r.gone(i + 1) {
			return true
		}
		first := r.surname(i + 1)
		i += 2 + first
		if first == 0 || !r.han(i-1) {
			return false
		}
		if r.han(i) {
			i++
		}
	}
	return false
}

// aside finds a name behind which something about the person is told: 陈珩（局长）, 王盛，男.
func (p *person) aside() int {
	for k := 2; k > 0 && p.first > 0 && (p.first == 2 || usual[p.reading[p.at].own]) && !p.begun() && !p.ended(); k-- {
		end := p.at + p.first + k
		told := asides.begins(p.reading, end) > 0 || end+1 < len(p.reading) && unicode.IsSpace(p.reading[end].plain) &&
			strings.ContainsRune("男女", p.reading[end+1].own) && p.edge(end+2)
		if end < len(p.reading) && p.han(end-1) && told && p.givenNames(p.at+p.first, k) &&
			p.placeless(end) > 0 && (k == 2 || !grammar[p.reading[p.at].own]) {
			return end
		}
	}
	return 0
}

// brief finds a full name of two symbols inside of a sentence, where words of grammar stand at both sides.
func (p *person) brief() int {
	r, end := p.reading, p.at+2
	if p.first != 1 || end >= len(r) || !safe[r[p.at].own] || !special[r[p.at+1].own] || p.begun() || p.ended() ||
		!p.edge(p.at) && !noName[r[p.at-1].own] && !strings.ContainsRune("的是和与及", r[p.at-1].own) ||
		!strings.ContainsRune("说的等和称在是对将把被给向让叫要不", r[end].own) {
		return 0
	}
	return p.placeless(end)
}

// side says what a name has at one side: nothing that ends it, a mark, the mark of a list.
func (p *person) side(i int, joins string) int {
	r := p.reading
	switch {
	case i < 0 || i >= len(r):
		return 1
	case r[i].own == '、':
		return 2
	case r[i].own == '］':
		return 0
	case strings.ContainsRune(joins, r[i].own):
		return 1
	case p.han(i) || r[i].word():
		return 0
	}
	return 1
}

// plain finds a full name that nothing announces: a usual surname and two characters that are hardly used but in names,
// where the word ends.
func (p *person) plain() int {
	r := p.reading
	i := p.at + p.first
	if p.first == 0 || p.first == 1 && (!usual[r[p.at].own] || grammar[r[p.at].own]) || p.begun() || p.ended() ||
		i+2 > len(r) ||
		r[p.at].own == '东' || !all(r[i:i+2], given) || noName[r[i].own] || noName[r[i+1].own] {
		return 0
	}
	if !all(r[i:i+2], special) && p.first == 1 && !safe[r[p.at].own] &&
		(r[i+1].own == '和' || !p.edge(p.at) && !noName[r[p.at-1].own] &&
			!strings.ContainsRune("的是和与及人方父妻子员", r[p.at-1].own)) {
		return 0
	}
	if end := p.placeless(i + 2); end > 0 && p.stops(end) {
		return end
	}
	return 0
}
