package kit

import (
	"strconv"

	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// MarkBlock says why a matter is marked.
type MarkBlock struct {
	Code, Title, Why string
	Of               []Link
}

// RootBlock is a root-cause measure and where it stands.
type RootBlock struct {
	Stage, Tone          string // in words, and the light's colour
	Needed               string // what is asked for, "" when it is there
	Cause, Measure, Unit string
	Until, Note          string
}

// MarksOf says why a matter is marked, with what it came back after.
func (c *Call) MarksOf(m *matter.Matter) []MarkBlock {
	var out []MarkBlock
	for _, kind := range []string{matter.Recurrent, matter.Stubborn} {
		k := m.Mark(kind)
		if k == nil {
			continue
		}
		b := MarkBlock{Code: kind, Title: c.T("mark.title." + kind), Why: c.markWhy(k.Why, k.N)}
		for _, o := range k.Of {
			key, days := "mark.origin", strconv.FormatInt(min(m.FoundAt, m.ReportedAt).Since(o.Struck)/86400e6, 10)
			if o.Metres == 0 && m.Point != 0 {
				key = "mark.origin_point"
			}
			b.Of = append(b.Of, Link{Label: c.NumberOf(o.Matter) + " · " +
				c.T(key, "at", lang.Date(c.L, o.Struck), "after", days, "metres", strconv.Itoa(o.Metres)),
				URL: MatterURL(o.Matter)})
		}
		out = append(out, b)
	}
	return out
}

func (c *Call) markWhy(why string, n int) string {
	return c.T("mark.why."+why, "n", strconv.Itoa(n))
}

// RecurrencesOf are the matters by which a strike-off was shown not to hold.
func (c *Call) RecurrencesOf(m *matter.Matter) []Link {
	var out []Link
	for _, b := range m.Recurrences {
		out = append(out, Link{Label: c.NumberOf(b.By) + " · " + c.T("mark.back", "at", lang.Date(c.L, b.Found)),
			URL: MatterURL(b.By)})
	}
	return out
}

// RootOf is the root-cause measure and where it stands; nil where none is called for.
func (c *Call) RootOf(m *matter.Matter) *RootBlock {
	r := m.Root
	if r == nil && !m.Marked() {
		return nil
	}
	if r == nil {
		return &RootBlock{Stage: c.T("root.stage.needed"), Tone: "yellow", Needed: c.T("root.needed")}
	}
	b := &RootBlock{Cause: r.Cause, Measure: r.Measure, Unit: c.UnitName(r.Unit),
		Until: lang.Date(c.L, r.Until), Note: r.Note}
	stage := func(code, tone string, args ...string) { b.Stage, b.Tone = c.T("root.stage."+code, args...), tone }
	switch at := m.CheckAt(); {
	case r.CheckedAt != 0 && r.Held:
		stage("held", "green")
	case r.CheckedAt != 0:
		stage("failed", "red")
		if m.NeedsRoot() && m.Open() {
			b.Needed = c.T("root.needed")
		}
	case r.DoneAt != 0 && at != 0:
		stage("waiting", "green", "at", lang.Date(c.L, at))
	case r.DoneAt != 0:
		stage("done", "green")
	case c.Now > r.Until:
		stage("late", "red", "at", lang.Date(c.L, r.Until))
	default:
		stage("planned", "green", "at", lang.Date(c.L, r.Until))
	}
	return b
}
