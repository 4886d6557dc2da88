package standard

import (
	"strconv"

	"xiaohao/platform/lang"
)

// Words says the deduction rule.
func (r Rule) Words(l string) string {
	switch {
	case r.Way == AllOrNothing:
		return lang.T(l, "std.rule.all", nil)
	case r.Way == Each && r.Floor > 0:
		return lang.T(l, "std.rule.floor", map[string]string{"off": r.Off.String(), "floor": r.Floor.String()})
	case r.Way == Each:
		return lang.T(l, "std.rule.each", map[string]string{"off": r.Off.String()})
	}
	return lang.T(l, "std.none", nil)
}

// Words explains what an item came to: its findings, what each costs and what is left.
func (s *Scored) Words(l string) string {
	args := map[string]string{"full": s.Full.String(), "lost": s.Lost.String(), "earned": s.Earned().String(),
		"off":   s.Rule.Off.String(),
		"floor": s.Rule.Floor.String(), "n": strconv.Itoa(s.Findings)}
	switch {
	case s.State == NotChecked:
		return lang.T(l, "std.scored.not_checked", args)
	case s.State == NotApplicable:
		return lang.T(l, "std.scored.not_applicable", args)
	case s.State == Passed:
		return lang.T(l, "std.scored.passed", args)
	case s.Veto:
		return lang.T(l, "std.scored.veto", args)
	case s.Rule.Way == AllOrNothing:
		return lang.T(l, "std.scored.all", args)
	case s.Floored:
		return lang.T(l, "std.scored.floored", args)
	}
	return lang.T(l, "std.scored.each", args)
}

// Words explains a total: what was checked, what findings cost, what a veto took, what is left.
func (t Total) Words(l string) string {
	args := map[string]string{"full": t.Full.String(), "lost": t.Lost.String(), "vetoed": t.Vetoed.String(),
		"earned": t.Earned().String(), "rate": ""}
	rate, ok := t.Rate()
	switch {
	case !ok:
		return lang.T(l, "std.total.none", nil)
	case t.Vetoed > 0:
		args["rate"] = Points(rate).String()
		return lang.T(l, "std.total.vetoed", args)
	}
	args["rate"] = Points(rate).String()
	return lang.T(l, "std.total.sum", args)
}
