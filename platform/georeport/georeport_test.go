package georeport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiaohao/platform/georeport"
)

// answers is a server: what it says to a method and a path. "*" is whatever is not named.
type answers map[string]func(w http.ResponseWriter, r *http.Request)

func (a answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, k := range []string{r.Method + " " + r.URL.Path, "*"} {
		if do, ok := a[k]; ok {
			do(w, r)
			return
		}
	}
	http.NotFound(w, r)
}

// says answers with a status, a type and a body.
func says(status int, kind, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func serve(t *testing.T, h http.Handler) (*georeport.Client, georeport.Server) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	return georeport.New(georeport.Options{Timeout: 2 * time.Second, Zone: time.FixedZone("", 8*3600)}),
		georeport.Server{Base: srv.URL + "/v2", Key: "secret-key-9", AllowHosts: []string{u.Host}}
}

func kindOf(t *testing.T, err error) (georeport.Kind, georeport.Why) {
	t.Helper()
	var e *georeport.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no error of this package", err)
	}
	if strings.Contains(err.Error(), "secret-key") {
		t.Fatalf("the key stands in the error: %v", err)
	}
	return e.Kind, e.Why
}

const one = `{"service_request_id":"A7","status":"closed","status_notes":"已换灯","service_code":"lamp",` +
	`"updated_datetime":"2026-11-16T10:00:00+08:00","lat":26.9,"long":112.6}`

// TestForgiven: however a server writes a request, it is the same request.
func TestForgiven(t *testing.T) {
	t.Parallel()
	asXML := `<request><service_request_id>A7</service_request_id><status>closed</status><status_notes>已换灯` +
		`</status_notes><service_code>lamp</service_code>` +
		`<updated_datetime>2026-11-16T10:00:00+08:00</updated_datetime>` +
		`<lat>26.9</lat><long>112.6</long></request>`
	json, text := "application/json", "text/xml"
	for name, x := range map[string]struct{ kind, body string }{
		"as written":            {json, "[" + one + "]"},
		"an object":             {json, one},
		"inside of something":   {json, `{"service_requests":{"request":[` + one + `]}}`},
		"an array in an array":  {json, `[[` + one + `]]`},
		"as XML":                {text, `<?xml version="1.0"?><service_requests>` + asXML + `</service_requests>`},
		"XML alone":             {text, asXML},
		"XML with a name space": {text, `<r:service_requests xmlns:r="urn:x">` + asXML + `</r:service_requests>`},
		"a wrong type":          {"text/html", "[" + one + "]"},
		"XML called JSON":       {json, asXML},
		"a mark of bytes":       {json, "\xEF\xBB\xBF[" + one + "]"},
		"blanks before":         {text, "\n\n  " + asXML},
		"no zone":               {json, strings.ReplaceAll("["+one+"]", "+08:00", "")},
		"a blank in the date":   {json, strings.ReplaceAll("["+one+"]", "16T10:00:00+08:00", "16 10:00:00")},
		"seconds":               {json, strings.ReplaceAll("["+one+"]", `"2026-11-16T10:00:00+08:00"`, "1794794400")},
		"texts for numbers":     {json, strings.ReplaceAll("["+one+"]", "26.9", `"26.9"`)},
		"a comma":               {json, strings.ReplaceAll("["+one+"]", "26.9", `"26,9"`)},
		"Closed":                {json, strings.ReplaceAll("["+one+"]", `"closed"`, `"Closed "`)},
		"an object for a text":  {json, strings.ReplaceAll("["+one+"]", `"closed"`, `{"id":3,"name":"resolved"}`)},
		"an array for a text":   {json, strings.ReplaceAll("["+one+"]", `"closed"`, `["closed"]`)},
		"names of Java": {json, strings.NewReplacer("service_request_id", "serviceRequestId", "status_notes",
			"statusNotes", "updated_datetime", "updatedDatetime",
			"service_code", "serviceCode").Replace("[" + one + "]")},
		"what else it knows": {json, `[{"x":null,"tags":["a",{"b":[]}],` + one[1:] + `,` + one + `]`},
		"others too":         {json, `[` + strings.Replace(one, "A7", "B8", 1) + `,` + one + `]`},
		"UTF-16":             {text, string([]byte{0xFF, 0xFE}) + wide(asXML)},
		"GBK": {"text/xml; charset=gbk", strings.ReplaceAll(asXML, "已换灯",
			string([]byte{0xD2, 0xD1, 0xBB, 0xBB, 0xB5, 0xC6}))},
	} {
		c, s := serve(t, answers{"*": says(200, x.kind, x.body)})
		got, err := c.Requests(context.Background(), s, []string{"A7"})
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %v %v", name, got, err)
			continue
		}
		r := got[0]
		if r.ID != "A7" || r.Status != georeport.Closed || r.Notes != "已换灯" || r.Service != "lamp" ||
			r.Lat == nil || *r.Lat != 26.9 || r.Updated.Unix() != 1794794400 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// wide is a text of the first plane as UTF-16, the low byte first.
func wide(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// TestOneFormat: a server that has one format only is asked in the other one first, and then never again.
func TestOneFormat(t *testing.T) {
	t.Parallel()
	for _, wrong := range []func(http.ResponseWriter, *http.Request){says(404, "text/html", "<html>nothing"),
		says(406, "", ""), says(415, "text/plain", "no"), says(200, "text/html", "<!DOCTYPE html><p>hello"),
		says(500, "text/html", "<html>oops"), says(200, "text/plain", "")} {
		var asked atomic.Int32
		c, s := serve(t, answers{"GET /v2/services.json": func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			wrong(w, r)
		}, "GET /v2/services.xml": says(200, "text/plain", `<services><service><service_code>1</service_code>
			<service_name/><metadata>True</metadata></service></services>`)})
		for range 2 {
			got, err := c.Services(context.Background(), s)
			if err != nil || len(got) != 1 || got[0].Code != "1" || got[0].Name != "1" || !got[0].Metadata {
				t.Fatalf("%+v %v", got, err)
			}
		}
		if asked.Load() != 1 || c.Format(s) != "xml" {
			t.Errorf("asked %d times for JSON, known for %q", asked.Load(), c.Format(s))
		}
	}
}

// TestRefused: what no answer is, is told with a word, within bounds, and without the key.
func TestRefused(t *testing.T) {
	t.Parallel()
	endless := func(w http.ResponseWriter, _ *http.Request) {
		for range 400 {
			if _, err := io.WriteString(w, strings.Repeat("[", 32<<10)); err != nil {
				return
			}
		}
	}
	elsewhere := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2/v2/services.json", http.StatusFound)
	}
	for name, x := range map[string]struct {
		do   func(http.ResponseWriter, *http.Request)
		kind georeport.Kind
		why  georeport.Why
	}{
		"a page": {says(200, "text/html", "<!doctype html><html><body>Welcome"), georeport.Refused,
			georeport.WhyPage},
		"nothing":     {says(200, "application/json", ""), georeport.Refused, georeport.WhyUnreadable},
		"half":        {says(200, "application/json", "[{"), georeport.Refused, georeport.WhyUnreadable},
		"no services": {says(200, "application/json", "[]"), georeport.Refused, georeport.WhyUnreadable},
		"deep": {says(200, "application/json", strings.Repeat("[", 5000)+strings.Repeat("]", 5000)), georeport.Refused,
			georeport.WhyLong},
		"deep XML": {says(200, "text/xml", strings.Repeat("<a>", 5000)), georeport.Refused, georeport.WhyLong},
		"entities": {says(200, "text/xml", `<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>
			<services><service><service_name>&c;</service_name></service></services>`), georeport.Refused,
			georeport.WhyUnreadable},
		"many parts": {says(200, "application/json", "["+strings.Repeat("1,", 300_000)+"1]"), georeport.Refused,
			georeport.WhyLong},
		"endless": {endless, georeport.Refused, georeport.WhyLong},
		"key": {says(403, "application/json", `[{"code":403,"description":"key secret-key-9 bad"}]`),
			georeport.Refused, georeport.WhyKey},
		"an error in 200": {says(200, "application/json", `{"errors":[{"code":"400","description":"no"}]}`),
			georeport.Refused, georeport.WhyStatus},
		"busy":      {says(503, "text/plain", "later"), georeport.Later, georeport.WhyStatus},
		"often":     {says(429, "text/plain", "later"), georeport.Later, georeport.WhyStatus},
		"elsewhere": {elsewhere, georeport.Refused, georeport.WhyElsewhere},
		"round and round": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusMovedPermanently)
		},
			georeport.Refused, georeport.WhyElsewhere},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			io.WriteString(w, "[{")
		}, georeport.Later, georeport.WhyCut},
		"silent": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, georeport.Later,
			georeport.WhyTime},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, answers{"*": x.do})
			_, err := c.Services(context.Background(), s)
			if kind, why := kindOf(t, err); kind != x.kind || why != x.why {
				t.Errorf("%v (%d), want %d %s", err, kind, x.kind, x.why)
			}
		})
	}
}

// TestInside: the own network is not reached, whatever name leads there, unless an administrator allowed the host.
func TestInside(t *testing.T) {
	t.Parallel()
	c := georeport.New(georeport.Options{Timeout: time.Second})
	for base, want := range map[string]georeport.Why{"https://127.0.0.1/v2": georeport.WhyInside,
		"https://[::1]/v2": georeport.WhyInside, "http://city.example/v2": georeport.WhyAddress,
		"ftp://city.example": georeport.WhyAddress, "https://u:p@city.example": georeport.WhyAddress,
		"": georeport.WhyAddress} {
		_, err := c.Services(context.Background(), georeport.Server{Base: base})
		if _, why := kindOf(t, err); why != want {
			t.Errorf("%s: %v", base, err)
		}
	}
}

// TestPost: what is sent, and what each answer means for sending it again.
func TestPost(t *testing.T) {
	t.Parallel()
	hung := func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Close()
		}
	}
	for name, x := range map[string]struct {
		do    func(http.ResponseWriter, *http.Request)
		taken georeport.Taken
		kind  georeport.Kind
	}{
		"taken": {says(200, "application/json", `[{"service_request_id":17}]`), georeport.Taken{ID: "17"}, 0},
		"201": {says(201, "text/xml", `<request><service_request_id>17</service_request_id></request>`),
			georeport.Taken{ID: "17"}, 0},
		"a token": {says(200, "application/json", `[{"service_request_id":null,"token":"t-1"}]`),
			georeport.Taken{Token: "t-1"}, 0},
		"null as text": {says(200, "application/json", `{"service_request_id":"null","token":"t-1"}`),
			georeport.Taken{Token: "t-1"}, 0},
		"a notice": {says(200, "application/json", `[{"service_request_id":"9","service_notice":"两日内"}]`),
			georeport.Taken{ID: "9", Notice: "两日内"}, 0},
		"refused": {says(400, "application/json", `[{"code":400,"description":"lat"}]`), georeport.Taken{},
			georeport.Refused},
		"refused in 200": {says(200, "text/xml", `<errors><error><code>400</code><description>x</description></error>
			</errors>`), georeport.Taken{}, georeport.Refused},
		"busy":      {says(503, "", ""), georeport.Taken{}, georeport.Later},
		"fell over": {says(500, "text/html", "<html>"), georeport.Taken{}, georeport.Unsure},
		"a gateway": {says(502, "text/html", "<html>"), georeport.Taken{}, georeport.Unsure},
		"a page":    {says(200, "text/html", "<html>thank you"), georeport.Taken{}, georeport.Unsure},
		"nothing":   {says(200, "application/json", `[]`), georeport.Taken{}, georeport.Unsure},
		"a number of MB": {says(200, "application/json",
			`[{"service_request_id":"`+strings.Repeat("7", 2<<20)+`"}]`), georeport.Taken{}, georeport.Unsure},
		"control characters": {says(200, "application/json", `[{"service_request_id":"7\u0000\u001b[2J"}]`),
			georeport.Taken{}, georeport.Unsure},
		"hung up": {hung, georeport.Taken{}, georeport.Unsure},
		"go and see": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/v2/thanks", http.StatusSeeOther)
		},
			georeport.Taken{}, georeport.Unsure},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var posts atomic.Int32
			c, s := serve(t, answers{"*": func(w http.ResponseWriter, r *http.Request) {
				posts.Add(1)
				if r.Method != "POST" || r.FormValue("api_key") != s0 || r.FormValue("description") != "灯 & <b>" ||
					r.FormValue("attribute[size]") != "3" || r.URL.RawQuery != "" {
					t.Errorf("%s %s %v", r.Method, r.URL, r.Form)
				}
				x.do(w, r)
			}})
			lat, long := 26.9, 112.6
			got, err := c.Post(context.Background(), s, georeport.Report{Service: "lamp", Description: "灯 & <b>",
				Lat: &lat, Long: &long, Attributes: []georeport.Attributed{{Code: "size", Value: "3"}}})
			if got != x.taken || (err != nil) != (x.taken == georeport.Taken{}) ||
				posts.Load() != 1 {
				t.Fatalf("%+v %v, posted %d times", got, err, posts.Load())
			}
			if err != nil {
				if kind, _ := kindOf(t, err); kind != x.kind {
					t.Errorf("%v (%d), want %d", err, kind, x.kind)
				}
			}
		})
	}
}

const s0 = "secret-key-9"

// TestNoConnection: what never went out may be sent again; and a format that a server has not is no reason to fear.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	const host = "127.0.0.1:1" // no test ever listened there
	c := georeport.New(georeport.Options{Timeout: time.Second})
	_, err := c.Post(context.Background(), georeport.Server{Base: "http://" + host, AllowHosts: []string{host}},
		georeport.Report{})
	if kind, why := kindOf(t, err); kind != georeport.Later || why != georeport.WhyConnection {
		t.Errorf("%v (%d)", err, kind)
	}
	c, s := serve(t, answers{"POST /v2/requests.xml": says(200, "text/xml", "<r><token>9</token></r>")})
	got, err := c.Post(context.Background(), s, georeport.Report{Media: []georeport.File{{Name: "a.jpg",
		Type: "image/jpeg", Data: []byte("x")}}})
	if err != nil || got.Token != "9" {
		t.Errorf("%+v %v", got, err)
	}
	c, s = serve(t, answers{"POST /v2/requests.json": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/v2/new.json", http.StatusPermanentRedirect)
	}, "POST /v2/new.json": func(w http.ResponseWriter, r *http.Request) {
		f, h, err := r.FormFile("media")
		if err != nil || h.Filename != "a.jpg" || r.FormValue("api_key") != s0 {
			t.Errorf("%v %v", err, r.Form)
		} else {
			f.Close()
		}
		says(200, "", `[{"token":"9"}]`)(w, r)
	}})
	if got, err := c.Post(context.Background(), s, georeport.Report{Media: []georeport.File{{Name: "a.jpg",
		Type: "image/jpeg", Data: []byte("x")}}}); err != nil || got.Token != "9" {
		t.Errorf("a moved server: %+v %v", got, err)
	}
}

// TestDefinition: what a service asks for, however it is written.
func TestDefinition(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"as written": `{"service_code":"1","attributes":[{"variable":true,"code":"K","datatype":"singlevaluelist",
			"required":true,"description":"Kind","order":2,"values":[{"key":1,"name":"big"},{"key":2,"name":"small"}]},
			{"variable":false,"code":"R","datatype":"text","required":false,"description":"Read","order":1}]}`,
		"texts for all": `[{"service_code":1,"attributes":{"attribute":[{"variable":"true","code":"K","datatype":
			"SingleValueList","required":"1","description":"Kind","order":"2","values":{"value":[{"key":"1",` +
			`"name":"big"},
			{"key":"2","name":"small"}]}},{"variable":"false","code":"R","datatype":"text","order":"1"}]}}]`,
		"as XML": `<service_definition><service_code>1</service_code><attributes><attribute><code>K</code><variable>true
			</variable><datatype>singlevaluelist</datatype><required>true</required><order>2</order>
			<description>Kind</description><values><value><key>1</key><name>big</name></value><value><key>2</key>
			<name>small</name></value></values></attribute><attribute><code>R</code><variable>false</variable>
			<order>1</order></attribute></attributes></service_definition>`,
		"an object of names": `{"attributes":[{"code":"K","variable":1,"datatype":"singlevaluelist","required":"yes",
			"description":"Kind","order":2,"values":{"1":"big","2":"small"}},{"code":"R","variable":0,"order":1}]}`,
	} {
		c, s := serve(t, answers{"*": says(200, "", body)})
		got, err := c.Definition(context.Background(), s, "1")
		if err != nil || len(got) != 2 || got[0].Code != "R" || got[0].Variable || got[1].Code != "K" ||
			!got[1].Required || got[1].Datatype != georeport.TypeOne || got[1].Description != "Kind" ||
			fmt.Sprint(got[1].Values) != "[{1 big} {2 small}]" {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// TestDiscover: from any address of a server to where it takes reports.
func TestDiscover(t *testing.T) {
	t.Parallel()
	found := func(r *http.Request) string {
		return `<discovery><changeset>2026-01-02</changeset><endpoints><endpoint><url>http://` + r.Host + `/v2/</url>
			<type>production</type><formats><format>text/xml</format><format>application/json</format></formats>` +
			`</endpoint>
			<endpoint><url>javascript:alert(1)</url></endpoint></endpoints></discovery>`
	}
	c, s := serve(t, answers{"GET /open311/discovery.xml": func(w http.ResponseWriter, r *http.Request) {
		says(200, "text/xml", found(r))(w, r)
	}, "GET /v2/services.json": says(200, "", `{"service_code":"1"}`)})
	host := "http://" + s.AllowHosts[0]
	for _, at := range []string{host, host + "/open311", host + "/open311/v2/", host + "/open311/discovery.xml",
		host + "/open311/discovery.json"} {
		f, err := c.Discover(context.Background(), at, s.AllowHosts)
		if at == host+"/open311/discovery.json" {
			at = "" // it is asked as XML where that fails
		}
		if err != nil || len(f.Endpoints) != 1 || f.Endpoints[0].URL != host+"/v2" || f.Changeset.IsZero() ||
			fmt.Sprint(f.Endpoints[0].Formats) != "[xml json]" || f.Discovery != host+"/open311/discovery.xml" {
			t.Errorf("%s: %+v %v", at, f, err)
		}
	}
	c, s = serve(t, answers{"GET /v2/services.json": says(200, "", `{"service_code":"1"}`)})
	f, err := c.Discover(context.Background(), s.Base+"/", s.AllowHosts)
	if err != nil || f.Discovery != "" || len(f.Endpoints) != 1 || f.Endpoints[0].URL != s.Base {
		t.Errorf("by its services: %+v %v", f, err)
	}
}

// TestLists: tokens, recent requests, updates; and what was not asked for is not listened to.
func TestLists(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	c, s := serve(t, answers{
		"GET /v2/tokens/t-1.json": says(200, "", `[{"token":"other","service_request_id":"5"},{"token":"t-1",
			"service_request_id":6}]`),
		"GET /v2/tokens/t-2.json": says(200, "", `[{"token":"t-2","service_request_id":null}]`),
		"GET /v2/requests.json": says(200, "", `[{"service_request_id":"1","service_code":"lamp"},
			{"service_request_id":"2","service_code":"x"},{"service_request_id":"1"},{"service_request_id":"3"}]`),
		"GET /v2/servicerequestupdates.json": says(200, "", `{"service_request_updates":[{"update_id":1,
			"service_request_id":3,"status":"FIXED","description":"a\u0007b","updated_datetime":"2026-11-16"}]}`)})
	if id, err := c.Token(ctx, s, "t-1"); id != "6" || err != nil {
		t.Errorf("%q %v", id, err)
	}
	if id, err := c.Token(ctx, s, "t-2"); id != "" || err != nil {
		t.Errorf("%q %v", id, err)
	}
	if got, err := c.Requests(ctx, s, []string{"1", "7"}); err != nil || len(got) != 1 || got[0].ID != "1" {
		t.Errorf("%+v %v", got, err)
	}
	now := time.Now()
	if got, err := c.Recent(ctx, s, "lamp", now, now); err != nil || len(got) != 3 {
		t.Errorf("%+v %v", got, err)
	}
	got, err := c.Updates(ctx, s, now, now)
	if err != nil || len(got) != 1 || got[0].Status != georeport.Closed || got[0].Text != "ab" ||
		got[0].Request != "3" || got[0].At.Unix() != 1794758400 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := c.Requests(ctx, s, []string{"9"}); err == nil {
		t.Error("a request that nobody knows is known")
	} else if kind, _ := kindOf(t, err); kind != georeport.Missing {
		t.Errorf("%v", err)
	}
}
