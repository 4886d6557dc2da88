package doors

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces"
	"xiaohao/faces/web/webtest"
)

// TestKeysReachNoFurther asks every address that the program has: a key that may only read is refused wherever
// something is written, in words that name what it lacks, before anything was done; a key of no person is refused
// wherever a person is wanted. The same address takes a key that may.
func TestKeysReachNoFurther(t *testing.T) {
	t.Parallel()
	o, ctx := webtest.New(t), context.Background()
	var url string
	patterns := open(t, o.City, func(h http.Handler) {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		url = srv.URL
	})
	patterns = append(patterns, faces.Pattern{Text: "POST /field/entries"},
		faces.Pattern{Text: "PUT /field/uploads/{id}"})
	admin, _ := o.Org().PersonByLogin("admin")
	read, err := o.Auth.NewKey(ctx, admin.ID, "只读", 0, org.ReachRead)
	if err != nil {
		t.Fatal(err)
	}
	write, err := o.Auth.NewKey(ctx, admin.ID, "读写", 0)
	if err != nil {
		t.Fatal(err)
	}
	service := func(may ...org.Reach) string {
		key, _, err := o.Auth.NewServiceKey(ctx, org.Caller{System: true}, org.Key{Name: "随手拍", Reach: may})
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	every, posts := service(org.AllReaches()...), service(org.ReachOpen311)
	ask := func(method, path, key string) (int, string) {
		r, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Accept-Language", "en")
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
	const lacks, nobody = `lacks the reach`, `This is a service key`
	writes, closed, before := 0, 0, o.Ledger().Head().Seq
	for _, p := range patterns {
		method, path, ok := strings.Cut(p.Text, " ")
		if !ok {
			method, path = http.MethodGet, p.Text
		}
		path = placeholder.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "1")
		if path == "/healthz" || path == "/readyz" {
			continue // answered before anybody is asked who he is
		}
		if method != http.MethodGet && !strings.HasPrefix(path, "/open311/") {
			writes++
			for _, key := range []string{read, posts} {
				if status, said := ask(method, path, key); status != 403 || !strings.Contains(said, lacks) ||
					!strings.Contains(said, "write") {
					t.Errorf("%s with a key that does not write: %d %.200s", p.Text, status, said)
				}
			}
		}
		if p.Open {
			continue
		}
		closed++
		if status, said := ask(method, path, every); status != 403 || !strings.Contains(said, nobody) {
			t.Errorf("%s with a key of no person: %d %.200s", p.Text, status, said)
		}
	}
	if after := o.Ledger().Head().Seq; after != before || writes < 100 || closed < 100 {
		t.Errorf("%d events were written; %d writing addresses, %d that want a person", after-before, writes, closed)
	}
	for _, p := range patterns { // the control: it is the key, not the address
		method, path, ok := strings.Cut(p.Text, " ")
		if !ok || strings.HasPrefix(path, "/open311/") || path == "/logout" {
			continue
		}
		path = placeholder.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "1")
		if _, said := ask(method, path, write); strings.Contains(said, lacks) || strings.Contains(said, nobody) {
			t.Errorf("%s with a key that may write: %.200s", p.Text, said)
		}
	}
}
