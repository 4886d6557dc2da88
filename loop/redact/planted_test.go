package redact

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// truth is where something stands that has to be taken out.
type truth struct {
	kind     Kind
	from, to int
}

// planted is a message into which numbers, names and addresses were put, and where they are.
type planted struct {
	text  string
	clean string // as it was before
	row   string // of the file it is from; empty for a written one
	truth []truth
}

// plant puts a sentence with what stands for @ replaced into a message: at its beginning, its end or between two of
// its sentences.
func (p *planted) plant(r *rand.Rand, sentence, it string, kind Kind) {
	at := strings.IndexByte(sentence, '@')
	in := truth{kind, at, at + len(it)}
	p.insert(r, strings.Replace(sentence, "@", it, 1), in)
}

// insert puts a text in whose truths are given; a text that ends with $ goes to the end, one that begins with ^ to the
// beginning.
func (p *planted) insert(r *rand.Rand, s string, in ...truth) {
	at := 0
	switch {
	case strings.HasPrefix(s, "^"):
		s = s[1:]
		for i := range in {
			in[i].from, in[i].to = in[i].from-1, in[i].to-1
		}
	case strings.HasSuffix(s, "$"):
		s, at = s[:len(s)-1], len(p.text)
	default:
		at = p.between(r)
	}
	for i := range p.truth {
		if p.truth[i].from >= at {
			p.truth[i].from += len(s)
			p.truth[i].to += len(s)
		}
	}
	for _, x := range in {
		p.truth = append(p.truth, truth{x.kind, x.from + at, x.to + at})
	}
	p.text = p.text[:at] + s + p.text[at:]
}

// between is a place between two sentences of the message.
func (p *planted) between(r *rand.Rand) int {
	var places []int
	for i, c := range p.text {
		if strings.ContainsRune("。！？；", c) {
			places = append(places, i+len(string(c)))
		}
	}
	if len(places) == 0 {
		return 0
	}
	return some(r, places)
}

// The ways in which numbers and names really stand in messages.
var (
	asked = map[Kind][]string{
		Phone: {"我的电话@，", "请打@联系我。", "联系电话：@。", "手机号@。", "电话@（微信同号）。", "有事找我@，", "邻居的号码是@，", "可以拨打@核实。",
			"@是我的手机。", "Tel:@。",
			"对方用@打过来，"},
		Landline: {"家里座机@。", "电话：@。", "请回电@，", "座机是@，晚上在家。", "固话@。", "打我店里电话@，"},
		Identity: {"身份证号@。", "身份证号码：@，", "本人身份证@。", "证件号码@，", "户主身份证：@，"},
		Card:     {"银行卡号@。", "退款请打到@，", "工资卡@一直没有到账。", "建行账户@，", "卡号：@。"},
		Plate:    {"车牌@的车占了盲道，", "一辆@停在消防通道。", "车牌号：@。", "肇事车辆@跑了，", "有台白色小车@天天乱停，"},
		Mail:     {"邮箱@。", "材料请发到@，", "E-mail：@，", "我的邮箱是@，", "请回复@。"},
		WeChat:   {"微信@。", "加我微信：@，", "微信号是@，", "VX：@，", "薇信@，"},
		QQ:       {"QQ@。", "QQ号：@，", "加QQ@，", "扣扣@，", "我的QQ是@，"},
	}
	nameAfter = []string{"^我叫@，今年52岁，", "^您好，我叫@，家住城南，", "^我叫@是一名退伍军人，", "联系人：@，", "联系人 @，", "联系人：@（业主代表）。",
		"姓名：@，性别：男，", "投诉人：@，",
		"反映人：@。$", "投诉人：@$", "反映人　@$", " @$", "　　　　@\n2026年3月1日$", "\n@$", "此致敬礼！ @$", "举报人：@ 2026年1月5日$",
		"^本人@，男，", "^我是@，住在城北，",
		"^我是@的女儿，", "当事人@不肯出面，", "老板@一直不接电话，", "村主任@说没有钱，", "业主@家里漏水半年，", "店主@把货堆在路上，", "经办人@让我们再等等，",
		"我的名字叫@，", "村民@可以作证，",
		"包工头@至今没有发工资，", "证明人：@、", "法定代表人：@，", "申请人：@，"}
	nameBefore = []string{"昨天@先生来看过，", "找到@女士协商，", "@师傅说修不了，", "@老师让家长签字，", "@老板答应赔偿，", "物业的@经理说过几天，",
		"社区@主任来过一次，", "@科长不肯签字，",
		"@书记您好，", "后来@医生重新开了药，", "一个姓张的和@队长都在场，"}
	surnameOnly = []string{"昨天@先生来看过，", "找到@女士协商，", "@师傅说修不了，", "@老师让家长签字，", "@老板答应赔偿，", "物业的@经理说过几天，", "社区@主任来过一次，",
		"办事的@科长不肯签字，", "我姓@，"}
	doorsAt = []string{"家住@，", "住址：@。", "我住在@，", "就在@，", "地址@，", "漏水的是@，"}
)

// numberOf is a number of a kind as somebody might write it.
func numberOf(r *rand.Rand, kind Kind) string {
	switch kind {
	case Phone:
		return fmt.Sprintf("1%d%s", 3+r.IntN(7), figures(r, 9))
	case Landline:
		return some(r, []string{"0734", "0731", "0755", "0739"}) + fmt.Sprint(2+r.IntN(7)) + figures(r, 6)
	case Identity:
		return identityNumber(r)
	case Card:
		return cardNumber(r)
	case Plate:
		return some(r, []string{"湘D", "湘A", "粤B", "湘E", "鄂A"}) + some(r, []string{"", "D", "F"}) + figures(r, 5)
	case Mail:
		return some(r, []string{"zhang", "li.wei", "hy_wang", "chen2008", "a"}) + figures(r, 3) +
			some(r, []string{"@qq.com", "@163.com", "@sina.com.cn", "@139.com"})
	case WeChat:
		return some(r, []string{"wxid_", "hengyang", "zhang-", "xiaoli_", "abc"}) + figures(r, 3+r.IntN(5))
	}
	return fmt.Sprint(1+r.IntN(9)) + figures(r, 5+r.IntN(5))
}

func figures(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	return b.String()
}

// identityNumber is one with its right check digit (GB 11643).
func identityNumber(r *rand.Rand) string {
	d := some(r, []string{"430402", "430405", "430421", "430124"}) +
		fmt.Sprintf("%d%02d%02d", 1940+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28)) + figures(r, 3)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(d[i]-'0')
	}
	return d + string("10X98765432"[sum%11])
}

// cardNumber is one with its right check digit (ISO/IEC 7812).
func cardNumber(r *rand.Rand) string {
	d := some(r, []string{"622202", "621700", "622848", "436742"}) + figures(r, 9+3*r.IntN(2))
	for c := '0'; c <= '9'; c++ {
		if luhn(d + string(c)) {
			return d + string(c)
		}
	}
	return d
}

// disguised writes a number as people do who want to be read, or do not want to be found.
func disguised(r *rand.Rand, kind Kind, s string) string {
	switch r.IntN(8) {
	case 0: // in groups
		if kind == Phone {
			return s[:3] + " " + s[3:7] + " " + s[7:]
		}
		if kind == Landline {
			return s[:4] + "-" + s[4:]
		}
		if kind == Card || kind == Identity {
			return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:]
		}
		if kind == QQ {
			return s[:3] + " " + s[3:]
		}
	case 1: // dotted
		if kind == Phone {
			return s[:3] + some(r, []string{".", "-", "·"}) + s[3:7] + some(r, []string{".", "-", "·"}) + s[7:]
		}
		if kind == Plate {
			return s[:len("湘D")] + "·" + s[len("湘D"):]
		}
	case 2: // every figure apart
		if kind == Phone || kind == Landline || kind == Identity {
			return strings.Join(strings.Split(s, ""), some(r, []string{" ", "-", "."}))
		}
	case 3: // full-width
		return strings.Map(func(c rune) rune {
			if c > ' ' && c < 0x7F {
				return c + 0xFEE0
			}
			return c
		}, s)
	case 4: // spoken: 幺三八
		if kind == Phone || kind == Landline || kind == QQ {
			return strings.Map(func(c rune) rune { return []rune("零幺二三四五六七八九")[c-'0'] }, s)
		}
	case 5: // with what does not print
		if c := []rune(s); len(c) > 5 && kind != Mail {
			return string(c[:3]) + "\u200b" + string(c[3:5]) + "\u2060" + string(c[5:])
		}
	case 6: // formal
		if kind == Phone || kind == Landline {
			return strings.Map(func(c rune) rune { return []rune("零壹贰叁肆伍陆柒捌玖")[c-'0'] }, s)
		}
	}
	return s
}

// doorWay is an address to the door: what stays of it, and what has to go.
func doorWay(r *rand.Rand) (stays, goes string) {
	n := func(of int) int { return 1 + r.IntN(of) }
	room := fmt.Sprintf("%d%02d", n(32), n(8))
	at := some(r, []string{"阳光花园", "金源小区", "白沙洲家园", "解放大道", "常青苑"})
	switch r.IntN(8) {
	case 0:
		return fmt.Sprintf("%s%d栋", at, n(30)), fmt.Sprintf("%d单元%s室", n(4), room)
	case 1:
		return fmt.Sprintf("%s%d栋", at, n(30)), room
	case 2:
		return fmt.Sprintf("解放路%d号院%d号楼", n(99), n(9)), room + some(r, []string{"", "室", "房", "号"})
	case 3:
		return fmt.Sprintf("英陂村%d组", n(20)), fmt.Sprintf("%d号", n(99))
	case 4:
		return fmt.Sprintf("%s%d-", at, n(20)), fmt.Sprintf("%d-%s", n(3), room)
	case 5:
		return fmt.Sprintf("%s%d幢", at, n(30)), some(r, []string{"一", "二", "三"}) + "单元" +
			some(r, []string{"三零一", "五〇二", "一二零四"}) + "室"
	case 6:
		return fmt.Sprintf("%s%d座", at, n(9)), fmt.Sprintf("%d楼%s房", n(32), room)
	}
	return fmt.Sprintf("%s%d栋", at, n(30)), fmt.Sprintf("%d单元%d楼%s", n(4), n(7), some(r, []string{"东户", "西户", "左边"}))
}

// plantNames plants names as they really stand, n of them over the messages.
func plantNames(r *rand.Rand, texts []planted, n int) {
	begun, ended := map[int]bool{}, map[int]bool{}
	for i := range n {
		p := &texts[i%len(texts)]
		full, family := somebody(r)
		switch r.IntN(3) {
		case 0:
			how := some(r, nameBefore)
			if r.IntN(2) == 0 {
				how, full = some(r, surnameOnly), family
			}
			p.plant(r, how, full, Name)
		default:
			how := some(r, nameAfter)
			first, last := strings.HasPrefix(how, "^"), strings.HasSuffix(how, "$")
			if first && begun[i%len(texts)] || last && ended[i%len(texts)] {
				how, first, last = "联系人：@，", false, false
			}
			begun[i%len(texts)], ended[i%len(texts)] = begun[i%len(texts)] || first, ended[i%len(texts)] || last
			p.plant(r, how, full, Name)
		}
	}
}

// sown puts numbers of every kind, names and addresses into messages, each n times, a tenth of the numbers as two of
// one sentence.
func sown(seed uint64, texts []planted, n int) {
	r := rand.New(rand.NewPCG(seed, 1627))
	next := 0
	turn := func() *planted { next++; return &texts[(next*7)%len(texts)] }
	for _, kind := range []Kind{Phone, Landline, Identity, Card, Plate, Mail, WeChat, QQ} {
		for i := range n {
			it := disguised(r, kind, numberOf(r, kind))
			if i%10 == 0 && (kind == Phone || kind == Landline || kind == Plate) {
				more := disguised(r, kind, numberOf(r, kind))
				lead := map[Kind]string{Phone: "电话", Landline: "座机", Plate: "车牌"}[kind]
				join := some(r, []string{"或者", "、", " / ", "，另一个"})
				from := len(lead) + len(it) + len(join)
				turn().insert(r, lead+it+join+more+"。", truth{kind, len(lead), len(lead) + len(it)},
					truth{kind, from, from + len(more)})
				continue
			}
			turn().plant(r, some(r, asked[kind]), it, kind)
		}
	}
	for range n {
		stays, goes := doorWay(r)
		how := some(r, doorsAt)
		at := strings.IndexByte(how, '@')
		turn().insert(r, strings.Replace(how, "@", stays+goes, 1),
			truth{Door, at + len(stays), at + len(stays) + len(goes)})
	}
	plantNames(r, texts, 3*n)
}
