package georeport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"xiaohao/platform/deliver"
)

// The bounds of an answer and of the way to it.
const (
	maxAnswer    = 4 << 20 // bytes
	maxRedirects = 3
)

// question is one thing asked of a server.
type question struct {
	method string
	path   []string // beneath the endpoint, without suffix
	query  url.Values
	body   []byte
	kind   string // content type of the body
}

// get asks for something in the format that the server is known for, and in the other one where that fails in a way
// that may be the format's.
func (c *Client) get(ctx context.Context, s Server, q question) (*node, error) {
	q.method = http.MethodGet
	if s.Jurisdiction != "" {
		if q.query == nil {
			q.query = url.Values{}
		}
		q.query.Set("jurisdiction_id", s.Jurisdiction)
	}
	known := c.Format(s) != ""
	var first error
	for _, f := range c.formats(s) {
		root, err := c.ask(ctx, s, q, f)
		if err == nil {
			return root, nil
		}
		if first == nil {
			first = err
		}
		if !otherFormat(err, known) {
			break
		}
	}
	return nil, first
}

// otherFormat says that a server may answer in the other format what it did not in this one.
func otherFormat(err error, known bool) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch {
	case e.Why == WhyPage, e.Why == WhyUnreadable:
		return true
	case e.Status == 406, e.Status == 415:
		return true
	}
	return !known && (e.Status == 404 || e.Status == 400 || e.Status == 405 || e.Status == 500 || e.Status == 501)
}

// ask asks once in a format and reads the answer, whatever format that has.
func (c *Client) ask(ctx context.Context, s Server, q question, format string) (*node, error) {
	u, allowed, err := s.address()
	if err != nil {
		return nil, err
	}
	return c.at(ctx, s, beneath(u, q, format), allowed, q)
}

// beneath is the address of a question.
func beneath(u *url.URL, q question, format string) *url.URL {
	at := *u
	raw := u.EscapedPath()
	for _, p := range q.path {
		at.Path += "/" + p
		raw += "/" + url.PathEscape(p)
	}
	at.Path += "." + format
	at.RawPath = raw + "." + format
	at.RawQuery = q.query.Encode()
	return &at
}

// at asks at an address and follows it within the same host.
func (c *Client) at(ctx context.Context, s Server, u *url.URL, allowed bool, q question) (*node, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	client := deliver.Outside(c.Timeout, c.RootCAs, allowed)
	defer client.CloseIdleConnections()
	for range maxRedirects + 1 {
		root, next, err := c.once(ctx, client, s, u, q)
		if err != nil || next == nil {
			return root, err
		}
		if !sameHost(u, next) {
			return nil, &Error{Kind: Refused, Why: WhyElsewhere}
		}
		u = next
	}
	return nil, &Error{Kind: Refused, Why: WhyElsewhere}
}

// sameHost says whether somebody may be sent from one address to another: it is the same host, and no secure way is
// left.
func sameHost(from, to *url.URL) bool {
	if from.Scheme == "http" && to.Scheme == "https" && from.Port() == "" && to.Port() == "" {
		return strings.EqualFold(from.Host, to.Host)
	}
	return from.Scheme == to.Scheme && strings.EqualFold(from.Host, to.Host)
}

// once puts one request on the wire. next is where the server sends to, nil for nowhere.
func (c *Client) once(ctx context.Context, client *http.Client, s Server, u *url.URL, q question) (root *node,
	next *url.URL, err error) {
	var wrote atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { wrote.Store(true) }})
	req, err := http.NewRequestWithContext(traced, q.method, u.String(), bytes.NewReader(q.body))
	if err != nil {
		return nil, nil, &Error{Kind: Refused, Why: WhyAddress}
	}
	req.Header.Set("User-Agent", "xiaohao")
	req.Header.Set("Accept", "application/json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1")
	if q.kind != "" {
		req.Header.Set("Content-Type", q.kind)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, q.failed(network(err), wrote.Load())
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		next, err := q.redirected(res)
		return nil, next, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		return nil, nil, q.failed(&Error{Kind: Refused, Why: WhyLong, Status: res.StatusCode}, true)
	}
	if err != nil {
		e := network(err)
		if e.Why != WhyTime {
			e.Why = WhyCut
		}
		return nil, nil, q.failed(e, true)
	}
	root, err = c.judge(s, res, hush(body, s.Key), q)
	return root, nil, err
}

// redirected is where a server sends to. A report is sent again only where the server says that it did not take it.
func (q question) redirected(res *http.Response) (*url.URL, error) {
	next, err := res.Location()
	if err != nil {
		return nil, q.failed(&Error{Kind: Refused, Why: WhyElsewhere, Status: res.StatusCode}, true)
	}
	if q.method == http.MethodPost && (res.StatusCode == 302 || res.StatusCode == 303) {
		return nil, &Error{Kind: Unsure, Why: WhyElsewhere, Status: res.StatusCode}
	}
	return next, nil
}

// judge reads an answer and its status. A server that says with status 200 that something is wrong is believed.
func (c *Client) judge(s Server, res *http.Response, body []byte, q question) (*node, error) {
	root, format, bad := read(body, res.Header.Get("Content-Type"))
	code := res.StatusCode
	var said []refusal
	if bad == nil {
		said = refusals(root)
	}
	switch {
	case code >= 200 && code < 300 && bad != nil:
		bad.Status = code
		return nil, q.failed(bad, true)
	case code >= 200 && code < 300 && len(said) == 0:
		c.learn(s, format)
		return root, nil
	case code >= 200 && code < 300:
		c.learn(s, format)
		e := status(said[0].code, said)
		if e.Kind == Later {
			e.Kind = Refused // it answered that it will not, whatever code it gave
		}
		return nil, e
	}
	e := status(code, said)
	e.After = deliver.RetryAfter(res.Header.Get("Retry-After"), c.Now())
	if q.method == http.MethodPost && code >= 500 && code != 503 && code != 501 {
		e.Kind = Unsure // it may have failed behind the taking
	}
	return nil, e
}

// status is what a status of HTTP means.
func status(code int, said []refusal) *Error {
	e := &Error{Kind: Refused, Why: WhyStatus, Status: code}
	if len(said) > 0 {
		e.Said = said[0].text
	}
	switch {
	case code == 401, code == 403:
		e.Why = WhyKey
	case code == 404, code == 410:
		e.Kind = Missing
	case code == 408, code == 425, code == 429, code >= 500:
		e.Kind = Later
	}
	return e
}

// failed is an error of a question: of a report that went out and of which no answer came nobody knows whether it was
// taken.
func (q question) failed(e *Error, wrote bool) *Error {
	if q.method == http.MethodPost && wrote {
		e.Kind = Unsure
	}
	return e
}

// network gives an error of the network a word. Its own words are left out: they hold addresses.
func network(err error) *Error {
	var ne net.Error
	switch {
	case errors.Is(err, deliver.ErrInside):
		return &Error{Kind: Refused, Why: WhyInside}
	case errors.As(err, &ne) && ne.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return &Error{Why: WhyTime}
	}
	return &Error{Why: WhyConnection}
}

// hush takes the key out of an answer.
func hush(body []byte, key string) []byte {
	if len(key) < 4 || !bytes.Contains(body, []byte(key)) {
		return body
	}
	return bytes.ReplaceAll(body, []byte(key), []byte("…"))
}

// instant is a point in time as a question has it.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
