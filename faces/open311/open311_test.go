package open311_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/matter"
)

// TestDiscovery: the document that leads programs here.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/discovery", "/v2/discovery"} {
		d := w.ask(path, "", "discovery", http.StatusOK).(map[string]any)
		for _, e := range d["endpoints"].([]any) {
			at := e.(map[string]any)["url"].(string)
			below, ours := strings.CutPrefix(at, "https://xiaohao.example/open311")
			if !ours {
				t.Errorf("%s leads elsewhere", at)
			}
			w.ask(below+"/services", "", "services", http.StatusOK)
		}
	}
}

// TestServices: what may be reported, and what is asked besides.
func TestServices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := w.list("/v2/services", "", "services")
	kinds := map[string][2]any{}
	for _, s := range all {
		kinds[s["service_code"].(string)] = [2]any{s["type"], s["metadata"]}
		d := w.ask("/v2/services/"+s["service_code"].(string), "", "service_definition",
			http.StatusOK).(map[string]any)
		if d["service_code"] != s["service_code"] || (len(d["attributes"].([]any)) > 0) != s["metadata"].(bool) {
			t.Errorf("%v: %v", s, d)
		}
	}
	want := map[string][2]any{"env.posters": {"realtime", false}, "env.bin": {"batch", false},
		"fac.drain": {"batch", true}}
	for code, kind := range want {
		if kinds[code] != kind {
			t.Errorf("%s is %v, want %v", code, kinds[code], kind)
		}
	}
	if _, there := kinds["civic.manners"]; there {
		t.Error("what is never public is a service")
	}
	drain := w.ask("/v2/services/fac.drain", "", "service_definition", http.StatusOK).(map[string]any)
	var types []string
	for i, a := range drain["attributes"].([]any) {
		a := a.(map[string]any)
		if fmt.Sprint(a["order"]) != strconv.Itoa(i+1) {
			t.Errorf("order %v at place %d", a["order"], i)
		}
		types = append(types, a["datatype"].(string))
	}
	if diff := cmp.Diff(types, []string{"string", "number", "datetime", "text", "singlevaluelist",
		"multivaluelist"}); diff != "" {
		t.Error(diff)
	}
	for _, code := range []string{"033", "civic.manners", "task.work", "%20", "fac.lamp%2F..",
		strings.Repeat("x", 5000)} {
		if words := w.refused("/v2/services/"+code, "", http.StatusNotFound); words == "" {
			t.Error("no words")
		}
	}
}

// TestRequest: each field of one request, open and closed.
func TestRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listed("fac.lamp", "路灯不亮")
	listed := w.iso()
	w.Advance(time.Hour)
	w.Give("disp", id, &matter.Assign{Lead: w.Units["she"]})
	w.Give("clerk", id, &matter.Sign{})
	w.out(id, "路灯", "<b>三盏</b>路灯不亮 & \"很黑\"\n请修")
	path := "/v2/requests/" + strconv.FormatInt(id, 10)
	m := w.list(path, "", "requests")[0]
	want := map[string]any{"service_request_id": strconv.FormatInt(id, 10), "status": "open",
		"service_code": "fac.lamp", "service_name": "路灯不亮", "description": "<b>三盏</b>路灯不亮 & \"很黑\"\n请修",
		"requested_datetime": listed, "updated_datetime": w.iso(), "address": "东风路", "address_id": nil,
		"zipcode": nil, "media_url": nil}
	for name, v := range want {
		if m[name] != v {
			t.Errorf("%s is %v, want %v", name, m[name], v)
		}
	}
	if m["agency_responsible"] == nil || m["expected_datetime"] == nil || fmt.Sprint(m["lat"]) != "26.89" ||
		fmt.Sprint(m["long"]) != "112.6" || !strings.Contains(m["status_notes"].(string), "整改中") {
		t.Errorf("%v", m)
	}
	w.Advance(time.Hour)
	w.Fix(id)
	w.Advance(time.Hour)
	w.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	closed := w.iso()
	w.Advance(time.Hour)
	w.out(id, "路灯", "三盏路灯不亮")
	m = w.list(path, "extensions=true", "requests")[0]
	if m["status"] != "closed" || m["updated_datetime"] != closed || m["requested_datetime"] != listed ||
		m["service_notice"] != nil {
		t.Errorf("closed at %s: %v", closed, m)
	}
	if url, ok := m["media_url"].(string); !ok || !strings.HasPrefix(url, "https://xiaohao.example/public/matters/") {
		t.Errorf("the first photo is at %v", m["media_url"])
	}
	x := m["extended_attributes"].(map[string]any)
	if x["state"] != "struck" || len(x["steps"].([]any)) != 5 || x["title"] != "路灯" {
		t.Errorf("%v", x)
	}
	for _, gone := range []string{"0", "-1", "1x", "007", "99999999999999999999", "%00", strconv.FormatInt(id+1, 10)} {
		w.refused("/v2/requests/"+gone, "", http.StatusNotFound)
	}
}

// iso is the city's clock as this door writes it.
func (w *world) iso() string {
	return time.UnixMicro(int64(w.Now())).In(time.FixedZone("", 8*3600)).Format(time.RFC3339)
}

// TestList: each parameter of the list of requests.
func TestList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	zero := w.iso()
	var ids []string
	for i, code := range []string{"fac.lamp", "env.bin", "fac.lamp", "env.bin", "fac.lamp"} {
		id := w.listed(code, fmt.Sprintf("第 %d 件事情在这里", i))
		w.out(id, "题", "文")
		ids = append(ids, strconv.FormatInt(id, 10))
		w.Advance(24 * time.Hour)
	}
	w.closeFirst(ids[0])
	hidden := w.listed("fac.lamp", "不公开")
	home := w.listed("home.lift", "电梯坏了")
	w.out(home, "电梯", "坏了")
	all := strings.Join([]string{ids[4], ids[3], ids[2], ids[1], ids[0]}, ",")
	at := func(days int, then string) string { // so many days after the first
		t, _ := time.Parse(time.RFC3339, zero)
		return then + url.QueryEscape(t.AddDate(0, 0, days).Format(time.RFC3339))
	}
	homeID := strconv.FormatInt(home, 10)
	for query, want := range map[string]string{
		"":                              all,
		"status=":                       all,
		"jurisdiction_id=":              all,
		"api_key=whatever":              all,
		"unknown=1":                     all,
		"status=open":                   strings.Join([]string{ids[4], ids[3], ids[2], ids[1]}, ","),
		"status=closed":                 ids[0],
		"status=OPEN,closed":            all,
		"status=open&status=closed":     all,
		"service_code=env.bin":          ids[3] + "," + ids[1],
		"service_code=env.bin,fac.lamp": all,
		"service_code=env.bin&service_code=fac.lamp":                                 all,
		"service_code=033":                                                           "",
		"service_code=033,env.bin":                                                   ids[3] + "," + ids[1],
		"service_code=home.lift":                                                     homeID,
		"service_code=env.bin&status=closed":                                         "",
		"service_request_id=" + ids[1] + "," + ids[3]:                                ids[1] + "," + ids[3],
		"service_request_id=" + ids[1] + "&status=nonsense&start_date=never&page=-1": ids[1],
		"service_request_id=" + fmt.Sprint(hidden):                                   "",
		"service_request_id=" + homeID + ",abc," + ids[2]:                            homeID + "," + ids[2],
		at(1, "start_date="): strings.Join([]string{ids[4],
			ids[3], ids[2], ids[1]}, ","),
		at(1, "end_date="):                         ids[1] + "," + ids[0],
		at(1, "start_date=") + at(2, "&end_date="): ids[2] + "," + ids[1],
		"start_date=" + strings.ReplaceAll(zero, "T", "T") + "&status=closed": ids[0],
		"start_date=2026-11-17&end_date=2026-11-18":                           ids[2] + "," + ids[1],
		"start_date=2026-11-17T02:00:00Z&end_date=2026-11-18T02:00:00Z":       ids[2] + "," + ids[1],
		"start_date=2026-11-17T10:00:00&end_date=2026-11-18T10:00:00":         ids[2] + "," + ids[1],
		"start_date=2026-06-01T00:00:00Z":                                     "",
		"start_date=2026-11-17&service_code=home.lift":                        "",
		"page_size=2":                                        ids[4] + "," + ids[3],
		"page_size=2&page=2":                                 ids[2] + "," + ids[1],
		"page_size=2&page=3":                                 ids[0],
		"page_size=2&page=4":                                 "",
		"page=2":                                             "",
		"page_size=100000":                                   all,
		at(5, "updated_after="):                              ids[0],
		at(2, "updated_before="):                             ids[2] + "," + ids[1],
		"lat=26.89&long=112.6":                               all,
		"lat=26.9&long=112.6&radius=300":                     "",
		"lat=26.9&long=112.6&radius=1200&status=closed":      ids[0],
		"bbox=112.59,26.88,112.61,26.9":                      all,
		"bbox=112.61,26.88,112.62,26.9":                      "",
		"bbox=112.59,26.88,112.61,26.9&service_code=env.bin": ids[3] + "," + ids[1],
	} {
		if got := w.ids(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// closeFirst takes a matter through the loop.
func (w *world) closeFirst(id string) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		w.T.Fatal(err)
	}
	w.Give("disp", n, &matter.Assign{Lead: w.Units["she"]})
	w.Give("clerk", n, &matter.Sign{})
	w.Fix(n)
	w.Give("ver", n, &matter.StrikeOff{Note: "看过"})
	w.CatchUp()
}

// TestRefused: what cannot be answered is refused in the standard's way, in words.
func TestRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, query := range []string{"status=done", "status=open,done", "page=0", "page=-1", "page=x", "page=1.5",
		"page_size=0", "page_size=-5", "page_size=NaN", "page=51", "page=2147483647",
		"start_date=yesterday", "start_date=2026-13-01", "end_date=2026-11-16T25:00:00Z", "start_date=0000-01-01",
		"start_date=1900-01-01T00:00:00Z", "start_date=2026-11-17&end_date=2026-11-16",
		"start_date=2026-01-01&end_date=2026-11-16", "updated_after=x",
		"updated_after=2026-11-17&updated_before=2026-11-16",
		"updated_after=2026-11-01&start_date=2026-11-01", "updated_after=2026-11-01&lat=26&long=112",
		"lat=26", "long=112", "lat=NaN&long=112", "lat=26&long=Inf", "lat=91&long=112", "lat=26&long=181",
		"lat=1e400&long=1", "radius=5", "lat=26&long=112&radius=0", "lat=26&long=112&radius=-3",
		"lat=26&long=112&radius=NaN", "lat=26&long=112&radius=100000", "lat=89.9999&long=112&radius=2000",
		"bbox=1,2,3", "bbox=1,2,3,x", "bbox=1,2,3,NaN", "bbox=113,26,112,27", "bbox=-180,-90,180,90",
		"bbox=112.59,26.88,112.61,26.9&lat=26&long=112",
	} {
		if words := w.refused("/v2/requests", query, http.StatusBadRequest); strings.Contains(words, "{") {
			t.Errorf("%s: %s", query, words)
		}
	}
	many := make([]string, 1200)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	w.refused("/v2/requests", "service_request_id="+strings.Join(many, ","), http.StatusBadRequest)
	for _, path := range []string{"/v2/services", "/v2/requests", "/v2/requests/1", "/discovery",
		"/v2/servicerequestupdates",
		"/v2/services/fac.lamp", "/v2/tokens/abc"} {
		w.refused(path, "jurisdiction_id=sfgov.org", http.StatusNotFound)
	}
	w.ask("/v2/services", "jurisdiction_id=430400000000", "services", http.StatusOK)
}

// TestNowhere: other addresses, formats and methods are refused in the standard's way too.
func TestNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, format := range map[string]string{"/": "xml", "/v2": "xml", "/v1/services.json": "json",
		"/v2/services": "xml", "/v2/services.yaml": "xml", "/v2/requests/1": "xml", "/v2/requests/1.yaml": "xml",
		"/v2/requests/1.json/more.json": "json", "/v2/nothing.xml": "xml", "/discovery": "xml"} {
		w.judged(w.get(path), format, "errors", http.StatusNotFound)
	}
	r := httptest.NewRequest(http.MethodGet, "/open311/v2/services", http.NoBody)
	r.Header.Set("Accept", "application/json")
	w.judged(w.send(r), "json", "errors", http.StatusNotFound)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodPost} {
		r := httptest.NewRequest(method, "/open311/v2/services.json", http.NoBody)
		a := w.send(r)
		w.judged(a, "json", "errors", http.StatusMethodNotAllowed)
		if a.header.Get("Allow") != "GET" {
			t.Errorf("%s: allow %q", method, a.header.Get("Allow"))
		}
	}
	a := w.send(httptest.NewRequest(http.MethodOptions, "/open311/v2/requests.json", http.NoBody))
	if a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Methods") != "GET, POST" {
		t.Errorf("a browser that asks first: %d %v", a.status, a.header)
	}
	for _, path := range []string{"/v2/requests.json", "/v2/services.xml", "/v2/requests/7.json", "/discovery.json"} {
		head := w.send(httptest.NewRequest(http.MethodHead, "/open311"+path, http.NoBody))
		get := w.get(path)
		if head.status != get.status || len(head.body) != 0 ||
			head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("HEAD %s: %d %v %q", path, head.status, head.header, head.body)
		}
	}
}

// TestNearHome: no time of a matter near a home is told, neither by a field nor by where it stands.
func TestNearHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listed("home.lift", "电梯坏了")
	w.Give("disp", id, &matter.Assign{Lead: w.Units["she"]})
	w.out(id, "电梯", "坏了")
	m := w.list("/v2/requests/"+strconv.FormatInt(id, 10), "extensions=true", "requests")[0]
	for _, name := range []string{"requested_datetime", "updated_datetime", "expected_datetime",
		"address", "media_url"} {
		if m[name] != nil {
			t.Errorf("%s is told: %v", name, m[name])
		}
	}
	x := m["extended_attributes"].(map[string]any)
	for _, s := range x["steps"].([]any) {
		if s := s.(map[string]any); s["datetime"] != nil || s["weekday"] != "monday" {
			t.Errorf("a step tells %v", s)
		}
	}
	if got := w.ids("service_code=home.lift"); got != strconv.FormatInt(id, 10) {
		t.Errorf("its service has %q", got)
	}
	for _, query := range []string{"", "start_date=2026-11-15&end_date=2026-11-17&service_code=home.lift",
		"updated_after=2026-11-10&service_code=home.lift"} {
		if got := w.ids(query); got != "" {
			t.Errorf("%s tells when: %s", query, got)
		}
	}
	if list := w.list("/v2/servicerequestupdates", "service_request_id="+strconv.FormatInt(id, 10),
		"updates"); len(list) > 0 {
		t.Errorf("updates tell when: %v", list)
	}
}

// TestUpdates: the updates as clients read them.
func TestUpdates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listed("fac.lamp", "路灯不亮")
	w.out(id, "路灯", "路灯不亮")
	number := strconv.FormatInt(id, 10)
	w.Advance(time.Hour)
	begun := w.iso()
	w.Give("disp", id, &matter.Assign{Lead: w.Units["she"]})
	w.Advance(time.Hour)
	w.Give("clerk", id, &matter.Sign{})
	w.Advance(time.Hour)
	w.Fix(id)
	w.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	w.out(id, "路灯", "路灯不亮")
	list := w.list("/v2/servicerequestupdates", "", "updates")
	var got []string
	seen := map[any]bool{}
	for _, u := range list {
		got = append(got, fmt.Sprint(u["service_request_id"], u["status"]))
		if seen[u["update_id"]] {
			t.Errorf("two updates are %v", u["update_id"])
		}
		seen[u["update_id"]] = true
	}
	open, closed := number+"open", number+"closed"
	if diff := cmp.Diff(got, []string{open, open, open, closed}); diff != "" {
		t.Error(diff)
	}
	if list[3]["media_url"] == nil || list[0]["updated_datetime"] != begun {
		t.Errorf("%v", list)
	}
	window := "start_date=" + url.QueryEscape(begun) + "&end_date=" + url.QueryEscape(begun)
	for query, n := range map[string]int{window: 1, "service_request_id=" + number: 4, "service_request_id=99": 0,
		"service_request_id=abc": 0, "page_size=3": 3, "page_size=3&page=2": 1,
		"start_date=2026-11-16&end_date=2026-11-17": 4, "start_date=2026-11-17&end_date=2026-11-17": 0} {
		if got := w.list("/v2/servicerequestupdates", query, "updates"); len(got) != n {
			t.Errorf("%s: %d updates, want %d", query, len(got), n)
		}
	}
	w.Advance(25 * time.Hour)
	if got := w.list("/v2/servicerequestupdates", "", "updates"); len(got) != 0 {
		t.Errorf("a day later: %v", got)
	}
	for _, query := range []string{"start_date=2026-11-16", "end_date=2026-11-16", "start_date=x&end_date=y", "page=-1",
		"start_date=2026-11-17&end_date=2026-11-16"} {
		w.refused("/v2/servicerequestupdates", query, http.StatusBadRequest)
	}
}

// TestKept: a list that was answered before is answered anew as soon as something changed.
func TestKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 3 {
		for range 3 {
			if got := len(w.list("/v2/requests", "", "requests")); got != i {
				t.Fatalf("%d are listed, want %d", got, i)
			}
		}
		w.out(w.listed("fac.lamp", fmt.Sprintf("第 %d 盏路灯不亮", i)), "路灯", "不亮")
	}
	r := httptest.NewRequest(http.MethodGet, "/open311/v2/requests.json", http.NoBody)
	tag := w.send(r).header.Get("Etag")
	r.Header.Set("If-None-Match", tag)
	if again := w.send(r); tag == "" || again.status != http.StatusNotModified || len(again.body) > 0 {
		t.Errorf("what a client has already: %d", again.status)
	}
}

// TestOtherCallers: cookies are not read here, pages of other sites may ask, and what the gate refuses is refused in
// the standard's way.
func TestOtherCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json", strings.NewReader("api_key=x"))
	r.Header.Set("Origin", "https://elsewhere.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w.judged(w.send(r), "json", "errors", http.StatusForbidden)
	r.URL.Path = "/open311/v2/services.json" // which takes nothing, whoever sends: the gate let it through
	w.judged(w.send(r), "json", "errors", http.StatusMethodNotAllowed)
	r = httptest.NewRequest(http.MethodPost, "/open311/v2/requests.xml", strings.NewReader("x"))
	r.ContentLength = 100 << 20
	w.judged(w.send(r), "xml", "errors", http.StatusRequestEntityTooLarge)
	r = httptest.NewRequest(http.MethodGet, "/open311/v2/services.json", http.NoBody)
	r.RemoteAddr = "203.0.113.9:4"
	r.Header.Set("Authorization", "Bearer nonsense")
	r.AddCookie(&http.Cookie{Name: "session", Value: "nonsense"})
	w.judged(w.send(r), "json", "services", http.StatusOK)
	r = r.Clone(context.Background())
	r.Header.Set("Accept-Language", "en")
	for range 5000 {
		if a := w.send(r); a.status != http.StatusOK {
			w.judged(a, "json", "errors", http.StatusTooManyRequests)
			if a.header.Get("Retry-After") == "" || !strings.ContainsAny(string(a.body), "abc") {
				t.Errorf("%v %s", a.header, a.body)
			}
			return
		}
	}
	t.Error("nobody asks too often")
}

// TestSchemas: they can fail, and an answer in XML that says something else than JSON is found.
func TestSchemas(t *testing.T) {
	t.Parallel()
	s := schemas(t)
	for _, bad := range []string{`{}`, `[{"code":404,"description":"x"}]`, `[]`, `[{"code":"404"}]`, `nonsense`} {
		if _, err := s["errors"].json([]byte(bad)); err == nil {
			t.Errorf("%s is an answer", bad)
		}
	}
	const head = `<?xml version="1.0" encoding="utf-8"?>`
	for _, bad := range []string{`<errors/>`, head + `<errors/>`, head + `<error/>`,
		head + `<errors><error><code>404</code></error></errors>`,
		head + `<errors><wrong><code>404</code><description>x</description></wrong></errors>`,
		head + `<errors><error><code>404</code><description>x</description><more/></error></errors>`} {
		if _, err := s["errors"].xml([]byte(bad)); err == nil {
			t.Errorf("%s is an answer", bad)
		}
	}
	names := make([]string, 0, len(s))
	for name := range s {
		names = append(names, name)
	}
	if !slices.Contains(names, "requests") {
		t.Error(names)
	}
}
