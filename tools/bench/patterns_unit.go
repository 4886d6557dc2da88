package bench

import (
	"regexp"
	"strings"
)

// unitWords are the words by which replies name the units that answer, under the name that the unit gets here. A
// reform of 2018 renamed many: they are one. Trades are what a unit has to do with and name it only as part of an
// office (教育局, 教育部门); names stand for it alone.
var unitWords = []struct {
	unit          string
	trades, names []string
}{
	{"公安", []string{"公安", "交通警察", "刑侦", "治安"}, []string{"派出所", "交警", "车管所"}},
	{"教育", []string{"教育", "教体", "考试"}, nil},
	{"人社", []string{"人社", "人力资源", "劳动监察", "劳动保障", "社保", "社会保险"}, nil},
	{"住建房产", []string{"住建", "住房和城乡建设", "住房城乡建设", "住房保障", "房产", "房管", "城乡建设", "城建", "公积金", "质安监", "物业"},
		[]string{"质监站"}},
	{"自然资源规划", []string{"国土", "自然资源", "规划", "不动产"}, nil},
	{"城管", []string{"城管", "城市管理", "行政执法", "园林", "环卫", "市政", "拆违", "控违"}, nil},
	{"生态环境", []string{"环保", "生态环境", "环境保护"}, nil},
	{"卫健", []string{"卫计", "卫健", "卫生计生", "卫生健康", "疾控", "计生"}, []string{"医院"}},
	{"医保", []string{"医保", "医疗保障"}, nil},
	{"交通运输", []string{"交通", "公路", "运管", "道路运输", "客运", "公交"}, nil},
	{"民政", []string{"民政"}, nil},
	{"水利水务", []string{"水利", "水务", "自来水", "供水", "河长"}, nil},
	{"农业林业", []string{"农业", "农村局", "林业", "畜牧", "农委", "扶贫"}, nil},
	{"市场监管", []string{"工商", "市场监管", "市场监督", "食药", "食品药品", "质监局"}, nil},
	{"发改物价", []string{"发改", "物价", "发展和改革"}, nil},
	{"财税", []string{"税务", "财政", "国税", "地税"}, nil},
	{"文旅", []string{"文体", "文旅", "旅游", "文广", "文化", "体育"}, nil},
	{"供电", []string{"供电", "电力", "国网"}, nil},
	{"建设投资", []string{"城投", "轨道", "地铁", "投资开发", "建投", "指挥"}, nil},
	{"法院", nil, []string{"法院"}},
	{"残联", nil, []string{"残联"}},
	{"街道乡镇", nil, []string{"街道", "镇政府", "乡政府", "镇人民政府", "乡人民政府", "镇党委", "乡党委", "社区居委会", "我镇", "我乡"}},
}

var (
	// quoted is what a reply repeats of the question.
	quoted = regexp.MustCompile(`“[^”]{0,200}”|《[^》]{0,100}》`)
	// officeName is how the name of an office goes on after its trade: 教育|体育局, 农业|部门.
	officeName = regexp.MustCompile(`^(\p{Han}{0,9}?(局|厅|部门|中心|公司|集团|支队|大队|委员会)|\p{Han}{0,3}?(委|办|处|所|站|队|院|科|股))`)
	// What stands around a unit that looks into a matter, as against one that is merely mentioned.
	newSentence = regexp.MustCompile(`(^|[。！？!；])[\p{Han}A-Z0-9]{0,10}$`)
	signedAfter = regexp.MustCompile(`^[\p{Han}（）()]{0,16}(20\d\d年\d+月\d+日|二[〇○0零]\p{Han}{2}年\p{Han}{1,3}月\p{Han}{1,` +
		`3}日)($|网友|尊敬|您|你)`)
	sentBefore  = regexp.MustCompile(`(转|交由|交办|转交|转至|责成)[\p{Han}A-Z0-9]{0,6}$`)
	sentAfter   = regexp.MustCompile(`^[\p{Han}（）()]{0,14}?(调查|核实|核查|核处|办理|办复|答复|回复|处理|处置|[。，；])`)
	thanked     = regexp.MustCompile(`(感谢|谢谢)[^，。！；]{0,8}对[^，。！；]{0,12}$`)
	itsWork     = regexp.MustCompile(`^([^，。！；]{0,8}(工作|事业)|的(关心|关注|支持|理解))`)
	askedBefore = regexp.MustCompile(`(经|转|由|交|请|与|我市|我县|我区|我)[\p{Han}A-Z0-9]{0,8}$`)
	actsAfter   = regexp.MustCompile(`^([\p{Han}（）()]{0,12}?(高度重视|组织|调查|核实|核查|办理|答复|回复|处理|查处|工作人员|执法人员|现场|表示|介绍|反馈|` +
		`负责|安排|派|收悉|办复|牵头|会同|联合|督促|责令|约谈|了解)|\p{Han}{0,6}?(已|将|正在))`)
	helpsAfter = regexp.MustCompile(`^[\p{Han}（）()]{0,12}?[，,（(:：]?(咨询|电话|联系|反映|投诉|举报)`)
)

// answeredBy reads from an official reply which unit looked into the matter: who signed it, else to whom it was sent
// or for whose work thanks are given, else who is asked and acts, who acts, whom to call; the first of several, all
// outside of what the reply quotes. A unit that is merely mentioned does not count: it is empty where none acts.
func answeredBy(title, reply string) string {
	reply = quoted.ReplaceAllString(strings.ReplaceAll(strings.Join(strings.Fields(reply), ""), title, ""), "")
	best, sure, at := "", 0, 0
	look := func(unit, word string, trade bool) {
		for from := 0; ; {
			i := strings.Index(reply[from:], word)
			if i < 0 {
				return
			}
			i += from
			from = i + len(word)
			if word == "民政" && strings.HasPrefix(reply[from:], "府") { // 人民政府
				continue
			}
			n := acting(reply[max(0, i-90):i], reply[from:min(len(reply), from+120)],
				trade && !officeName.MatchString(reply[from:]), len(reply)-from)
			if n > sure || n == sure && i < at {
				best, sure, at = unit, n, i
			}
		}
	}
	for _, u := range unitWords {
		for _, w := range u.trades {
			look(u.unit, w, true)
		}
		for _, w := range u.names {
			look(u.unit, w, false)
		}
	}
	return best
}

// acting is 5 for a signature, 4 for a unit to which the matter was sent or for whose work thanks are given, 3 for
// one that is asked and acts, 2 for one that acts, 1 for one that may be called, 0 for a mention. bare says that only
// the trade is named, rest is how many bytes follow.
func acting(before, after string, bare bool, rest int) int {
	act := actsAfter.FindString(after)
	acts := act != "" && !strings.Contains(act, "问题") // 街道脏乱等问题已收悉
	switch {
	case thanked.MatchString(before) && itsWork.MatchString(after):
		return 4
	case bare:
		return 0
	case newSentence.MatchString(before) && (signedAfter.MatchString(after) ||
		rest < 60 && !strings.ContainsAny(after, "，。；！、")):
		return 5
	case sentBefore.MatchString(before) && sentAfter.MatchString(after):
		return 4
	case acts && askedBefore.MatchString(before):
		return 3
	case acts:
		return 2
	case helpsAfter.MatchString(after):
		return 1
	}
	return 0
}
