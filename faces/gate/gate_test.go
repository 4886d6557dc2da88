package gate

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

func TestCrossOriginIsRefused(t *testing.T) {
	t.Parallel()
	reached := false
	h := New(&part.House{}, Options{}).Wrap(http.HandlerFunc(func(http.ResponseWriter,
		*http.Request) {
		reached = true
	}))
	r := httptest.NewRequest("POST", "http://city.example/login", strings.NewReader("login=x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if reached || w.Code != http.StatusForbidden {
		t.Errorf("status %d, reached %v", w.Code, reached)
	}
	if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a refusal carries the headers too: %v", w.Header())
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	l, k, r := newLimiter(), bucketKey{netip.MustParsePrefix("192.0.2.1/32"), "report"}, allowance{burst: 3, minute: 2}
	now := calendar.Instant(1_790_000_000_000_000)
	for i, want := range []bool{true, true, true, false, false} {
		if got := l.take(k, r, now); got != want {
			t.Errorf("take %d: %v", i, got)
		}
	}
	if !l.take(bucketKey{netip.MustParsePrefix("192.0.2.2/32"), "report"}, r, now) {
		t.Error("one address must not use up another's")
	}
	now += 31e6
	if !l.take(k, r, now) || l.take(k, r, now) {
		t.Error("half a minute gives one of two")
	}
	if l.take(k, r, now-3600e6) {
		t.Error("a clock set back gave tokens")
	}
	now += 20 * 60e6
	l.take(bucketKey{netip.MustParsePrefix("192.0.2.9/32"), "read"}, r, now)
	if n := len(l.buckets); n != 1 {
		t.Errorf("%d buckets are kept for addresses long gone", n)
	}
}

func TestPurpose(t *testing.T) {
	t.Parallel()
	staff := Who{}
	staff.Person = 1
	for _, c := range []struct {
		method, path string
		who          Who
		want         string
	}{
		{"GET", "/lists/problem", staff, "read"}, {"POST", "/login", Who{}, "login"},
		{"POST", "/api/v1/sessions", Who{}, "login"},
		{"POST", "/api/v1/reports", Who{}, "report"}, {"POST", "/api/v1/photos", Who{}, "photo"},
		{"POST", "/work", staff, "write"},
	} {
		got := purpose(httptest.NewRequest(c.method, c.path, nil), c.who)
		if got != c.want || rates[got].burst == 0 {
			t.Errorf("%s %s: %s, want %s", c.method, c.path, got, c.want)
		}
	}
}

func TestProblem(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Problem(w, "en", fault.New(fault.Limited, "too_often").By(http.ErrBodyNotAllowed))
	var p map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if w.Code != 429 || p["code"] != "too_often" || w.Header().Get("Retry-After") == "" ||
		w.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" {
		t.Errorf("%d %v %v", w.Code, p, w.Header())
	}
	if strings.Contains(w.Body.String(), http.ErrBodyNotAllowed.Error()) {
		t.Error("the technical cause was shown")
	}
}
