package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// testCity is a small city behind a running server: somebody with all posts of an area, a clerk, a verifier.
type testCity struct {
	t      *testing.T
	client *http.Client
	server *server
	tokens map[string]string
}

const password = "lu-deng-bu-liang"

func newCity(t *testing.T, data string, flags ...string) *testCity {
	t.Helper()
	bin, err := exec.LookPath("xiaohao")
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB=") // a file, always
	dir := t.TempDir()
	for _, f := range []struct{ what, text string }{
		{"areas", "code,name\n430400000000,衡阳市\n430405000000,珠晖区\n430405001000,广东路街道\n"},
		{"units", "code,name,parent,area\ncg,城管局,,430405000000\nhc,核查中心,,430405000000\n"},
		{"people", "login,name,post,area,unit\nall,陈,dispatcher,430405000000,\nall,陈,inspector,430405000000,\n" +
			"all,陈,supervisor,430405000000,\nall,陈,administrator,430400000000,\nclerk,王,unit_clerk,,cg\nver,何,verifier,430405000000,hc\n"},
	} {
		path := filepath.Join(dir, f.what+".csv")
		if err := os.WriteFile(path, []byte(f.text), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, bin, env, "import", "-data", data, f.what, path)
	}
	c := &testCity{t: t, client: &http.Client{Timeout: 20 * time.Second}, tokens: map[string]string{}}
	for _, login := range []string{"all", "clerk", "ver"} {
		run(t, bin, env, "user", "-data", data, "-password", password, "-keep", "password", login)
	}
	if c.server, err = startServer(bin, data, env, append(flags, "-trust-loopback")...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.server.kill)
	for _, login := range []string{"all", "clerk", "ver"} {
		c.tokens[login] = c.must("", "POST", "/api/v1/sessions",
			map[string]string{"login": login, "password": password}).at("token")
	}
	return c
}

// must asks and wants a yes.
func (c *testCity) must(who, method, path string, body any) answer {
	c.t.Helper()
	a, err := ask(c.client, method, c.server.url+path, c.tokens[who], body)
	if err != nil || a.status >= 300 {
		c.t.Fatalf("%s %s: %v %d %s", method, path, err, a.status, a.body)
	}
	return a
}

// end stops the server.
func (c *testCity) end() {
	c.t.Helper()
	if err := c.server.end(syscall.SIGTERM); err != nil {
		c.t.Fatal(err)
	}
}

func number(s string) json.Number { return json.Number(s) }

// english is the environment of a program that speaks English and is told nothing else.
func english(name string) string {
	if name == "XIAOHAO_LANG" {
		return "en"
	}
	return ""
}
