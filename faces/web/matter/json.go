package matter

import (
	"slices"

	"xiaohao/faces/api"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/route"
)

// getSuggestions tells who may list or assign a matter what it probably is and who had matters like it.
func getSuggestions(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	caller := c.Who.Caller
	m, err := c.House.Matter(c.Ctx, caller, id)
	if err != nil {
		return nil, err
	}
	may := c.House.May(caller, m)
	if !slices.Contains(may, matter.CmdList) && !slices.Contains(may, matter.CmdAssign) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	s, err := routeOf(c.House).Suggest(c.Ctx, m)
	if err != nil {
		return nil, err
	}
	seen := []int64{}
	for _, id := range s.Like {
		if _, err := c.House.Matter(c.Ctx, caller, id); err == nil {
			seen = append(seen, id)
		}
	}
	s.Like = seen
	if s.Categories == nil {
		s.Categories = []route.Category{}
	}
	if s.Units == nil {
		s.Units = []route.Unit{}
	}
	return s, nil
}
