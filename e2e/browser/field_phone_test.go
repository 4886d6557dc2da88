package browser

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"xiaohao/tools/demo"
)

// line is the network between a phone and the server. When it is cut nothing comes through, for pages and service
// workers alike.
type line struct {
	ln     net.Listener
	to     atomic.Pointer[string]
	off    atomic.Bool
	budget atomic.Int64 // bytes that still go to the server before snap is called; 0 for any number
	snap   func()
	down   atomic.Int64 // bytes that came from the server
	deaf   atomic.Bool  // what the server answers does not come through
	posts  atomic.Int64 // entries that went to the server
	mu     sync.Mutex
	conns  map[net.Conn]bool
}

func newLine(t *testing.T) *line {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{ln: ln, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { ln.Close(); l.cut() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go l.carry(c)
		}
	}()
	return l
}

func (l *line) carry(c net.Conn) {
	defer c.Close()
	to := l.to.Load()
	if l.off.Load() || to == nil {
		return
	}
	s, err := net.Dial("tcp", *to)
	if err != nil {
		return
	}
	defer s.Close()
	l.mu.Lock()
	l.conns[c], l.conns[s] = true, true
	l.mu.Unlock()
	go func() { _, _ = io.Copy(arriving{c, l}, s); c.Close() }()
	_, _ = io.Copy(counted{s, l}, c)
}

// counted counts what goes to the server.
type counted struct {
	net.Conn
	l *line
}

func (c counted) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("POST /field/entries ")) {
		c.l.posts.Add(1)
	}
	if left := c.l.budget.Load(); left > 0 {
		if c.l.budget.Add(-int64(len(b))) <= 0 {
			c.l.budget.Store(0)
			n, _ := c.Conn.Write(b[:min(int64(len(b)), left)])
			c.l.snap()
			return n, io.ErrClosedPipe
		}
	}
	return c.Conn.Write(b)
}

// arriving counts what comes from the server.
type arriving struct {
	net.Conn
	l *line
}

func (a arriving) Write(b []byte) (int, error) {
	if a.l.deaf.Load() {
		return 0, io.ErrClosedPipe
	}
	a.l.down.Add(int64(len(b)))
	return a.Conn.Write(b)
}

func (l *line) cut() {
	l.off.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		c.Close()
	}
	clear(l.conns)
}

func (l *line) join() { l.off.Store(false) }

// outside is a city with a server that can be killed, and the line to it.
type outside struct {
	t    *testing.T
	dir  string
	line *line
	cmd  *exec.Cmd
}

func newOutside(t *testing.T) *outside {
	t.Helper()
	return newOutsideOf(t, outsidePoints)
}

// newOutsideOf is a city with so many points.
func newOutsideOf(t *testing.T, points int) *outside {
	t.Helper()
	o := &outside{t: t, dir: t.TempDir(), line: newLine(t)}
	settled(t, o.dir, points)
	o.start()
	t.Cleanup(o.kill)
	return o
}

func (o *outside) start() {
	o.t.Helper()
	o.cmd = exec.Command(os.Args[0], "-test.run=^$")
	o.cmd.Env = append(os.Environ(), outsideDir+"="+o.dir)
	o.cmd.Stderr = os.Stderr
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	s := bufio.NewScanner(out)
	for s.Scan() {
		if addr, ok := strings.CutPrefix(s.Text(), "READY "); ok {
			o.line.to.Store(&addr)
			return
		}
		o.t.Fatalf("server: %s", s.Text())
	}
	o.t.Fatal("the server did not start")
}

// kill is kill -9.
func (o *outside) kill() {
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}

func (o *outside) url() string { return "http://" + o.line.ln.Addr().String() }

// phone is a browser with what it keeps.
type phone struct {
	*visitor
	o       *outside
	profile string // the folder of one that is closed and started again, "" for a window of the browser of all
	stop    func()
}

// phone is one that stays on until the test ends.
func (o *outside) phone(lang string) *phone {
	p := &phone{o: o, visitor: &visitor{o.t, window(o.t, lang, 18*time.Minute)}}
	p.do(chromedp.EmulateViewport(360, 760))
	return p
}

// ownPhone is one that can be closed, or die, and be started again with what it had kept.
func (o *outside) ownPhone(lang string) *phone {
	p := &phone{o: o, profile: filepath.Join(o.t.TempDir(), "profile")}
	p.on(lang)
	return p
}

// on starts the browser with what it had kept.
func (p *phone) on(lang string) {
	t := p.o.t
	alloc, stop := chromedp.NewExecAllocator(context.Background(), flags(lang, chromedp.UserDataDir(p.profile))...)
	ctx, closeTab := chromedp.NewContext(alloc)
	ctx, cancel := context.WithTimeout(ctx, 18*time.Minute)
	p.stop = func() { cancel(); closeTab(); stop() }
	t.Cleanup(p.stop)
	p.visitor = &visitor{t, ctx}
	p.do(chromedp.EmulateViewport(360, 760))
}

// closes closes the browser as a person does.
func (p *phone) closes() {
	p.t.Helper()
	if err := chromedp.Cancel(p.ctx); err != nil {
		p.t.Fatal(err)
	}
	p.stop()
}

// dies is a battery that runs out: the browser is killed, not closed.
func (p *phone) dies() {
	if b := chromedp.FromContext(p.ctx).Browser; b != nil && b.Process() != nil {
		_ = b.Process().Kill()
	}
	time.Sleep(300 * time.Millisecond)
	p.stop()
	_ = os.Remove(filepath.Join(p.profile, "SingletonLock"))
}

// offline cuts the network: DevTools for the page and the service worker, and the line itself, so that nothing at all
// can come through.
func (p *phone) offline() {
	p.network(true)
	p.o.line.cut()
}

func (p *phone) online() {
	p.o.line.join()
	p.network(false)
}

// network cuts or joins by DevTools alone, and sees that a page of the app can reach nothing then.
func (p *phone) network(off bool) {
	p.t.Helper()
	rules := []*network.Conditions{}
	if off {
		rules = append(rules, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule,
		network.EmulateNetworkConditionsByRuleParams{EmulateOfflineServiceWorker: &off,
			MatchedNetworkConditions: rules}); err != nil {
		p.t.Fatal(err)
	}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState,
		network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		p.t.Fatal(err)
	}
	if off && js[bool](p.visitor, `location.pathname === "/field/"`) &&
		js[bool](p.visitor, `fetch("/field/day").then(() => true, () => false)`, chromedp.EvalAwaitPromise) {
		p.t.Fatal("the network is cut and the server is reached")
	}
}

func (p *phone) goTo(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.o.url() + path))
}

// enter logs in and waits until the app can do without a network.
func (p *phone) enter(login string) {
	p.t.Helper()
	p.logIn(login)
	p.await(`!!navigator.serviceWorker.controller && document.querySelectorAll("#tabs a").length === 4 && ` +
		`!document.querySelector('.banner[href], #main a[href^="/login"]')`)
}

func (p *phone) logIn(login string) {
	p.t.Helper()
	p.goTo("/login?next=/field/")
	if js[bool](p.visitor, `location.pathname === "/field/"`) { // a login that outlived the battery
		return
	}
	p.fill(`input[name=login]`, login)
	p.fill(`input[name=password]`, demo.Password)
	p.send(`form[action^="/login"]`)
	p.await(`location.pathname === "/field/" && !document.querySelector('.banner[href^="/login"]')`)
}

// at opens a page of the app without a network in between.
func (p *phone) at(hash string) {
	p.t.Helper()
	js[bool](p.visitor, fmt.Sprintf(`(location.hash = %q, true)`, hash))
	p.await(`document.querySelector("#main h1") !== null`)
	time.Sleep(120 * time.Millisecond)
}

// press presses the button with these words.
func (p *phone) press(words string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`(() => { const b = [...document.querySelectorAll("#main button, #main a.button, #main `+
		`label.choice, #main label.tick")].find(b => b.textContent.includes(%q) && !b.disabled); `+
		`if (!b) return false; (b.querySelector("input") || b).click(); return true })()`, words))
}

// count counts the outbox by state, "" for all of it. What was on its way when the page or the line went away is
// waiting, as the app itself counts it.
func (p *phone) count(state string) int {
	p.t.Helper()
	return js[int](p.visitor, fmt.Sprintf(`new Promise((ok, bad) => { const r = indexedDB.open("xiaohao-field");
		r.onsuccess = () => { const q = r.result.transaction("outbox").objectStore("outbox").getAll();
		q.onsuccess = () => { r.result.close();
		ok(q.result.filter(e => %q === "" || (e.state === "sending" ? "waiting" : e.state) === %q).length) } } })`,
		state, state), chromedp.EvalAwaitPromise)
}

func (p *phone) awaitCount(state string, n int) {
	p.t.Helper()
	for range 400 {
		if p.count(state) == n {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatalf("%d entries are %s, want %d\n%s", p.count(state), state, n, p.text())
}
