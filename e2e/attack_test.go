//go:build linux

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/platform/store/storetest"
)

// The limits that the attacks are held to.
const (
	mostGrowth = 160 << 20        // bytes that the program may grow by, whatever is sent at once
	mostBeside = 1 << 20          // bytes that may lie in the temporary folder
	mostHeld   = 30 * time.Second // that a body which trickles may keep its line
)

// TestAttacks sends the real program, behind a proxy that it was told of, what strangers sent: bodies without end,
// uploads that are held, bodies that trickle, guesses, made-up addresses. Its memory and its disk stay within limits,
// who attacks is refused, and a resident reports all the while.
func TestAttacks(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // the door is the same before both engines
	}
	bin, data, beside := built(t), filepath.Join(t.TempDir(), "city"), t.TempDir()
	env := append(os.Environ(), "XIAOHAO_LANG=en", "TMPDIR="+beside)
	settle(t, bin, data, t.TempDir(), env)
	s, err := startServer(bin, data, env, "-behind-proxy", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	a := &attack{t: t, host: strings.TrimPrefix(s.url, "http://")}
	before := memory(t, s.cmd.Process.Pid)

	slow := make(chan time.Duration, 1)
	go func() { slow <- a.trickle("198.51.100.9") }()
	held := a.hold("198.51.100.1", 40)
	for range 3 {
		a.endless("198.51.100.2")
	}
	a.guesses()
	report := map[string]any{"id": newID(), "area": "430405000000", "place": "人民路", "text": "垃圾桶满了三天没人清。"}
	begun := time.Now()
	client := &http.Client{Timeout: 30 * time.Second}
	if got, err := ask(client, "POST", s.url+"/api/v1/reports", "", report); err != nil ||
		got.status != 201 || time.Since(begun) > 10*time.Second {
		t.Errorf("a resident's report: %d %s after %v; %v", got.status, got.body, time.Since(begun), err)
	}
	if grown := memory(t, s.cmd.Process.Pid) - before; grown > mostGrowth {
		t.Errorf("the program grew by %d MiB", grown>>20)
	}
	if n := size(t, beside); n > mostBeside {
		t.Errorf("%d bytes lie in the temporary folder", n)
	}
	if refused := held(); refused < 20 {
		t.Errorf("of 40 uploads of 20 MiB at once from one address only %d were refused", refused)
	}
	if took := <-slow; took > mostHeld {
		t.Errorf("a body that trickled kept its line for %v", took)
	}
	modes(t, data)
}

// attack is strangers who write to the program by hand.
type attack struct {
	t    *testing.T
	host string
}

// begin opens a line and writes a head from an address.
func (a *attack) begin(from, path, head string) net.Conn {
	a.t.Helper()
	c, err := net.Dial("tcp", a.host)
	if err != nil {
		a.t.Fatal(err)
	}
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\n%s\r\n", path, a.host, from, head)
	return c
}

// status reads the answer, 0 for none.
func status(c net.Conn) int {
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0
	}
	return res.StatusCode
}

// endless sends a body without a length until the program has enough.
func (a *attack) endless(from string) {
	c := a.begin(from, "/language", "Transfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x\r\n")
	defer c.Close()
	chunk := fmt.Appendf(nil, "%x\r\n%s\r\n", 64<<10, bytes.Repeat([]byte("x"), 64<<10))
	fmt.Fprint(c, "3f\r\n--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n\r\n")
	for sent := 0; sent < 100<<20; sent += len(chunk) {
		if _, err := c.Write(chunk); err != nil {
			return
		}
	}
	a.t.Error("100 MiB were taken from a stranger")
}

// hold begins n uploads of 20 MiB each, sends one MiB of each and waits; the answer counts those that were refused.
func (a *attack) hold(from string, n int) (refused func() int) {
	var lines []net.Conn
	part := bytes.Repeat([]byte("\xff\xd8\xff"), 1<<20/3)
	for range n {
		c := a.begin(from, "/api/v1/photos", "Content-Type: image/jpeg\r\nContent-Length: 20971520\r\n")
		_, _ = c.Write(part) // a refused one may be closed already
		lines = append(lines, c)
	}
	return func() (count int) {
		for _, c := range lines {
			_ = c.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
			if s := status(c); s == http.StatusTooManyRequests || s == 0 && closed(c) {
				count++
			}
			c.Close()
		}
		return count
	}
}

// closed says whether the other side closed a line.
func closed(c net.Conn) bool {
	_ = c.SetWriteDeadline(time.Now().Add(time.Second))
	for range 3 {
		if _, err := c.Write([]byte("x")); err != nil {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// trickle sends a byte every tenth of a second and says how long the line held.
func (a *attack) trickle(from string) time.Duration {
	c := a.begin(from, "/report", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200000\r\n")
	defer c.Close()
	begun := time.Now()
	for time.Since(begun) < 2*mostHeld {
		if _, err := c.Write([]byte("x")); err != nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return time.Since(begun)
}

// guesses at one login lock the one who guesses, whatever addresses he makes up before his own.
func (a *attack) guesses() {
	last := 0
	for i := range 8 {
		body := `{"login":"admin","password":"not the password"}`
		c := a.begin(fmt.Sprintf("10.9.8.%d, 198.51.100.3", i), "/api/v1/sessions",
			"Content-Type: application/json\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n")
		fmt.Fprint(c, body)
		last = status(c)
		c.Close()
	}
	if last != http.StatusTooManyRequests {
		a.t.Errorf("the eighth guess behind made-up addresses: %d", last)
	}
}

// memory is what a process holds, in bytes.
func memory(t *testing.T, pid int) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(b))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// size is how much lies in a folder, in bytes.
func size(t *testing.T, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// modes looks that nobody else may read what the program made.
func modes(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
