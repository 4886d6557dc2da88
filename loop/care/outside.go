package care

import (
	"slices"

	"xiaohao/loop/calendar"
)

// A case, or one service of it, is handed to somebody who has no account here by a sealed paper 密封单: its address stands
// on the paper, its code is said over the telephone, and what is shared lies behind both.

// Ways in which a case is handed outside.
const (
	OutTransfer = "transfer" // the receiver takes the person over: the case ends here when he accepts
	OutReferral = "referral" // the receiver does one thing, and answers
)

// Answers that a receiver gives.
const (
	OutTakes   = "take"
	OutRefuses = "refuse"
	OutAnswers = "answer" // what came of a referral
)

var outsides = []string{"police", "shelter", "minors", "hospital", "other"}

// Outsides lists the kinds of receivers: the police 公安机关, relief stations 救助管理机构, centres for minors
// 未成年人救助保护中心, hospitals, others.
func Outsides() []string { return slices.Clone(outsides) }

// OutWays lists the ways.
func OutWays() []string { return []string{OutReferral, OutTransfer} }

// OutMay says whether somebody is handed to a receiver of a kind. A minor, and whoever's hand-over stopped, is taken
// over by an office alone: a paper is no way around what Judge would stop. For one service anybody may be asked.
func OutMay(kind, way string, minor, stopped bool) bool {
	return way != OutTransfer || kind != "other" || !minor && !stopped
}

// What a code is good for. They are constants and no policy: each bounds a guess, and a city that loosened one would
// not see what it gave away.
const (
	OutTries = 5  // wrong codes; with ten digits that is a chance of one in two thousand million
	OutOpens = 20 // openings by one code, so that whoever has both cannot fill the ledger

	// OutSession is how long one opening lasts, µs: a page of text is read and answered in it, and a browser of a duty
	// room that somebody walked away from shows nothing for longer.
	OutSession = 30 * 60 * 1_000_000
)

// Outside is a paper as it stands, without a word of it.
type Outside struct {
	N     int              `json:"n"`   // which of the case, from 1
	Seq   int64            `json:"seq"` // of the event that issued it
	Kind  string           `json:"kind"`
	Way   string           `json:"way"`
	At    calendar.Instant `json:"at"`
	By    int64            `json:"by"`
	Until calendar.Instant `json:"until"`
	Said  string           `json:"said"` // token of what was shared
	Ref   string           `json:"ref"`  // keyed hash of the address
	Key   string           `json:"key"`  // keyed hash of the code

	Tries   int              `json:"tries,omitempty"` // wrong codes since the last code was made
	Shut    calendar.Instant `json:"shut,omitempty"`  // too many wrong codes
	Opens   int              `json:"opens,omitempty"` // openings by this code
	Read    calendar.Instant `json:"read,omitempty"`  // the opening by this code that showed what was shared
	Opened  calendar.Instant `json:"opened,omitempty"`
	Session string           `json:"session,omitempty"` // keyed hash of what the reader's browser holds

	Taken     calendar.Instant `json:"taken,omitempty"`
	Refused   calendar.Instant `json:"refused,omitempty"`
	Answered  calendar.Instant `json:"answered,omitempty"`
	Late      bool             `json:"late,omitempty"`    // the last word came after its time
	Overdue   calendar.Instant `json:"overdue,omitempty"` // the clock told that nobody answered
	Withdrawn calendar.Instant `json:"withdrawn,omitempty"`
	Ended     calendar.Instant `json:"ended,omitempty"` // the case was over first
}

// Over says that no answer is waited for any more.
func (o *Outside) Over() bool {
	return o.gone() || o.Refused != 0 || o.Answered != 0 || o.Way == OutTransfer && (o.Taken != 0 || o.Overdue != 0)
}

// gone says that the address leads nowhere any more, whoever asks.
func (o *Outside) gone() bool { return o.Withdrawn != 0 || o.Ended != 0 }

// Stands says whether the receiver's word would be taken now. A transfer lapses at its time, whether or not the clock
// came by; the answer to a referral is taken late too.
func (o *Outside) Stands(now calendar.Instant) bool {
	return !o.Over() && (o.Way == OutReferral || now < o.Until)
}

// Due is when the clock has something to say of it, 0 for never.
func (o *Outside) Due() calendar.Instant {
	if o.Over() || o.Overdue != 0 {
		return 0
	}
	return o.Until
}

// Door is what somebody with the address and some code finds.
type Door int

// The doors. To who stands before it the first three are one: nothing says whether there is a paper, whether it is over
// or whether the code alone was wrong.
const (
	DoorNothing Door = iota
	DoorWrong
	DoorShuts   // wrong, and it was the last try
	DoorAnswers // he may answer; what was shared was read before, or its time is over
	DoorReads   // he reads what was shared, and may answer
)

// Opens says whether a door opens.
func (d Door) Opens() bool { return d >= DoorAnswers }

// Try is what a code opens now; right says that it is the code.
func (o *Outside) Try(now calendar.Instant, right bool) Door {
	switch {
	case !o.Stands(now) || o.Shut != 0:
		return DoorNothing
	case !right && o.Tries+1 >= OutTries:
		return DoorShuts
	case !right:
		return DoorWrong
	case o.Opens >= OutOpens:
		return DoorNothing
	case o.Read == 0 && now < o.Until:
		return DoorReads
	}
	return DoorAnswers
}

// Live says that the last opening lasts.
func (o *Outside) Live(now calendar.Instant) bool {
	return o.Opened != 0 && !o.gone() && now < o.Opened.Plus(OutSession)
}

// Shows says that it is the opening that shows what was shared.
func (o *Outside) Shows(now calendar.Instant) bool { return o.Live(now) && o.Read == o.Opened }

// Says lists what the receiver can say now.
func (o *Outside) Says(now calendar.Instant) []string {
	switch {
	case !o.Live(now) || !o.Stands(now):
		return nil
	case o.Way == OutTransfer:
		return []string{OutTakes, OutRefuses}
	case o.Taken == 0:
		return []string{OutTakes, OutAnswers, OutRefuses}
	}
	return []string{OutAnswers, OutRefuses}
}
