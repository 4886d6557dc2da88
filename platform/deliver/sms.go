package deliver

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// SMS is how a city's gateway wants text messages, in the city's own words, since each gateway has its own names.
// Values may name what stands in braces: {phone}, {template}, {sign}, {secret}, {id}, {time} (Unix seconds), what the
// message has (TextNames), and the template's parameters together: {params} as an object, {params_text} as the same
// in a string, {values} and {values_text} as a list.
type SMS struct {
	Form     bool   `json:"form,omitempty"` // the body is a form; otherwise it is JSON
	Template string `json:"template,omitempty"`
	Sign     string `json:"sign,omitempty"`
	Fields   []Pair `json:"fields,omitempty"` // of the body. "a.b" is b in a, "a[]" a list of one
	Params   []Pair `json:"params,omitempty"` // of the template, in order
	Headers  []Pair `json:"headers,omitempty"`

	// The answer decides, whatever its status: it was sent when all of Done stand there, and is tried again when one of
	// Again does. Names are paths as in "data.0.code".
	Done  []Pair `json:"done,omitempty"`
	Again []Pair `json:"again,omitempty"`
}

// Pair is a name and its value.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// TextNames are what a text message tells, for the values of SMS: the state in words, the matter's number, the
// receipt's code, an address to read on, the city's name.
func TextNames() []string { return []string{"state", "number", "code", "link", "city"} }

var ownNames = []string{"phone", "template", "sign", "secret", "id", "time"}

var groupNames = []string{"params", "params_text", "values", "values_text"}

// Check says what is wrong with how a gateway is described: the name of a field of SMS in small letters and the word
// that is wrong. "" when nothing is.
func (x SMS) Check() (field, word string) {
	known := slices.Concat(TextNames(), ownNames)
	for _, l := range []struct {
		name  string
		pairs []Pair
		also  []string
	}{{"fields", x.Fields, groupNames}, {"params", x.Params, nil}, {"headers", x.Headers, nil}} {
		for _, p := range l.pairs {
			for _, n := range named(p.Value) {
				if !slices.Contains(known, n) && !slices.Contains(l.also, n) {
					return l.name, "{" + n + "}"
				}
			}
			if p.Name == "" || strings.ContainsAny(p.Name+p.Value, "\r\n") {
				return l.name, p.Name
			}
		}
	}
	if !slices.ContainsFunc(x.Fields, func(p Pair) bool { return strings.Contains(p.Value, "{phone}") }) {
		return "fields", "{phone}"
	}
	if len(x.Done) == 0 {
		return "done", ""
	}
	return "", ""
}

// named lists what a value names in braces.
func named(v string) (out []string) {
	for {
		_, rest, ok := strings.Cut(v, "{")
		if !ok {
			return out
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		out, v = append(out, name), after
	}
}

// text sends a text message by a gateway.
func (s *Sender) text(ctx context.Context, c Channel, m Message, u *url.URL, allowed bool) error {
	if u.Scheme != "https" && (u.Scheme != "http" || !allowed) {
		return &Error{Kind: Refused, Text: "only https, or http to a host that is allowed"}
	}
	if field, _ := c.SMS.Check(); field != "" {
		return &Error{Kind: Refused, Text: "the gateway is not described: " + field}
	}
	now := s.Now()
	fill := c.SMS.filler(c, m, now)
	body, kind, err := c.SMS.body(fill)
	if err != nil {
		return err
	}
	var wrote atomic.Bool
	trace := &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) { wrote.Store(i.Err == nil) }}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodPost, u.String(),
		bytes.NewReader(body))
	if err != nil {
		return &Error{Kind: Refused, Text: "the channel's address is none"}
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "xiaohao")
	for _, h := range c.SMS.Headers {
		req.Header.Set(h.Name, oneLine(fill(h.Value)))
	}
	res, err := s.client(allowed).Do(req)
	if err != nil {
		if wrote.Load() {
			err = fmt.Errorf("%w: %w", errUnsure, err)
		}
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return errUnsure
	}
	return hush(c.SMS.verdict(res, answer, now), c, m)
}

// filler puts values in the place of names.
func (x SMS) filler(c Channel, m Message, now time.Time) func(string) string {
	id := sha256.Sum256([]byte(m.ID))
	with := []string{"{phone}", m.To, "{template}", x.Template, "{sign}", x.Sign, "{secret}", c.Secret,
		"{id}", hex.EncodeToString(id[:16]), "{time}", strconv.FormatInt(now.Unix(), 10)}
	for _, n := range TextNames() {
		with = append(with, "{"+n+"}", m.Params[n])
	}
	simple := strings.NewReplacer(with...)
	order, object := []string{}, map[string]string{}
	for _, p := range x.Params {
		v := simple.Replace(p.Value)
		order, object[p.Name] = append(order, v), v
	}
	list, _ := json.Marshal(order) // strings alone: it never fails
	table, _ := json.Marshal(object)
	return strings.NewReplacer(append(with, "{params}", string(table), "{params_text}", string(table),
		"{values}", string(list), "{values_text}", string(list))...).Replace
}

// body is what the gateway is sent.
func (x SMS) body(fill func(string) string) (body []byte, kind string, err error) {
	if x.Form {
		q := url.Values{}
		for _, f := range x.Fields {
			q.Add(f.Name, fill(f.Value))
		}
		return []byte(q.Encode()), "application/x-www-form-urlencoded", nil
	}
	root := map[string]any{}
	for _, f := range x.Fields {
		var v any = fill(f.Value)
		if f.Value == "{params}" || f.Value == "{values}" {
			v = json.RawMessage(fill(f.Value))
		}
		at, path := root, strings.Split(f.Name, ".")
		for _, step := range path[:len(path)-1] {
			below, ok := at[step].(map[string]any)
			if !ok {
				below = map[string]any{}
				at[step] = below
			}
			at = below
		}
		last := path[len(path)-1]
		if name, list := strings.CutSuffix(last, "[]"); list {
			last, v = name, []any{v}
		}
		at[last] = v
	}
	body, err = json.Marshal(root)
	return body, "application/json; charset=utf-8", err
}

// verdict reads what a gateway says in the body: a status of 200 is no yes.
func (x SMS) verdict(res *http.Response, answer []byte, now time.Time) error {
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	var root any
	if err := d.Decode(&root); err != nil {
		if err := status(res, now); err != nil {
			return doubtful(err)
		}
		return &Error{Text: "the gateway's answer is no JSON"}
	}
	for _, p := range x.Again {
		if valueAt(root, p.Name) == p.Value {
			return &Error{Status: res.StatusCode, After: cmp.Or(retryAfter(res.Header.Get("Retry-After"), now),
				10*time.Minute), Text: "the gateway asks to wait: " + cut(p.Value, 100)}
		}
	}
	if err := status(res, now); err != nil {
		return doubtful(err)
	}
	for _, p := range x.Done {
		switch got := valueAt(root, p.Name); got {
		case p.Value:
		case "":
			return &Error{Status: res.StatusCode, Text: "the gateway's answer has no " + p.Name}
		default:
			return &Error{Kind: Refused, Status: res.StatusCode, Text: fmt.Sprintf("the gateway answered %s = %s",
				p.Name, cut(oneLine(got), 100))}
		}
	}
	return nil
}

// doubtful marks the answers of a proxy that does not know what the gateway behind it did.
func doubtful(err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Unsure = e.Status == http.StatusBadGateway || e.Status == http.StatusGatewayTimeout
	}
	return err
}

// valueAt is the value at a path in an answer, as text; "" where there is none.
func valueAt(v any, path string) string {
	for step := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(x) {
				return ""
			}
			v = x[n]
		default:
			return ""
		}
	}
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// hush takes out of an error what a gateway may have repeated there: secrets, and the number.
func hush(err error, c Channel, m Message) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	secrets := []string{c.Secret, c.Password, m.To}
	for _, h := range c.SMS.Headers {
		secrets = append(secrets, h.Value)
	}
	for _, s := range secrets {
		if len(s) > 3 {
			e.Text = strings.ReplaceAll(e.Text, s, "…")
		}
	}
	return e
}
