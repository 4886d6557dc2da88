//go:build linux

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaohao/platform/store/pgtest"
	"xiaohao/platform/store/storetest"
)

// TestDiskFull takes the room from a server's disk while reports come in: one is refused with a sentence, nothing is
// half-done, pages are read on; with room again the same report under the same id is taken, and the city proves.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // it has a server of its own
	}
	bin, server, data := built(t), pgtest.Start(t), filepath.Join(t.TempDir(), "city")
	disk := server.Disk("xiaohao", "96m")
	env := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="+server.DSN("xiaohao"))
	run(t, bin, env, "migrate", "-data", data)
	settle(t, bin, data, t.TempDir(), env)
	s, err := startServer(bin, data, env, "-trust-loopback")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	client := &http.Client{Timeout: 30 * time.Second}
	given := 0
	report := func(id string) answer {
		a, err := ask(client, "POST", s.url+"/api/v1/reports",
			"", map[string]any{"id": id, "area": "430405000000", "place": fmt.Sprint("人民路", given),
				"text": "垃圾桶满了三天没人清。" + strings.Repeat("路口的路灯也不亮，行人看不清脚下。", 40)})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := report(newID()); a.status != 201 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	disk.Fill()
	refused, id := answer{}, ""
	for given = 1; given < 3000 && refused.status == 0; given++ {
		id = newID()
		if a := report(id); a.status != 201 {
			refused = a
		}
	}
	if refused.status != http.StatusInsufficientStorage || refused.at("code") != "disk_full" ||
		!strings.Contains(refused.at("title"), "存储空间已满") {
		t.Errorf("a report on a full disk: %d %s after %d; %s", refused.status, refused.body, given, s.errs)
	}
	watched := func(want int) {
		t.Helper()
		time.Sleep(time.Second) // an answer serves for a moment
		for path, want := range map[string]int{"/healthz": 200, "/readyz": want, "/login": 200} {
			if res, err := client.Get(s.url + path); err != nil || res.StatusCode != want {
				t.Errorf("%s: %v %v, want %d", path, res, err, want)
			}
		}
	}
	// the server makes room by itself now and then, with what it kept of its log: then it is not full, and says so
	for try := 0; ; try++ {
		time.Sleep(time.Second)
		res, err := client.Get(s.url + "/readyz")
		if err == nil && res.StatusCode == http.StatusServiceUnavailable || try == 20 {
			break
		}
		disk.Fill()
		report(newID())
	}
	watched(503)
	disk.Free()
	watched(200)
	if a := report(id); a.status != 201 {
		t.Errorf("with room again: %d %s", a.status, a.body)
	}
	watched(200)
	if err := s.end(os.Interrupt); err != nil {
		t.Errorf("%v: %s", err, s.errs)
	}
	run(t, bin, env, "verify", "-lag", "100000", "-data", data)
}
