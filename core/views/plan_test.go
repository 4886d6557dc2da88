package views

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"xiaohao/loop/matter"
	"xiaohao/platform/store/storetest"
)

// Every statement that pages run walks an index: none reads a whole table, and none sorts but those that say so.
func TestPlans(t *testing.T) {
	t.Parallel()
	db := openAt(t, storetest.FileDSN(t))
	numbers := func(n int) []any {
		out := make([]any, n)
		for i := range out {
			out[i] = int64(i)
		}
		return out
	}
	n := anything().args()
	type statement struct {
		text string
		args []any
		uses string
	}
	list := map[string]statement{
		"redEdge":    {redEdge, numbers(7), "matters_state (city=? AND state=? AND next>? AND next<?)"},
		"yellowEdge": {yellowEdge, numbers(7), "matters_yellow (city=? AND yellow>? AND yellow<?)"},
		"states": {inTexts[3].states, numbers(12),
			"SEARCH tallies USING PRIMARY KEY (city=? AND dim=? AND area=?)"},
		"lights": {inTexts[3].lights, numbers(12),
			"SEARCH tallies USING PRIMARY KEY (city=? AND dim=? AND area=?)"},
		"lit":     {litText, numbers(4), "COVERING INDEX matters_area (city=? AND open=? AND area>? AND area<?)"},
		"reviews": {reviewsText, numbers(4), "matters_state (city=? AND state=? AND next<?)"},
		"firing":  {firingText, numbers(3), "matters_fire (city=? AND fire>? AND fire<?)"},
		"running": {runningText, numbers(5), "matters_state (city=? AND state=? AND (next,id)>(?,?))"},
		"paper":   {paperText, []any{1, "assign", 2026}, "notices_number (city=? AND kind=? AND year=?)"},
		"waking":  {wakingText, numbers(3), "matters_wake (city=? AND wake>? AND wake<?)"},
		"offers": {offersText, numbers(6),
			"o USING PRIMARY KEY (city=? AND unit=? AND (due,id,what)>(?,?,?))"},
		"unsigned": {unsignedText, numbers(3), "notices_unsigned (city=? AND seq<?)"},
		"unit":     {unitNoticesText, numbers(4), "notices_unit (city=? AND unit=? AND signed=? AND seq<?)"},
		"row":      {docsIn[3], numbers(9), "matters_1 (city=? AND id=?)"},
		"leaves": {leavesText, numbers(5),
			"SEARCH tallies USING PRIMARY KEY (city=? AND dim=? AND area>? AND area<?)"},
		"search": {foundText, []any{"x", 5, 0, 5}, "VIRTUAL TABLE INDEX"},
	}
	uses := map[string]string{"leaf": "COVERING INDEX matters_area (city=? AND open=? AND area=? AND (next,id)>(?,?))",
		"area new":  "COVERING INDEX matters_area (city=? AND open=? AND area>? AND area<?)",
		"state":     "matters_state (city=? AND state=? AND (next,id)>(?,?)",
		"unled":     "matters_state (city=? AND state=? AND (next,id)>(?,?)",
		"state new": "COVERING INDEX matters_newest (city=? AND state=? AND id>? AND id<?)",
		"new":       "matters_1 (city=? AND id>? AND id<?)", "unnumbered": "matters_1 (city=? AND id>? AND id<?)",
		"number":         "matters_number (city=? AND (number,id)<(?,?))",
		"units":          "holders USING PRIMARY KEY (city=? AND open=? AND (unit,next,id)>(?,?,?))",
		"unit":           "holders USING PRIMARY KEY (city=? AND open=? AND unit=? AND (next,id)>(?,?))",
		"area":           "matters_area (city=? AND open=? AND area>? AND area<?)",
		"id":             "matters_1 (city=? AND id>? AND id<?)",
		"reporter":       "matters_reporter (city=? AND reporter=?)",
		"followed":       "h USING PRIMARY KEY (city=? AND person=?)",
		"case":           "case_members USING PRIMARY KEY (city=? AND open=? AND person=? AND (next,id)>(?,?))",
		"case collected": "h USING PRIMARY KEY (city=? AND open=? AND person=?)",
		"unit collected": "h USING PRIMARY KEY (city=? AND open=? AND unit=?)", "ask": "matters_ask (city=? AND ask=?)"}
	for _, w := range walks {
		bound := append(numbers(w.n), int64(9))
		list["walk "+w.name] = statement{w.found, append(slices.Clone(bound), n...), uses[w.name]}
		if !w.whole {
			list["last "+w.name] = statement{w.last, bound, uses[w.name]}
		}
	}
	for name, text := range collections {
		args := strings.Count(text[:strings.Index(text, ">> m.state")], "$") - 1
		use := uses[name]
		if collected, ok := uses[name+" collected"]; ok {
			use = collected
		}
		list["collect "+name] = statement{text, append(numbers(args), n...), use}
	}
	list["collect area without numbers"] = statement{unnumberedEntryColumns +
		strings.TrimPrefix(areaEntries, entryColumns), append(numbers(4), n...),
		"COVERING INDEX matters_area (city=? AND open=? AND area>? AND area<?)"}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		s := list[name]
		plan := storetest.Plan(t, db.Read(), s.text, s.args...)
		if !strings.Contains(plan, s.uses) || s.uses == "" {
			t.Errorf("%s does not use %s:\n%s\n%s", name, s.uses, s.text, plan)
		}
		sorts := name == "redEdge" || name == "yellowEdge" || // by area: a few rows of the running day
			strings.HasPrefix(name, "walk area") // a small area's entries, of which the first are kept
		if strings.Contains(plan, "SCAN matters") || strings.Contains(plan, "SCAN m") ||
			strings.Contains(plan, "SCAN h") || strings.Contains(plan, "TEMP B-TREE") && !sorts {
			t.Errorf("%s reads or sorts too much:\n%s\n%s", name, s.text, plan)
		}
	}
}

// The numbers in the statements are those of package matter.
func TestNumbersInStatements(t *testing.T) {
	t.Parallel()
	if matter.Assigned != 5 || matter.InHand != 6 || !strings.Contains(redEdge, "state IN (5, 6)") {
		t.Error("redEdge names the states whose light can be on by number")
	}
	if !slices.Equal(matter.Kinds(), []matter.Kind{1, 2, 3}) {
		t.Error("ByUnit and ByDay name the kinds by number")
	}
	if partLead != 1 || !strings.Contains(unitsWalk.found, "part = 1") {
		t.Error("unitsWalk names the part of the lead unit by number")
	}
}
