package web_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestLargeUnsent sends forms that are larger than strangers' may be after the session ended, of each kind, with
// words that pack badly and with photos: whatever who is logged in may bring comes back filled in. A browser that
// nobody logged in with is told to log in first, and no larger body of his is taken.
func TestLargeUnsent(t *testing.T) {
	t.Parallel()
	letters := func(n int, from, to rune) string {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		var b strings.Builder
		for b.Len() < n {
			b.WriteRune(from + r.Int32N(to-from))
		}
		return b.String()
	}
	ends := map[string]func(o *webtest.Town, b *webtest.Browser){
		"idle": func(o *webtest.Town, _ *webtest.Browser) { o.Pass(13 * 3600 * 1_000_000) },
		"logged out elsewhere": func(_ *webtest.Town, b *webtest.Browser) {
			at := b.At
			b.Post("/logout", nil, 200)
			b.At = at
		},
	}
	for name, end := range ends {
		for _, text := range []string{letters(230<<10, '一', '龥'), letters(1000<<10, '!', '~'),
			strings.Repeat("<\"&\r\n", 160<<10)} {
			t.Run(fmt.Sprint(name, len(text)), func(t *testing.T) {
				t.Parallel()
				o := webtest.New(t)
				b := o.As("disp").Get("/new", 200)
				action, v := b.Filled("new")
				end(o, b)
				before := o.Ledger().Head().Seq
				b.Post(action, v, 401, "text", text, "place", "东门", "photos", "photo:large")
				b.Send("login", 200, "login", "disp", "password", webtest.Password)
				_, back := b.Filled("new")
				if back.Get("text") != strings.ReplaceAll(text, "\r\n", "\n") || back.Get("place") != "东门" ||
					back.Get("upload") == "" {
					t.Errorf("%d bytes of %d came back, %q, %q", len(back.Get("text")), len(text), back.Get("place"),
						back.Get("upload"))
				}
				if now := o.Ledger().Head().Seq; now != before {
					t.Errorf("%d events were written", now-before)
				}
			})
		}
	}
	o := webtest.New(t)
	b := o.Visitor().Get("/login", 200)
	b.Post("/new", url.Values{"text": {letters(300<<10, '!', '~')}}, 413).Wants("登录已失效")
	b.Post("/login", url.Values{"unsent": {letters(300<<10, '!', '~')}}, 413)
	b.Post("/new", url.Values{"text": {letters(230<<10, '!', '~')}}, 401).
		Send("login", 200, "login", "disp", "password", webtest.Password)
	if _, v := b.Filled("new"); len(v.Get("text")) != 230<<10 {
		t.Errorf("%d bytes of a stranger's came back", len(v.Get("text")))
	}
}

// TestFileUnsent sends a form with a large file after the session ended: what was chosen beside it comes back, and the
// file is asked for again.
func TestFileUnsent(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("admin").Get("/imports?what=matters", 200)
	o.Pass(13 * 3600 * 1_000_000)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, err := m.CreateFormFile("file", "list.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(make([]byte, 3<<20))
	_ = m.WriteField("what", "matters")
	_ = m.Close()
	r, err := http.NewRequest(http.MethodPost, o.Srv.URL+"/imports", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Referer", o.Srv.URL+"/imports?what=matters")
	if b.Ask(r); b.Status != 401 {
		t.Fatalf("%d %s", b.Status, webtest.Brief(t, b.Page))
	}
	b.Send("login", 200, "login", "admin", "password", webtest.Password).Wants("还没有提交", "文件请重新选择")
}
