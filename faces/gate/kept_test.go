package gate

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"xiaohao/loop/calendar"
)

// shop asks a Kept for pages and counts how many were made.
type shop struct {
	*Kept
	t       *testing.T
	version string
	now     calendar.Instant
	made    atomic.Int64
	write   func(http.ResponseWriter) bool // nil for a plain page
}

func newShop(t *testing.T, most int) *shop { return &shop{Kept: NewKept(most), t: t, version: "1"} }

func (s *shop) get(key string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Serve(w, r, s.version, key, s.now, func(w http.ResponseWriter) bool {
		n := s.made.Add(1)
		if s.write != nil {
			return s.write(w)
		}
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "%s of version %s, made %d", key, s.version, n)
		return false
	})
	return w
}

// wants says how many pages were made so far.
func (s *shop) wants(n int64) {
	s.t.Helper()
	if got := s.made.Load(); got != n {
		s.t.Errorf("%d pages were made, want %d", got, n)
	}
}

// TestKept: a page is kept from the second time on, until what it is made of changes, and no longer than a minute.
func TestKept(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1<<20)
	for range 5 {
		s.get("a")
	}
	s.wants(2)
	s.version = "2"
	if got := s.get("a").Body.String(); !strings.Contains(got, "version 2") {
		t.Errorf("after a change: %s", got)
	}
	s.get("a")
	s.wants(3)
	s.now += 61e6
	s.get("a")
	s.wants(4)
	s.now -= 3600e6 // the clock was set back
	s.get("a")
	s.wants(5)
}

// TestKeptForms: packed for who takes that, plain for others, nothing for who has it, and never a change of the body.
func TestKeptForms(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1<<20)
	s.get("a")
	plain := s.get("a")
	packed := s.get("a", "Accept-Encoding", "gzip, br")
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || string(body) != plain.Body.String() || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("%q and %q, %v", body, plain.Body, err)
	}
	again := s.get("a", "If-None-Match", `"x", `+plain.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("who has it gets %d, %q", again.Code, again.Body)
	}
	if other := s.get("a", "If-None-Match", `W/"other"`); other.Code != http.StatusOK {
		t.Errorf("who has another one gets %d", other.Code)
	}
}

// TestKeptCrowd: of a crowd that asks at once one makes the page.
func TestKeptCrowd(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1<<20)
	entered, leave := make(chan bool, 100), make(chan bool)
	s.write = func(w http.ResponseWriter) bool {
		entered <- true
		<-leave
		_, err := io.WriteString(w, "page")
		return err != nil
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if got := s.get("a").Body.String(); got != "page" {
				t.Errorf("%q", got)
			}
		})
	}
	<-entered
	close(leave)
	all.Wait()
	if n := s.made.Load(); n > 2 { // one that comes behind the first makes it once more, and keeps it
		t.Errorf("%d were made for a crowd", n)
	}
}

// TestKeptAlone: what is for one reader, a failure, and what sets a cookie is never given to another.
func TestKeptAlone(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(w http.ResponseWriter) bool{
		"alone":   func(w http.ResponseWriter) bool { return true },
		"failure": func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusNotFound); return false },
		"cookie":  func(w http.ResponseWriter) bool { http.SetCookie(w, &http.Cookie{Name: "a"}); return false },
	} {
		s := newShop(t, 1<<20)
		s.write = write
		for range 4 {
			s.get(name)
		}
		s.wants(4)
		if n, size := s.Holds(); n+size > 0 {
			t.Errorf("%s: %d pages are kept", name, n)
		}
	}
}

// TestKeptPoison: whatever is asked for, the memory is bounded, and addresses that are asked for once drive out
// nothing.
func TestKeptPoison(t *testing.T) {
	t.Parallel()
	s := newShop(t, 100*pageCosts)
	s.get("hot")
	s.get("hot")
	s.wants(2)
	for i := range 10_000 {
		s.get(fmt.Sprintf("x=%d", i))
	}
	s.get("hot")
	s.wants(2 + 10_000)
	if n, _ := s.Holds(); n != 1 {
		t.Errorf("%d pages are kept of those asked for once", n)
	}
	for i := range 3000 { // and twice each, while others read
		s.get(fmt.Sprintf("y=%d", i))
		s.get(fmt.Sprintf("y=%d", i))
		s.get("hot")
		if _, size := s.Holds(); size > 100*pageCosts {
			t.Fatalf("%d bytes are kept", size)
		}
	}
	s.wants(2 + 10_000 + 2*3000)
}

// TestKeptChange: a page that was begun before a change is not kept after it.
func TestKeptChange(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1<<20)
	s.get("a") // it is known from now on
	s.write = func(w http.ResponseWriter) bool {
		s.write, s.version = nil, "2" // meanwhile something is withdrawn, and others come
		s.get("b")
		_, err := io.WriteString(w, "old")
		return err != nil
	}
	s.version = "1"
	s.get("a")
	if got := s.get("a").Body.String(); !strings.Contains(got, "version 2") {
		t.Errorf("after the change: %s", got)
	}
}
