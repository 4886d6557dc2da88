package redact

import (
	"strings"
	"unicode"
)

// name finds a person's name: where the text says that one follows, before a title, behind what somebody is to others,
// at the end of a letter, or where it stands by itself and looks like nothing else.
func name(r reading, at int) (span, bool) {
	if !r.han(at) && !r[at].letter() || r.inMark(at) {
		return span{}, false
	}
	p := person{reading: r, at: at, first: r.surname(at)}
	if p.first == 0 && !abroad[r[at].own] && !r[at].letter() && (at == 0 || r.han(at-1) && r[at-1].own != '叫') &&
		!given[r[at].own] {
		return span{}, false
	}
	p.look()
	for _, end := range []func() int{p.dotted, p.told, p.covered, p.entitled} {
		if to := end(); to > at {
			return span{at, to}, true
		}
	}
	for _, end := range []func() int{p.related, p.self, p.signed, p.aside, p.listed, p.plain, p.brief} {
		if to := end(); to > at && !r.gone(at-4) && !r.gone(to) {
			return span{at, to}, true
		}
	}
	return span{}, false
}

// gone says that the mark of a name stands somewhere. What stands beside one without anything between is no name of its
// own, or a row of names would have to be read as often as it has names.
func (r reading) gone(at int) bool {
	return at >= 0 && at < len(r) && r[at].own == '［' && r.text(at, at+4) == "［姓名］"
}

// person is a place in a text where a name may begin.
type person struct {
	reading
	at    int
	first int // symbols of the surname; none where no surname begins
	why   reason
	colon bool // a colon or a blank stands between
}

// reason is what stands before a name.
type reason uint8

const (
	nothing reason = iota
	introduction
	relation
	self
)

// inMark says that a symbol stands inside of the mark of what was taken out.
func (r reading) inMark(at int) bool {
	for i := at; i >= 0 && i > at-6; i-- {
		switch r[i].own {
		case '［':
			return true
		case '］':
			return i == at
		}
	}
	return false
}

// surname says how many symbols from one on are a surname.
func (r reading) surname(at int) int {
	if at+2 < len(r) && double[[2]rune{r[at].own, r[at+1].own}] {
		return 2
	}
	if usual[r[at].own] || rare[r[at].own] {
		return 1
	}
	return 0
}

// look finds the reason.
func (p *person) look() {
	i := p.at
	for n := 0; i > 0 && n < 4 && strings.ContainsRune(" \t\u3000\u00a0:(,=是为叫", p.reading[i-1].plain); n++ {
		c := p.reading[i-1].plain
		if c == ',' && n > 0 || (c == '是' || c == '为' || c == '叫') &&
			introduced.ending(p.reading, i)+selves.ending(p.reading, i) > 0 {
			break
		}
		p.colon = p.colon || c == ':' || c == '=' || unicode.IsSpace(c)
		i--
	}
	told, rel, me := introduced.ending(p.reading, i), relations.ending(p.reading, i), selves.ending(p.reading, i)
	comma := i < p.at && p.reading[i].plain == ','
	switch {
	case me > told && me > rel && !comma:
		p.why = self
	case told > 0 && !comma && (p.colon || i < p.at || p.reading[i-1].own == '叫' ||
		p.reading[i-1].own == '名' && told > 1):
		p.why = introduction
	case told > 0 && !comma || rel > 0 && !comma:
		p.why = relation
	}
}

func (r reading) edgeless(i int) bool { return !r.edge(i) }

// run says where the ideographs end that begin at a symbol; at most n are looked at.
func (r reading) run(at, n int) int {
	i := at
	for i < len(r) && i < at+n && r.han(i) {
		i++
	}
	return i
}

// dotted finds names of other peoples, whose parts a dot joins: 买买提·艾力.
func (p *person) dotted() int {
	is := func(i int) bool { return p.han(i) && abroad[p.reading[i].own] }
	if p.why == introduction {
		is = func(i int) bool { return p.han(i) && (abroad[p.reading[i].own] || !noName[p.reading[i].own]) }
	} else if p.at > 0 && is(p.at-1) || strings.ContainsRune("不都里地明", p.reading[p.at].own) {
		return 0
	}
	parts, i := 0, p.at
	for {
		from := i
		for i < len(p.reading) && i < from+8 && is(i) {
			i++
		}
		if i-from < 2 {
			break
		}
		parts++
		if i+1 >= len(p.reading) || !strings.ContainsRune("·•・.‧∙●⋅", p.reading[i].plain) || !p.han(i+1) {
			if parts == 1 {
				return p.undotted(i)
			}
			return i
		}
		i++
	}
	if parts > 1 {
		return i - 1
	}
	return 0
}

// undotted is such a name of one part, from three symbols on, where it is introduced or has a title.
func (p *person) undotted(end int) int {
	if end-p.at < 3 || p.why == introduction {
		return 0
	}
	if titles.begins(p.reading, end) > 0 {
		return end
	}
	return 0
}

// told finds the name that the text says follows.
func (p *person) told() int {
	if p.why != introduction || hard[p.reading[p.at].own] && !p.colon {
		return 0
	}
	if p.reading[p.at].letter() {
		return p.latin()
	}
	end := p.run(p.at, 9)
	n := end - p.at
	if noPerson[p.text(p.at, end)] || noPerson[p.text(p.at, p.at+2)] && n > 3 {
		return 0
	}
	if p.first == 0 {
		if all(p.reading[p.at:end], abroad) && n >= 3 ||
			p.colon && n >= 2 && n <= 3 && all(p.reading[p.at:end], given) {
			return end
		}
		return 0
	}
	if to := p.spaced(); to > 0 {
		return to
	}
	if n == p.first+1 && !noName[p.reading[end-1].own] ||
		n == p.first+2 && !(noName[p.reading[end-1].own] && noName[p.reading[end-2].own]) {
		return end
	}
	if t := titles.begins(p.reading, p.at+p.first); t > 0 {
		return p.at + p.first
	}
	if to := p.fit(); to > 0 {
		return to
	}
	if n > p.first+2 && usual[p.reading[p.at].own] && p.byThemselves(p.at+p.first) {
		return p.at + p.first + 1
	}
	return 0
}

// byThemselves says that a given name of one symbol, however rare, ends where a word of grammar stands.
func (p *person) byThemselves(i int) bool {
	return p.han(i) && !noName[p.reading[i].own] && i+1 < len(p.reading) && noName[p.reading[i+1].own] && p.colon
}

// spaced is a name with blanks between its symbols, as far as a mark.
func (p *person) spaced() int {
	r, i := p.reading, p.at+p.first
	if !p.colon || i+1 >= len(r) || !unicode.IsSpace(r[i].plain) || !p.han(i+1) || noName[r[i+1].own] {
		return 0
	}
	if i += 2; p.edge(i) && i+1 < len(r) && unicode.IsSpace(r[i].plain) && p.han(i+1) && p.edge(i+2) &&
		given[r[i+1].own] {
		return i + 2
	}
	if p.han(i) && p.edge(i+1) && given[r[i].own] && given[r[i-1].own] {
		return i + 1
	}
	if p.edge(i) && given[r[i-1].own] {
		return i
	}
	return 0
}

// latin is a name in Latin letters: up to three words that are no abbreviation.
func (p *person) latin() int {
	r, end, small := p.reading, 0, false
	if !p.colon && p.at > 0 && r[p.at-1].letter() {
		return 0
	}
	i := p.at
	for range 3 {
		from := i
		for i < len(r) && r[i].letter() {
			small = small || r[i].own >= 'a' && r[i].own <= 'z'
			i++
		}
		if i-from < 2 || ends(r.part(from, i-from), dialled) {
			break
		}
		if end = i; i+1 >= len(r) || r[i].plain != ' ' && r[i].plain != '·' || !r[i+1].letter() {
			break
		}
		i++
	}
	if !small || end < len(r) && end > 0 && r[end].digit() && !r[end].chinese {
		return 0
	}
	return end
}

// covered finds names that the writer covered himself: 王某某, 李XX.
func (p *person) covered() int {
	r, i := p.reading, p.at+p.first
	if p.first == 0 || i >= len(r) || p.ended() || noName[r[p.at].own] ||
		p.first == 1 && grammar[r[p.at].own] && p.edgeless(p.at) && relations.ending(r, p.at) == 0 {
		return 0
	}
	from := i
	for i < len(r) && i < from+3 && strings.ContainsRune("某X×*○□", r[i].plain) {
		i++
	}
	switch {
	case i == from, p.first == 1 && !usual[r[p.at].own], i < len(r) && strings.ContainsRune(placed, r[i].own),
		i < len(r) && r[i].word() && !r[i].chinese:
		return 0
	}
	if i == from+1 && p.han(i) && p.edge(i+1) && given[r[i].own] && !noName[r[i].own] {
		i++
	}
	return i
}

// ended says that the surname is the end of another word.
func (p *person) ended() bool {
	if p.at+1 < len(p.reading) && p.reading[p.at+1].own == '姓' ||
		p.reading[p.at].own == '张' && relations.ending(p.reading, p.at) > 0 {
		return false
	}
	return p.at > 0 && p.first == 1 && ended[[2]rune{p.reading[p.at-1].own, p.reading[p.at].own}]
}

// begun says that another word begins where the name would.
func (p *person) begun() bool {
	return p.first == 1 && p.at+1 < len(p.reading) && begins[[2]rune{p.reading[p.at].own, p.reading[p.at+1].own}]
}

// entitled finds the name before a title; the title stays.
func (p *person) entitled() int {
	r := p.reading
	if p.first == 0 {
		if r[p.at].letter() && (p.at == 0 || !r[p.at-1].letter()) {
			if to := p.latin(); to > 0 && titles.begins(r, to) > 0 && p.at+3 <= to {
				return to
			}
		}
		return 0
	}
	i := p.at + p.first
	believed := p.first == 2 || usual[r[p.at].own]
	if p.ended() || i < len(r) && usual[r[i].own] &&
		(r[p.at].own == '向' || r[p.at].own == '于' || grammar[r[p.at].own] && !p.edge(p.at)) {
		return 0
	}
	for k := 2; k > 0; k-- {
		if i+k >= len(r) || titles.begins(r, i+k) == 0 || !p.givenNames(i, k) || p.begun() ||
			noPerson[p.text(p.at, i+k)] ||
			p.begun() && (k < 2 || !all(r[i:i+k], special)) ||
			!believed && (k < 2 || hard[r[p.at].own] || !all(r[i:i+k], special)) {
			continue
		}
		return i + k
	}
	c := r[p.at].own
	free := p.edge(p.at) || strings.ContainsRune("的找和与跟被请是叫到由让给向对问望见陪帮区局院村司处站所校队委办镇乡道厂组", r[p.at-1].own) ||
		polite.begins(r, i) > 0
	switch {
	case p.first == 2:
	case !believed && (!p.edge(p.at) && r[p.at-1].own != '的' || hard[c] || p.at > 0 && r[p.at-1].digit()),
		grammar[c] && !free:
		return 0
	}
	if titles.begins(r, i) > 0 && !(p.begun() && titles.begins(r, i) < 2) {
		return i
	}
	return p.short(i)
}

// short are titles of one character and what else says a surname: 王总, 李姓男子, 陈氏夫妇.
func (p *person) short(i int) int {
	r := p.reading
	if i >= len(r) || p.begun() || p.first == 1 && !usual[r[p.at].own] {
		return 0
	}
	next := ' '
	if i+1 < len(r) {
		next = r[i+1].own
	}
	switch r[i].own {
	case '总':
		if !strings.ContainsRune("是共体计数之额会工和部监裁统署价量是经有面长站", next) {
			return i
		}
	case '姓':
		if next != '名' && next != '氏' && p.han(i+1) && !p.edge(i+1) {
			return i
		}
	}
	return 0
}

// givenNames says that k symbols can be a given name.
func (p *person) givenNames(i, k int) bool {
	liked := 0
	for _, x := range p.reading[i:min(i+k, len(p.reading))] {
		if !unicode.Is(unicode.Han, x.own) || noName[x.own] {
			return false
		}
		if given[x.own] {
			liked++
		}
	}
	return liked > 0
}

// fit says where a name ends that stands inside of a sentence: its given name is of two symbols that such names have,
// or of one. A place or a firm that is called after somebody is none.
func (p *person) fit() int {
	r, i := p.reading, p.at+p.first
	if i >= len(r) || !p.han(i) || noName[r[i].own] {
		return 0
	}
	two := i+1 < len(r) && p.han(i+1) && !noName[r[i+1].own] && titles.begins(r, i+1) == 0 &&
		relations.begins2(r, i+1) == 0 &&
		!(r[i+1].own == '一' && i+2 < len(r) && strings.ContainsRune("直个名位样些家起", r[i+2].own))
	switch {
	case two && given[r[i].own] && given[r[i+1].own]:
		if end := p.placeless(i + 2); end > 0 || !strings.ContainsRune("家一", r[i+1].own) {
			return end
		}
		return p.placeless(i + 1)
	case two && (given[r[i].own] || given[r[i+1].own]) && p.stops(i+2) && !p.stops(i+1):
		return p.placeless(i + 2)
	case given[r[i].own]:
		return p.placeless(i + 1)
	}
	return 0
}

// stops says that a sentence goes on at a symbol with a word of grammar, or ends.
func (p *person) stops(i int) bool {
	return p.edge(i) || noName[p.reading[i].own] || strings.ContainsRune(after, p.reading[i].own)
}

// placeless gives an end back unless a place or a firm goes on there.
func (p *person) placeless(end int) int {
	r := p.reading
	if end < len(r) && (strings.ContainsRune(placed, r[end].own) || end+1 < len(r) && r[end].own == '家' &&
		strings.ContainsRune(placed, r[end+1].own) && r[end+1].own != '里') ||
		strings.ContainsRune("路街镇乡村县区里苑府寺校坊巷坪组", r[end-1].own) {
		return 0
	}
	for i := p.at + p.first; i <= end; i++ {
		if afterNames.begins(r, i) > 0 {
			return 0
		}
	}
	if noPerson[p.text(p.at, end)] || end-p.at == 2 && r[end-1].own == '家' ||
		end-p.at == 3 && r[p.at+1].own == '家' && strings.ContainsRune(placed, r[end-1].own) {
		return 0
	}
	return end
}

// related finds the name behind what somebody is: 老板刘辉, 村民张三.
func (p *person) related() int {
	if p.why != relation || p.first == 0 || p.ended() {
		return 0
	}
	end := p.fit()
	if p.begun() && (end != p.at+3 || !usual[p.reading[p.at].own] || grammar[p.reading[p.at].own] ||
		!all(p.reading[p.at+1:end], special) || !p.stops(end)) {
		return 0
	}
	if p.first == 2 || end == 0 {
		return end
	}
	two := end-p.at-p.first == 2
	switch c := p.reading[p.at].own; {
	case !usual[c]:
		if !two || grammar[c] || hard[c] || !p.stops(end) || !all(p.reading[end-2:end], special) {
			return 0
		}
	case grammar[c] && !two && !special[p.reading[end-1].own], grammar[c] && !p.stops(end):
		return 0
	case !two && end < len(p.reading) && !p.edge(end) && !noName[p.reading[end].own] &&
		relations.begins2(p.reading, end) == 0 &&
		!strings.ContainsRune(after, p.reading[end].own):
		return 0
	}
	return end
}

// self finds the writer's own name: 我是王建国，, 我是陈小华的妻子.
func (p *person) self() int {
	r := p.reading
	if p.at > 1 && r[p.at-1].own == '姓' && p.first > 0 && strings.ContainsRune("我他她人贵板家位名都", r[p.at-2].own) &&
		(p.edge(p.at+p.first) || r[p.at+p.first].own == '名' || r[p.at+p.first].own == '的') {
		return p.at + p.first
	}
	if p.why != self || p.first == 0 || p.first == 1 && !usual[r[p.at].own] || p.begun() {
		return 0
	}
	end := p.fit()
	switch {
	case end == 0 || grammar[r[p.at].own] && end-p.at == 2 && !special[r[end-1].own]:
		return 0
	case p.edge(end), r[end].own == '的' && kin.begins(r, end+1) > 0:
		return end
	case end-p.at-p.first == 2 && strings.ContainsRune("于在系住男女现因今家是向", r[end].own):
		return end
	}
	return 0
}

// all says that symbols are all of a set, and that there are some.
func all(r reading, s map[rune]bool) bool {
	for _, x := range r {
		if !s[x.own] {
			return false
		}
	}
	return len(r) > 0
}
