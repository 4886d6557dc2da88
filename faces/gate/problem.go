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
	if f.Kind.Again() {
		w.Header().Set("Retry-After", f.RetryAfter())
	}
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
