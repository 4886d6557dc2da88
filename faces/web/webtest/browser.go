package webtest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Browser is one person's browser without scripts: it knows the last page and sends the forms on it.
type Browser struct {
	*Town
	Lang   string // the language that it asks for
	Status int
	At     string // path and query of the page
	Page   string
	Head   http.Header

	client *http.Client
}

// Visitor is a browser nobody is logged in with.
func (o *Town) Visitor() *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.T.Fatal(err)
	}
	return &Browser{Town: o, client: &http.Client{Jar: jar}, Lang: "zh-CN"}
}

// As is the browser of somebody who logged in through the form.
func (o *Town) As(login string) *Browser {
	o.T.Helper()
	b := o.Visitor()
	b.Get("/login", 200)
	b.Send("login", 200, "login", login, "password", Password)
	return b
}

// Ask sends a request and keeps the page that it leads to. No page may show a key instead of its sentence.
func (b *Browser) Ask(r *http.Request) {
	b.T.Helper()
	r.Header.Set("Accept-Language", b.Lang)
	res, err := b.client.Do(r)
	if err != nil {
		b.T.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.T.Fatal(err)
	}
	b.Status, b.Page, b.At, b.Head = res.StatusCode, string(body), res.Request.URL.RequestURI(), res.Header
	// which shows a file with keys of its own
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(b.At, "/admin/policy") {
		for _, key := range Keys(b.T, b.Page) {
			b.T.Errorf("%s: a key shows instead of its sentence: %q", b.At, key)
		}
	}
}

// Get opens a page, which must answer with that status.
func (b *Browser) Get(path string, status int) *Browser {
	b.T.Helper()
	r, err := http.NewRequest(http.MethodGet, b.Srv.URL+path, nil)
	if err != nil {
		b.T.Fatal(err)
	}
	b.Ask(r)
	if b.Status != status {
		b.T.Fatalf("GET %s: got %d, want %d\n%s", path, b.Status, status, Brief(b.T, b.Page))
	}
	return b
}

// Filled is a form of the page with its values as they stand there.
func (b *Browser) Filled(form string) (action string, v url.Values) {
	b.T.Helper()
	doc, err := html.Parse(strings.NewReader(b.Page))
	if err != nil {
		b.T.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "form" && attr(n, "id") == "form-"+form {
			return attr(n, "action"), values(n)
		}
	}
	b.T.Fatalf("%s has no form %q:\n%s", b.At, form, Brief(b.T, b.Page))
	return "", nil
}

func values(form *html.Node) url.Values {
	v := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		switch {
		case name == "" || n.Data == "button":
		case n.Data == "textarea":
			if n.FirstChild != nil {
				v.Add(name, n.FirstChild.Data)
			}
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					v.Set(name, attr(o, "value"))
				}
			}
		case attr(n, "type") == "checkbox" || attr(n, "type") == "radio":
			if has(n, "checked") {
				v.Add(name, attr(n, "value"))
			}
		case attr(n, "type") != "file":
			v.Add(name, attr(n, "value"))
		}
	}
	return v
}

// Send fills in a form of the page and sends it; a value that begins with "photo:" is a file.
func (b *Browser) Send(form string, status int, args ...string) *Browser {
	b.T.Helper()
	action, v := b.Filled(form)
	return b.Post(action, v, status, args...)
}

// Post sends values, and args over them, which must be answered with that status.
func (b *Browser) Post(action string, v url.Values, status int, args ...string) *Browser {
	b.T.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(args); i += 2 {
		if seed, ok := strings.CutPrefix(args[i+1], "photo:"); ok {
			w, err := m.CreateFormFile(args[i], "a.jpg")
			if err != nil {
				b.T.Fatal(err)
			}
			_, _ = w.Write(Snap(seed))
			continue
		}
		v.Set(args[i], args[i+1])
	}
	for k, list := range v {
		for _, x := range list {
			_ = m.WriteField(k, x)
		}
	}
	_ = m.Close()
	r, err := http.NewRequest(http.MethodPost, b.Srv.URL+action, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Referer", b.Srv.URL+b.At)
	b.Ask(r)
	if b.Status != status {
		b.T.Fatalf("POST %s: got %d, want %d\n%s", action, b.Status, status, Brief(b.T, b.Page))
	}
	return b
}

// Wants checks that the page shows something.
func (b *Browser) Wants(texts ...string) *Browser {
	b.T.Helper()
	for _, s := range texts {
		if !strings.Contains(b.Page, s) {
			b.T.Errorf("%s does not show %q:\n%s", b.At, s, Brief(b.T, b.Page))
		}
	}
	return b
}

// Lacks checks that the page shows none of it.
func (b *Browser) Lacks(texts ...string) *Browser {
	b.T.Helper()
	for _, s := range texts {
		if strings.Contains(b.Page, s) {
			b.T.Errorf("%s shows %q", b.At, s)
		}
	}
	return b
}

// Match is the first group of a pattern on the page.
func (b *Browser) Match(pattern string) string {
	b.T.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(b.Page)
	if m == nil {
		b.T.Fatalf("%s: nothing fits %s\n%s", b.At, pattern, Brief(b.T, b.Page))
	}
	return m[1]
}

func Brief(t testing.TB, page string) string {
	if !strings.Contains(page, "<main") {
		return page[:min(len(page), 400)]
	}
	_, page, _ = strings.Cut(page, "<main")
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		if tt == html.TextToken {
			b.WriteString(strings.TrimSpace(string(z.Text())) + " ")
		}
	}
	s := b.String()
	return s[:min(len(s), 1500)]
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// Snap is a small photo; another seed is another photo.
func Snap(seed string) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = byte(i*len(seed)) ^ seed[i%len(seed)]
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}
