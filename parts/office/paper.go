package office

import (
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
)

// State is where a paper stands: what it waits for.
type State string

// Where a paper stands.
const (
	Drafting  State = "draft"     // with its drafter
	Asking    State = "asked"     // opinions are given
	Reviewing State = "review"    // waits for the reviewer
	Signing   State = "sign"      // waits for who signs off
	ToNumber  State = "number"    // signed off, waits for its number
	ToStamp   State = "stamp"     // has its number, waits for the seal
	ToHandOut State = "hand_out"  // waits to be handed out
	Out       State = "out"       // the units sign for it
	Finished  State = "done"      // 办结
	Taken     State = "withdrawn" // 撤稿
)

// States lists where a paper may stand, in its order.
func States() []State {
	return []State{Drafting, Asking, Reviewing, Signing, ToNumber, ToStamp, ToHandOut, Out, Finished, Taken}
}

// Step is something that was done with a paper.
type Step struct {
	Seq    int64            `json:"seq"`
	Type   event.Type       `json:"type"`
	At     calendar.Instant `json:"at"`
	Person int64            `json:"person,omitempty"` // 0 for the clock
	Unit   int64            `json:"unit,omitempty"`
	Units  int              `json:"units,omitempty"` // how many, where there are several
	Note   string           `json:"note,omitempty"`  // a reason, a number, a seal
}

// Opinion is what a unit said of a version.
type Opinion struct {
	Unit    int64            `json:"unit"`
	Version int              `json:"version"`
	State   string           `json:"state"` // waits, agrees, objects, silent
	Reason  string           `json:"reason,omitempty"`
	Person  int64            `json:"person,omitempty"`
	At      calendar.Instant `json:"at,omitempty"`
}

// What a unit said.
const (
	Waits   = "waits"
	Agrees  = "agrees"
	Objects = "objects"
	Silence = "silent"  // did not answer in time, which is consent
	Dropped = "dropped" // was not heard any more: the paper went back to its drafter
)

// Receipt is a unit that a paper was handed to.
type Receipt struct {
	Unit   int64            `json:"unit"`
	Person int64            `json:"person,omitempty"`
	At     calendar.Instant `json:"at,omitempty"` // signed for, 0 for not yet
}

// Stamp is an entry of the register of seals.
type Stamp struct {
	Paper  int64            `json:"paper"`
	Seq    int64            `json:"seq"`
	Area   area.Code        `json:"area"`
	Title  string           `json:"title"`
	Number string           `json:"number"`
	Seal   string           `json:"seal"`
	Copies int              `json:"copies"`
	Person int64            `json:"person"`
	At     calendar.Instant `json:"at"`
}

// Paper is a paper as it stands; its words are a Version.
type Paper struct {
	ID       int64            `json:"id"`
	Kind     string           `json:"kind"`
	Part     string           `json:"part,omitempty"`
	Subject  int64            `json:"subject,omitempty"`
	Area     area.Code        `json:"area"`
	Title    string           `json:"title"`
	Asks     bool             `json:"asks"`
	Keep     string           `json:"keep"`
	Ask      []int64          `json:"ask,omitempty"`
	To       []int64          `json:"to,omitempty"`
	Presided int64            `json:"presided,omitempty"`
	Fixed    []string         `json:"fixed,omitempty"` // what of its content is changed where it comes from, alone
	State    State            `json:"state"`
	Version  int              `json:"version"` // the newest
	Seq      int64            `json:"seq"`     // of the last event
	Moved    int64            `json:"moved"`   // seq of the event by which it came to stand where it stands
	At       calendar.Instant `json:"at"`      // of the last step
	Drafters []int64          `json:"drafters,omitempty"`
	Reviewer int64            `json:"reviewer,omitempty"`
	Signer   int64            `json:"signer,omitempty"`
	SignedAt calendar.Instant `json:"signed_at,omitempty"`
	Urged    area.Level       `json:"urged,omitempty"`    // up to which level who signs off was urged, 0 for nobody
	Returned bool             `json:"returned,omitempty"` // went back, and was not changed since
	Until    calendar.Instant `json:"until,omitempty"`    // of the opinions, of signing it off, or of signing for it
	Next     calendar.Instant `json:"next,omitempty"`     // when the clock has something to do, 0 for never
	Number   string           `json:"number,omitempty"`
	Year     int              `json:"year,omitempty"`
	N        int64            `json:"n,omitempty"`
	Seal     string           `json:"seal,omitempty"`
	Copies   int              `json:"copies,omitempty"`
	SignSeq  int64            `json:"sign_seq,omitempty"` // seq of the event that signed it off
	OutSeq   int64            `json:"out_seq,omitempty"`  // seq of the event that handed it out
	OutAt    calendar.Instant `json:"out_at,omitempty"`
	Opinions []Opinion        `json:"opinions,omitempty"` // of all rounds, in their order
	Receipts []Receipt        `json:"receipts,omitempty"`
	Steps    []Step           `json:"steps"`
}

// Over says that nothing more is done with it.
func (p *Paper) Over() bool { return p.State == Finished || p.State == Taken }

// Unsigned are the units that have not signed for it.
func (p *Paper) Unsigned() (out []int64) {
	for _, r := range p.Receipts {
		if r.At == 0 {
			out = append(out, r.Unit)
		}
	}
	return out
}

// Open are the units whose opinion is waited for.
func (p *Paper) Open() (out []int64) {
	for _, o := range p.Opinions {
		if o.State == Waits {
			out = append(out, o.Unit)
		}
	}
	return out
}

// fold changes a paper by one of its events.
func (p *Paper) fold(e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	b, first := body.(*Begun)
	if first != (p.ID == 0) {
		return fmt.Errorf("%s for paper %d, which is begun once and first", e.Type, e.Subject)
	}
	if first {
		*p = Paper{ID: e.Subject, Kind: b.Kind, Part: b.Part, Subject: b.Subject, Area: b.Area, Asks: b.Asks,
			Keep: b.Keep, Presided: b.Presided, Title: b.Content.Title, Ask: b.Ask, To: b.To, Version: 1,
			Fixed: b.Fixed}
		for _, person := range b.By {
			p.drafted(person)
		}
	}
	before := p.State
	step := Step{Seq: e.Seq, Type: e.Type, At: e.At, Person: e.Actor}
	p.drafting(body, e, &step)
	p.opinions(body, e, &step)
	p.official(body, e, &step)
	p.Seq, p.At = e.Seq, e.At
	if p.State != before {
		p.Moved = e.Seq
	}
	p.Steps = append(p.Steps, step)
	return nil
}

// drafting folds what happens until a paper is signed off.
func (p *Paper) drafting(body any, e ledger.Event, step *Step) {
	switch b := body.(type) {
	case *Begun:
		p.State = Drafting
		p.drafted(e.Actor)
	case *Redrafted:
		p.Title, p.Ask, p.To, p.Returned = b.Content.Title, b.Ask, b.To, false
		p.Version++
		p.drafted(e.Actor)
		step.Note = b.Note
	case *Submitted:
		p.State = Reviewing
	case *Reviewed:
		p.State, p.Reviewer, p.Until, p.Next = Signing, e.Actor, b.Until, b.Until
	case *Urged:
		p.Urged, p.Next = b.Level, b.Next
	case *Returned:
		p.back()
		step.Note = b.Reason
	case *Signed:
		p.State, p.Signer, p.SignedAt, p.SignSeq = ToNumber, e.Actor, e.At, e.Seq
		p.Until, p.Next, p.Urged = 0, 0, 0
	case *Withdrawn:
		p.drop()
		p.State, p.Until, p.Next, p.Urged = Taken, 0, 0, 0
		step.Note = b.Reason
	}
}

func (p *Paper) drafted(person int64) {
	if person != 0 && !slices.Contains(p.Drafters, person) {
		p.Drafters = append(p.Drafters, person)
	}
}

// back brings the paper to its drafter.
func (p *Paper) back() {
	p.drop()
	p.State, p.Returned, p.Reviewer, p.Until, p.Next, p.Urged = Drafting, true, 0, 0, 0, 0
}

// drop ends a round of opinions before everybody answered.
func (p *Paper) drop() {
	for i := range p.Opinions {
		if p.Opinions[i].State == Waits {
			p.Opinions[i].State = Dropped
		}
	}
}

// opinions folds the opinions.
func (p *Paper) opinions(body any, e ledger.Event, step *Step) {
	switch b := body.(type) {
	case *Asked:
		p.State, p.Until, p.Next, step.Units = Asking, b.Until, b.Until, len(b.Units)
		for _, u := range b.Units {
			p.Opinions = append(p.Opinions, Opinion{Unit: u, Version: b.Version, State: Waits})
		}
	case *Answered:
		o := Opinion{Unit: b.Unit, State: Agrees, Reason: b.Reason, Person: e.Actor, At: e.At}
		if !b.Agrees {
			o.State = Objects
		}
		step.Unit, step.Note = b.Unit, b.Reason
		p.said(o)
	case *Silent:
		step.Unit = b.Unit
		p.said(Opinion{Unit: b.Unit, State: Silence, At: e.At})
	}
}

// said notes a unit's opinion: an objection brings the paper back, the last consent on to the reviewer.
func (p *Paper) said(said Opinion) {
	for i := range p.Opinions {
		if o := &p.Opinions[i]; o.Unit == said.Unit && o.State == Waits {
			said.Version = o.Version
			*o = said
		}
	}
	switch {
	case said.State == Objects:
		p.back()
	case len(p.Open()) == 0:
		p.State, p.Until, p.Next = Reviewing, 0, 0
	}
}

// official folds what happens to a paper that is signed off.
func (p *Paper) official(body any, e ledger.Event, step *Step) {
	switch b := body.(type) {
	case *Numbered:
		p.State, p.Year, p.N = ToStamp, b.Year, b.N
		p.Number = policy.PaperNumber(b.Sign, b.Year, b.N)
		step.Note = p.Number
	case *Stamped:
		p.State, p.Seal, p.Copies = ToHandOut, b.Seal, b.Copies
		step.Note = b.Seal
	case *HandedOut:
		p.State, p.OutSeq, p.OutAt, p.Until, p.Next, step.Units = Out, e.Seq, e.At, b.Due, b.Due, len(b.Units)
		for _, u := range b.Units {
			p.Receipts = append(p.Receipts, Receipt{Unit: u})
		}
	case *SignedFor:
		step.Unit = b.Unit
		for i := range p.Receipts {
			if r := &p.Receipts[i]; r.Unit == b.Unit && r.At == 0 {
				r.Person, r.At = e.Actor, e.At
			}
		}
		if len(p.Unsigned()) == 0 {
			p.Next = 0
		}
	case *Reminded:
		p.Next, step.Units = b.Next, len(b.Units)
	case *Done:
		p.State, p.Next, step.Note = Finished, 0, b.Reason
	}
}
