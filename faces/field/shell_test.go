package field_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"xiaohao/platform/lang"
)

// TestShell is what a phone loads first: every file that the worker keeps is there, by an address that never changes,
// and all of it is small.
func TestShell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	get := func(path string) (*httptest.ResponseRecorder, string) {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, r)
		return rec, rec.Body.String()
	}
	plain := httptest.NewRecorder()
	w.h.ServeHTTP(plain, httptest.NewRequest("GET", "/field/cache.js", nil))
	var keep []string
	if err := json.Unmarshal([]byte(regexp.MustCompile(`\[[^\]]+\]`).FindString(plain.Body.String())),
		&keep); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, path := range append(keep, "/field/worker.js", "/field/cache.js") {
		rec, body := get(path)
		if rec.Code != 200 {
			t.Errorf("%s: %d", path, rec.Code)
		}
		if strings.Contains(path, "/shell/") && !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s may change: %v", path, rec.Header())
		}
		total += len(body)
	}
	t.Logf("%d files of %d bytes compressed", len(keep)+2, total)
	if total > 100<<10 {
		t.Errorf("the shell is %d bytes compressed", total)
	}
	if rec, _ := get("/field/shell/0/app.js"); strings.Contains(rec.Header().Get("Cache-Control"), "immutable") {
		t.Error("an old version's address is kept for ever")
	}
	for _, path := range []string{"/field/shell/0/page.html", "/field/shell/0/../worker.js", "/field/nothing.js"} {
		if rec, _ := get(path); rec.Code == 200 {
			t.Errorf("%s is served", path)
		}
	}
}

// TestWords finds every sentence that a script asks for in the catalogue, and in what the phone is given.
func TestWords(t *testing.T) {
	t.Parallel()
	asks := regexp.MustCompile(`say\("([^"]+)"`)
	files, err := filepath.Glob("static/*.js")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	w := newWorld(t)
	page := httptest.NewRecorder()
	w.h.ServeHTTP(page, httptest.NewRequest("GET", "/field/", nil))
	version := regexp.MustCompile(`/field/shell/([0-9a-f]+)/`).FindStringSubmatch(page.Body.String())[1]
	for _, l := range lang.All() {
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, httptest.NewRequest("GET", "/field/shell/"+version+"/words."+l+".json", nil))
		var words map[string]string
		if err := json.Unmarshal(rec.Body.Bytes(), &words); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asks.FindAllStringSubmatch(string(b), -1) {
				if !strings.HasSuffix(m[1], ".") && words[m[1]] == "" {
					t.Errorf("%s: %s asks for %q, which is no sentence", l, f, m[1])
				}
			}
		}
	}
}
