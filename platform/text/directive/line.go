package directive

import (
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"
)

// line is one line of the file that is not blank, without the blanks at its edges.
type line struct {
	text   string
	start  int  // code points of the file before it
	indent bool // two wide blanks or more before it
	gap    bool // a blank line stands before it
}

// blank are the blanks that lines are trimmed of and that healing may leave out: blanks for everybody who looks.
const blank = " \t\u3000\u00a0\r\n\v\f"

// split finds the lines that are not blank, one after another, so that a long text is never held twice.
func split(text string) iter.Seq[line] {
	return func(yield func(line) bool) {
		at, gap := 0, true
		for raw := range strings.Lines(text) {
			body := strings.TrimLeft(raw, blank)
			before := raw[:len(raw)-len(body)]
			n := utf8.RuneCountInString(raw)
			if body == "" {
				gap = true
				at += n
				continue
			}
			l := line{text: strings.TrimRight(body, blank), start: at + utf8.RuneCountInString(before), gap: gap,
				indent: strings.Count(before, "\u3000") >= 2 || strings.Count(before, " ") >= 4 ||
					strings.Contains(before, "\t")}
			for len(l.text) > longest { // a line without end is taken in pieces
				piece := l
				piece.text = l.text[:cutAt(l.text)]
				if !yield(piece) {
					return
				}
				l.text, l.start = l.text[len(piece.text):], l.start+utf8.RuneCountInString(piece.text)
			}
			if !yield(l) {
				return
			}
			at, gap = at+n, false
		}
	}
}

// cutAt is where a text that is too long is cut: behind its last sentence that fits, or between two characters.
func cutAt(s string) int {
	if at := strings.LastIndex(s[:longest], "。"); at > 0 {
		return at + len("。")
	}
	at := longest
	for at > longest-utf8.UTFMax && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}

// The lines with which something new begins, whatever stood before.
var (
	byline = regexp.MustCompile(`^[■●▲◆□★]?\s*(?:(?:文[/／]图|图[/／]文|文|图)\s*)?(?:本报|见习|全媒体|特约)*(?:记者|通讯员)(?:\s|` +
		`[\p{Han}、·]{0,3}[ \x{3000}])`)
	dateline = regexp.MustCompile(`^(?:本报(?:讯|[\p{Han}]{0,6}\d{1,2}月\d{1,2}日[讯电])|本[网台刊]讯|` +
		`[\p{Han}]{2,6}讯[ \x{3000}（(]|` +
		`新华社|[\p{Han}]{2,6}\d{1,2}月\d{1,2}日[讯电])`)
	numeral  = `[一二三四五六七八九十百]{1,4}`
	numbered = regexp.MustCompile(`^(?:(` + numeral + `、)|([（(]` + numeral + `[）)])|(\d{1,3}\s?[.．、](?:\s|[^\d\s]))|` +
		`([（(]\d{1,3}[）)])|([①-⑳])|(第` + numeral + `[章节条][\s　]))`)
	mark = regexp.MustCompile(`^(?:(?:[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百]{1,4}[）)]|\d{1,3}\s?[.．、]|` +
		`[（(]\d{1,3}[）)]|[①-⑳]|第[一二三四五六七八九十百]{1,4}[章节条])\s*)+`)
	pageNo = regexp.MustCompile(`^[—–\-－ ]*(?:第\s?)?\d{1,4}(?:\s?页)?[—–\-－ ]*$`)
	edge   = regexp.MustCompile(`^(?:附件[\d一二三四五]?[:：]|抄送[:：]|（此件|\(此件|主题词[:：]|同志们[:：，！!]|各位代表[:：]|` +
		`(?:时间|地点|主持人?|出席人?员?|列席人?员?|参加人?员?|参会人?员?|缺席|请假|记录人?|议题)[:：])`)
	// label is a line of a plan that says who and by when.
	label = regexp.MustCompile(`^[（(\[【]?(?:` + labels + `)\s*[】\]]?\s*[:：]`)
	// salutation addresses a paper.
	salutation = regexp.MustCompile(`^[^，。；]{2,80}[:：]$`)
	soft       = regexp.MustCompile(`^(?:\d{4}年)?\d{1,2}月\d{1,2}日|^\d{4}年\d{1,2}月|^(?:近日|日前|连日来|昨日|昨天|今日|今天|当日|` +
		`上午|下午|近年来|今年以来|据悉|据了解)|` +
		`^(?:会议|会上|全会|大会|座谈会|通知|记者)|^[\p{Han}]{2,3}(?:强调|指出|要求)[，：,:]`)
	saysEnd    = regexp.MustCompile(`(?:强调|指出|要求|说|道|如下|议定|决定|认为|明确|提出|表示)[:：]$`)
	tail       = regexp.MustCompile(`[（(][^（）()]{1,24}[）)]$`)
	occasional = regexp.MustCompile(`(?:下转|紧接|上接).{0,12}版`)
)

const (
	labels = `责任单位|牵头单位|主办单位|承办单位|负责单位|主责单位|配合单位|协办单位|参加单位|责任部门|牵头部门|配合部门|` +
		`责任领导|牵头领导|分管领导|责任人|牵头人|负责人|责任主体|完成时限|完成时间|办理时限|整改时限|时限要求|时间节点|时限|工作时限`
	terminal = "。！？!?…"
	closers  = "”’」』）)》】]\""
	openers  = "“‘「『（(《【["
	mid      = "，、。；：！？,;:”’）》」』】"
	pausing  = "，、；,;：:"
	hanging  = "的和与及对在以把将为向从于是不并或其该各全第被让使令由按据因但而且既又再更最很"
)

// fresh says that a line begins something new even after a line that was left open.
func fresh(s string) bool {
	return byline.MatchString(s) || dateline.MatchString(s) || numbered.MatchString(s) || label.MatchString(s) ||
		pageNo.MatchString(s) || edge.MatchString(s) || isRow(s)
}

// ended says that a line ends as a sentence does, quotes and a remark in brackets behind it included.
func ended(s string) bool {
	t := strings.TrimRight(s, closers)
	if has(terminal, last(t)) {
		return true
	}
	t = strings.TrimRight(tail.ReplaceAllString(s, ""), closers+blank)
	return t != "" && has(terminal, last(t)) || occasional.MatchString(s)
}

// unbalanced says that a quote, a title or a bracket is still open at the end.
func unbalanced(s string) bool {
	depth := [3]int{}
	for _, r := range s {
		switch r {
		case '“':
			depth[0]++
		case '”':
			depth[0]--
		case '《':
			depth[1]++
		case '》':
			depth[1]--
		case '（', '(':
			depth[2]++
		case '）', ')':
			depth[2]--
		}
	}
	return depth[0] > 0 || depth[1] > 0 || depth[2] > 0
}

// outside leaves out what stands in quotes, titles and brackets.
func outside(s string) string {
	if !strings.ContainsAny(s, "“《（(") {
		return s
	}
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case has("“《（(", r):
			depth++
		case has("”》）)", r) && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isRow says that a line is a row of a table.
func isRow(s string) bool { return strings.Count(s, "\t") >= 2 || strings.Count(s, "|") >= 3 }

// cells are the cells of a row, each with its place in the line in bytes.
func cells(s string) (out []span) {
	from := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != '\t' && s[i] != '|' {
			continue
		}
		if cell := strings.Trim(s[from:i], blank); cell != "" || i < len(s) && from > 0 {
			at := from + strings.Index(s[from:i], cell)
			out = append(out, span{at, at + len(cell)})
		}
		from = i + 1
	}
	return out
}

type span struct{ from, to int }
