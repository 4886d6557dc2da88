package remote_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"xiaohao/app/remote"
	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// far is a client of a real city, with somebody's key.
func far(t *testing.T, o *webtest.Town, login, lang string, reach ...org.Reach) *remote.Client {
	t.Helper()
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		t.Fatal(login)
	}
	key, err := o.Auth.NewKey(t.Context(), p.ID, "cli", 0, reach...)
	if err != nil {
		t.Fatal(err)
	}
	return client(t, remote.Options{Server: o.Srv.URL + "/", Key: key, Lang: lang})
}

func client(t *testing.T, o remote.Options) *remote.Client {
	t.Helper()
	c, err := remote.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLoopFromAfar: a report, its listing and its assignment are given from another machine, each once however often
// it is tried; lists are read page by page up to a bound; what the server says of a mistake comes in the reader's
// language.
func TestLoopFromAfar(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := webtest.New(t)
	c := far(t, o, "disp", "en")
	me, err := c.Me(ctx)
	if err != nil || me.Name != "受理甲" || len(me.Posts) != 1 || strings.Join(me.Reach, " ") != "read write" {
		t.Fatalf("%+v %v", me, err)
	}
	body, err := c.Body(ctx, matter.CmdReport, []string{"area=430405001000", "text=路灯不亮", "lat=26.9", "lng=112.6"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := o.NewID().String()
	first, err := c.Report(ctx, id, body)
	if err != nil || first.Matter == 0 || first.Repeated {
		t.Fatalf("%+v %v", first, err)
	}
	again, err := c.Report(ctx, id, body)
	if err != nil || again.Matter != first.Matter || !again.Repeated {
		t.Errorf("%+v %v", again, err)
	}
	give := func(name matter.CommandName, words ...string) (remote.Done, error) {
		t.Helper()
		body, err := c.Body(ctx, name, words, nil)
		if err != nil {
			t.Fatal(err)
		}
		return c.Do(ctx, o.NewID().String(), first.Matter, string(name), body)
	}
	if _, err := give("list", "category=fac.lamp"); err != nil {
		t.Fatal(err)
	}
	if _, err := give("assign", "lead=gdl"); err != nil { // by the unit's code
		t.Fatal(err)
	}
	m, err := c.Matter(ctx, first.Matter)
	if err != nil || m.State != "assigned" || m.LeadName != "广东路街道办" || m.Due == 0 {
		t.Fatalf("%+v %v", m, err)
	}
	history, err := c.History(ctx, first.Matter, 100)
	if err != nil || len(history) < 3 || history[0].Type != "matter.reported" {
		t.Errorf("%+v %v", history, err)
	}
	if cut, err := c.History(ctx, first.Matter, 2); err != nil || len(cut) != 2 {
		t.Errorf("%+v %v", cut, err)
	}
	_, err = give("sign")
	if fault.Of(err).Kind != fault.Denied || fault.Of(err).Args["said"] == "" ||
		strings.ContainsFunc(fault.Of(err).Args["said"], func(r rune) bool { return r > 0x3000 }) {
		t.Errorf("the dispatcher signs: %v", err)
	}
	if _, err := c.Matter(ctx, 9999); fault.Of(err).Kind != fault.Missing {
		t.Errorf("%v", err)
	}
	if _, err := far(t, o, "disp", "zh-CN", org.ReachRead).Report(ctx, id, body); fault.Of(err).Kind != fault.Denied ||
		!strings.Contains(fault.Of(err).Args["said"], "缺少权限“write”") {
		t.Errorf("a key that may only read: %v", err)
	}
}

// TestListsEnd: pages are followed up to the bound and no further, and an interrupt ends it.
func TestListsEnd(t *testing.T) {
	t.Parallel()
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		limit, after := 0, 0
		_, _ = fmt.Sscan(r.FormValue("limit"), &limit)
		_, _ = fmt.Sscan(r.FormValue("after"), &after)
		rows := []map[string]any{}
		for i := range limit {
			rows = append(rows, map[string]any{"id": after + i + 1, "title": r.FormValue("q")})
		}
		out := map[string]any{"matters": rows}
		if after += limit; after < 450 {
			out["after"] = fmt.Sprint(after)
		}
		if r.FormValue("q") == "circle" {
			out["after"] = "1"
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(out)
	}))
	t.Cleanup(srv.Close)
	c := client(t, remote.Options{Server: srv.URL, Key: "xh_x"})
	for most, want := range map[int]struct {
		asked int
		more  bool
	}{50: {1, true}, 200: {1, true}, 201: {2, true}, 1000: {3, false}} {
		asked = 0
		got := 0
		more, err := c.List(t.Context(), false, url.Values{"q": {"x"}}, most, func(rows []remote.Row) error {
			got += len(rows)
			return nil
		})
		if err != nil || more != want.more || asked != want.asked || got != min(most, 600) {
			t.Errorf("%d at most: %d in %d pages, more %t: %v", most, got, asked, more, err)
		}
	}
	if _, err := c.List(t.Context(), false, url.Values{"q": {"circle"}}, 10_000, func([]remote.Row) error {
		return nil
	}); fault.Code(err) != "remote_strange" {
		t.Errorf("a server that goes in circles: %v", err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	_, err := c.List(ctx, false, nil, 10_000, func([]remote.Row) error { interrupt(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

// TestWhomAKeyIsShown: the key goes to a server whose certificate is good, and to no other; nothing sends it on.
func TestWhomAKeyIsShown(t *testing.T) {
	t.Parallel()
	var shown []string
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown = append(shown, r.Header.Get("Authorization"))
		switch r.URL.Path {
		case "/moved/api/v1/me":
			http.Redirect(w, r, "/api/v1/me", http.StatusPermanentRedirect)
		case "/page/api/v1/me":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>"))
		case "/busy/api/v1/me":
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = w.Write([]byte(`{"title":"来得太勤"}`))
		case "/broken/api/v1/me":
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"person":`))
		case "/api/v1/me":
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"name":"某人"}`))
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	t.Cleanup(srv.Close)
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	if _, err := client(t, remote.Options{Server: srv.URL, Key: "xh_x"}).Me(t.Context()); fault.Code(err) !=
		"remote_certificate" || len(shown) != 0 {
		t.Errorf("an unknown certificate: %v, shown %q", err, shown)
	}
	for path, want := range map[string]string{"": "", "/moved": "remote_elsewhere", "/page": "remote_strange",
		"/busy": "remote_said", "/broken": "remote_strange", "/gateway": "remote_strange"} {
		shown = nil
		_, err := client(t, remote.Options{Server: srv.URL + path, Key: "xh_x", Roots: roots}).Me(t.Context())
		if err == nil && want != "" || err != nil && fault.Code(err) != want || len(shown) != 1 ||
			shown[0] != "Bearer xh_x" {
			t.Errorf("%q: %v, shown %q", path, err, shown)
		}
		if later := path == "/busy" || path == "/gateway"; later != (fault.Of(err).Kind == fault.Busy ||
			fault.Of(err).Kind == fault.Unavailable) && err != nil {
			t.Errorf("%q: %v", path, fault.Of(err).Kind)
		}
	}
	_, err := client(t, remote.Options{Server: "https://127.0.0.1:1", Key: "xh_x", Roots: roots}).Me(t.Context())
	if fault.Code(err) != "remote_away" || strings.Contains(err.Error(), "xh_x") {
		t.Errorf("nobody there: %v", err)
	}
	for _, x := range []struct {
		want string
		o    remote.Options
	}{{"remote_plain", remote.Options{Server: "http://city.example"}},
		{"", remote.Options{Server: "http://[::1]:8080"}},
		{"", remote.Options{Server: "http://city.example", Insecure: true}},
		{"remote_server", remote.Options{Server: "city.example"}}, {"remote_server", remote.Options{}},
		{"remote_server", remote.Options{Server: "https://xh_key@city.example"}},
		{"remote_server", remote.Options{Server: "https://city.example/?key=x"}},
		{"remote_plain", remote.Options{Server: "http://localhost.evil.example"}}} {
		x.o.Key = "xh_x"
		if _, err := remote.New(x.o); err == nil && x.want != "" || err != nil && fault.Code(err) != x.want {
			t.Errorf("%s: %v, want %q", x.o.Server, err, x.want)
		}
	}
	for key, want := range map[string]string{"": "remote_key_none", "token": "remote_key_form",
		"xh_a\nb": "remote_key_form"} {
		if _, err := remote.New(remote.Options{Server: "https://city.example", Key: key}); fault.Code(err) != want {
			t.Errorf("%q: %v", key, err)
		}
	}
}

// TestEveryCommandByWords makes a body of words for each command, with every field that it has; the server's reader
// takes each.
func TestEveryCommandByWords(t *testing.T) {
	t.Parallel()
	c := client(t, remote.Options{Server: "https://city.example", Key: "xh_x"})
	texts := map[matter.FieldKind]string{matter.LatField: "26.9", matter.LngField: "112.6", matter.UnitField: "3",
		matter.UnitsField: "3,4", matter.PersonField: "5", matter.MatterField: "6", matter.MattersField: "6,7",
		matter.PointField: "8", matter.NoticeField: "9", matter.InstantField: "2026-12-01 10:00",
		matter.DayField: "2026-12-01", matter.YesField: "yes", matter.VerdictField: "no", matter.NumberField: "2",
		matter.AreaField: "430405001000", matter.SeverityField: "urgent", matter.KindField: "problem"}
	n := 0
	for _, name := range matter.CommandNames() {
		d, _ := matter.Describe(name)
		var words, photos []string
		for _, f := range d.Fields {
			switch text, ok := texts[f.Kind]; {
			case f.Kind == matter.VoiceField:
			case f.Kind == matter.PhotosField:
				photos = []string{"a-token"}
			case ok:
				words = append(words, f.Name+"="+text)
			default:
				words = append(words, f.Name+"=x")
			}
		}
		body, err := c.Body(t.Context(), name, words, photos)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		into := d.New()
		if err := json.Unmarshal(raw, into); err != nil {
			t.Errorf("%s: %s: %v", name, raw, err)
		}
		n++
		if _, err := c.Body(t.Context(), name, []string{"nothing=1"}, nil); fault.Code(err) != "remote_field" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n < 30 {
		t.Errorf("only %d commands", n)
	}
	if _, err := c.Body(t.Context(), "sign", nil, []string{"a-token"}); fault.Code(err) != "remote_photos" {
		t.Errorf("%v", err)
	}
	if _, err := remote.Filter([]string{"states=fixed"}); fault.Code(err) != "remote_filter" {
		t.Errorf("%v", err)
	}
}
