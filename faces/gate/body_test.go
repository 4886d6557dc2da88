package gate

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

func TestFlight(t *testing.T) {
	t.Parallel()
	f := &flight{most: 100, share: 40, store: 60, drain: 60}
	now := calendar.Instant(1_790_000_000_000_000)
	for i, x := range []struct {
		who  string
		n    int64
		code string
	}{
		{"a", 30, ""}, {"a", 11, "uploads_many"}, {"a", 10, ""}, {"b", 50, ""}, // alone it may be more than its share
		{"c", 11, "uploads_busy"}, {"", 11, "uploads_busy"}, {"", 10, ""}, {"c", 1, "uploads_busy"},
	} {
		if got := fault.Code(f.take(x.who, x.n, now)); got != x.code {
			t.Errorf("%d: %q", i, got)
		}
	}
	f.leave("a", 30, 50, now)
	f.leave("a", 10, 10, now)
	if got := fault.Code(f.take("a", 1, now)); got != "uploads_many" {
		t.Errorf("60 of 60 sent: %q", got)
	}
	if err := f.take("a", 1, now.Plus(2e6)); err != nil {
		t.Errorf("two seconds later two bytes are forgotten: %v", err)
	}
	f.leave("a", 1, 1, now)
	f.leave("b", 50, 50, now)
	f.leave("", 10, 10, now)
	if err := f.take("d", 100, now.Plus(120e6)); err != nil || len(f.by) != 1 {
		t.Errorf("all is over: %v, %d senders are kept", err, len(f.by))
	}
}

// TestEveryRouteStates: a route that does not say what it may be brought is refused.
func TestEveryRouteStates(t *testing.T) {
	t.Parallel()
	g := New(&part.House{}, Options{})
	if err := g.States("POST /x", Body{}, false); err == nil {
		t.Error("a route without a budget was taken")
	}
	if err := g.States("POST /x", Pictures, true); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/x", nil)
	if got := g.allowed(r, Who{}); got != Pictures {
		t.Errorf("whose session ended brings what strangers bring to a form with photos, not %v", got)
	}
	if err := g.States("POST /z", Office, true); err != nil {
		t.Fatal(err)
	}
	if got := g.allowed(httptest.NewRequest("POST", "/z", nil), Who{}); got != Pictures {
		t.Errorf("to a larger form of staff he brings %v", got)
	}
	staff := Who{}
	staff.Person = 1
	if got := g.allowed(r, staff); got != Pictures {
		t.Errorf("staff bring what the route states, not %v", got)
	}
	if got := g.allowed(httptest.NewRequest("POST", "/y", nil), staff); got != Words {
		t.Errorf("to where there is no route: %v", got)
	}
}

// TestSlowBody: whose bytes trickle is given up after a while; its clock is 14 of 15 seconds behind.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	behind := func() time.Time { return time.Now().Add(1*time.Second - patience) }
	got := make(chan error, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &stream{body: r.Body, control: http.NewResponseController(w), clock: behind}
		_, err := io.ReadAll(s)
		got <- err
		http.Error(w, "slow", fault.Of(err).Kind.Status())
	}))
	t.Cleanup(srv.Close)
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
	go func() {
		for range 100 {
			if _, err := conn.Write([]byte("x")); err != nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	if err := <-got; fault.Code(err) != "body_slow" || time.Since(begun) > 4*time.Second {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || res.StatusCode != 503 {
		t.Errorf("%v %v", res, err)
	}
}
