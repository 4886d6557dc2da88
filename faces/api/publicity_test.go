package api_test

import (
	"context"
	"strconv"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
	"xiaohao/parts/release"
)

// publicity lets a matter out, tells of it in a weekly paper that is refused, published and taken back, and plans what
// hangs where.
func (o *office) publicity() {
	o.t.Helper()
	ctx := context.Background()
	o.change(&org.PersonSet{Login: "out", Name: "签发", Posts: []org.Post{{Kind: matter.Supervisor, Area: 430400000000},
		{Kind: matter.Inspector, Area: 430400000000}}})
	p, _ := o.desk.Org().PersonByLogin("out")
	if err := o.desk.Auth.SetPassword(ctx, p, password, false); err != nil {
		o.t.Fatal(err)
	}
	o.login("out")
	o.login("disp")
	give := func(who, path string, body map[string]any) map[string]any {
		return o.must(who, "POST", path, map[string]any{"id": o.id().String(), "body": body})
	}
	number := func(v any) string { return strconv.FormatFloat(v.(float64), 'f', 0, 64) }
	m := give("disp", "/api/v1/matters", map[string]any{"area": "430405000000", "text": "绿化带缺了一块",
		"source": "inspector"})
	id := int64(m["matter"].(float64))
	o.must("disp", "POST", "/api/v1/matters/"+number(m["matter"])+"/commands", map[string]any{"id": o.id().String(),
		"command": "list", "body": map[string]any{"category": "green.damage"}})
	r, disp := part.Get[*release.Releases](o.desk.Values), o.who("disp")
	if err := r.Draft(ctx, disp, o.id(), id, release.Asking{Title: "绿化缺株", Text: "正在补种"}); err != nil {
		o.t.Fatal(err)
	}
	s, err := r.Of(ctx, disp, id)
	if err == nil {
		err = r.Pass(ctx, o.who("out"), o.id(), id, s.Seq)
	}
	if err == nil {
		err = o.desk.Ledger().CatchUp(ctx)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	if n, err := part.Get[*publicity.Publicity](o.desk.Values).Weekly(ctx); n == 0 || err != nil {
		o.t.Fatalf("%d papers, %v", n, err)
	}
	paper := ""
	for _, x := range o.must("disp", "GET", "/api/v1/publicity/papers", nil)["papers"].([]any) {
		if x := x.(map[string]any); x["area"] == "430405000000" {
			paper = "/api/v1/publicity/papers/" + number(x["id"])
		}
	}
	words := map[string]any{"title": map[string]any{"zh": "这一周"}, "lead": map[string]any{"zh": "谢谢大家"},
		"doing": []any{id}}
	for _, step := range []string{"refuse", "pass"} {
		give("disp", paper+"/draft", words)
		seq := o.must("out", "GET", paper, nil)["seq"]
		body := map[string]any{"draft": seq}
		if step == "refuse" {
			body["reason"] = "改一改"
		}
		give("out", paper+"/"+step, body)
	}
	give("out", paper+"/withdraw", map[string]any{"reason": "写错了"})
	give("disp", "/api/v1/publicity/papers", map[string]any{"area": "430405000000"}) // of the running week
	o.plan(give, number)
}

func (o *office) plan(give func(who, path string, body map[string]any) map[string]any, number func(any) string) {
	o.t.Helper()
	ctx := context.Background()
	at, err := part.Get[*point.Register](o.desk.Values).Add(ctx, o.who("out"), o.id(), point.Details{Name: "解放路口",
		Kind: "main_street", Area: 430405000000})
	if err != nil {
		o.t.Fatal(err)
	}
	u, _ := o.desk.Org().UnitByCode("cg")
	plan := map[string]any{"content": "讲文明树新风", "road": "解放路", "area": "430405000000", "unit": u.ID,
		"from":  o.now.Load() - 1e6,
		"until": o.now.Load() + int64(90*24*time.Hour/1e3), "points": []any{at}}
	path := "/api/v1/publicity/plans/" + number(give("out", "/api/v1/publicity/plans", plan)["id"])
	if list := o.must("out", "GET", "/api/v1/publicity/plans?lack=1",
		nil)["plans"].([]any); list[0].(map[string]any)["missing"] != 1.0 {
		o.t.Errorf("%v", list)
	}
	photo := o.must("out", "POST", "/api/v1/photos", picture(o.t))["token"]
	give("out", path+"/put-up", map[string]any{"point": at, "photos": []any{photo}})
	give("out", path+"/gone", map[string]any{"point": at, "note": "掉了"})
	give("out", path+"/replan", plan)
	if got := o.must("out", "GET", path, nil); got["should"] != 1.0 {
		o.t.Errorf("%v", got)
	}
	give("out", path+"/end", map[string]any{"reason": "修路"})
}

// who is somebody as the city knows him.
func (o *office) who(login string) org.Caller {
	p, ok := o.desk.Org().PersonByLogin(login)
	if !ok {
		o.t.Fatalf("nobody is called %s", login)
	}
	return p.Caller()
}
