package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"

	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
)

// tagged are the routes whose answers carry an ETag: who has the answer already is told so with 304 and no body.
var tagged = []string{"GET /api/v1/areas", "GET /api/v1/categories", "GET /api/v1/openapi.yaml", "GET /api/v1/me",
	"GET /api/v1/policy", "GET /api/v1/matters/{id}", "GET /api/v1/units"}

// anywhere are the routes that pages of other sites may read in a browser: they are the same for everybody, and no
// cookie or key of a reader changes them. Shared routes are among them.
var anywhere = []string{"GET /api/v1/areas", "GET /api/v1/categories", "GET /api/v1/openapi.yaml"}

// adapt renders what a handler returns.
func (a *API) adapt(h handler, staff bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(anywhere, r.Pattern) {
			readAnywhere(w)
		}
		out, err := a.answer(w, r, h, staff)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		if out == nil {
			return // the handler wrote by itself
		}
		status := http.StatusOK
		if c, ok := out.(Created); ok {
			out, status = c.Value, http.StatusCreated
		}
		var body bytes.Buffer
		if err := json.NewEncoder(&body).Encode(out); err != nil {
			a.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if status == http.StatusOK && slices.Contains(tagged, r.Pattern) {
			sendTagged(w, r, body.Bytes())
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write(body.Bytes())
	})
}

// answer asks the handler, unless the caller may not ask it or the cursor is none.
func (a *API) answer(w http.ResponseWriter, r *http.Request, h handler, staff bool) (any, error) {
	who := gate.From(r)
	switch {
	case staff && !who.Staff():
		return nil, fault.New(fault.Login, "login_needed")
	case staff && who.MustChange && r.URL.Path != "/api/v1/me/password" && r.URL.Path != "/api/v1/me":
		return nil, fault.New(fault.Denied, "password_first")
	}
	if err := turn(r); err != nil {
		return nil, err
	}
	return h(w, r)
}

// readAnywhere lets pages of other sites read an answer, with the headers that programs go by. It is only for what
// everybody may read: no cookie comes along.
func readAnywhere(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Expose-Headers",
		"API-Version, ETag, Link, RateLimit, RateLimit-Policy, Retry-After")
}

// sendTagged sends a body with its ETag, or says that the caller has it. No cache between may give it to another
// caller: it is private, and what it hangs on is named.
func sendTagged(w http.ResponseWriter, r *http.Request, body []byte) {
	h, tag := w.Header(), tagOf(body)
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept-Language, Authorization, Cookie")
	if gate.Has(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(body)
}

// tagOf is the ETag of a body.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := gate.Fault(r.Context(), err)
	a.gate.Told(r.Context(), f, err)
	if f.Kind == fault.Internal {
		a.gate.Log.ErrorContext(r.Context(), "api", "route", r.Pattern, "error", err.Error())
	}
	gate.Problem(w, gate.From(r).Lang, f)
}
