// Package remote asks the server of a city by its JSON interface, for the command line on another machine.
//
// It owns how a server is reached: with TLS that is checked, never without it but on this machine, with a key that
// stands in a file or in the environment and nowhere else, page by page up to a bound. It holds no rule: what the
// server says of a mistake is passed on as the fault that it is, in the words of the server.
package remote

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/fault"
)

// What a client keeps to.
const (
	timeout   = time.Minute // of one request
	maxAnswer = 64 << 20    // bytes
)

// KeyMark is what every key begins with.
const KeyMark = "xh_"

// Options say how a server is reached.
type Options struct {
	Server   string // https://city.example; plain http to this machine alone
	Key      string
	Lang     string         // of what the server says
	Insecure bool           // plain http to anywhere
	Roots    *x509.CertPool // nil for the system's
	Version  string         // of this program, for the server's log
}

// Client asks one server. Safe for concurrent use.
type Client struct {
	Options
	base *url.URL
	http *http.Client
}

// New makes a client; it asks nothing yet. Errors: Invalid remote_server, remote_plain, remote_key_none,
// remote_key_form.
func New(o Options) (*Client, error) {
	u, err := url.Parse(strings.TrimRight(o.Server, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fault.New(fault.Invalid, "remote_server")
	}
	if u.Scheme == "http" && !o.Insecure && !here(u.Hostname()) {
		return nil, fault.New(fault.Invalid, "remote_plain", "host", u.Host)
	}
	switch {
	case o.Key == "":
		return nil, fault.New(fault.Invalid, "remote_key_none")
	case !strings.HasPrefix(o.Key, KeyMark) || strings.ContainsFunc(o.Key, func(r rune) bool {
		return r <= ' ' || r > '~'
	}):
		return nil, fault.New(fault.Invalid, "remote_key_form")
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12}
	return &Client{Options: o, base: u, http: &http.Client{Transport: t, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

// here says that a host is this machine.
func here(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// Get asks for something.
func (c *Client) Get(ctx context.Context, path string, query url.Values, into any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.ask(ctx, http.MethodGet, path, "", nil, into)
}

// Post sends JSON.
func (c *Client) Post(ctx context.Context, path string, body, into any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.ask(ctx, http.MethodPost, path, "application/json", b, into)
}

// Photo sends a photo and gives the token that commands name it by.
func (c *Client) Photo(ctx context.Context, photo []byte) (token string, err error) {
	var out struct {
		Token string `json:"token"`
	}
	err = c.ask(ctx, http.MethodPost, "/api/v1/photos", "application/octet-stream", photo, &out)
	return out.Token, err
}

func (c *Client) ask(ctx context.Context, method, path, kind string, body []byte, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.Key)
	r.Header.Set("Accept-Language", c.Lang)
	r.Header.Set("User-Agent", "xiaohao/"+c.Version)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return c.away(ctx, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return c.away(ctx, err)
	}
	form, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case len(b) > maxAnswer:
		return c.strange(res.StatusCode, nil)
	case form == "application/problem+json":
		return c.said(res.StatusCode, b)
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return fault.New(fault.Invalid, "remote_elsewhere", "to", res.Header.Get("Location"))
	case res.StatusCode < 200 || res.StatusCode > 299 || form != "application/json":
		return c.strange(res.StatusCode, nil)
	}
	if err := json.Unmarshal(b, into); err != nil {
		return c.strange(res.StatusCode, err)
	}
	return nil
}

// away is that no answer came: nobody knows whether the server did what it was asked.
func (c *Client) away(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var u *url.Error
	if errors.As(err, &u) { // its text repeats the address
		err = u.Err
	}
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return fault.New(fault.Invalid, "remote_certificate", "host", c.base.Host).By(err)
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return fault.New(fault.Invalid, "remote_host", "host", c.base.Host)
	}
	return fault.New(fault.Unavailable, "remote_away", "host", c.base.Host).By(err)
}

// strange is an answer that this program's server does not give.
func (c *Client) strange(status int, err error) error {
	kind := fault.Invalid
	if status >= 500 {
		kind = fault.Unavailable
	}
	return fault.New(kind, "remote_strange", "host", c.base.Host, "status", strconv.Itoa(status)).By(err)
}

// said makes a fault of a problem+json. The sentence is the server's, in the language that was asked for.
func (c *Client) said(status int, b []byte) error {
	var p struct {
		Title string `json:"title"`
		Code  string `json:"code"`
		Field string `json:"field"`
	}
	if json.Unmarshal(b, &p) != nil || p.Title == "" {
		return c.strange(status, nil)
	}
	kind := fault.Invalid
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		kind = fault.Busy // again later
	case status >= 500:
		kind = fault.Internal
	case status == http.StatusUnauthorized:
		kind = fault.Login
	case status == http.StatusForbidden:
		kind = fault.Denied
	case status == http.StatusNotFound:
		kind = fault.Missing
	case status == http.StatusConflict:
		kind = fault.Conflict
	}
	title := p.Title
	if p.Field != "" {
		title = p.Field + ": " + title
	}
	return fault.New(kind, "remote_said", "said", title, "code", p.Code)
}
