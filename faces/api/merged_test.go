package api_test

import (
	"fmt"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/matter"
)

// give gives a command that must be taken. who is a login, or "" for the holder of the receipt that path names.
func (o *office) give(who, path, command string, body map[string]any) {
	o.t.Helper()
	o.must(who, "POST", path+"/commands", map[string]any{"id": o.id().String(), "command": command, "body": body})
}

// reported is a report: its receipt's address, and its id.
func (o *office) reported() (receipt string, id int64) {
	o.t.Helper()
	r := o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000",
		"text": "路灯不亮"})
	list := o.must("disp", "GET", "/api/v1/matters?state=reported&sort=new&limit=1", nil)["matters"].([]any)
	return "/api/v1/reports/" + r["receipt"].(string), int64(list[0].(map[string]any)["id"].(float64))
}

// enter gives somebody everybody's password and logs him in.
func (o *office) enter(who string) {
	o.t.Helper()
	p, _ := o.desk.Org().PersonByLogin(who)
	if err := o.desk.Auth.SetPassword(o.t.Context(), p, password, false); err != nil {
		o.t.Fatal(err)
	}
	o.login(who)
}

// struckOff takes a matter through the loop.
func (o *office) struckOff(id int64) {
	o.t.Helper()
	if _, ok := o.desk.Org().PersonByLogin("ver"); !ok {
		o.change(&org.PersonSet{Login: "ver", Name: "核查", Posts: []org.Post{{Kind: matter.Verifier,
			Area: 430405000000}}})
		o.enter("ver")
	}
	unit, _ := o.desk.Org().UnitByCode("cg")
	m := fmt.Sprintf("/api/v1/matters/%d", id)
	o.give("disp", m, "list", map[string]any{"category": "fac.lamp"})
	o.give("disp", m, "assign", map[string]any{"lead": unit.ID})
	o.give("clerk", m, "sign", map[string]any{})
	proof := func(who string) map[string]any {
		return map[string]any{"note": "换了", "lat": 26.9, "lng": 112.6,
			"photos": []any{o.must(who, "POST", "/api/v1/photos", picture(o.t))["token"]}}
	}
	o.give("clerk", m, "fix", proof("clerk"))
	o.give("ver", m, "strike_off", proof("ver"))
}

// notFixed has a reporter say that it is not fixed, twice with one id: the outcome is the same, and it is done once.
func (o *office) notFixed() {
	o.t.Helper()
	for _, c := range []struct{ why, outcome, state string }{
		{"partly", "reopened", "in_hand"}, {"manner", "counted", "struck_off"},
	} {
		receipt, id := o.reported()
		o.struckOff(id)
		in := map[string]any{"id": o.id().String(), "why": c.why, "text": "还是不亮", "photos": []any{}}
		if c.outcome == "reopened" {
			in["photos"] = []any{o.must("", "POST", "/api/v1/photos", picture(o.t))["token"]}
		}
		for range 2 {
			if got := o.must("", "POST", receipt+"/not-fixed", in); got["outcome"] != c.outcome ||
				got["message"] == "" {
				o.t.Errorf("%s: %v", c.why, got)
			}
		}
		if got := o.must("", "GET", receipt, nil); got["state"] != c.state {
			o.t.Errorf("%s: %v", c.why, got)
		}
		if m, err := o.desk.Glimpse(o.t.Context(), id); err != nil || m.Reopens > 1 {
			o.t.Errorf("%s: reopened %d times, %v", c.why, m.Reopens, err)
		}
	}
}

// TestNotFixed by JSON: see notFixed. A reason that nobody knows is told by its field, and so is a matter that is not
// struck off.
func TestNotFixed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	o.login("clerk")
	o.notFixed()
	receipt, _ := o.reported()
	for why, want := range map[string]struct {
		status int
		code   string
	}{"": {422, "choice_missing"}, "whim": {422, "choice_missing"}, "partly": {409, "state_forbids"}} {
		w := o.ask("", "POST", receipt+"/not-fixed", map[string]any{"id": o.id().String(), "why": why})
		if w.Code != want.status || w.json["code"] != want.code {
			t.Errorf("%q: %d %s", why, w.Code, w.Body)
		}
	}
}

// TestMergedReceipt follows a report that was merged into another one: its receipt shows the state of the one that
// lives on, and nothing else of that; what its reporter says after the strike-off is taken, and reopens that one.
func TestMergedReceipt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	o.login("clerk")
	_, lives := o.reported()
	receipt, gone := o.reported()
	o.give("disp", fmt.Sprintf("/api/v1/matters/%d", gone), "merge", map[string]any{"into": lives})
	own := o.must("", "GET", receipt, nil)
	o.struckOff(lives)
	got := o.must("", "GET", receipt, nil)
	if got["state"] != "merged" || own["survivor_state"] != "reported" || got["survivor_state"] != "struck_off" {
		t.Errorf("the receipt: %v, then %v", own, got)
	}
	for _, k := range []string{"survivor_state", "may", "public"} {
		own[k] = got[k]
	}
	if text(own) != text(got) {
		t.Errorf("more than the state was shown:\n%s\n%s", text(own), text(got))
	}
	if may := text(got["may"]); may != `["comment","me_too","rate","reopen","withhold"]` {
		t.Errorf("may %s", may)
	}
	o.give("", receipt, "rate", map[string]any{"fixed": true, "score": 4})
	out := o.must("", "POST", receipt+"/not-fixed", map[string]any{"id": o.id().String(), "why": "again"})
	if got := o.must("", "GET", receipt, nil); out["outcome"] != "reopened" || got["survivor_state"] != "in_hand" {
		t.Errorf("not fixed: %v, %v", out, got)
	}
}
