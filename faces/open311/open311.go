// Package open311 is the door for programs that speak Open311 GeoReport v2, under /open311: what a city's apps,
// neighbours and residents' tools ask and send, in XML and in JSON.
//
// It owns the shapes of the standard's answers and the reading of its parameters, and nothing else. What it shows was
// released: it asks parts/release and shows no more than that. A matter near a home has no times here: its datetimes
// are empty, it has no updates, and it is in a list only where its service is named, at the beginning of the month
// before it was listed, as everywhere in public. A list of all services, which is always one of a span of days, is
// without it.
//
// Answers are in the city's language; errors are in the caller's.
//
// Nobody has a session at this door: cookies are not read, so that pages of other sites may ask. Who sends names a key.
// Errors are the standard's: a list of code and description, also where the gate refuses.
package open311

import (
	"context"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/parts/open311"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// Face answers everything under /open311. Make it with New; the gate stands before it.
type Face struct {
	gate     *gate.Gate
	house    *part.House
	desk     *desk.Desk
	releases *release.Releases
	taken    *open311.Open311
	mux      *http.ServeMux
	routes   []string
	pages    *gate.Kept // lists that many ask for
}

// handler is an endpoint; what it returns is written by one adapter.
type handler func(c *call) (document, error)

// route is an endpoint: its address ends in {file}, the last piece of the path with its format.
type route struct {
	pattern string
	do      handler
	body    gate.Body
	kept    bool // its answer hangs on what is public and on the address alone
}

// New makes the door of a city, which must have the part release. A pattern that catches what another one catches is
// refused.
func New(g *gate.Gate) (*Face, error) {
	f := &Face{gate: g, house: g.House, desk: g.Desk, releases: part.Get[*release.Releases](g.House.Values),
		taken: part.Get[*open311.Open311](g.House.Values), mux: http.NewServeMux(), pages: gate.NewKept(keptMost)}
	g.Apart(prefix, f.refuse)
	for _, r := range append(f.asked(), f.posted()...) {
		newest := r
		newest.pattern = strings.Replace(r.pattern, prefix+"v2/", prefix+"latest/", 1)
		for _, x := range each(r, newest) {
			if err := g.States(x.pattern, x.body, false); err != nil {
				return nil, err
			}
			f.mux.Handle(x.pattern, f.adapt(x))
			f.routes = append(f.routes, x.pattern)
		}
	}
	f.mux.HandleFunc(prefix, f.nowhere)
	return f, nil
}

// each is a route and the same under another address, if it is another one.
func each(r, other route) []route {
	if r.pattern == other.pattern {
		return []route{r}
	}
	return []route{r, other}
}

// keptMost is how many bytes of memory kept answers take.
const keptMost = 32 << 20

// prefix is where the door is.
const prefix = "/open311/"

// asked are the endpoints that only read.
func (f *Face) asked() (out []route) {
	for _, x := range []struct {
		path string
		do   handler
		kept bool
	}{
		{"discovery.%", f.discovery, false},
		{"v2/discovery.%", f.discovery, false},
		{"v2/services.%", f.services, true},
		{"v2/services/{file}", f.service, false},
		{"v2/requests.%", f.requests, true},
		{"v2/requests/{file}", f.request, false},
		{"v2/servicerequestupdates.%", f.updates, true},
	} {
		for _, r := range both("GET", x.path, x.do, gate.Words) {
			r.kept = x.kept
			out = append(out, r)
		}
	}
	return out
}

// both is an endpoint in each format.
func both(method, address string, do handler, b gate.Body) (out []route) {
	address, named := strings.CutSuffix(address, "%")
	pattern := method + " " + prefix + address
	if !named {
		return []route{{pattern: pattern, do: do, body: b}}
	}
	return []route{{pattern: pattern + "json", do: do, body: b}, {pattern: pattern + "xml", do: do, body: b}}
}

// Routes are the patterns that are answered.
func (f *Face) Routes() []string { return f.routes }

func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// call is one request with what a handler asks for.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	ctx    context.Context
	format format
	name   string     // the last piece of the path without its format: an id, a code
	params url.Values // of the query, without those that are empty
}

// adapt reads a request, and writes what a handler returns.
func (f *Face) adapt(x route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := f.call(w, r)
		if err == nil && x.kept {
			err = f.keep(c, x.do)
		} else if err == nil {
			err = c.answer(x.do)
		}
		if err != nil {
			f.fail(w, r, err)
		}
	})
}

// answer writes what a handler returns.
func (c *call) answer(do handler) error {
	d, err := do(c)
	if err == nil {
		answer(c.w, c.r, http.StatusOK, c.format, d)
	}
	return err
}

// keep answers from what is kept, and keeps what it makes.
func (f *Face) keep(c *call, do handler) error {
	version, err := f.releases.RequestVersion(c.ctx)
	if err != nil {
		return err
	}
	key := strings.Join([]string{f.gate.Base(c.r), c.r.URL.Path, c.params.Encode()}, "\n")
	of := struct {
		version string
		org     *org.Org
	}{version, f.house.Org()}
	f.pages.Serve(c.w, c.r, of, key, f.house.Now(), func(w http.ResponseWriter) (alone bool) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), gate.Quiet) // others may wait for it
		defer cancel()
		mine := *c
		mine.w, mine.ctx, mine.r = w, ctx, c.r.Clone(ctx)
		mine.r.Method = http.MethodGet
		if err := mine.answer(do); err != nil {
			f.fail(w, c.r, err)
			return true
		}
		return false
	})
	return nil
}

// call reads what every request has. Faults: page_missing for a format that is none, georeport_jurisdiction.
func (f *Face) call(w http.ResponseWriter, r *http.Request) (*call, error) {
	c := &call{w: w, r: r, ctx: r.Context(), params: given(r.URL.Query())}
	name, kind := split(r.URL.Path)
	var known bool
	if c.format, known = formats[kind]; !known {
		return nil, fault.New(fault.Missing, "georeport_missing")
	}
	c.name = name
	return c, f.jurisdiction(c.params)
}

// jurisdiction refuses another city than this one. The fault is georeport_jurisdiction.
func (f *Face) jurisdiction(params url.Values) error {
	if id := params.Get("jurisdiction_id"); id != "" && id != f.city() {
		return fault.New(fault.Missing, "georeport_jurisdiction", "id", f.city())
	}
	return nil
}

// city is this city's jurisdiction_id.
func (f *Face) city() string { return f.house.Policy().Open311.Jurisdiction }

// split cuts the last piece of a path at its last dot: a name and a format.
func split(p string) (name, kind string) {
	last := path.Base(p)
	i := strings.LastIndexByte(last, '.')
	if i < 0 {
		return last, ""
	}
	return last[:i], last[i+1:]
}

// given are parameters without the empty ones, which count as absent.
func given(all url.Values) url.Values {
	out := url.Values{}
	for name, values := range all {
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				out.Add(name, v)
			}
		}
	}
	return out
}

// answer writes a document. Any page may read it.
func answer(w http.ResponseWriter, r *http.Request, status int, f format, d document) {
	h := w.Header()
	h.Set("Content-Type", contentTypes[f])
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(d.encode(f)) // a reader who is gone needs no answer
	}
}

// fail refuses with what a handler returned.
func (f *Face) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := gate.Fault(r.Context(), err)
	f.gate.Told(r.Context(), e, err)
	if e.Kind == fault.Internal {
		f.gate.Log.ErrorContext(r.Context(), "open311", "route", r.Pattern, "error", err.Error())
	}
	f.refuse(w, r, gate.From(r).Lang, e)
}

// refuse answers with the standard's list of errors: 404 for what is not there, 403 for the key, 400 for what is wrong
// in the request. What the server cannot do now keeps its own status, so that a program knows when to come back.
func (f *Face) refuse(w http.ResponseWriter, r *http.Request, l string, e *fault.Error) {
	gate.Again(w, e)
	w.Header().Set("Content-Language", l)
	status := statusOf(e.Kind)
	answer(w, r, status, wanted(r), document{"errors", list{"error", []any{record{
		{"code", strconv.Itoa(status)}, {"description", lang.Error(l, e)}}}}})
}

// statusOf is a fault's status at this door.
func statusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid, fault.Conflict:
		return http.StatusBadRequest
	case fault.Login, fault.Denied:
		return http.StatusForbidden
	}
	return k.Status()
}

// wanted is the format of a refusal: that of the address, else what the program says that it reads, else XML.
func wanted(r *http.Request) format {
	_, kind := split(r.URL.Path)
	if f, known := formats[kind]; known {
		return f
	}
	if strings.Contains(r.Header.Get("Accept"), "json") {
		return asJSON
	}
	return asXML
}

// nowhere answers for addresses and methods that are none of ours. A browser that asks first whether its page may ask
// is told what it may.
func (f *Face) nowhere(w http.ResponseWriter, r *http.Request) {
	var may []string
	for _, m := range []string{http.MethodGet, http.MethodPost} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, pattern := f.mux.Handler(probe); pattern != prefix {
			may = append(may, m)
		}
	}
	h := w.Header()
	switch {
	case len(may) == 0:
		f.fail(w, r, fault.New(fault.Missing, "georeport_missing"))
	case r.Method == http.MethodOptions:
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", strings.Join(may, ", "))
		h.Set("Access-Control-Allow-Headers", "Content-Type")
		h.Set("Allow", strings.Join(may, ", "))
		w.WriteHeader(http.StatusNoContent)
	default:
		h.Set("Allow", strings.Join(may, ", "))
		answer(w, r, http.StatusMethodNotAllowed, wanted(r), document{"errors", list{"error", []any{record{
			{"code", strconv.Itoa(http.StatusMethodNotAllowed)},
			{"description", lang.T(gate.From(r).Lang, "georeport.method", map[string]string{
				"may": strings.Join(may, ", ")})}}}}})
	}
}
