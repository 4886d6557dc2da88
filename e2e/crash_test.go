package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaohao/platform/store/storetest"
)

// answered is a command that the server said yes to.
type answered struct {
	path    string
	body    map[string]any
	receipt string // of a report
	matter  string // of a command
	seq     string
}

// crowd is sixteen clients that report and list as fast as they can, and remember every answer.
type crowd struct {
	t      *testing.T
	client *http.Client
	mu     sync.Mutex
	sent   int
	done   []answered
	lost   []answered // reports without an answer
	listed map[string]bool
}

// TestCrash kills the server with SIGKILL under load. After each kill verify must be clean, and in the end every
// answered command must be there, once.
func TestCrash(t *testing.T) {
	t.Parallel()
	rounds := storetest.Drawn(50, 10, 5)
	dir := t.TempDir()
	bin, data := built(t), filepath.Join(dir, "city")
	env := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="+onServer(t))
	settle(t, bin, data, dir, env)
	c := &crowd{t: t, client: &http.Client{Timeout: 20 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 32}}, listed: map[string]bool{}}
	token := ""
	for round := range rounds {
		s, err := startServer(bin, data, env, "-trust-loopback")
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if token == "" {
			token = c.enter(s.url)
		}
		c.load(s, token)
		run(t, bin, env, "verify", "-data", data, "-lag", "100000") // it was killed before all was followed
	}
	s, err := startServer(bin, data, env, "-trust-loopback")
	if err != nil {
		t.Fatal(err)
	}
	defer s.kill()
	c.check(s.url, token)
	t.Logf("%d rounds, %d commands sent, %d answered, matters listed: %d", rounds, c.sent, len(c.done), len(c.listed))
}

// onServer is the address of an empty city on the server that the environment names, "" for a file.
func onServer(t *testing.T) string {
	t.Helper()
	if !storetest.OnServer() {
		return ""
	}
	dsn := storetest.ServerDSN(t)
	must(t, "migrate", "-data", t.TempDir(), "-db", dsn)
	return dsn
}

// settle makes the city: one area, one dispatcher.
func settle(t *testing.T, bin, data, dir string, env []string) {
	t.Helper()
	areas := filepath.Join(dir, "areas.csv")
	if err := os.WriteFile(areas, []byte("code,name\n430400000000,衡阳市\n430405000000,珠晖区\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, bin, env, "import", "-data", data, "areas", areas)
	run(t, bin, env, "user", "-data", data, "-post", "dispatcher", "-password", "lu-deng-bu-liang", "-keep",
		"add", "chen")
}

func run(t *testing.T, bin string, env []string, args ...string) {
	t.Helper()
	c := exec.Command(bin, args...)
	c.Env = env
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (c *crowd) enter(url string) string {
	a, err := ask(c.client, "POST", url+"/api/v1/sessions",
		"", map[string]string{"login": "chen", "password": "lu-deng-bu-liang"})
	if err != nil || a.status != 201 {
		c.t.Fatalf("login: %v %s", err, a.body)
	}
	return a.at("token")
}

// key makes a key for whoever holds a session.
func (c *crowd) key(url, token string) string {
	a, err := ask(c.client, "POST", url+"/api/v1/keys", token, map[string]any{"name": "crowd"})
	if err != nil || a.status != 201 {
		c.t.Fatalf("key: %v %s", err, a.body)
	}
	return a.at("key")
}

// load lets the clients loose and kills the server at a moment that nobody knows.
func (c *crowd) load(s *server, token string) {
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for n := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				if n%4 == 3 {
					c.list(s.url, token)
				} else {
					c.report(s.url, n)
				}
			}
		}()
	}
	time.Sleep(time.Duration(100+rand.IntN(200)) * time.Millisecond)
	s.kill()
	stop()
	wg.Wait()
}

func (c *crowd) report(url string, n int) {
	a := answered{path: "/api/v1/reports", body: map[string]any{"id": newID(), "area": "430405000000",
		"text": fmt.Sprintf("路灯不亮 %d", n)}}
	c.give(url, "", a)
}

// list puts one of the reported matters on the list.
func (c *crowd) list(url, token string) {
	a, err := ask(c.client, "GET", url+"/api/v1/matters?state=reported&limit=50", token, nil)
	if err == nil && a.status == http.StatusUnauthorized {
		c.t.Errorf("who is to list is not known any more: %s", a.body)
	}
	if err != nil || a.status != 200 || a.at("matters.n") == "" {
		time.Sleep(5 * time.Millisecond)
		return
	}
	id := a.at(fmt.Sprintf("matters.%d.id", rand.IntN(50)))
	if id == "" {
		return
	}
	c.give(url, token, answered{path: "/api/v1/matters/" + id + "/commands", matter: id,
		body: map[string]any{"id": newID(), "command": "list", "body": map[string]any{"category": "fac.lamp"}}})
}

// give sends a command and remembers the answer; a broken connection is no answer, and a refusal is not remembered.
func (c *crowd) give(url, token string, a answered) {
	c.mu.Lock()
	c.sent++
	c.mu.Unlock()
	got, err := ask(c.client, "POST", url+a.path, token, a.body)
	if err != nil && a.matter == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.lost = append(c.lost, a)
		return
	}
	if err != nil || got.status == 409 && a.matter != "" {
		return
	}
	if got.status != 201 {
		c.t.Errorf("%s: %d %s", a.path, got.status, got.body)
		return
	}
	a.receipt, a.seq = got.at("receipt"), got.at("seq")
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done = append(c.done, a)
	if a.matter != "" {
		if c.listed[a.matter] {
			c.t.Errorf("matter %s was listed twice", a.matter)
		}
		c.listed[a.matter] = true
	}
}

// check gives every answered command once more: the same answer must come, as a repetition. Then it gives the reports
// that were never answered: whether they had been taken or not, there must now be one matter for each report that was
// ever sent.
func (c *crowd) check(url, token string) {
	reports := len(c.lost)
	for _, a := range c.done {
		t := token
		if a.matter == "" {
			t = ""
			reports++
		}
		got, err := ask(c.client, "POST", url+a.path, t, a.body)
		if err != nil {
			c.t.Fatal(err)
		}
		if got.status != 200 || got.at("receipt") != a.receipt || got.at("seq") != a.seq {
			c.t.Fatalf("%s %v was answered with %s %s; now: %d %s", a.path, a.body["id"], a.receipt, a.seq,
				got.status, got.body)
		}
	}
	kept := 0
	for _, a := range c.lost {
		got, err := ask(c.client, "POST", url+a.path, "", a.body)
		if err != nil || got.status != 200 && got.status != 201 {
			c.t.Fatalf("a report without an answer, sent again: %v %d %s", err, got.status, got.body)
		}
		if got.status == 200 {
			kept++
		}
	}
	c.t.Logf("of %d reports without an answer %d had been taken", len(c.lost), kept)
	if n := c.count(url, token); n != reports {
		c.t.Errorf("%d matters for %d reports", n, reports)
	}
}

// count counts the matters by paging through the list.
func (c *crowd) count(url, token string) int {
	seen, after := map[string]bool{}, ""
	for {
		a, err := ask(c.client, "GET", url+"/api/v1/matters?sort=new&limit=200&after="+after, token, nil)
		if err != nil || a.status != 200 {
			c.t.Fatalf("%v %s", err, a.body)
		}
		list, _ := a.json.(map[string]any)["matters"].([]any)
		for i := range list {
			id := a.at(fmt.Sprintf("matters.%d.id", i))
			if seen[id] {
				c.t.Errorf("matter %s stands twice in the list", id)
			}
			seen[id] = true
		}
		if after = a.at("after"); after == "" {
			return len(seen)
		}
	}
}
