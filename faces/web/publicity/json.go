package publicity

import (
	"xiaohao/core/ledger"
	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/publicity"
)

// getPapers are the papers of the caller's areas, the last step first.
func getPapers(c *api.Call) (any, error) {
	list, err := publicityOf(c.House).Issues(c.Ctx, c.Who.Caller, 100)
	return struct {
		Papers []publicity.Issue `json:"papers"`
	}{api.Some(list)}, err
}

// postPaper drafts the paper of an area's running week now.
func postPaper(c *api.Call) (any, error) {
	var b struct {
		Area area.Code `json:"area"`
	}
	id, err := c.Given(&b)
	if err != nil {
		return nil, err
	}
	n, err := publicityOf(c.House).Early(c.Ctx, c.Who.Caller, id, b.Area)
	if err != nil {
		return nil, err
	}
	return api.Created{Value: struct {
		ID int64 `json:"id"`
	}{n}}, nil
}

func getPaper(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return publicityOf(c.House).Issue(c.Ctx, c.Who.Caller, id)
}

// step reads what a step is taken with, takes it and gives the thing's id back.
func step(c *api.Call, body any, do func(command ledger.ID, id int64) error) (any, error) {
	n, err := c.PathID()
	if err != nil {
		return nil, err
	}
	id, err := c.Given(body)
	if err != nil {
		return nil, err
	}
	return struct {
		ID int64 `json:"id"`
	}{n}, do(id, n)
}

func draftPaper(c *api.Call) (any, error) {
	var b publicity.Paper
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).Draft(c.Ctx, c.Who.Caller, command, id, b)
	})
}

func passPaper(c *api.Call) (any, error) {
	var b struct {
		Draft int64 `json:"draft"`
	}
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).Pass(c.Ctx, c.Who.Caller, command, id, b.Draft)
	})
}

func refusePaper(c *api.Call) (any, error) {
	var b publicity.Refused
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).Refuse(c.Ctx, c.Who.Caller, command, id, b.Draft, b.Reason)
	})
}

func withdrawPaper(c *api.Call) (any, error) {
	var b publicity.Withdrawn
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).Withdraw(c.Ctx, c.Who.Caller, command, id, b.Reason)
	})
}

// getPlans are the plans in force, what lacks first.
func getPlans(c *api.Call) (any, error) {
	var f publicity.Filter
	if v := c.R.URL.Query().Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", v).On("area")
		}
		f.Area = a
	}
	f.Lack = c.R.URL.Query().Get("lack") == "1"
	list, err := publicityOf(c.House).Lines(c.Ctx, c.Who.Caller, f)
	return struct {
		Plans []publicity.Line `json:"plans"`
	}{api.Some(list)}, err
}

func postPlan(c *api.Call) (any, error) {
	var b publicity.Planning
	id, err := c.Given(&b)
	if err != nil {
		return nil, err
	}
	n, err := publicityOf(c.House).Plan(c.Ctx, c.Who.Caller, id, b)
	if err != nil {
		return nil, err
	}
	return api.Created{Value: struct {
		ID int64 `json:"id"`
	}{n}}, nil
}

func getPlan(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return publicityOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
}

func replan(c *api.Call) (any, error) {
	var b publicity.Planning
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).Replan(c.Ctx, c.Who.Caller, command, id, b)
	})
}

func putUp(c *api.Call) (any, error) {
	var b publicity.Ticked
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).PutUp(c.Ctx, c.Who.Caller, command, id, b)
	})
}

func foundGone(c *api.Call) (any, error) {
	var b publicity.Ticked
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).FoundGone(c.Ctx, c.Who.Caller, command, id, b)
	})
}

func endPlan(c *api.Call) (any, error) {
	var b publicity.PlanEnded
	return step(c, &b, func(command ledger.ID, id int64) error {
		return publicityOf(c.House).End(c.Ctx, c.Who.Caller, command, id, b.Reason)
	})
}
