package chief_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/loop/track"
	"xiaohao/parts/atlas"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
)

// measured are words that would count a way, an hour or put people in an order. What says that this is not done is
// taken out first.
var measured = regexp.MustCompile(`(?i)公里|千米|里程|步数|时长|小时|排名|名次|第.{1,3}名|轨迹|` +
	`\bkm\b|kilomet|\bhours?\b|\bsteps\b|\brank|\btrack`)

// allowed are the sentences that say that it is not done.
var allowed = []string{"不看里程、时长，不排名", "neither kilometres nor hours count, and nobody is ranked",
	"不是排名", "no ranking"}

func unmeasured(t *testing.T, where, text string) {
	t.Helper()
	for _, s := range allowed {
		text = strings.ReplaceAll(text, s, "")
	}
	if found := measured.FindString(text); found != "" {
		t.Errorf("%s measures people: %q", where, found)
	}
}

// TestAPostRuns through the pages: given, refused first, its duty is overdue, met by a note, its holder leaves, the
// list is signed by both; in both languages, and nowhere is a way, an hour or a rank.
func TestAPostRuns(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	post := []org.Post{{Kind: matter.Inspector, Area: webtest.Township}}
	o.Hire([]org.Change{&org.PersonSet{Login: "vc", Name: "周林长", Posts: post},
		&org.PersonSet{Login: "vc2", Name: "吴林长", Posts: post}}, "vc", "vc2")
	sup := o.As("sup")
	sup.Get("/chiefs", 200).Wants("还没有人任职").Get("/chiefs/new?theme=forest", 200)
	fields := []string{"post", "chief", "area", webtest.Township.String(), "since", "2026-01-01"}
	sup.Send("appoint", 422, append(fields, "name", "13800138000")...).Wants("不写号码")
	sup.Get("/chiefs/new?theme=forest", 200).Send("appoint", 200, append(fields, "name", "vc")...).Wants("周林长", "已登记")
	at := sup.At
	sup.Get("/chiefs/new?theme=forest", 200).Send("appoint", 409, append(fields, "name", "vc2")...).Wants("已有人担任")
	clerk := o.As("clerk")
	clerk.Get(at, 200).Lacks("应到场而没有到", `id="form-leave"`)
	vc := o.As("vc")
	pages := map[string]string{}
	for _, l := range []string{"zh-CN", "en"} {
		vc.Lang, sup.Lang = l, l
		pages["/chief "+l] = vc.Get("/chief", 200).Page
		pages[at+l] = sup.Get(at, 200).Page
		pages["/chiefs "+l] = sup.Get("/chiefs?theme=forest", 200).Page
		pages["area "+l] = sup.Get("/chiefs/areas/"+webtest.Township.String()+"?theme=forest", 200).Page
		pages["sign "+l] = sup.Get("/chiefs/areas/"+webtest.Township.String()+"/sign", 200).Page
	}
	vc.Lang, sup.Lang = "zh-CN", "zh-CN"
	vc.Get("/chief", 200).Wants("应到场而没有到", "上月没有到场")
	vc.Get(at, 200).Send("note", 422, "text", "").Wants("要填写")
	vc.Get(at, 200).Send("note", 200, "text", "看了后山防火通道").Wants("本月已到场")
	vc.Get("/chief", 200).Wants("本期已完成").Lacks("应到场而没有到")
	sup.Get("/chiefs?theme=forest&q=周林长", 200).Wants(at)
	sup.Get("/chiefs?theme=river", 200).Lacks(at)
	sup.Get("/chiefs/list.xlsx?theme=forest", 200)
	sup.Get("/chiefs/areas/"+webtest.Township.String()+"?theme=forest", 200).Send("phone", 422, "phone", "13800138000").
		Wants("不写个人手机")
	sup.Get("/chiefs/areas/"+webtest.Township.String()+"?theme=forest", 200).Send("phone", 200, "phone", "0734-8221234")
	sup.Send("adopt", 200, "name", "郑副县长", "title", "副县长").Wants("郑副县长")
	o.Visitor().Get("/public/chiefs/"+webtest.Township.String(), 200).Wants("周林长", "0734-8221234").Lacks("郑副县长", at)
	o.Visitor().Get("/public/chiefs/999999999999", 404)

	sup.Get(at, 200).Send("leave", 422, "reason", "").Wants("要填写")
	sup.Get(at, 200).Send("leave", 200, "reason", "调任", "name", "vc2").Wants("已办离任", "还缺签字：离任者").Lacks("看了后山")
	paper := sup.At
	vc.Get(paper, 200).Send("leaver", 200).Wants("还缺签字：继任者", "周林长，")
	clerk.Get(paper, 404)
	o.Pass(24 * 3600e6)
	next := o.As("vc2")
	next.Get("/chief", 200).Wants(paper).Get(paper, 200).Send("successor", 200).Wants("双方已签字")
	for _, l := range []string{"zh-CN", "en"} {
		next.Lang = l
		pages["paper "+l] = next.Get(paper, 200).Page
	}
	for where, page := range pages {
		unmeasured(t, where, webtest.Visible(t, page))
	}
	o.Visitor().Get("/chiefs", 200).Lacks("周林长") // asked to log in
}

// TestNothingMeasures: no value that the part hands out has a field for a way, an hour or a place in an order.
func TestNothingMeasures(t *testing.T) {
	t.Parallel()
	for _, v := range []any{chief.Duty{}, chief.Cover{}, chief.Stand{}, chief.List{}, chief.Noted{}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		unmeasured(t, "JSON", string(b))
	}
	words, err := os.ReadFile("../../../platform/lang/words/chief.txt")
	if err != nil || len(words) < 5000 {
		t.Fatal(len(words), err)
	}
	unmeasured(t, "the sentences", string(words))
	o := webtest.New(t)
	sup, _ := o.Org().PersonByLogin("sup")
	list, err := part.Get[*chief.Chiefs](o.Values).Coverage(context.Background(), sup.Caller(), "forest",
		webtest.Township)
	if err != nil {
		t.Fatal(err)
	}
	for i := 2; i < len(list); i++ {
		if list[i-1].Area >= list[i].Area {
			t.Errorf("areas are not in the order of their codes: %v", list)
		}
	}
}

// TestWhoAnswersForAProblem: the page of a problem names the chiefs of its area at all levels, of its category's theme.
func TestWhoAnswersForAProblem(t *testing.T) {
	t.Parallel()
	o, ctx := webtest.New(t), context.Background()
	sup, _ := o.Org().PersonByLogin("sup")
	x := part.Get[*chief.Chiefs](o.Values)
	for a, name := range map[area.Code]string{webtest.Township: "周林长", webtest.County: "郑县长"} {
		if _, err := x.Appoint(ctx, sup.Caller(), o.NewID(), chief.Giving{Theme: "forest", Post: "chief", Area: a,
			Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	ids := map[string]int64{}
	for _, category := range []string{"green.damage", "fac.lamp"} {
		r, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.NewID(), Body: &matter.Report{Area: webtest.Township,
			Text: "绿化带缺了一大片" + category}})
		if err != nil {
			t.Fatal(err)
		}
		disp, _ := o.Org().PersonByLogin("disp")
		if _, err := o.Do(ctx, disp.Caller(), desk.Command{ID: o.NewID(), Matter: r.Matter,
			Body: &matter.List{Category: category}}); err != nil {
			t.Fatal(err)
		}
		ids[category] = r.Matter
	}
	b := o.As("disp")
	b.Get(kit.MatterURL(ids["green.damage"]), 200).Wants("周林长", "郑县长", "谁在管")
	b.Get(kit.MatterURL(ids["fac.lamp"]), 200).Lacks("周林长", "谁在管")
}

// TestMyPageFirst: the box has the colour of the light that it speaks of, and leads to the patrols of the area of which
// no position lies in it, whoever walked.
func TestMyPageFirst(t *testing.T) {
	t.Parallel()
	o, ctx := webtest.New(t), context.Background()
	o.Hire([]org.Change{&org.PersonSet{Login: "vc", Name: "周林长", Posts: []org.Post{{Kind: matter.Inspector,
		Area: webtest.Township}}}}, "vc")
	sup, _ := o.Org().PersonByLogin("sup")
	vc, _ := o.Org().PersonByLogin("vc")
	if _, err := part.Get[*chief.Chiefs](o.Values).Appoint(ctx, sup.Caller(), o.NewID(), chief.Giving{Theme: "forest",
		Post: "chief", Area: webtest.Township, Person: vc.ID}); err != nil {
		t.Fatal(err)
	}
	for day := range 31 {
		page := o.As("vc").Get("/chief", 200).Page
		light := regexp.MustCompile(`now-box e-(\w+)"[^§]*?class="light l-(\w+)`).FindStringSubmatch(page)
		if light == nil || light[1] != light[2] {
			t.Fatalf("day %d: %v", day, light)
		}
		o.Pass(24 * 3600e6)
	}
	b := o.As("vc")
	b.Get("/chief", 200).Lacks("/patrols?place=apart")
	if err := o.Atlas.SetBoundaries(ctx, []atlas.Boundary{{Area: webtest.Township,
		Shape: atlas.Shape{{{2700000, 11300000, 0, 9000, 9000, 0, 0, -9000}}}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := part.Get[*patrol.Patrols](o.Values).TakePart(ctx, sup.Caller(), patrol.Piece{N: 1,
		Patrol: patrol.Head{Key: o.NewID().String(), Theme: "forest", Area: webtest.Township},
		Legs:   []patrol.Walked{{Area: webtest.Township, From: o.Now().Plus(-1), To: o.Now()}}, Track: track.Pack(
			[]track.Fix{{At: int64(o.Now()) / 1000, Lat: 26.9, Lng: 112.6}})}, o.Now()); err != nil {
		t.Fatal(err)
	}
	b.Get("/chief", 200).Wants("1 次到访的定位都不在所选区划", "/patrols?place=apart&amp;theme=forest")
	b.Get("/patrols?place=apart&theme=forest&area="+webtest.Township.String(), 200).Wants("没有一个定位在这个区划")
}

// TestAChiefReadsHisProblems: he opens those of his theme in his area that his page leads to while he holds the post,
// and finds them in the list; neither those of another theme, nor elsewhere, nor a person in need; no step is offered
// to him for it.
func TestAChiefReadsHisProblems(t *testing.T) {
	t.Parallel()
	o, ctx := webtest.New(t), context.Background()
	o.Hire([]org.Change{&org.PersonSet{Login: "vc", Name: "周林长", Posts: []org.Post{{Kind: matter.Administrator,
		Area: webtest.Township}}}}, "vc")
	sup, _ := o.Org().PersonByLogin("sup")
	disp, _ := o.Org().PersonByLogin("disp")
	vc, _ := o.Org().PersonByLogin("vc")
	give := func(who org.Caller, id int64, body matter.Command) int64 {
		t.Helper()
		r, err := o.Do(ctx, who, desk.Command{ID: o.NewID(), Matter: id, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		return r.Matter
	}
	listed := func(a area.Code, kind matter.Kind, category string) string {
		t.Helper()
		id := give(org.Caller{}, 0, &matter.Report{Kind: kind, Area: a, Text: "这里有一件事：" + category})
		if kind == matter.Problem {
			give(disp.Caller(), id, &matter.List{Category: category})
		}
		return kit.MatterURL(id)
	}
	mine := listed(webtest.Township, matter.Problem, "green.damage")
	others := []string{listed(webtest.Township, matter.Problem, "fac.lamp"),
		listed(webtest.County, matter.Problem, "green.damage"), listed(webtest.Township, matter.Help, "help.child")}
	b := o.As("vc")
	b.Get(mine, 404)
	x := part.Get[*chief.Chiefs](o.Values)
	id, err := x.Appoint(ctx, sup.Caller(), o.NewID(), chief.Giving{Theme: "forest", Post: "chief",
		Area: webtest.Township, Person: vc.ID})
	if err != nil {
		t.Fatal(err)
	}
	problems := "/lists/problem?open=1&area=" + webtest.Township.String()
	for _, l := range []string{"zh-CN", "en"} {
		b.Lang = l
		b.Get("/chief", 200).Wants(strings.ReplaceAll(problems, "&", "&amp;"))
		b.Get(problems, 200).Wants(mine).Lacks(others...)
		b.Get(mine, 200).Wants("green.damage").Lacks(`<form method="post" action="` + mine)
	}
	for _, path := range others {
		b.Get(path, 404)
	}
	if _, err := x.Leave(ctx, sup.Caller(), o.NewID(), id, chief.Leaving{Reason: "换届"}); err != nil {
		t.Fatal(err)
	}
	b.Get(mine, 200) // to the end of his last day
	o.Pass(24 * 3600e6)
	b = o.As("vc")
	b.Get(mine, 404).Get(problems, 200)
	if strings.Contains(b.Page, mine) {
		t.Error("he reads on after his post ended")
	}
}
