package browser

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// postbox is a mail server on this machine: what the city sends lies there until a test reads it.
type postbox struct {
	mu      sync.Mutex
	letters []letter
}

// letter is what somebody got.
type letter struct{ to, subject, text string }

// post is the mail server of all tests of the shared city, opened once; its address stands beside it.
var post = sync.OnceValues(func() (*postbox, string) {
	p := &postbox{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := smtp.NewServer(p)
	s.Domain = "mail.test"
	go func() { _ = s.Serve(l) }()
	return p, l.Addr().String()
})

// NewSession implements smtp.Backend.
func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{p: p}, nil }

// delivery is one letter on its way in.
type delivery struct {
	p  *postbox
	to string
}

func (*delivery) Mail(string, *smtp.MailOptions) error        { return nil }
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error { d.to = to; return nil }
func (*delivery) Reset()                                      {}
func (*delivery) Logout() error                               { return nil }

func (d *delivery) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	subject, err := (&mime.WordDecoder{}).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		return err
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
	d.p.mu.Lock()
	defer d.p.mu.Unlock()
	d.p.letters = append(d.p.letters, letter{d.to, subject, string(text)})
	return err
}

// wait waits for a letter to somebody that says words, and gives it.
func (p *postbox) wait(t *testing.T, to, words string) letter {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		for _, l := range p.to(to) {
			if strings.Contains(l.subject+l.text, words) {
				return l
			}
		}
	}
	t.Fatalf("no letter to %s says %q: %q", to, words, p.to(to))
	return letter{}
}

// to are somebody's letters, the oldest first.
func (p *postbox) to(who string) (out []letter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.letters {
		if l.to == who {
			out = append(out, l)
		}
	}
	return out
}
