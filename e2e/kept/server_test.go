package kept_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// base is the address under which the kept city believes to be reached, so that links are the same in every run.
const base = "http://kept.example"

// password is that of every login of the kept city.
const password = "Hengyang#2026"

// server is the program serving a city, as a process of its own.
type server struct {
	city   city
	cmd    *exec.Cmd
	url    string
	errs   *bytes.Buffer
	done   chan struct{}
	err    error
	client *http.Client
	mu     sync.Mutex
	tokens map[string]string
}

var listening = regexp.MustCompile(`http://127[0-9.:]+`)

// serve starts the program and waits until it says where it listens.
func (c city) serve() (*server, error) {
	s := &server{city: c, errs: &bytes.Buffer{}, done: make(chan struct{}), tokens: map[string]string{}}
	s.client = &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	s.cmd = exec.Command(os.Args[0], "serve", "-listen", "127.0.0.1:0", "-trust-loopback", "-base-url", base,
		"-data", c.data)
	s.cmd.Env = append(os.Environ(), asProgram+"="+c.clock, "XIAOHAO_LANG=en", "XIAOHAO_DB="+c.db)
	s.cmd.Stderr = s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		for r := bufio.NewScanner(out); r.Scan(); {
			if u := listening.FindString(r.Text()); u != "" && len(found) == 0 {
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
	case <-time.After(60 * time.Second):
		_ = s.cmd.Process.Kill()
		return nil, errors.New("serve does not answer")
	}
}

// stop ends it as somebody does who means well.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.done:
		return s.err
	case <-time.After(60 * time.Second):
		_ = s.cmd.Process.Kill()
		return errors.New("serve does not end")
	}
}

// serving is a server that is gone when the test ends.
func serving(t testing.TB, c city) *server {
	t.Helper()
	s, err := c.serve()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.stop() })
	return s
}

// request is what is asked; login is "" for somebody unknown.
type request struct {
	login, method, path string
	body                []byte
	kind                string // of the body
	header              map[string]string
	page                bool   // as a browser asks, with a cookie
	lang                string // zh-CN when none is said
}

// reply is what came back; text is the body with this run's address made the kept one.
type reply struct {
	status int
	kind   string
	to     string // of a redirection
	body   []byte
}

func (s *server) ask(t testing.TB, q request) reply {
	t.Helper()
	req, err := http.NewRequest(q.method, s.url+q.path, bytes.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	if q.lang == "" {
		q.lang = "zh-CN"
	}
	req.Header.Set("Accept-Language", q.lang)
	if q.kind != "" {
		req.Header.Set("Content-Type", q.kind)
	}
	for k, v := range q.header {
		req.Header.Set(k, v)
	}
	if q.login != "" {
		if token := s.token(t, q.login); q.page {
			req.AddCookie(&http.Cookie{Name: "xiaohao_session", Value: token})
		} else {
			req.Header.Set("Authorization", "Bearer "+token)
		}
	}
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(q.path, "/api/v1/") {
		res.Body = io.NopCloser(bytes.NewReader(b))
		judged(t, req, q.body, res)
	}
	b = bytes.ReplaceAll(b, []byte(s.url), []byte(base))
	return reply{res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Location"), b}
}

// token logs in with the kept password, once.
func (s *server) token(t testing.TB, login string) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.tokens[login]; ok {
		return k
	}
	b, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.client.Post(s.url+"/api/v1/sessions", "application/json", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct{ Token string }
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || out.Token == "" {
		t.Fatalf("%s cannot log in with the kept password: %d %v", login, res.StatusCode, err)
	}
	s.tokens[login] = out.Token
	return out.Token
}

// post sends JSON and gives the answer.
func (s *server) post(t testing.TB, login, path string, body any) reply {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return s.ask(t, request{login: login, method: "POST", path: path, body: b, kind: "application/json"})
}

// pretty is JSON with its keys in order, indented.
func pretty(b []byte) (string, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return out.String(), err
}
