package gate

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
)

// Squeezes says whether the browser takes gzip.
func Squeezes(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") }

// Squeeze is where an answer is written that is worth compressing; close it when all is said. Headers are set before
// the first byte.
func Squeeze(w http.ResponseWriter, r *http.Request) io.WriteCloser {
	w.Header().Add("Vary", "Accept-Encoding")
	if !Squeezes(r) {
		return plainly{w}
	}
	w.Header().Set("Content-Encoding", "gzip")
	return gzip.NewWriter(w)
}

type plainly struct{ io.Writer }

func (plainly) Close() error { return nil }
