package matter

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
)

// plansTied are the action plans that a task is a measure of, or that answer it, as far as the reader sees them.
func plansTied(c *kit.Call, m *matter.Matter) (out []kit.Link, err error) {
	if m.Kind != matter.Task {
		return nil, nil
	}
	list, err := plansOf(c.House).OfMatter(c.Ctx, c.Who.Caller, m.ID)
	for _, b := range list {
		l := kit.Link{Label: c.T("plan.tie.answers", "title", b.Title), URL: "/plans/" + strconv.FormatInt(b.Plan, 10)}
		if b.Measure != "" {
			l.Label = c.T("plan.tie.measure", "title", b.Title, "measure", b.Measure)
		}
		out = append(out, l)
	}
	return out, err
}
