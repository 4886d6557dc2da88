package care

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/redact"
)

// Span is a part of a text for the press that tells, alone or with others, who a minor is (未成年人保护法 §49, §103).
type Span struct {
	From, To int    // in characters
	Text     string // what stands there
	Why      string // the code of the reason: WhyName …
}

// Why a span tells who it is.
const (
	WhyName   = "name"
	WhySchool = "school"
	WhyHome   = "home"   // village, community, street, estate
	WhyPhoto  = "photo"  // a picture of the minor, or the place where one stands
	WhyNumber = "number" // phone, identity paper, plate
	WhyKin    = "kin"    // who the parents are, by name or work
	WhyAll    = "all"    // age, province and police station together
)

const (
	han      = `\p{Han}`
	surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元" +
		"卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓单杭洪" +
		"包诸左石崔吉钮龚程邢裴陆荣翁荀羊甄曲家封芮储靳汲松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥" +
		"能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利蔚越师巩聂晁勾敖融冷辛阚那简饶空曾沙养" +
		"鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖"
	fullName  = `(?:[` + surnames + `])` + han + `{1,2}?`
	provinces = `北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|` +
		`贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门`
)

// pressRules find what tells who it is by itself. The first group is what is shown.
var pressRules = []struct {
	why string
	re  *regexp.Regexp
}{
	{WhyName, regexp.MustCompile(`(?:名叫|叫做|姓名为?[:：]?|女孩|男孩|少女|少年|学生|儿童|小孩|孩子|同学)(` +
		fullName + `)(?:（|\(|，|,|、|。|今年|现年|在|是|的|离|独|说|来|从|与|和|$)`)},
	{WhyName, regexp.MustCompile(`(` + fullName + `)(?:（|\(|，|,)?(?:男|女|今年|现年)?[，,]?\d{1,2}(?:周)?岁`)},
	{WhySchool, regexp.MustCompile(`(` + han + `{1,10}?(?:小学|中学|幼儿园|职校|技校|学校|附中|附小|[一二三四五六七八九十]中))`)},
	{WhySchool, regexp.MustCompile(`((?:[一二三四五六七八九]|初|高)[一二三]?(?:年级)?[（(]?[0-9一二三四五六七八九十]+[)）]?班)`)},
	{WhyHome, regexp.MustCompile(`(` + han + `{1,6}(?:村|社区|小区|家园|花园|屯|寨))`)},
	{WhyHome, regexp.MustCompile(`(` + han + `{1,8}(?:路|街|巷|大道)\d+号)`)},
	{WhyPhoto, regexp.MustCompile(`(合影|正面照|照片|图为|图片|文/图|视频截图|监控画面)`)},
	{WhyKin, regexp.MustCompile(`((?:父亲|母亲|爸爸|妈妈|爷爷|奶奶|家长|监护人)(?:名叫|叫|是)?(?:[` + surnames + `])(?:某某?|` + han +
		`{1,2}))(?:，|,|。|、|说|在|和|与|驾|来|对|$)`)},
}

// together are the three that tell it together.
var together = []*regexp.Regexp{
	regexp.MustCompile(`\d{1,2}\s*(?:周)?岁`),
	regexp.MustCompile(`(?:` + provinces + `)(?:省|市|自治区)?(?:籍|人|的)?`),
	regexp.MustCompile(han + `{2,4}(?:派出所|警务站|公安分局|救助站)`),
}

// Press finds what in a text for the press tells who a minor is, in the order of the text. A text about no minor has
// nothing. What it does not find a reader still may: it helps who checks, and lets nothing out.
func Press(text string) []Span {
	if !Young(text) {
		return nil
	}
	var out []Span
	add := func(from, to int, why string) {
		a := utf8.RuneCountInString(text[:from])
		s := Span{From: a, To: a + utf8.RuneCountInString(text[from:to]), Text: text[from:to], Why: why}
		if !slices.ContainsFunc(out, func(o Span) bool { return o.From < s.To && s.From < o.To && o.Why == s.Why }) {
			out = append(out, s)
		}
	}
	for _, r := range pressRules {
		for _, m := range r.re.FindAllStringSubmatchIndex(text, -1) {
			add(m[2], m[3], r.why)
		}
	}
	var all [][]int
	for _, re := range together {
		m := re.FindStringIndex(text)
		if m == nil {
			all = nil
			break
		}
		all = append(all, m)
	}
	if all != nil {
		for _, re := range together {
			for _, m := range re.FindAllStringIndex(text, -1) {
				add(m[0], m[1], WhyAll)
			}
		}
	}
	for line := range strings.Lines(text) {
		if _, hit := redact.Text(line); hit {
			from := strings.Index(text, line)
			add(from, from+len(strings.TrimRight(line, "\n")), WhyNumber)
		}
	}
	slices.SortStableFunc(out, func(a, b Span) int { return cmp.Or(a.From-b.From, a.To-b.To) })
	return out
}
