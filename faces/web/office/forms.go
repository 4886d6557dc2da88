package office

import (
	"maps"
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/office"
	"xiaohao/platform/lang"
)

// forms are what the caller may do now: for his units first.
func forms(c *kit.Call, p *office.Paper, said office.Content) (out []kit.Form) {
	x := officeOf(c.House)
	form := func(id, step, tone string, open bool, fields ...kit.Field) {
		out = append(out, kit.Form{ID: id, Action: paperURL(p.ID) + "/" + step, Once: c.Once(),
			Title: c.T("office.step." + step), Submit: c.T("office.go." + step), Tone: tone, Open: open,
			Fields: fields})
	}
	units := x.UnitsFor(c.Who.Caller, p)
	for _, u := range slices.Sorted(maps.Keys(units)) {
		id := strconv.FormatInt(u, 10)
		unit := kit.Field{Kind: "hidden", Name: "unit", Value: id}
		switch units[u] {
		case "answer":
			form("agree-"+id, "agree", "primary", true, unit)
			out[len(out)-1].Hint = c.UnitName(u) + " · " + c.T("office.agree_hint", "day", lang.Date(c.L, p.Until-1))
			form("object-"+id, "object", "danger", false, unit, c.Words("reason", "office.why_not", 1000, true))
		case "sign_for":
			form("sign_for-"+id, "sign_for", "primary", true, unit)
			out[len(out)-1].Hint = c.UnitName(u)
		}
	}
	version := kit.Field{Kind: "hidden", Name: "version", Value: strconv.Itoa(p.Version)}
	for _, step := range x.May(c.Who.Caller, p) {
		switch step {
		case "submit", "review", "sign":
			form(step, step, "primary", true, version)
			out[len(out)-1].Hint = c.T("office.hint." + step)
		case "return":
			form(step, step, "danger", false, version, c.Reason())
		case "number", "hand_out":
			form(step, step, "primary", true)
			out[len(out)-1].Hint = c.T("office.hint." + step)
		case "stamp":
			copies := kit.Field{Kind: "number", Name: "copies", Label: c.T("office.copies"), Required: true,
				Value: strconv.Itoa(max(len(p.To), 1))}
			seal := c.Line("seal", "office.seal", 60, true)
			seal.Value = x.Author(p.Area)
			form(step, step, "primary", true, seal, copies)
		case "finish":
			left := len(p.Unsigned())
			why := c.Words("reason", "office.why_finish", 1000, left > 0)
			form(step, step, map[bool]string{true: "primary"}[left == 0], left == 0, why)
		case "redraft":
			fields := slices.DeleteFunc(contentFields(c, said, p.Ask, p.To), func(f kit.Field) bool {
				return slices.Contains(p.Fixed, f.Name)
			})
			form(step, step, map[bool]string{true: "primary"}[p.Returned], p.Returned,
				append(fields, c.Words("note", "office.note", 1000, p.Returned))...)
			out[len(out)-1].Hint = fixedSaid(c, p)
		case "withdraw":
			form(step, step, "danger", false, c.Reason())
			if from := from(c, p); from != "" {
				out[len(out)-1].Hint = c.T("office.goes_back", "from", from)
			}
		}
	}
	return out
}
