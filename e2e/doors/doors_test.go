package doors

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city"
	"xiaohao/faces"
	"xiaohao/faces/api"
	"xiaohao/faces/field"
	"xiaohao/faces/gate"
	"xiaohao/faces/open311"
	"xiaohao/faces/web"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
)

// histories is how many histories are drawn where nobody asks for another number with -rapid.checks: each has a city
// of its own and is walked twice.
const histories = "6"

// TestNothingUnreleasedIsBehindAnOpenDoor is the property of the one gate.
func TestNothingUnreleasedIsBehindAnOpenDoor(t *testing.T) {
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		if err := flag.Set("rapid.checks", histories); err != nil {
			t.Fatal(err)
		}
	}
	seen := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := settle(t, rt)
		for _, most := range []int{10, 40} {
			for range rapid.IntRange(1, most).Draw(rt, "steps") {
				w.step(rt)
			}
			w.walk(rt)
		}
		w.clock(rt)
		w.walk(rt)
		seen += w.seen
	})
	if seen == 0 {
		t.Error("no history let anything out: the test shows nothing")
	}
}

// settle opens a town with all that answers in it.
func settle(t *testing.T, rt *rapid.T) *world {
	o := webtest.New(t)
	w := &world{rt: rt, Town: o, ctx: context.Background(), secrets: map[string]string{}, out: map[int64]*outside{}}
	w.patterns = open(t, o.City, func(h http.Handler) {
		srv := httptest.NewServer(h)
		rt.Cleanup(srv.Close)
		w.url = srv.URL
	})
	w.people(rt)
	return w
}

// open serves all that the program serves, and gives all patterns.
func open(t *testing.T, c *city.City, serve func(http.Handler)) (out []pattern) {
	t.Helper()
	g := gate.New(c.House(), gate.Options{TrustLoopback: true})
	pages, err := web.New(g, faces.Rooms(), city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	programs, err := api.New(g, kit.JSON(faces.Rooms())...)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	offline := field.New(g)
	mux.Handle("/api/", programs)
	mux.Handle("/field", offline)
	mux.Handle("/field/", offline)
	standard, err := open311.New(g)
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle("/open311/", standard)
	mux.Handle("/", pages)
	serve(g.Wrap(mux))
	for p, staff := range programs.Routes() {
		out = append(out, pattern{p, !staff})
	}
	for _, p := range standard.Routes() {
		out = append(out, pattern{p, true})
	}
	for _, r := range faces.Rooms() {
		for _, x := range r.Routes {
			out = append(out, pattern{x.Pattern, x.Access == kit.ForAnyone})
		}
	}
	slices.SortFunc(out, func(a, b pattern) int { return strings.Compare(a.text, b.text) })
	return append(out, pattern{"GET /field/day", false}, pattern{"GET /field/uploads/{id}", false},
		pattern{"GET /nowhere/{id}", true})
}

// pattern is an address as the program has it; an open one answers without a login, the others must tell nothing.
type pattern struct {
	text string
	open bool
}
