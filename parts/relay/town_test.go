package relay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/notify"
	"xiaohao/parts/relay"
	"xiaohao/parts/release"
)

// body is another body's server. do, when set, answers in its place and says whether it did.
type body struct {
	URL, Host string
	mu        sync.Mutex
	posts     []url.Values
	polls     []string
	status    map[string]string // by number
	notes     string
	shown     bool // its list shows what was posted
	do        func(w http.ResponseWriter, r *http.Request) bool
}

func newBody(t *testing.T) *body {
	b := &body{status: map[string]string{}}
	srv := httptest.NewServer(b)
	t.Cleanup(srv.Close)
	b.URL, b.Host = srv.URL+"/v2", strings.TrimPrefix(srv.URL, "http://")
	return b
}

func (b *body) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.do != nil && b.do(w, r) {
		return
	}
	say := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	path := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/v2/"), ".json")
	switch {
	case r.Method == "POST" && path == "requests":
		say([]map[string]any{{"service_request_id": b.take(r)}})
	case path == "services":
		say([]map[string]any{{"service_code": 1, "service_name": "路灯", "metadata": true}, {"service_code": "2",
			"service_name": "坑洼", "metadata": "false"}})
	case path == "services/1":
		say(map[string]any{"service_code": 1, "attributes": []map[string]any{{"code": "WHERE", "variable": true,
			"required": true, "datatype": "string", "order": 1}}})
	case path == "requests" && r.URL.Query().Has("service_request_id"):
		say(b.list(strings.Split(r.URL.Query().Get("service_request_id"), ",")...))
	case path == "requests" && b.shown:
		say(b.posted())
	case path == "requests":
		say([]string{})
	case strings.HasPrefix(path, "requests/"):
		say(b.list(strings.TrimPrefix(path, "requests/")))
	default:
		http.NotFound(w, r)
	}
}

// take keeps what was posted and gives its number.
func (b *body) take(r *http.Request) string {
	_ = r.ParseMultipartForm(8 << 20)
	b.posts = append(b.posts, r.PostForm)
	id := fmt.Sprint("N-", len(b.posts))
	b.status[id] = "open"
	return id
}

func (b *body) list(ids ...string) []map[string]any {
	b.polls = append(b.polls, strings.Join(ids, ","))
	out := []map[string]any{}
	for _, id := range ids {
		if s := b.status[id]; s != "" {
			out = append(out, map[string]any{"service_request_id": id, "status": s, "status_notes": b.notes})
		}
	}
	return out
}

func (b *body) posted() []map[string]any {
	out := []map[string]any{}
	for i, p := range b.posts {
		out = append(out, map[string]any{"service_request_id": fmt.Sprint("N-", i+1), "status": "open",
			"service_code": p.Get("service_code"), "description": p.Get("description")})
	}
	return out
}

// town is a city that sends to other bodies.
type town struct {
	*citytest.Office
	*relay.Relay
	t   *testing.T
	ctx context.Context
}

func newTown(t *testing.T) *town {
	o := citytest.New(t)
	x, ok := part.Find[*relay.Relay](o.Values)
	if !ok {
		t.Fatal("nothing is sent")
	}
	return &town{o, x, t, context.Background()}
}

func (o *town) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// knows makes a server and a route of lamps to it.
func (o *town) knows(b *body, ruled bool) (server, route int64) {
	o.t.Helper()
	server, err := o.SetServer(o.ctx, o.Who["admin"], relay.Server{Name: "供电局", Hosts: []string{b.Host}, Enabled: true,
		Media: relay.NoMedia, Wire: relay.Wire{Base: b.URL, Key: "their-key-77"}})
	o.must(err)
	r := relay.Route{Server: server, Category: "fac.lamp", Service: "1"}
	r.ID, err = o.SetRoute(o.ctx, o.Who["admin"], r)
	o.must(err)
	r.Ruled, r.Answers = ruled, []relay.Answer{{Code: "WHERE", From: relay.FieldPlace}, {Code: "NONE", Text: "x"}}
	_, err = o.SetRoute(o.ctx, o.Who["admin"], r)
	o.must(err)
	return server, r.ID
}

// public is a matter on the list that was released.
func (o *town) public() int64 {
	o.t.Helper()
	id := o.listed()
	releases := part.Get[*release.Releases](o.Values)
	o.must(releases.Draft(o.ctx, o.Who["disp"], o.ID(), id, release.Asking{Title: "东风路路灯不亮", Text: "晚上看不见路",
		Place: "东风路口", Agreed: true}))
	o.CatchUp()
	s, err := releases.Of(o.ctx, o.Who["sup"], id)
	o.must(err)
	if s.State == release.Waits {
		o.must(releases.Pass(o.ctx, o.Who["sup"], o.ID(), id, s.Seq))
	}
	o.CatchUp()
	return id
}

// listed is a matter on the list; who reported it left his number.
func (o *town) listed() int64 {
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路 12 号 张三家", Text: "路灯不亮，我的电话 13812345678"})
	o.Give("disp", id, &matter.List{Category: "fac.lamp"})
	return id
}

// sent is a public matter that waits to go out.
func (o *town) sent(route int64) int64 {
	o.t.Helper()
	id := o.public()
	o.must(o.Send(o.ctx, o.Who["disp"], o.ID(), id, route))
	return id
}

// turn lets the clock do what is due.
func (o *town) turn() {
	o.t.Helper()
	if _, err := o.Turn(o.ctx); err != nil {
		o.t.Fatal(err)
	}
	o.CatchUp()
}

// at is where the last sending of a matter stands.
func (o *town) at(id int64) relay.Stand {
	o.t.Helper()
	a, err := o.Of(o.ctx, o.Who["disp"], o.Truth(id))
	o.must(err)
	if len(a.List) == 0 {
		return relay.Stand{}
	}
	return a.List[len(a.List)-1]
}

func (o *town) is(id int64, state, number, why string) relay.Stand {
	o.t.Helper()
	s := o.at(id)
	if s.State != state || s.Number != number || s.Why != why {
		o.t.Fatalf("it is %s %q %q, want %s %q %q", s.State, s.Number, s.Why, state, number, why)
	}
	return s
}

// proven proves the tables.
func (o *town) proven() {
	o.t.Helper()
	o.must(relay.Part.Check(o.ctx, o.DB.Read(), o.Base.City, nil, func(s string) { o.t.Error(s) }))
}

// heard is how often somebody was told something.
func (o *town) heard(login, kind string) (n int) {
	o.t.Helper()
	list, err := part.Get[*notify.Notify](o.Values).Inbox(o.ctx, o.Who[login], 0, 100)
	o.must(err)
	for _, e := range list {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
