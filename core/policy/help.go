package policy

import (
	"sync"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Help is how persons in need are helped: what is done first, by what law, and how long it is kept.
type Help struct {
	Types    []HelpType
	Mandated int             // minutes until the police must have been told 强制报告
	Follow   int             // days after the hand-over until the follow-up call
	Late     []int           // days past that call until who holds the case is told, then who supervises
	Keep     int             // days a case is kept after it left the list; the archive's term is the floor
	Again    int             // days in which a second time is one
	Decides  map[string]Name // who decides where a hand-over stops, by reason

	own bool // the file has the section
}

// HelpType is a kind of trouble; a case has it by the category of its matter.
type HelpType struct {
	Category string
	Name     Name
	Minutes  int  // from the report until somebody has it in hand
	Minor    bool // it is about a child whatever the age says
	Check    []HelpCheck
}

// HelpCheck is one thing to do, in the order in which it is done.
type HelpCheck struct {
	Code string
	Name Name
	Law  string // where it is written; "" where it is only sense
}

// StopReasons are why a hand-over stops.
func StopReasons() []string { return []string{"harm", "stranger", "dispute"} }

// Type is the type of a matter's category; the last one listed where none has it.
func (h *Help) Type(category string) HelpType {
	for _, t := range h.Types {
		if t.Category == category {
			return t
		}
	}
	if len(h.Types) == 0 {
		return HelpType{Minutes: 30}
	}
	return h.Types[len(h.Types)-1]
}

// minutes are those within which a person of a category is taken in hand; 0 where no type has it, and where the file
// was written before there were types: its limits hold.
func (h *Help) minutes(category string) int {
	for _, t := range h.Types {
		if h.own && t.Category == category {
			return t.Minutes
		}
	}
	return 0
}

// shipped are the sections of the file that comes with the program, for files that were written before they were there.
var shipped = sync.OnceValue(func() (doc struct {
	Help   yaml.Node `yaml:"help"`
	Chiefs struct {
		Themes yaml.Node `yaml:"themes"`
	} `yaml:"chiefs"`
}) {
	if err := yaml.Unmarshal(defaultSource, &doc); err != nil {
		panic(err) // the embedded file is tested
	}
	return doc
})

func (r *reader) help(p *Policy, n *yaml.Node) {
	own := n != nil
	if !own {
		doc := shipped()
		n = &doc.Help
	}
	x := &p.Help
	*x = Help{own: own, Mandated: 60, Follow: 7, Late: []int{1, 3}, Again: 365, Decides: map[string]Name{}}
	t := r.table(n, []string{"types", "mandated_minutes", "follow_days", "late_days", "keep_days", "again_days",
		"decides"}, []string{"types"})
	for name, at := range map[string]struct {
		to          *int
		least, most int
	}{"mandated_minutes": {&x.Mandated, 1, 1440}, "follow_days": {&x.Follow, 1, 365}, "keep_days": {&x.Keep, 0, 36500},
		"again_days": {&x.Again, 1, 366}} {
		if t[name] != nil {
			*at.to = r.number(t[name], at.least, at.most)
		}
	}
	if t["late_days"] != nil {
		x.Late = nil
		for _, d := range r.list(t["late_days"]) {
			x.Late = append(x.Late, r.number(d, 0, 365))
		}
	}
	x.Decides = r.names(t["decides"], map[string]Name{"harm": {"公安机关和民政部门", "The police and civil affairs"},
		"stranger": {"公安机关", "The police"}, "dispute": {"民政部门", "Civil affairs"}}, StopReasons()...)
	for _, y := range r.list(t["types"]) {
		x.Types = append(x.Types, r.helpType(y))
	}
}

func (r *reader) helpType(n *yaml.Node) HelpType {
	t := r.table(n, []string{"category", "zh", "en", "minutes", "minor", "checklist"}, []string{"category", "zh",
		"minutes", "checklist"})
	out := HelpType{Category: r.text(t["category"]), Name: Name{r.text(t["zh"]), r.text(t["en"])},
		Minutes: r.number(t["minutes"], 1, 10_000), Minor: r.truth(t["minor"])}
	for _, y := range r.list(t["checklist"]) {
		c := r.table(y, []string{"code", "zh", "en", "law"}, []string{"code", "zh"})
		out.Check = append(out.Check, HelpCheck{r.text(c["code"]), Name{r.text(c["zh"]), r.text(c["en"])},
			r.text(c["law"])})
	}
	return out
}

// bare takes out of the evidence for a person in need what could show who it is and where.
func bare(k matter.Kind, e matter.Evidence) matter.Evidence {
	if k == matter.Help {
		e.Photos, e.Files, e.Place = 0, 0, false
	}
	return e
}
