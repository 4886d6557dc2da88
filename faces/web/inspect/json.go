package inspect

import (
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/faces/api"
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

// getInspections is the history of a point, the newest first.
func getInspections(c *api.Call) (any, error) {
	point, _ := strconv.ParseInt(c.R.URL.Query().Get("point"), 10, 64)
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := inspectOf(c.House).OfPoint(c.Ctx, c.Who.Caller, point, below, 100)
	return struct {
		Inspections []inspect.Brief `json:"inspections"`
	}{api.Some(list)}, err
}

func getInspection(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return inspectOf(c.House).Inspection(c.Ctx, c.Who.Caller, id)
}

func getRounds(c *api.Call) (any, error) {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := inspectOf(c.House).Rounds(c.Ctx, c.Who.Caller, below, 50)
	return struct {
		Rounds []inspect.Round `json:"rounds"`
	}{api.Some(list)}, err
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
	after, _ := strconv.ParseInt(c.R.URL.Query().Get("after"), 10, 64)
	list, err := inspectOf(c.House).Stops(c.Ctx, id, after, 500)
	return struct {
		Points []inspect.Stopped `json:"points"`
	}{api.Some(list)}, err
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
