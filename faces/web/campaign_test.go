package web_test

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
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/store"
)

// looked records inspections of an item at a market in the first township of a county, so many of which failed; what
// failed becomes matters.
func (o *town) looked(a area.Code, n, failed int) {
	o.t.Helper()
	ctx := context.Background()
	p, _ := o.Org().PersonByLogin("ins1")
	at, err := o.Points.Add(ctx, org.Caller{System: true}, o.newID(),
		point.Details{Code: fmt.Sprintf("L%d%d", o.now.Load()/1e6%1e6, a/1e6), Name: "解放路市场", Kind: "market",
			Area: o.Org().Tree().Children(a)[0].Code})
	if err != nil {
		o.t.Fatal(err)
	}
	version, err := o.Standard.Today(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	for i := range n {
		result := "pass"
		if i < failed {
			result = "fail"
		}
		body := map[string]any{"point": at, "standard": version.Seq, "kind": "market", "area": a, "found": o.now.Load(),
			"items": []map[string]string{{"item": "A107", "result": result}},
			"lines": []map[string]string{{"code": "A107", "item": "A107", "result": result, "note": "油烟直排"}}}
		_, err := o.Keep(ctx, p.Caller(), o.newID(),
			func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) {
				return []desk.Fact{{Type: "inspection.made", Subject: ledger.New, Areas: []area.Code{a}, Body: body}},
					nil
			})
		if err != nil {
			o.t.Fatal(err)
		}
	}
}

// TestCampaignPages: a common problem is read and turned into a campaign with one click, a street reports, another
// signs zero, an inspector disproves it, and the assessment and the report say so, in both languages.
func TestCampaignPages(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.inField()
	_, err := o.Change(context.Background(), org.Caller{System: true}, o.newID(),
		[]org.Change{&org.UnitSet{Code: "xf", Zh: "先锋街道办", Area: 430406001000},
			&org.PersonSet{Login: "xian", Name: "先锋经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
				UnitCodes: []string{"xf"}},
			&org.PersonSet{Login: "far", Name: "珠晖督查", Posts: []org.Post{{Kind: matter.Inspector, Area: county}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []string{"xian", "far", "ins1", "ins2"} {
		p, _ := o.Org().PersonByLogin(l)
		if err := o.Auth.SetPassword(context.Background(), p, password, false); err != nil {
			t.Fatal(err)
		}
	}
	o.looked(county, 80, 8)
	o.looked(430406000000, 80, 8)
	o.now.Add(35 * kit.Day)
	o.looked(county, 60, 30)
	o.looked(430406000000, 60, 6)
	o.now.Add(7 * kit.Day)
	for range 4 { // a tick links twenty inspections at the most
		if _, err := o.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Ledger().CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	sup := o.as("sup").get("/trends", 200).wants("50.0%（30/60", "10.0%（8/80", "2 个县区中有 1 个上升", "珠晖区", "部署自查自纠")
	o.shot(sup, "trends")
	o.as("clerk").get("/trends", 403)
	sup.get("/trends/trends.xlsx", 200)
	if text := sheetText(t, sup.page); !strings.Contains(text, "珠晖区") {
		t.Errorf("%q", text)
	}
	sup.get("/trends", 200)
	sup.get(strings.ReplaceAll(sup.match(`href="(/campaigns/new\?trend=\d+)"`), "&amp;", "&"), 200).wants("自查自纠",
		"最近两周不合格率")
	o.shot(sup, "campaign-new")
	sup.send("campaign", 422, "text", "", "scope", cityCode.String()).wants("请填写这一项")
	sup.send("campaign", 200, "text", "逐点自查", "scope", cityCode.String()).wants("2 个填报单元", "2 个未报")
	url := regexp.MustCompile(`/campaigns/\d+`).FindString(sup.at)
	o.shot(sup, "campaign-open")
	o.answers(url)
	sup.get(url, 200).wants("1 个上报问题，1 个零报告")
	sup.get(url+"?area=430406000000", 200).wants("先锋经办")
	sup.get(url+"/report", 409)
	sup.get(url, 200).send("close", 200, "reason", "都报了").wants("已结束")
	o.falsified(url)
	o.shot(sup.get(url, 200).wants("零报告经核查不实"), "campaign")
	sup.get("/score/areas/430406000000?period=2026-12", 200).wants("零报告抽查：本期核查 1 份，不实 1 份")
	o.shot(sup, "score")
	o.shot(sup.get(url+"/report", 200).wants("已填报 2 个", "1 份不实", "部署前八周督查不合格率为"), "campaign-report")
	for _, file := range []string{"/report.xlsx", "/report.docx", "/areas.xlsx"} {
		if sup.get(url+file, 200); !strings.HasPrefix(sup.page, "PK") {
			t.Errorf("%s is no file", file)
		}
	}
	if sup.get("/campaigns/campaigns.xlsx", 200); !strings.Contains(sheetText(t, sup.page), "珠晖区") &&
		!strings.Contains(sheetText(t, sup.page), "衡阳市") {
		t.Errorf("%q", sheetText(t, sup.page))
	}
	sup.lang = "en"
	sup.post("/language", map[string][]string{"lang": {"en"}, "back": {"/trends"}}, 200).wants("Common problems",
		"95 % interval")
	o.as("sup").get("/campaigns", 200).wants("已报 2 / 2", "上报问题 1 个，零报告 1 个", "1 个零报告不实")
	for _, path := range []string{"/trends", "/campaigns", "/campaigns/new", url, url + "/report",
		"/score/areas/430406000000?period=2026-12"} {
		sup.get(path, 200)
		o.shot(sup, "en"+strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path))
	}
	o.as("admin").get(url, 404)
	o.as("clerk").get(url+"?area=430406001000", 404)
}

// answers has one street report a finding and the other sign zero.
func (o *town) answers(url string) {
	o.t.Helper()
	clerk := o.as("clerk").get(url, 200).wants("未报", "上报发现的问题", "签署零报告", "逐点自查")
	o.shot(clerk, "campaign-clerk")
	clerk.send("find", 422, "place", "东门市场").wants(`value="东门市场"`)
	clerk.send("find", 200, "place", "东门市场", "text", "灭火器过期").wants("上报 1 个", "灭火器过期").lacks("签署零报告")
	xian := o.as("xian").get(url, 200)
	xian.send("zero", 422, "signed", "别人").wants("请填写本人姓名")
	xian.send("zero", 200, "signed", "先锋经办").wants("零报告", "先锋经办")
}

// falsified has whoever was drawn disprove the zero.
func (o *town) falsified(url string) {
	o.t.Helper()
	for _, login := range []string{"far", "ins1", "ins2", "ver"} {
		b := o.as(login).get("/campaigns", 200)
		if !strings.Contains(b.page, "待您核查的零报告") {
			continue
		}
		form := strings.TrimPrefix(b.match(`id="(form-look-[^"]+)"`), "form-")
		o.shot(b, "campaign-look")
		b.send(form, 422, "note", "看过了").wants("请选择是否属实")
		b.send(form, 200, "note", "两处灭火器过期", "false", "1", "place", "先锋市场").wants("核查结果已记录").lacks("待您核查的零报告")
		return
	}
	o.t.Error("nobody was drawn")
}

// TestNobodyToLook: the page says that nobody from elsewhere is there for a zero that was drawn, the supervisor names
// a unit, and its head finds the zero among his tasks.
func TestNobodyToLook(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	_, err := o.Change(context.Background(), org.Caller{System: true}, o.newID(),
		[]org.Change{&org.UnitSet{Code: "xf", Zh: "先锋街道办", Area: 430406001000},
			&org.UnitSet{Code: "shi", Zh: "市城管局", Area: cityCode},
			&org.PersonSet{Login: "shi", Name: "市局长", Posts: []org.Post{{Kind: matter.UnitHead}},
				UnitCodes: []string{"shi"}},
			&org.PersonSet{Login: "xian", Name: "先锋经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
				UnitCodes: []string{"xf"}}})
	if err != nil {
		t.Fatal(err)
	}
	ver, _ := o.Org().PersonByLogin("ver")
	if _, err := o.Change(context.Background(), org.Caller{System: true}, o.newID(),
		[]org.Change{&org.PersonSet{ID: ver.ID, Login: "ver", Name: ver.Name, Disabled: true}}); err != nil {
		t.Fatal(err)
	}
	for _, l := range []string{"xian", "shi"} {
		p, _ := o.Org().PersonByLogin(l)
		if err := o.Auth.SetPassword(context.Background(), p, password, false); err != nil {
			t.Fatal(err)
		}
	}
	sup := o.as("sup").get("/campaigns/new", 200)
	sup.send("campaign", 200, "name", "路灯自查", "text", "逐灯查", "scope", "430406000000",
		"categories", "fac.lamp").wants("进行中")
	url := regexp.MustCompile(`/campaigns/\d+`).FindString(sup.at)
	o.as("xian").get(url, 200).send("zero", 200, "signed", "先锋经办").wants("零报告已签署", "先锋经办")
	sup.get(url, 200).send("close", 200, "reason", "都报了").wants("没有外县区的人可派", "先锋街道")
	sup.get(url+"/report", 200).wants("未核查")
	at := url + "?area=430406001000"
	o.shot(sup.get(at, 200).wants("无人可派"), "campaign-nobody")
	sup.send("send", 409, "unit", "").wants("现在仍没有外县区的督查员")
	sup.get(at, 200).send("send", 422, "unit", "先锋街道办 · xf").wants("请指定外县区")
	sup.get(at, 200).send("send", 200, "unit", "市城管局 · shi").wants("已派人核查").lacks("无人可派")
	o.as("shi").get("/campaigns", 200).wants("待您核查的零报告")
}
