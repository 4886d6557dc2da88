package doors

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city"
	"xiaohao/faces"
	"xiaohao/faces/gate"
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
func open(t *testing.T, c *city.City, serve func(http.Handler)) []faces.Pattern {
	t.Helper()
	h, list, err := faces.Open(gate.New(c.House(), gate.Options{TrustLoopback: true}), faces.Rooms(),
		city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	serve(h)
	return append(list, faces.Pattern{Text: "GET /nowhere/{id}", Open: true})
}
