package inspect

import (
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/faces/api"
	"xiaohao/loop/fault"
	"xiaohao/parts/inspect"
)

func getDay(c *api.Call) (any, error) {
	who := c.Who
	caller := who.Caller
	caller.Lang = who.Lang
	return inspectOf(c.House).Day(c.Ctx, caller)
}

// postInspection takes an inspection in; the same id again gives what it led to, with status 200.
func postInspection(c *api.Call) (any, error) {
	var in struct {
		ID   string        `json:"id"`
		Body inspect.Visit `json:"body"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	id, err := api.CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	who := c.Who
	caller := who.Caller
	caller.Lang = who.Lang
	out, err := inspectOf(c.House).Make(c.Ctx, caller, id, in.Body)
	if err != nil {
		return nil, err
	}
	if out.Repeated {
		return out, nil
	}
	return api.Created{Value: out}, nil
}

// How many an answer holds.
const (
	inspectionsPage = 100
	roundsPage      = 50
	stopsPage       = 500
)

// getInspections is the history of a point, the newest first.
func getInspections(c *api.Call) (any, error) {
	point, err := strconv.ParseInt(c.R.URL.Query().Get("point"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.Invalid, "point_unknown").On("point")
	}
	below, err := c.Place("below")
	if err != nil {
		return nil, err
	}
	list, err := inspectOf(c.House).OfPoint(c.Ctx, c.Who.Caller, point, below, inspectionsPage)
	next := api.NextID(c, "below", list, inspectionsPage, func(x inspect.Brief) int64 { return x.ID })
	return struct {
		Inspections []inspect.Brief `json:"inspections"`
		Next        string          `json:"next,omitempty"`
	}{api.Some(list), next}, err
}

func getInspection(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return inspectOf(c.House).Inspection(c.Ctx, c.Who.Caller, id)
}

func getRounds(c *api.Call) (any, error) {
	below, err := c.Place("below")
	if err != nil {
		return nil, err
	}
	list, err := inspectOf(c.House).Rounds(c.Ctx, c.Who.Caller, below, roundsPage)
	next := api.NextID(c, "below", list, roundsPage, func(x inspect.Round) int64 { return x.ID })
	return struct {
		Rounds []inspect.Round `json:"rounds"`
		Next   string          `json:"next,omitempty"`
	}{api.Some(list), next}, err
}

// postRound plans a round.
func postRound(c *api.Call) (any, error) {
	var in struct {
		ID   string       `json:"id"`
		Body inspect.Plan `json:"body"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	id, err := api.CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	round, err := inspectOf(c.House).Plan(c.Ctx, c.Who.Caller, id, in.Body)
	if err != nil {
		return nil, err
	}
	return api.Created{Value: struct {
		Round int64 `json:"round"`
	}{round}}, nil
}

func getRound(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return inspectOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
}

func openRound(c *api.Call) (any, error) {
	return stepRound(c, func(s step) error {
		return inspectOf(c.House).Open(c.Ctx, c.Who.Caller, s.id, s.round)
	})
}

func closeRound(c *api.Call) (any, error) {
	return stepRound(c, func(s step) error {
		return inspectOf(c.House).Close(c.Ctx, c.Who.Caller, s.id, s.round, s.reason)
	})
}

// step is what opening and closing a round ask for.
type step struct {
	id     ledger.ID
	round  int64
	reason string
}

func stepRound(c *api.Call, do func(step) error) (any, error) {
	round, err := c.PathID()
	if err != nil {
		return nil, err
	}
	var in struct {
		ID     string `json:"id"`
		Reason string `json:"reason,omitempty"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	id, err := api.CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	if err := do(step{id, round, in.Reason}); err != nil {
		return nil, err
	}
	return inspectOf(c.House).Sheet(c.Ctx, c.Who.Caller, round)
}

// getStops are the points of a round, by id, after one of them.
func getStops(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	if _, err := inspectOf(c.House).Sheet(c.Ctx, c.Who.Caller, id); err != nil {
		return nil, err
	}
	after, err := c.Place("after")
	if err != nil {
		return nil, err
	}
	list, err := inspectOf(c.House).Stops(c.Ctx, id, after, stopsPage)
	next := api.NextID(c, "after", list, stopsPage, func(x inspect.Stopped) int64 { return x.Point })
	return struct {
		Points []inspect.Stopped `json:"points"`
		Next   string            `json:"next,omitempty"`
	}{api.Some(list), next}, err
}

// mockOut is a mock assessment with its totals.
type mockOut struct {
	Got int64 `json:"got"`
	*inspect.Mock
}

func getMock(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	m, err := inspectOf(c.House).Assess(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, err
	}
	return struct {
		Round int64   `json:"round"`
		First mockOut `json:"first"`
		After mockOut `json:"after"`
	}{id, mockOut{m.First.Got(), m.First}, mockOut{m.After.Got(), m.After}}, nil
}
