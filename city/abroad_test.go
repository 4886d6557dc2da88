package city_test

import (
	crand "crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xiaohao/city"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/relay"
	"xiaohao/parts/release"
)

// abroad sends something public to another body, which answers once and refuses once; the story never does.
func abroad(t *testing.T, c *city.City, now calendar.Instant) {
	t.Helper()
	posts := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost && posts > 0:
			w.WriteHeader(http.StatusBadRequest)
		case r.Method == http.MethodPost:
			posts++
			fmt.Fprint(w, `[{"service_request_id":"7"}]`)
		case strings.HasSuffix(r.URL.Path, "services.json"):
			fmt.Fprint(w, `[{"service_code":"1","service_name":"路灯"}]`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer srv.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, x, admin := t.Context(), part.Get[*relay.Relay](c.Values), org.Caller{System: true}
	server, err := x.SetServer(ctx, admin, relay.Server{Name: "邻市", Hosts: []string{srv.Listener.Addr().String()},
		Enabled: true, Media: relay.NoMedia, Wire: relay.Wire{Base: srv.URL}})
	must(err)
	page, err := part.Get[*release.Releases](c.Values).List(ctx, release.Filter{Open: true}, 50)
	must(err)
	sent := 0
	for _, m := range page.Matters {
		route, err := x.SetRoute(ctx, admin, relay.Route{Server: server, Category: m.Category, Service: "1"})
		must(err)
		who := dispatcher(c, m)
		if who.Person == 0 || sent == 2 {
			continue
		}
		id, err := ledger.NewID(now, crand.Reader)
		must(err)
		must(x.Send(ctx, who, id, m.Matter, route))
		sent++
	}
	_, err = x.Turn(ctx)
	must(err)
	must(c.CatchUp(ctx))
	if sent != 2 || posts != 1 {
		t.Fatalf("%d sent, %d posted", sent, posts)
	}
}

// dispatcher is somebody who dispatches where a matter is.
func dispatcher(c *city.City, m org.Public) org.Caller {
	for _, p := range c.Org().People() {
		for _, post := range p.Posts {
			if post.Kind == matter.Dispatcher && post.Area.Contains(m.Area) && !p.Disabled {
				return p.Caller()
			}
		}
	}
	return org.Caller{}
}
