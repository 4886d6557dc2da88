package web_test

import (
	"maps"
	"time"

	accountroom "xiaohao/faces/web/account"
	adminroom "xiaohao/faces/web/admin"
	boardroom "xiaohao/faces/web/board"
	duplicateroom "xiaohao/faces/web/duplicate"
	"xiaohao/faces/web/kit"
	matterroom "xiaohao/faces/web/matter"
	pointroom "xiaohao/faces/web/point"
	reportroom "xiaohao/faces/web/report"
	topicroom "xiaohao/faces/web/topic"
	workroom "xiaohao/faces/web/work"
	"xiaohao/loop/calendar"
	"xiaohao/parts/notice"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// samples are one filled struct of every page, as a handler would fill it; the tests and the preview render them.
func samples(l string) map[string]kit.Page {
	s := sampler{l: l, now: calendar.Of(time.Date(2026, 11, 23, 14, 0, 0, 0, time.FixedZone("", 8*3600)))}
	out := map[string]kit.Page{
		"home": s.home(), "receipt": s.receipt(true), "receipt_struck": s.receipt(false), "find": s.find(),
		"login": s.login(), "me": s.me(), "work": s.work(), "work_empty": &workroom.Work{Frame: s.staff("work")},
		"list": s.list(false), "list_empty": s.list(true), "matter": s.matter(false), "matter_struck": s.matter(true),
		"notice": s.notice(),
		"new":    s.wrong(), "board": s.board(), "admin": s.admin(), "policy": s.policy(), "keys": s.keys(),
		"sent":   s.sent(),
		"points": s.points(), "points_empty": &pointroom.Points{Frame: s.staff("board")}, "point": s.point(),
		"points_upload": s.pointsUpload(), "plates": s.plates(), "topics": s.topics(),
		"topics_none": &topicroom.TopicsPage{Frame: s.staff("board"), Heading: "衡阳市"}, "map": s.mapPage(),
		"duplicates": s.duplicates(), "duplicates_none": &duplicateroom.DuplicatesPage{Frame: s.staff("board")},
		"alikes": &reportroom.AlikePart{Alikes: kit.Alikes{Join: true,
			List: []kit.Alike{{ID: 7, Title: s.or("路灯不亮", "Street lamp out"), Where: s.or("广东路街道", "Guangdong Road"),
				When: "2 d", State: "listed", Why: "40 m", Voices: 3, Thumb: "/alike/7/photo", URL: "/matters/7"}}}},
		"preview": &reportroom.PreviewPart{InPublic: kit.InPublic{Shown: true, Text: []kit.Piece{
			{Text: s.or("联系人：", "Contact: ")}, {Text: "［姓名］", Kind: s.or("隐去了姓名", "name taken out")}},
			Hides: []string{s.or("姓名 1 处", "name (1)")}, Rules: []string{s.or("工作人员先看过", "The office reads it")}}},
		"plate_find": &reportroom.PlateFind{Frame: s.frame(0), Form: s.findForm("")},
		"failure": &kit.Failure{Frame: s.frame(404), Heading: s.or("没有找到这一页", "This page does not exist"),
			Text: lang.T(l, "kind_of_fault.404", nil),
			Back: &kit.Link{Label: s.or("回到首页", "Back to the start"), URL: "/"}},
	}
	maps.Copy(out, s.publicSamples())
	maps.Copy(out, s.bulletinSamples())
	maps.Copy(out, s.chiefSamples())
	maps.Copy(out, s.dutySamples())
	maps.Copy(out, s.tallySamples())
	maps.Copy(out, s.helpSamples())
	maps.Copy(out, s.outsideSamples())
	maps.Copy(out, s.rotaSamples())
	maps.Copy(out, s.nodeSamples())
	maps.Copy(out, s.meetingSamples())
	maps.Copy(out, s.publicitySamples())
	maps.Copy(out, s.outreachSamples())
	maps.Copy(out, s.indicatorSamples())
	maps.Copy(out, s.officeSamples())
	maps.Copy(out, s.patrolSamples())
	maps.Copy(out, s.planSamples())
	maps.Copy(out, s.relaySamples())
	maps.Copy(out, s.fileSamples())
	maps.Copy(out, s.opendataSamples())
	maps.Copy(out, s.followPages())
	return out
}

type sampler struct {
	l   string
	now calendar.Instant
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

func (s sampler) in(d time.Duration) calendar.Instant { return s.now.Add(d) }

func (s sampler) frame(status int) kit.Frame {
	return kit.Frame{Lang: s.l, Status: status, City: s.or("衡阳市", "Hengyang"), Here: "/"}
}

func (s sampler) staff(current string) kit.Frame {
	f := s.frame(0)
	f.Person, f.Posts, f.Admin = s.or("王小燕", "Wang Xiaoyan"), s.or("岳屏镇 · 单位经办人", "Yueping Town · Unit clerk"), true
	for _, k := range [][2]string{{"work", "/work"}, {"lists", "/lists/problem"}, {"new", "/new"}, {"board", "/board"},
		{"me", "/me"}, {"admin", "/admin/areas"}} {
		f.Tabs = append(f.Tabs, kit.Tab{Key: k[0], URL: k[1], Current: k[0] == current})
	}
	return f
}

func (s sampler) light(code string, due time.Duration) kit.Light {
	at := s.in(due)
	return kit.Light{Code: code, Left: lang.Left(s.l, s.now, at), Due: lang.Due(s.l, s.now, at), ISO: lang.ISO(at)}
}

func (s sampler) cards() []kit.Card {
	c := []kit.Card{
		{Title: "解放大道与蒸湘南路交叉口人行道破损，雨天积水", Place: "中国银行门前", Area: "蒸湘区 · 蒸湘街道", State: "in_hand", Severity: "urgent",
			Light: s.light("red", -50*time.Hour), Who: s.or("市城管执法局", "City Management Bureau"), Voices: 12, Reworks: 1,
			Rung: "supervise", Thumb: "/photos/1/b/thumb",
			Next: &kit.Action{Label: s.t("command.fix"), URL: "/matters/101#fix"}},
		{Title: "先锋路菜市场后门垃圾未清运，气味很大", Place: "先锋路 38 号", Area: "雁峰区 · 先锋街道", State: "assigned", Severity: "serious",
			Light: s.light("yellow", 3*time.Hour), Who: s.or("先锋街道办事处", "Xianfeng Subdistrict Office"), Voices: 3,
			Thumb: "/photos/2/b/thumb", Next: &kit.Action{Label: s.t("command.sign"),
				URL: "/matters/102/sign", Post: true,
				Once: "0193"}},
		{Title: "岳屏公园东侧路灯三盏不亮", Place: "东门公交站旁", Area: "雁峰区 · 岳屏镇", State: "assigned", Severity: "general",
			Light: s.light("green", 74*time.Hour), Who: s.or("岳屏镇人民政府", "Yueping Town Government"),
			Next: &kit.Action{Label: s.t("command.sign"), URL: "/matters/103/sign", Post: true, Once: "0194"}},
		{Title: "独居老人家中漏水，需要帮助", Place: "幸福里 3 栋", Area: "石鼓区 · 人民街道", State: "suspended", Kind: "help",
			Severity: "general", Light: s.light("grey", 30*24*time.Hour), Who: s.or("市住建局", "Housing Bureau")},
		{Title: "背街小巷飞线充电", Place: "", Area: "珠晖区 · 广东路街道", State: "struck_off", Severity: "general",
			Light: kit.Light{Code: "none"}, Who: s.or("广东路街道办事处", "Guangdonglu Subdistrict Office")},
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

func (s sampler) areas() []kit.Option {
	return []kit.Option{{Value: "430405001000", Label: "东风街道", Group: "珠晖区", Selected: false},
		{Value: "430405002000", Label: "冶金街道", Group: "珠晖区", Selected: false},
		{Value: "430406001000", Label: "先锋街道", Group: "雁峰区", Selected: false},
		{Value: "430406100000", Label: "岳屏镇", Group: "雁峰区", Selected: false},
		{Value: "430408001000", Label: "蒸湘街道", Group: "蒸湘区", Selected: false}}
}

func (s sampler) report(action string) kit.Form {
	return kit.Form{ID: "report", Action: action, Once: "0193-x", Title: s.t("home.report"), Submit: s.or("提交", "Send"),
		Tone: "primary", Files: true, Fields: []kit.Field{
			{Kind: "area", Name: "text", Label: s.t("field.text"), Max: 10000, Required: true,
				Hint: s.or("例如：人行道破损，老人容易绊倒", "For example: broken pavement, people trip")},
			{Kind: "photos", Name: "photos", Label: s.t("field.photos"), Max: 9},
			{Kind: "areas", Name: "area", Label: s.t("field.area"), Required: true, Options: s.areas()},
			{Kind: "text", Name: "place", Label: s.t("field.place"), Max: 200,
				Hint: s.or("写明附近的标志物，例如“中国银行门前”", "Name a landmark, such as “in front of the Bank of China”")},
			{Kind: "place", Name: "lat"},
		}}
}

func (s sampler) findForm(wrong string) kit.Form {
	return kit.Form{ID: "find", Fields: []kit.Field{{Kind: "code", Name: "code", Label: s.t("field.receipt"),
		Required: true,
		Error:    wrong}}}
}

func (s sampler) home() *reportroom.Home {
	return &reportroom.Home{Frame: s.frame(0), Form: s.report("/report"), Find: s.findForm(""),
		News: s.t("public.sum.nothing"), Like: s.t("home.like", "title", "x"),
		Facts: []kit.Fact{{Label: s.t("state.struck_off"), Value: "1,204"},
			{Label: s.t("light.green"), Value: "93.72 %"}}}
}

func (s sampler) find() *reportroom.Find {
	return &reportroom.Find{Frame: s.frame(422), Form: s.findForm(s.t("fault.receipt_missing"))}
}

func (s sampler) steps(now int) []kit.Step {
	var out []kit.Step
	for i, st := range []string{"reported", "listed", "assigned", "in_hand", "fixed", "struck_off"} {
		x := kit.Step{Label: s.t("step." + st), Done: i < now, Now: i == now}
		if i <= now {
			x.At = lang.When(s.l, s.now, s.in(time.Duration(i-8)*9*time.Hour))
		}
		out = append(out, x)
	}
	return out
}

func (s sampler) photos(n int, caption string) []kit.Photo {
	var out []kit.Photo
	for range n {
		out = append(out, kit.Photo{View: "/photos/1/" + caption[:1] + "/view",
			Thumb: "/photos/1/" + caption[:1] + "/thumb", Caption: caption, Alt: caption})
	}
	return out
}

func (s sampler) entries() []kit.Entry {
	at := func(h int) string { return lang.When(s.l, s.now, s.in(-time.Duration(h)*time.Hour)) }
	return []kit.Entry{
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

func (s sampler) receipt(fresh bool) *reportroom.Receipt {
	c := s.cards()[1]
	r := &reportroom.Receipt{Frame: s.frame(0), Code: "7K3M 9QXA 2HTP",
		URL: "https://example.cn/r/7K3M9QXA2HTP", New: fresh,
		Card: c, At: lang.DateTime(s.l, s.now), Steps: s.steps(2),
		Text: "后门的垃圾桶满了三天没人收，苍蝇很多，旁边就是幼儿园，请尽快处理。", Who: s.or("先锋街道办事处正在办理", "Xianfeng Subdistrict Office has it"),
		Due: s.or("应于今天 17:00 前办完", "due by 17:00 today"),
		Forms: []kit.Form{{ID: "me_too", Title: s.t("command.me_too"), Submit: s.t("command.me_too"),
			Action: "/r/x/me_too"}}}
	if !fresh {
		r.Card = s.cards()[4]
		r.Steps, r.Before, r.After, r.Entries = s.steps(5), s.photos(1, "before"), s.photos(1, "after"), s.entries()
		r.Who, r.Due = s.or("已核查确认解决", "Verified as fixed"), ""
		r.Forms = []kit.Form{{ID: "rate", Title: s.t("command.rate"), Tone: "primary", Open: true, Action: "/r/x/rate",
			Submit: s.or("提交评价", "Send"), Fields: []kit.Field{
				{Kind: "radios", Name: "fixed", Label: s.t("field.fixed"), Required: true,
					Options: []kit.Option{{Value: "1", Label: s.or("解决了", "Fixed"), Group: "", Selected: false},
						{Value: "0", Label: s.or("没有解决", "Not fixed"), Group: "", Selected: false}}},
				{Kind: "area", Name: "text", Label: s.t("field.note"), Max: 2000}}}}
	}
	return r
}

func (s sampler) login() *accountroom.Login {
	return &accountroom.Login{Frame: s.frame(0), Form: kit.Form{ID: "login", Action: "/login", Title: s.t("page.staff"),
		Submit: s.or("登录", "Log in"), Tone: "primary",
		Error: s.or("用户名或密码不正确，请重新输入。", "User name or password is wrong. Please try again."), Fields: []kit.Field{
			{Kind: "text", Name: "login", Label: s.t("field.login"), Required: true, Auto: "username", Value: "wangxy"},
			{Kind: "password", Name: "password", Label: s.t("field.password"), Required: true,
				Auto: "current-password"}}},
		Demo: []kit.Fact{{Label: s.t("post.dispatcher"), Value: "slia / demo"},
			{Label: s.t("post.verifier"), Value: "hecha / demo"}}}
}

func (s sampler) me() *accountroom.Me {
	end := kit.Form{Action: "/me/end", Submit: s.or("退出", "End"), Tone: "danger"}
	return &accountroom.Me{Frame: s.staff("me"), Login: "wangxy",
		Posts:    []string{s.or("岳屏镇 · 单位经办人", "Yueping Town · Unit clerk")},
		Password: "/password", Logout: kit.Form{Action: "/logout"},
		Secret: "xh_4304_5tQz8J1v9mW2rYb7",
		Sessions: []accountroom.Session{{Device: "Chrome · Android", Seen: lang.Ago(s.l, s.now, s.in(-time.Minute)),
			Since: lang.Date(s.l, s.now), Current: true,
			End: end}, {Device: "Edge · Windows", Seen: lang.Ago(s.l, s.now, s.in(-50*time.Hour)),
			Since: lang.Date(s.l, s.now), Current: false, End: end}},
		Keys: []accountroom.Key{{Name: "台账同步", May: s.t("reach.person.read"), Hint: "xh_4304",
			Made: lang.Date(s.l, s.now),
			Used: lang.Ago(s.l, s.now, s.in(-time.Hour)), End: end}},
		NewKey: kit.Form{Action: "/me/keys", Title: s.or("新建密钥", "New key"), Submit: s.or("新建", "Make it"),
			Fields: []kit.Field{{Kind: "text", Name: "name", Label: s.t("field.name"), Required: true}}}}
}

func (s sampler) work() *workroom.Work {
	f := s.staff("work")
	f.Flash = &kit.Flash{Good: true, Text: s.or("已签收 3 件", "Signed for: 3"),
		Link: &kit.Link{Label: s.or("查看", "Show"), URL: "/lists/problem"}}
	return &workroom.Work{Frame: f, Hello: s.or("2026年11月23日，星期一", "Monday, 23 Nov 2026"),
		Counts: []kit.Fact{{Label: s.t("light.red"), Value: "2", URL: "?light=red", Tone: "red"},
			{Label: s.t("light.yellow"), Value: "5", URL: "?light=yellow", Tone: "yellow"},
			{Label: s.t("light.green"), Value: "31", URL: "?light=green", Tone: "green"},
			{Label: s.t("light.grey"), Value: "4", URL: "?light=grey", Tone: "grey"}},
		Queues: []kit.Link{{Label: s.or("全部 42", "All 42"), URL: "/work", Current: true},
			{Label: s.or("待签收 8", "To sign 8"), URL: "/work?state=assigned", Current: false},
			{Label: s.or("整改中 30", "In hand 30"), URL: "/work?state=in_hand", Current: false},
			{Label: s.or("挂账 4", "Suspended 4"), URL: "/work?state=suspended", Current: false}},
		Cards: s.cards(), Batch: "/work", Once: "0195", Sign: true,
		Assign: &kit.Form{ID: "batch", Submit: s.t("command.assign"),
			Fields: []kit.Field{{Kind: "pick", Name: "lead", Label: s.t("field.lead"), List: "units"}}},
		Pager: kit.Pager{Next: "/work?after=x", Total: s.or("本页 50 件", "50 on this page")},
		Names: []kit.Datalist{{ID: "units", Names: []string{"市城管执法局", "岳屏镇人民政府"}}}}
}

func (s sampler) list(empty bool) *workroom.List {
	p := &workroom.List{Frame: s.staff("lists"), Heading: s.or("问题清单", "Problem list"), Export: "/lists/problem.xlsx",
		Lists: []kit.Link{{Label: s.or("问题清单", "Problem list"), URL: "/lists/problem", Current: true},
			{Label: s.or("任务清单", "Task list"), URL: "/lists/task", Current: false},
			{Label: s.or("责任清单", "Responsibility list"), URL: "/lists/responsibility", Current: false}},
		Search: kit.Field{Name: "q", Value: "积水"},
		Filters: []kit.Field{{Kind: "select", Name: "state", Label: s.or("状态", "State"),
			Options: []kit.Option{{Value: "listed", Label: s.t("state.listed"), Group: "", Selected: false}}},
			{Kind: "select", Name: "area", Label: s.t("field.area"), Options: s.areas()},
			{Kind: "date", Name: "from", Label: s.or("上报日期从", "Reported from")}},
		Chips: []kit.Link{{Label: s.or("搜索：积水", "Search: 积水"), URL: "/lists/problem", Current: false},
			{Label: s.t("light.red"), URL: "/lists/problem", Current: false}}, Clear: "/lists/problem", Narrow: empty,
		Sorts: []kit.Link{{Label: s.or("时限", "Deadline"), URL: "?sort=next", Current: true},
			{Label: s.or("最新", "Newest"), URL: "?sort=new", Current: false}},
		Choose: []workroom.Choice{{Key: "number", Label: s.or("编号", "Number"), On: true, Order: 1},
			{Key: "place", Label: s.t("field.place"), On: false, Order: 2}},
		ChooseAt: "/lists/columns",
		Columns: []workroom.Column{{Key: "number", Label: s.or("编号", "Number")},
			{Key: "title", Label: s.t("kind.problem")}, {Key: "area", Label: s.t("field.area")},
			{Key: "lead", Label: s.t("field.lead")}, {Key: "due", Label: s.t("field.due")},
			{Key: "state", Label: s.or("状态", "State")},
			{Key: "source", Label: s.t("field.source")}}}
	if empty {
		return p
	}
	for _, c := range s.cards() {
		l := c.Light
		p.Rows = append(p.Rows, workroom.Row{Card: c,
			Cells: []workroom.Cell{{Text: c.Number}, {Text: c.Title, URL: c.URL, Wide: true},
				{Text: c.Area}, {Text: c.Who}, {Light: &l}, {State: c.State}, {Text: s.t("source.resident")}}})
	}
	p.Pager = kit.Pager{Next: "?after=x", Total: s.or("本页 50 件", "50 on this page")}
	return p
}

func (s sampler) matter(struck bool) *matterroom.Matter {
	m := &matterroom.Matter{Frame: s.staff("lists"), Card: s.cards()[0], Goal: "三天内修复破损地砖，疏通雨水口。",
		Text: []string{"人行道地砖大面积破损，雨天积水，行人只能走机动车道。", "附近有小学，孩子上下学不安全，希望尽快处理。"},
		Facts: []kit.Fact{{Label: s.t("field.source"), Value: s.t("source.resident")},
			{Label: s.t("field.reported_at"), Value: lang.DateTime(s.l, s.in(-90*time.Hour))}},
		Answers: []kit.Fact{{Label: s.or("附近有什么", "What is near"), Value: s.or("学校 / 市场", "A school / A market")}},
		Chain: []kit.Fact{{Label: s.t("part.lead"), Value: s.or("市城管执法局", "City Management Bureau")},
			{Label: s.t("part.co"), Value: s.or("蒸湘街道办事处", "Zhengxiang Subdistrict Office")}},
		Steps: s.steps(3), Before: s.photos(2, "before"), Entries: s.entries(),
		Names: []kit.Datalist{{ID: "units", Names: []string{"市城管执法局"}}},
		Notices: []matterroom.NoticeLink{{Label: s.or("督办单", "Supervision notice"), Number: "衡督〔2026〕3号",
			URL: "/matters/101/notices/7", At: "今天 09:00",
			State: s.t("notice.unsigned"), Tone: "yellow"},
			{Label: s.or("交办单", "Assignment notice"), Number: "衡交〔2026〕412号",
				URL: "/matters/101/notices/5", At: "昨天", State: s.t("notice.signed_short"), Tone: "green"}}}
	if !struck {
		m.Alike, m.Split = "/duplicates?of=101", &kit.Form{Action: "/matters/101/split-all", Once: "0197"}
		m.Absorbed = []matterroom.Absorbed{{Link: kit.Link{Label: "P2026-000377 人行道地砖松动", URL: "/matters/377"},
			ID: 377, May: true},
			{Link: kit.Link{Label: "#401", URL: "/matters/401"}, ID: 401, May: false}}
	}
	if struck {
		m.Card = s.cards()[4]
		m.After, m.Steps, m.Seal = s.photos(1, "after"), s.steps(5), lang.Date(s.l, s.now)
		m.Work = "已更换破损地砖 46 块，疏通雨水口。"
	}
	once := func(id, tone string, open bool, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: "/matters/101/" + id, Once: "0196", Title: s.t("command." + id),
			Hint: s.t("hint." + id), Submit: s.t("command." + id), Tone: tone, Open: open, Fields: fields}
	}
	reason := kit.Field{Kind: "area", Name: "reason", Label: s.t("field.reason"), Required: true, Max: 2000}
	m.Forms = []kit.Form{
		once("fix", "primary", !struck, kit.Field{Kind: "area", Name: "note", Label: s.t("field.measure"), Max: 2000,
			Required: true}, kit.Field{Kind: "photos", Name: "photos", Label: s.t("field.photos"), Max: 9,
			Required: true},
			kit.Field{Kind: "place"}),
		once("ask_extension", "", struck, kit.Field{Kind: "datetime", Name: "until", Label: s.t("field.until"),
			Required: true}, reason),
		once("delegate", "", false, kit.Field{Kind: "pick", Name: "to", Label: s.t("field.to"), Required: true,
			List: "units", Options: []kit.Option{{Value: "市政维护中心", Label: "市政维护中心"}}}),
		once("bounce", "danger", false, reason), once("comment", "", false,
			kit.Field{Kind: "area", Name: "text", Label: s.t("field.note"), Required: true},
			kit.Field{Kind: "check", Name: "public", Label: s.t("field.public")}),
	}
	return m
}

func (s sampler) notice() *matterroom.Notice {
	d := paper.Doc{Lang: s.l, Name: s.or("交办单", "Assignment notice"), Number: "衡创交〔2026〕412 号",
		Issuer: s.or("衡阳市精神文明建设指导委员会办公室", "Hengyang City Civilisation Office"), Date: lang.Date(s.l, s.now),
		To: s.or("市城管执法局：", "To: City Management Bureau"),
		Body: []string{s.or("现将下列事项交你单位办理，请按时限要求整改到位，并提交整改佐证。",
			"The following matter is assigned to your unit. Fix it within the deadline and hand in evidence.")},
		Rows: [][2]string{{s.or("事项", "Matter"), "解放大道与蒸湘南路交叉口人行道破损，雨天积水"},
			{s.t("field.place"), "蒸湘区蒸湘街道，中国银行门前"}, {s.t("field.goal"), "三天内修复破损地砖，疏通雨水口。"},
			{s.t("field.due"), lang.DateTime(s.l, s.in(72*time.Hour))}, {s.t("field.co"), "蒸湘街道办事处"}},
		Tone: "orange", Signature: "王主任"}
	d.Slip = notice.ReplySlip(s.l, d.Name, d.Number, d.To)
	return &matterroom.Notice{Frame: s.staff("lists"), Doc: d, Back: "/matters/101", File: "/docx",
		QR: "/photos/1/a/thumb", Photos: s.photos(2, "before")}
}

func (s sampler) board() *boardroom.Board {
	b := &boardroom.Board{Frame: s.staff("board"), Heading: s.or("衡阳市", "Hengyang"),
		At: s.or("截至今天 14:00", "As of 14:00 today"),
		Crumbs: []kit.Link{{Label: s.or("全市", "Whole city"), URL: "/board", Current: false},
			{Label: s.or("衡阳市", "Hengyang"), URL: "/board", Current: true}},
		Note: s.or("不含求助事项。点击数字查看对应的事项。", "Requests for help are not counted. Every figure leads to its matters."),
		Tiles: []kit.Fact{{Label: s.t("light.red"), Value: "37", URL: "/lists/problem?light=red", Tone: "red"},
			{Label: s.t("light.yellow"), Value: "82", URL: "/", Tone: "yellow"},
			{Label: s.t("light.green"), Value: "1,031", URL: "/", Tone: "green"},
			{Label: s.t("state.suspended"), Value: "12", URL: "/", Tone: "grey"},
			{Label: s.t("state.fixed"), Value: "64", URL: "/", Tone: ""},
			{Label: s.t("state.struck_off"), Value: "8,911", URL: "/", Tone: "seal"}}}
	for i, n := range []string{"珠晖区", "雁峰区", "石鼓区", "蒸湘区", "南岳区", "衡阳县", "衡南县", "衡山县", "衡东县", "祁东县", "耒阳市", "常宁市"} {
		k := int64(12 - i)
		f := func(n int64) boardroom.Figure { return boardroom.Figure{N: n, URL: "/lists/problem"} }
		b.Rows = append(b.Rows, boardroom.BoardRow{Name: n, URL: "/board?area=1", Waiting: f(k),
			Green: f(9 * k), Yellow: f(k),
			Red: f(k / 3), Grey: f(k / 5), Fixed: f(k / 2), Struck: f(70 * k),
			Segments: kit.Bar(170, []string{"red", "yellow", "green", "grey", "wait", "fixed"},
				[]int64{k / 3, k, 9 * k, k / 5, k, k / 2})})
	}
	return b
}

func (s sampler) tabs() []kit.Link {
	return []kit.Link{{Label: s.or("区划", "Areas"), URL: "/admin/areas", Current: false},
		{Label: s.or("单位", "Units"), URL: "/admin/units", Current: true},
		{Label: s.or("人员", "People"), URL: "/admin/people", Current: false},
		{Label: s.or("政策", "Policy"), URL: "/admin/policy", Current: false}}
}

func (s sampler) admin() *adminroom.Admin {
	return &adminroom.Admin{Frame: s.staff("admin"), Heading: s.or("单位", "Units"),
		Lead: s.or("能够承办事项的机构，按隶属关系排列。", "Organisations that can be responsible, as they stand under one another."),
		Tabs: s.tabs(), Search: kit.Field{Name: "q", Hint: s.or("名称或代码", "Name or code")},
		Columns: []string{s.t("field.name"), s.or("代码", "Code"), s.t("field.area")},
		Rows: []adminroom.AdminRow{{URL: "/admin/units?id=1", Cells: []string{"市城管执法局", "CG", "衡阳市"}, Depth: 0,
			Former: false},
			{URL: "/admin/units?id=2", Cells: []string{"市政维护中心", "CG-01", "衡阳市"}, Depth: 1, Former: false},
			{URL: "", Cells: []string{"原园林局", "YL", "衡阳市"}, Depth: 0, Former: true}},
		Forms: []kit.Form{{ID: "unit", Title: s.or("新增单位", "Add a unit"), Open: true, Action: "/admin/units",
			Submit: s.or("保存", "Save"), Tone: "primary",
			Fields: []kit.Field{{Kind: "text", Name: "zh", Label: s.or("名称", "Name"), Required: true},
				{Kind: "areas", Name: "area", Label: s.t("field.area"), Required: true, Options: s.areas()}}}}}
}

func (s sampler) keys() *adminroom.Keys {
	end := kit.Form{Action: "/admin/keys/1/end", Submit: s.t("me.end_key"), Tone: "danger"}
	day := lang.Date(s.l, s.now)
	return &adminroom.Keys{Frame: s.staff("admin"), Tabs: s.tabs(), City: true, Secret: "xh_5tQz8J1v9mW2rYb7",
		Service: []adminroom.KeyCard{{Name: "随手拍", May: []string{s.t("reach.service.post"),
			s.t("reach.service.read")}, Made: s.t("keys.made_by", "name", "李敏", "at", day), Used: s.t("keys.never"),
			Tone: "yellow", Ends: s.t("keys.ends_soon", "at", day, "n", "12"), End: end}},
		New: kit.Form{ID: "service-key", Action: "/admin/keys", Title: s.t("keys.new"), Submit: s.t("me.make_key"),
			Fields: []kit.Field{{Kind: "text", Name: "name", Label: s.t("keys.name"), Required: true},
				{Kind: "checks", Name: "reach", Label: s.t("keys.may"),
					Options: []kit.Option{{Value: "read", Label: s.t("reach.service.read")}}}}},
		Search: kit.Field{Name: "q"},
		People: []adminroom.KeyCard{{Name: "王小燕 · 台账同步", URL: "/admin/people?id=7",
			May: []string{s.t("reach.person.write")}, Made: s.t("keys.made_at", "at", day),
			Used: s.t("keys.used_at", "at", day), Tone: "green", Ends: s.t("keys.ends_at", "at", day)}}}
}

func (s sampler) policy() *adminroom.Policy {
	return &adminroom.Policy{Frame: s.staff("admin"), Tabs: s.tabs(), Digest: "9f3a c01b", Since: lang.Date(s.l, s.now),
		Checked: true, Mistakes: []adminroom.Mistake{{Line: 12, Column: 5,
			Text: s.or("没有“dispacher”这个岗位", "There is no post “dispacher”")}},
		Changes: []adminroom.Change{{Path: "deadlines.problem.general", Old: "5wd", New: "3wd"},
			{Path: "evidence.fix.photos", Old: "", New: "1"}},
		Form: kit.Form{ID: "policy", Action: "/admin/policy", Submit: s.or("检查", "Check"), Tone: "primary",
			Fields: []kit.Field{{Kind: "source", Name: "source", Label: "YAML", Required: true,
				Value: "# 衡阳市\ncity:\n  code: 4304\n  name: 衡阳市\n"}}}}
}

// wrong is a form that was refused: what was typed is kept, the mistake is named at its field.
func (s sampler) wrong() *reportroom.NewMatter {
	f := s.report("/new")
	f.Fields[0].Error = s.t("fault.text_missing", "field", "@field.text")
	f.Fields[3].Value = "中国银行门前"
	return &reportroom.NewMatter{Frame: s.staff("new"), Form: f}
}
