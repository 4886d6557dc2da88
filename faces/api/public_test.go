package api_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// public lists n matters of residents and lets them out by two hands; it gives their ids, the newest first.
func (o *office) public(n int) (ids []int64) {
	o.t.Helper()
	ctx, x := context.Background(), part.Get[*release.Releases](o.desk.House().Values)
	o.change(&org.PersonSet{Login: "sup", Name: "督查", Posts: []org.Post{{Kind: matter.Supervisor, Area: 430405000000}}})
	who := func(login string) org.Caller {
		p, _ := o.desk.Org().PersonByLogin(login)
		return p.Caller()
	}
	check := func(err error) {
		o.t.Helper()
		if err != nil {
			o.t.Fatal(err)
		}
	}
	for range n {
		lat, lng := 26.9, 112.6
		r, err := o.desk.Do(ctx, org.Caller{}, desk.Command{ID: o.id(), Body: &matter.Report{Area: 430405000000,
			Text: "秘密的原话", Lat: &lat, Lng: &lng}})
		check(err)
		_, err = o.desk.Do(ctx, who("disp"), desk.Command{ID: o.id(), Matter: r.Matter,
			Body: &matter.List{Category: "fac.lamp"}})
		check(err)
		check(x.Draft(ctx, who("disp"), o.id(), r.Matter, release.Asking{Title: "路灯不亮", Text: "东门的路灯不亮"}))
		s, err := x.Of(ctx, who("sup"), r.Matter)
		check(err)
		check(x.Pass(ctx, who("sup"), o.id(), r.Matter, s.Seq))
		o.now.Add(60e6)
		ids = append([]int64{r.Matter}, ids...)
	}
	check(x.Ready(ctx))
	return ids
}

// Of what the city works on everybody reads what was released, page by page, and nothing of what was not; pages of
// other sites may read it, and who has an answer is told so.
func TestPublicMatters(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000", "text": "秘密"})
	want := o.public(5)
	var got []int64
	path := "/api/v1/public/matters?limit=2&category=fac.lamp"
	for range 5 {
		w := o.ask("", "GET", path, nil)
		if strings.Contains(w.Body.String(), "秘密") || w.Header().Get("Access-Control-Allow-Origin") != "*" ||
			w.Header().Get("Cache-Control") != "public, max-age=20" {
			t.Errorf("%s: %v %s", path, w.Header(), w.Body)
		}
		for _, m := range w.json["matters"].([]any) {
			got = append(got, int64(m.(map[string]any)["matter"].(float64)))
		}
		if w.json["next"] == nil {
			break
		}
		path = next(t, path, w)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("page by page %v, want %v", got, want)
	}
	one := fmt.Sprintf("/api/v1/public/matters/%d", want[0])
	if m := o.must("", "GET", one, nil); m["title"] != "路灯不亮" || m["text"] != "东门的路灯不亮" {
		t.Errorf("%v", m)
	}
	for path, status := range map[string]int{"/api/v1/public/matters/1": 404, "/api/v1/public/matters/99999": 404,
		"/api/v1/public/matters?state=nonsense": 422, "/api/v1/public/matters?area=43": 422,
		"/api/v1/public/matters?area=430405777000": 422, "/api/v1/public/matters?category=x": 422,
		"/api/v1/public/matters?limit=0": 422, "/api/v1/public/matters?limit=201": 422,
		"/api/v1/public/matters?from=x": 400, "/api/v1/public/matters?cursor=x": 400,
		"/api/v1/public/matters?state=struck": 200, "/api/v1/public/matters?state=open&area=430400000000": 200} {
		if w := o.ask("", "GET", path, nil); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
	tag := o.ask("", "GET", one, nil).Header().Get("ETag")
	if w := o.ask("", "GET", one, nil, "If-None-Match", tag); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("known already: %d %s", w.Code, w.Body)
	}
	m := o.must("", "GET", one, nil)
	if _, err := o.desk.Do(t.Context(), org.Caller{System: true}, desk.Command{ID: o.id(), Matter: want[0],
		Body: &matter.Comment{Text: "内部"}}); err != nil {
		t.Log(err) // whoever may: the version moves in any case
	}
	if w := o.ask("", "GET", one, nil, "If-None-Match", tag); w.Code != 304 && w.json["title"] != m["title"] {
		t.Errorf("after an inner comment: %d %s", w.Code, w.Body)
	}
}

// next is the address of the next page, as the answer and its header Link say it.
func next(t *testing.T, path string, w reply) string {
	t.Helper()
	u, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("cursor", w.json["next"].(string))
	u.RawQuery = q.Encode()
	if link := w.Header().Get("Link"); link != "<"+u.String()+`>; rel="next"` {
		t.Errorf("the next page is %s, but Link says %s", u, link)
	}
	return u.String()
}
