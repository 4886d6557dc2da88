package deliver

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The vectors are published ones; see the robots' own pages.
func TestPublishedSignatures(t *testing.T) {
	t.Parallel()
	if got := FeishuSign("secret", "1599360473"); got != "q4jswNiMy51J5JuQV566yJat0/lQ/c+22kINzUgKsGU=" {
		t.Errorf("飞书: %s", got)
	}
	if got := DingTalkSign("secret", "1599360473000"); got != "h/3f4uEADBeKkVuXX2NS1pXSEqARbYb1RV0kmXPBfn0=" {
		t.Errorf("钉钉: %s", got)
	}
}

const key = "a secret key"

var noon = time.Unix(1_790_000_000, 0)

// receiver is a robot that checks as its maker says it does, and answers what it would.
func receiver(t *testing.T, kind string, got *[]string) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		say := func(s string) { _, _ = io.WriteString(w, s) }
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || r.Method != http.MethodPost {
			t.Errorf("%s: %s %s", kind, r.Method, r.Header)
		}
		var m struct {
			MsgType   string                                `json:"msgtype"`
			MsgType2  string                                `json:"msg_type"`
			Timestamp string                                `json:"timestamp"`
			Sign      string                                `json:"sign"`
			Markdown  struct{ Content, Title, Text string } `json:"markdown"`
			Content   struct{ Text string }                 `json:"content"`
		}
		if err := json.Unmarshal(body, &m); err != nil {
			t.Error(err)
		}
		mac := func(key, over string) string {
			h := hmac.New(sha256.New, []byte(key))
			io.WriteString(h, over)
			return base64.StdEncoding.EncodeToString(h.Sum(nil))
		}
		fresh := func(s string, unit time.Duration) bool {
			n, err := strconv.ParseInt(s, 10, 64)
			return err == nil && noon.Sub(time.Unix(0, n*int64(unit))).Abs() < time.Hour
		}
		switch kind {
		case WeCom:
			if m.MsgType != "markdown" || len(m.Markdown.Content) == 0 || len(m.Markdown.Content) > 4096 {
				say(`{"errcode":40035,"errmsg":"invalid parameter"}`)
				return
			}
			*got = append(*got, m.Markdown.Content)
			say(`{"errcode":0,"errmsg":"ok"}`)
		case DingTalk:
			q := r.URL.Query()
			if !fresh(q.Get("timestamp"), time.Millisecond) || q.Get("sign") != mac(key, q.Get("timestamp")+"\n"+key) ||
				q.Get("access_token") != "TOKEN" {
				say(`{"errcode":310000,"errmsg":"sign not match"}`)
				return
			}
			*got = append(*got, m.Markdown.Text)
			say(`{"errcode":0,"errmsg":"ok"}`)
		case Feishu:
			if !fresh(m.Timestamp, time.Second) || m.Sign != mac(m.Timestamp+"\n"+key, "") || m.MsgType2 != "text" {
				say(`{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`)
				return
			}
			*got = append(*got, m.Content.Text)
			say(`{"code":0,"msg":"success"}`)
		case Webhook:
			if Verify(key, r.Header.Get("X-Xiaohao-Signature"), body, noon, time.Minute) != nil ||
				r.Header.Get("X-Xiaohao-Id") != "7/c1" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			*got = append(*got, string(body))
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}

func local(srv *httptest.Server, kind, path string) Channel {
	return Channel{Kind: kind, URL: srv.URL + path, Secret: key,
		AllowHosts: []string{strings.TrimPrefix(srv.URL, "http://")}}
}

func at(when time.Time) *Sender {
	return New(Options{Now: func() time.Time { return when }, Timeout: time.Second})
}

var message = Message{ID: "7/c1", Subject: "督办", Text: "督办：衡督〔2026〕3号 路灯不亮\n",
	JSON: []byte(`{"version":1,"text":"督办"}`), At: noon}

// TestReceiversAccept sends to receivers that check as published, and to the same with a wrong key and a clock that
// is wrong by two hours.
func TestReceiversAccept(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{WeCom, DingTalk, Feishu, Webhook} {
		t.Run(kind, func(t *testing.T) {
			var got []string
			c := local(receiver(t, kind, &got), kind, "/hook?access_token=TOKEN")
			if err := at(noon).Send(context.Background(), c, message); err != nil || len(got) != 1 ||
				!strings.Contains(got[0], "督办") {
				t.Fatalf("%v, got %q", err, got)
			}
			if kind == WeCom {
				long := message
				long.Text = strings.Repeat("督", 3000)
				if err := at(noon).Send(context.Background(), c, long); err != nil || !utf8.ValidString(got[1]) ||
					!strings.HasSuffix(got[1], "…") {
					t.Errorf("a long text: %v", err)
				}
				return
			}
			wrong := c
			wrong.Secret = "another key"
			for what, err := range map[string]error{"a wrong key": at(noon).Send(context.Background(), wrong, message),
				"a wrong clock": at(noon.Add(2*time.Hour)).Send(context.Background(), c, message)} {
				var e *Error
				if !errors.As(err, &e) || e.Kind != Refused || strings.Contains(err.Error(), "TOKEN") ||
					strings.Contains(err.Error(), key) {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what, kind string
		status     int
		head, body string
		want       Kind
		after      time.Duration
	}{
		{"500", Webhook, 500, "", "", Later, 0},
		{"too many", Webhook, 429, "90", "", Later, 90 * time.Second},
		{"gone", Webhook, 410, "", "", Refused, 0},
		{"elsewhere", Webhook, 302, "", "", Refused, 0},
		{"企业微信 too often", WeCom, 200, "", `{"errcode":45009,"errmsg":"api freq out of limit"}`, Later, time.Minute},
		{"企业微信 no such robot", WeCom, 200, "", `{"errcode":93000,"errmsg":"invalid webhook url"}`, Refused, 0},
		{"飞书 too often", Feishu, 200, "", `{"code":11232,"msg":"frequency limited"}`, Later, time.Minute},
		{"飞书 keyword", Feishu, 200, "", `{"code":19024,"msg":"Key Words Not Found"}`, Refused, 0},
		{"a page of a proxy", Feishu, 200, "", `<html>`, Later, 0},
		{"no code", DingTalk, 200, "", `{}`, Later, 0},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", c.head)
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		err := at(noon).Send(context.Background(), local(srv, c.kind, "/x"), message)
		var e *Error
		if !errors.As(err, &e) || e.Kind != c.want || e.After != c.after {
			t.Errorf("%s: %+v", c.what, err)
		}
		srv.Close()
	}
}

func TestHangs(t *testing.T) {
	stop := make(chan struct{})
	for what, h := range map[string]http.HandlerFunc{
		"says nothing": func(http.ResponseWriter, *http.Request) { <-stop },
		"drips": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		},
	} {
		srv := httptest.NewServer(h)
		s := New(Options{Now: func() time.Time { return noon }, Timeout: 200 * time.Millisecond})
		begun := time.Now()
		err := s.Send(context.Background(), local(srv, Webhook, "/"), message)
		var e *Error
		if took := time.Since(begun); !errors.As(err, &e) || e.Kind != Later || took > 3*time.Second {
			t.Errorf("%s: %v after %s", what, err, took)
		}
		srv.CloseClientConnections()
		defer srv.Close()
	}
	close(stop)
}

// TestInside says that nothing is sent into the own network, whatever name or spelling leads there, unless the host
// is allowed; and that a receiver cannot send us there.
func TestInside(t *testing.T) {
	t.Parallel()
	reached := 0
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer srv.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(srv.URL, "http://"), ":")
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",
		"2130706433", "127.1"} {
		for _, scheme := range []string{"http", "https"} {
			err := at(noon).Send(context.Background(),
				Channel{Kind: Webhook, URL: scheme + "://" + host + ":" + port + "/"}, message)
			if err == nil || reached != 0 {
				t.Errorf("%s://%s was reached (%v)", scheme, host, err)
			}
		}
	}
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, srv.URL, http.StatusTemporaryRedirect)
	}))
	defer away.Close()
	if err := at(noon).Send(context.Background(), local(away, Webhook, "/"), message); err == nil || reached != 0 {
		t.Errorf("the redirect was followed: %v", err)
	}
	if err := at(noon).Send(context.Background(), local(srv, Webhook, "/"), message); err != nil || reached != 1 {
		t.Errorf("an allowed host: %v", err)
	}
	for s, want := range map[string]bool{"10.1.2.3": true, "172.31.255.255": true, "172.32.0.1": false,
		"192.168.0.1": true, "100.64.0.1": true, "169.254.169.254": true, "8.8.8.8": false,
		"::ffff:10.0.0.1": true, "64:ff9b::a00:1": true, "2002:a00:1::": true, "fe80::1%eth0": true, "fd00::1": true,
		"2400:3200::1": false, "224.0.0.1": true, "255.255.255.255": true} {
		if got := Inside(netip.MustParseAddr(s)); got != want {
			t.Errorf("%s inside: %v", s, got)
		}
	}
	if !Inside(netip.Addr{}) {
		t.Error("no address at all")
	}
}
