package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/app"
)

// TestLogOutByCommand: an operator logs somebody out everywhere; others stay.
func TestLogOutByCommand(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	c := newCity(t, data)
	c.end()
	at := []string{"user", "-data", data, "-db", "sqlite:" + filepath.Join(data, "xiaohao.db")}
	if out := told(t, app.OK, append(at, "logout", "all")...); !strings.Contains(out, "1 sessions") {
		t.Errorf("%q", out)
	}
	told(t, 3, append(at, "logout", "nobody")...)
	bin, err := exec.LookPath("xiaohao")
	if err == nil {
		c.server, err = startServer(bin, data, append(os.Environ(), "XIAOHAO_DB="), "-trust-loopback")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.server.kill)
	for who, want := range map[string]int{"all": 401, "clerk": 200} {
		if a, err := ask(c.client, "GET", c.server.url+"/api/v1/me", c.tokens[who], nil); err != nil ||
			a.status != want {
			t.Errorf("%s: %d %v, want %d", who, a.status, err, want)
		}
	}
}
