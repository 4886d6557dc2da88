package follow_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/follow"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
)

// town is a city that sends letters, which the tests read instead of a mail server.
type town struct {
	*webtest.Town
	letters []deliver.Message
}

func newTown(t *testing.T) *town {
	t.Helper()
	o := &town{Town: webtest.New(t)}
	o.Following.BaseURL = "https://xiaohao.example"
	o.Notify.Send = func(_ context.Context, _ deliver.Channel, m deliver.Message) error {
		o.letters = append(o.letters, m)
		return nil
	}
	_, err := o.Notify.SetChannel(context.Background(), org.Caller{System: true}, notify.Channel{Kind: notify.Email,
		Name: "m", Enabled: true, Wire: notify.Wire{URL: "smtps://mail.example", From: "no-reply@city.example"}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// post sends what is due, and gives the last letter.
func (o *town) post() deliver.Message {
	o.T.Helper()
	if _, err := o.Notify.Carry(context.Background()); err != nil {
		o.T.Fatal(err)
	}
	if len(o.letters) == 0 {
		o.T.Fatal("no letter went out")
	}
	return o.letters[len(o.letters)-1]
}

var links = regexp.MustCompile(`https://xiaohao\.example(/follow/\S+)`)

// TestByReceipt: the form behind a receipt, the letter, its page, the button; opening links changes nothing, and every
// address is answered alike.
func TestByReceipt(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	r, err := o.Do(context.Background(), org.Caller{}, desk.Command{ID: o.NewID(), Body: &matter.Report{
		Area: webtest.Township, Text: "路灯不亮"}})
	if err != nil {
		t.Fatal(err)
	}
	b := o.Visitor()
	b.Get("/r/"+r.Receipt, 200).Wants("/r/" + r.Receipt + "/follow")
	b.Get("/r/"+r.Receipt+"/follow", 200).Wants("电子邮箱").Lacks("路灯")
	b.Send("mail", http.StatusUnprocessableEntity, "email", "nobody").Wants("nobody", "邮箱地址不对")
	b.Send("mail", 200, "email", "anna@city.example").Wants("请查收邮件")
	alike := b.Page
	m := o.post()
	path := links.FindStringSubmatch(m.Text)[1]
	for range 3 { // a scanner
		b.Get(path, 200).Wants("确认关注", "a***@city.example").Lacks("anna@")
	}
	if b.Head.Get("X-Robots-Tag") == "" || b.Head.Get("Cache-Control") != "no-store" {
		t.Errorf("a link's page: %v", b.Head)
	}
	a, err := o.Following.Asked(context.Background(), strings.TrimPrefix(path, "/follow/confirm/"))
	if err != nil || len(a.List) != 1 {
		t.Fatalf("opening it said yes: %+v, %v", a, err)
	}
	b.Get(path, 200)
	b.Send("confirm", 200, "of", fmt.Sprint(a.List[0].ID)).Wants("已经关注")
	b.Get(path, 200).Wants("已经用过")
	b.Get("/r/"+r.Receipt+"/follow", 200)
	b.Send("mail", 200, "email", "ANNA@city.example")
	if b.Page != alike {
		t.Error("who follows already is answered otherwise")
	}
	if n := len(o.letters); n != 1 {
		t.Errorf("%d letters", n)
	}
	b.Get(path[:len(path)-1]+"_", 404)
	b.Get("/r/AAAABBBBCCCC/follow", 404)
	b.Get("/public/matters/1/follow", 404)
	b.Get("/public/areas/430405001000/follow", 200).Wants("广东路")
	b.Get("/public/areas/999999999999/follow", 404)
	if strings.Contains(o.Log.String(), "anna") || strings.Contains(o.Log.String(), path) {
		t.Errorf("the log tells: %s", o.Log.String())
	}
	o.stops(b, a.List[0])
}

// stops ends it by one click of a mail program, after a scanner opened the page.
func (o *town) stops(b *webtest.Browser, f follow.Follow) {
	o.T.Helper()
	id := f.Matter
	o.Pass(60e6)
	if _, err := o.Do(context.Background(), o.caller("disp"), desk.Command{ID: o.NewID(), Matter: id,
		Body: &matter.Decline{Reason: "不属受理范围"}}); err != nil {
		o.T.Fatal(err)
	}
	if err := o.CatchUp(context.Background()); err != nil {
		o.T.Fatal(err)
	}
	m := o.post()
	u, err := url.Parse(m.Unsubscribe)
	if err != nil || !strings.Contains(m.Subject, "不予受理") {
		o.T.Fatalf("%+v, %v", m, err)
	}
	b.Get(u.Path, 200).Wants("取消关注")
	b.Get(u.Path, 200).Wants("取消关注")
	b.Post(u.Path, url.Values{"List-Unsubscribe": {"One-Click"}}, 200).Wants("已经取消")
	b.Post(u.Path, url.Values{"List-Unsubscribe": {"One-Click"}}, 200).Wants("已经取消")
	b.Get(u.Path, 200).Wants("已经取消")
}

// caller is somebody who works here.
func (o *town) caller(login string) org.Caller {
	o.T.Helper()
	for _, p := range o.Org().People() {
		if p.Login == login {
			return p.Caller()
		}
	}
	o.T.Fatalf("nobody is called %s", login)
	return org.Caller{}
}

// TestTenThousand: who asks for ten thousand addresses from one address of the network gets a few letters sent.
func TestTenThousand(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	taken := 0
	for i := range 10_000 {
		r := httptest.NewRequest(http.MethodPost, "/public/areas/430405001000/follow",
			strings.NewReader(url.Values{"email": {fmt.Sprintf("v%d@victim.example", i)}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = "203.0.113.7:4304"
		w := httptest.NewRecorder()
		o.Srv.Config.Handler.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusSeeOther:
			taken++
		case http.StatusTooManyRequests:
		default:
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if _, err := o.Notify.Carry(context.Background()); err != nil {
		t.Fatal(err)
	}
	if taken == 0 || taken > 10 || len(o.letters) != taken {
		t.Errorf("%d of 10,000 were taken, %d letters", taken, len(o.letters))
	}
}

// TestBouncesDoor: without the secret nothing is taken in.
func TestBouncesDoor(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	door, err := follow.Door(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for secret, want := range map[string]int{"": 403, "wrong": 403, door: 403} {
		r, err := http.NewRequest(http.MethodPost, o.Srv.URL+"/follow/bounces", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Xiaohao-Secret", secret)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if secret == door && o.Following.Opens(door) {
			want = 200
		}
		if res.StatusCode != want {
			t.Errorf("secret %q: %d, want %d", secret, res.StatusCode, want)
		}
	}
}
