package api

import (
	"net/http"
	"slices"

	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/route"
)

// getSuggestions tells who may list or assign a matter what it probably is and who had matters like it.
func (a *API) getSuggestions(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	caller := gate.From(r).Caller
	m, err := a.desk.Matter(r.Context(), caller, id)
	if err != nil {
		return nil, err
	}
	may := a.desk.May(caller, m)
	if !slices.Contains(may, matter.CmdList) && !slices.Contains(may, matter.CmdAssign) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	s, err := a.all.Routes.Suggest(r.Context(), m)
	if err != nil {
		return nil, err
	}
	seen := []int64{}
	for _, id := range s.Like {
		if _, err := a.desk.Matter(r.Context(), caller, id); err == nil {
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
