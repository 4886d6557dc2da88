package kit

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
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

// unsent reads the form of a request that nobody is logged in for; nil for what a program sent.
func (c *Call) unsent() *Unsent {
	t := c.R.Header.Get("Content-Type")
	form := strings.HasPrefix(t, "application/x-www-form-urlencoded") || strings.HasPrefix(t, "multipart/form-data")
	if c.R.Method != http.MethodPost || !form {
		return nil
	}
	s, err := c.Read(org.Caller{})
	if err != nil {
		c.Log(err) // a photo that was refused: the words come back all the same
	}
	for _, k := range secrets {
		s.Del(k)
	}
	u := &Unsent{To: c.R.URL.RequestURI(), Values: s.Values}
	if from, err := url.Parse(c.R.Referer()); err == nil && from.Host == c.R.Host {
		u.From = Local(from.RequestURI(), "")
	}
	return u
}

// ParseUnsent reads what a hidden field carried; nil when there is nothing in it.
func ParseUnsent(text string) *Unsent {
	var u Unsent
	if json.Unmarshal([]byte(text), &u) != nil || Local(u.To, "") == "" {
		return nil
	}
	u.From = Local(u.From, "")
	return &u
}

// Carry makes the hidden field of a form that one has to get past first.
func (u *Unsent) Carry() Field {
	b, err := json.Marshal(u)
	if err != nil {
		panic(err) // maps of strings
	}
	return Field{Kind: "hidden", Name: UnsentField, Value: string(b)}
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
