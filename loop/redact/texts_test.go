package redact

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// openings, matters and closings are what residents write to a hotline, in the words of this project. A word in braces
// stands for one of its kind below. No person is named in any of them and no number is a person's: whatever is taken
// out of them is taken out wrongly.
var (
	openings = strings.Fields(
		"尊敬的领导：您好！ 领导您好， 您好！ 各位领导好， 反映一个问题： 想咨询一下， 本人是{estate}业主， 我是{village}村民， 我们是{road}沿线的商户， " +
			"作为一名普通市民， 上次留言编号188006已经回复，但是 市长信箱： 您好，我家住在{estate}{n}栋， 尊敬的市领导： 本人于2025年购房后， 看到{office}的公示， 打了12345， ")
	matters = strings.Split(strings.TrimSpace(`
{road}与{road}交叉路口的红绿灯坏了{n}天，高峰时段马路上乱成一团，行人过马路很不方便。
{estate}{n}栋电梯从上周一停到现在，物业公司一直说在等配件，老人上下楼十分困难。
{estate}的垃圾桶满了没有人清运，周边苍蝇成群，气味很大。
{road}第{n}号路灯不亮，晚上走路全靠手机照明，灯杆编号LD-0{n}-138-0123。
{village}的自来水断了{n}天，水压一直上不来，村里老人要到{n}公里外挑水。
{road}{n}号门口的井盖松了，汽车压过去响一整夜，周围居民都睡不好。
{firm}的大货车每天凌晨进出，扬尘严重，马路两边的树叶都是灰。
{firm}收了定金{money}元不退，合同写明七天内可以退，请市场监管部门查一查。
{office}的窗口只开了{n}个，排队要两个小时，能不能安排人员分流，工作时间{time}也不清楚。
根据{paper}，老旧小区加装电梯每台补贴{money}元，请问今年什么时候可以申报？
{estate}交房时承诺的学校到现在没有建，合同约定{date}前交付，金额{money}元的维修基金也没有公开。
高速出口到{road}的路面坑坑洼洼，下雨积水{n}厘米，骑车的人摔倒好几次。
{road}的公交站台没有雨棚，{n}路车半个小时才来一趟，方案什么时候能调整？
{village}{n}组到{n}组的水泥路只修了一半，金额公示是{money}元，何时能修完？
{estate}楼下的烧烤店营业到凌晨两点，油烟直接往楼上排，多次反映都说正在处理。
石材加工厂的噪声白天晚上不停，方圆一公里都听得见，高考学生没法复习。
{road}施工围挡已经{n}个月，余下的工程任何人都说不清楚什么时候完工。
于是我们又去{office}，答复是按照{paper}办理，由于材料不全没有受理。
请问新生儿医保在{office}办理还是在社区办理，咨询电话{line}一直占线。
{office}，{line}，这个号码打了{n}次都没有人接，工作日上班时间也一样。
建议在{road}和{road}之间增加一座人行天桥，方便学生过马路，周末车流量超过{money}辆。
{firm}在{estate}旁边堆放砂石，许可证到{date}已经过期，请严查。
学校门口的斑马线全部磨没了，高年级学生放学时连家长都不敢走。
居民{money}户共用一台变压器，夏天一到就跳闸，黄金时段看不了电视。
小区东门到{road}的路段没有路灯，江边的护栏断了{n}米，十分危险。
关于停车费的问题，物业收费每月{money}元，没有任何公示，也不开发票。
{office}热线{line}说已经派单，工单号2026{n}0000138，但是到{date}仍然没有结果。
公租房的申请条件是什么？家庭人均收入每月{money}元是否符合？
湘江风光带的健身器材坏了好几处，金属扶手断了，孩子容易受伤。
万达广场后面的夜市占用盲道，马路牙子上全是摊位，城管来了就走，走了又来。
周边{n}个小区共用一条下水道，雨季经常倒灌，温度一高臭味更大。
{road}人行道上的树木倒了，断枝压着电线，高度不到{n}米，请尽快派人处理。
公交卡充值要到{road}的网点，周六周日不上班，上班族没有时间办。
农村厕所改造的补助什么时候发？{village}已经验收{n}个月，每户{money}元。
{estate}二次供水水箱多年未清洗，水发黄，白色毛巾洗几次就变黄色。
路边停放的僵尸车长期占用车位，希望交警部门查处，方便大家停车。
`), "\n")
	more = strings.Fields("多次反映没有结果。 希望有关部门重视。 许多居民都有意见。 安全隐患很大。 已经影响正常生活。 曾经有人来看过，但是没有下文。 施工方说与他们无关。 " +
		"白天还好，晚上更严重。 单位之间互相推诿。 江东和江西两边都是一样。 全家人都睡不着。 周一到周五都这样。 常年如此。 万一出事谁负责？ 金额不大，但是道理要讲清楚。 " +
		"石头和泥巴堆在马路中间。 方案公示了又改。 高层住户水压不够。 平安建设从何谈起？ 时间过去{n}年了。 温馨提示牌也没有。")
	closings = strings.Fields("谢谢！ 谢谢领导！ 望回复。 请尽快处理，谢谢。 恳请领导为老百姓做主！ 此致敬礼！ 盼复。 期待回复，万分感谢！ 希望早日解决。 感谢关注。 祝工作顺利！ ")

	fills = map[string][]string{
		"road": strings.Fields("解放大道 蒸湘北路 黄白路 船山大道 华新大道 青年路 红湘路 石鼓路 江霞路 常胜路 高兴路 马嘶巷 雁峰路 蔡伦大道 王船山路 金星路"),
		"estate": strings.Fields("阳光花园 万达华府 金源小区 江山帝景 立新村 白沙洲家园 高岭小区 龙湖湾 华新公寓 黄茶岭安置小区 温馨家园 方圆小区 石油新村 常青苑 " +
			"雅士林欣城 金钟时代城"),
		"village": strings.Fields("英陂村 黄土岭村 高田村 石坳村 周家湾村 李家桥社区 金龙坪街道 张家山村 罗家冲村 白鹭湖村 江口村 万福村"),
		"firm":    strings.Fields("某建材公司 李记米粉店 金达驾校 宏运搅拌站 周氏木业 常宁大酒店 盛世名门物业公司 万家乐超市 华天汽修厂 石湾砖厂 阿杜烧烤店 白马健身房"),
		"office":  strings.Fields("区城管局 市住建局 县自然资源局 街道办事处 不动产登记中心 市医保局 镇政府 社区居委会 区教育局 政务服务大厅 派出所 市水务局"),
		"line": strings.Fields("12345 0734-8222222 96533 0734-12345 12315 400-123-4567 (0734)8668110 0734-8123110 " +
			"12329 114"),
		"paper": strings.Fields(
			"衡政发〔2026〕3号 湘建房〔2023〕138号 衡政办函〔2025〕12号 《物业管理条例》第54条 国办发〔2020〕23号 湘发改价费〔2021〕880号文件"),
		"date": strings.Fields(
			"2025年12月31日 2026/3/15 2026-01-08 去年5月 3月18日下午2点 2025.11.3 二〇二六年一月 上周五 2026年2月1日9:30"),
		"time":  strings.Fields("9:00-17:00 早八点到晚五点 8:30至12:00 周一至周五"),
		"money": strings.Fields("13800 1380 12345.6 5000 300 26万 1.5万 三千 2000 88000 650 12.8万 138"),
		"n":     strings.Fields("3 5 12 18 2 7 两 三 6 15 24 36"),
	}
)

// message is the message of a number: always the same one.
func message(n int) string {
	r := rand.New(rand.NewPCG(16, uint64(n)))
	var b strings.Builder
	b.WriteString(some(r, openings))
	for range 1 + r.IntN(3) {
		b.WriteString(some(r, matters))
		if r.IntN(2) == 0 {
			b.WriteString(some(r, more))
		}
	}
	b.WriteString(some(r, closings))
	return filled(r, b.String())
}

// filled puts one of its kind into each pair of braces.
func filled(r *rand.Rand, s string) string {
	for {
		from := strings.IndexByte(s, '{')
		if from < 0 {
			return s
		}
		to := from + strings.IndexByte(s[from:], '}')
		of := fills[s[from+1:to]]
		if of == nil {
			panic(fmt.Sprintf("no fill %q", s[from:to]))
		}
		s = s[:from] + some(r, of) + s[to+1:]
	}
}

func some[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }
