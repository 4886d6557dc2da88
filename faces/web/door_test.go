package web_test

import (
	"net/http"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestForeignPagesAreRefused: a page of another site cannot act for who is logged in, whatever stands in Authorization
// beside his cookie; a program that is identified by its token can.
func TestForeignPagesAreRefused(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("disp")
	b.Get("/me", 200).Send("key", 200, "name", "台账")
	key := b.Match(`(xh_[\w-]{20,})`)
	for _, c := range []struct {
		authorization string
		status        int
	}{{"", 403}, {"Basic x", 403}, {"bogus", 403}, {"Bearer", 403}, {"bearer " + key, 403}, {"Bearer xh_bogus", 401},
		{"Bearer bogus", 401}, {"Bearer " + key, 200}} {
		r, _ := http.NewRequest(http.MethodPost, o.Srv.URL+"/language", strings.NewReader("lang=en&back=/me"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if c.authorization != "" {
			r.Header.Set("Authorization", c.authorization)
		}
		if b.Ask(r); b.Status != c.status {
			t.Errorf("%q: %d, want %d", c.authorization, b.Status, c.status)
		}
	}
}
