package e2e

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/app"
	"xiaohao/city"
	"xiaohao/e2e/umbrella"
	"xiaohao/faces"
)

// withUmbrellas is the program as its own main makes it, in English; without, the one that is shipped.
func withUmbrellas(with bool) (*app.Program, *bytes.Buffer) {
	p, out := app.System(), &bytes.Buffer{}
	p.Out, p.Err = out, out
	p.Env = func(name string) string { return map[string]string{"XIAOHAO_LANG": "en"}[name] }
	if with {
		p.Parts, p.Rooms = append(city.Parts(), umbrella.Part()), append(faces.Rooms(), umbrella.Room())
	}
	return p, out
}

// umbrellas runs one command line and wants its exit code.
func umbrellas(t *testing.T, with bool, want int, args ...string) string {
	t.Helper()
	p, out := withUmbrellas(with)
	if code := p.Run(args); code != want {
		t.Fatalf("%q: exit %d, want %d: %s", args, code, want, out)
	}
	return out.String()
}

// browse logs somebody in and gives what reads a page of the served city, or sends a form to it.
func browse(t *testing.T, base, login, password string) func(path string, form url.Values) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	ask := func(path string, form url.Values) string {
		t.Helper()
		method, body := http.MethodGet, io.Reader(nil)
		if form != nil {
			method, body = http.MethodPost, strings.NewReader(form.Encode())
		}
		r, err := http.NewRequestWithContext(context.Background(), method, base+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept-Language", "en")
		a, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %d %v %s", method, path, a.StatusCode, err, b)
		}
		return string(b)
	}
	ask("/login", url.Values{"login": {login}, "password": {password}})
	return ask
}

// TestUmbrellas adds one capability to the two lists and nothing else: it is served, waits for people, is counted by
// the clock and proved; without it the database is refused by the part's name, until part drop has taken its tables
// away.
func TestUmbrellas(t *testing.T) {
	data := filepath.Join(t.TempDir(), "city")
	areas := filepath.Join(t.TempDir(), "areas.csv")
	if err := os.WriteFile(areas, []byte("区划代码,名称\n430400000000,衡阳市\n430405000000,珠晖区\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	umbrellas(t, true, app.OK, "import", "areas", areas, "-data", data)
	umbrellas(t, true, app.OK, "user", "add", "disp", "-data", data, "-post", "dispatcher", "-password",
		"yusan-gui-2026", "-keep")
	base := serveUmbrellas(t, data)
	ask := browse(t, base, "disp", "yusan-gui-2026")
	if s := ask("/umbrellas", nil); !strings.Contains(s, "0 umbrellas are out") {
		t.Fatalf("the page: %s", s)
	}
	id := newID()
	for range 2 { // a repeat lends nothing
		ask("/umbrellas/0", url.Values{"id": {id}})
	}
	for path, want := range map[string]string{"/umbrellas": "1 umbrellas are out", "/work": "1 umbrellas are out",
		"/umbrellas.json": `"late"`, "/notices": `href="/umbrellas"`} {
		if s := ask(path, nil); !strings.Contains(s, want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
}

// serveUmbrellas serves the city until the test ends, and then proves it, with the part and without.
func serveUmbrellas(t *testing.T, data string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan int, 1)
	p, out := withUmbrellas(true)
	p.Ready, p.Stop = func(addr string) { ready <- "http://" + addr }, ctx
	go func() { ended <- p.Run([]string{"serve", "-data", data, "-listen", "127.0.0.1:0", "-trust-loopback"}) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != app.OK {
			t.Fatalf("serve ended with %d: %s", code, out)
		}
		umbrellas(t, true, app.OK, "verify", "-lag", "100000", "-data", data)
		umbrellas(t, true, app.OK, "rebuild", "-data", data)
		umbrellas(t, true, app.OK, "verify", "-lag", "100000", "-data", data)
		for _, command := range []string{"verify", "serve", "rebuild"} {
			if s := umbrellas(t, false, app.BadData, command, "-data", data); !strings.Contains(s, "umbrella") {
				t.Errorf("%s does not name the part: %s", command, s)
			}
		}
		backup := filepath.Join(t.TempDir(), "before.tar")
		if s := umbrellas(t, false, app.OK, "part", "list", "-data", data); !strings.Contains(s, "umbrella (") {
			t.Errorf("part list: %s", s)
		}
		umbrellas(t, false, app.BadData, "part", "drop", "umbrella", "-data", data) // not without a backup
		umbrellas(t, false, app.BadData, "part", "drop", "score", "-data", data, "-backup", backup)
		umbrellas(t, false, app.OK, "part", "drop", "umbrella", "-data", data, "-backup", backup)
		umbrellas(t, false, app.OK, "verify", "-lag", "100000", "-data", data)
		umbrellas(t, true, app.OK, "restore", backup, "-data", data+"-again")
	})
	select {
	case url := <-ready:
		return url
	case code := <-ended:
		ended <- code
		t.Fatalf("serve: %d %s", code, out)
	}
	return ""
}
