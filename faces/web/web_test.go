package web_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"xiaohao/faces"

	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"xiaohao/city"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

func render(t *testing.T, p kit.Page) string {
	t.Helper()
	w := httptest.NewRecorder()
	furnished(t).Render(w, httptest.NewRequest(http.MethodGet, "/", nil), p)
	want := p.Framed().Status
	if want == 0 {
		want = http.StatusOK
	}
	if w.Code != want {
		t.Fatalf("status %d, want %d", w.Code, want)
	}
	return w.Body.String()
}

// furnished is the rooms with their templates, of no city.
func furnished(t *testing.T) *kit.Site {
	t.Helper()
	s, err := kit.NewSite(&gate.Gate{}, faces.Rooms(), city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTemplates checks every template against the struct it is filled from: a field that does not exist is found
// here, not by a reader. No page is left out.
func TestTemplates(t *testing.T) {
	t.Parallel()
	s := furnished(t)
	shown := map[string]bool{}
	for _, p := range append(s.Pages(), &kit.Failure{}) {
		shown[p.Template()] = true
		if err := templatecheck.CheckHTML(s.Template(lang.Zh, p.Template()), p); err != nil {
			t.Errorf("%s: %v", p.Template(), err)
		}
	}
	for name, p := range samples(lang.Zh) {
		if !shown[p.Template()] {
			t.Errorf("%s: no room lists the page of the template %q among its Pages", name, p.Template())
		}
	}
}

var (
	inline  = regexp.MustCompile(`(?i)<[^>]+\s(style|on[a-z]+)\s*=|<script[^>]*>[^<]|<style|javascript:`)
	dynamic = regexp.MustCompile(`\b(?:state|kind|severity|light|rung|source|post|command|hint|event|field|fault|tab|` +
		`page|form|list|work|matter|mark|me|home|receipt)\.[a-z_.]+[a-z]\b`)
)

func TestPages(t *testing.T) {
	t.Parallel()
	for _, l := range lang.All() {
		for name, p := range samples(l) {
			out := render(t, p)
			if m := inline.FindString(out); m != "" {
				t.Errorf("%s %s: the Content-Security-Policy forbids %q", l, name, m)
			}
			for _, m := range dynamic.FindAllString(visible(t, out), -1) {
				t.Errorf("%s %s: a key shows instead of its sentence: %q", l, name, m)
			}
			if strings.Contains(out, "ZgotmplZ") || strings.Contains(out, "<no value>") {
				t.Errorf("%s %s: a value was refused by the escaper", l, name)
			}
			ids(t, l+" "+name, out)
			preview(t, l, name, out)
		}
	}
}

// visible is the text of a page without its attributes.
func visible(t testing.TB, page string) string {
	t.Helper()
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
			b.WriteByte(' ')
		}
	}
}

// ids checks that no id is used twice and that every label and description names one.
func ids(t testing.TB, name, page string) {
	t.Helper()
	seen, wanted := map[string]bool{}, map[string]string{}
	z := html.NewTokenizer(strings.NewReader(page))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		tok := z.Token()
		for _, a := range tok.Attr {
			switch a.Key {
			case "id":
				if seen[a.Val] {
					t.Errorf("%s: id %q is there twice", name, a.Val)
				}
				seen[a.Val] = true
			case "for", "aria-describedby", "aria-labelledby", "list":
				for _, v := range strings.Fields(a.Val) {
					wanted[v] = tok.Data + " " + a.Key
				}
			}
		}
	}
	for id, where := range wanted {
		if !seen[id] {
			t.Errorf("%s: %s names the id %q, which is not there", name, where, id)
		}
	}
}

// preview writes the pages for the eye: XIAOHAO_PREVIEW=DIR go test -run TestPages ./web, then serve DIR.
func preview(t *testing.T, l, name, page string) {
	t.Helper()
	dir := os.Getenv("XIAOHAO_PREVIEW")
	if dir == "" {
		return
	}
	put := func(path string, b []byte) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(name+"."+l[:2]+".html", []byte(page))
	files, _ := kit.Bundle()
	for n, b := range files {
		put(kit.Asset(n), b)
	}
	for _, n := range []string{"a", "b"} {
		for i, size := range []string{"thumb", "view"} {
			put("photos/1/"+n+"/"+size, picture(n == "a", i))
			put("photos/2/"+n+"/"+size, picture(n == "b", i))
		}
	}
}

// picture draws a street: grey and broken, or green and whole.
func picture(good bool, _ int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			c := color.RGBA{uint8(190 - y/4), uint8(205 - y/5), uint8(220 - y/3), 255}
			if y > 130 {
				c = color.RGBA{uint8(140 + (x/20+y/12)%2*14), uint8(136 + (x/20+y/12)%2*12), 128, 255}
				if !good && (x-150)*(x-150)/9+(y-190)*(y-190) < 900 {
					c = color.RGBA{84, 92, 104, 255}
				}
			}
			if good && y > 100 && y <= 130 {
				c = color.RGBA{70, uint8(130 + x%7*4), 84, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}
