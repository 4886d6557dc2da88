package inspect_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
)

// TestRoundPages plans a round by the form, with its preview, opens it, has every point inspected, closes it, and
// reads what it came to, in both languages.
func TestRoundPages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.InField()
	sup := o.As("sup").Get("/rounds", 200).Wants("还没有督查轮次")
	o.As("disp").Get("/rounds", 200).Lacks("/rounds/new")
	sup.Get("/rounds/new", 200).Wants("督查员子", "全市")
	action, v := sup.Filled("round")
	v["areas"], v["inspectors"] = []string{"430405000000", "430406000000"}, nil
	v.Set("name", "十月第一轮")
	sup.Post(action, v, 422).Wants("请选择督查员", `value="十月第一轮"`)
	for _, p := range o.Org().People() {
		if strings.HasPrefix(p.Login, "ins") {
			v.Add("inspectors", strconv.FormatInt(p.ID, 10))
		}
	}
	sup.Post(action, v, 200).Wants("范围内 12 个点位，抽 12 个，分给 1 组", "12 个")
	sup.Shot("round-new")
	sup.Send("confirm", 200).Wants("十月第一轮", "已计划", "开始这一轮")
	url := sup.At
	sup.Send("open", 200).Wants("进行中", "共 12 个点位", "未查", "种子")
	sup.Shot("round-open")
	inspectAll(o, strings.TrimPrefix(url, "/rounds/"))
	sup.Get(url, 200).Wants("12 个点位全部查完")
	sup.Send("close", 200).Wants("已结束", "模拟测评")
	sup.Shot("round")
	inspection := sup.Match(`href="(/inspections/\d+)">东风市场 1 号点`)
	sup.Get(url+"/mock", 200).Wants("模拟测评", "得分率")
	sup.Shot("mock")
	sup.Get("/rounds", 200).Wants("十月第一轮")
	sup.Shot("rounds")
	sup.Get(inspection, 200).Wants("不合格", "地上有烟头")
	sup.Shot("inspection")
	first, err := point.ByCode(t.Context(), o.Points.DB.Read(), 4304, "D00")
	if err != nil {
		t.Fatal(err)
	}
	looks := kit.InspectionsURL(first.ID)
	sup.Get(looks, 200).Wants("东风市场 0 号点")
	sup.Shot("looks")
	never, err := o.Points.Add(t.Context(), org.Caller{System: true}, o.NewID(),
		point.Details{Code: "D99", Name: "无人去的市场", Kind: "market", Area: webtest.Township})
	if err != nil {
		t.Fatal(err)
	}
	sup.Get("/standard/coverage", 200).Wants("13 个点位，其中 1 个从未查过", kit.InspectionsURL(never), "/standard/items/A107",
		"查 12 次，不合格 0 次")
	o.As("disp").Get("/standard/coverage", 200).Lacks("从未查过")
	sup.Shot("coverage")
	for _, file := range []string{"/round.xlsx", "/mock.xlsx"} {
		sup.Get(url+file, 200)
		if text := webtest.Text(t, sup.Page); !strings.Contains(text, "十月第一轮") {
			t.Errorf("%s: %q", file, text)
		}
	}
	sup.Lang = "en"
	sup.Post("/language", map[string][]string{"lang": {"en"}, "back": {"/rounds"}}, 200).Wants("Inspections")
	for _, path := range []string{"/rounds", "/rounds/new", url, url + "/mock", url + "/mock?after=1",
		inspection, looks} {
		sup.Get(path, 200)
		sup.Shot("en" + strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path))
	}
	o.As("other").Get("/rounds", 200)
	o.As("clerk").Get("/rounds", 403)
}

// inspectAll inspects every point of a round; every third one has a dirty floor.
func inspectAll(o *webtest.Town, round string) {
	o.T.Helper()
	ctx := context.Background()
	id, _ := strconv.ParseInt(round, 10, 64)
	p, _ := o.Org().PersonByLogin("ins1")
	c := p.Caller()
	day, err := o.Inspect.Day(ctx, c)
	if err != nil || len(day.Points) != 12 || len(day.Rounds) != 1 || len(day.Rounds[0].With) != 1 {
		o.T.Fatalf("%+v %v", day, err)
	}
	for n, x := range day.Points {
		v := inspect.Visit{Point: x.ID, Round: id, At: o.Now() - 60e6, Sent: o.Now(),
			Place: &inspect.Place{Lat: 26.9, Lng: 112.6, Datum: "gcj02", Accuracy: 9}}
		for i, code := range x.Items {
			a := inspect.Answer{Item: code, Result: inspect.Pass}
			if n%3 == 0 && i == 0 {
				u, err := o.Upload(ctx, c, strings.NewReader(string(webtest.Snap(fmt.Sprint(n)))))
				if err != nil {
					o.T.Fatal(err)
				}
				a = inspect.Answer{Item: code, Result: inspect.Fail, Note: "地上有烟头", Photos: []string{u.Token}}
			}
			v.Answers = append(v.Answers, a)
		}
		command, err := ledger.NewID(o.Now(), rand.Reader)
		if err != nil {
			o.T.Fatal(err)
		}
		if r, err := o.Inspect.Make(ctx, c, command, v); err != nil || !r.Counted {
			o.T.Fatalf("%+v %v", r, err)
		}
	}
}
