package gate

import (
	"encoding/json"
	"net/http"

	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Problem writes an error as RFC 9457 problem+json, with the sentence in the caller's language.
func Problem(w http.ResponseWriter, l string, err error) {
	f := fault.Of(err)
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	Again(w, f)
	w.WriteHeader(f.Kind.Status())
	_ = json.NewEncoder(w).Encode(struct {
		Type   string            `json:"type"`
		Title  string            `json:"title"`
		Status int               `json:"status"`
		Code   string            `json:"code"`
		Field  string            `json:"field,omitempty"`
		Args   map[string]string `json:"args,omitempty"`
	}{"about:blank", lang.Error(l, f), f.Kind.Status(), f.Code, f.Field, f.Args})
}

// Again says after how many seconds the same may be tried again, unless somebody said so who knows it better.
func Again(w http.ResponseWriter, f *fault.Error) {
	if f.Kind.Again() && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", f.RetryAfter())
	}
}
