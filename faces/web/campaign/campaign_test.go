package campaign_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/store"
)

// looked records inspections of an item at a market in the first webtest.Township of a webtest.County, so many of
// which failed; what failed becomes matters.
func looked(o *webtest.Town, a area.Code, n, failed int) {
	o.T.Helper()
	ctx := context.Background()
	p, _ := o.Org().PersonByLogin("ins1")
	at, err := o.Points.Add(ctx, org.Caller{System: true}, o.NewID(),
		point.Details{Code: fmt.Sprintf("L%d%d", int64(o.Now())/1e6%1e6, a/1e6), Name: "解放路市场", Kind: "market",
			Area: o.Org().Tree().Children(a)[0].Code})
	if err != nil {
		o.T.Fatal(err)
	}
	version, err := o.Standard.Today(ctx)
	if err != nil {
		o.T.Fatal(err)
	}
	for i := range n {
		result := "pass"
		if i < failed {
			result = "fail"
		}
		body := map[string]any{"point": at, "standard": version.Seq, "kind": "market", "area": a, "found": o.Now(),
			"items": []map[string]string{{"item": "A107", "result": result}},
			"lines": []map[string]string{{"code": "A107", "item": "A107", "result": result, "note": "油烟直排"}}}
		_, err := o.Keep(ctx, p.Caller(), o.NewID(), nil,
			func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) {
				return []desk.Fact{{Type: "inspection.made", Subject: ledger.New, Areas: []area.Code{a}, Body: body}},
					nil
			})
		if err != nil {
			o.T.Fatal(err)
		}
	}
}

// TestCampaignPages: a common problem is read and turned into a campaign with one click, a street reports, another
// signs zero, an inspector disproves it, and the assessment and the report say so, in both languages.
func TestCampaignPages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.InField()
	o.Hire([]org.Change{&org.UnitSet{Code: "xf", Zh: "先锋街道办", Area: 430406001000},
		&org.PersonSet{Login: "xian", Name: "先锋经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"xf"}},
		&org.PersonSet{Login: "far", Name: "珠晖督查", Posts: []org.Post{{Kind: matter.Inspector, Area: webtest.County}}}},
		"xian", "far")
	looked(o, webtest.County, 80, 8)
	looked(o, 430406000000, 80, 8)
	o.Pass(35 * kit.Day)
	looked(o, webtest.County, 60, 30)
	looked(o, 430406000000, 60, 6)
	o.Pass(7 * kit.Day)
	for range 4 { // a tick links twenty inspections at the most
		if _, err := o.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	o.Settle()
	sup := o.As("sup").Get("/trends", 200).Wants("50.0%（30/60", "10.0%（8/80", "2 个县区中有 1 个上升", "珠晖区", "部署自查自纠")
	sup.Shot("trends")
	o.As("clerk").Get("/trends", 403)
	sup.Get("/trends/trends.xlsx", 200)
	if text := webtest.Text(t, sup.Page); !strings.Contains(text, "珠晖区") {
		t.Errorf("%q", text)
	}
	sup.Get("/trends", 200)
	sup.Get(strings.ReplaceAll(sup.Match(`href="(/campaigns/new\?trend=\d+)"`), "&amp;", "&"), 200).Wants("自查自纠",
		"最近两周不合格率")
	sup.Shot("campaign-new")
	sup.Send("campaign", 422, "text", "", "scope", webtest.City.String()).Wants("请填写这一项")
	sup.Send("campaign", 200, "text", "逐点自查", "scope", webtest.City.String()).Wants("2 个填报单元", "2 个未报")
	url := regexp.MustCompile(`/campaigns/\d+`).FindString(sup.At)
	sup.Shot("campaign-open")
	answers(o, url)
	sup.Get(url, 200).Wants("1 个上报问题，1 个零报告")
	sup.Get(url+"?area=430406000000", 200).Wants("先锋经办")
	sup.Get(url+"/report", 409)
	sup.Get(url, 200).Send("close", 200, "reason", "都报了").Wants("已结束")
	falsified(o, url)
	sup.Get(url, 200).Wants("零报告经核查不实").Shot("campaign")
	sup.Get("/score/areas/430406000000?period=2026-12", 200).Wants("零报告抽查：本期核查 1 份，不实 1 份")
	sup.Shot("score")
	sup.Get(url+"/report", 200).Wants("已填报 2 个", "1 份不实", "部署前八周督查不合格率为").Shot("campaign-report")
	for _, file := range []string{"/report.xlsx", "/report.docx", "/areas.xlsx"} {
		if sup.Get(url+file, 200); !strings.HasPrefix(sup.Page, "PK") {
			t.Errorf("%s is no file", file)
		}
	}
	if sup.Get("/campaigns/campaigns.xlsx", 200); !strings.Contains(webtest.Text(t, sup.Page), "珠晖区") &&
		!strings.Contains(webtest.Text(t, sup.Page), "衡阳市") {
		t.Errorf("%q", webtest.Text(t, sup.Page))
	}
	sup.Lang = "en"
	sup.Post("/language", map[string][]string{"lang": {"en"}, "back": {"/trends"}}, 200).Wants("Common problems",
		"95 % interval")
	o.As("sup").Get("/campaigns", 200).Wants("已报 2 / 2", "上报问题 1 个，零报告 1 个", "1 个零报告不实")
	for _, path := range []string{"/trends", "/campaigns", "/campaigns/new", url, url + "/report",
		"/score/areas/430406000000?period=2026-12"} {
		sup.Get(path, 200)
		sup.Shot("en" + strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path))
	}
	o.As("admin").Get(url, 404)
	o.As("clerk").Get(url+"?area=430406001000", 404)
}

// answers has one street report a finding and the other sign zero.
func answers(o *webtest.Town, url string) {
	o.T.Helper()
	clerk := o.As("clerk").Get(url, 200).Wants("未报", "上报发现的问题", "签署零报告", "逐点自查")
	clerk.Shot("campaign-clerk")
	clerk.Send("find", 422, "place", "东门市场").Wants(`value="东门市场"`)
	clerk.Send("find", 200, "place", "东门市场", "text", "灭火器过期").Wants("上报 1 个", "灭火器过期").Lacks("签署零报告")
	xian := o.As("xian").Get(url, 200)
	xian.Send("zero", 422, "signed", "别人").Wants("请填写本人姓名")
	xian.Send("zero", 200, "signed", "先锋经办").Wants("零报告", "先锋经办")
}

// falsified has whoever was drawn disprove the zero.
func falsified(o *webtest.Town, url string) {
	o.T.Helper()
	for _, login := range []string{"far", "ins1", "ins2", "ver"} {
		b := o.As(login).Get("/campaigns", 200)
		if !strings.Contains(b.Page, "待您核查的零报告") {
			continue
		}
		form := strings.TrimPrefix(b.Match(`id="(form-look-[^"]+)"`), "form-")
		b.Shot("campaign-look")
		b.Send(form, 422, "note", "看过了").Wants("请选择是否属实")
		b.Send(form, 200, "note", "两处灭火器过期", "false", "1", "place", "先锋市场").Wants("核查结果已记录").Lacks("待您核查的零报告")
		return
	}
	o.T.Error("nobody was drawn")
}

// TestNobodyToLook: the page says that nobody from elsewhere is there for a zero that was drawn, the supervisor names
// a unit, and its head finds the zero among his tasks.
func TestNobodyToLook(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Hire([]org.Change{&org.UnitSet{Code: "xf", Zh: "先锋街道办", Area: 430406001000},
		&org.UnitSet{Code: "shi", Zh: "市城管局", Area: webtest.City},
		&org.PersonSet{Login: "shi", Name: "市局长", Posts: []org.Post{{Kind: matter.UnitHead}},
			UnitCodes: []string{"shi"}},
		&org.PersonSet{Login: "xian", Name: "先锋经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"xf"}}}, "xian", "shi")
	ver, _ := o.Org().PersonByLogin("ver")
	o.Hire([]org.Change{&org.PersonSet{ID: ver.ID, Login: "ver", Name: ver.Name, Disabled: true}})
	sup := o.As("sup").Get("/campaigns/new", 200)
	sup.Send("campaign", 200, "name", "路灯自查", "text", "逐灯查", "scope", "430406000000",
		"categories", "fac.lamp").Wants("进行中")
	url := regexp.MustCompile(`/campaigns/\d+`).FindString(sup.At)
	o.As("xian").Get(url, 200).Send("zero", 200, "signed", "先锋经办").Wants("零报告已签署", "先锋经办")
	sup.Get(url, 200).Send("close", 200, "reason", "都报了").Wants("没有外县区的人可派", "先锋街道")
	sup.Get(url+"/report", 200).Wants("未核查")
	at := url + "?area=430406001000"
	sup.Get(at, 200).Wants("无人可派").Shot("campaign-nobody")
	sup.Send("send", 409, "unit", "").Wants("现在仍没有外县区的督查员")
	sup.Get(at, 200).Send("send", 422, "unit", "先锋街道办 · xf").Wants("请指定外县区")
	sup.Get(at, 200).Send("send", 200, "unit", "市城管局 · shi").Wants("已派人核查").Lacks("无人可派")
	o.As("shi").Get("/campaigns", 200).Wants("待您核查的零报告")
}
