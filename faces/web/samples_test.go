package web

import (
	"time"

	"xiaohao/platform/lang"
)

// samples are one filled struct of every page, as a handler would fill it; the tests and the preview render them.
func samples(l string) map[string]Page {
	s := sampler{l: l, now: time.Date(2026, 11, 23, 14, 0, 0, 0, time.FixedZone("", 8*3600)).UnixMicro()}
	return map[string]Page{
		"home": s.home(), "receipt": s.receipt(true), "receipt_struck": s.receipt(false), "find": s.find(),
		"login": s.login(), "me": s.me(), "work": s.work(), "work_empty": &Work{Frame: s.staff("work")},
		"list": s.list(false), "list_empty": s.list(true), "matter": s.matter(false), "matter_struck": s.matter(true),
		"notice": s.notice(),
		"new":    s.wrong(), "board": s.board(), "admin": s.admin(), "policy": s.policy(),
		"points": s.points(), "points_empty": &Points{Frame: s.staff("board")}, "point": s.point(),
		"points_upload": s.pointsUpload(), "plates": s.plates(), "topics": s.topics(),
		"topics_none": &TopicsPage{Frame: s.staff("board"), Heading: "衡阳市"}, "map": s.mapPage(),
		"duplicates": s.duplicates(), "duplicates_none": &DuplicatesPage{Frame: s.staff("board")},
		"alikes": &AlikePart{Alikes: Alikes{Join: true,
			List: []Alike{{ID: 7, Title: s.or("路灯不亮", "Street lamp out"), Where: s.or("广东路街道", "Guangdong Road"),
				When: "2 d", State: "listed", Why: "40 m", Voices: 3, Thumb: "/alike/7/photo", URL: "/matters/7"}}}},
		"plate_find": &PlateFind{Frame: s.frame(0), Form: s.findForm("")},
		"failure": &Failure{Frame: s.frame(404), Heading: s.or("没有找到这一页", "This page does not exist"),
			Text: lang.T(l, "kind_of_fault.404", nil), Back: &Link{Label: s.or("回到首页", "Back to the start"), URL: "/"}},
	}
}

type sampler struct {
	l   string
	now int64
}

func (s sampler) t(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(s.l, key, m)
}

func (s sampler) or(zh, en string) string {
	if s.l == lang.En {
		return en
	}
	return zh
}

func (s sampler) in(d time.Duration) int64 { return s.now + d.Microseconds() }

func (s sampler) frame(status int) Frame {
	return Frame{Lang: s.l, Status: status, City: s.or("衡阳市", "Hengyang"), Here: "/"}
}

func (s sampler) staff(current string) Frame {
	f := s.frame(0)
	f.Person, f.Posts, f.Admin = s.or("王小燕", "Wang Xiaoyan"), s.or("岳屏镇 · 单位经办人", "Yueping Town · Unit clerk"), true
	for _, k := range [][2]string{{"work", "/work"}, {"lists", "/lists/problem"}, {"new", "/new"}, {"board", "/board"},
		{"me", "/me"}, {"admin", "/admin/areas"}} {
		f.Tabs = append(f.Tabs, Tab{k[0], k[1], k[0] == current})
	}
	return f
}

func (s sampler) light(code string, due time.Duration) Light {
	at := s.in(due)
	return Light{code, lang.Left(s.l, s.now, at), lang.Due(s.l, s.now, at), lang.ISO(at)}
}

func (s sampler) cards() []Card {
	c := []Card{
		{Title: "解放大道与蒸湘南路交叉口人行道破损，雨天积水", Place: "中国银行门前", Area: "蒸湘区 · 蒸湘街道", State: "in_hand", Severity: "urgent",
			Light: s.light("red", -50*time.Hour), Who: s.or("市城管执法局", "City Management Bureau"), Voices: 12, Reworks: 1,
			Rung: "supervise", Thumb: "/photos/1/b/thumb",
			Next: &Action{Label: s.t("command.fix"), URL: "/matters/101#fix"}},
		{Title: "先锋路菜市场后门垃圾未清运，气味很大", Place: "先锋路 38 号", Area: "雁峰区 · 先锋街道", State: "assigned", Severity: "serious",
			Light: s.light("yellow", 3*time.Hour), Who: s.or("先锋街道办事处", "Xianfeng Subdistrict Office"), Voices: 3,
			Thumb: "/photos/2/b/thumb", Next: &Action{Label: s.t("command.sign"), URL: "/matters/102/sign", Post: true,
				Once: "0193"}},
		{Title: "岳屏公园东侧路灯三盏不亮", Place: "东门公交站旁", Area: "雁峰区 · 岳屏镇", State: "assigned", Severity: "general",
			Light: s.light("green", 74*time.Hour), Who: s.or("岳屏镇人民政府", "Yueping Town Government"),
			Next: &Action{Label: s.t("command.sign"), URL: "/matters/103/sign", Post: true, Once: "0194"}},
		{Title: "独居老人家中漏水，需要帮助", Place: "幸福里 3 栋", Area: "石鼓区 · 人民街道", State: "suspended", Kind: "help",
			Severity: "general", Light: s.light("grey", 30*24*time.Hour), Who: s.or("市住建局", "Housing Bureau")},
		{Title: "背街小巷飞线充电", Place: "", Area: "珠晖区 · 广东路街道", State: "struck_off", Severity: "general",
			Light: Light{Code: "none"}, Who: s.or("广东路街道办事处", "Guangdonglu Subdistrict Office")},
	}
	for i := range c {
		c[i].ID, c[i].URL, c[i].Number, c[i].Category = int64(101+i), "/matters/101", "P2026-00041"+string(rune('0'+i)),
			s.or("市容环境 / 道路破损", "Streets / Damaged road")
		if c[i].Kind == "" {
			c[i].Kind = "problem"
		}
	}
	return c
}

func (s sampler) areas() []Option {
	return []Option{{"430405001000", "东风街道", "珠晖区", false}, {"430405002000", "冶金街道", "珠晖区", false},
		{"430406001000", "先锋街道", "雁峰区", false}, {"430406100000", "岳屏镇", "雁峰区", false},
		{"430408001000", "蒸湘街道", "蒸湘区", false}}
}

func (s sampler) report(action string) Form {
	return Form{ID: "report", Action: action, Once: "0193-x", Title: s.t("home.report"), Submit: s.or("提交", "Send"),
		Tone: "primary", Files: true, Fields: []Field{
			{Kind: "area", Name: "text", Label: s.t("field.text"), Max: 10000, Required: true,
				Hint: s.or("例如：人行道破损，老人容易绊倒", "For example: broken pavement, people trip")},
			{Kind: "photos", Name: "photos", Label: s.t("field.photos"), Max: 9},
			{Kind: "areas", Name: "area", Label: s.t("field.area"), Required: true, Options: s.areas()},
			{Kind: "text", Name: "place", Label: s.t("field.place"), Max: 200,
				Hint: s.or("写明附近的标志物，例如“中国银行门前”", "Name a landmark, such as “in front of the Bank of China”")},
			{Kind: "place", Name: "lat"},
		}}
}

func (s sampler) findForm(wrong string) Form {
	return Form{ID: "find", Fields: []Field{{Kind: "code", Name: "code", Label: s.t("field.receipt"), Required: true,
		Error: wrong}}}
}

func (s sampler) home() *Home {
	return &Home{Frame: s.frame(0), Form: s.report("/report"), Find: s.findForm(""),
		Facts: []Fact{{Label: s.t("state.struck_off"), Value: "1,204"}, {Label: s.t("light.green"), Value: "93.72 %"}}}
}

func (s sampler) find() *Find {
	return &Find{Frame: s.frame(422), Form: s.findForm(s.t("fault.receipt_missing"))}
}

func (s sampler) steps(now int) []Step {
	var out []Step
	for i, st := range []string{"reported", "listed", "assigned", "in_hand", "fixed", "struck_off"} {
		x := Step{Label: s.t("step." + st), Done: i < now, Now: i == now}
		if i <= now {
			x.At = lang.When(s.l, s.now, s.in(time.Duration(i-8)*9*time.Hour))
		}
		out = append(out, x)
	}
	return out
}

func (s sampler) photos(n int, caption string) []Photo {
	var out []Photo
	for range n {
		out = append(out, Photo{View: "/photos/1/" + caption[:1] + "/view",
			Thumb: "/photos/1/" + caption[:1] + "/thumb", Caption: caption, Alt: caption})
	}
	return out
}

func (s sampler) entries() []Entry {
	at := func(h int) string { return lang.When(s.l, s.now, s.in(-time.Duration(h)*time.Hour)) }
	return []Entry{
		{Words: s.t("event.matter.rejected"), Who: s.or("陈志强", "Chen Zhiqiang"),
			Unit: s.or("市文明办", "City Civilisation Office"), At: at(2), Note: "积水点仍有两处，照片见附件。", Tone: "bad",
			Photos: s.photos(2, "before")},
		{Words: s.t("event.matter.fixed"), Who: s.or("王小燕", "Wang Xiaoyan"),
			Unit: s.or("市城管执法局", "City Management Bureau"), At: at(20), Note: "已更换破损地砖 46 块，疏通雨水口。", Tone: "good",
			Photos: s.photos(1, "after")},
		{Words: s.t("event.matter.assigned", "unit", s.or("市城管执法局", "the City Management Bureau"),
			"due", lang.Due(s.l, s.now, s.in(-50*time.Hour))), Who: s.or("刘敏", "Liu Min"), At: at(70)},
		{Words: s.t("event.matter.reported"), Who: s.t("source.resident"), At: at(90)},
	}
}

func (s sampler) receipt(fresh bool) *Receipt {
	c := s.cards()[1]
	r := &Receipt{Frame: s.frame(0), Code: "7K3M 9QXA 2HTP", URL: "https://example.cn/r/7K3M9QXA2HTP", New: fresh,
		Card: c, At: lang.DateTime(s.l, s.now), Steps: s.steps(2),
		Text: "后门的垃圾桶满了三天没人收，苍蝇很多，旁边就是幼儿园，请尽快处理。", Who: s.or("先锋街道办事处正在办理", "Xianfeng Subdistrict Office has it"),
		Due: s.or("应于今天 17:00 前办完", "due by 17:00 today"),
		Forms: []Form{{ID: "me_too", Title: s.t("command.me_too"), Submit: s.t("command.me_too"),
			Action: "/r/x/me_too"}}}
	if !fresh {
		r.Card = s.cards()[4]
		r.Steps, r.Before, r.After, r.Entries = s.steps(5), s.photos(1, "before"), s.photos(1, "after"), s.entries()
		r.Who, r.Due = s.or("已核查确认解决", "Verified as fixed"), ""
		r.Forms = []Form{{ID: "rate", Title: s.t("command.rate"), Tone: "primary", Open: true, Action: "/r/x/rate",
			Submit: s.or("提交评价", "Send"), Fields: []Field{
				{Kind: "radios", Name: "fixed", Label: s.t("field.fixed"), Required: true,
					Options: []Option{{"1", s.or("解决了", "Fixed"), "", false},
						{"0", s.or("没有解决", "Not fixed"), "", false}}},
				{Kind: "area", Name: "text", Label: s.t("field.note"), Max: 2000}}}}
	}
	return r
}

func (s sampler) login() *Login {
	return &Login{Frame: s.frame(0), Form: Form{ID: "login", Action: "/login", Title: s.t("page.staff"),
		Submit: s.or("登录", "Log in"), Tone: "primary",
		Error: s.or("用户名或密码不正确，请重新输入。", "User name or password is wrong. Please try again."), Fields: []Field{
			{Kind: "text", Name: "login", Label: s.t("field.login"), Required: true, Auto: "username", Value: "wangxy"},
			{Kind: "password", Name: "password", Label: s.t("field.password"), Required: true,
				Auto: "current-password"}}},
		Demo: []Fact{{Label: s.t("post.dispatcher"), Value: "slia / demo"},
			{Label: s.t("post.verifier"), Value: "hecha / demo"}}}
}

func (s sampler) me() *Me {
	end := Form{Action: "/me/end", Submit: s.or("退出", "End"), Tone: "danger"}
	return &Me{Frame: s.staff("me"), Login: "wangxy", Posts: []string{s.or("岳屏镇 · 单位经办人", "Yueping Town · Unit clerk")},
		Password: "/password", Logout: Form{Action: "/logout"},
		Secret: "xh_4304_5tQz8J1v9mW2rYb7",
		Sessions: []Session{{"Chrome · Android", lang.Ago(s.l, s.now, s.in(-time.Minute)), lang.Date(s.l, s.now), true,
			end}, {"Edge · Windows", lang.Ago(s.l, s.now, s.in(-50*time.Hour)), lang.Date(s.l, s.now), false, end}},
		Keys: []Key{{"台账同步", "xh_4304", lang.Date(s.l, s.now), lang.Ago(s.l, s.now, s.in(-time.Hour)), end}},
		NewKey: Form{Action: "/me/keys", Title: s.or("新建密钥", "New key"), Submit: s.or("新建", "Make it"),
			Fields: []Field{{Kind: "text", Name: "name", Label: s.t("field.name"), Required: true}}}}
}

func (s sampler) work() *Work {
	f := s.staff("work")
	f.Flash = &Flash{Good: true, Text: s.or("已签收 3 件", "Signed for: 3"),
		Link: &Link{Label: s.or("查看", "Show"), URL: "/lists/problem"}}
	return &Work{Frame: f, Hello: s.or("2026年11月23日，星期一", "Monday, 23 Nov 2026"),
		Counts: []Fact{{s.t("light.red"), "2", "?light=red", "red"},
			{s.t("light.yellow"), "5", "?light=yellow", "yellow"}, {s.t("light.green"), "31", "?light=green", "green"},
			{s.t("light.grey"), "4", "?light=grey", "grey"}},
		Queues: []Link{{s.or("全部 42", "All 42"), "/work", true},
			{s.or("待签收 8", "To sign 8"), "/work?state=assigned", false},
			{s.or("整改中 30", "In hand 30"), "/work?state=in_hand", false},
			{s.or("挂账 4", "Suspended 4"), "/work?state=suspended", false}},
		Cards: s.cards(), Batch: "/work", Once: "0195", Sign: true,
		Assign: &Form{ID: "batch", Submit: s.t("command.assign"),
			Fields: []Field{{Kind: "pick", Name: "lead", Label: s.t("field.lead"), List: "units"}}},
		Pager: Pager{Next: "/work?after=x", Total: s.or("本页 50 件", "50 on this page")},
		Names: []Datalist{{"units", []string{"市城管执法局", "岳屏镇人民政府"}}}}
}

func (s sampler) list(empty bool) *List {
	p := &List{Frame: s.staff("lists"), Heading: s.or("问题清单", "Problem list"), Export: "/lists/problem.xlsx",
		Lists: []Link{{s.or("问题清单", "Problem list"), "/lists/problem", true},
			{s.or("任务清单", "Task list"), "/lists/task", false},
			{s.or("责任清单", "Responsibility list"), "/lists/responsibility", false}},
		Search: Field{Name: "q", Value: "积水"},
		Filters: []Field{{Kind: "select", Name: "state", Label: s.or("状态", "State"),
			Options: []Option{{"listed", s.t("state.listed"), "", false}}},
			{Kind: "select", Name: "area", Label: s.t("field.area"), Options: s.areas()},
			{Kind: "date", Name: "from", Label: s.or("上报日期从", "Reported from")}},
		Chips: []Link{{s.or("搜索：积水", "Search: 积水"), "/lists/problem", false},
			{s.t("light.red"), "/lists/problem", false}}, Clear: "/lists/problem", Narrow: empty,
		Sorts:    []Link{{s.or("时限", "Deadline"), "?sort=next", true}, {s.or("最新", "Newest"), "?sort=new", false}},
		Choose:   []Choice{{"number", s.or("编号", "Number"), true, 1}, {"place", s.t("field.place"), false, 2}},
		ChooseAt: "/lists/columns",
		Columns: []Column{{"number", s.or("编号", "Number")}, {"title", s.t("kind.problem")}, {"area", s.t("field.area")},
			{"lead", s.t("field.lead")}, {"due", s.t("field.due")}, {"state", s.or("状态", "State")},
			{"source", s.t("field.source")}}}
	if empty {
		return p
	}
	for _, c := range s.cards() {
		l := c.Light
		p.Rows = append(p.Rows, Row{Card: c, Cells: []Cell{{Text: c.Number}, {Text: c.Title, URL: c.URL, Wide: true},
			{Text: c.Area}, {Text: c.Who}, {Light: &l}, {State: c.State}, {Text: s.t("source.resident")}}})
	}
	p.Pager = Pager{Next: "?after=x", Total: s.or("本页 50 件", "50 on this page")}
	return p
}

func (s sampler) matter(struck bool) *Matter {
	m := &Matter{Frame: s.staff("lists"), Card: s.cards()[0], Goal: "三天内修复破损地砖，疏通雨水口。",
		Text: []string{"人行道地砖大面积破损，雨天积水，行人只能走机动车道。", "附近有小学，孩子上下学不安全，希望尽快处理。"},
		Facts: []Fact{{Label: s.t("field.source"), Value: s.t("source.resident")},
			{Label: s.t("field.reported_at"), Value: lang.DateTime(s.l, s.in(-90*time.Hour))}},
		Chain: []Fact{{Label: s.t("part.lead"), Value: s.or("市城管执法局", "City Management Bureau")},
			{Label: s.t("part.co"), Value: s.or("蒸湘街道办事处", "Zhengxiang Subdistrict Office")}},
		Steps: s.steps(3), Before: s.photos(2, "before"), Entries: s.entries(),
		Names: []Datalist{{"units", []string{"市城管执法局"}}},
		Notices: []NoticeLink{{s.or("督办单", "Supervision notice"), "衡督〔2026〕3号", "/matters/101/notices/7", "今天 09:00",
			s.t("notice.unsigned"), "yellow"}, {s.or("交办单", "Assignment notice"), "衡交〔2026〕412号",
			"/matters/101/notices/5", "昨天", s.t("notice.signed_short"), "green"}}}
	if !struck {
		m.Alike, m.Split = "/duplicates?of=101", &Form{Action: "/matters/101/split-all", Once: "0197"}
		m.Absorbed = []Absorbed{{Link{Label: "P2026-000377 人行道地砖松动", URL: "/matters/377"}, 377, true},
			{Link{Label: "#401", URL: "/matters/401"}, 401, false}}
	}
	if struck {
		m.Card = s.cards()[4]
		m.After, m.Steps, m.Seal = s.photos(1, "after"), s.steps(5), lang.Date(s.l, s.now)
		m.Work = "已更换破损地砖 46 块，疏通雨水口。"
	}
	once := func(id, tone string, open bool, fields ...Field) Form {
		return Form{ID: id, Action: "/matters/101/" + id, Once: "0196", Title: s.t("command." + id),
			Hint: s.t("hint." + id), Submit: s.t("command." + id), Tone: tone, Open: open, Fields: fields}
	}
	reason := Field{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true, Max: 2000}
	m.Forms = []Form{
		once("fix", "primary", !struck, Field{Kind: "area", Name: "note", Label: s.t("field.measure"), Max: 2000,
			Required: true}, Field{Kind: "photos", Name: "photos", Label: s.t("field.photos"), Max: 9, Required: true},
			Field{Kind: "place"}),
		once("ask_extension", "", struck, Field{Kind: "datetime", Name: "until", Label: s.t("field.until"),
			Required: true}, reason),
		once("delegate", "", false, Field{Kind: "pick", Name: "to", Label: s.t("field.to"), Required: true,
			List: "units", Options: []Option{{Value: "市政维护中心", Label: "市政维护中心"}}}),
		once("bounce", "danger", false, reason), once("comment", "", false,
			Field{Kind: "area", Name: "text", Label: s.t("field.note"), Required: true},
			Field{Kind: "check", Name: "public", Label: s.t("field.public")}),
	}
	return m
}

func (s sampler) notice() *Notice {
	return &Notice{Frame: s.staff("lists"), Name: s.or("交办单", "Assignment notice"), Number: "衡创交〔2026〕412 号",
		Issuer: s.or("衡阳市精神文明建设指导委员会办公室", "Hengyang City Civilisation Office"), Date: lang.Date(s.l, s.now),
		To: s.or("市城管执法局：", "To: City Management Bureau"),
		Body: []string{s.or("现将下列事项交你单位办理，请按时限要求整改到位，并提交整改佐证。",
			"The following matter is assigned to your unit. Fix it within the deadline and hand in evidence.")},
		Back: "/matters/101", File: "/docx", Tone: "orange", Slip: true, Signature: "王主任", QR: "/photos/1/a/thumb",
		Rows: []Fact{{Label: s.or("事项", "Matter"), Value: "解放大道与蒸湘南路交叉口人行道破损，雨天积水"},
			{Label: s.t("field.place"), Value: "蒸湘区蒸湘街道，中国银行门前"}, {Label: s.t("field.goal"), Value: "三天内修复破损地砖，疏通雨水口。"},
			{Label: s.t("field.due"), Value: lang.DateTime(s.l, s.in(72*time.Hour))},
			{Label: s.t("field.co"), Value: "蒸湘街道办事处"}}, Photos: s.photos(2, "before")}
}

func (s sampler) board() *Board {
	b := &Board{Frame: s.staff("board"), Heading: s.or("衡阳市", "Hengyang"), At: s.or("截至今天 14:00", "As of 14:00 today"),
		Crumbs: []Link{{s.or("全市", "Whole city"), "/board", false}, {s.or("衡阳市", "Hengyang"), "/board", true}},
		Note:   s.or("不含求助事项。点击数字查看对应的事项。", "Requests for help are not counted. Every figure leads to its matters."),
		Tiles: []Fact{{s.t("light.red"), "37", "/lists/problem?light=red", "red"},
			{s.t("light.yellow"), "82", "/", "yellow"}, {s.t("light.green"), "1,031", "/", "green"},
			{s.t("state.suspended"), "12", "/", "grey"}, {s.t("state.fixed"), "64", "/", ""},
			{s.t("state.struck_off"), "8,911", "/", "seal"}}}
	for i, n := range []string{"珠晖区", "雁峰区", "石鼓区", "蒸湘区", "南岳区", "衡阳县", "衡南县", "衡山县", "衡东县", "祁东县", "耒阳市", "常宁市"} {
		k := int64(12 - i)
		f := func(n int64) Figure { return Figure{n, "/lists/problem"} }
		b.Rows = append(b.Rows, BoardRow{Name: n, URL: "/board?area=1", Waiting: f(k), Green: f(9 * k), Yellow: f(k),
			Red: f(k / 3), Grey: f(k / 5), Fixed: f(k / 2), Struck: f(70 * k),
			Segments: Bar(170, []string{"red", "yellow", "green", "grey", "wait", "fixed"},
				[]int64{k / 3, k, 9 * k, k / 5, k, k / 2})})
	}
	return b
}

func (s sampler) tabs() []Link {
	return []Link{{s.or("区划", "Areas"), "/admin/areas", false}, {s.or("单位", "Units"), "/admin/units", true},
		{s.or("人员", "People"), "/admin/people", false}, {s.or("政策", "Policy"), "/admin/policy", false}}
}

func (s sampler) admin() *Admin {
	return &Admin{Frame: s.staff("admin"), Heading: s.or("单位", "Units"),
		Lead: s.or("能够承办事项的机构，按隶属关系排列。", "Organisations that can be responsible, as they stand under one another."),
		Tabs: s.tabs(), Search: Field{Name: "q", Hint: s.or("名称或代码", "Name or code")},
		Columns: []string{s.t("field.name"), s.or("代码", "Code"), s.t("field.area")},
		Rows: []AdminRow{{"/admin/units?id=1", []string{"市城管执法局", "CG", "衡阳市"}, 0, false},
			{"/admin/units?id=2", []string{"市政维护中心", "CG-01", "衡阳市"}, 1, false},
			{"", []string{"原园林局", "YL", "衡阳市"}, 0, true}},
		Forms: []Form{{ID: "unit", Title: s.or("新增单位", "Add a unit"), Open: true, Action: "/admin/units",
			Submit: s.or("保存", "Save"), Tone: "primary",
			Fields: []Field{{Kind: "text", Name: "zh", Label: s.or("名称", "Name"), Required: true},
				{Kind: "areas", Name: "area", Label: s.t("field.area"), Required: true, Options: s.areas()}}}}}
}

func (s sampler) policy() *Policy {
	return &Policy{Frame: s.staff("admin"), Tabs: s.tabs(), Digest: "9f3a c01b", Since: lang.Date(s.l, s.now),
		Checked: true, Mistakes: []Mistake{{12, 5, s.or("没有“dispacher”这个岗位", "There is no post “dispacher”")}},
		Changes: []Change{{"deadlines.problem.general", "5wd", "3wd"}, {"evidence.fix.photos", "", "1"}},
		Form: Form{ID: "policy", Action: "/admin/policy", Submit: s.or("检查", "Check"), Tone: "primary",
			Fields: []Field{{Kind: "source", Name: "source", Label: "YAML", Required: true,
				Value: "# 衡阳市\ncity:\n  code: 4304\n  name: 衡阳市\n"}}}}
}

// wrong is a form that was refused: what was typed is kept, the mistake is named at its field.
func (s sampler) wrong() *NewMatter {
	f := s.report("/new")
	f.Fields[0].Error = s.t("fault.text_missing", "field", "@field.text")
	f.Fields[3].Value = "中国银行门前"
	return &NewMatter{Frame: s.staff("new"), Form: f}
}
