package directive

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// says are the verbs with which an order begins; tells are those of people who tell a story, pledge or remind.
	says = `强调|指出|要求|提出|明确|议定|决定|部署|认为|指示|批示|叮嘱各|号召|重申|明确提出|确定|议决|研究决定`
	tell = `表示|说|说道|介绍|告诉记者|告诉|坦言|感慨|称|嘱咐|叮嘱|提醒|呼吁|承诺|回忆|讲述|解释|透露|笑道|感叹|答道|问道|喊道|道`
)

var (
	// saying finds a clause that ends with who says what follows.
	saying = regexp.MustCompile(`^(.*?)(` + says + `|` + tell + `)(?:了|着|如下)?(?:[，,:：]|$)`)
	// saysWithin is one in front of a subject, without a mark between.
	saysWithin = regexp.MustCompile(`^(?:.*?(?:会议|大会|全会|会上|通知|方案|他|她|并|还)(?:还|再次|同时|最后|特别|进一步|就此)?|` +
		`[\p{Han}]{2,3}|.*(?:书记|市长|县长|区长|镇长|乡长|局长|主任)[\p{Han}]{2,3}(?:再次|还|最后)?)(?:强调|指出|要求|提出|明确|部署|希望)`)
	meetingEnd = regexp.MustCompile(`(?:会议|全会|大会|例会|常委会|座谈会|推进会|部署会|调度会|动员会|现场会|专题会|办公会|常务会|联席会|党组会|` +
		`会上|讲话中|讲话|会|通知|方案|纪要|意见|公告|通告|办法|决定|计划|文件|市委|县委|区委|省委|中央|国务院|州委|党委|党组|政府|办公室|指挥部|领导小组|` +
		`专班|局|委|组|部|厅)(?:还|并|再次|同时|最后|特别|进一步|随后|原则|一致|研究|一致同意|经研究|对此)*$`)
	andSays   = regexp.MustCompile(`(?:^|，|、)(?:并|还|再次|同时|最后|特别|进一步|随后|又|会上|一并|就此|对此|经研究|现场|逐一|就.{2,30}|对.{2,30})*$`)
	pronoun   = regexp.MustCompile(`^(?:他|她)(?:们)?(?:还|并|再次|同时|最后|特别|进一步|在.{1,30}|随后|对.{1,30}|就.{1,30})*$`)
	noSaying  = regexp.MustCompile(`^(?:按照|按|根据|对照|落实|贯彻|结合|符合|遵照|围绕|达到|满足|违反|提出的|不符合|依据)`)
	titleWord = regexp.MustCompile(`总书记|书记|市长|县长|区长|州长|省长|镇长|乡长|主席|主任|局长|部长|组长|秘书长|院长|检察长|司令员|政委|校长|处长|` +
		`科长|队长|所长|常委|委员|厅长|行长|董事长|总经理|会长|站长|专员|领导|总经济师|总工程师|林长|河长|指挥长|代表|同志`)
	afterName = regexp.MustCompile(`^(?:$|[，、：:；。“”（(]|主持|出席|强调|指出|要求|提出|在|率|到|深入|作|参加|并|带队|调研|就|对|前往|一行|赴|随后|听取|` +
		`讲话|还|也|又|代表|宣读|通报|传达|同志|说|表示|认为|来到|走访|检查|督导|督查|现场|专题|先后|再次|最后|实地|明确|介绍|告诉|等|率领|召集|召开|主任|任|` +
		`分别|首先|指示|部署|高度|充分|围绕|结合|从|与|和|一同|陪同|签发|安排|特别|进一步|同时|点评|总结)`)
)

// saidBefore is where who speaks ends in front of a subject, or nil.
func saidBefore(s string) []int {
	for _, v := range []string{"强调", "指出", "要求", "提出", "明确", "部署", "希望"} {
		if strings.Contains(s, v) {
			return saysWithin.FindStringIndex(s)
		}
	}
	return nil
}

// surnames are the family names that a name may begin with.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅" +
	"方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌" +
	"毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古" +
	"吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝练屠原印习赖衡匡匙帅"

var compound = regexp.MustCompile(`^(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|令狐|夏侯|司徒|慕容)`)

// noName are words that begin with a family name and are none.
var noName = regexp.MustCompile(`^(?:方案|文件|党委|党组|党中|常委|纪委|纪要|章程|安委|安全|全会|全市|全县|时任|同时|高度|明确|明年|应当|应急|和谐|成立|成员|` +
	`关于|于是|管理|路长|林长|林业|农业|农村|司法|连日|向全|单位|左右|项目|华中|万元|高新|金融|文明|文旅|游客|江苏|江西|湖南|师生|原则|习惯|卫健|车间|` +
	`宗旨|边境|商务|冷静|解决|任务|任何|尤其|乔迁|包括|包保|安排|武装|武警|江河|方面|任组|白天|石化|水利|程序|温馨|简要|盛会|马上|关键|后来|主管)`)

// noEnd are characters with which places and bodies end, and names do not.
const noEnd = "县市区镇乡村局办部委州省路街厂院校会组站所"

// nameAt is the person's name at the beginning of a text, or "".
func nameAt(s string) string {
	most := []int{3, 2}
	if compound.MatchString(s) {
		most = []int{4, 3}
	} else if !has(surnames, first(s)) || noName.MatchString(s) {
		return ""
	}
	for _, n := range most {
		name := head(s, n)
		if utf8.RuneCountInString(name) == n && allHan(name) && !has(noEnd, last(name)) &&
			afterName.MatchString(s[len(name):]) {
			return name
		}
	}
	return ""
}

func head(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func allHan(s string) bool {
	for _, r := range s {
		if r < 0x4e00 || r > 0x9fff {
			return false
		}
	}
	return true
}

// nameIn is the last name in a text: at its beginning, behind a mark, or behind a title.
func nameIn(s string) string {
	var all [][]int
	if strings.ContainsAny(s, "记长席任员委处行理专领林河指代同") {
		all = titleWord.FindAllStringIndex(s, -1)
	}
	for i := len(all) - 1; i >= 0; i-- {
		if n := nameAt(s[all[i][1]:]); n != "" && !titleWord.MatchString(n) {
			return n
		}
	}
	if at := strings.LastIndexAny(s, "，、。；"); at >= 0 {
		_, n := utf8.DecodeRuneInString(s[at:])
		if name := nameAt(s[at+n:]); name != "" {
			return name
		}
	}
	return nameAt(s)
}

// frame is who is speaking, and whether what he says orders anything.
type frame struct {
	on      bool
	speaker string
}

// said looks whether a clause says who speaks; text is the sentence up to the end of the clause without its mark, and
// clause the end of it. told says that the clause was one of speaking at all.
func (c *cutter) said(text, clause string) (f frame, told bool) {
	who, verb, ok := saysLast(clause)
	if !ok {
		return f, false
	}
	whole := text[:len(text)-len(clause)+len(who)]
	if noSaying.MatchString(who) || orders(who) {
		return f, false
	}
	name, known := c.whoSays(who, whole)
	if !known {
		return f, isTelling(verb) && utf8.RuneCountInString(who) >= 2
	}
	if isTelling(verb) {
		// what a leader of this article says is as good as what he stresses; what others tell is a story
		return frame{on: verb == "说" && name != "" && c.leaders[name], speaker: name}, true
	}
	if name != "" {
		c.leaders[name] = true
	}
	return frame{on: true, speaker: name}, true
}

// verbs are all verbs of speaking, the longer ones first.
var verbs = sync.OnceValue(func() []string {
	all := strings.Split(says+"|"+tell, "|")
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
})

// saysLast splits a clause that ends with a verb of speaking.
func saysLast(clause string) (who, verb string, ok bool) {
	clause = strings.TrimSuffix(strings.TrimRight(clause, "了着，,:："), "如下")
	for _, v := range verbs() {
		if who, ok := strings.CutSuffix(clause, v); ok {
			return who, v, true
		}
	}
	return "", "", false
}

func isTelling(verb string) bool { return strings.Contains("|"+tell+"|", "|"+verb+"|") }

// whoSays finds the name in the words before a verb of speaking; known is false where they are no speaker.
func (c *cutter) whoSays(who, whole string) (name string, known bool) {
	who = strings.TrimLeft(who, openers+closers)
	switch {
	case andSays.MatchString(who):
		if n := nameIn(whole); n != "" {
			return n, true
		}
		return c.frame.speaker, true
	case pronoun.MatchString(who):
		if n := nameIn(strings.TrimSuffix(whole, who)); n != "" && !c.frame.on {
			return n, true
		}
		if c.mentioned != "" {
			return c.mentioned, true
		}
		return c.frame.speaker, true
	}
	if n := nameAt(who); n != "" {
		return n, true
	}
	if meetingEnd.MatchString(who) && !titleWord.MatchString(lastWords(who, 4)) {
		if n := nameIn(who); n != "" && !strings.HasPrefix(who, "会议") {
			return n, true
		}
		return "", true
	}
	if n := nameIn(who); n != "" {
		return n, true
	}
	return "", false
}

// lastWords are the last n characters.
func lastWords(s string, n int) string {
	for i := len(s); i > 0; n-- {
		if n == 0 {
			return s[i:]
		}
		_, w := utf8.DecodeLastRuneInString(s[:i])
		i -= w
	}
	return s
}
