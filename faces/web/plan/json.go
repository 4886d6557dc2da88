package plan

import (
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/plan"
)

// getPlans are the plans that the caller sees, the newest first.
func getPlans(c *api.Call) (any, error) {
	q := c.R.URL.Query()
	f := plan.Filter{State: plan.Stage(q.Get("state"))}
	if v := q.Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", v).On("area")
		}
		f.Area = a
	}
	f.Below, _ = strconv.ParseInt(q.Get("below"), 10, 64)
	list, next, err := plansOf(c.House).List(c.Ctx, c.Who.Caller, f)
	return struct {
		Plans []*plan.Plan `json:"plans"`
		Next  int64        `json:"next,omitempty"` // ids below which the next page begins
	}{api.Some(list), next}, err
}

// getPlan is a plan with how it stands.
func getPlan(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return plansOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
}
