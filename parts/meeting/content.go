package meeting

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/parts/office"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// said is a sentence of what papers say: they are in Chinese.
func said(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(lang.Zh, key, m)
}

// Content is the 任务分解表 of a breakdown, for a spreadsheet and for print: its kept tasks and standing duties. It is for
// the office alone.
func (x *Meetings) Content(ctx context.Context, caller org.Caller, breakdown int64) (office.Content, error) {
	b, t, err := x.Breakdown(ctx, caller, breakdown)
	if err != nil {
		return office.Content{}, err
	}
	out, err := x.content(ctx, x.DB.Read(), b, t, true)
	if b.State == Draft {
		out.Foot = append(out.Foot, said("meeting.table.draft"))
	}
	return out, err
}

// content is the same for the office's outgoing paper too. Units and auditors read that one: of an instruction, which
// is for its addressees (open is false), it says the tasks alone, not on what it is, by whom, nor as what they were
// said.
func (x *Meetings) content(ctx context.Context, r store.Reader, b *Breakdown, t *Thing, open bool) (office.Content,
	error) {
	source, err := sourceOf(ctx, r, x.City, b.ID)
	if err != nil {
		return office.Content{}, err
	}
	rows, err := rowsIn(ctx, r, x.City, b.ID, KeptRow)
	if err != nil {
		return office.Content{}, err
	}
	text, name := []rune(source), x.nameOf(ctx, r, t)
	out := office.Content{Title: said("meeting.table.plain", "n", strconv.FormatInt(b.ID, 10)),
		Columns: []string{said("meeting.table.nth"), said("meeting.table.task"), said("meeting.table.lead"),
			said("meeting.table.co"), said("meeting.table.due")}}
	if open {
		out.Title = clip(said("meeting.table.title", "name", name), mostTitle)
		out.Basis = said("meeting.table.basis", "name", name, "day", lang.Date(lang.Zh, t.Day))
		out.Columns = slices.Insert(out.Columns, 2, said("meeting.table.quote"))
	}
	for _, r := range rows {
		if r.Type != Task && r.Type != Duty {
			continue
		}
		due := said("meeting.table.by_policy")
		if r.Type == Duty {
			due = said("meeting.type.duty")
		} else if r.Due != 0 {
			due = lang.Date(lang.Zh, r.Due)
		}
		lead := x.unitNames(r.Lead)
		if lead == "" {
			lead = said("meeting.table.no_lead")
		}
		row := []string{strconv.Itoa(len(out.Rows) + 1), clip(r.Said(text), mostQuote), lead,
			x.unitNames(r.Co...), due}
		if open {
			row = slices.Insert(row, 2, clip(Healed(r.Quote(text)), mostQuote))
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

const mostQuote = mostTask // characters of a cell

// unitNames are the names of units in one line.
func (x *Meetings) unitNames(ids ...int64) string {
	var out []string
	for _, id := range ids {
		if u, ok := x.Org().Unit(id); ok {
			out = append(out, u.Zh)
		}
	}
	return strings.Join(out, "、")
}

// NameOf is what a thing is called in one line, a meeting of a leading group by the group's name of that day.
func (x *Meetings) NameOf(ctx context.Context, t *Thing) string { return x.nameOf(ctx, x.DB.Read(), t) }

func (x *Meetings) nameOf(ctx context.Context, r store.Reader, t *Thing) string {
	if n := t.Name(); n != "" || t.Group == 0 {
		return n
	}
	g, err := groupOf(ctx, r, x.City, t.Group)
	if err != nil {
		return ""
	}
	return g.On(t.Day).Name
}
