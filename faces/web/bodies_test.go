package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"xiaohao/faces"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/platform/blob"
)

// TestBodies sends every page of everybody more than words may be, without photos: with its length and without, as a
// form of each kind. All are refused, and nothing is laid down beside.
func TestBodies(t *testing.T) {
	o := webtest.New(t)
	t.Setenv("TMPDIR", t.TempDir())
	form, kind := heavyForm(t, 40<<20)
	plain := []byte("text=" + strings.Repeat("x", 300<<10))
	for _, room := range faces.Rooms() {
		for _, x := range room.Routes {
			method, path, _ := strings.Cut(x.Pattern, " ")
			path = strings.NewReplacer("{$}", "", "{", "", "}", "").Replace(path)
			if method != http.MethodPost || x.Access != kit.ForAnyone {
				continue
			}
			status := func(body []byte, kind string) int {
				r, _ := http.NewRequest(method, o.Srv.URL+path, bytes.NewReader(body))
				r.Header.Set("Content-Type", kind)
				r.Header.Set("Expect", "100-continue")
				return answered(t, r)
			}
			if got := status(plain, "application/x-www-form-urlencoded"); got != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: a plain form of 300 KiB: %d", x.Pattern, got)
			}
			if x.Body.Photos > 0 {
				continue
			}
			if got := status(form, kind); got != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: a form with a heavy file: %d", x.Pattern, got)
			}
		}
	}
	form, kind = heavyForm(t, 300<<10)
	for _, path := range []string{"/language", "/login", "/report", "/report/preview", "/preview", "/alike",
		"/alike/1/same"} {
		for kind, body := range map[string][]byte{kind: form, "application/x-www-form-urlencoded": plain} {
			r, _ := http.NewRequest(http.MethodPost, o.Srv.URL+path, io.MultiReader(bytes.NewReader(body))) // no length
			r.Header.Set("Content-Type", kind)
			if got := answered(t, r); got != http.StatusRequestEntityTooLarge {
				t.Errorf("%s, %.20s, without a length: %d", path, kind, got)
			}
		}
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left beside: %v, %v", left, err)
	}
}

// patient waits for the server's word before it sends a body, also on a busy machine.
var patient = &http.Transport{ExpectContinueTimeout: time.Minute}

// answered is the status of the answer. A server that refuses a body hangs up on the rest of it, which the sender may
// notice before he reads the answer: he asks again.
func answered(t *testing.T, r *http.Request) int {
	t.Helper()
	for try := 0; ; try++ {
		again := r.Clone(t.Context())
		if body, err := io.ReadAll(r.Body); err != nil {
			t.Fatal(err)
		} else {
			r.Body, again.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
		}
		res, err := patient.RoundTrip(again)
		if err == nil {
			res.Body.Close()
			return res.StatusCode
		}
		if try == 5 {
			t.Fatal(err)
		}
	}
}

// heavyForm is a form with a file that nobody asked for.
func heavyForm(t *testing.T, size int) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("other", "a.bin")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(make([]byte, size))
	_ = m.Close()
	return b.Bytes(), m.FormDataContentType()
}

// TestAlikeKeepsNoPhotos: what asks while one types stores nothing.
func TestAlikeKeepsNoPhotos(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Visitor().Post("/alike", map[string][]string{"text": {"路灯不亮了"}}, 200, "photos", "photo:a")
	n := 0
	if err := o.Blobs.Walk(func(blob.Hash, int64) error { n++; return nil }); err != nil || n > 0 {
		t.Errorf("%d files are kept, %v", n, err)
	}
}
