package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"xiaohao/city"
	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces"
	"xiaohao/faces/api"
	"xiaohao/faces/api/apitest"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

const password = "lu-deng-bu-liang"

// office is a small city behind the interface. Every answer it gives is held to the description.
type office struct {
	t      *testing.T
	desk   *city.City
	db     *store.DB
	now    atomic.Int64 // the city reads it in goroutines of its own
	face   *api.API
	front  http.Handler
	judge  *apitest.Judge
	seen   map[string]bool // operations that were answered well
	tokens map[string]string
	from   string // the address that requests come from

	examples map[string]any  // by operation: they are sent in place of what a test sends; nil for never
	ran      map[string]bool // examples that were answered with success
	swapped  map[string][]byte
}

func newOffice(t *testing.T, opts gate.Options) *office {
	t.Helper()
	o := &office{t: t, seen: map[string]bool{}, tokens: map[string]string{},
		from: "127.0.0.1:40000"}
	o.now.Store(1_793_152_800_000_000)
	ctx, dir := context.Background(), t.TempDir()
	var err error
	if o.db, err = store.Open(ctx, citytest.Empty.DSN(t), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.db.Close() })
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	o.desk, err = city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: o.db, Blobs: blobs,
		Now:    func() calendar.Instant { return calendar.Instant(o.now.Load()) },
		Secret: make([]byte, 32)}, SealKey: filepath.Join(dir, "seal.key")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.desk.Close)
	g := gate.New(o.desk.House(), opts)
	if o.face, err = api.New(g, kit.JSON(faces.Rooms())...); err != nil {
		t.Fatal(err)
	}
	o.front = g.Wrap(o.face)
	o.judge = judge(t)
	o.people()
	return o
}

func judge(t *testing.T) *apitest.Judge {
	t.Helper()
	j, err := apitest.Today()
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func (o *office) people() {
	o.t.Helper()
	_, err := o.desk.Change(context.Background(), org.Caller{System: true}, o.id(), []org.Change{
		&org.AreaSet{Area: 430400000000, Name: "衡阳市"}, &org.AreaSet{Area: 430405000000, Name: "珠晖区"},
		&org.AreaSet{Area: 430406000000, Name: "雁峰区"},
		&org.UnitSet{Code: "cg", Zh: "城管局", Area: 430405000000},
		&org.PersonSet{Login: "disp", Name: "受理", Posts: []org.Post{{Kind: matter.Dispatcher, Area: 430405000000}}},
		&org.PersonSet{Login: "clerk", Name: "经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"cg"}},
		&org.PersonSet{Login: "other", Name: "外区", Posts: []org.Post{{Kind: matter.Dispatcher, Area: 430406000000}}},
		&org.PersonSet{Login: "admin", Name: "管理", Posts: []org.Post{{Kind: matter.Administrator, Area: 430400000000}}},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.desk.Auth.Effort = org.Light
	for _, p := range o.desk.Org().People() {
		if err := o.desk.Auth.SetPassword(context.Background(), p, password, false); err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o *office) id() ledger.ID {
	id, err := ledger.NewID(calendar.Instant(o.now.Load()), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func (o *office) login(who string) {
	o.t.Helper()
	o.tokens[who] = o.must("", "POST", "/api/v1/sessions",
		map[string]any{"login": who, "password": password})["token"].(string)
}

// reply is an answer as tests look at it.
type reply struct {
	*httptest.ResponseRecorder
	json map[string]any
}

// ask sends a request; body is nil, bytes, a string of JSON, or anything that becomes JSON.
func (o *office) ask(who, method, path string, body any, headers ...string) reply {
	o.t.Helper()
	var in []byte
	kind := "application/json"
	switch b := body.(type) {
	case nil:
		kind = ""
	case []byte:
		in, kind = b, "image/jpeg"
	case string:
		in = []byte(b)
	default:
		var err error
		if in, err = json.Marshal(b); err != nil {
			o.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(in))
	r.RemoteAddr = o.from
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if t := o.tokens[who]; t != "" {
		r.Header.Set("Authorization", "Bearer "+t)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	example := ""
	if op := o.judge.Pattern(r); o.examples[op] != nil && kind == "application/json" {
		again := o.swapped[string(in)] // the same is sent once more
		if mixed, ok := mix(o.examples[op], in); again != nil || ok && !o.ran[op] {
			if again == nil {
				again, o.swapped[string(in)] = mixed, mixed
			}
			in, example = again, op
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(in)), int64(len(in))
		}
	}
	w := reply{ResponseRecorder: httptest.NewRecorder()}
	o.front.ServeHTTP(w, r)
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(w.Body.Bytes(), &w.json); err != nil {
			o.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	o.hold(r, in, w)
	if example != "" && w.Code < 300 {
		o.ran[example] = true
	}
	return w
}

// hold holds an answer, and a request that was taken, to the description.
func (o *office) hold(r *http.Request, in []byte, w reply) {
	o.t.Helper()
	op, errs := o.judge.Hold(r, in, w.Result())
	for _, err := range errs {
		o.t.Errorf("%s %s, answer %d: %v", r.Method, r.URL.Path, w.Code, err)
	}
	if w.Code < 300 {
		o.seen[op] = true
	}
}

// must asks and wants a yes.
func (o *office) must(who, method, path string, body any, headers ...string) map[string]any {
	o.t.Helper()
	w := o.ask(who, method, path, body, headers...)
	if w.Code >= 300 {
		o.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.json
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 24)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func text(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}
