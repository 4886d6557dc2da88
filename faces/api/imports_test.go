package api_test

import "fmt"

// imports sends a list as programs do, and takes it in.
func (o *office) imports() {
	o.t.Helper()
	octets := []string{"Content-Type", "application/octet-stream"}
	l := o.must("admin", "POST", "/api/v1/imports?kind=people&file=a.csv", "登录名,姓名\ndisp,改名\n", octets...)
	at := fmt.Sprint("/api/v1/imports/", l["id"])
	if a := l["account"].(map[string]any); l["ready"] != true || a["changed"] != 1.0 || a["written"] != false {
		o.t.Errorf("a list: %v", l)
	}
	if w := o.ask("disp", "GET", at, nil); w.Code != 404 {
		o.t.Errorf("somebody else's list: %d", w.Code)
	}
	if w := o.ask("admin", "POST", "/api/v1/imports?kind=people&dates=dmy", "x", octets...); w.Code != 422 {
		o.t.Errorf("an option that does nothing: %d", w.Code)
	}
	if w := o.ask("clerk", "POST", "/api/v1/imports?kind=people", "登录名\nx\n", octets...); w.Code != 401 &&
		w.Code != 403 {
		o.t.Errorf("a clerk's list: %d", w.Code)
	}
	o.must("admin", "GET", at, nil)
	if l = o.must("admin", "POST", at+"/take", nil); l["state"] != "taken" ||
		l["account"].(map[string]any)["written"] != true {
		o.t.Errorf("taken in: %v", l)
	}
	o.must("admin", "POST", at+"/stop", nil)
	if l := o.must("admin", "GET", "/api/v1/imports", nil)["imports"].([]any); len(l) != 1 {
		o.t.Errorf("the lists: %v", l)
	}
}
