package webtest

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

	"golang.org/x/net/html"

	"xiaohao/city"
	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
)

var dynamic = regexp.MustCompile(`\b(?:state|kind|severity|light|rung|source|post|command|hint|event|field|fault|tab|` +
	`page|form|list|work|matter|mark|me|home|receipt)\.[a-z_.]+[a-z]\b`)

// Keys are the keys of sentences that a page shows instead of the sentences.
func Keys(t testing.TB, page string) []string { return dynamic.FindAllString(Visible(t, page), -1) }

// Visible is the text of a page without its attributes.
func Visible(t testing.TB, page string) string {
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

// Preview writes the pages for the eye: XIAOHAO_PREVIEW=DIR go test ./faces/web/..., then serve DIR.
func Preview(t testing.TB, l, name, page string) {
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

// Shot keeps the page for the preview.
func (b *Browser) Shot(name string) { Preview(b.T, b.Lang, "inspect-"+name, b.Page) }

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

// Rooms are the rooms with their templates, of no city.
func Rooms(t testing.TB) *kit.Site {
	t.Helper()
	s, err := kit.NewSite(&gate.Gate{}, faces.Rooms(), city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Render is a page as it is sent, with the status that it says.
func Render(t testing.TB, s *kit.Site, p kit.Page) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.Render(w, httptest.NewRequest(http.MethodGet, "/", nil), p)
	want := p.Framed().Status
	if want == 0 {
		want = http.StatusOK
	}
	if w.Code != want {
		t.Fatalf("status %d, want %d", w.Code, want)
	}
	return w.Body.String()
}
