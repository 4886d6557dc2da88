package directive

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// piece is what was found in a sentence: where a clause begins, and its order; or, without one, where none goes on.
type piece struct {
	edge  int // where the one before it ends
	from  int
	must  must
	order bool
	frame frame
}

// sentence finds the clauses of one sentence.
func (c *cutter) sentence(p *paragraph, from, to int, before string, quotes []quoted) {
	s := p.text
	var found []piece
	previous := span{-1, -1} // the part before, where it neither orders nor tells who speaks
	begin := from + skipped(s[from:to])
	bare := c.bare && !c.quiet() && !preamble.MatchString(s[from:to])
	for _, part := range parts(s, from, to) {
		clause := s[part.from:part.to]
		if c.tells(s, from, part) {
			found, previous = append(found, piece{edge: part.from}), span{-1, -1}
			bare = bare && !strings.HasSuffix(clause, "认为") && !strings.HasSuffix(clause, "指出")
			continue
		}
		if n := nameIn(clause); n != "" {
			c.mentioned = n
		}
		begun := len(found) > 0 && found[len(found)-1].order
		x, ok := c.order(s, part, previous, bare && !begun, override(c.frame, part.from, quotes))
		if ok && x.must.at == x.must.to && len(found) == 0 && len(c.path) > 0 && !telling.MatchString(s[begin:to]) {
			x.from, x.edge, x.must = begin, begin, must{begin, begin, begin} // an item orders from its first word
		}
		if ok {
			found = append(found, x)
		}
		previous = part
		if ok && x.must.at < x.must.to {
			previous = span{-1, -1}
		}
	}
	if !c.press {
		c.frame.on = true // a pledge in a paper is one sentence; the paper goes on
	}
	for i, f := range found {
		end := to
		if i+1 < len(found) {
			end = found[i+1].edge
		}
		if f.order {
			c.add(p, f, end, before)
		}
	}
	if len(found) == 0 && c.frame.on {
		c.praise(p, from, to, before)
	}
}

// order finds what a part of a sentence orders: by 要 and the like, or in a bare paper by its verb alone.
func (c *cutter) order(s string, part, previous span, bare bool, f frame) (piece, bool) {
	m, ok := findMust(s, part.from, part.to, f.on, c.paper)
	if !ok {
		if !bare || !f.on || !commands(s[part.from:part.to]) {
			return piece{}, false
		}
		at := part.from + skipped(s[part.from:part.to])
		m = must{at, at, at}
	}
	start := m.from
	if previous.from >= 0 && (!ok || m.from <= part.from+len("“")) {
		subject := s[m.from:m.at]
		if !ok {
			subject = s[m.from:part.to]
		}
		if introduces(s[previous.from:previous.to], subject) {
			start = previous.from
		}
	}
	return piece{edgeOf(s, start, part, previous), start, m, true, f}, true
}

// edgeOf is where what stands before a clause ends: a number or a link in front of it (二是, 同时，) is of neither.
func edgeOf(s string, start int, part, previous span) int {
	if previous.from >= 0 && alone.MatchString(strings.Trim(s[previous.from:previous.to], openers+closers)) {
		return min(start, previous.from)
	}
	return min(start, part.from)
}

// tells says that a part only tells who speaks; it changes who does. So does what stands in front of a subject in the
// same part (秦国文强调各级要…), though the part goes on.
func (c *cutter) tells(s string, from int, part span) bool {
	clause := s[part.from:part.to]
	if m := saidBefore(clause); m != nil && m[1] < len(clause) {
		if f, told := c.said(s[from:part.from+m[1]], clause[:m[1]]); told {
			c.frame = f
		}
	}
	f, told := c.said(s[from:part.to], clause)
	if told {
		c.frame = f
	}
	return told
}

// override puts who is named behind a quote in the place of who was named before.
func override(f frame, at int, quotes []quoted) frame {
	for _, q := range quotes {
		if at >= q.from && at < q.to {
			return q.frame
		}
	}
	return f
}

// parts splits a sentence at its pauses, but not inside of a title or a bracket.
func parts(s string, from, to int) (out []span) {
	depth, at := 0, from
	for i, r := range s[from:to] {
		switch {
		case has("《（(", r):
			depth++
		case has("》）)", r):
			depth = max(0, depth-1)
		case depth == 0 && has("，；：,;:", r) || r == '—' && strings.HasPrefix(s[from+i:to], "——"):
			if from+i > at {
				out = append(out, span{at, from + i})
			}
			at = from + i + utf8.RuneLen(r)
		}
	}
	if end := at + len(strings.TrimRight(s[at:to], terminal)); end > at {
		out = append(out, span{at, end})
	}
	return out
}

var (
	// topic is a part that says about what, when or under which condition the next one orders something.
	topic = regexp.MustCompile(`^(?:由.{2,40}(?:牵头|负责)$|对|对于|针对|凡|凡是|面对|围绕|按照|根据|结合|遵照|依据|在.{2,20}(?:上|中|方面|时|前|` +
		`期间|过程中|基础上)$|` +
		`(?:力争|确保|务必)?(?:于|到|至|截至)?(?:\d{4}年|今年|明年|本月|下月)?\d{0,2}月?\d{0,2}(?:日|月底|年底|底)?(?:之?前|以前|内)$)`)
	someone = regexp.MustCompile(`^(?:各|全市|全县|全区|全省|全镇|全乡|市|县|区|省|乡镇|街道|党员|广大|有关|相关|领导干部|机关|职能|行业|责任|牵头|属地|` +
		`村)[\p{Han}、“”（）()]{0,38}$`)
	acting = regexp.MustCompile(`(?:加强|推进|落实|开展|建立|完善|坚持|提高|做好|抓好|强化|确保|实现|取得|推动|召开|举行)`)
)

// introduces says that a part belongs to the order behind it: it says about what, or who.
func introduces(part, subject string) bool {
	part = strings.TrimLeft(part, openers+closers)
	if topic.MatchString(part) && !orders(part) {
		return true
	}
	return subject == "" && someone.MatchString(part) && !acting.MatchString(part) && office.MatchString(part)
}

// add makes a clause of what was found.
func (c *cutter) add(p *paragraph, f piece, to int, before string) {
	from, to := trim(p.text, f.from, to)
	if from >= to || f.must.to > to {
		return
	}
	quote := p.text[from:to]
	lead, with := leadOf(quote, p.text[min(max(from, f.must.from), f.must.at):f.must.at])
	if lead == "" && from < f.must.from {
		lead, _ = leadOf("", strings.TrimRight(p.text[from:f.must.from], pausing))
	}
	cl := Clause{
		Quote: quote, Start: int(p.at[from]), End: int(p.at[to-1]) + 1, Article: c.article, Speaker: f.frame.speaker,
		Text: deed(p.text[max(from, f.must.from):to], p.text[f.must.at:to]), Due: dueIn(quote, c.day), Lead: lead,
		With: with, Before: short(before), Path: c.steps(),
	}
	cl.Type = typeOf(cl.Quote, cl.Due)
	c.out = append(c.out, cl)
}

// deed is what is to be done: the words behind 要; those of another order (不得, 必须) stay.
func deed(whole, order string) string {
	if rest, ok := strings.CutPrefix(order, "要"); ok {
		return rest
	}
	if order == "" {
		return whole
	}
	return order
}

// short keeps the end of a text.
func short(s string) string {
	if len(s) <= 600 {
		return s
	}
	at := len(s) - 600
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at++
	}
	return "…" + s[at:]
}

// trim takes marks off the edges of a piece, and brackets and quotes that have no other half in it.
func trim(s string, from, to int) (int, int) {
	for from < to {
		r, n := utf8.DecodeRuneInString(s[from:to])
		if !has("，。；：、！？,;:!?—… \t”’）)》】", r) && !(has("“‘（(【", r) && !closed(s[from:to])) {
			break
		}
		from += n
	}
	for from < to {
		r, n := utf8.DecodeLastRuneInString(s[from:to])
		if has("”’）)》】", r) && matched(s[from:to], r) {
			break
		}
		if !has("，。；：、！？,;:!?—… \t“‘（(《【”’）)】》", r) {
			break
		}
		to -= n
	}
	return from, to
}

// matched says that the bracket at the end of a text has its other half in it.
func matched(s string, end rune) bool {
	pairs := map[rune]rune{'”': '“', '’': '‘', '）': '（', ')': '(', '》': '《', '】': '【'}
	return strings.Count(s, string(pairs[end])) >= strings.Count(s, string(end))
}

var (
	adverb = `切实|认真|全面|积极|大力|进一步|着力|严格|持续|深入|坚决|扎实|加快|及时|依法|统筹|抓紧|尽快|不断|充分|主动|广泛|有序|稳步|` +
		`精准|科学|高质量|有效|重点|分级|分类|逐一|逐项|逐级|定期|按时|按期|同步|共同|联合|集中|努力|优先|合理|适时|立即|迅速|坚定不移|` +
		`继续|切实有效|深入扎实|严肃|规范|牢固|年内|限期|每(?:年|季度?|月|周|日|天|半年)|原则上|一律|全力|全程|常态化|认真组织|层层|进一`
	verb = `加强|建立|完善|推进|开展|制定|落实|强化|健全|推动|深化|优化|提升|提高|做好|抓好|抓实|做实|做细|做优|做强|做大|坚持|实施|组织|明确|成立|` +
		`召开|印发|编制|出台|起草|拟定|梳理|排查|摸清|摸排|整治|整改|清理|清查|核查|核实|检查|督查|督促|督导|指导|引导|鼓励|支持|培育|发展|壮大|` +
		`打造|创建|构建|建设|改造|新建|改建|扩建|修复|修缮|更换|安装|配备|配齐|配强|设立|设置|划定|公示|公开|公布|发布|报送|上报|报告|提交|汇总|统计|` +
		`收集|征集|完成|确保|保障|保证|实行|执行|推行|推广|宣传|培训|演练|选派|选树|评选|考核|评估|验收|审计|审核|审批|监测|监管|监督|巡查|巡护|管控|防范|` +
		`防止|杜绝|严查|查处|打击|取缔|拆除|关停|淘汰|压实|压减|压缩|简化|整合|盘活|利用|拓宽|拓展|争取|安排|拨付|兑现|筹措|投入|列入|纳入|调整|充实|` +
		`发挥|突出|聚焦|围绕|把握|树立|增强|营造|形成|探索|创新|总结|研究|调研|走访|慰问|帮扶|救助|补齐|解决|化解|处置|处理|受理|办理|反馈|回复|` +
		`维护|管理|养护|种植|补植|开通|升级|启动|举办|举行|参加|学习|传达|贯彻|对照|对标|建成|引进|招引|扩大|规范|统一|控制|降低|减少|消除|净化|` +
		`绿化|美化|亮化|硬化|疏通|清淤|加固|储备|转移|撤离|值守|坚守|严守|守住|守牢|牵头|负责|协调|配合|协助|联合|收回|追究|约谈|通报|问责|` +
		`鼓励|试点|复核|抽查|暗访|回访|自查|申报|张贴|悬挂|印制|发放|签订|建档|登记|录入|上传|更新|制作|开设|选定|确定|摆放|增设|增加|新增|增派|派驻|派出|轮训|细化|量化|`
	commanding = regexp.MustCompile(`^(?:(?:` + adverb + `){1,3}(?:[\p{Han}]|“)|` +
		`(?:` + verb[:len(verb)-len("|")] + `)|由[\p{Han}、]{2,40}(?:牵头|负责|会同|组织|落实)|` +
		`(?:将|把)[\p{Han}“”、]{2,30}(?:纳入|列入|作为)|以.{2,30}为(?:重点|抓手|载体|契机|主题)|对.{2,40}(?:进行|开展|实施|实行|予以|给予)|` +
		`请(?:各|市|县|区|全|你|有关|相关|[\p{Han}]{2,12}(?:局|办|委|部|镇|街道|单位))|责成|委托|授权|同意由|不再|不断|自.{2,20}起)`)
	unitActs = regexp.MustCompile(`^[\p{Han}、（）“”]{2,60}?(?:局|委|办|部|部门|单位|中心|镇|乡|街道|县|区|政府|党委|公司|集团|学校|医院|社区|村|` +
		`专班|大队|院|所|站|办公室|指挥部|领导小组|河长|林长|路长)(?:负责|牵头|会同|配合|应|于|在|每|要|按照|根据|对|将|把|` +
		adverb + `|` + verb[:len(verb)-len("|")] + `)`)
	preamble = regexp.MustCompile(`主持召开|听取了|制定本|特制定|(?:通知|意见|纪要|方案|安排|报告)如下|^[\p{Han}]{2,14}是[\p{Han}“]`)
	telling  = regexp.MustCompile(`^[\p{Han}]{2,4}了|^有的|^(?:会议|本|为了?|根据|按照|近年来|今年以来|目前|当前|截至|自\d)|取得了|已经?|了$|召开了|` +
		`听取了|完成了|同比|达到了`)
	numberOf = regexp.MustCompile(`^[一二三四五六七八九十]{1,2}是`)
)

// skipped is how many bytes of a part stand before its order: a number, an opening quote.
func skipped(s string) int {
	n := len(mark.FindString(s))
	n += len(numberOf.FindString(s[n:]))
	return n
}

// commands says that a part of a paper orders something without a word for it: 建立台账, 由县水利局牵头.
func commands(s string) bool {
	s = s[skipped(s):]
	if telling.MatchString(s) && !strings.Contains(s, "牵头") {
		return false
	}
	return utf8.RuneCountInString(s) >= 4 && (commanding.MatchString(s) || unitActs.MatchString(s))
}

var praising = regexp.MustCompile(`取得了?[^。]{0,20}(?:成效|成绩|进展|成果|胜利)|充分肯定|积累了|形成了|实现了|涌现出|走在(?:了)?(?:全省|全市|全国)?前列|` +
	`更加(?:厚实|靓丽)|可圈可点|值得肯定`)

// praise keeps a sentence that says what was done well.
func (c *cutter) praise(p *paragraph, from, to int, before string) {
	if !praising.MatchString(p.text[from:to]) {
		return
	}
	from, to = trim(p.text, from, to)
	if from >= to {
		return
	}
	q := p.text[from:to]
	c.out = append(c.out, Clause{Quote: q, Start: int(p.at[from]), End: int(p.at[to-1]) + 1, Article: c.article,
		Speaker: c.frame.speaker, Type: Praise, Text: q, Before: short(before), Path: c.steps()})
}
