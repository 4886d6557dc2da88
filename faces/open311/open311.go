// Package open311 is the door for programs that speak Open311 GeoReport v2, under /open311: what a city's apps,
// neighbours and residents' tools ask and send, in XML and in JSON.
//
// It owns the shapes of the standard's answers and the reading of its parameters, and nothing else. What it shows was
// released: it asks parts/release and shows no more than that. A matter near a home has no times here, because the
// standard knows no weekday: its datetimes are empty, and it is in no list narrowed by time until a month is over.
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
}

// handler is an endpoint; what it returns is written by one adapter.
type handler func(c *call) (document, error)

// route is an endpoint: its address ends in {file}, the last piece of the path with its format.
type route struct {
	pattern string
	do      handler
	body    gate.Body
}

// New makes the door of a city, which must have the part release. A pattern that catches what another one catches is
// refused.
func New(g *gate.Gate) (*Face, error) {
	f := &Face{gate: g, house: g.House, desk: g.Desk, releases: part.Get[*release.Releases](g.House.Values),
		taken: part.Get[*open311.Open311](g.House.Values), mux: http.NewServeMux()}
	g.Apart(prefix, f.refuse)
	for _, r := range append(f.asked(), f.posted()...) {
		if err := g.States(r.pattern, r.body, false); err != nil {
			return nil, err
		}
		f.mux.Handle(r.pattern, f.adapt(r.do))
		f.routes = append(f.routes, r.pattern)
	}
	f.mux.HandleFunc(prefix, f.nowhere)
	return f, nil
}

// prefix is where the door is.
const prefix = "/open311/"

// asked are the endpoints that only read.
func (f *Face) asked() (out []route) {
	for _, x := range []struct {
		path string
		do   handler
	}{
		{"discovery.%", f.discovery},
		{"v2/discovery.%", f.discovery},
		{"v2/services.%", f.services},
		{"v2/services/{file}", f.service},
		{"v2/requests.%", f.requests},
		{"v2/requests/{file}", f.request},
		{"v2/servicerequestupdates.%", f.updates},
	} {
		out = append(out, both("GET", x.path, x.do, gate.Words)...)
	}
	return out
}

// both is an endpoint in each format.
func both(method, address string, do handler, b gate.Body) (out []route) {
	address, named := strings.CutSuffix(address, "%")
	if !named {
		return []route{{method + " " + prefix + address, do, b}}
	}
	return []route{{method + " " + prefix + address + "json", do, b}, {method + " " + prefix + address + "xml", do, b}}
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
func (f *Face) adapt(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := f.call(w, r)
		if err != nil {
			f.fail(w, r, err)
			return
		}
		d, err := h(c)
		if err != nil {
			f.fail(w, r, err)
			return
		}
		answer(w, r, http.StatusOK, c.format, d)
	})
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
	h.Set("Access-Control-Expose-Headers", "Retry-After")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	text := d.encode(f)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // a reader who is gone needs no answer
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
	if e.Kind.Again() {
		w.Header().Set("Retry-After", e.RetryAfter())
	}
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
