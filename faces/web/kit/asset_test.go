package kit

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestStatic(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /static/{version}/{name}", Static)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	w := get(Asset("app.css"))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "--paper") || !strings.Contains(w.Body.String(), "@page") ||
		!strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the joined style sheet: %d %v", w.Code, w.Header())
	}
	for _, tone := range []string{"red", "yellow"} { // on every page, also without a sheet of its own
		if !strings.Contains(w.Body.String(), ".now-box.e-"+tone) {
			t.Errorf("the edge of what is said first is never %s", tone)
		}
	}
	if w.Body.Len() > 40<<10 {
		t.Errorf("the style sheet has %d bytes; 40 KB, a quarter of it on the line, is enough for a phone in a village",
			w.Body.Len())
	}
	if w := get("/static/old/app.js"); w.Code != 200 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("an old address must serve and not be kept: %d %v", w.Code, w.Header())
	}
	if w := get("/static/x/nothing.js"); w.Code != 404 {
		t.Errorf("got %d", w.Code)
	}
}
