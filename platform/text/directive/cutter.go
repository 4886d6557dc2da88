package directive

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// cutter walks the paragraphs of a text and gathers its clauses.
type cutter struct {
	day date
	out []Clause

	press     bool // a newspaper's page: orders stand only where somebody is heard who gives them
	paper     bool // a notice, minutes, a plan: it orders by itself, and also by 应 and 须
	bare      bool // its numbered paragraphs order without any such word
	article   string
	block     []string // heading lines that wait for what they head
	written   bool     // who wrote it stood after them
	frame     frame
	author    string          // of a speech
	mentioned string          // the last person who was named: 他
	leaders   map[string]bool // who was heard giving orders in this article
	path      []step          // numbered headings
	item      int             // clauses before the last number: what stands after belongs to it
	headed    bool            // who leads it was told by 牵头
	held      *paragraph      // a numbered line that is a heading or a whole item
	columns   map[string]int  // of a table: which column says what
}

type step struct {
	level int
	text  string
}

var (
	minutes  = regexp.MustCompile(`会议纪要|会议记录|议定事项|会议议定|会议决定`)
	ordering = regexp.MustCompile(`通知如下|特此通知|提出如下意见|制定本方案|制定如下|请认真贯彻|遵照执行|贯彻执行|的通知$|方案$|行动计划|工作要点$|实施意见$`)
	official = regexp.MustCompile(`会议|各级|各部门|各单位|强调|指出|要求|同志们|通知|方案|工作|党委|政府`)
	personal = regexp.MustCompile(`[我他她]`)
	titled   = regexp.MustCompile(`(?:关于.{2,60}的?)(?:通知|意见|方案|决定|函|通报|报告|纪要|讲话|计划)|(?:纪要|通知书?|建议书|决定书|方案|计划|讲话|要点|意见|` +
		`预案)(?:（[^）]*）)?$`)
	spoken = regexp.MustCompile(`^同志们|(?:上的?|时的?)(?:讲话|发言)(?:（[^）]*）)?$|我讲[\p{Han}\d]{1,4}点`)
	docNo  = regexp.MustCompile(`[〔\[（(]\d{4}[〕\]）)]第?\d+号$`)
	speech = regexp.MustCompile(`讲话|致辞|发言`)
	muted  = regexp.MustCompile(`指导思想|工作目标|目标任务|总体目标|主要目标|基本情况|背景|重要意义|总体情况|工作成效|存在的?(?:主要)?问题|主要问题|适用范围|概况|` +
		`编制依据|发展现状|会议内容|^总体要求`)
	inline = regexp.MustCompile(`[（(\[【]?(?:` + labels + `)[】\]]?[:：]`)
)

// see learns from the whole text what sort it is.
func (c *cutter) see(lines iter.Seq[line]) {
	c.leaders = map[string]bool{}
	numbers, persons, offices, papers, talks := 0, 0, 0, false, false
	for l := range lines {
		switch {
		case byline.MatchString(l.text), dateline.MatchString(l.text):
			c.press = true
		case numbered.MatchString(l.text), label.MatchString(l.text), isRow(l.text):
			numbers++
		}
		talks = talks || spoken.MatchString(l.text)
		papers = papers || minutes.MatchString(l.text) || ordering.MatchString(l.text)
		if personal.MatchString(l.text) {
			persons++
		}
		if official.MatchString(l.text) {
			offices++
		}
	}
	c.paper = !c.press && (papers || numbers >= 3)
	c.bare = c.paper && !talks
	if !c.press && !c.paper && persons > 2*offices {
		c.press = true // a story
	}
	c.reset()
}

// reset begins an article: nobody has spoken yet.
func (c *cutter) reset() {
	c.frame = frame{on: !c.press, speaker: c.author}
	c.leaders, c.mentioned = map[string]bool{}, ""
	c.path, c.item = c.path[:0], len(c.out)
}

// close ends the text.
func (c *cutter) close() { c.settle(false) }

func (c *cutter) paragraph(p *paragraph) {
	if p.sort != row {
		c.columns = nil
	}
	c.settle(p.sort == body || p.sort == heading || p.sort == ordered && levelOf(p.text) > c.heldLevel())
	switch p.sort {
	case aside:
	case signed:
		c.written = true
	case heading:
		c.block = append(c.block, p.raw)
	case row:
		c.begin(p)
		c.row(p)
	case labeled:
		c.label(p.text)
	case ordered:
		c.begin(p)
		c.ordered(p)
	default:
		c.begin(p)
		c.text(p, 0)
	}
}

// begin looks whether the headings that wait head a new article.
func (c *cutter) begin(p *paragraph) {
	news := dateline.MatchString(p.raw)
	fits := c.written || news || c.article == "" || soft.MatchString(p.text) ||
		!c.press && slices.ContainsFunc(c.block, titled.MatchString)
	if fits && len(c.block) > 0 || news {
		c.author = ""
		if !c.press && slices.ContainsFunc(c.block, speech.MatchString) {
			c.author = nameIn(squeeze(c.block[len(c.block)-1]))
			for i := len(c.block) - 2; c.author == "" && i > 0; i-- {
				c.author = nameIn(squeeze(c.block[i]))
			}
		}
		if len(c.block) > 0 {
			c.article = headingOf(c.block, c.press)
		} else if c.written || c.frame.on || c.article != "" && len(c.out) > c.item {
			c.article = ""
		}
		c.reset()
	}
	c.block, c.written = c.block[:0], false
}

// headingOf is the line of a block that is the heading itself: what says that it is a paper, or what stands behind a
// line that ends with a dash, or the first one.
func headingOf(block []string, press bool) string {
	for _, b := range block {
		if !press && titled.MatchString(b) {
			return b
		}
	}
	for len(block) > 1 && docNo.MatchString(block[0]) {
		block = block[1:]
	}
	for i, b := range block {
		if strings.HasSuffix(b, "——") && i+1 < len(block) {
			return block[i+1]
		}
	}
	return block[0]
}

func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return has(blank, r) }), "")
}

// levelOf is how deep a number stands: 一、 is 1, （一） 2, 1. 3, （1） 4, ① 5; 0 without one.
func levelOf(s string) int {
	m := numbered.FindStringSubmatchIndex(s)
	if m == nil {
		return 0
	}
	for g := 1; g <= 6; g++ {
		if m[2*g] >= 0 {
			return g % 6 // a chapter or an article is above them all
		}
	}
	return 0
}

func (c *cutter) heldLevel() int {
	if c.held == nil {
		return 0
	}
	return levelOf(c.held.text)
}

// ordered takes a paragraph that begins with a number: a heading, an item, or a heading and its text in one line.
func (c *cutter) ordered(p *paragraph) {
	level := levelOf(p.text)
	for len(c.path) > 0 && c.path[len(c.path)-1].level >= level {
		c.path = c.path[:len(c.path)-1]
	}
	c.item, c.headed = len(c.out), false
	if c.bare {
		c.frame = frame{on: true, speaker: c.author}
	}
	skip := len(mark.FindString(p.text))
	if p.open && !inline.MatchString(p.text) && !(orders(p.text[skip:]) && utf8.RuneCountInString(p.text) > 30) {
		c.held = p
		return
	}
	if end := sentenceEnd(p.text, skip); end < len(p.text) {
		lead := strings.TrimRight(p.text[skip:end], terminal+closers)
		long, pauses := utf8.RuneCountInString(lead), strings.Count(lead, "，")
		if (pauses == 0 && long <= 30 || pauses == 1 && long <= 20) && !orders(lead) &&
			!inline.MatchString(p.text[end:min(len(p.text), end+30)]) {
			c.path = append(c.path, step{level, lead})
			skip = end
		}
	}
	c.text(p, skip)
}

// settle decides on a numbered line without an end: what follows it directly says whether it heads something.
func (c *cutter) settle(heads bool) {
	p := c.held
	if p == nil {
		return
	}
	c.held = nil
	skip := len(mark.FindString(p.text))
	if !heads {
		c.text(p, skip)
	}
	c.path = append(c.path, step{levelOf(p.text), p.text[skip:]})
}

func (c *cutter) steps() (out []string) {
	for _, s := range c.path {
		out = append(out, s.text)
	}
	return out
}

// quiet says that the numbered heading above tells of aims and reasons, where nothing is ordered without a word for it.
func (c *cutter) quiet() bool {
	return slices.ContainsFunc(c.path, func(s step) bool { return muted.MatchString(s.text) })
}

// text cuts a paragraph from a place on: sentence by sentence, around what stands in it of who and by when.
func (c *cutter) text(p *paragraph, from int) {
	quotes := c.quotes(p.text)
	before := ""
	for from < len(p.text) {
		end := sentenceEnd(p.text, from)
		m := inline.FindStringIndex(p.text[from:end])
		if m == nil {
			c.sentence(p, from, end, before, quotes)
			before, from = p.text[from:end], end
			continue
		}
		at := from + m[0]
		if at > from {
			c.sentence(p, from, at, before, quotes)
		}
		end = labelEnd(p.text, at)
		c.label(p.text[at:end])
		from = end
	}
}

// labelEnd is where what says who and by when is over: at its bracket, or at the end.
func labelEnd(s string, at int) int {
	if has("（(【[", first(s[at:])) {
		if i := strings.IndexAny(s[at:], "）)】]"); i >= 0 && !strings.HasPrefix(s[at:], "【") {
			_, n := utf8.DecodeRuneInString(s[at+i:])
			return at + i + n
		}
	}
	return len(s)
}

// most is how many bytes a sentence may have; a longer one is taken in pieces.
const most = 6000

// sentenceEnd is where the sentence that begins at from is over, quotes behind its mark included.
func sentenceEnd(s string, from int) int {
	for i, r := range s[from:] {
		at := from + i
		if i > most && has(pausing, r) || i > 2*most {
			return at + utf8.RuneLen(r)*btoi(has(pausing, r)) + btoi(i == 0)
		}
		if !has("。！？!?", r) {
			continue
		}
		at += utf8.RuneLen(r)
		for at < len(s) {
			q, n := utf8.DecodeRuneInString(s[at:])
			if !has(closers+"。！？", q) {
				break
			}
			at += n
		}
		return at
	}
	return len(s)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// quoted is a quote of a paragraph that is followed by who said it.
type quoted struct {
	span
	frame frame
}

var (
	quote    = regexp.MustCompile(`“[^“”]{4,}?[。！？，…]”`)
	saidLast = regexp.MustCompile(`^([^“”。！？：]{1,40}?)(` + says + `|` + tell + `)(?:[。，：“]|$)`)
)

func (c *cutter) quotes(s string) (out []quoted) {
	if !strings.Contains(s, "”") {
		return nil
	}
	for _, q := range quote.FindAllStringIndex(s, -1) {
		m := saidLast.FindStringSubmatch(s[q[1]:min(len(s), q[1]+200)])
		if m == nil {
			continue
		}
		f := frame{on: !isTelling(m[2])}
		if f.on || c.leaders[nameIn(m[1])] {
			f = frame{true, nameIn(m[1])}
		}
		out = append(out, quoted{span{q[0], q[1]}, f})
	}
	return out
}
