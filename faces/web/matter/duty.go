package matter

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// byDuty fills the form that assigns a matter with what the standard says of the item it came from: whose it is, who
// helps, how soon. What policy demands sooner stays sooner.
func byDuty(c *kit.Call, m *matter.Matter, fields []kit.Field) []kit.Field {
	d, ok, err := inspectOf(c.House).DutyOf(c.Ctx, m.ID)
	if err != nil || !ok {
		return fields
	}
	units := append([]int64{d.Lead}, d.Co...)
	for i := range fields {
		f := &fields[i]
		switch f.Name {
		case "lead", "co", "co_2":
			n := map[string]int{"lead": 0, "co": 1, "co_2": 2}[f.Name]
			if n < len(units) {
				if u, ok := c.Org.Unit(units[n]); ok && !u.Former {
					f.Value = c.Typed(u)
				}
			}
			if f.Name == "lead" && f.Value != "" {
				f.Hint = c.T("inspect.by_standard", "item", d.Item)
			}
		case "due":
			limit, err := calendar.ParseLimit(d.Limit)
			if err != nil {
				continue
			}
			due := c.Desk.Calendar().Add(c.Now, limit)
			if terms := c.Desk.Policy().Terms(m.Kind, m.Category, m.Severity); terms.Deadline.Zero() ||
				due < c.Desk.Calendar().Add(c.Now, terms.Deadline) {
				f.Value = lang.Input(due)
			}
		}
	}
	return fields
}
