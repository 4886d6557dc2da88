// Package api is the JSON face under /api/v1: all that the pages do, by the same rules, because it asks the same desk.
//
// It owns the shapes of requests and answers (openapi.yaml describes them, a test holds the two together) and nothing
// else. Errors are problem+json. A command carries the client's id; the same id again gives the first answer.
package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

//go:embed openapi.yaml
var openapi []byte

// OpenAPI is the description of the interface.
func OpenAPI() []byte { return openapi }

// API answers /api/v1. Make it with New.
type API struct {
	gate   *gate.Gate
	desk   *desk.Desk
	mux    *http.ServeMux
	logins map[string]bool // of each pattern: it wants a login
	pages  *gate.Kept      // answers that are the same for everybody
}

// handler is an endpoint; what it returns is rendered by one adapter.
type handler func(w http.ResponseWriter, r *http.Request) (any, error)

// New makes the interface for a city; rooms are the routes that the rooms bring. The gate stands before it. A pattern
// that catches what another one catches is refused.
func New(g *gate.Gate, rooms ...Route) (*API, error) {
	a := &API{gate: g, desk: g.Desk, mux: http.NewServeMux(), logins: map[string]bool{},
		pages: gate.NewKept(keptMost)}
	for pattern, h := range a.routes() {
		b := gate.Words
		if pattern == takesPhoto {
			b = gate.Picture
		}
		if err := a.mount(pattern, a.adapt(h, false), false, b); err != nil {
			return nil, err
		}
	}
	for pattern, h := range a.staffRoutes() {
		if err := a.mount(pattern, a.adapt(h, true), true, gate.Office); err != nil {
			return nil, err
		}
	}
	for _, x := range rooms {
		h := a.adapt(a.handler(x), x.Staff)
		if x.version != nil {
			h = a.shared(x)
		}
		if err := a.mount(x.Pattern, h, x.Staff, x.Body); err != nil {
			return nil, err
		}
	}
	a.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		gate.Problem(w, gate.From(r).Lang, fault.New(fault.Missing, "page_missing"))
	})
	return a, nil
}

// mount puts a handler under a pattern. The mux panics for one that it cannot read, or that catches what another one
// catches; that is a mistake in the list of rooms, which is told in words.
func (a *API) mount(pattern string, h http.Handler, staff bool, b gate.Body) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the JSON route %q: %v; look at the room.go that names it", pattern, p)
		}
	}()
	a.mux.Handle(pattern, h)
	a.logins[pattern] = staff
	return a.gate.States(pattern, b, staff)
}

// Routes are the patterns that are answered, and whether each wants a login.
func (a *API) Routes() map[string]bool { return maps.Clone(a.logins) }

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// takesPhoto is the route that is brought a photo.
const takesPhoto = "POST /api/v1/photos"

// routes are open to everybody.
func (a *API) routes() map[string]handler {
	return map[string]handler{
		"POST /api/v1/reports":                         a.postReport,
		"GET /api/v1/reports/{receipt}":                a.getReport,
		"GET /api/v1/reports/{receipt}/history":        a.getReportHistory,
		"GET /api/v1/reports/{receipt}/photos/{photo}": a.getReportPhoto,
		"POST /api/v1/reports/{receipt}/commands":      a.postReportCommand,
		"POST /api/v1/reports/{receipt}/not-fixed":     a.postNotFixed,
		takesPhoto:                 a.postPhoto,
		"POST /api/v1/sessions":    a.postSession,
		"GET /api/v1/areas":        a.getAreas,
		"GET /api/v1/categories":   a.getCategories,
		"GET /api/v1/openapi.yaml": a.getOpenAPI,
	}
}

// staffRoutes want a login.
func (a *API) staffRoutes() map[string]handler {
	return map[string]handler{
		"GET /api/v1/me":                          a.getMe,
		"PUT /api/v1/me/password":                 a.putPassword,
		"PUT /api/v1/me/leave":                    a.putLeave,
		"GET /api/v1/sessions":                    a.getSessions,
		"DELETE /api/v1/sessions":                 a.deleteSessions,
		"DELETE /api/v1/sessions/{id}":            a.deleteSession,
		"GET /api/v1/keys":                        a.getKeys,
		"POST /api/v1/keys":                       a.postKey,
		"DELETE /api/v1/keys/{id}":                a.deleteKey,
		"GET /api/v1/work":                        a.getWork,
		"GET /api/v1/matters":                     a.getMatters,
		"POST /api/v1/matters":                    a.postMatter,
		"GET /api/v1/matters/{id}":                a.getMatter,
		"GET /api/v1/matters/{id}/history":        a.getHistory,
		"GET /api/v1/matters/{id}/photos/{photo}": a.getPhoto,
		"POST /api/v1/matters/{id}/commands":      a.postCommand,
		"POST /api/v1/commands":                   a.postCommands,
		"GET /api/v1/matters.xlsx":                a.getExport,
		"GET /api/v1/figures":                     a.getFigures,
		"GET /api/v1/units":                       a.getUnits,
		"GET /api/v1/people":                      a.getPeople,
		"POST /api/v1/changes":                    a.postChanges,
		"POST /api/v1/forget":                     a.postForget,
		"GET /api/v1/policy":                      a.getPolicy,
		"PUT /api/v1/policy":                      a.putPolicy,
		"POST /api/v1/policy/check":               a.postPolicyCheck,
	}
}

// read reads a JSON body. Unknown fields are mistakes, so that a misspelt one is not silently lost.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, gate.BodyOf(r).Text))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("more than one JSON value")
	}
	var big *http.MaxBytesError
	var known *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &big):
		return fault.New(fault.TooLarge, "body_large")
	case errors.As(err, &known):
		return known
	case errors.Is(err, io.EOF):
		return fault.New(fault.Invalid, "json_broken", "why", "empty body")
	}
	return broken(err)
}

// broken gives a sentence to JSON that cannot be read; a field that nobody knows is named.
func broken(err error) *fault.Error {
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		return fault.New(fault.Invalid, "field_unknown", "field", name).On(name)
	}
	return fault.New(fault.Invalid, "json_broken", "why", err.Error())
}

func pathID(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.Missing, "matter_missing")
	}
	return n, nil
}

// envelope is what every command has beside its own fields.
type envelope struct {
	ID      string             `json:"id"`
	Command matter.CommandName `json:"command"`
	Body    json.RawMessage    `json:"body,omitempty"`
}

// command reads an envelope: {"id": UUIDv7, "command": "assign", "body": {…}}.
func command(w http.ResponseWriter, r *http.Request) (ledger.ID, matter.Command, error) {
	var e envelope
	if err := read(w, r, &e); err != nil {
		return ledger.ID{}, nil, err
	}
	return e.parse()
}

func (e envelope) parse() (ledger.ID, matter.Command, error) {
	id, err := CommandID(e.ID)
	if err != nil {
		return id, nil, err
	}
	c, ok := matter.NewCommand(e.Command)
	if !ok || e.Command == matter.CmdReport {
		return id, nil, fault.New(fault.Invalid, "command_unknown", "command", e.Command).On("command")
	}
	if len(e.Body) == 0 {
		return id, c, nil
	}
	return id, c, strict(e.Body, c)
}

func CommandID(s string) (ledger.ID, error) {
	id, err := ledger.ParseID(s)
	if err != nil {
		return id, fault.New(fault.Invalid, "command_id").On("id").By(err)
	}
	return id, nil
}

// strict reads what stands inside a body, with the same strictness.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		f := broken(err)
		if f.Field == "" {
			f.Field = "body"
		}
		return f
	}
	return nil
}
