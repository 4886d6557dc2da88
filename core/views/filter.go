package views

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// MaxLimit is the longest page.
const MaxLimit = 200

// The three lists 三单. A list narrows whatever else the filter says.
const (
	ProblemList        = "problem"        // 问题清单: problems that were listed
	TaskList           = "task"           // 任务清单: tasks that were listed
	ResponsibilityList = "responsibility" // 责任清单: what has a lead unit, unit by unit
)

// The ways a list is sorted.
const (
	SortNext   = "next"   // what is due first stands first
	SortNew    = "new"    // reported last stands first
	SortNumber = "number" // the highest number first, then what has none
	SortUnit   = "unit"   // by lead unit and within it by what is due first, then what has none
)

// Whose matters.
const (
	MineReported = "reported" // reported by the caller
	MineFollowed = "followed" // followed by the caller
)

// Filter says which matters a list shows and in which order. The zero value shows everything the scope allows. A URL
// holds all of it.
type Filter struct {
	List     string // "", ProblemList, TaskList or ResponsibilityList
	Kinds    []matter.Kind
	States   []matter.State
	Open     *bool
	Area     area.Code // the area and everything below it
	Unit     int64     // the lead unit
	Category string
	Severity matter.Severity
	Light    matter.Light
	Source   string
	From, To Day    // days on which it was reported, both included; 0 leaves the side open
	Text     string // words that must occur; see Search
	Mine     string // "", MineReported or MineFollowed
	Sort     string // "" is SortNext, SortNew for days, SortUnit for the responsibility list
	After    string // where the page before ended, as Page gave it
	Limit    int    // rows a page; 0 is 50

	Now []area.Code // see Today; no URL holds it
}

// Today is the filter with the areas under which one finds today what its Area ever held, as area.Tree.Now has them:
// an abolished area's code finds what its successors took.
func (f Filter) Today(areas []area.Code) Filter {
	if f.Now = nil; len(areas) > 1 {
		f.Now = areas
	}
	return f
}

// Match says whether the filter shows the matter at an instant. Mine and the words of Text need more than the matter
// and are not looked at.
func (f Filter) Match(m *matter.Matter, now calendar.Instant) bool {
	r, p := rowOf(m), f.plan()
	return p.match(&r, now)
}

// plan is a filter with its lists resolved.
type plan struct {
	Filter
	kinds  mask
	states mask
	led    bool        // only what has a lead unit
	areas  []area.Code // any of them; nil for everywhere
}

// A mask is a set of small numbers.
type mask uint32

func maskOf[T ~uint8](list []T) mask {
	if len(list) == 0 {
		return ^mask(0)
	}
	var m mask
	for _, v := range list {
		m |= 1 << v
	}
	return m
}

func (m mask) has(v uint8) bool { return m&(1<<v) != 0 }

var (
	openStates   = slices.DeleteFunc(matter.States(), func(s matter.State) bool { return !s.Open() })
	closedStates = slices.DeleteFunc(matter.States(), func(s matter.State) bool { return s.Open() })
	lightStates  = []matter.State{matter.Assigned, matter.InHand}
	listedStates = []matter.State{matter.Listed, matter.Assigned, matter.InHand, matter.Suspended, matter.Fixed,
		matter.StruckOff}
)

func (f Filter) plan() plan {
	p := plan{Filter: f, kinds: maskOf(f.Kinds) & maskOf(matter.Kinds()),
		states: maskOf(f.States) & maskOf(matter.States()), areas: f.Now}
	if f.Area != 0 && len(f.Now) == 0 {
		p.areas = []area.Code{f.Area}
	}
	switch f.List {
	case ProblemList:
		p.kinds, p.states = p.kinds&maskOf([]matter.Kind{matter.Problem}), p.states&maskOf(listedStates)
	case TaskList:
		p.kinds, p.states = p.kinds&maskOf([]matter.Kind{matter.Task}), p.states&maskOf(listedStates)
	case ResponsibilityList:
		p.led = true
	}
	if f.Open != nil {
		if *f.Open {
			p.states &= maskOf(openStates)
		} else {
			p.states &= maskOf(closedStates)
		}
	}
	switch f.Light {
	case matter.Grey:
		p.states &= maskOf([]matter.State{matter.Suspended, matter.InHand})
	case matter.Green, matter.Yellow, matter.Red:
		p.states &= maskOf(lightStates)
	}
	if p.Sort == "" {
		p.Sort = SortNext
		if f.List == ResponsibilityList {
			p.Sort = SortUnit
		}
		if f.From != 0 || f.To != 0 {
			p.Sort = SortNew
		}
	}
	if p.Limit <= 0 {
		p.Limit = 50
	}
	p.Limit = min(p.Limit, MaxLimit)
	return p
}

// match is the one place that decides whether a row is on the list; the statements only narrow what is looked at.
func (p *plan) match(r *Row, now calendar.Instant) bool {
	switch {
	case !p.kinds.has(uint8(r.Kind)), !p.states.has(uint8(r.State)):
	case p.led && r.Lead == 0, p.Unit != 0 && r.Lead != p.Unit:
	case p.Area != 0 && !slices.ContainsFunc(p.areas, func(a area.Code) bool { return a.Contains(r.Area) }):
	case p.Category != "" && r.Category != p.Category:
	case p.Severity != 0 && r.Severity != p.Severity:
	case p.Light != 0 && r.Light(now) != p.Light:
	case p.Source != "" && r.Source != p.Source:
	case p.From != 0 && DayOf(r.ReportedAt) < p.From, p.To != 0 && DayOf(r.ReportedAt) > p.To:
	default:
		return true
	}
	return false
}

// stateList is the states of the plan in the order of the loop.
func (p *plan) stateList() []matter.State {
	return slices.DeleteFunc(matter.States(), func(s matter.State) bool { return !p.states.has(uint8(s)) })
}
