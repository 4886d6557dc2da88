package help_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

var (
	codeShown = regexp.MustCompile(`one-code">(\d{5}) (\d{5})<`)
	typedAt   = regexp.MustCompile(`typed">[^<]*(/s/[0-9A-Z-]+)<`)
)

// handedOut takes somebody in and hands the case outside: the page of the papers, the code and the address.
func handedOut(t *testing.T, o *webtest.Town, way string) (disp *webtest.Browser, at, code, address string) {
	t.Helper()
	disp = o.As("disp")
	disp.Get("/help/new", 200).Send("new", 200, "category", "help.child", "who", "小姑娘，身无分文", "age", "under_14",
		"where", "值班室", "phone", "13877776666", "needs", "吃饭", "area", webtest.Township.String())
	at = disp.At + "/outside"
	disp.Get(at, 200).Wants("还没有外送", "不印在纸上，不进网址，不进日志")
	disp.Send("send", 422, "kind", "police", "way", way, "to", "", "for", "接走", "back", "0734-1").Wants("要填写")
	disp.Get(at, 200).Send("send", 200, "kind", "police", "way", way, "to", "红湘派出所", "for", "接走核实", "back",
		"值班室 0734-1234567", "share", "text").Wants("离开本页就再也看不到", "对方还没有打开")
	m := codeShown.FindStringSubmatch(disp.Page)
	if m == nil {
		t.Fatalf("no code on %s", disp.Page)
	}
	code = m[1] + m[2]
	disp.Get(at, 200).Lacks(m[1], m[2])
	paper := disp.Get(at+"/1", 200).Wants("红湘派出所", "走失儿童", "值班室 0734-1234567", "<svg class=\"qr\"").Lacks("小姑娘",
		"13877776666", "接走核实", m[1], m[2])
	a := typedAt.FindStringSubmatch(paper.Page)
	if a == nil {
		t.Fatalf("no address on %s", paper.Page)
	}
	return disp, at, code, a[1]
}

// TestOutsideThroughThePages: a paper is printed, its receiver types a wrong code and the right one, reads what was
// shared and no more, and accepts; the case ends with that.
func TestOutsideThroughThePages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp, at, code, address := handedOut(t, o, "transfer")
	v := o.Visitor()
	nowhere := v.Get("/s/00000-00000-00000-00000", 200).Page
	if there := v.Get(address, 200).Page; plain(there) != plain(nowhere) {
		t.Errorf("an address that leads somewhere looks like\n%s\none that does not\n%s", plain(there), plain(nowhere))
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"} {
		if got := v.Head.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := v.Head.Get("X-Robots-Tag"); !strings.Contains(got, "noindex") {
		t.Errorf("robots: %q", got)
	}
	wrong := string('0'+(code[0]-'0'+1)%10) + code[1:]
	there := v.Send("code", 404, "code", wrong).Wants("打不开").Page
	if strings.Contains(there, wrong) {
		t.Error("what was typed comes back")
	}
	v.Get("/s/00000-00000-00000-00000", 200)
	if nowhere = v.Send("code", 404, "code", wrong).Page; plain(there) != plain(nowhere) {
		t.Errorf("a wrong code says whether there is a paper:\n%s\n%s", plain(there), plain(nowhere))
	}
	v.Get(address, 200).Send("code", 200, "code", code[:5]+" "+code[5:]).Wants("小姑娘，身无分文", "接走核实",
		"值班室 0734-1234567", "接收移交").Lacks("13877776666", "吃饭", code)
	if strings.Contains(v.At, code) {
		t.Errorf("the code stands in %s", v.At)
	}
	v.Send("take", 422, "name", "王警官", "phone", "").Wants("要填写")
	v.Send("refuse", 422, "name", "王警官", "phone", "110", "reason", "").Wants("要填写")
	v.Get(address, 200).Send("take", 200, "name", "王警官", "phone", "0734-110").Wants("已收到", "对方已接收移交")
	o.Visitor().Get(address, 200).Lacks("小姑娘").Send("code", 404, "code", code).Lacks("小姑娘")
	bare := strings.ReplaceAll(address, "-", "")
	if log := o.Log.String(); strings.Contains(log, code) || strings.Contains(log, bare) {
		t.Errorf("the log says %s", log)
	}
	disp.Get(strings.TrimSuffix(at, "/outside"), 200).Wants("王警官", "0734-110", "公安机关接收", "有人输错密码", "凭纸打开")
	disp.Get(at, 200).Wants("本案在这里结束")
	disp.Get(at+"/1", 409)
	p, _ := o.Org().PersonByLogin("sup")
	by, _ := o.Org().PersonByLogin("disp")
	id, err := strconv.ParseInt(strings.Split(at, "/")[2], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Do(t.Context(), by.Caller(), desk.Command{ID: o.NewID(), Matter: id,
		Body: &matter.Admit{Person: p.ID, As: "supervisor", Reason: "督办"}}); err != nil {
		t.Fatal(err)
	}
	o.As("sup").Get("/matters/"+strconv.FormatInt(id, 10)+"/readings", 200).Wants("凭外送密封单（公安机关）")
	for _, login := range []string{"clerk", "ver", "admin"} {
		w := o.As(login)
		w.Get(at, 404)
		w.Get(at+"/1", 404)
		w.Get(address, 200).Lacks("小姑娘", "走失儿童")
	}
}

// TestCodesAreLimited: who tries codes from one address of the network is soon told to wait.
func TestCodesAreLimited(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Strange()
	v := o.Visitor()
	v.Get("/s/00000-00000-00000-00000", 200).Send("code", 413, "code", strings.Repeat("1", 40<<10))
	v.Get("/s/00000-00000-00000-00000", 200)
	for range 19 {
		v.Send("code", 404, "code", "1234567890")
	}
	v.Send("code", 429, "code", "1234567890")
}

// plain is a page without what is another at each request.
func plain(page string) string {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|/s/[0-9A-Z-]+`).ReplaceAllString(page, "")
}

// TestOutsideIsTakenBack: a new code, and a withdrawal that ends the reading.
func TestOutsideIsTakenBack(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp, at, code, address := handedOut(t, o, "referral")
	disp.Lang = "en"
	disp.Get(at, 200).Wants("not opened yet").Get(at+"/1", 200).Wants("Referral of a case").Lacks("小姑娘")
	disp.Lang = "zh-CN"
	stranger := o.Visitor()
	for range 5 {
		stranger.Get(address, 200).Send("code", 404, "code", "1")
	}
	disp.Get(at, 200).Wants("密码输错 5 次").Get(strings.TrimSuffix(at, "/outside"), 200).Wants("外送密封单等您")
	disp.Get("/help", 200).Wants("外送密封单等您", "1 件马上要办")
	o.Settle()
	disp.Get("/work", 200).Wants("密封单等您")
	disp.Get("/inbox", 200).Wants("请换新密码")
	disp.Get(at, 200).Send("code-1", 200)
	m := codeShown.FindStringSubmatch(disp.Page)
	if m == nil || m[1]+m[2] == code {
		t.Fatalf("no new code on %s", disp.Page)
	}
	v := o.Visitor()
	v.Get(address, 200).Send("code", 404, "code", code)
	v.Get(address, 200).Send("code", 200, "code", m[1]+m[2]).Wants("小姑娘", "答复结果")
	disp.Get(at, 200).Send("withdraw-1", 422, "note", "").Wants("要填写")
	disp.Get(at, 200).Send("withdraw-1", 200, "note", "发错单位").Wants("已收回")
	v.Get(address, 200).Lacks("小姑娘").Send("code", 404, "code", m[1]+m[2])
}
