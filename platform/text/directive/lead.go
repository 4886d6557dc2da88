package directive

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	byWhom   = regexp.MustCompile(`由([\p{Han}、（）“”\d]{2,40}?)(?:同志)?(?:总?牵头|负责|负总责|主办|承办|组织实施|具体落实)`)
	heads    = regexp.MustCompile(`(?:^|[，；。（(：要])((?:[\p{Han}、“”]){2,40}?)(?:负责)?牵头`)
	inCharge = regexp.MustCompile(`[（(]([\p{Han}、“”]{2,60}?)(?:负责|牵头)(?:[，；、][^（）()]*)?[）)]`)
	helpers  = regexp.MustCompile(`(?:^|[，；、。])(?:由)?([\p{Han}、“”]{2,40}?)(?:配合|协助|协同|参与)(?:$|[，。；）)])`)
	field    = regexp.MustCompile(`(` + labels + `)\s*[】\]]?\s*[:：]\s*([^；;。\n]*?)\s*(?:$|[；;。）)\]]|` +
		`[，,、 ]?[（(\[【]?(?:` + labels + `)[】\]]?\s*[:：])`)
	doers = regexp.MustCompile(`^((?:[\p{Han}、（）“”]){2,60}?(?:局|委|办|部门|单位|中心|镇|乡|街道|县|区|政府|党委|公司|集团|学校|医院|社区|` +
		`村|专班|大队|院|所|站|办公室|指挥部|领导小组|河长|林长|路长))(?:负责|牵头|会同|要|应|须|必须|于|在|每|按照|对|将|把|` +
		`` + verb[:len(verb)-len("|")] + `|` + adverb + `)`)
)

// leadOf says who leads and who helps, in words of the text. subject is what stands in front of the order.
func leadOf(quote, subject string) (lead, with string) {
	if m := helpers.FindStringSubmatch(quote); m != nil && !acting.MatchString(m[1]) {
		with = strings.TrimPrefix(m[1], "由")
	}
	for _, re := range []*regexp.Regexp{inCharge, byWhom, heads} {
		if m := re.FindStringSubmatch(quote); m != nil && office.MatchString(m[1]) {
			return unlinked(m[1]), with
		}
	}
	subject = unlinked(strings.TrimRight(subject, pausing))
	if subject != "" && utf8.RuneCountInString(subject) <= 40 && !wide.MatchString(subject) &&
		!strings.HasPrefix(subject, "对") && (crowd.MatchString(subject) || office.MatchString(subject)) {
		return strings.TrimSuffix(adverbEnd.ReplaceAllString(subject, ""), "不"), with
	}
	if subject == "" {
		if m := doers.FindStringSubmatch(quote); m != nil && !acting.MatchString(m[1]) {
			return unlinked(strings.TrimPrefix(strings.TrimPrefix(m[1], "请"), "由")), with
		}
	}
	return "", with
}

var (
	// wide are subjects that stand for everybody, or for no one who could be asked.
	wide = regexp.MustCompile(`^(?:全市上下|全县上下|全区上下|全省上下|全市|全县|全区|我们|大家|全体)$|(?:工作|服务|意识|方面|会议|机会|社会|组织指挥|力量|` +
		`能力|质量|建设|思想|班子建设|措施|保障)$`)
	adverbEnd = regexp.MustCompile(`(?:也|都|还|更|就|均|务必|一定|必须|始终|首先|特别|尤其|同样)+$`)
)

func unlinked(s string) string {
	s = strings.TrimLeft(s, pausing+openers+closers)
	for {
		m := leading.FindString(s)
		if m == "" || m == s {
			return s
		}
		s = s[len(m):]
	}
}

// label reads what a plan says of who and by when (责任单位：…；完成时限：…) and gives it to the clauses of its item.
func (c *cutter) label(s string) {
	var lead, with, due string
	for at := 0; at < len(s); {
		m := field.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		name, value := s[at+m[2]:at+m[3]], strings.Trim(s[at+m[4]:at+m[5]], blank+"，,、。；;）)")
		switch {
		case strings.Contains(name, "时") || strings.Contains(name, "间"):
			due = dueOf(value, c.day)
			if due == "" && endless.MatchString(value) {
				due = "-"
			}
		case strings.Contains(name, "配合") || strings.Contains(name, "协办") || strings.Contains(name, "参加"):
			with = value
		case strings.Contains(name, "领导") || strings.Contains(name, "人"): // a person, who is named beside the body
		case strings.Contains(name, "牵头") || strings.Contains(name, "主办"):
			lead, c.headed = value, true
		case !c.headed:
			lead = value
		case with == "":
			with = value
		}
		at += m[5]
	}
	for i := c.item; i < len(c.out); i++ {
		cl := &c.out[i]
		if lead != "" && (cl.Lead == "" || cl.Lead != lead) && cl.Type.Directs() {
			cl.Lead = lead
		}
		if with != "" {
			cl.With = with
		}
		if due == "-" && cl.Type.Directs() {
			cl.Type = Duty
		} else if due != "" && due != "-" && cl.Due == "" && cl.Type.Directs() {
			cl.Due, cl.Type = due, Task
		}
	}
}

// endless is what stands in the place of a date.
var endless = regexp.MustCompile(`长期|持续|常年|每(?:年|月|周|日|季度?)`)

// dueOf is the date of a cell, which says no more than the date.
func dueOf(s string, day date) string {
	if d := dueIn(s, day); d != "" {
		return d
	}
	if endless.MatchString(s) {
		return ""
	}
	return dueIn(s+"前", day)
}

var columns = []struct {
	name string
	head *regexp.Regexp
}{
	{"task", regexp.MustCompile(`任务|内容|事项|举措|措施|问题`)},
	{"lead", regexp.MustCompile(`牵头单位|责任单位|主办|责任部门|牵头部门`)},
	{"with", regexp.MustCompile(`配合|协办|参加`)},
	{"due", regexp.MustCompile(`时限|时间`)},
}

// row takes a row of a table: its head says what the columns are, each other row is a task.
func (c *cutter) row(p *paragraph) {
	all := cells(p.text)
	if c.columns == nil {
		heads := map[string]int{}
		for i, cell := range all {
			for _, col := range columns {
				if _, taken := heads[col.name]; !taken && col.head.MatchString(p.text[cell.from:cell.to]) {
					heads[col.name] = i
					break
				}
			}
		}
		if _, ok := heads["task"]; ok && len(heads) >= 2 {
			c.columns = heads
		}
		return
	}
	at, ok := c.columns["task"]
	if !ok || at >= len(all) {
		return
	}
	from, to := trim(p.text, all[at].from, all[at].to)
	if from >= to || utf8.RuneCountInString(p.text[from:to]) < 3 {
		return
	}
	c.item, c.headed = len(c.out), false
	c.add(p, piece{edge: from, from: from, must: must{from, from, from}, order: true, frame: frame{on: true}}, to, "")
	cell := func(name string) string {
		if i, ok := c.columns[name]; ok && i < len(all) {
			return p.text[all[i].from:all[i].to]
		}
		return ""
	}
	if c.item == len(c.out) {
		return
	}
	cl := &c.out[c.item]
	cl.Lead, cl.With = cell("lead"), cell("with")
	if due := dueOf(cell("due"), c.day); due != "" {
		cl.Due, cl.Type = due, Task
	}
}
