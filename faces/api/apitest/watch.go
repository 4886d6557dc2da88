package apitest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// kept is how much of a body Watch keeps; larger ones are passed on and not judged.
const kept = 4 << 20

// Watch passes requests on and holds each answer beneath /api/v1 to the description of this program. It is for the
// tests of other packages, that reach the interface through a whole server: cookies may stand for a key there.
func Watch(t testing.TB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/v1/") || r.Method == http.MethodOptions || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		var in bytes.Buffer
		asked := r.Clone(r.Context())
		r.Body = &copied{ReadCloser: r.Body, into: &in}
		out := &copier{ResponseWriter: w}
		next.ServeHTTP(out, r)
		j, err := Today()
		if err != nil {
			t.Error(err)
		}
		if err != nil || in.Len() > kept || out.body.Len() > kept {
			return
		}
		if len(r.Cookies()) > 0 && asked.Header.Get("Authorization") == "" {
			asked.Header.Set("Authorization", "Bearer cookie")
		}
		_, errs := j.Hold(asked, in.Bytes(), &http.Response{StatusCode: out.status, Header: out.head,
			Body: io.NopCloser(&out.body)})
		for _, err := range errs {
			t.Errorf("%s %s, answer %d: %v", r.Method, r.URL.Path, out.status, err)
		}
	})
}

// copied is a body of which a copy is kept as it is read.
type copied struct {
	io.ReadCloser
	into *bytes.Buffer
}

func (c *copied) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if c.into.Len() <= kept {
		c.into.Write(p[:n])
	}
	return n, err
}

// copier is a writer that keeps a copy of what it writes, and the head as it was sent.
type copier struct {
	http.ResponseWriter
	status int
	head   http.Header
	body   bytes.Buffer
}

// Unwrap is for http.ResponseController.
func (c *copier) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *copier) WriteHeader(status int) {
	if c.status == 0 {
		c.status, c.head = status, c.Header().Clone()
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *copier) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if c.body.Len() <= kept {
		c.body.Write(p)
	}
	return c.ResponseWriter.Write(p)
}
