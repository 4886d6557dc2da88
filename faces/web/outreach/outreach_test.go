package outreach_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/outreach"
	"xiaohao/parts/tally"
)

// survey plans a survey of use about an activity, and gives its address.
func survey(o *webtest.Town, activity int64) string {
	who := func(login string) org.Caller {
		p, _ := o.Org().PersonByLogin(login)
		return p.Caller()
	}
	day := func(s string) calendar.Instant {
		at, err := time.ParseInLocation("2006-01-02", s, calendar.China())
		if err != nil {
			o.T.Fatal(err)
		}
		return calendar.Of(at)
	}
	var slots []tally.Slot
	for hour := 7; hour < 13; hour++ {
		slots = append(slots, tally.Slot{Weekday: 2, Hour: hour})
	}
	id, err := part.Get[*tally.Tallies](o.Values).Plan(context.Background(), who("sup"), o.NewID(), tally.Plan{
		Title: "送头盔前后", Kind: tally.Helmet, Area: webtest.County, Activity: activity,
		Sites:  []tally.Site{{Name: "解放大道路口", Road: tally.CityRoad}},
		Slots:  slots,
		Wanted: map[tally.Road]int{tally.CityRoad: 6}, People: 40, Minutes: 30,
		Before:   tally.Span{From: day("2026-12-01"), Until: day("2026-12-15")},
		After:    tally.Span{From: day("2027-01-01"), Until: day("2027-01-15")},
		Counters: []int64{who("clerk").Person}})
	if err != nil {
		o.T.Fatal(err)
	}
	return "/tallies/" + strconv.FormatInt(id, 10)
}

// town is a city with police who give helmets out.
func town(t *testing.T) *webtest.Town {
	o := webtest.New(t)
	o.Hire([]org.Change{&org.UnitSet{Code: "jiao", Zh: "交警大队", Area: webtest.County},
		&org.PersonSet{Login: "police", Name: "民警壬", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"jiao"}}},
		"police")
	return o
}

var plan = []string{"name", "送头盔，送安全", "theme", "交通安全", "superior", "一盔一带", "area",
	webtest.County.String(), "unit", "jiao",
	"from", "2026-11-20", "until", "2027-01-20", "items",
	"安全头盔 | 个 | 101\n一封信|份|100\n反光贴 | 张 | 20 | 凭券", "teams",
	"第一组 | 广东路街道 | 东门集市 | 2026-11-28 09:00 | 4\n第二组 | 广东路街道 | 广场 | | 2 clerk | gdl", "split",
	"1", "seats", "2", "call",
	"周六上午，来帮大家戴好头盔", "text", "讲清楚，戴上走。"}

// TestHelmetsThroughPages: an activity is planned, refused first; things come in, are sent and received in part; one
// taps, taps twice, takes a ticket twice; the books are shown, undone, counted, closed and reported.
func TestHelmetsThroughPages(t *testing.T) {
	t.Parallel()
	o := town(t)
	p := o.As("police")
	p.Get("/outreach", 200).Wants("还没有活动").Get("/outreach/new", 200)
	p.Send("begin", 422, append(plan, "teams", "第一组 | 月球")...).Wants("第 1 个小组")
	p.Get("/outreach/new", 200).Send("begin", 422, append(plan, "items", "头盔 个 100")...).Wants("第 1 行看不懂")
	p.Get("/outreach/new", 200).Send("begin", 200, plan...).Wants("活动已建", "筹备", "安全头盔：计划 101 个",
		"已发 0 / 计划 51")
	at := p.At
	p.Send("to-called", 200).Send("in", 200, "item", "1", "n", "101", "source", "市交警支队", "paper", "调拨单 7 号")
	p.Send("in", 200, "item", "3", "n", "20", "source", "市交警支队").Send("sent", 200, "team", "1", "item", "1", "n",
		"60")
	p.Send("sent", 409, "team", "2", "item", "1", "n", "60").Wants("要 60，只剩 41")
	p.Get(at, 200).Send("sent", 200, "team", "2", "item", "1", "n", "41").Send("sent", 200, "team", "2", "item", "3",
		"n",
		"20").Send("to-running", 200).Wants("在途未签收")
	clerk := o.As("clerk")
	clerk.Get("/work", 200).Wants("物资在途").Get(at+"/teams/2", 200).Wants("有 61 件在途")
	clerk.Send("received", 200, "item", "1", "n", "40").Wants("还剩 40 个", "有 21 件在途")
	clerk.Get(at+"/teams/1", 200).Wants("您不在这个小组").Lacks("form-received")
	p.Get(at+"/teams/1", 200).Send("received", 200, "item", "1", "n", "60")
	action, v := p.Filled("tap-1-5")
	for range 2 { // a double tap sends the same form twice
		p.Get(at+"/teams/1", 200).Post(action, v, 200).Wants("还剩 55")
	}
	p.Get(at+"/teams/1", 200).Send("tap-1-1", 200).Wants("还剩 54")
	x := part.Get[*outreach.Outreach](o.Values)
	id := number(at)
	p.Get(at, 200).Send("print", 200, "item", "3", "n", "30").Get(at+"/tickets?item=3&sheet=1",
		200).Wants("第 25 到 30 号",
		x.Ticket(id, 3, 25))
	clerk.Get(at+"/tickets?item=3", 403)
	clerk.Get(at+"/teams/2", 200).Send("received", 200, "item", "3", "n", "20").Send("given-3", 422, "ticket",
		"0003-00").Wants("券号不对")
	clerk.Get(at+"/teams/2", 200).Send("given-3", 200, "ticket", x.Ticket(id, 3, 3)).Wants("还剩 19")
	clerk.Send("given-3", 409, "ticket", x.Ticket(id, 3, 3)).Wants("这张券已经用过", "第二组")
	clerk.Get(at+"/teams/2", 200).Send("sheet", 200, "sheet", "B-1", "n-1", "30", "by-list", "28")
	clerk.Send("sheet", 409, "sheet", "B-1", "n-1", "30", "by-list", "28").Wants("已经录过")
	clerk.Get(at+"/teams/2", 200).Send("reach", 200, "by", "talk", "n", "12").Wants("本组受众 40 人次")
	p.Get(at+"/account", 200).Wants("市交警支队", "调拨单 7 号", "登记表 B-1", "发放 5 个 安全头盔")
	p.Send(p.Match(`id="form-(undo-\d+)"`), 200, "reason", "录错").Wants("已撤销", "撤销受众 12 人次")
	p.Get(at+"/teams/1", 200).Send("counted-1", 200, "n", "53", "reason", "当晚盘点").Wants("还剩 53 个")
	p.Get(at, 200).Send("to-ended", 200).Wants("账还没平").Send("to-reported", 409).Wants("在手 53")
	p.Get(at+"/teams/1", 200).Send("returned", 200, "item", "1", "n", "53")
	clerk.Get(at+"/teams/2", 200).Send("returned", 200, "item", "1", "n", "10").Send("way_lost", 200, "item", "1", "n",
		"1",
		"reason", "运输途中").Send("returned", 200, "item", "3", "n", "19")
	p.Get(at, 200).Wants("账已平").Send("to-reported", 200).Wants("已总结", "已发 36，在手 63，在途 0，损耗 2")
	for _, l := range []string{"zh-CN", "en"} {
		p.Lang = l
		for _, path := range []string{"/outreach", at, at + "/teams/1", at + "/account?team=2", at + "/volunteers"} {
			p.Get(path, 200)
		}
	}
	p.Lang = "zh-CN"
	p.Get(at, 200).Lacks("有没有用") // who leads it plans no surveys
	sup := o.As("sup").Get(at, 200).Wants("有没有用", "/tallies/new?activity="+strconv.FormatInt(id, 10))
	sup.Get(sup.Match(`"(/tallies/new\?activity=\d+)"`), 200).Wants(`value="` + strconv.FormatInt(id, 10) + `"`)
	its := survey(o, id)
	sup.Get(at, 200).Wants("送头盔前后：还看不出变化", its).Get(its, 200).Wants(`href="` + at + `"`)
	sup.Get(at+"/report.docx", 200)
	if text := webtest.Text(t, sup.Page); !strings.Contains(text, "送头盔前后：还看不出变化") {
		t.Errorf("the report does not say whether it helped:\n%s", text)
	}
	p.Get(at+"/report.docx", 200)
	text := webtest.Text(t, p.Page)
	for _, want := range []string{"交警大队", "一盔一带", "安全头盔 36 个", "按登记表计", "广东路街道", "应有＝已发"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	p.Get(at+"/report.xlsx", 200)
	p.Get("/outreach/list.xlsx", 200)
	p.Get("/outreach?area="+webtest.Township.String(), 200).Wants("送头盔", "已发：安全头盔", "36")
	o.Visitor().Get(at, 200).Lacks("安全头盔") // asked to log in
}

// TestACallIsAnswered: what was let out by two people everybody reads, and signs up without an account; who leads the
// activity phones them, who came is ticked, and days after the end nobody can read who they were.
func TestACallIsAnswered(t *testing.T) {
	t.Parallel()
	o := town(t)
	p := o.As("police")
	p.Get("/outreach/new", 200).Send("begin", 200, plan...)
	at := p.At
	p.Send("to-called", 200).Send("photo", 422, "photos", "photo:a", "basis", "consent").Wants("未成年人")
	p.Get(at, 200).Send("photo", 200, "photos", "photo:a", "basis", "masked", "minors", "1", "note", "集市")
	open := o.Visitor()
	open.Get("/public"+at, 404).Get("/public/outreach", 200).Wants("现在没有公开的活动")
	disp, sup := o.As("disp"), o.As("sup")
	words := []string{"title", "周六送头盔", "text", "来帮忙，电话 13812345678。", "photo-0", "1"}
	disp.Get(at, 200).Send("offer", 422, words...).Wants("至少遮一处")
	disp.Get(at, 200).Send("offer", 200, append(words, "boxes-0", "0,0,500,500")...).Wants("已走 1 步")
	open.Get("/public"+at, 404)
	sup.Get(at, 200).Wants("周六送头盔").Send("pass", 200).Wants("已公开")
	for _, l := range []string{"zh-CN", "en"} {
		open.Lang = l
		open.Get("/public/outreach", 200).Wants("周六送头盔").Get("/public"+at, 200).Lacks("13812345678", "送安全")
	}
	open.Lang = "zh-CN"
	open.Get("/public"+at, 200).Wants("东门集市", "还有名额")
	open.Get(open.Match(`<img src="(/public/outreach/[^"]+)"`), 200)
	open.Get("/sitemap.xml?after=0", 200).Wants("<loc>"+o.Srv.URL+"/public/outreach</loc>",
		"<loc>"+o.Srv.URL+"/public"+at+"</loc>")
	open.Get("/public"+at, 200).Send("join", 422, "name", "志愿者甲", "phone", "12ab").Wants("请填写手机")
	action, v := open.Get("/public"+at, 200).Filled("join")
	v.Set("name", "志愿者甲")
	v.Set("phone", "138 1234 5678")
	v.Set("team", "2")
	for range 2 {
		open.Get("/public"+at, 200).Post(action, v, 200).Wants("报名已收到", "还有名额")
	}
	p.Get(at, 200).Wants("志愿者报名 1 人")
	open.Send("join", 200, "name", "又一次", "phone", "13812345678").Wants("报名已收到", "还有名额")
	open.Send("join", 200, "name", "志愿者乙", "phone", "0734-8123456").Wants("名额已满").Lacks(`id="form-join"`)
	open.Post(action, v, 409, "id", o.NewID().String(), "phone", "13900000000").Wants("名额已满")
	p.Get(at, 200).Wants("志愿者报名 2 人")
	p.Get(at+"/volunteers", 200).Wants("志愿者甲", "13812345678", "志愿者乙", "07348123456", "谁看过这份名单（1 条）",
		"民警壬 于")
	o.As("other").Get(at+"/volunteers", 403).Lacks("志愿者甲")
	p.Get(at, 200).Send("to-running", 200)
	clerk := o.As("clerk").Get(at+"/volunteers", 200).Wants("志愿者甲").Lacks("谁看过这份名单")
	clerk.Send("came-2", 200, "came", clerk.Match(`value="([0-9a-f]{32})">`), "others", "3").Wants("到岗 4 人")
	clerk.Send("came-2", 200, "others", "1").Wants("到岗 2 人")
	p.Get(at, 200).Send("to-ended", 200)
	x, ctx := part.Get[*outreach.Outreach](o.Values), context.Background()
	if n, err := x.Forget(ctx); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	o.Pass(61 * 24 * 3600e6)
	if n, err := x.Forget(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	p = o.As("police")
	p.Get(at+"/volunteers", 200).Lacks("志愿者甲", "13812345678").Get(at, 200).Wants("报名 2 人", "已于", "销毁")
	sup = o.As("sup")
	sup.Get(at, 200).Send("withdraw", 200, "reason", "照片要换")
	open.Get("/public"+at, 404)
	o.Pass(60e6) // a kept map is thrown away by then
	open.Get("/sitemap.xml?after=0", 200).Lacks("/public" + at + "<")
}

// TestStrangersHaveABudget: who signs up again and again is asked to wait, and who sends much is refused.
func TestStrangersHaveABudget(t *testing.T) {
	t.Parallel()
	o := town(t)
	o.Strange()
	open := o.Visitor()
	post := func(v url.Values) int {
		r, err := http.NewRequest(http.MethodPost, o.Srv.URL+"/public/outreach/7/join", strings.NewReader(v.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		open.Ask(r)
		return open.Status
	}
	if got := post(url.Values{"name": {strings.Repeat("a", 5000)}}); got != http.StatusRequestEntityTooLarge {
		t.Errorf("5,000 bytes are answered by %d", got)
	}
	for range 20 {
		if post(url.Values{"name": {"甲"}}) == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("20 sign-ups in a moment were taken")
}

// number is the activity of an address.
func number(at string) int64 {
	n, _ := strconv.ParseInt(at[strings.LastIndex(at, "/")+1:], 10, 64)
	return n
}
