package meeting

import (
	"strconv"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/meeting"
	"xiaohao/parts/plan"
)

// plansMet are the action plans that were deliberated at a meeting, as far as the reader sees them.
func plansMet(c *kit.Call, t *meeting.Thing) (out []kit.Link, err error) {
	if t.Kind != meeting.Meeting {
		return nil, nil
	}
	list, err := part.Get[*plan.Plans](c.House.Values).Met(c.Ctx, c.Who.Caller, t.ID)
	for _, p := range list {
		out = append(out, kit.Link{Label: p.Title + " · " + c.T("plan.stage."+string(p.Stage())),
			URL: "/plans/" + strconv.FormatInt(p.ID, 10)})
	}
	return out, err
}
