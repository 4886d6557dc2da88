package deliver

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"net/url"
	"slices"
	"strings"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// mail sends over TLS from the first byte (smtps) or from STARTTLS on (smtp). Without TLS nothing is sent, but to a
// host that is allowed.
func (s *Sender) mail(ctx context.Context, c Channel, m Message, u *url.URL, allowed bool) error {
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return &Error{Kind: Refused, Text: "the sender's address is none"}
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return &Error{Kind: Refused, Text: "the address is none"}
	}
	letter, err := compose(from, to, m)
	if err != nil {
		return err
	}
	back := from.Address
	if m.Return != "" {
		r, err := mail.ParseAddress(m.Return)
		if err != nil {
			return &Error{Kind: Refused, Text: "the address for what comes back is none"}
		}
		back = r.Address
	}
	client, err := s.dial(ctx, u, allowed)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := talk(client, c, back, to.Address, letter); err != nil {
		return smtpError(err)
	}
	return nil
}

// dial connects and gets TLS going.
func (s *Sender) dial(ctx context.Context, u *url.URL, allowed bool) (*smtp.Client, error) {
	port := u.Port()
	if port == "" {
		port = map[string]string{"smtps": "465", "smtp": "587"}[u.Scheme]
	}
	if port == "" {
		return nil, &Error{Kind: Refused, Text: "mail goes by smtps:// or smtp://"}
	}
	conn, err := dialer(s.Timeout, allowed).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil { // a server that drips is cut off too
			return nil, errors.Join(err, conn.Close())
		}
	}
	conf := &tls.Config{ServerName: u.Hostname(), RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
	if u.Scheme == "smtps" {
		conn = tls.Client(conn, conf)
	}
	client, err := smtp.NewClient(conn, u.Hostname())
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if u.Scheme == "smtps" {
		return client, nil
	}
	if ok, _ := client.Extension("STARTTLS"); ok {
		if err := client.StartTLS(conf); err != nil {
			return nil, errors.Join(err, client.Close())
		}
	} else if !allowed {
		return nil, errors.Join(&Error{Kind: Refused, Text: "the mail server offers no TLS"}, client.Close())
	}
	return client, nil
}

func talk(client *smtp.Client, c Channel, from, to string, letter []byte) error {
	if c.User != "" {
		if err := client.Auth(auth(client, c)); err != nil {
			return err
		}
	}
	if err := client.Mail(from); err != nil {
		return err
	}
	if err := client.Rcpt(to); err != nil {
		err = smtpError(err)
		var e *Error
		if errors.As(err, &e) {
			e.Whom = e.Kind == Refused
		}
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(letter); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		var said *textproto.Error
		if !errors.As(err, &said) { // it has all of the letter, and did not say what it does with it
			err = fmt.Errorf("%w: %w", errUnsure, err)
		}
		return err
	}
	_ = client.Quit() // it has the letter
	return nil
}

// auth is PLAIN, or LOGIN with a server that knows only that, as many in China do. Without TLS neither tells a password
// to any host but this one.
func auth(client *smtp.Client, c Channel) smtp.Auth {
	_, known := client.Extension("AUTH")
	if ways := strings.Fields(known); slices.Contains(ways, "LOGIN") && !slices.Contains(ways, "PLAIN") {
		return smtp.LoginAuth(c.User, c.Password, serverName(c.URL), false)
	}
	return smtp.PlainAuth("", c.User, c.Password, serverName(c.URL), false)
}

func serverName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// smtpError keeps apart what is refused for good (5xx) and what is for another time.
func smtpError(err error) error {
	var t *textproto.Error
	if !errors.As(err, &t) {
		return err
	}
	e := &Error{Kind: Later, Status: t.Code, Text: fmt.Sprintf("the mail server answered %d %s", t.Code,
		cut(t.Msg, 150))}
	if t.Code >= 500 {
		e.Kind = Refused
	}
	return e
}

// compose writes a letter with a part in plain words and one in HTML, if there is any. Header values are encoded, so
// that no line break gets into a header.
func compose(from, to *mail.Address, m Message) ([]byte, error) {
	letter := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingB64), gomail.WithNoDefaultUserAgent())
	letter.FromMailAddress(from)
	letter.ToMailAddress(to)
	letter.Subject(oneLine(m.Subject))
	letter.SetDateWithValue(m.At)
	letter.SetMessageIDWithValue(messageID(m, from.Address))
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" { // RFC 8058: who reads mail for somebody may end it by a POST, without a page
		letter.SetGenHeader("List-Unsubscribe", "<"+oneLine(m.Unsubscribe)+">")
		letter.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		letter.SetGenHeader("Precedence", "list")
	}
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	var b bytes.Buffer
	_, err := letter.WriteTo(&b)
	return b.Bytes(), err
}

// oneLine puts a blank for each line break and other control character.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// messageID is the same for the same message, so that a mailbox that got it twice can tell.
func messageID(m Message, from string) string {
	h := sha256.Sum256([]byte(m.ID + "\n" + m.To))
	_, host, _ := strings.Cut(from, "@")
	return hex.EncodeToString(h[:16]) + "@" + host
}
