package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestSeveral runs three programs on one city, under load, while the clock runs on by hours and one of the three is
// killed again and again. Nothing answered is lost or doubled, every rung of the ladder fires once, what is done by
// one is seen by all, and in the end everything is proven.
func TestSeveral(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // it has a server, whatever the others run on
	}
	kills := storetest.Drawn(20, 6, 3)
	dir := t.TempDir()
	dsn := storetest.ServerDSN(t)
	bin, data, clock := filepath.Join(dir, "xiaohao"), filepath.Join(dir, "city"), filepath.Join(dir, "clock")
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, bin) // the test binary is the program, with a clock that is set by hand
	}
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 10, 12, 1, 30, 0, 0, time.UTC)
	setTime := func(at time.Time) {
		if err := os.WriteFile(clock+".new", strconv.AppendInt(nil, calendar.Of(at).Since(calendar.Of(time.Now())), 10),
			0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(clock+".new", clock); err != nil {
			t.Fatal(err)
		}
	}
	setTime(start)
	env := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="+dsn, clockFile+"="+clock)
	run(t, bin, env, "migrate", "-data", data)
	settle(t, bin, data, dir, env)
	s := &several{t: t, start: func() *server {
		s, err := startServer(bin, data, env, "-trust-loopback")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.kill)
		return s
	}}
	for range 3 {
		s.all = append(s.all, s.start())
	}
	c := &crowd{t: t, client: &http.Client{Timeout: 20 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 32}}, listed: map[string]bool{}}
	// A session of one is a session of all; the clock runs on faster than one lives, so the crowd works with a key.
	token := c.key(s.url(1), c.enter(s.url(0)))
	units := filepath.Join(dir, "units.csv")
	if err := os.WriteFile(units, []byte("单位代码,单位名称,上级单位代码,区划代码\ncg,珠晖区城管局,,430405000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, bin, env, "import", "-data", data, "units", units) // by a fourth program, while the three serve
	assigned := s.assign(c, token, 40)
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for n := range 12 {
		wait.Go(func() {
			for ctx.Err() == nil {
				if n%4 == 3 {
					c.list(s.url(rand.IntN(3)), token)
				} else {
					c.report(s.url(rand.IntN(3)), n)
				}
			}
		})
	}
	for n := range kills {
		time.Sleep(time.Duration(200+rand.IntN(300)) * time.Millisecond)
		setTime(start.Add(time.Duration((n+1)*140/kills) * time.Hour))
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
		s.replace(rand.IntN(3))
	}
	stop()
	wait.Wait()
	if testing.Short() {
		return
	}
	s.rungs(dsn, assigned)
	c.check(s.url(0), token)
	for i := range 3 {
		if err := s.at(i).end(os.Interrupt); err != nil {
			t.Errorf("%v: %s", err, s.at(i).errs)
		}
	}
	run(t, bin, env, "verify", "-lag", "100000", "-data", data)
	t.Logf("%d kills, %d commands sent, %d answered, matters listed: %d", kills, c.sent, len(c.done), len(c.listed))
}

// several are the programs on one city.
type several struct {
	t     *testing.T
	start func() *server
	mu    sync.Mutex
	all   []*server
}

func (s *several) at(i int) *server {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[i]
}

func (s *several) url(i int) string { return s.at(i).url }

// replace kills one and starts another in its place.
func (s *several) replace(i int) {
	s.at(i).kill()
	fresh := s.start()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[i] = fresh
}

// assign lists and assigns matters to a unit that another program has just made, each step through another server.
func (s *several) assign(c *crowd, token string, n int) map[int64]bool {
	s.t.Helper()
	must := func(server int, method, path string, body any) answer {
		a, err := ask(c.client, method, s.url(server)+path, token, body)
		if err != nil || a.status > 201 {
			s.t.Fatalf("%s %s: %v %d %s", method, path, err, a.status, a.body)
		}
		return a
	}
	unit := ""
	for range 20 { // what another program did is seen within a moment
		if unit = must(0, "GET", "/api/v1/units?q=cg", nil).at("units.0.id"); unit != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	out := map[int64]bool{}
	for i := range n {
		r := answered{path: "/api/v1/reports", body: map[string]any{"id": newID(), "area": "430405000000",
			"text": fmt.Sprintf("路灯不亮，要修 %d", i)}}
		c.give(s.url(i%3), "", r)
		id := must((i+1)%3, "GET", "/api/v1/matters?sort=new&limit=1", nil).at("matters.0.id")
		give := func(server int, command string, body map[string]any) {
			must(server, "POST", "/api/v1/matters/"+id+"/commands",
				map[string]any{"id": newID(), "command": command, "body": body})
		}
		give((i+1)%3, "list", map[string]any{"category": "fac.lamp"})
		give((i+2)%3, "assign", map[string]any{"lead": json.Number(unit), "anyway": true})
		m, _ := strconv.ParseInt(id, 10, 64)
		out[m] = true
	}
	return out
}

// rungs wants each matter to have climbed, and each of its rungs to have fired once.
func (s *several) rungs(dsn string, assigned map[int64]bool) {
	s.t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, dsn, store.Options{ReadOnly: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	fired := map[string]int{}
	steps := map[int64]int{}
	for range 300 { // a killed program's share is taken over within thirty seconds
		clear(fired)
		clear(steps)
		rows, err := db.Read().Query(ctx, "SELECT subject, body FROM events WHERE city = 4304 "+
			"AND type IN ('matter.reminded', 'matter.urged', 'matter.supervised', 'matter.hold_drafted')")
		if err != nil {
			s.t.Fatal(err)
		}
		for rows.Next() {
			var id int64
			var body string
			var step struct{ Step string }
			if err := rows.Scan(&id, &body); err != nil {
				s.t.Fatal(err)
			}
			if json.Unmarshal([]byte(body), &step) == nil {
				fired[fmt.Sprint(id, " ", step.Step)]++
				steps[id]++
			}
		}
		rows.Close()
		least := 3
		for id := range assigned {
			least = min(least, steps[id])
		}
		if least == 3 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	for what, n := range fired {
		if n != 1 {
			s.t.Errorf("rung %s fired %d times", what, n)
		}
	}
	total := 0
	for id := range assigned {
		if steps[id] < 3 {
			s.t.Errorf("matter %d climbed %d rungs in six days", id, steps[id])
		}
		total += steps[id]
	}
	s.t.Logf("%d matters climbed %d rungs", len(assigned), total)
}
