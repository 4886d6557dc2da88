package bench

import (
	"regexp"
	"strings"
)

// unitWords are the words by which replies name the units that answer, under the name that the unit gets here. A reform of 2018 renamed many: they are one.
var unitWords = []struct {
	unit  string
	words []string
}{
	{"公安", []string{"公安", "派出所", "刑侦", "治安大队", "交警", "车管所", "交通警察"}},
	{"教育", []string{"教育局", "教体局", "教育体育局", "教育厅", "考试院"}},
	{"人社", []string{"人社局", "人力资源", "劳动监察", "劳动保障", "社保局", "社保中心", "人社部门"}},
	{"住建房产", []string{"住建局", "住房和城乡建设", "住房城乡建设", "住建委", "住房保障", "房产局", "房管局", "住房保障服务局", "建设局", "公积金", "质安监", "质监站", "物业科"}},
	{"自然资源规划", []string{"国土", "自然资源", "规划局", "不动产", "规划和"}},
	{"城管", []string{"城管", "城市管理", "执法局", "园林", "环卫", "市政局", "市政处", "拆违", "控违"}},
	{"生态环境", []string{"环保局", "生态环境", "环境保护局", "环保分局"}},
	{"卫健", []string{"卫计", "卫健", "卫生局", "卫生计生", "卫生健康", "疾控", "医院", "计生"}},
	{"医保", []string{"医保局", "医疗保障局", "医保处", "医保中心"}},
	{"交通运输", []string{"交通局", "交通运输", "公路局", "运管", "道路运输", "客运", "交通委", "公交"}},
	{"民政", []string{"民政", "低保"}},
	{"水利水务", []string{"水利", "水务", "自来水", "河长办", "供水"}},
	{"农业林业", []string{"农业", "农村局", "林业", "畜牧", "农委", "扶贫"}},
	{"市场监管", []string{"工商", "市场监管", "市场监督", "食药", "食品药品", "质监局"}},
	{"发改物价", []string{"发改", "物价", "发展和改革"}},
	{"财税", []string{"税务", "财政局", "国税", "地税"}},
	{"文旅", []string{"文体", "文旅", "旅游", "文广", "文化局", "体育局"}},
	{"供电", []string{"供电", "电力公司", "电力局", "国网"}},
	{"建设投资", []string{"城投", "轨道", "地铁", "投资开发", "建投", "指挥部"}},
	{"法院", []string{"法院"}},
	{"残联", []string{"残联"}},
	{"街道乡镇", []string{"街道", "镇政府", "乡政府", "镇人民政府", "乡人民政府", "社区居委会", "我镇", "我乡"}},
}

// quoted is what a reply repeats of the question.
var quoted = regexp.MustCompile(`“[^”]{0,200}”|《[^》]{0,100}》`)

// What stands around a unit that looks into a matter, as against one that is merely mentioned.
var (
	actsAfter  = regexp.MustCompile(`^[\p{Han}（）()]{0,14}?(高度重视|组织|调查|核实|核查|办理|答复|回复|处理|查处|工作人员|执法人员|现场|表示|介绍|反馈|负责|安排|派|收悉|办复|牵头|会同|联合|督促|责令|约谈|咨询|了解)`)
	asksBefore = regexp.MustCompile(`(经|转|由|交|请|向|与|到|至|是|给|联系|我市|我县|我区|我)[\p{Han}A-Z0-9]{0,8}$`)
)

// answeredBy reads from an official reply which unit looked into the matter: who signed it, else who is asked and acts, the first of several, all outside of what the reply
// quotes. A unit that is merely mentioned does not count: it is empty where none acts.
func answeredBy(title, reply string) string {
	reply = quoted.ReplaceAllString(strings.ReplaceAll(strings.Join(strings.Fields(reply), ""), title, ""), "")
	best, sure, at := "", 0, 0
	for _, u := range unitWords {
		for _, w := range u.words {
			for from := 0; ; {
				i := strings.Index(reply[from:], w)
				if i < 0 {
					break
				}
				i += from
				from = i + len(w)
				n := acting(reply, i, from)
				if n > sure || n == sure && i < at {
					best, sure, at = u.unit, n, i
				}
			}
		}
	}
	return best
}

// acting is 3 for a signature, 2 for a unit that is asked and acts, 1 for one of these, 0 for a mention.
func acting(reply string, from, to int) (n int) {
	if len(reply)-to < 60 && !strings.ContainsAny(reply[to:], "，。；！、") {
		return 3
	}
	if actsAfter.MatchString(reply[to:min(len(reply), to+120)]) {
		n++
	}
	if asksBefore.MatchString(reply[max(0, from-36):from]) {
		n++
	}
	return n
}
