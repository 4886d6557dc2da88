package everyone_test

import (
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"
)

// firstView is the most that the first view of a page may weigh on the line: the page itself, its styles, its scripts
// with what they import, and the pictures that do not wait until they come into sight.
const firstView = 100 << 10

var (
	needed  = regexp.MustCompile(`(?:<link rel="(?:stylesheet|icon)"|<script)[^>]* (?:href|src)="([^"]+)"`)
	imports = regexp.MustCompile(`(?m)^import "\./([^"]+)";`)
	picture = regexp.MustCompile(`<img[^>]*>`)
	source  = regexp.MustCompile(` src="([^"]+)"`)
)

// TestFirstView measures what a browser gets before anybody sees something.
func TestFirstView(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := int64(0)
	for i := range 22 { // more than a page of them
		id = o.public("fac.lamp", fmt.Sprint("路灯不亮，第", i, "盏"))
	}
	sheet := "/public/areas/430405001000/poster"
	for _, p := range []string{"/", "/public", "/public/areas/430405000000", page(id), "/find", sheet} {
		got := weigh(t, o.Srv.URL, p)
		t.Logf("%s: %d bytes", p, got)
		if got > firstView {
			t.Errorf("the first view of %s weighs %d bytes, want at most %d", p, got, firstView)
		}
	}
}

// weigh adds up what a page needs, as it goes over the line.
func weigh(t *testing.T, base, at string) (sum int) {
	t.Helper()
	seen := map[string]bool{}
	var take func(at string) string
	take = func(at string) string {
		if seen[at] {
			return ""
		}
		seen[at] = true
		n, body := fetch(t, base+at)
		sum += n
		if path.Ext(at) == ".js" {
			for _, m := range imports.FindAllStringSubmatch(body, -1) {
				take(path.Join(path.Dir(at), m[1]))
			}
		}
		return body
	}
	html := take(at)
	for _, m := range needed.FindAllStringSubmatch(html, -1) {
		take(m[1])
	}
	for _, img := range picture.FindAllString(html, -1) {
		if !strings.Contains(img, `loading="lazy"`) {
			take(source.FindStringSubmatch(img)[1])
		}
	}
	return sum
}

// fetch asks for something twice: as browsers do, for the bytes on the line, and plainly, for what it says.
func fetch(t *testing.T, url string) (size int, body string) {
	t.Helper()
	for _, coding := range []string{"gzip", "identity"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", coding)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", url, res.StatusCode, err)
		}
		if coding == "gzip" {
			size = len(b)
		}
		body = string(b)
	}
	return size, body
}
