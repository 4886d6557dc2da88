package web

import (
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// byDuty fills the form that assigns a matter with what the standard says of the item it came from: whose it is, who
// helps, how soon. What policy demands sooner stays sooner.
func (c *call) byDuty(m *matter.Matter, fields []Field) []Field {
	d, ok, err := c.all.Inspect.DutyOf(c.ctx, m.ID)
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
				if u, ok := c.org.Unit(units[n]); ok && !u.Former {
					f.Value = c.typed(u)
				}
			}
			if f.Name == "lead" && f.Value != "" {
				f.Hint = c.t("inspect.by_standard", "item", d.Item)
			}
		case "due":
			limit, err := calendar.ParseLimit(d.Limit)
			if err != nil {
				continue
			}
			due := c.desk.Calendar().Add(c.now, limit)
			if terms := c.desk.Policy().Terms(m.Kind, m.Category, m.Severity); terms.Deadline.Zero() ||
				due < c.desk.Calendar().Add(c.now, terms.Deadline) {
				f.Value = lang.Input(due)
			}
		}
	}
	return fields
}

// proven is what policy still demands with a fix: what was put right on the spot has its photos already.
func proven(m *matter.Matter, want matter.Evidence) matter.Evidence {
	if m.Spot && m.Reworks+m.Reopens == 0 {
		want.Photos = 0
	}
	return want
}
