package city_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaohao/city"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// keep remakes the kept table; an intended change is then read as a diff.
var keep = os.Getenv("XIAOHAO_KEEP") != ""

var testAreas = []area.Area{
	{Code: 430400000000, Name: "市"}, {Code: 430405000000, Name: "甲区"}, {Code: 430405001000, Name: "甲镇"},
	{Code: 430405001001, Name: "甲村"},
	{Code: 430406000000, Name: "乙区"}, {Code: 430406001000, Name: "乙镇"}, {Code: 430406001001, Name: "乙村"},
}

// The table's city is that of the other tests. Units: 1 above, 2 the lead unit of every matter, 3 below it, 4 a
// co-unit, 5 one that delegated down, 6 one that became answerable when it was overdue, 7 a stranger.
func keptOrg(t *testing.T) *org.Org {
	units := map[int64]org.Unit{}
	for id, parent := range map[int64]int64{1: 0, 2: 1, 3: 2, 4: 0, 5: 0, 6: 0, 7: 0} {
		units[id] = org.Unit{ID: id, Code: fmt.Sprint("u", id), Zh: "单位", Area: 430405000000, Parent: parent}
	}
	tree, err := area.NewTree(testAreas)
	if err != nil {
		t.Fatal(err)
	}
	return org.Build(tree, units, nil).WithActs(city.Standard().Acts())
}

// callers are who asks: each post over areas that hold the matter's village or do not, each post in units that have to
// do with it or do not, and who has none.
func callers() (names []string, list []org.Caller) {
	add := func(name string, c org.Caller) { names, list = append(names, name), append(list, c) }
	add("unknown", org.Caller{})
	add("device", org.Caller{Voice: "d1"})
	add("receipt", org.Caller{Matter: 1})
	add("other-receipt", org.Caller{Matter: 2})
	add("reporter", org.Caller{Person: 8})
	add("drawn", org.Caller{Person: 9, Posts: []org.Post{{Kind: matter.Inspector, Area: 430406000000}}})
	add("drawn-verifier", org.Caller{Person: 9, Posts: []org.Post{{Kind: matter.Verifier, Area: 430406000000}}})
	add("no-post", org.Caller{Person: 10})
	add("clock", org.Caller{Clock: true})
	add("system", org.Caller{System: true})
	for _, kind := range matter.Posts()[1:] {
		if kind == matter.UnitClerk || kind == matter.UnitHead {
			for unit, name := range []string{"", "above", "lead", "below", "co", "upper", "overdue", "stranger"} {
				if unit > 0 {
					p := org.Post{Kind: kind, Unit: int64(unit), Area: 430405000000}
					add(string(kind)+"@"+name, org.Caller{Person: 10, Posts: []org.Post{p}})
				}
			}
			continue
		}
		for _, at := range []struct {
			name string
			area area.Code
		}{{"city", 430400000000}, {"county", 430405000000}, {"township", 430405001000}, {"village", 430405001001},
			{"elsewhere", 430406000000}} {
			add(string(kind)+"@"+at.name, org.Caller{Person: 10, Posts: []org.Post{{Kind: kind, Area: at.area}}})
		}
	}
	add("two-posts", org.Caller{Person: 10, Posts: []org.Post{{Kind: matter.Dispatcher, Area: 430400000000},
		{Kind: matter.Dispatcher, Area: 430405001000, Unit: 7}}})
	add("paper", org.Caller{Paper: 1})
	return names, list
}

// matters are what it is asked about; nil is a report that is not there yet.
func matters() (names []string, list []*matter.Matter) {
	of := func(k matter.Kind, decider int) *matter.Matter {
		return &matter.Matter{ID: 1, Kind: k, State: matter.InHand, Area: 430405001001, Lead: 2, Co: []int64{4},
			Uppers: []int64{5}, Above: []int64{6}, Reporter: 8, Decider: decider, Drawn: &matter.Drawn{Person: 9}}
	}
	on := of(matter.Help, 0) // the case of a person in need, on which person 10 is
	on.Members = []matter.Member{{Person: 10, As: matter.AsDuty}}
	names = []string{"-", "problem", "problem/county", "problem/city", "task", "help", "help/on"}
	return names, []*matter.Matter{nil, of(matter.Problem, 0), of(matter.Problem, int(area.County)),
		of(matter.Problem, int(area.City)), of(matter.Task, 0), of(matter.Help, 0), on}
}

// sign is an answer in one letter: the level of the area in whose name he acts, R for the reporter, C for the clock;
// "." for no, "x" for he may not even know.
func sign(a matter.Actor, err error) string {
	switch {
	case fault.Of(err).Kind == fault.Missing:
		return "x"
	case err != nil:
		return "."
	case a.Clock:
		return "C"
	case a.Reporter:
		return "R"
	}
	return fmt.Sprint(int(a.Level))
}

// types are the events that concern no matter, of all parts, one that does, and one that nobody knows.
func types() []event.Type {
	return slices.Sorted(maps.Keys(city.Standard().Acts()))
}

// TestKeptRights holds who may do what against the table as it was kept: every command by everybody in every relation
// to a matter, with the posts that the transition table names and with all posts; every event that concerns no matter;
// what else is asked of a caller.
func TestKeptRights(t *testing.T) {
	o := keptOrg(t)
	who, list := callers()
	var b strings.Builder
	for i, name := range who {
		fmt.Fprintf(&b, "%d %s\n", i+1, name)
	}
	row := func(name string, ask func(c org.Caller) string) {
		fmt.Fprintf(&b, "%s ", name)
		for _, c := range list {
			b.WriteString(ask(c))
		}
		b.WriteString("\n")
	}
	yes := func(ok bool) string { return map[bool]string{true: "+", false: "."}[ok] }
	kinds, about := matters()
	for _, r := range matter.Rules() {
		for i, m := range about {
			if (m == nil) != (r.Command == "report") {
				continue
			}
			row(string(r.Command)+" "+kinds[i], func(c org.Caller) string { return sign(o.May(c, r, r.Posts, m)) })
			row(string(r.Command)+" "+kinds[i]+" any", func(c org.Caller) string {
				return sign(o.May(c, r,
					matter.Posts(), m))
			})
		}
	}
	for i, m := range about[1:] {
		row("sees "+kinds[i+1], func(c org.Caller) string { return yes(o.Sees(c, m)) })
	}
	for _, typ := range append(types(), matter.TypeListed, "unheard.of") {
		name := string(typ)
		whole := city.Standard().Acts()[typ].Whole // "declare" is the door of what is about the whole city
		row("declare "+name, func(c org.Caller) string { return yes(whole && o.MayAct(c, typ)) })
		row("keep "+name+" nowhere", func(c org.Caller) string { return yes(!whole && o.MayAct(c, typ)) })
		row("keep "+name+" village", func(c org.Caller) string { return yes(o.MayAct(c, typ, 430405001001)) })
		row("keep "+name+" county", func(c org.Caller) string { return yes(o.MayAct(c, typ, 430405000000)) })
		two := []area.Code{430405000000, 430406000000}
		row("keep "+name+" two", func(c org.Caller) string { return yes(o.MayAct(c, typ, two...)) })
	}
	for _, a := range testAreas {
		row("administer "+a.Code.String(), func(c org.Caller) string { return yes(o.MayAdminister(c, a.Code)) })
	}
	row("administers", func(c org.Caller) string { return yes(o.Administers(c)) })
	row("audit", func(c org.Caller) string { return yes(o.MayAudit(c)) })
	row("keep-points", func(c org.Caller) string { return yes(o.MayActSomewhere(c, "point.registered")) })
	row("see-points", func(c org.Caller) string { return yes(o.MaySeePoints(c)) })
	other := org.Person{ID: 11, Posts: []org.Post{{Kind: matter.Dispatcher, Area: 430405001000}}}
	row("know", func(c org.Caller) string { return yes(o.MayKnow(c, other)) })
	row("reset", func(c org.Caller) string { return yes(o.MayReset(c, other)) })
	row("reset-none", func(c org.Caller) string { return yes(o.MayReset(c, org.Person{ID: 12})) })
	against(t, b.String(), who)
}

// against compares with the kept table and names whose answer to what is another.
func against(t *testing.T, got string, who []string) {
	t.Helper()
	path := filepath.Join("testdata", "may.txt")
	if keep {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	table := func(s string) map[string]string {
		m := map[string]string{}
		for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
			at := strings.LastIndex(line, " ")
			m[line[:at]] = line[at+1:]
		}
		return m
	}
	is, was := table(got), table(string(raw))
	for name, signs := range was {
		now, ok := is[name]
		if !ok || len(now) != len(signs) {
			t.Errorf("%s is no longer asked, or of others: %q, kept was %q", name, now, signs)
			continue
		}
		for i := range signs {
			if len(signs) == len(who) && now[i] != signs[i] {
				t.Errorf("%s: %s is answered %c, kept was %c", name, who[i], now[i], signs[i])
			}
		}
		if len(signs) != len(who) && now != signs {
			t.Errorf("%s is %s, kept was %s", name, now, signs)
		}
	}
	for name := range is {
		if _, ok := was[name]; !ok {
			t.Errorf("%s is not kept: XIAOHAO_KEEP=1 keeps it", name)
		}
	}
}
