package deliver

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"xiaohao/platform/deliver/delivertest"
)

func channelOf(p *delivertest.PostOffice, scheme string) (Channel, *Sender) {
	return Channel{Kind: Email, URL: scheme + "://" + p.Addr, From: "销号 <xiaohao@city.example>", User: "city",
			Password: "pass", AllowHosts: []string{"127.0.0.1"}},
		New(Options{Now: func() time.Time { return noon }, Timeout: 5 * time.Second, RootCAs: p.Roots})
}

// TestMail sends a digest to a real mail server over both ways of TLS and reads it as a mail program would.
func TestMail(t *testing.T) {
	t.Parallel()
	for scheme, implicit := range map[string]bool{"smtps": true, "smtp": false} {
		t.Run(scheme, func(t *testing.T) {
			p := delivertest.NewPostOffice(t, implicit)
			c, s := channelOf(p, scheme)
			m := Message{ID: "1", Subject: "[销号·衡阳市] 12 条消息待阅" + strings.Repeat("，很长的主题", 12),
				Text: "新交办：路灯不亮\n" + strings.Repeat("督", 500), HTML: "<p>新交办</p>", To: "clerk@city.example", At: noon}
			if err := s.Send(context.Background(), c, m); err != nil {
				t.Fatal(err)
			}
			if len(p.Letters) != 1 {
				t.Fatalf("%d letters", len(p.Letters))
			}
			for _, line := range bytes.Split(p.Letters[0], []byte("\r\n")) {
				if len(line) > 200 || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
					t.Errorf("a line that mail servers may break: %q", line)
				}
			}
			letter, err := mail.ReadMessage(bytes.NewReader(p.Letters[0]))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject")); err != nil ||
				got != m.Subject {
				t.Errorf("subject %q %v", got, err)
			}
			if date, err := letter.Header.Date(); err != nil || !date.Equal(noon) ||
				letter.Header.Get("Message-ID") == "" {
				t.Errorf("%v %v", letter.Header, err)
			}
			if got := parts(t, letter); got["text/plain"] != m.Text || got["text/html"] != m.HTML {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestMailLogin hands the password to a server that knows AUTH LOGIN alone; where there is PLAIN too, that is taken.
func TestMailLogin(t *testing.T) {
	for _, ways := range [][]string{{"LOGIN"}, {"LOGIN", "PLAIN"}, {"XOAUTH2", "LOGIN"}} {
		for scheme, implicit := range map[string]bool{"smtps": true, "smtp": false} {
			p := delivertest.NewPostOffice(t, implicit)
			p.Ways = ways
			c, s := channelOf(p, scheme)
			m := Message{ID: "1", Subject: "x", Text: "x", To: "clerk@city.example", At: noon}
			if err := s.Send(context.Background(), c, m); err != nil || len(p.Letters) != 1 {
				t.Errorf("%v %s: %v, %d letters", ways, scheme, err, len(p.Letters))
			}
			c.Password = "other"
			var e *Error
			if err := s.Send(context.Background(), c, m); !errors.As(err, &e) || e.Kind != Refused || e.Status == 0 {
				t.Errorf("%v %s: a wrong password: %v", ways, scheme, err)
			}
		}
	}
}

func parts(t *testing.T, letter *mail.Message) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s %v", kind, err)
	}
	out := map[string]string{}
	for r := multipart.NewReader(letter.Body, params["boundary"]); ; {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil {
			t.Fatal(err)
		}
		k, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		out[k] = string(body)
	}
}

func TestMailRefused(t *testing.T) {
	t.Parallel()
	p := delivertest.NewPostOffice(t, true)
	c, s := channelOf(p, "smtps")
	m := Message{ID: "1", Subject: "x", Text: "x", To: "clerk@city.example", At: noon}
	kindOf := func(err error) Kind {
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%v is no *Error", err)
		}
		return e.Kind
	}
	p.Refuse = &smtp.SMTPError{Code: 550, Message: "no such user"}
	if err := s.Send(context.Background(), c, m); kindOf(err) != Refused {
		t.Errorf("550: %v", err)
	}
	p.Refuse = &smtp.SMTPError{Code: 451, Message: "later"}
	if err := s.Send(context.Background(), c, m); kindOf(err) != Later {
		t.Errorf("451: %v", err)
	}
	p.Refuse = nil
	wrong := c
	wrong.Password = "other"
	if err := s.Send(context.Background(), wrong, m); err == nil || strings.Contains(err.Error(), "other") {
		t.Errorf("a wrong password: %v", err)
	}
	stranger := New(Options{Now: s.Now, Timeout: time.Second})
	if err := stranger.Send(context.Background(), c, m); err == nil {
		t.Error("a certificate that nobody vouches for was taken")
	}
	closed := c
	closed.AllowHosts = nil
	if err := s.Send(context.Background(), closed, m); kindOf(err) != Refused {
		t.Errorf("a mail server inside that is not allowed: %v", err)
	}
	if len(p.Letters) != 0 {
		t.Errorf("%d letters", len(p.Letters))
	}
}

// FuzzCompose says that no subject or address gets a line of its own into the head of a letter.
func FuzzCompose(f *testing.F) {
	f.Add("督办\r\nBcc: all@city.example", "clerk@city.example")
	f.Add(strings.Repeat("长", 300), "a@b\r\nX: y")
	f.Fuzz(func(t *testing.T, words, address string) {
		from, to := &mail.Address{Address: "x@city.example"}, &mail.Address{Address: address}
		if a, err := mail.ParseAddress(address); err == nil {
			to = a
		} else {
			return
		}
		b, err := compose(from, to, Message{Subject: words, Text: words, HTML: words + "<p>", At: noon})
		if err != nil {
			t.Fatal(err)
		}
		letter, err := mail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(letter.Header); n != 8 {
			t.Fatalf("%d header lines: %v", n, letter.Header)
		}
	})
}
