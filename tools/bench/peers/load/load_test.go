package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// fake is as much of PocketBase as the loader calls.
type fake struct {
	sync.Mutex
	t       *testing.T
	rows    []map[string]any
	calls   map[string]int
	patched int
}

func newFake(t *testing.T) (*fake, string) {
	f := &fake{t: t, calls: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/collections/users/auth-with-password", f.login)
	mux.HandleFunc("POST /api/batch", f.batch)
	mux.HandleFunc("POST "+matters, f.create)
	mux.HandleFunc("GET "+matters, f.list)
	mux.HandleFunc("GET "+matters+"/{id}", f.one)
	mux.HandleFunc("PATCH "+matters+"/{id}", f.patch)
	mux.HandleFunc("GET /api/collections/counters/records", f.counters)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		open := r.Method == "POST"
		if !open && r.Header.Get("Authorization") != "secret" {
			http.Error(w, "who?", http.StatusUnauthorized)
			return
		}
		f.Lock()
		defer f.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return f, s.URL
}

func (f *fake) body(r *http.Request, into any) {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		f.t.Error(err)
	}
}

func (f *fake) answer(w io.Writer, out any) { _ = json.NewEncoder(w).Encode(out) }

func (f *fake) login(w http.ResponseWriter, r *http.Request) {
	var in struct{ Identity, Password string }
	f.body(r, &in)
	if in.Identity != "staff@example.com" || in.Password != "pass" {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	f.answer(w, map[string]any{"token": "secret"})
}

func (f *fake) batch(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Requests []struct {
			Method, URL string
			Body        map[string]any
		}
	}
	f.body(r, &in)
	for _, x := range in.Requests {
		if x.Method != "POST" || x.URL != matters {
			f.t.Errorf("batch: %s %s", x.Method, x.URL)
		}
		f.rows = append(f.rows, x.Body)
	}
	f.calls["batch"]++
	f.answer(w, []any{})
}

func (f *fake) create(w http.ResponseWriter, r *http.Request) {
	var in map[string]any
	f.body(r, &in)
	f.rows = append(f.rows, in)
	f.calls["create"]++
	f.answer(w, in)
}

func (f *fake) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch filter := q.Get("filter"); {
	case strings.HasPrefix(filter, "state="):
		f.calls["list"]++
	case strings.HasPrefix(filter, "title~"):
		f.calls["search"]++
	}
	items := []map[string]any{}
	for i := range min(len(f.rows), 50) {
		items = append(items, map[string]any{"id": fmt.Sprint("m", i)})
	}
	f.answer(w, map[string]any{"totalItems": len(f.rows), "items": items})
}

func (f *fake) one(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.PathValue("id"), "m") {
		f.t.Error(r.URL)
	}
	f.calls["one"]++
	f.answer(w, map[string]any{})
}

func (f *fake) patch(w http.ResponseWriter, r *http.Request) {
	var in struct{ State string }
	if f.body(r, &in); in.State == "" {
		f.t.Error("a transition without a state")
	}
	f.patched++
	f.answer(w, in)
}

func (f *fake) counters(w http.ResponseWriter, _ *http.Request) {
	f.calls["counters"]++
	f.answer(w, map[string]any{})
}

// TestLoad runs the whole program against a server: it fills what is missing, no more, and then every operation
// arrives.
func TestLoad(t *testing.T) {
	t.Parallel()
	f, url := newFake(t)
	f.rows = make([]map[string]any, 100)
	file := filepath.Join(t.TempDir(), "out.json")
	var out bytes.Buffer
	args := []string{"-target", "pocketbase", "-url", url + "/", "-password", "pass", "-n", "1300", "-clients", "4",
		"-seconds", "0.2", "-runs", "1", "-json", file, "-mix"}
	if err := run(t.Context(), append(args, "list,mixed"), &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if f.calls["batch"] != 3 || len(f.rows) != 1300+f.calls["create"] {
		t.Errorf("%d batches, %d matters, %d of them reported", f.calls["batch"], len(f.rows), f.calls["create"])
	}
	if r := texts(t).report(100); f.rows[100]["text"] != r.Text || f.rows[100]["area"] != r.Area ||
		f.rows[100]["state"] != "reported" || f.rows[104]["state"] != "listed" {
		t.Errorf("the first that was made: %v", f.rows[100])
	}
	for _, o := range []string{"create", "list", "search", "one", "counters"} {
		if f.calls[o] == 0 {
			t.Errorf("no %s arrived", o)
		}
	}
	if f.patched == 0 {
		t.Error("no transition arrived")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []Result
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	// One row of the list, one of the mix, and one of each operation but newest, which the mix leaves out.
	if len(got) != 1+len(operations) || got[0].Name != "list" || got[1].Name != "mixed" || got[1].Ops <= 0 ||
		got[1].Failed != 0 || got[0].N != 1300 || got[0].Target != "pocketbase" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(out.String(), "mixed: counters") {
		t.Errorf("the table: %s", &out)
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	_, url := newFake(t)
	for _, c := range []struct{ args, want string }{
		{"-target other", "xiaohao, pocketbase or redmine"},
		{"-mix list,create,nap", "-mix nap"},
		{"-n 0", "above 0"},
		{"more", "behind the flags"},
		{"-target pocketbase -password wrong -url " + url, "400"},
	} {
		err := run(t.Context(), strings.Fields(c.args), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("load %s: %v, want %q", c.args, err, c.want)
		}
	}
}

// TestRedmineSQL counts the lines of the script and holds them to the columns that it copies.
func TestRedmineSQL(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-sql", "-target", "redmine", "-from", "30", "-n", "70"},
		&out, io.Discard); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(out.String(), "FROM STDIN;\n")
	data, _, ok := strings.Cut(rest, "\\.\n")
	lines := strings.Split(strings.TrimSuffix(data, "\n"), "\n")
	if !ok || len(lines) != 40 {
		t.Fatalf("%d lines: %.300s", len(lines), data)
	}
	for i, l := range lines {
		c := strings.Split(l, "\t")
		if len(c) != 9 || c[0] != fmt.Sprint(i) || c[2] != texts(t).report(30+i).Text ||
			c[6] != fmt.Sprint(state(30+i)) {
			t.Errorf("line %d: %q", i, l)
		}
	}
}
