package plan_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

const day = calendar.Instant(24 * 3600e6)

// begun is a plan that disp began from a shipped one for the township's office; leader is hired to adopt it.
func begun(o *webtest.Town) string {
	o.T.Helper()
	o.Hire([]org.Change{&org.PersonSet{Login: "leader", Name: "领导辛", Posts: []org.Post{{Kind: matter.Leader,
		Area: webtest.City}}}}, "leader")
	disp := o.As("disp")
	disp.Get("/plans/new?from=collective_economy", 200).Wants("村级集体经济发展三年行动计划", "模板带有 5 个目标和 8 项措施")
	disp.Send("begin", 200, "area", webtest.Township.String(), "lead", "gdl", "first", "2026-01-01", "last",
		"2028-12-31").Wants("草案已建立", "清产核资", "空白村逐年减少")
	return strings.TrimSuffix(disp.At, "/edit")
}

// TestAPlanOnPages: from a template by forms to its number; an opinion is two clicks; a mistake keeps what was typed;
// then a measure is handed out, money is paid and corrected, the leaders' page and the reports say so.
func TestAPlanOnPages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	at := begun(o)
	disp, clerk, sup, leader := o.As("disp"), o.As("clerk"), o.As("sup"), o.As("leader")
	clerk.Get("/plans/new", 200) // a clerk may draft what his unit leads
	disp.Get(at+"/edit", 200).Send("goal-new", 422, "text", "村均收入", "target-2026", "很多").Wants("请填写一个数", "很多", "村均收入")
	disp.Send("goal-new", 200, "text", "村均收入", "target-2026", "12万").Wants("120,000")
	disp.Send("measure-m6", 200, "lead", "gdl", "due", "2026-12-31", "co-1", "gdl-1").Wants("已保存")
	disp.Send("money-new", 200, "source", "村级自筹", "purpose", "水渠", "year", "2026", "budgeted",
		"35万").Wants("350,000.00")
	other := o.As("disp")
	other.Get(at+"/edit", 200)
	disp.Send("head", 200, "text", "机密文件精神已传达") // no mark: words inside a sentence
	disp.Send("head", 403, "text", "机密★10年").Wants("涉密内容不得录入", "没有保存")
	other.Send("head", 409, "title", "我改的题目").Wants("有人改过这个草案", "我改的题目")

	disp.Get(at, 200).Wants("这是草案").Send("ask", 422, "units", "", "until", "2026-11-02").Wants("请至少选一个")
	disp.Send("ask", 200, "units", unit(o, "gdl"), "until", "2026-11-02").Wants("已发出征求意见", "还有 1 个未答复")
	disp.Get("/plans", 200).Wants("征求 1 个单位的意见，2026年11月2日 23:59 截止")
	disp.Get(at, 200).Lacks("acts-first").Match(`(?s)(id="goals".*id="take_back")`)
	o.As("ver").Get(at, 404)
	clerk.Get("/work", 200).Wants("1 个行动计划征求您单位意见")
	clerk.Get("/plans/mine", 200).Wants("征求您单位意见")
	clerk.Get(at+"/opinion", 200).Send("object-"+unit(o, "gdl"), 422, "text", "").Wants("请写明理由")
	clerk.Send("object-"+unit(o, "gdl"), 200, "text", "资金不够").Wants("意见已提交", "有不同意见")
	clerk.Get(at+"/opinion", 200).Send("agree-"+unit(o, "gdl"), 200).Wants("无意见")
	disp.Get(at, 200).Match(`(?s)(acts-first.*id="hear".*id="goals")`) // on a phone the next step stands first
	disp.Send("hear", 200).Wants("转合法性审查")
	sup.Get("/plans/mine", 200).Wants("等您办理下一步")
	sup.Get(at, 200).Send("review", 200, "passed", "1", "opinion", "程序合法").Wants("等会议审议")
	disp.Get(at, 200).Send("deliberate", 422, "meeting", "常务会议", "day", "2026-11-30", "passed", "1").Wants("不能晚于今天")
	met := register(o)
	disp.Get(at, 200).Send("deliberate", 200, "meeting_id", met, "meeting", "", "day", "2026-10-30", "passed",
		"1").Wants("等登记通过", "区政府常务会议，2026年10月27日", `href="/meetings/`+met+`"`)
	disp.Get("/meetings/"+met, 200).Wants("审议的行动计划", "村级集体经济发展三年行动计划", `href="`+at+`"`)
	leader.Get(at, 200).Send("adopt", 200, "by", "珠晖区人民政府", "day", "2026-10-28").Wants("等送公文办理")
	disp.Get(at, 200).Wants("牵头和承担措施的单位").Send("send", 422, "from", "2025-01-01").Wants("生效日期须在计划期内")
	disp.Send("send", 200, "from", "2026-01-01").Wants("已送公文办理", "公文正在办理：核稿、签发", "查看办理过程").Lacks("撤回")
	out(o, disp.Match(`href="/office/(\d+)"`))
	disp.Get(at, 200).Wants("已印发", "衡办发〔2026〕1号", "措施 8 项，完成 0 项", "指标暂无数据")
	disp.Get("/plans", 200).Wants("措施 8 项，完成 0 项", "下一个节点", `class="light l-`)
	o.As("ver").Get(at, 200).Lacks(`href="/office/`)

	disp.Get(at, 200).Send("hand-m6", 200).Wants("已交办", "措施已交办成任务")
	task := disp.Match(`href="(/matters/\d+)"`)
	disp.Get(task, 200).Wants("行动计划", "村级集体经济发展三年行动计划")
	disp.Get(at, 200).Send("pay", 200, "line", "f24", "amount", "20万", "day", "2026-10-20", "note",
		"首笔").Wants("已付 20 万元，预算 35 万元")
	disp.Get(at+"/money", 200).Wants("200,000.00")
	entry := disp.Match(`<option value="(\d+)"`)
	disp.Send("correct", 200, "entry", entry, "amount", "2万", "reason", "多写一个零").Wants("-180,000.00", "多写一个零",
		"已付 2 万元")
	disp.Get(at+"/years", 200).Wants("2026 年", "今年", "资金已付 2 万元")

	leader.Get("/plans/board", 200).Wants("现行计划 1 个", "村级集体经济发展三年行动计划", "下一个节点")
	leader.Get("/plans", 200).Wants("已印发")
	if file := o.As("leader").Get("/plans/plans.xlsx", 200); len(file.Page) < 1000 {
		t.Error("no spreadsheet")
	}
	o.As("ver").Get(at, 200).Lacks("撤回", "交办成任务")
	o.As("other").Get(at, 404)

	disp.Get(at, 200).Send("revise", 200, "reason", "上级调整")
	disp.Get(at+"/edit", 200).Send("goal-g1", 200, "text", "空白村清零")
	disp.Get(at, 200).Wants("由“集体经营收入空白村逐年减少，到期清零”改为“空白村清零”").Send("take_back", 200, "reason", "再议")

	o.Pass(500 * day)
	disp, sup = o.As("disp"), o.As("sup") // sessions do not last that long
	disp.Get("/work", 200).Wants("1 个行动计划的报告逾期未出")
	disp.Get(at, 200).Wants("已逾期").Send("report", 200, "text", "进展平稳").Wants("中期报告")
	file := disp.Match(`href="(/plans/\d+/reports/\d+)"`)
	disp.Get(file, 200).Wants("进展平稳", "数字截至", "逾期")
	if doc := disp.Get(file+"/docx", 200); !strings.HasPrefix(doc.Page, "PK") {
		t.Error("no document")
	}
	sup.Get(at, 200).Send("end", 422, "reached", "清产核资完成", "lessons", "早动手").Wants("请填写这一项")
	sup.Send("end", 200, "missed", "其余未动").Wants("已总结")
	en := o.As("sup")
	en.Post("/language", map[string][]string{"lang": {"en"}, "back": {at}}, 200)
	for _, page := range []string{at, at + "/years", at + "/money", at + "/versions/1", file, "/plans", "/plans/board",
		"/plans/mine", "/plans/new"} {
		en.Get(page, 200)
	}
	o.Visitor().Get(at, 200).Wants("登录")
}

// register enters a meeting and gives its id.
func register(o *webtest.Town) string {
	o.T.Helper()
	who, _ := o.Org().PersonByLogin("disp")
	x, ctx := part.Get[*meeting.Meetings](o.Values), context.Background()
	id, err := x.Register(ctx, who.Caller(), o.NewID(), meeting.Entry{
		Kind: meeting.Meeting, Area: webtest.Township, Body: "区政府常务会议",
		Day: calendar.Of(time.Date(2026, 10, 27, 9, 0, 0, 0, calendar.China())), Agenda: []meeting.Item{
			{Kind: meeting.Deliberated, Text: "三年行动计划"}}})
	if err != nil {
		o.T.Fatal(err)
	}
	return strconv.FormatInt(id, 10)
}

// out takes a paper through the office, and has the clock look at it.
func out(o *webtest.Town, paper string) {
	o.T.Helper()
	id, _ := strconv.ParseInt(paper, 10, 64)
	x, ctx := part.Get[*office.Office](o.Values), context.Background()
	who := func(login string) org.Caller { p, _ := o.Org().PersonByLogin(login); return p.Caller() }
	for _, err := range []error{x.Submit(ctx, who("disp"), o.NewID(), id, 1),
		x.Review(ctx, who("sup"), o.NewID(), id, 1),
		x.SignOff(ctx, who("leader"), o.NewID(), id, 1), x.GiveNumber(ctx, who("disp"), o.NewID(), id),
		x.PutSeal(ctx, who("disp"), o.NewID(), id, office.Stamped{Seal: "政府印", Copies: 3}),
		x.HandOut(ctx, who("disp"), o.NewID(), id)} {
		if err != nil {
			o.T.Fatal(err)
		}
	}
	if n, err := part.Get[*plan.Plans](o.Values).Tick(ctx); err != nil || n != 1 {
		o.T.Fatalf("%d %v", n, err)
	}
}

func unit(o *webtest.Town, code string) string {
	u, _ := o.Org().UnitByCode(code)
	return strconv.FormatInt(u.ID, 10)
}
