package directive

import "regexp"

var (
	// makes are deeds with something that lies there when they are done.
	makes = regexp.MustCompile(`(?:制定|制订|出台|起草|编制|拟定|拟订|印发|下发|编写|形成|研究提出|修订|修改完善|细化)(?:并?印发|完善|出台|下发)?[^，。；]{0,40}?` +
		`(?:方案|计划|办法|规划|意见|清单|台账|细则|预案|规范|标准|制度|目录|措施|机制|报告|政策|图|表|手册|责任书|规定|条例|导则|指南|公约|名录|时间表|路线图)`)
	// founds are things to be set up; between the two words stands which one.
	founds = regexp.MustCompile(`(?:建立健全|建立完善|建立|构建|搭建|组建|成立|设立|开通|建好)[^，。；]{2,40}?` +
		`(?:机制|制度|台账|清单|体系|平台|档案|专班|队伍|数据库|名册|标准|小组|领导小组|指挥部|办公室|基金|热线|信箱|窗口|站点|基地|中心|合作社|公司|微信群|意见箱|公示牌|监督岗|服务点|` +
		`服务站|专区|专栏|专线)`)
	breakdown = regexp.MustCompile(`(?:健全|完善)[^，。；]{0,20}?(?:任务分解|责任分解|机制分解|清单|台账|标准体系|工作规范|预案|管理办法|名册|档案|考核办法|` +
		`实施细则)|建立[^，。；]{0,2}(?:台账|清单|专班|档案)`)
	runs = regexp.MustCompile(`(?:开展|组织开展|组织|进行|启动|部署|集中开展|迅速开展)(?:好|一次|一轮|全覆盖|全面|新一轮)?[^，。；]{0,30}?` +
		`(?:自查|自纠|排查|大检查|检查|督查|摸底|培训|演练|普查|清查|整治|攻坚行动|专项行动|评估|审计|核查|回头看|“回头看”|测评|评比|统计|调研|复核|大走访|竞赛|招聘会|对接会|轮训|` +
		`专项督导|清零行动|行动)`)
	// counts are deeds that are over one day, wherever they stand; ends are those that are one only where a part of the
	// sentence begins with them.
	counts = regexp.MustCompile(`梳理(?:总结)?[^，。；]{4,}|摸清[^，。；]{0,12}(?:底数|情况|家底)|摸底|逐一核实|对账销号|销号管理|清零|整改到位|整改完毕|` +
		`整改销号|限期整改|` +
		`全部(?:整改|办结|完成|拆除|清理|开工|更换|安装|修复|打通|拨付|兑现|到位)|完成(?:[^，。；]{2,30})|办结|建成|竣工|投产|交付使用|投入使用|投用|兑付|` +
		`报送|上报|报(?:市|县|区)[\p{Han}]{2,12}|召开[^，。；]{0,20}会|签订[^，。；]{0,12}(?:书|协议|合同)|` +
		`实行[^，。；]{2,20}(?:管理|制度|制$|制[，。；]|承包|挂牌)|配备[^，。；]{2,}员|拿出[^，。；]{0,16}(?:方案|办法|意见|措施|清单)|` +
		`确定[^，。；]{0,12}(?:名单|名录|对象|标准|选址)|征求[^，。；]{0,16}意见|提请[^，。；]{0,16}审议|通报[^，。；]{0,8}(?:结果|情况)`)
	ends = regexp.MustCompile(`(?:^|[，；。]|[，；。]?[^，；。]{0,16}要|将[^，；。]{2,20}|把[^，；。]{2,20}|` +
		`对[^，；。]{2,20})(?:` + adverb + `|负责|牵头){0,3}` +
		`(?:拨付|提交|举办|拆除|安装|公示|公布|挂牌|验收|移交|腾退|招标|采购|更换|修复|补种|发放|安排[^，。；]{0,12}资金|张贴|录入|备案|招聘|配齐|交出|修缮|` +
		`新建|改建|扩建|硬化|疏通|清淤|加固|选定|汇总|统计|选派|增派|增设|盘点|开工)[^，。；]{2,}`)
	// vague are deeds that only sound as if they could be ticked off.
	vague = regexp.MustCompile(`完成(?:好)?(?:全年|各项|年度|既定|今年|目标|工作|党中央|上级|省委|市委|预期|“十四五”)[^，。；]{0,20}|圆满完成|完成情况|` +
		`完成质量|完成率|完成了`)

	// lasting are duties without an end.
	lasting = regexp.MustCompile(`火源|到岗|汛限|在岗在位|内涝|水库|用火|护林|迟报|漏报|瞒报|突发|预警预报|监测预警|防疫|疫情防控|常态化防控|防汛|抗旱|防火|消防安全|` +
		`安全生产|值班值守|值班|值守|带班|` +
		`应急|巡查|巡护|巡逻|巡河|巡林|信访|维稳|社会稳定|食品安全|` +
		`平安建设|安全发展|安全底线|安全防线|防溺水|地质灾害|安全监管|安全防范|道路交通安全|安全隐患|反诈|禁毒|扫黄|环境保洁|保洁|日常|外防输入|内防反弹|禁烧|动物疫病`)
	steady = regexp.MustCompile(`常态化|长期坚持|长效管护|每(?:年|半年|季度?|月|周|日|天|晚)|定期|经常性|不定期|24小时|二十四小时|时刻|随时|持续(?:开展|抓好|` +
		`做好)|日常|月调度|周调度|月通报|轮流`)
	tends = regexp.MustCompile(`做好|抓好|抓实|抓细|落实|落细|加强|开展|坚持|严格|绷紧|守牢|守住|筑牢|强化|压实|压紧|严防|防范|执行|坚守|毫不放松|不松劲|防止|杜绝|` +
		`扎牢|织密|排除|消除|坚决|维护|确保|保持|做到|巡|值|报告|报送|调度|通报|清扫|检查|暗访|督查|督导|宣传|发布|研判|会商|走访`)
	// inTitle is what stands in titles of papers: it orders nothing.
	inTitle = regexp.MustCompile(`《[^》]*》`)
	// attitude begins what is only an attitude, whatever it mentions.
	attitude = regexp.MustCompile(`^[^，。]{0,12}要?(?:深刻认识|充分认识|清醒认识|深刻领会|提高(?:政治)?站位|高度重视|增强[^，。；]{0,12}(?:意识|自觉|` +
		`紧迫感|责任感|使命感))[^。；]*$`)
)

// typeOf is what sort of thing a clause asks for. What has a date or leaves something behind is a task; what guards
// against something without end, or returns, a duty; all else a principle, which is the common case.
func typeOf(quote, due string) Type {
	s := inTitle.ReplaceAllString(quote, "《》")
	s = vague.ReplaceAllString(s, "")
	made := makes.MatchString(s) || founds.MatchString(s) || breakdown.MatchString(s)
	done := made || runs.MatchString(s) || counts.MatchString(s) || ends.MatchString(s)
	duty := lasting.MatchString(s) && tends.MatchString(s)
	often := steady.MatchString(s) && tends.MatchString(s)
	switch {
	case due != "" && !everLasting.MatchString(s):
		return Task
	case made:
		return Task
	case often:
		return Duty
	case done && !duty, done && runsOnce.MatchString(s):
		return Task
	case duty && !attitude.MatchString(s):
		return Duty
	}
	return Principle
}

var (
	everLasting = regexp.MustCompile(`长期坚持|每(?:年|月|周|日|季度?)`)
	runsOnce    = regexp.MustCompile(`(?:开展|组织|启动|进行)[^，。；]{0,24}(?:大排查|大检查|专项|集中|一次|一轮|全面排查|隐患排查|拉网式|演练|培训|整治|` +
		`自查)|整改|销号|台账|清单`)
)
