package kit

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/secrecy"
)

// UnsentField is the name of the hidden field that carries an Unsent through logging in.
const UnsentField = "unsent"

// Unsent is a form that somebody sent after his session had ended. His own browser carries it through logging in, so
// that the server keeps nothing for strangers; then the page where it stood is shown again, filled in. It is never
// done by itself: who logs in may be somebody else, and he presses the button. Photos that came with it wait as
// uploads.
type Unsent struct {
	To     string     `json:"to"`   // the address that it was sent to
	From   string     `json:"from"` // the page where it stood, "" when the browser did not say
	Values url.Values `json:"values"`
}

// secrets are what nobody sees again once he typed it.
var secrets = []string{"password", "old", "new", "secret", UnsentField}

// unsent reads the form of a request that nobody is logged in for; nil for what a program sent. The fault is
// body_large_out for one that is more than such a browser may bring.
func (c *Call) unsent() (*Unsent, error) {
	t := c.R.Header.Get("Content-Type")
	form := strings.HasPrefix(t, "application/x-www-form-urlencoded") || strings.HasPrefix(t, "multipart/form-data")
	if c.R.Method != http.MethodPost || !form {
		return nil, nil
	}
	s, err := c.Read(org.Caller{})
	if fault.Code(err) == "body_large" {
		return nil, fault.New(fault.TooLarge, "body_large_out").By(err)
	}
	if err != nil {
		c.Log(err) // a photo that was refused: the words come back all the same
	}
	for _, k := range secrets {
		s.Del(k)
	}
	for k := range s.Values { // a text that must not be here is not sent back and forth either
		if secrecy.IsState(secrecy.Mark(s.Get(k))) {
			s.Del(k)
		}
	}
	u := &Unsent{To: c.R.URL.RequestURI(), Values: s.Values}
	if from, err := url.Parse(c.R.Referer()); err == nil && from.Host == c.R.Host {
		u.From = Local(from.RequestURI(), "")
	}
	if most := gate.Entrance.Text - room; !c.Who.Staff() && !c.Who.Back && int64(len(u.Carry().Value)) > most {
		return nil, fault.New(fault.TooLarge, "body_large_out")
	}
	return u, nil
}

// room is what a form that logs somebody in needs beside what it carries, in bytes.
const room = 4 << 10

// A large form is packed, so that what carries it is not larger than what a browser may bring.
const (
	packed     = "gz:"
	packFrom   = 32 << 10 // bytes
	mostUnsent = 8 << 20  // bytes, unpacked
)

// pack makes a large text smaller where it can.
func pack(b []byte) string {
	if len(b) < packFrom {
		return string(b)
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, _ = w.Write(b) // into memory
	_ = w.Close()
	if base64.RawURLEncoding.EncodedLen(z.Len()) > len(b) {
		return string(b)
	}
	return packed + base64.RawURLEncoding.EncodeToString(z.Bytes())
}

// unpack gives back what pack made; nil for what it did not make.
func unpack(text string) []byte {
	z, is := strings.CutPrefix(text, packed)
	if !is {
		return []byte(text)
	}
	r, err := gzip.NewReader(base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(z)))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(r, mostUnsent))
	if err != nil {
		return nil
	}
	return b
}

// ParseUnsent reads what a hidden field carried; nil when there is nothing in it.
func ParseUnsent(text string) *Unsent {
	var u Unsent
	if json.Unmarshal(unpack(text), &u) != nil || Local(u.To, "") == "" {
		return nil
	}
	u.From = Local(u.From, "")
	return &u
}

// Carry makes the hidden field of a form that one has to get past first.
func (u *Unsent) Carry() Field {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // the page escapes it, and a browser sends it as it was
	if err := e.Encode(u); err != nil {
		panic(err) // maps of strings
	}
	return Field{Kind: "hidden", Name: UnsentField, Value: pack(bytes.TrimSpace(b.Bytes()))}
}

// Refill answers with the page where the form stood, filled in. When there is no such form any more, because somebody
// else went on with the matter, the page says so and shows the words.
func (c *Call) Refill(u *Unsent) error {
	for _, at := range u.pages() {
		if page := c.site.look(c.R, at); page != nil {
			b, err := refill(page.body.Bytes(), at, u, c.T)
			if err != nil {
				return fault.New(fault.Internal, "internal").By(err)
			}
			for k, v := range page.head {
				c.W.Header()[k] = v
			}
			_, err = c.W.Write(b)
			return err
		}
	}
	return c.Nowhere()
}

// pages are the addresses where the form may have stood, the likeliest first.
func (u *Unsent) pages() (out []string) {
	for _, at := range []string{u.From, u.To} {
		for at != "" && at != "/" && at != "." {
			out = append(out, at)
			p, _, _ := strings.Cut(at, "?")
			at = path.Dir(p)
		}
	}
	return append(out, "/work")
}

// look fetches a page of this site for whoever asks; nil when it is none.
func (s *Site) look(r *http.Request, at string) *kept {
	asked, err := url.ParseRequestURI(at)
	if err != nil {
		return nil
	}
	get := r.Clone(r.Context())
	get.Method, get.URL, get.RequestURI = http.MethodGet, asked, at
	get.Body, get.ContentLength, get.Form, get.PostForm, get.MultipartForm = http.NoBody, 0, nil, nil, nil
	if _, pattern := s.mux.Handler(get); pattern == "" || pattern == "/" {
		return nil
	}
	k := &kept{head: http.Header{}}
	s.mux.ServeHTTP(k, get)
	if k.status != 0 && k.status != http.StatusOK || !strings.HasPrefix(k.head.Get("Content-Type"), "text/html") {
		return nil
	}
	return k
}

// kept is an answer that is kept instead of sent.
type kept struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header { return k.head }

func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }
