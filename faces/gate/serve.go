package gate

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"xiaohao/core/policy"
	"xiaohao/platform/lang"
)

// ServePhoto sends one photo. Its name is its hash, so it never changes; only the person who may see it keeps it.
func ServePhoto(w http.ResponseWriter, r *http.Request, f io.ReadSeeker) {
	h := w.Header()
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	h.Set("Content-Type", "image/jpeg")
	if r.URL.Query().Get("size") == "original" {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r, "", time.Time{}, f)
}

// ServeCopy serves the public copy of a photo. It is kept for a short while only: what is taken back is gone from
// everywhere within a minute.
func ServeCopy(w http.ResponseWriter, r *http.Request, f io.ReadSeeker) {
	w.Header().Set("Cache-Control", "public, max-age=30")
	w.Header().Set("Content-Type", "image/jpeg")
	http.ServeContent(w, r, "", time.Time{}, f)
}

// Mistakes gives each mistake in a policy file its line and its sentence.
func Mistakes(l string, err error) []Mistake {
	var m *policy.Mistakes
	if !errors.As(err, &m) {
		return []Mistake{{Text: err.Error()}}
	}
	out := make([]Mistake, len(m.List))
	for i, x := range m.List {
		args := map[string]string{"line": strconv.Itoa(x.Line)}
		for k, v := range x.Args {
			args[k] = v
		}
		out[i] = Mistake{x.Line, x.Column, x.Code, lang.T(l, x.Code, args)}
	}
	return out
}

// Mistake is one mistake in a policy file, in words.
type Mistake struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Code   string `json:"code"`
	Text   string `json:"text"`
}

// ServeFile hands out what somebody uploaded, to be saved: no browser opens it within a page of ours, guesses what it
// is, or lets it do anything. name was cleaned before.
func ServeFile(w http.ResponseWriter, r *http.Request, name, media string, f io.ReadSeeker) {
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="file"; filename*=UTF-8''`+url.PathEscape(name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, f)
}
