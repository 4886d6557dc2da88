package open311_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/faces/gate"
	"xiaohao/faces/open311"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// world is a city behind its door for programs.
type world struct {
	*citytest.Office
	releases *release.Releases
	handler  http.Handler
	schemas  map[string]schema
}

// attributes are questions of all six datatypes, asked with reports of blocked drains.
const attributes = "attributes: [{code: POLE, datatype: string, required: true, zh: 杆号, en: Number of the pole, " +
	"hint: {zh: 六位数字, en: Six digits}}, {code: DEPTH, datatype: number, zh: 水深（厘米）}, " +
	"{code: SINCE, datatype: datetime, zh: 何时开始}, {code: MORE, datatype: text, zh: 其他情况}, " +
	"{code: SMELL, datatype: singlevaluelist, zh: 有无异味, values: [{key: y, zh: 有}, {key: n, zh: 无}]}, " +
	"{code: NEAR, datatype: multivaluelist, zh: 附近有, values: [{key: s, zh: 学校}]}], "

// newWorld opens it; its policy lets street lamps out at once and asks something about drains.
func newWorld(t testing.TB) *world {
	o := citytest.New(t)
	src := string(policy.Default().Source())
	for old, now := range map[string]string{
		"{code: fac.drain, ": "{code: fac.drain, " + attributes,
		"  at_once: []":      "  at_once: [env.posters]",
		"realtime: []":       "realtime: [env.posters]",
	} {
		if !strings.Contains(src, old) {
			t.Fatalf("the policy has no %q", old)
		}
		src = strings.Replace(src, old, now, 1)
	}
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.ID(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	w := &world{Office: o, releases: part.Get[*release.Releases](o.Values), schemas: schemas(t)}
	g := gate.New(o.House(), gate.Options{TrustLoopback: true, BaseURL: "https://xiaohao.example"})
	face, err := open311.New(g)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/open311/", face)
	w.handler = g.Wrap(mux)
	return w
}

// listed is a matter on the list.
func (w *world) listed(category, text string) int64 {
	lat, lng := 26.89, 112.6
	id := w.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路 12 号", Text: text, Lat: &lat, Lng: &lng})
	w.Give("disp", id, &matter.List{Category: category})
	return id
}

// out lets a matter out by two hands, with all its photos.
func (w *world) out(id int64, title, text string) {
	w.T.Helper()
	ctx := context.Background()
	ask := release.Asking{Title: title, Text: text, Place: "东风路"}
	for _, p := range w.Truth(id).Photos {
		ask.Photos = append(ask.Photos, release.Photo{ID: p.ID, After: true})
	}
	if err := w.releases.Draft(ctx, w.Who["disp"], w.ID(), id, ask); err != nil {
		w.T.Fatal(err)
	}
	s, err := w.releases.Of(ctx, w.Who["disp"], id)
	if err != nil {
		w.T.Fatal(err)
	}
	if err := w.releases.Pass(ctx, w.Who["sup"], w.ID(), id, s.Seq); err != nil {
		w.T.Fatal(err)
	}
	w.CatchUp()
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send asks the door.
func (w *world) send(r *http.Request) answer {
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Result().Body)
	if err != nil {
		w.T.Fatal(err)
	}
	return answer{rec.Code, rec.Result().Header, body}
}

// get asks for a path below /open311.
func (w *world) get(path string) answer {
	r := httptest.NewRequest(http.MethodGet, "/open311"+path, http.NoBody)
	r.RemoteAddr = "127.0.0.1:9"
	return w.send(r)
}

var types = map[string]string{"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}

// judged reads an answer by a schema and wants its status and its type.
func (w *world) judged(a answer, format, name string, status int) any {
	w.T.Helper()
	if a.status != status {
		w.T.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if got := a.header.Get("Content-Type"); got != types[format] {
		w.T.Errorf("type %q, want %q", got, types[format])
	}
	if a.header.Get("Access-Control-Allow-Origin") != "*" {
		w.T.Error("other sites' pages may not read it")
	}
	s, known := w.schemas[name]
	if !known {
		w.T.Fatalf("no schema %s", name)
	}
	read := s.json
	if format == "xml" {
		read = s.xml
	}
	v, err := read(a.body)
	if err != nil {
		w.T.Fatal(err)
	}
	return v
}

// ask asks for an address in both formats, wants the same of both, and gives it.
func (w *world) ask(path, query, name string, status int) any {
	w.T.Helper()
	if query != "" {
		query = "?" + query
	}
	j := w.judged(w.get(path+".json"+query), "json", name, status)
	x := w.judged(w.get(path+".xml"+query), "xml", name, status)
	if diff := cmp.Diff(j, x); diff != "" {
		w.T.Errorf("%s%s: JSON and XML are not the same:\n%s", path, query, diff)
	}
	return j
}

// list asks for a list.
func (w *world) list(path, query, name string) (out []map[string]any) {
	w.T.Helper()
	for _, x := range w.ask(path, query, name, http.StatusOK).([]any) {
		out = append(out, x.(map[string]any))
	}
	return out
}

// ids asks for requests and gives their numbers.
func (w *world) ids(query string) string {
	w.T.Helper()
	var out []string
	for _, m := range w.list("/v2/requests", query, "requests") {
		out = append(out, m["service_request_id"].(string))
	}
	return strings.Join(out, ",")
}

// refused asks for what is refused and gives the words.
func (w *world) refused(path, query string, status int) string {
	w.T.Helper()
	list := w.ask(path, query, "errors", status).([]any)
	e := list[0].(map[string]any)
	if got := e["code"]; got != strconv.Itoa(status) {
		w.T.Errorf("%s?%s: code %v, want %d", path, query, got, status)
	}
	return e["description"].(string)
}

// post sends a form.
func (w *world) post(path string, form url.Values) answer {
	r := httptest.NewRequest(http.MethodPost, "/open311"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.RemoteAddr = "127.0.0.1:9"
	return w.send(r)
}

// postingKey is a key that may send here.
func (w *world) postingKey() string {
	w.T.Helper()
	key, _, err := w.Auth.NewServiceKey(context.Background(), org.Caller{System: true}, org.Key{Name: "试用",
		Reach: org.Reaches{org.ReachOpen311}})
	if err != nil {
		w.T.Fatal(err)
	}
	return key
}
