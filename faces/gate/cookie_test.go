package gate

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"xiaohao/core/part"
)

// TestCookies: where a request came by https a cookie bears the prefix that keeps neighbours from setting it; the old
// one is honoured until it ends, and ends with the new one.
func TestCookies(t *testing.T) {
	t.Parallel()
	g := New(&part.House{}, Options{})
	for _, c := range []struct {
		https, old bool
		want       []string
	}{
		{false, false, []string{"xiaohao_session=t"}}, {false, true, []string{"xiaohao_session=t"}},
		{true, false, []string{"__Host-xiaohao_session=t"}},
		{true, true, []string{"xiaohao_session=", "__Host-xiaohao_session=t"}},
	} {
		r, w := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
		if c.https {
			r.TLS = &tls.ConnectionState{}
		}
		if c.old {
			r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "old"})
			if got := cookie(r, sessionCookie); got != "old" {
				t.Errorf("the old cookie: %q", got)
			}
			r.AddCookie(&http.Cookie{Name: hostPrefix + sessionCookie, Value: "new"})
			if got := cookie(r, sessionCookie); got != "new" {
				t.Errorf("beside the new one: %q", got)
			}
		}
		g.SetSession(w, r, "t")
		var got []string
		for _, x := range w.Result().Cookies() {
			got = append(got, x.Name+"="+x.Value)
			if x.Secure != c.https || x.Path != "/" || x.Domain != "" || !x.HttpOnly {
				t.Errorf("%+v: %v", c, x)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
