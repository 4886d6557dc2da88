package web

import (
	"strconv"
	"strings"

	"xiaohao/loop/matter"
	"xiaohao/parts/pattern"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// The lists of what keeps coming back as spreadsheets.

const groupsInFile = 500

// topicsFile has a line for each message of each topic.
func (c *call) topicsFile() error {
	a, err := c.boardArea()
	if err != nil {
		return err
	}
	l, err := c.all.Topics.Of(c.ctx, c.who.Caller, a)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.t("tab.topics"), Notes: []string{c.t("topics.text"), c.t("topics.how")},
		Heads: append([]string{c.t("tab.topics"), c.t("topics.heat"), c.t("topics.people")}, c.matterHeads()...)}
	for _, g := range l.Groups {
		for _, id := range g.Voices {
			if m, err := c.desk.Matter(c.ctx, c.who.Caller, id); err == nil {
				out.Rows = append(out.Rows, append([]any{g.Title, float64(int(g.Heat*10+0.5)) / 10, g.People},
					c.matterLine(m)...))
			}
		}
	}
	return out.Write(c.file("xlsx"))
}

// duplicatesFile has a line for each matter of each probable group, its head first.
func (c *call) duplicatesFile() error {
	out := sheet.Grid{Title: c.t("tab.duplicates"), Notes: []string{c.t("duplicates.text")},
		Heads: append([]string{c.t("duplicates.group"), c.t("duplicates.why")}, c.matterHeads()...)}
	n := 0
	for after := ""; ; {
		page, err := c.all.Patterns.GroupsOf(c.ctx, c.who.Caller, after, 50)
		if err != nil {
			return err
		}
		for _, g := range page.Groups {
			n++
			out.Rows = append(out.Rows, append([]any{n, ""}, c.matterLine(g.Head)...))
			out.Rows = append(out.Rows, c.groupLines(n, g)...)
		}
		if after = page.After; after == "" || n >= groupsInFile {
			return out.Write(c.file("xlsx"))
		}
	}
}

func (c *call) groupLines(n int, g pattern.Group) (out [][]any) {
	for _, m := range g.Members {
		why := c.t("duplicates.linked")
		if m.Close {
			why = c.because(m.Reasons)
		}
		out = append(out, append([]any{n, why}, c.matterLine(m.Matter)...))
	}
	return out
}

// cornerFile has a line for each matter in the history of a place.
func (c *call) cornerFile() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	h, err := c.all.Recur.Corner(c.ctx, c.who.Caller, id)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.t("corner.title"), Notes: []string{h.Matter.Place},
		Heads: append(c.matterHeads(), c.t("field.found_at"), c.t("column.struck_at"), c.t("corner.same"),
			c.t("mark.backs"))}
	for _, l := range h.Lives {
		var offs []string
		for _, o := range l.Offs {
			s := lang.Date(c.l, o.Struck)
			if o.Until != 0 {
				s += " – " + lang.Date(c.l, o.Until)
			}
			offs = append(offs, s)
		}
		same := ""
		if l.Same {
			same = "✓"
		}
		out.Rows = append(out.Rows, append(c.matterLine(l.Matter), lang.Date(c.l, min(l.FoundAt, l.ReportedAt)),
			strings.Join(offs, "\n"), same, strconv.Itoa(len(l.Backs))))
	}
	return out.Write(c.file("xlsx"))
}

func (c *call) matterHeads() []string {
	return []string{c.t("column.number"), c.t("column.problem"), c.t("field.area"), c.t("field.place"),
		c.t("field.category"), c.t("field.state"), c.t("field.reported_at"), c.t("field.lead")}
}

func (c *call) matterLine(m *matter.Matter) []any {
	lead := ""
	if m.Lead != 0 {
		lead = c.unitName(m.Lead)
	}
	return []any{m.Number, m.Title, c.areaName(m.Area), m.Place, c.category(m.Category),
		c.t("state." + m.State.String()), lang.DateTime(c.l, m.ReportedAt), lead}
}
