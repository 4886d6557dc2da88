package e2e

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"xiaohao/app"
	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
)

// clockFile is the environment variable that names a file with microseconds to be added to real time.
const clockFile = "XIAOHAO_TEST_CLOCK"

// program is the real program; only its clock is the test's.
func program() *app.Program {
	p := app.System()
	clock, file := p.Now, os.Getenv(clockFile)
	p.Now = func() calendar.Instant { return clock().Plus(offset(file)) }
	return p
}

func offset(file string) int64 {
	b, _ := os.ReadFile(file)
	n, _ := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	return n
}

// server is xiaohao serve as a process of its own.
type server struct {
	cmd  *exec.Cmd
	url  string
	errs *lockedBuffer
	done chan struct{} // closed when the process is gone
	err  error         // how it ended, once it is
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

var address = regexp.MustCompile(`http://[0-9.:]+`)

// startServer starts the program on a free port and waits until it says where it listens.
func startServer(bin, data string, env []string, args ...string) (*server, error) {
	s := &server{cmd: exec.Command(bin, append([]string{"serve", "-listen", "127.0.0.1:0", "-data", data}, args...)...),
		errs: &lockedBuffer{}, done: make(chan struct{})}
	s.cmd.Env, s.cmd.Stderr = env, s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		r := bufio.NewScanner(out)
		for r.Scan() {
			if u := address.FindString(r.Text()); u != "" && len(found) == 0 {
				found <- u
			}
		}
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	select {
	case s.url = <-found:
		return s, nil
	case <-s.done:
		return nil, fmt.Errorf("serve ended: %w: %s", s.err, s.errs)
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		return nil, fmt.Errorf("serve does not answer: %s", s.errs)
	}
}

// end sends a signal and waits for the process; its exit error is given back.
func (s *server) end(sig os.Signal) error {
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.done:
		return s.err
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		return errors.New("it did not stop")
	}
}

func (s *server) kill() { _ = s.end(syscall.SIGKILL) }

// answer is an HTTP answer as tests look at it.
type answer struct {
	status int
	kind   string
	body   []byte
	json   any
}

// ask sends one request; body nil is none, []byte is sent as it is, everything else as JSON.
func ask(c *http.Client, method, url, token string, body any) (answer, error) {
	var r io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case []byte:
		r = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return answer{}, err
		}
		r, kind = bytes.NewReader(raw), "application/json"
	}
	req, err := http.NewRequest(method, url, r)
	if err != nil {
		return answer{}, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, kind: res.Header.Get("Content-Type")}
	if a.body, err = io.ReadAll(res.Body); err != nil {
		return a, err
	}
	if strings.Contains(a.kind, "json") {
		d := json.NewDecoder(bytes.NewReader(a.body))
		d.UseNumber()
		err = d.Decode(&a.json)
	}
	return a, err
}

// at finds a value in an answer: may.0, rating.fixed. Absent is "".
func (a answer) at(path string) string {
	v := a.json
	for _, p := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[p]
		case []any:
			i, err := strconv.Atoi(p)
			if p == "n" {
				return strconv.Itoa(len(x))
			}
			if err != nil || i >= len(x) {
				return ""
			}
			v = x[i]
		default:
			return ""
		}
	}
	switch x := v.(type) {
	case nil:
		return ""
	case []any, map[string]any:
		raw, _ := json.Marshal(x)
		return string(raw)
	}
	return fmt.Sprint(v)
}

// newID is a command id as a client makes it.
func newID() string {
	id, err := ledger.NewID(calendar.Of(time.Now()), rand.Reader)
	if err != nil {
		panic(err)
	}
	return id.String()
}

// picture is a small photo; each number gives another one.
func picture(n int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 160, 120))
	for y := range 120 {
		for x := range 160 {
			m.Set(x, y, color.RGBA{uint8(x + n*40), uint8(y + n*90), uint8(x*y/(n+2) + n), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
