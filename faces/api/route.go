package api

import (
	"context"
	"net/http"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/loop/matter"
	"xiaohao/platform/text/alike"
)

// Route is one JSON address that a room brings. It stands in openapi.yaml.
type Route struct {
	Pattern string // of http.ServeMux, beneath /api/v1
	Staff   bool   // it wants a login
	Do      func(c *Call) (any, error)
	Body    gate.Body // what a request may bring

	version func(c *Call) (string, error) // of a shared route; nil for all others
	fields  []string                      // of the query, that a shared route reads
}

// Anyone is a route for everybody. It is brought words alone.
func Anyone(pattern string, do func(c *Call) (any, error)) Route {
	return Route{Pattern: pattern, Do: do, Body: gate.Words}
}

// Staff is a route for who logged in.
func Staff(pattern string, do func(c *Call) (any, error)) Route {
	return Route{Pattern: pattern, Staff: true, Do: do, Body: gate.Office}
}

// Call is one request with what a room's handler asks for. What the handler returns is written as JSON, an error as
// problem+json.
type Call struct {
	W     http.ResponseWriter
	R     *http.Request
	Ctx   context.Context
	Who   gate.Who
	House *part.House

	api *API
}

// Created is an answer with status 201.
type Created struct{ Value any }

// handler makes a room's route one of ours.
func (a *API) handler(x Route) handler {
	return func(w http.ResponseWriter, r *http.Request) (any, error) {
		return x.Do(&Call{W: w, R: r, Ctx: r.Context(), Who: gate.From(r), House: a.gate.House, api: a})
	}
}

// Read reads a JSON body. Unknown fields are mistakes, so that a misspelt one is not silently lost.
func (c *Call) Read(into any) error { return read(c.W, c.R, into) }

// Given reads a command's id and its body: {"id": UUIDv7, "body": {…}}.
func (c *Call) Given(body any) (ledger.ID, error) {
	in := struct {
		ID   string `json:"id"`
		Body any    `json:"body"`
	}{Body: body}
	if err := c.Read(&in); err != nil {
		return ledger.ID{}, err
	}
	return CommandID(in.ID)
}

// Base is the address that links begin with.
func (c *Call) Base() string { return c.api.gate.Base(c.R) }

// PathID is the number that the address names under {id}.
func (c *Call) PathID() (int64, error) { return pathID(c.R) }

// Shown is a matter as the caller may see it; that he may see it was asked before.
func (c *Call) Shown(m *matter.Matter) Matter { return c.api.shown(c.R, m) }

// Metres are how far apart two matters are; nil where that is not known.
func Metres(l alike.Likeness) *float64 {
	if l.Metres < 0 {
		return nil
	}
	return &l.Metres
}

// Some is a list that programs read as one, also when it is empty: [] and not null.
func Some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
