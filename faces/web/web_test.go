package web

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
	"xiaohao/city"
	"xiaohao/faces/gate"

	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"xiaohao/platform/lang"
)

func render(t *testing.T, p Page) string {
	t.Helper()
	w := httptest.NewRecorder()
	furnished(t).Render(w, httptest.NewRequest(http.MethodGet, "/", nil), p)
	want := p.framed().Status
	if want == 0 {
		want = http.StatusOK
	}
	if w.Code != want {
		t.Fatalf("status %d, want %d", w.Code, want)
	}
	return w.Body.String()
}

// furnished is the rooms with their templates, of no city.
func furnished(t *testing.T) *Site {
	t.Helper()
	s, err := NewSite(&gate.Gate{}, Rooms(), city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTemplates checks every template against the struct it is filled from: a field that does not exist is found
// here, not by a reader. No page is left out.
func TestTemplates(t *testing.T) {
	s := furnished(t)
	shown := map[string]bool{}
	for _, p := range append(s.Pages(), &Failure{}) {
		shown[p.template()] = true
		if err := templatecheck.CheckHTML(s.Template(lang.Zh, p.template()), p); err != nil {
			t.Errorf("%s: %v", p.template(), err)
		}
	}
	for name, p := range samples(lang.Zh) {
		if !shown[p.template()] {
			t.Errorf("%s: no room lists the page of the template %q among its Pages", name, p.template())
		}
	}
}

var (
	inline  = regexp.MustCompile(`(?i)<[^>]+\s(style|on[a-z]+)\s*=|<script[^>]*>[^<]|<style|javascript:`)
	dynamic = regexp.MustCompile(`\b(?:state|kind|severity|light|rung|source|post|command|hint|event|field|fault|tab|` +
		`page|form|list|work|matter|mark|me|home|receipt)\.[a-z_.]+[a-z]\b`)
)

func TestPages(t *testing.T) {
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

// TestContrast computes what WCAG 2.2 asks of text: 4.5 to 1, for every pair of colours that the layers put together,
// in both schemes.
func TestContrast(t *testing.T) {
	b, err := staticFiles.ReadFile("static/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(b), "@media")
	pairs := [][2]string{{"ink", "paper"}, {"ink", "surface"}, {"ink", "sunk"}, {"soft", "paper"}, {"soft", "surface"},
		{"soft", "sunk"}, {"on-bar", "bar"}, {"on-bar-soft", "bar"},
		{"on-green", "green"}, {"on-green", "green-strong"}, {"green", "tint"}, {"green", "surface"}, {"link", "paper"},
		{"link", "surface"}, {"seal", "paper"}, {"seal", "surface"}, {"soft", "tint"},
		{"go", "go-tint"}, {"go", "surface"}, {"amber", "amber-tint"}, {"amber", "surface"}, {"red", "red-tint"},
		{"red", "surface"}, {"grey", "grey-tint"}, {"grey", "surface"}, {"blue", "blue-tint"},
		{"ink", "go-tint"}, {"ink", "amber-tint"}, {"ink", "red-tint"}, {"ink", "grey-tint"}, {"ink", "tint"},
		{"link", "tint"}}
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		c := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6});`).FindAllStringSubmatch(css, -1) {
			c[m[1]] = luminance(t, m[2])
		}
		for _, p := range pairs {
			a, aok := c[p[0]]
			b, bok := c[p[1]]
			if !aok || !bok {
				t.Fatalf("%s: no colour %v", scheme, p)
			}
			if r := (max(a, b) + .05) / (min(a, b) + .05); r < 4.5 {
				t.Errorf("%s: %s on %s has %.2f to 1", scheme, p[0], p[1], r)
			}
		}
	}
}

func TestStatic(t *testing.T) {
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
	files, _ := bundle()
	for n, b := range files {
		put(Asset(n), b)
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

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	var sum float64
	for i, weight := range []float64{.2126, .7152, .0722} {
		sum += weight * linear(t, hex[2*i:2*i+2])
	}
	return sum
}
