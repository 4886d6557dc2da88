package api

import (
	"net/http"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/faces/gate"
	"xiaohao/parts/inspect"
)

// inspectRoutes are the rounds and inspections; they want a login.
func (a *API) inspectRoutes() map[string]handler {
	return map[string]handler{
		"GET /api/v1/inspections/day":    a.getDay,
		"POST /api/v1/inspections":       a.postInspection,
		"GET /api/v1/inspections":        a.getInspections,
		"GET /api/v1/inspections/{id}":   a.getInspection,
		"GET /api/v1/rounds":             a.getRounds,
		"POST /api/v1/rounds":            a.postRound,
		"GET /api/v1/rounds/{id}":        a.getRound,
		"POST /api/v1/rounds/{id}/open":  a.openRound,
		"POST /api/v1/rounds/{id}/close": a.closeRound,
		"GET /api/v1/rounds/{id}/points": a.getStops,
		"GET /api/v1/rounds/{id}/mock":   a.getMock,
	}
}

func (a *API) getDay(_ http.ResponseWriter, r *http.Request) (any, error) {
	who := gate.From(r)
	caller := who.Caller
	caller.Lang = who.Lang
	return a.all.Inspect.Day(r.Context(), caller)
}

// postInspection takes an inspection in; the same id again gives what it led to, with status 200.
func (a *API) postInspection(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		ID   string        `json:"id"`
		Body inspect.Visit `json:"body"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := commandID(in.ID)
	if err != nil {
		return nil, err
	}
	who := gate.From(r)
	caller := who.Caller
	caller.Lang = who.Lang
	out, err := a.all.Inspect.Make(r.Context(), caller, id, in.Body)
	if err != nil {
		return nil, err
	}
	if out.Repeated {
		return out, nil
	}
	return created{out}, nil
}

// getInspections is the history of a point, the newest first.
func (a *API) getInspections(_ http.ResponseWriter, r *http.Request) (any, error) {
	point, _ := strconv.ParseInt(r.URL.Query().Get("point"), 10, 64)
	below, _ := strconv.ParseInt(r.URL.Query().Get("below"), 10, 64)
	list, err := a.all.Inspect.OfPoint(r.Context(), gate.From(r).Caller, point, below, 100)
	return struct {
		Inspections []inspect.Look `json:"inspections"`
	}{list}, err
}

func (a *API) getInspection(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	return a.all.Inspect.Inspection(r.Context(), gate.From(r).Caller, id)
}

func (a *API) getRounds(_ http.ResponseWriter, r *http.Request) (any, error) {
	below, _ := strconv.ParseInt(r.URL.Query().Get("below"), 10, 64)
	list, err := a.all.Inspect.Rounds(r.Context(), gate.From(r).Caller, below, 50)
	return struct {
		Rounds []inspect.Round `json:"rounds"`
	}{list}, err
}

// postRound plans a round.
func (a *API) postRound(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		ID   string       `json:"id"`
		Body inspect.Plan `json:"body"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := commandID(in.ID)
	if err != nil {
		return nil, err
	}
	round, err := a.all.Inspect.Plan(r.Context(), gate.From(r).Caller, id, in.Body)
	if err != nil {
		return nil, err
	}
	return created{struct {
		Round int64 `json:"round"`
	}{round}}, nil
}

func (a *API) getRound(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	return a.all.Inspect.Sheet(r.Context(), gate.From(r).Caller, id)
}

func (a *API) openRound(w http.ResponseWriter, r *http.Request) (any, error) {
	return a.stepRound(w, r, func(s step) error {
		return a.all.Inspect.Open(r.Context(), gate.From(r).Caller, s.id, s.round)
	})
}

func (a *API) closeRound(w http.ResponseWriter, r *http.Request) (any, error) {
	return a.stepRound(w, r, func(s step) error {
		return a.all.Inspect.Close(r.Context(), gate.From(r).Caller, s.id, s.round, s.reason)
	})
}

// step is what opening and closing a round ask for.
type step struct {
	id     ledger.ID
	round  int64
	reason string
}

func (a *API) stepRound(w http.ResponseWriter, r *http.Request, do func(step) error) (any, error) {
	round, err := pathID(r)
	if err != nil {
		return nil, err
	}
	var in struct {
		ID     string `json:"id"`
		Reason string `json:"reason,omitempty"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := commandID(in.ID)
	if err != nil {
		return nil, err
	}
	if err := do(step{id, round, in.Reason}); err != nil {
		return nil, err
	}
	return a.all.Inspect.Sheet(r.Context(), gate.From(r).Caller, round)
}

// getStops are the points of a round, by id, after one of them.
func (a *API) getStops(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	if _, err := a.all.Inspect.Sheet(r.Context(), gate.From(r).Caller, id); err != nil {
		return nil, err
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	list, err := a.all.Inspect.Stops(r.Context(), id, after, 500)
	return struct {
		Points []inspect.Stopped `json:"points"`
	}{list}, err
}

// mockOut is a mock assessment with its totals.
type mockOut struct {
	Got int64 `json:"got"`
	*inspect.Mock
}

func (a *API) getMock(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	m, err := a.all.Inspect.Assess(r.Context(), gate.From(r).Caller, id)
	if err != nil {
		return nil, err
	}
	return struct {
		Round int64   `json:"round"`
		First mockOut `json:"first"`
		After mockOut `json:"after"`
	}{id, mockOut{m.First.Got(), m.First}, mockOut{m.After.Got(), m.After}}, nil
}
