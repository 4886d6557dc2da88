package api_test

import (
	"fmt"
	"strconv"
	"testing"

	"xiaohao/faces/gate"
)

// Programs are told of the bucket that they draw from: what it holds, what is left, and when to come again, so that who
// comes back after those seconds is let in, and who comes before is not. Where no limit holds, nothing is said.
func TestLimitsAreTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	report := map[string]any{"area": "43", "text": "x"} // it is refused, and counts
	o.from = "203.0.113.9:1"
	for i := range 25 {
		w := o.ask("", "POST", "/api/v1/reports", report)
		if (w.Code != 429) != (i < 20) {
			t.Fatalf("report %d: %d", i, w.Code)
		}
		policy, left := w.Header().Get("RateLimit-Policy"), w.Header().Get("RateLimit")
		if want := fmt.Sprintf(`"report";r=%d;t=%d`, max(0, 19-i), min(120, (i+1)*6)); left != want ||
			policy != `"report";q=20;w=120` {
			t.Errorf("report %d: %s %s, want %s", i, policy, left, want)
		}
		if again := w.Header().Get("Retry-After"); (again != "") != (w.Code == 429) {
			t.Errorf("report %d: come again after %q", i, again)
		}
	}
	wait, err := strconv.ParseInt(o.ask("", "POST", "/api/v1/reports", report).Header().Get("Retry-After"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	o.now.Add((wait - 1) * 1e6)
	if w := o.ask("", "POST", "/api/v1/reports", report); w.Code != 429 {
		t.Errorf("let in before %d seconds: %d", wait, w.Code)
	}
	o.now.Add(1e6)
	if w := o.ask("", "POST", "/api/v1/reports", report); w.Code != 422 {
		t.Errorf("not let in after %d seconds: %d", wait, w.Code)
	}
	o.tokens["wrong"] = "xh_wrong"
	for i := range 21 {
		w := o.ask("wrong", "GET", "/api/v1/me", nil)
		if refused := w.Code == 429; refused != (i == 20) || refused != (w.Header().Get("Retry-After") != "") ||
			w.Header().Get("RateLimit-Policy") != `"bearer";q=20;w=120` {
			t.Errorf("wrong key %d: %d %v", i, w.Code, w.Header())
		}
	}
	o.from = "127.0.0.1:1"
	if w := o.ask("", "GET", "/api/v1/areas", nil); w.Header().Get("RateLimit") != "" {
		t.Errorf("no limit holds, but: %v", w.Header())
	}
}
