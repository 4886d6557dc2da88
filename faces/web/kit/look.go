package kit

import (
	"xiaohao/core/views"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Card is a row as lists show it.
func (c *Call) Card(r *views.Row) Card {
	k := Card{ID: r.ID, URL: MatterURL(r.ID), Number: r.Number, Title: r.Title, Place: r.Place,
		Area: c.AreaName(r.Area), Category: c.Category(r.Category),
		Kind: r.Kind.String(), State: r.State.String(), Severity: r.Severity.String(), Voices: r.Voices,
		Bounces: r.Bounces, Reworks: r.Reworks,
		Reopens: r.Reopens, Rung: r.Rung.String(), Who: c.holder(r.State, r.Lead)}
	k.Light = c.light(r.Light(c.Now), r.State, r.Due, r.Next)
	if r.Why != "" {
		k.Why = c.T("why." + string(r.Why))
	}
	return k
}

// CardOf is the same of a whole matter, with the time left in working time where the deadline runs in it.
func (c *Call) CardOf(m *matter.Matter) Card {
	r := views.Row{ID: m.ID, Number: m.Number, Title: m.Title, Place: m.Place, Area: m.Area, Category: m.Category,
		Kind: m.Kind, State: m.State, Severity: m.Severity,
		Voices: m.Voices(), Bounces: m.Bounces, Reworks: m.Reworks, Reopens: m.Reopens, Rung: m.Rung, Lead: m.Lead,
		Due: m.Due, Warn: m.Warn, Next: m.Next}
	if m.Extension != nil {
		r.Ask = views.AskExtension
	}
	k := c.Card(&r)
	for _, kind := range []string{matter.Recurrent, matter.Stubborn} {
		if m.Mark(kind) != nil {
			k.Marked = append(k.Marked, kind)
		}
	}
	if l := m.Light(c.Now); !m.Plain && (l == matter.Green || l == matter.Yellow || l == matter.Red) {
		cal := c.Desk.Calendar()
		left := cal.Between(c.Now, m.Due)
		if l == matter.Red {
			left = -max(cal.Between(m.Due, c.Now), 1)
		}
		k.Light.Left = lang.LeftWorking(c.L, left, cal.DayMinutes())
	}
	return k
}

// light is the deadline in words: the unit's, the review date of what is suspended, or when the office must have acted.
func (c *Call) light(l matter.Light, s matter.State, due, next int64) Light {
	out := Light{Code: l.String()}
	switch {
	case l == matter.Green || l == matter.Yellow || l == matter.Red:
		out.Left, out.Due, out.ISO = lang.Left(c.L, c.Now, due), lang.Due(c.L, c.Now, due), lang.ISO(due)
	case l == matter.Grey:
		if s == matter.InHand {
			out.Due = c.T("why.extension")
			break
		}
		out.Due, out.ISO = c.T("light.review", "at", lang.When(c.L, c.Now, next)), lang.ISO(next)
	case s.Open() && next != 0:
		out.Due, out.ISO = lang.Due(c.L, c.Now, next), lang.ISO(next)
	}
	return out
}

// holder names who has it for a state: the unit, or the office that must act.
func (c *Call) holder(s matter.State, lead int64) string {
	switch s {
	case matter.Reported, matter.Listed:
		return c.T("who." + s.String())
	case matter.Fixed:
		return c.T("who.fixed", "unit", c.UnitName(lead))
	}
	return c.UnitName(lead)
}

// Short is the language as policy and org name it.
func (c *Call) Short() string {
	if c.L == lang.En {
		return "en"
	}
	return "zh"
}
