package directive

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Words of which 要 is a piece: by what stands before it, and by what stands behind it.
const (
	beforeMust = "重主需必纪摘简概提首紧扼次险索机政显精撮辑旨只想快若将谁会讨夺切冲枢举节述纲诊综专之为宁岂"
	// behindMust begins a word with 要, unless what goes on is one of the words that are named.
	behindMust = "求点素害么务职道地塞闻件领义旨案目诀略冲隘挟价账饭脸命犯员"
)

var (
	// goesOnMust are words that begin behind an 要 that orders: 要求真务实, 要点面结合, 要领导带头.
	goesOnMust = regexp.MustCompile(`^(?:求真|求实|求新|求进|求稳|求变|求同|点面|点对点|点亮|点题|素质|务实|务必|务求|务本|道路|` +
		`地方|地毯|闻令|闻汛|闻警|闻过|闻风|件件|领导|领会|领先|领办|领学|领悟|领题|义不|义无|案件|目标|目不|目光|冲在|冲锋|` +
		`命令|员工|价值|价格)`)
	notMust = regexp.MustCompile(`^(?:不是|不然|不要|不得(?:$|[，。])|不，|是(?:说|不|没|能|有|再|在|我|你|他|$)|紧(?:的|$)|好的|强的|` +
		`知道|说(?:变|起|有|最|的|到)|问|数(?:变|最)|想(?:富|实现|发展|真正|让|把|要|在|做|打|解决|走)|过年|价|回家|走|去世|来了)`)
	// asking is what makes an 要 of the same clause no order.
	asking = regexp.MustCompile(`如果|假如|倘若|假若|若是|如若|是否|为什么|为何|怎么|要不要|哪怕|即使|难道|何必`)
	// speaks for itself: 我要.
	ownWill = regexp.MustCompile(`(?:我|他|她|它|你|咱|俺|您|谁|孩子|老人|女儿|儿子|丈夫|妻子|自己)(?:们)?(?:还|也|都|就|总|又|每天|每年|一直|今后|以后)*$`)
	habit   = regexp.MustCompile(`(?:每天|每晚|常常|往往|通常|总是?|经常|马上就|眼看就|很快就|正|刚|才|最少|至少|多半|恐怕|可能|大约|差点|打算|准备|想着|说好|约好|` +
		`嚷着|吵着|闹着)(?:都|也|还)?$`)
	pledge = regexp.MustCompile(`(?:表示|承诺|发誓|下决心|打算|希望能|期待|相信|坦言|感慨)`)
	// crowd begins a subject that stands for those who are told to do something.
	crowd = regexp.MustCompile(`^(?:各级|各地|各县|各市|各区|各乡|各镇|各街道|各村|各部门|各单位|各有关|各相关|各责任|各成员|各行业|各学校|各企业|` +
		`各专班|各工作|各牵头|各党|各科|各股|各银行|各金融|各级各|各位代表|全市|全县|全区|全省|全州|全镇|全乡|全体|市直|县直|区直|省直|有关部门|有关单位|` +
		`相关部门|相关单位|党员干部|广大党员|广大干部|领导干部|党政主要|主要负责|主要领导|班子成员|牵头单位|责任单位|职能部门|行业主管|属地)`)
	office = regexp.MustCompile(`(?:局|委|办|部|部门|单位|中心|镇|乡|街道|县|区|市|政府|党委|党组|党工委|公司|集团|学校|医院|社区|村|组|专班|大队|支队|` +
		`总队|院|所|站|联|会|委员会|办公室|指挥部|干部|党员|负责人|负责同志|领导|书记|同志|人员|代表|委员|机关|支部|企业|队伍|方面|` +
		`河长|林长|路长|网格员|组织|上下|各方|主体|园区|行)$`)
	// lead words in front of an 要 that belong to no subject.
	linking = regexp.MustCompile(`^(?:[一二三四五六七八九十]{1,2}是?|第[一二三四五六七八九十][，是]?|首先是?|其次是?|再次|最后|同时|此外|另外|还|也|更|都|又|既|` +
		`并|并且|而且|且|因此|所以|为此|对此|下一步|接下来|下步|当前|今后|关键|特别|特别是|尤其|尤其是|务必|一定|坚决|就|才|还是|` +
		`归根到底|总之|我们|大家|同志们|那么|于是|但|但是|可是|不过|其中|目前|眼下|始终|进一步|要求|今年|明年|今后一个时期|工作中|具体)+$`)
	seen    = regexp.MustCompile(`^要(?:清醒)?(?:地)?(?:看到|认识到|意识到)`) // 但也要看到: what is not well yet
	forbids = regexp.MustCompile(`必须|务必|不得|严禁|不准|不能|禁止|应当|一律|应该`)
	ought   = regexp.MustCompile(`必须|务必|不得|严禁|不准|禁止|应当|一律|须|应`)
	noOught = regexp.MustCompile(`(?:对|适|响|供|反|相|回|呼|效|感|顺|照|报|答|策)应$|(?:无|亟|急|些)须$`)
	onOught = regexp.MustCompile(`^(?:急|对|用|届|急响应|知|变|邀|有的|该说)`)
)

// must is where an order stands in a clause.
type must struct {
	from int // where its subject begins
	at   int // the word itself
	to   int // behind it
}

// orders says that a piece of text holds a 要 that looks like an order, whoever says it.
func orders(s string) bool {
	for from := 0; from < len(s); {
		at := strings.Index(s[from:], "要")
		if at < 0 {
			return false
		}
		at += from
		if wordMust(s, at) {
			return true
		}
		from = at + len("要")
	}
	return false
}

// wordMust says that the 要 at a place of a text is a word of its own.
func wordMust(s string, at int) bool {
	behind := s[at+len("要"):]
	if has("，。；：、”）》", first(behind)) || behind == "" {
		return false
	}
	if has(behindMust, first(behind)) && !goesOnMust.MatchString(behind) || notMust.MatchString(behind) {
		return false
	}
	before := s[:at]
	if !has(beforeMust, last(before)) {
		return true
	}
	switch { // 会要, 会议要, 部署会要, 想要, 以…为要: some are words, some are the ends of subjects
	case strings.HasSuffix(before, "会"):
		return utf8.RuneCountInString(before) >= 3 && !strings.HasSuffix(before, "都会") &&
			!strings.HasSuffix(before, "不会")
	case strings.HasSuffix(before, "必"):
		return strings.HasSuffix(before, "何必") || strings.HasSuffix(before, "务必")
	case strings.HasSuffix(before, "为"):
		return strings.HasSuffix(before, "作为") || strings.HasSuffix(before, "行为")
	case strings.HasSuffix(before, "思想"), strings.HasSuffix(before, "干将"), strings.HasSuffix(before, "项目之"):
		return true
	case strings.HasSuffix(before, "行政"), strings.HasSuffix(before, "财政"), strings.HasSuffix(before, "民政"),
		strings.HasSuffix(before, "党政"), strings.HasSuffix(before, "农机"), strings.HasSuffix(before, "司机"),
		strings.HasSuffix(before, "急诊"), strings.HasSuffix(before, "环节"), strings.HasSuffix(before, "细节"),
		strings.HasSuffix(before, "春节"), strings.HasSuffix(before, "问题必"):
		return true
	}
	return false
}

// findMust looks for the first order of a clause that begins at from and ends at to. Whoever is told must be known to
// be told (on), unless the subject itself says that it is an order.
func findMust(s string, from, to int, on, paper bool) (must, bool) {
	clause := s[from:to]
	for at := 0; ; {
		i := strings.Index(clause[at:], "要")
		if i < 0 {
			break
		}
		i += at
		at = i + len("要")
		if !wordMust(clause, i) {
			continue
		}
		before, skip := subjectOf(clause[:i])
		if !mayOrder(before, on) || seen.MatchString(clause[i:]) && strings.HasSuffix(before, "也") {
			break
		}
		m := must{from: from + skip, at: from + i, to: from + at}
		if strings.HasSuffix(clause[:i], "不") { // 不要
			m.at -= len("不")
		}
		return m, true
	}
	if !on {
		return must{}, false
	}
	return findOught(clause, from, paper)
}

// findOught looks for 必须, 不得 and the like; in papers also for 应 and 须.
func findOught(clause string, from int, paper bool) (must, bool) {
	words := forbids
	if paper {
		words = ought
	}
	for _, m := range words.FindAllStringIndex(clause, 4) {
		before, skip := subjectOf(clause[:m[0]])
		behind := clause[m[1]:]
		word := clause[m[0]:m[1]]
		if (word == "应" || word == "须") && (noOught.MatchString(clause[:m[1]]) || onOught.MatchString(behind)) {
			continue
		}
		if strings.Contains(before, "要") || asking.MatchString(before) || ownWill.MatchString(before) ||
			behind == "" || has("的，。、", first(behind)) || strings.HasSuffix(before, "的") && word == "必须" {
			continue
		}
		if !paper && before != "" && !linking.MatchString(before) && !crowd.MatchString(before) &&
			!office.MatchString(before) {
			continue // 群众不能解决的问题
		}
		return must{from + skip, from + m[0], from + m[1]}, true
	}
	return must{}, false
}

// subjectOf is what of the words in front of an order is its subject, and how many bytes stand before it: who says it
// (秦国文强调各级…), a number (一是), a link (同时).
func subjectOf(before string) (string, int) {
	skip := 0
	if m := saidBefore(before); m != nil {
		skip = m[1]
	}
	for {
		rest := before[skip:]
		if m := mark.FindString(rest); m != "" {
			skip += len(m)
			continue
		}
		if r := first(rest); has("“‘\"”’（(【", r) && !closed(rest) {
			skip += utf8.RuneLen(r)
			continue
		}
		if alone.MatchString(rest) {
			return "", len(before)
		}
		if m := leading.FindString(rest); m != "" {
			skip += len(m)
			continue
		}
		return rest, skip
	}
}

// leading are the links that go from the front of a subject one after another.
var leading = regexp.MustCompile(`^(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十][，、是]|首先是?|其次是?|同时|此外|另外|并且|而且|` +
	`因此|所以|为此|下一步|接下来|特别是|尤其是|同志们|还是|但是|要求|希望)`)

// alone is a number or a link and nothing else.
var alone = regexp.MustCompile(`^(?:[一二三四五六七八九十]{1,2}|第[一二三四五六七八九十]{1,2}|其[一二三四五六]|首先|其次|再次|最后|同时|此外|另外)$`)

// closed says that the quote at the beginning of a text is closed within it.
func closed(s string) bool {
	switch first(s) {
	case '“':
		return strings.Contains(s, "”")
	case '‘':
		return strings.Contains(s, "’")
	case '（', '(':
		return strings.ContainsAny(s, "）)")
	case '【':
		return strings.Contains(s, "】")
	case '”', '’':
		return false
	}
	return strings.Count(s, "\"")%2 == 0
}

// mayOrder says that words in front of 要 can be a subject that is told something.
func mayOrder(before string, on bool) bool {
	if before == "不" || before == "" || linking.MatchString(before) {
		return on
	}
	if asking.MatchString(before) || ownWill.MatchString(before) || pledge.MatchString(before) {
		return false
	}
	if !on {
		return crowd.MatchString(before) && utf8.RuneCountInString(before) <= 40
	}
	return !habit.MatchString(before) && utf8.RuneCountInString(before) <= 60 && !strings.HasSuffix(before, "所")
}
