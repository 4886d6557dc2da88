// Package standard is the 测评体系: what "good" means at each kind of point, in versions with a first day.
//
// A version is a list of nodes that make a tree: dimension → item → check question. An item says at which kinds of
// point it is checked and how, how many points it is worth and what a finding costs, and which unit answers for it at
// each level of areas. Versions are published as events standard.published and never change; an assessment is by the
// version that was in force on its day, so a later one changes nothing that was.
//
// It owns the table standard_versions, folded from those events. Validation, the difference of two versions and
// scoring are pure: they take values and give values, in whole hundredths of a point, so that every total is exactly
// the sum of its parts.
package standard

import (
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Text is a sentence in both languages.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en,omitempty"`
}

// In is the text in a language, the Chinese one where there is no other.
func (t Text) In(lang string) string {
	if lang == "en" && t.En != "" {
		return t.En
	}
	return t.Zh
}

// Kind is a kind of point, as in "main street".
type Kind struct {
	Code string `json:"code"`
	Text Text   `json:"text"`
}

// Layer is what a node is.
type Layer uint8

// The layers. Dimensions may stand in dimensions, items in dimensions, questions in items.
const (
	Dimension Layer = iota + 1
	Item
	Question
)

// Method is how an item is checked.
type Method uint8

// The methods.
const (
	OnSite Method = iota + 1
	Documents
	Questionnaire
)

// Points are hundredths of a point.
type Points int64

// Way is how findings cost points.
type Way uint8

// The ways.
const (
	AllOrNothing Way = iota + 1 // any finding costs all
	Each                        // each finding costs Off, down to Floor
)

// Rule is the deduction rule of an item.
type Rule struct {
	Way   Way    `json:"way"`
	Off   Points `json:"off,omitempty"`   // for each finding
	Floor Points `json:"floor,omitempty"` // what is left at least
}

// Duty is who answers for an item at a level of areas. A unit is named by its code; "{area}" in it stands for the
// digits of the point's own area at that level (six for a city or county, nine for a township, twelve for a village).
// A unit of a higher level stands for its subordinate there.
type Duty struct {
	Level area.Level `json:"level"`
	Lead  string     `json:"lead"`
	Co    []string   `json:"co,omitempty"`
}

// Node is one line of a version. All behind Text belongs to items; a question may narrow Kinds further.
type Node struct {
	Code     string          `json:"code"`
	Parent   string          `json:"parent,omitempty"` // "" for a dimension at the top
	Layer    Layer           `json:"layer"`
	Text     Text            `json:"text"`
	Kinds    []string        `json:"kinds,omitempty"` // of point; none means all
	Method   Method          `json:"method,omitempty"`
	Full     Points          `json:"full,omitempty"`
	Rule     Rule            `json:"rule,omitzero"`
	Veto     bool            `json:"veto,omitempty"`     // a finding costs the point everything 一票否决
	Category string          `json:"category,omitempty"` // of the matter that a finding becomes; of the city's policy
	Severity matter.Severity `json:"severity,omitempty"` // 0: the category's
	Deadline calendar.Limit  `json:"deadline,omitzero"`  // none: the policy's
	Duties   []Duty          `json:"duties,omitempty"`   // by level, the highest first
}

// Version is an edition of the standard. It does not change once it is published, and is safe for concurrent use.
type Version struct {
	Title Text      `json:"title"`
	From  views.Day `json:"from"` // the first day it is in force
	Kinds []Kind    `json:"kinds"`
	Nodes []Node    `json:"nodes"` // each behind its parent

	index    map[string]int // code → place in Nodes
	children map[string][]int
}

// Edition is a published version.
type Edition struct {
	Seq    int64            // of the event that published it; an assessment keeps it
	At     calendar.Instant // µs
	By     int64            // person, 0 for the command line
	Digest string
	*Version
}

// Verdict is what an inspector says of a question, and what a scored item came to.
type Verdict uint8

// The verdicts.
const (
	NotChecked Verdict = iota
	Passed
	Failed
	NotApplicable
)

// Answer is the verdict on a question, or on an item that has none.
type Answer struct {
	Code     string  `json:"code"`
	Verdict  Verdict `json:"verdict"`
	Findings int     `json:"findings,omitempty"` // when it failed: how many, 0 counts as one
}

// Scored is an item of an inspection with what it came to.
type Scored struct {
	Node
	State    Verdict
	Findings int
	Lost     Points // of Full; 0 unless it failed
	Floored  bool   // the findings would have cost more than they may
}

// Total adds up points: of an item, a dimension, an inspection, an area, a round. Earned is what is left of Full.
type Total struct {
	Full   Points `json:"full"`             // of what was checked
	Lost   Points `json:"lost"`             // by findings
	Vetoed Points `json:"vetoed,omitempty"` // what was left and fell to a veto
}

// Sum is what a dimension came to.
type Sum struct {
	Dimension Node
	Depth     int // 0 for one at the top
	Total
	Checked, Failed, NotChecked, NotApplicable int // items
}

// Result is an inspection scored by a version.
type Result struct {
	Total
	Items  []Scored // that apply to the kind of point, in the version's order
	Sums   []Sum    // of dimensions that have such items, in the version's order
	Vetoes []string // codes of the veto items that failed
}
