package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiaohao/platform/store/pgtest"
	"xiaohao/platform/store/storetest"
)

// A synchronous pair of servers, two programs before it, and clients that give each command until it is answered. The
// primary is killed and the standby promoted: whatever was answered is there, once, and the service is back within
// seconds.
const (
	backWithin = 15 * time.Second // after the promotion
	askers     = 8                // clients that ask again, at a time
)

func TestFailover(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // it has servers of its own, whatever the others run on
	}
	rounds := storetest.Drawn(6, 2, 1)
	bin := built(t)
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			p := newPair(t, bin, true)
			c := p.load(t, 16)
			c.answeredAtLeast(t, 300+50*round)
			p.primary.Kill()
			killed := time.Now()
			p.standby.Promote()
			promoted := time.Now()
			back := c.answersSince(promoted)
			time.Sleep(500 * time.Millisecond)
			c.stop()
			if back > backWithin {
				t.Errorf("the service was back %v after the promotion", back)
			}
			lost, doubled := c.compare(t, p.servers[0].url, p.count(t))
			if lost != 0 || doubled != 0 {
				t.Errorf("%d answered commands lost, %d doubled", lost, doubled)
			}
			p.end(t)
			run(t, bin, p.env, "verify", "-data", p.data, "-lag", "100000")
			t.Logf("%d commands answered, promoted after %v, back %v later", len(c.done),
				promoted.Sub(killed).Round(time.Millisecond), back.Round(time.Millisecond))
		})
	}
}

// TestFailoverAsynchronous is the control: the same with a standby that nobody waits for, and that has fallen behind.
// It loses what was answered, so the test above can fail.
func TestFailoverAsynchronous(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return
	}
	bin := built(t)
	p := newPair(t, bin, false)
	p.standby.Freeze()
	c := p.load(t, 16)
	c.answeredAtLeast(t, 500)
	p.primary.Kill()
	p.standby.Kill() // what waits in its socket must not reach it
	p.standby.Restart()
	p.standby.Promote()
	c.answersSince(time.Now())
	c.stop()
	lost, _ := c.compare(t, p.servers[0].url, p.count(t))
	if lost == 0 {
		t.Error("an asynchronous standby that was behind lost nothing: the test of the synchronous one shows nothing")
	}
	t.Logf("%d of %d answered commands lost", lost, len(c.done))
}

// pair is a primary, its standby and two programs that may write to either.
type pair struct {
	primary, standby *pgtest.Server
	servers          []*server
	data             string
	env              []string
}

func newPair(t *testing.T, bin string, sync bool) *pair {
	t.Helper()
	p := &pair{primary: pgtest.Start(t), data: filepath.Join(t.TempDir(), "city")}
	p.primary.Database("xiaohao", "UTF8", "C")
	p.standby = p.primary.Standby("second")
	p.primary.Synchronous(sync)
	p.env = append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="+pgtest.MultiDSN("xiaohao", p.primary, p.standby))
	run(t, bin, p.env, "migrate", "-data", p.data)
	settle(t, bin, p.data, t.TempDir(), p.env)
	if !sync {
		p.standby.Until("the standby has the city", func() error {
			var n int
			return p.standby.Ask("xiaohao", &n, "SELECT 1 / COUNT(*) FROM credentials")
		})
	}
	for range 2 {
		s, err := startServer(bin, p.data, p.env, "-trust-loopback")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.kill)
		p.servers = append(p.servers, s)
	}
	return p
}

func (p *pair) end(t *testing.T) {
	t.Helper()
	for _, s := range p.servers {
		if err := s.end(os.Interrupt); err != nil {
			t.Errorf("%v: %s", err, s.errs)
		}
	}
}

// count is the number of matters in the database.
func (p *pair) count(t *testing.T) (n int) {
	t.Helper()
	if err := p.standby.Ask("xiaohao", &n, "SELECT COUNT(*) FROM matters"); err != nil {
		t.Fatal(err)
	}
	return n
}

// persistent are clients that report, each one thing after the other, and give a report again, under its id, until it
// is answered.
type persistent struct {
	client *http.Client
	cancel context.CancelFunc
	wait   sync.WaitGroup
	last   atomic.Int64 // when something that was first sent after mark was answered, Unix microseconds
	mark   atomic.Int64

	mu   sync.Mutex
	done []answered
}

func (p *pair) load(t *testing.T, clients int) *persistent {
	ctx, cancel := context.WithCancel(context.Background())
	c := &persistent{cancel: cancel, client: &http.Client{Timeout: 20 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
	c.mark.Store(1 << 62)
	t.Cleanup(cancel)
	for n := range clients {
		c.wait.Go(func() {
			for i := n; ctx.Err() == nil; i++ {
				c.report(p.servers, i)
			}
		})
	}
	return c
}

// report gives one report, to one server after the other.
func (c *persistent) report(servers []*server, n int) {
	a := answered{path: "/api/v1/reports", body: map[string]any{"id": newID(), "area": "430405000000",
		"text": fmt.Sprintf("路灯不亮 %d", n)}}
	for try := n; ; try++ {
		began := time.Now()
		got, err := ask(c.client, "POST", servers[try%len(servers)].url+a.path, "", a.body)
		if err == nil && (got.status == 200 || got.status == 201) {
			a.receipt, a.seq = got.at("receipt"), got.at("seq")
			if began.UnixMicro() > c.mark.Load() {
				c.last.CompareAndSwap(0, time.Now().UnixMicro())
			}
			c.mu.Lock()
			c.done = append(c.done, a)
			c.mu.Unlock()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// answersSince waits until a command that was sent after an instant is answered, and says how long after it that was.
func (c *persistent) answersSince(at time.Time) time.Duration {
	c.mark.Store(at.UnixMicro())
	for range 600 {
		if n := c.last.Load(); n > 0 {
			return time.UnixMicro(n).Sub(at)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return time.Hour
}

// answeredAtLeast waits until so many commands were answered.
func (c *persistent) answeredAtLeast(t *testing.T, n int) {
	t.Helper()
	for range 1200 {
		c.mu.Lock()
		have := len(c.done)
		c.mu.Unlock()
		if have >= n {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%d commands were not answered within a minute", n)
}

func (c *persistent) stop() {
	c.cancel()
	c.wait.Wait()
}

// compare gives every answered command once more, some at a time. One that is answered as new was lost; more matters
// than reports are doubles.
func (c *persistent) compare(t *testing.T, url string, matters int) (lost, doubled int) {
	t.Helper()
	var work sync.WaitGroup
	var gone atomic.Int64
	for n := range askers {
		work.Go(func() {
			for i := n; i < len(c.done); i += askers {
				a := c.done[i]
				got, err := ask(c.client, "POST", url+a.path, "", a.body)
				if err != nil {
					t.Error(err)
					return
				}
				if got.status != 200 || got.at("receipt") != a.receipt || got.at("seq") != a.seq {
					gone.Add(1)
				}
			}
		})
	}
	work.Wait()
	return int(gone.Load()), max(0, matters-len(c.done))
}
