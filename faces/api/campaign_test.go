package api_test

import (
	"context"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// campaign opens a self-check campaign, has a county report and another sign zero, closes it and has the zero
// disproved.
func (o *office) campaign() {
	o.t.Helper()
	ctx := context.Background()
	post := func(kind matter.Post, a int64) []org.Post { return []org.Post{{Kind: kind, Area: area.Code(a)}} }
	_, err := o.desk.Change(ctx, org.Caller{System: true}, o.id(),
		[]org.Change{&org.AreaSet{Area: 430406000000, Name: "雁峰区"},
			&org.PersonSet{Login: "zhu", Name: "珠晖领导",
				Posts:     append(post(matter.Leader, 430405000000), org.Post{Kind: matter.UnitClerk}),
				UnitCodes: []string{"", "cg"}}, &org.PersonSet{Login: "yan", Name: "雁峰领导",
				Posts: post(matter.Leader, 430406000000)}})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, l := range []string{"zhu", "yan"} {
		p, _ := o.desk.Org().PersonByLogin(l)
		if err := o.desk.Auth.SetPassword(ctx, p, password, false); err != nil {
			o.t.Fatal(err)
		}
		o.login(l)
	}
	give := func(who, path string, body map[string]any) map[string]any {
		return o.must(who, "POST", path, map[string]any{"id": o.id().String(), "body": body})
	}
	made := give("sup", "/api/v1/campaigns", map[string]any{"name": "消防自查", "scope": "430400000000",
		"categories": []string{"fac.lamp"}, "deadline": o.now.Load() + 86400e6, "text": "逐店查"})
	c := "/api/v1/campaigns/" + strconv.FormatFloat(made["campaign"].(float64), 'f', 0, 64)
	give("zhu", c+"/instructions", map[string]any{"area": "430405000000", "text": "先查市场"})
	give("yan", c+"/zero", map[string]any{"area": "430406000000", "name": "雁峰领导"})
	listed := o.must("sup", "GET", "/api/v1/campaigns", nil)["campaigns"].([]any)[0].(map[string]any)
	if all := listed["all"].(map[string]any); all["areas"] == 0.0 ||
		all["areas"] != o.must("sup", "GET", c, nil)["all"].(map[string]any)["areas"] {
		o.t.Errorf("the list says %v", all)
	}
	give("sup", c+"/close", map[string]any{"reason": "都报了"})
	if all := o.must("sup", "GET", c, nil)["all"].(map[string]any); all["zero"] != 1.0 {
		o.t.Errorf("%v", all)
	}
	looks := o.must("ins", "GET", "/api/v1/campaigns/looks", nil)["looks"].([]any)
	if len(looks) != 1 {
		o.t.Fatalf("%v", looks)
	}
	give("ins", c+"/look", map[string]any{"area": "430406000000", "false": true, "note": "灯不亮", "place": "先锋路"})
	o.must("sup", "GET", c+"/report", nil)
	if n := o.must("sup", "GET", "/api/v1/campaigns/false-zeros?area=430406000000", nil); n["false"] != 1.0 {
		o.t.Errorf("%v", n)
	}
	o.must("sup", "GET", "/api/v1/trends", nil)
	made = give("sup", "/api/v1/campaigns", map[string]any{"name": "再查", "scope": "430405000000",
		"categories": []string{"fac.lamp"}, "deadline": o.now.Load() + 86400e6, "text": "再查"})
	foot := o.must("sup", "GET", "/api/v1/campaigns/"+strconv.FormatFloat(made["campaign"].(float64), 'f', 0, 64),
		nil)["plan"].(map[string]any)["foot"].([]any)
	give("zhu", "/api/v1/campaigns/"+strconv.FormatFloat(made["campaign"].(float64), 'f', 0, 64)+"/findings",
		map[string]any{"area": foot[0], "place": "路口", "text": "灯不亮"})

	// nobody is there to look when this one is over; then the inspectors are back, and the seed draws one
	made = give("sup", "/api/v1/campaigns", map[string]any{"name": "三查", "scope": "430406000000",
		"categories": []string{"fac.lamp"}, "deadline": o.now.Load() + 86400e6, "text": "三查"})
	c = "/api/v1/campaigns/" + strconv.FormatFloat(made["campaign"].(float64), 'f', 0, 64)
	give("yan", c+"/zero", map[string]any{"area": "430406000000", "name": "雁峰领导"})
	away := o.inspectorsGone()
	give("sup", c+"/close", map[string]any{"reason": "都报了"})
	if n := o.must("sup", "GET", c+"/report", nil)["not_checked"]; n != 1.0 {
		o.t.Errorf("%v were not checked", n)
	}
	for _, p := range away {
		o.change(&org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: p.Posts})
	}
	give("sup", c+"/send", map[string]any{"area": "430406000000"})
}

// inspectors takes everybody who could look at a zero out of office, and gives them back.
func (o *office) inspectorsGone() (out []org.Person) {
	o.t.Helper()
	for _, p := range o.desk.Org().People() {
		if !p.Disabled && slices.ContainsFunc(p.Posts, func(x org.Post) bool {
			return x.Kind == matter.Inspector || x.Kind == matter.Verifier
		}) {
			out = append(out, p)
			o.change(&org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: p.Posts, Disabled: true})
		}
	}
	return out
}

func (o *office) change(c ...org.Change) {
	o.t.Helper()
	if _, err := o.desk.Change(context.Background(), org.Caller{System: true}, o.id(), c); err != nil {
		o.t.Fatal(err)
	}
}
