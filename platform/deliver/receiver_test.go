package deliver

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// example is a program of docs/webhooks.md.
func example(t *testing.T, language string) []byte {
	t.Helper()
	doc, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(doc)
	if m == nil {
		t.Fatalf("docs/webhooks.md has no example in %s", language)
	}
	return m[1]
}

// TestReceiverInGo builds the receiver of the documentation and sends to it: what is signed by a secret that it knows
// is taken, also while another one signs beside it; what is old, changed or signed by somebody else is not.
func TestReceiverInGo(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		missing(t, "there is no Go here to build the example with")
	}
	dir := t.TempDir()
	file, bin := filepath.Join(dir, "main.go"), filepath.Join(dir, "receiver")
	if err := os.WriteFile(file, example(t, "go"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", bin, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	run := exec.CommandContext(ctx, bin)
	run.Env = append(os.Environ(), "SECRET="+secret, "LISTEN="+addr)
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(); _ = run.Wait() })
	for range 200 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	now := time.Now()
	for what, x := range map[string]struct {
		now, former string
		at          time.Time
		taken       bool
	}{"his secret": {secret, "", now, true}, "another one beside it": {"whsec_AAAA", secret, now, true},
		"another one": {"whsec_AAAA", "", now, false}, "none": {"", "", now, false},
		"ten minutes old": {secret, "", now.Add(-10 * time.Minute), false}} {
		c := Channel{Kind: Webhook, URL: "http://" + addr + "/hook", Secret: x.now, Former: x.former,
			AllowHosts: []string{addr}}
		if err := at(x.at).Send(context.Background(), c, message); (err == nil) != x.taken {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestReceiverInShell runs the check of the documentation on what comes over the wire.
func TestReceiverInShell(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "openssl", "od"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, "there is no "+tool+" here")
		}
	}
	file := filepath.Join(t.TempDir(), "check.sh")
	if err := os.WriteFile(file, example(t, "sh"), 0o600); err != nil {
		t.Fatal(err)
	}
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var got http.Header
	var body []byte
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header
		body, _ = io.ReadAll(r.Body)
	}))
	defer srv.Close()
	c := local(srv, Webhook, "/hook")
	c.Secret, c.Former = "the newer one", secret
	check := func(secret string, body []byte) error {
		run := exec.Command("sh", file, got.Get("webhook-id"), got.Get("webhook-timestamp"),
			got.Get("webhook-signature"))
		run.Env, run.Stdin = append(os.Environ(), "SECRET="+secret), bytes.NewReader(body)
		return run.Run()
	}
	send := func(when time.Time) {
		t.Helper()
		if err := at(when).Send(context.Background(), c, message); err != nil {
			t.Fatal(err)
		}
	}
	send(time.Now())
	if err := check(secret, body); err != nil {
		t.Errorf("what was sent: %v", err)
	}
	if check("whsec_AAAA", body) == nil || check(secret, append(bytes.Clone(body), ' ')) == nil {
		t.Error("another secret or another body passes")
	}
	for _, away := range []time.Duration{-10 * time.Minute, 10 * time.Minute} {
		send(time.Now().Add(away))
		if check(secret, body) == nil {
			t.Errorf("%s away passes", away)
		}
	}
	if !strings.Contains(got.Get("webhook-signature"), " v1,") {
		t.Error("the example was not held against two signatures")
	}
}

// missing leaves a test out on a newcomer's machine, and fails it in CI.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
