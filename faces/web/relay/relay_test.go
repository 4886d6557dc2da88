package relay_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/parts/relay"
)

// newBody is another body's server, which answers POST with what post writes.
func newBody(t *testing.T, post func(w http.ResponseWriter)) (address, host string) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/open311/discovery.xml":
			fmt.Fprintf(w, `<discovery><endpoints><endpoint><url>http://%s/v2</url><type>production</type></endpoint>
				</endpoints></discovery>`, r.Host)
		case r.URL.Path == "/v2/services.json":
			fmt.Fprint(w, `[{"service_code":"L","service_name":"<b>路灯</b>","metadata":true,"group":"照明"}]`)
		case r.URL.Path == "/v2/services/L.json":
			fmt.Fprint(w, `{"attributes":[{"code":"POLE","variable":true,"required":true,"datatype":"string",
				"description":"杆号"},{"code":"KIND","variable":true,"datatype":"multivaluelist","description":"种类",
				"values":[{"key":"a","name":"甲"},{"key":"b","name":"乙"}]}]}`)
		case r.Method == http.MethodPost:
			post(w)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL, strings.TrimPrefix(srv.URL, "http://")
}

// TestRoom connects another body, says what goes there, sends a matter and decides about what nobody is sure of, in
// browsers without scripts.
func TestRoom(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	address, host := newBody(t, func(w http.ResponseWriter) { fmt.Fprint(w, `[{"service_request_id":"N-7"}]`) })
	admin, disp := o.As("admin"), o.As("disp")
	disp.Get("/admin/relay", 403)
	admin.Get("/admin/relay", 200).Wants("还没有连接其他单位")
	admin.Send("find", 409, "address", address).Wants("地址不能用", address)
	admin.Get("/admin/relay", 200).Send("find", 200, "address", address, "hosts", host).Wants("找到 1 个接口", address+"/v2")
	admin.Send("found-0", 422, "name", "").Wants("请填写对方单位的名称")
	admin.Get("/admin/relay", 200).Send("find", 200, "address", address, "hosts", host)
	admin.Send("found-0", 200, "name", "供电局", "key", "their-key-77", "media", "none").Wants("供电局", "对方有 1 项服务",
		"还没有指定").Lacks("their-key-77", "<b>路灯")
	at := admin.At
	admin.Send("route-new", 200, "category", "fac.lamp", "service", "L").Wants("对方必填，还没有填：杆号", "由受理员转出",
		"&lt;b&gt;路灯&lt;/b&gt;")
	id := public(t, o, "路灯不亮")
	page := fmt.Sprintf("/matters/%d", id)
	disp.Get(page, 200).Lacks("转给供电局")
	admin.Get(at, 200).Send("route-1", 200, "text-0", "", "from-0", "place", "text-1", "b").Wants("全市").Lacks("还没有填")
	admin.Get(at, 200).Wants(`value="b" checked`)
	disp.Get(page, 200).Wants("转给供电局", "对方服务：").Send("relay-1", 200).Wants("等待发出").Lacks("转给供电局</button>")
	turn(t, o)
	disp.Get(page, 200).Wants("对方已收", "N-7", `id="relay"`)
	disp.Get("/relay?state=sent", 200).Wants("供电局", "N-7", page+"/relay")
	disp.Get("/relay", 200).Wants("没有这样的事项")
	o.As("ver").Get("/relay", 403)
	admin.Get("/admin/relay", 200).Wants("对方已收 1 件", "有回答")
	disp.Get(page+"/release", 200).Send("withdraw", 200, "reason", "有隐私")
	o.Settle()
	disp.Get(page, 200).Wants("这件事项已不再公开，但对方仍有")
	admin.Get(at, 200).Send("drop-1", 200).Wants("还没有指定")
}

// TestUnsure: what may have arrived is shown as that, and a person settles it.
func TestUnsure(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	address, host := newBody(t, func(w http.ResponseWriter) { w.WriteHeader(502) })
	admin, disp := o.As("admin"), o.As("disp")
	admin.Get("/admin/relay", 200).Send("find", 200, "address", address, "hosts", host)
	admin.Send("found-0", 200, "name", "供电局", "media", "none")
	admin.Send("route-new", 200, "category", "fac.lamp", "service", "L").Send("route-1", 200, "text-0", "12 号杆")
	id := public(t, o, "路灯不亮")
	page := fmt.Sprintf("/matters/%d", id)
	disp.Get(page, 200).Send("relay-1", 200)
	turn(t, o)
	disp.Get(page, 200).Wants("不知对方收没收到", page+"/relay")
	disp.Get(page+"/relay", 200)
	settle := "settle-" + disp.Match(`id="settle-(\d+)"`)
	disp.Send(settle, 422, "number", " ").Wants("请填写对方给的编号")
	disp.Get(page+"/relay", 200).Send(settle, 200, "number", "N-9").Wants("已记下对方编号", "N-9")
	disp.Get(page+"/relay", 200).Lacks(settle)
	o.Visitor().Get(page+"/relay", 200).Wants("登录").Lacks("N-9")
}

// turn lets the clock do what is due.
func turn(t *testing.T, o *webtest.Town) {
	t.Helper()
	if _, err := part.Get[*relay.Relay](o.Values).Turn(context.Background()); err != nil {
		t.Fatal(err)
	}
	o.Settle()
}

// public is a matter that was let out.
func public(t *testing.T, o *webtest.Town, text string) int64 {
	t.Helper()
	o.Reported(text)
	id := o.Only()
	disp, sup := o.As("disp"), o.As("sup")
	page := fmt.Sprintf("/matters/%d", id)
	disp.Get(page, 200).Send("list", 200, "category", "fac.lamp")
	disp.Get(page+"/release", 200).Send("draft", 200, "title", "东风路路灯不亮")
	sup.Get(page+"/release", 200).Send("pass", 200)
	o.Settle()
	return id
}
