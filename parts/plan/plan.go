// Package plan is what an area means to reach in some years 行动计划: goals with indicators, measures that are handed out
// as tasks, money by year; from a draft to opinions, legality review, deliberation, adoption and its outgoing paper,
// then in force, revised by versions, and ended with an assessment.
//
// What is in force never changes without a version: a version is kept whole, has a first day, and stays readable as of
// any day. The work on the next version lies beside it. What was paid is entries; a correction is a further entry with
// a reason, and sums are sums of entries. A report freezes its figures when it is made.
//
// Texts with the mark of a state secret are refused before anything is stored. A draft is seen by who drafts it, by who
// takes a step with it and by the units that are asked; a plan in force by all staff of its area. Units and areas that
// were succeeded are followed when a plan is read; nothing of it is written anew for that.
//
// Its tables are folded from its own events and never behind the ledger. It counts no indicator and stores no task:
// those are asked for (package indicator, the desk). It owns no page.
package plan

import (
	"slices"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/meeting"
	"xiaohao/parts/office"
)

// Plans are a city's. Safe for concurrent use.
type Plans struct {
	part.Base
	Uses
}

// Uses are the parts that plans work with; all are there where somebody works.
type Uses struct {
	Indicators *indicator.Indicators // say how goals stand
	Office     *office.Office
	Meetings   *meeting.Meetings
}

// New makes the plans of a city.
func New(b part.Base, u Uses) *Plans { return &Plans{Base: b, Uses: u} }

// Content is what a plan says.
type Content struct {
	Title    string           `json:"title"`
	Area     area.Code        `json:"area"`
	First    calendar.Instant `json:"first"`             // the first day begins, µs
	Last     calendar.Instant `json:"last"`              // the last day is over
	Lead     int64            `json:"lead"`              // unit that drafts it and answers for it
	Group    string           `json:"group,omitempty"`   // the leading group, in words
	Basis    string           `json:"basis,omitempty"`   // the superior document
	Text     string           `json:"text,omitempty"`    // 总体要求
	Answers  int64            `json:"answers,omitempty"` // the task matter that asked for this plan
	Set      int64            `json:"set,omitempty"`     // of indicators
	Goals    []Goal           `json:"goals,omitempty"`
	Measures []Measure        `json:"measures,omitempty"`
	Money    []Money          `json:"money,omitempty"`
	Keys     int              `json:"keys"` // how many keys were ever given: none is given twice
}

// Goal is what is to be reached 目标.
type Goal struct {
	Key       string   `json:"key"` // stays through all versions: "g1"
	Text      string   `json:"text"`
	Indicator string   `json:"indicator,omitempty"` // its code in the set
	Targets   []Target `json:"targets,omitempty"`   // by year
}

// Target is a goal's figure at the end of a year.
type Target struct {
	Year   int              `json:"year"`
	Amount indicator.Amount `json:"amount"`
}

// Measure is what is done 措施.
type Measure struct {
	Key    string           `json:"key"`
	Text   string           `json:"text"`
	Lead   int64            `json:"lead,omitempty"` // unit
	Co     []int64          `json:"co,omitempty"`
	Due    calendar.Instant `json:"due,omitempty"`    // the last day is over, µs; 0 for the plan's end
	Yearly bool             `json:"yearly,omitempty"` // done again each year
}

// Money is a line of money 资金: what is budgeted for a purpose from a source in a year.
type Money struct {
	Key      string `json:"key"`
	Source   string `json:"source"`
	Purpose  string `json:"purpose"`
	Year     int    `json:"year"`
	Budgeted int64  `json:"budgeted"` // fen
}

// Stage is where the work on a version is.
type Stage string

// The stages of work, in their order; beside them where a plan stands as a whole.
const (
	Drafted     Stage = "draft"
	Asked       Stage = "asked"       // opinions are asked 征求意见
	Heard       Stage = "heard"       // they were dealt with; legality review is next 合法性审查
	Reviewed    Stage = "reviewed"    // deliberation is next 审议
	Deliberated Stage = "deliberated" // adoption is next
	Adopted     Stage = "adopted"     // its outgoing paper is next
	SentOut     Stage = "sent"        // the paper goes the office's way until it is handed out 印发
	Issued      Stage = "issued"      // there is a version
	Ended       Stage = "ended"
	Dropped     Stage = "dropped" // taken back before it was ever issued
)

// Stages lists where a plan may stand.
func Stages() []Stage {
	return append(WorkStages(), Issued, Ended, Dropped)
}

// WorkStages lists those of work.
func WorkStages() []Stage {
	return []Stage{Drafted, Asked, Heard, Reviewed, Deliberated, Adopted, SentOut}
}

// Plan is a plan as it stands, without the contents of its versions.
type Plan struct {
	ID       int64            `json:"id"`
	Title    string           `json:"title"`
	Area     area.Code        `json:"area"`
	Lead     int64            `json:"lead"`
	First    calendar.Instant `json:"first"`
	Last     calendar.Instant `json:"last"`
	State    Stage            `json:"state"` // of its first version; Issued ever after, until Ended
	At       calendar.Instant `json:"at"`    // of the last step
	Work     *Work            `json:"work,omitempty"`
	Versions []Version        `json:"versions,omitempty"`
	Mid      calendar.Instant `json:"mid,omitempty"`   // the mid-term report is due, µs
	Final    calendar.Instant `json:"final,omitempty"` // the final assessment is due
	Reports  []Filed          `json:"reports,omitempty"`
	Handed   map[string]int64 `json:"handed,omitempty"` // measure → task matter
	Ended    calendar.Instant `json:"ended,omitempty"`
	Reason   string           `json:"reason,omitempty"` // why it was dropped
}

// Work is a version in the making.
type Work struct {
	Content  Content          `json:"content"`
	Seq      int64            `json:"seq"` // of the event that brought the content: who edits names it
	Stage    Stage            `json:"stage"`
	Units    []int64          `json:"units,omitempty"` // whose opinions are asked
	Until    calendar.Instant `json:"until,omitempty"` // the last day for them is over, µs
	Opinions []Opinion        `json:"opinions,omitempty"`
	Replies  []Reply          `json:"replies,omitempty"`
	Review   *Reviewing       `json:"review,omitempty"`
	Meeting  *Deliberating    `json:"meeting,omitempty"`
	Adopted  *Adopting        `json:"adopted,omitempty"`
	Editors  []int64          `json:"editors,omitempty"` // who wrote it: they neither review nor adopt it
	Sent     *Sending         `json:"sent,omitempty"`
	Why      string           `json:"why,omitempty"`    // it is revised
	Reason   string           `json:"reason,omitempty"` // why it came back
	Since    calendar.Instant `json:"since"`            // of the stage
}

// Opinion is what a unit says of a draft; silence until the last day is consent.
type Opinion struct {
	Unit    int64            `json:"unit"`
	Objects bool             `json:"objects"`
	Text    string           `json:"text,omitempty"`
	At      calendar.Instant `json:"at"`
	By      int64            `json:"by"`
}

// Reply is how an objection was dealt with.
type Reply struct {
	Unit  int64  `json:"unit"`
	Taken bool   `json:"taken"`
	Text  string `json:"text"`
}

// Version is a version that was issued.
type Version struct {
	N       int              `json:"n"`
	From    calendar.Instant `json:"from"`   // its first day, µs
	Number  string           `json:"number"` // 文号
	Day     calendar.Instant `json:"day"`    // of the paper
	Seq     int64            `json:"seq"`
	Reason  string           `json:"reason,omitempty"` // why it was revised
	By      string           `json:"by,omitempty"`     // who adopted it
	At      string           `json:"meeting,omitempty"`
	Meeting int64            `json:"meeting_id,omitempty"` // in the register
	Paper   int64            `json:"paper,omitempty"`      // the outgoing paper
}

// Filed is a report that was made.
type Filed struct {
	Seq  int64            `json:"seq"`
	Kind string           `json:"kind"` // MidTerm, FinalOne
	At   calendar.Instant `json:"at"`
}

// AsOf is the version in force on a day; before the first day of the first one it is that. nil where none was issued.
func (p *Plan) AsOf(at calendar.Instant) *Version {
	var out *Version
	for i := range p.Versions {
		if v := &p.Versions[i]; out == nil || v.From <= at {
			out = v
		}
	}
	return out
}

// Stage is the stage of the work, or where the plan stands when nobody works on a version.
func (p *Plan) Stage() Stage {
	if p.Work != nil {
		return p.Work.Stage
	}
	return p.State
}

// Silent are the units that were asked and have said nothing.
func (w *Work) Silent() (out []int64) {
	for _, u := range w.Units {
		if !slices.ContainsFunc(w.Opinions, func(o Opinion) bool { return o.Unit == u }) {
			out = append(out, u)
		}
	}
	return out
}

// Objections are the opinions that object.
func (w *Work) Objections() (out []Opinion) {
	for _, o := range w.Opinions {
		if o.Objects {
			out = append(out, o)
		}
	}
	return out
}

// Measure finds a measure by its key.
func (c *Content) Measure(key string) (Measure, bool) {
	i := slices.IndexFunc(c.Measures, func(m Measure) bool { return m.Key == key })
	if i < 0 {
		return Measure{}, false
	}
	return c.Measures[i], true
}

// Years are the years that the plan runs in.
func (c *Content) Years() (out []int) {
	if c.First <= 0 || c.Last <= c.First {
		return nil
	}
	from, to := yearOf(c.First), yearOf(c.Last-1)
	for y := from; y <= to && len(out) < mostYears; y++ {
		out = append(out, y)
	}
	return out
}

func yearOf(at calendar.Instant) int { return at.Time().In(calendar.China()).Year() }

func missing() error { return fault.New(fault.Missing, "plan_missing") }
