package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"xiaohao/faces"
	"xiaohao/loop/calendar"

	"golang.org/x/net/html"

	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/faces/web"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const (
	cityCode = area.Code(430400000000)
	county   = area.Code(430405000000)
	township = area.Code(430405001000)
	password = "fourteen apples today"
)

// town is a small city behind the real gate and the real desk, with a clock that is set by hand.
type town struct {
	*city.City
	house *part.House // what the pages were given
	t     testing.TB
	srv   *httptest.Server
	now   atomic.Int64 // the city reads it in goroutines of its own
	log   bytes.Buffer
}

func newTown(t testing.TB) *town {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	o := &town{t: t}
	o.now.Store(1_793_152_800_000_000) // 2026-10-28 10:00 in Hengyang, an ordinary Wednesday
	db, err := store.Open(ctx, storetest.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx, city.Standard().Steps()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	o.City, err = city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs,
		Now:    func() calendar.Instant { return calendar.Instant(o.now.Load()) },
		Secret: make([]byte, 32)}, SealKey: dir + "/seal.key"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	o.settle()
	o.house = o.House()
	g := gate.New(o.house, gate.Options{TrustLoopback: true, Log: slog.New(slog.NewTextHandler(&o.log, nil))})
	pages, err := web.New(g, faces.Rooms(), city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	o.srv = httptest.NewServer(g.Wrap(pages))
	t.Cleanup(o.srv.Close)
	return o
}

func (o *town) settle() {
	o.t.Helper()
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	clerk := []org.Post{{Kind: matter.UnitClerk}}
	id, err := ledger.NewID(calendar.Instant(o.now.Load()), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	_, err = o.Change(context.Background(), org.Caller{System: true}, id, []org.Change{
		&org.AreaSet{Area: cityCode, Name: "衡阳市"}, &org.AreaSet{Area: county, Name: "珠晖区"},
		&org.AreaSet{Area: township, Name: "广东路街道"},
		&org.AreaSet{Area: 430406000000, Name: "雁峰区"}, &org.AreaSet{Area: 430406001000, Name: "先锋街道"},
		&org.UnitSet{Code: "gdl", Zh: "广东路街道办", Area: township},
		&org.UnitSet{Code: "gdl-1", Zh: "环卫所", Area: township, ParentCode: "gdl"},
		&org.UnitSet{Code: "hc", Zh: "核查中心", Area: county},
		&org.PersonSet{Login: "disp", Name: "受理甲", Posts: post(matter.Dispatcher, county)},
		&org.PersonSet{Login: "clerk", Name: "经办乙", Posts: clerk, UnitCodes: []string{"gdl"}},
		&org.PersonSet{Login: "ver", Name: "核查丙", Posts: []org.Post{{Kind: matter.Verifier, Area: county}},
			UnitCodes: []string{"hc"}},
		&org.PersonSet{Login: "sup", Name: "督查丁", Posts: post(matter.Supervisor, cityCode)},
		&org.PersonSet{Login: "other", Name: "外区戊", Posts: post(matter.Dispatcher, 430406000000)},
		&org.PersonSet{Login: "admin", Name: "管理己", Posts: post(matter.Administrator, cityCode)},
		&org.PersonSet{Login: "fresh", Name: "新人庚", Posts: post(matter.Dispatcher, county)},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.Auth.Effort = org.Light
	for _, p := range o.Org().People() {
		if err := o.Auth.SetPassword(context.Background(), p, password, p.Login == "fresh"); err != nil {
			o.t.Fatal(err)
		}
	}
}

// browser is one person's browser without scripts: it knows the last page and sends the forms on it.
type browser struct {
	*town
	client *http.Client
	lang   string
	status int
	at     string // path and query of the page
	page   string
	head   http.Header
}

// visitor is a browser nobody is logged in with.
func (o *town) visitor() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &browser{town: o, client: &http.Client{Jar: jar}, lang: "zh-CN"}
}

// as is the browser of somebody who logged in through the form.
func (o *town) as(login string) *browser {
	o.t.Helper()
	b := o.visitor()
	b.get("/login", 200)
	b.send("login", 200, "login", login, "password", password)
	return b
}

func (b *browser) do(r *http.Request) {
	b.t.Helper()
	r.Header.Set("Accept-Language", b.lang)
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.status, b.page, b.at, b.head = res.StatusCode, string(body), res.Request.URL.RequestURI(), res.Header
	// which shows a file with keys of its own
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(b.at, "/admin/policy") {
		for _, m := range dynamic.FindAllString(visible(b.t, b.page), -1) {
			b.t.Errorf("%s: a key shows instead of its sentence: %q", b.at, m)
		}
	}
}

func (b *browser) get(path string, status int) *browser {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodGet, b.srv.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(r)
	if b.status != status {
		b.t.Fatalf("GET %s: got %d, want %d\n%s", path, b.status, status, brief(b.t, b.page))
	}
	return b
}

// filled is a form of the page with its values as they stand there.
func (b *browser) filled(form string) (action string, v url.Values) {
	b.t.Helper()
	doc, err := html.Parse(strings.NewReader(b.page))
	if err != nil {
		b.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "form" && attr(n, "id") == "form-"+form {
			return attr(n, "action"), values(n)
		}
	}
	b.t.Fatalf("%s has no form %q:\n%s", b.at, form, brief(b.t, b.page))
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

// send fills in a form of the page and sends it; a value that begins with "photo:" is a file.
func (b *browser) send(form string, status int, args ...string) *browser {
	b.t.Helper()
	action, v := b.filled(form)
	return b.post(action, v, status, args...)
}

func (b *browser) post(action string, v url.Values, status int, args ...string) *browser {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(args); i += 2 {
		if seed, ok := strings.CutPrefix(args[i+1], "photo:"); ok {
			w, err := m.CreateFormFile(args[i], "a.jpg")
			if err != nil {
				b.t.Fatal(err)
			}
			_, _ = w.Write(snap(seed))
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
	r, err := http.NewRequest(http.MethodPost, b.srv.URL+action, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	b.do(r)
	if b.status != status {
		b.t.Fatalf("POST %s: got %d, want %d\n%s", action, b.status, status, brief(b.t, b.page))
	}
	return b
}

// wants checks that the page shows something.
func (b *browser) wants(texts ...string) *browser {
	b.t.Helper()
	for _, s := range texts {
		if !strings.Contains(b.page, s) {
			b.t.Errorf("%s does not show %q:\n%s", b.at, s, brief(b.t, b.page))
		}
	}
	return b
}

func (b *browser) lacks(texts ...string) *browser {
	b.t.Helper()
	for _, s := range texts {
		if strings.Contains(b.page, s) {
			b.t.Errorf("%s shows %q", b.at, s)
		}
	}
	return b
}

// match is the first group of a pattern on the page.
func (b *browser) match(pattern string) string {
	b.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(b.page)
	if m == nil {
		b.t.Fatalf("%s: nothing fits %s\n%s", b.at, pattern, brief(b.t, b.page))
	}
	return m[1]
}

// only is the id of the one matter there is.
func (o *town) only() int64 {
	o.t.Helper()
	b := o.as("sup").get("/lists/all", 200)
	n, err := strconv.ParseInt(b.match(`href="/matters/(\d+)"`), 10, 64)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func brief(t testing.TB, page string) string {
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

// snap is a small photo; another seed is another photo.
func snap(seed string) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = byte(i*len(seed)) ^ seed[i%len(seed)]
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}
