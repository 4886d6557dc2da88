package e2e

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"xiaohao/platform/store/storetest"
)

// TestDatabaseAway takes the database away from a running program: every command and page is refused within a moment,
// with a sentence and when to try again. A standby that hangs makes commands wait, and then says that nobody knows.
// When the database is back so is the service, by itself, and nothing is half-done or done twice.
func TestDatabaseAway(t *testing.T) {
	if storetest.OnServer() {
		return // it has servers of its own
	}
	p := newPair(t, built(t), true)
	url, client := p.servers[0].url, &http.Client{Timeout: 30 * time.Second}
	report := func(id string) (answer, time.Duration) {
		began := time.Now()
		a, err := ask(client, "POST", url+"/api/v1/reports",
			"", map[string]any{"id": id, "area": "430405000000", "text": "路灯不亮"})
		if err != nil {
			t.Fatal(err)
		}
		return a, time.Since(began)
	}
	if a, _ := report(newID()); a.status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	p.primary.Kill()
	ids := []string{newID(), newID(), newID()}
	for _, id := range ids {
		if a, took := report(id); a.status != 503 || took > 5*time.Second ||
			!strings.HasPrefix(a.at("code"), "database_") || !strings.Contains(a.at("title"), "再试") {
			t.Errorf("a report: %d after %v: %s", a.status, took, a.body)
		}
	}
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200, "/api/v1/reports/ABCD-EFGH-JKLM": 503} {
		res, err := client.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want || want == 503 && strings.HasPrefix(path, "/api") &&
			res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", path, res.StatusCode, res.Header.Get("Retry-After"))
		}
	}
	p.primary.Restart()
	for _, id := range ids {
		p.primary.Until("a report is taken again", func() error {
			if a, _ := report(id); a.status > 201 {
				return fmt.Errorf("%d %s", a.status, a.body)
			}
			return nil
		})
	}
	p.standby.Freeze()
	slow := newID()
	if a, took := report(slow); a.status != 503 || !strings.HasPrefix(a.at("code"), "database_") ||
		took > 20*time.Second {
		t.Errorf("with a standby that hangs: %d after %v: %s", a.status, took, a.body)
	}
	p.standby.Thaw()
	p.primary.Until("the slow report is answered", func() error {
		if a, _ := report(slow); a.status > 201 {
			return fmt.Errorf("%d %s", a.status, a.body)
		}
		return nil
	})
	var n int
	if err := p.primary.Ask("xiaohao", &n, "SELECT COUNT(*) FROM matters"); err != nil || n != 5 {
		t.Errorf("%d matters of 5 reports, %v", n, err)
	}
}

// TestSilentClients lets clients ask and never read: nobody else waits for them.
func TestSilentClients(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // its city is a file, whatever the others run on
	}
	c := newCity(t, t.TempDir()+"/city")
	host := strings.TrimPrefix(c.server.url, "http://")
	for range 50 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for range 50 {
			fmt.Fprintf(conn, "GET /api/v1/openapi.json HTTP/1.1\r\nHost: %s\r\n\r\n", host)
		}
	}
	began := time.Now()
	for i := range 20 {
		c.must("", "POST", "/api/v1/reports", map[string]any{"id": newID(), "area": "430405001000",
			"text": fmt.Sprintf("路灯不亮 %d", i)})
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("20 reports took %v beside clients that never read", took)
	}
	c.end()
}
