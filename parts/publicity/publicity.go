// Package publicity is what the city says of itself all year round 常态化宣传: a weekly paper for each area, drafted from
// what everybody may see already, and a plan of what hangs where, whose positions are points of the standard.
//
// A paper keeps references and a few words of its own, never what a matter says. The clock proposes it, a person edits
// it, and it leaves by the steps of every release (policy.Release.Steps, org.Caller.MayTake), each by another person.
// Whoever reads it asks parts/release for each matter anew: what was taken back since is not shown, and the paper says
// only that something was. Its own words are redacted when they are written and again when they are read.
//
// A plan says which content hangs at which points, in which period, and by which unit. A position is put up with a
// photo, by the unit or by somebody who looks; it is missing until then, when it was found gone, and due again after
// some days. What is due waits for the unit.
//
// Its tables are folded from its own events and never behind the ledger. It owns no page.
package publicity

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/release"
)

// Publicity is a city's papers and plans. Safe for concurrent use.
type Publicity struct {
	part.Base
	Releases *release.Releases

	quiet quiet // areas that had nothing to say in the week
	files files // that were made a moment ago
}

// New makes the publicity of a city; r is the gate that everything goes through.
func New(b part.Base, r *release.Releases) *Publicity {
	return &Publicity{Base: b, Releases: r, files: files{makes: make(chan struct{}, filesAtOnce),
		made: map[string]made{}}}
}

// The events of papers. The subject of all of them is the paper.
const (
	typePrefix                = event.Type("publicity.")
	ProposedType   event.Type = "publicity.proposed"   // by the clock, or early
	DraftedType    event.Type = "publicity.drafted"    // 经办
	PassedType     event.Type = "publicity.passed"     // 审核, 签发; the last one publishes
	RefusedType    event.Type = "publicity.refused"    // 退回
	WithdrawnType  event.Type = "publicity.withdrawn"  // 撤回
	PlannedType    event.Type = "publicity.planned"    // a plan begins
	ReplannedType  event.Type = "publicity.replanned"  // all of it said anew
	PutUpType      event.Type = "publicity.put_up"     // something hangs at a position
	FoundGoneType  event.Type = "publicity.found_gone" // it does not hang there, or no longer as it should
	PlanEndedType  event.Type = "publicity.ended"
	mostOfPaper               = 12 // matters of each sort in a paper
	longTitle                 = 60
	longLead                  = 1000
	longContent               = 200
	mostPositions             = 300 // of a plan
	mostPlansShown            = 500
	mostPapersRead            = 200
	mostLookedFor             = 200
	mostSaidOfPlan            = 500
	longestRenewal            = 3650
	farthestGap               = 100_000
)

// Words are in both languages; without English the Chinese ones stand for both.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en,omitempty"`
}

// In is the words in a language.
func (w Words) In(lang string) string {
	if lang == "en" && w.En != "" {
		return w.En
	}
	return w.Zh
}

// Figures are what a paper counts: of what everybody may see, nothing else.
type Figures struct {
	Struck       int `json:"struck"`        // struck off this week
	StruckBefore int `json:"struck_before"` // in the week before
	Open         int `json:"open"`          // under way at the drafting
	Late         int `json:"late"`          // of these after their deadline

	// OpenBefore and LateBefore are those of the paper before; nil where there is none.
	OpenBefore *int `json:"open_before,omitempty"`
	LateBefore *int `json:"late_before,omitempty"`
}

// Paper is what a draft says.
type Paper struct {
	Title Words   `json:"title"`
	Lead  Words   `json:"lead"`
	Fixed []int64 `json:"fixed,omitempty"` // matters struck off in the week, in their order
	Doing []int64 `json:"doing,omitempty"` // matters that are under way
}

// Proposed begins a paper on an area's week.
type Proposed struct {
	Area    area.Code        `json:"area"`
	From    calendar.Instant `json:"from"` // µs
	To      calendar.Instant `json:"to"`
	Figures Figures          `json:"figures"`
	Paper
}

// Drafted is what a person made of it: the first step.
type Drafted struct {
	Paper
	Need int `json:"need"` // steps in all, by the policy of that day
}

// Passed is a further step; the last one publishes.
type Passed struct {
	Draft int64 `json:"draft"` // the seq of the draft that was read
	Step  int   `json:"step"`  // 2, 3
}

// Refused sends a draft back.
type Refused struct {
	Draft  int64  `json:"draft"`
	Reason string `json:"reason"`
}

// Withdrawn takes back what is out, and what waits.
type Withdrawn struct {
	Reason string `json:"reason"`
}

// Where a paper stands.
const (
	Fresh = "proposed"  // drafted by itself, nobody edited it
	Waits = "waits"     // a draft waits for the next step
	Out   = "out"       // everybody may read it
	Back  = "refused"   // the last draft was refused; what was out before stays
	Taken = "withdrawn" // nothing is out
)

// Issue is a paper as it stands.
type Issue struct {
	ID      int64            `json:"id"`
	Area    area.Code        `json:"area"`
	From    calendar.Instant `json:"from"` // of the week, µs
	To      calendar.Instant `json:"to"`
	Figures Figures          `json:"figures"`
	State   string           `json:"state"`
	Step    int              `json:"step,omitempty"`  // steps taken by the draft that waits
	Need    int              `json:"need,omitempty"`  // steps that it needs
	Hands   []int64          `json:"hands,omitempty"` // who took them
	Seq     int64            `json:"seq"`             // of the draft
	Draft   *Paper           `json:"draft,omitempty"` // what waits, or was proposed, or was refused
	Shown   *Paper           `json:"shown,omitempty"` // what is out
	Reason  string           `json:"reason,omitempty"`
	At      calendar.Instant `json:"at"`            // of the last step
	Since   calendar.Instant `json:"out,omitempty"` // published; 0 while nothing is out
}

// fold changes a paper by one of its events.
func (s *Issue) fold(e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if _, first := body.(*Proposed); first != (s.ID == 0) {
		return fmt.Errorf("%s for paper %d, which is proposed once and first", e.Type, e.Subject)
	}
	s.At = e.At
	switch b := body.(type) {
	case *Proposed:
		*s = Issue{ID: e.Subject, Area: b.Area, From: b.From, To: b.To, Figures: b.Figures, State: Fresh, Seq: e.Seq,
			Draft: &b.Paper, At: e.At}
	case *Drafted:
		s.State, s.Step, s.Need, s.Hands, s.Seq, s.Draft, s.Reason = Waits, 1, b.Need, []int64{e.Actor}, e.Seq,
			&b.Paper, ""
	case *Passed:
		s.Step++
		s.Hands = append(s.Hands, e.Actor)
	case *Refused:
		s.State, s.Reason, s.Step, s.Hands = Back, b.Reason, 0, nil
	case *Withdrawn:
		if s.Shown != nil {
			s.Draft = s.Shown // it may be put right and published again
		}
		s.State, s.Reason, s.Shown, s.Step, s.Hands, s.Since = Taken, b.Reason, nil, 0, nil, 0
	}
	if s.State == Waits && s.Step >= s.Need {
		s.State, s.Shown, s.Draft, s.Step, s.Since = Out, s.Draft, nil, 0, e.At
	}
	return nil
}

// last is what a person goes on from: what waits or was proposed, or what is out.
func (s *Issue) last() Paper {
	if s.Draft != nil {
		return *s.Draft
	}
	if s.Shown != nil {
		return *s.Shown
	}
	return Paper{}
}

// Last is what a person who edits the paper begins with.
func (s *Issue) Last() Paper { return s.last() }

// IsType says whether an event is one of this package.
func IsType(typ event.Type) bool { return typ.In(typePrefix) }

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case ProposedType:
		b = &Proposed{}
	case DraftedType:
		b = &Drafted{}
	case PassedType:
		b = &Passed{}
	case RefusedType:
		b = &Refused{}
	case WithdrawnType:
		b = &Withdrawn{}
	case PlannedType:
		b = &Planned{}
	case ReplannedType:
		b = &Replanned{}
	case PutUpType:
		b = &PutUp{}
	case FoundGoneType:
		b = &FoundGone{}
	case PlanEndedType:
		b = &PlanEnded{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
