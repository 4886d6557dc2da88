package api_test

import (
	"context"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
)

// inspect plans a round, sends an inspector to its one point, and reads what it came to.
func (o *office) inspect() {
	o.t.Helper()
	ctx := context.Background()
	lat, lng := 26.9, 112.6
	plate, err := o.desk.Points.Add(ctx, org.Caller{System: true}, o.id(),
		point.Details{Code: "D1", Name: "东风市场", Kind: "market", Area: 430405000000,
			Place: &place.Place{Lat: lat, Lng: lng}})
	if err != nil {
		o.t.Fatal(err)
	}
	_, err = o.desk.Change(ctx, org.Caller{System: true}, o.id(), []org.Change{
		&org.PersonSet{Login: "sup", Name: "督查室", Posts: []org.Post{{Kind: matter.Supervisor, Area: 430400000000}}},
		&org.PersonSet{Login: "ins", Name: "督查员", Posts: []org.Post{{Kind: matter.Inspector, Area: 430400000000}}}})
	if err != nil {
		o.t.Fatal(err)
	}
	var inspector int64
	for _, l := range []string{"sup", "ins"} {
		p, _ := o.desk.Org().PersonByLogin(l)
		inspector = p.ID
		if err := o.desk.Auth.SetPassword(ctx, p, password, false); err != nil {
			o.t.Fatal(err)
		}
		o.login(l)
	}
	d := standard.Sample()
	known, err := o.desk.Standard.Known(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	d.OnlyKnown(known)
	d.From = 20700
	if _, _, wrong, err := o.desk.Standard.Publish(ctx, org.Caller{System: true}, d); err != nil {
		o.t.Fatalf("%v %v", err, wrong)
	}
	plan := map[string]any{"name": "第一轮", "areas": []string{"430405000000"}, "inspectors": []int64{inspector},
		"from": o.now.Load(), "until": o.now.Load() + 86400e6}
	made := o.must("sup", "POST", "/api/v1/rounds", map[string]any{"id": o.id().String(), "body": plan})
	round := strconv.FormatFloat(made["round"].(float64), 'f', 0, 64)
	o.must("sup", "GET", "/api/v1/rounds", nil)
	o.must("sup", "POST", "/api/v1/rounds/"+round+"/open", map[string]any{"id": o.id().String()})
	day := o.must("ins", "GET", "/api/v1/inspections/day", nil)
	stop := day["points"].([]any)[0].(map[string]any)
	token := o.must("ins", "POST", "/api/v1/photos", picture(o.t))["token"]
	var answers []any
	for i, code := range stop["items"].([]any) {
		a := map[string]any{"item": code, "result": "pass"}
		if i == 0 {
			a = map[string]any{"item": code, "result": "fail", "note": "不干净", "photos": []any{token}}
		}
		answers = append(answers, a)
	}
	visit := map[string]any{"id": o.id().String(),
		"body": map[string]any{"point": plate, "round": made["round"], "at": o.now.Load(), "sent": o.now.Load(),
			"answers": answers,
			"place":   map[string]any{"lat": lat, "lng": lng, "datum": "bd09"}}}
	first := o.must("ins", "POST", "/api/v1/inspections", visit)
	again := o.ask("ins", "POST", "/api/v1/inspections", visit)
	if again.Code != 200 || again.json["inspection"] != first["inspection"] || again.json["repeated"] != true {
		o.t.Errorf("the same id again: %d %v", again.Code, again.json)
	}
	id := strconv.FormatFloat(first["inspection"].(float64), 'f', 0, 64)
	o.must("ins", "GET", "/api/v1/inspections/"+id, nil)
	o.must("sup", "GET", "/api/v1/inspections?point="+strconv.FormatInt(plate, 10), nil)
	o.must("sup", "GET", "/api/v1/rounds/"+round, nil)
	o.must("sup", "GET", "/api/v1/rounds/"+round+"/points", nil)
	o.must("sup", "POST", "/api/v1/rounds/"+round+"/close", map[string]any{"id": o.id().String()})
	o.must("sup", "GET", "/api/v1/rounds/"+round+"/mock", nil)
}
