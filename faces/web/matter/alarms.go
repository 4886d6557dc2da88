package matter

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/alarm"
)

// alarms are the hints on a matter's evidence, for those who judge it.
func alarms(c *kit.Call, m *matter.Matter) ([]string, error) {
	judges := []matter.Post{matter.Verifier, matter.Supervisor, matter.Inspector, matter.Auditor, matter.Leader}
	if !slices.ContainsFunc(c.Who.Posts, func(p org.Post) bool { return slices.Contains(judges, p.Kind) }) {
		return nil, nil
	}
	list, err := alarmOf(c.House).Of(c.Ctx, m.ID)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range list {
		other := c.T("alarm.another")
		if a.Kind == alarm.Same {
			x, err := c.Desk.Matter(c.Ctx, c.Who.Caller, a.Other)
			if err == nil && x.Number != "" {
				other = x.Number
			} else if err != nil && fault.Of(err).Kind != fault.Missing {
				return nil, err
			}
		}
		if s := alarm.Sentence(c.L, a, other); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out, nil
}
