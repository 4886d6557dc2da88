package web_test

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
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
)

// inField gives the town a standard, points and two inspectors.
func (o *town) inField() {
	o.t.Helper()
	ctx := context.Background()
	post := []org.Post{{Kind: matter.Inspector, Area: cityCode}}
	if _, err := o.Change(ctx, org.Caller{System: true}, o.newID(),
		[]org.Change{&org.PersonSet{Login: "ins1", Name: "督查员子", Posts: post},
			&org.PersonSet{Login: "ins2", Name: "督查员丑", Posts: post}}); err != nil {
		o.t.Fatal(err)
	}
	for i := range 12 {
		d := point.Details{Code: fmt.Sprintf("D%02d", i), Name: fmt.Sprintf("东风市场 %d 号点", i), Kind: "market",
			Area: township}
		if i%3 == 0 {
			d.Area = 430406001000
		}
		if _, err := o.Points.Add(ctx, org.Caller{System: true}, o.newID(), d); err != nil {
			o.t.Fatal(err)
		}
	}
	known, err := o.Standard.Known(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	d := standard.Sample()
	d.OnlyKnown(known)
	d.From = 20700
	if _, _, wrong, err := o.Standard.Publish(ctx, org.Caller{System: true}, d); err != nil {
		o.t.Fatalf("%v %+v", err, wrong)
	}
}

// newID is the id of a command.
func (o *town) newID() ledger.ID {
	o.t.Helper()
	id, err := ledger.NewID(calendar.Instant(o.now.Load()), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// TestRoundPages plans a round by the form, with its preview, opens it, has every point inspected, closes it, and
// reads what it came to, in both languages.
func TestRoundPages(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.inField()
	sup := o.as("sup").get("/rounds", 200).wants("还没有督查轮次")
	o.as("disp").get("/rounds", 200).lacks("/rounds/new")
	sup.get("/rounds/new", 200).wants("督查员子", "全市")
	action, v := sup.filled("round")
	v["areas"], v["inspectors"] = []string{"430405000000", "430406000000"}, nil
	v.Set("name", "十月第一轮")
	sup.post(action, v, 422).wants("请选择督查员", `value="十月第一轮"`)
	for _, p := range o.Org().People() {
		if strings.HasPrefix(p.Login, "ins") {
			v.Add("inspectors", strconv.FormatInt(p.ID, 10))
		}
	}
	sup.post(action, v, 200).wants("范围内 12 个点位，抽 12 个，分给 1 组", "12 个")
	o.shot(sup, "round-new")
	sup.send("confirm", 200).wants("十月第一轮", "已计划", "开始这一轮")
	url := sup.at
	sup.send("open", 200).wants("进行中", "共 12 个点位", "未查", "种子")
	o.shot(sup, "round-open")
	o.inspectAll(strings.TrimPrefix(url, "/rounds/"))
	sup.get(url, 200).wants("12 个点位全部查完")
	sup.send("close", 200).wants("已结束", "模拟测评")
	o.shot(sup, "round")
	inspection := sup.match(`href="(/inspections/\d+)">东风市场 1 号点`)
	sup.get(url+"/mock", 200).wants("模拟测评", "得分率")
	o.shot(sup, "mock")
	sup.get("/rounds", 200).wants("十月第一轮")
	o.shot(sup, "rounds")
	sup.get(inspection, 200).wants("不合格", "地上有烟头")
	o.shot(sup, "inspection")
	first, err := point.ByCode(t.Context(), o.Points.DB.Read(), 4304, "D00")
	if err != nil {
		t.Fatal(err)
	}
	looks := kit.InspectionsURL(first.ID)
	sup.get(looks, 200).wants("东风市场 0 号点")
	o.shot(sup, "looks")
	never, err := o.Points.Add(t.Context(), org.Caller{System: true}, o.newID(),
		point.Details{Code: "D99", Name: "无人去的市场", Kind: "market", Area: township})
	if err != nil {
		t.Fatal(err)
	}
	sup.get("/standard/coverage", 200).wants("13 个点位，其中 1 个从未查过", kit.InspectionsURL(never), "/standard/items/A107",
		"查 12 次，不合格 0 次")
	o.as("disp").get("/standard/coverage", 200).lacks("从未查过")
	o.shot(sup, "coverage")
	for _, file := range []string{"/round.xlsx", "/mock.xlsx"} {
		sup.get(url+file, 200)
		if text := sheetText(t, sup.page); !strings.Contains(text, "十月第一轮") {
			t.Errorf("%s: %q", file, text)
		}
	}
	sup.lang = "en"
	sup.post("/language", map[string][]string{"lang": {"en"}, "back": {"/rounds"}}, 200).wants("Inspections")
	for _, path := range []string{"/rounds", "/rounds/new", url, url + "/mock", url + "/mock?after=1",
		inspection, looks} {
		sup.get(path, 200)
		o.shot(sup, "en"+strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path))
	}
	o.as("other").get("/rounds", 200)
	o.as("clerk").get("/rounds", 403)
}

// inspectAll inspects every point of a round; every third one has a dirty floor.
func (o *town) inspectAll(round string) {
	o.t.Helper()
	ctx := context.Background()
	id, _ := strconv.ParseInt(round, 10, 64)
	p, _ := o.Org().PersonByLogin("ins1")
	c := p.Caller()
	day, err := o.Inspect.Day(ctx, c)
	if err != nil || len(day.Points) != 12 || len(day.Rounds) != 1 || len(day.Rounds[0].With) != 1 {
		o.t.Fatalf("%+v %v", day, err)
	}
	for n, x := range day.Points {
		v := inspect.Visit{Point: x.ID, Round: id, At: calendar.Instant(o.now.Load() - 60e6),
			Sent:  calendar.Instant(o.now.Load()),
			Place: &inspect.Place{Lat: 26.9, Lng: 112.6, Datum: "gcj02", Accuracy: 9}}
		for i, code := range x.Items {
			a := inspect.Answer{Item: code, Result: inspect.Pass}
			if n%3 == 0 && i == 0 {
				u, err := o.Upload(ctx, c, strings.NewReader(string(snap(fmt.Sprint(n)))))
				if err != nil {
					o.t.Fatal(err)
				}
				a = inspect.Answer{Item: code, Result: inspect.Fail, Note: "地上有烟头", Photos: []string{u.Token}}
			}
			v.Answers = append(v.Answers, a)
		}
		command, err := ledger.NewID(calendar.Instant(o.now.Load()), rand.Reader)
		if err != nil {
			o.t.Fatal(err)
		}
		if r, err := o.Inspect.Make(ctx, c, command, v); err != nil || !r.Counted {
			o.t.Fatalf("%+v %v", r, err)
		}
	}
}

// shot keeps a page for the preview.
func (o *town) shot(b *browser, name string) {
	if t, ok := o.t.(*testing.T); ok {
		preview(t, b.lang, "inspect-"+name, b.page)
	}
}
