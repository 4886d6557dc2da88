// Package matter is the loop: from a report to a strike-off.
//
// It owns the states, the table of transitions, the commands and the events of a matter (事项), and two functions
// without I/O: Decide (may this happen now, and what then happens) and Apply (what a recorded event does to a
// matter). One file a step.
//
// It never reads a clock, a file or a database: whatever a decision needs comes in as Facts. Who may give a command
// is not decided here but in package org; what is decided here is what would be wrong whoever asked, above all that
// nobody who fixed a matter strikes it off.
//
// Invariants: a state changes only by an event; Apply never fails on an event that Decide made; the same events give
// the same matter.
package matter

import (
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Matter is anything on a list until it is struck off, as folded from its events. All instants are Unix microseconds,
// 0 when not yet.
type Matter struct {
	ID       int64    `json:"id"` // the seq of its first event
	Kind     Kind     `json:"kind"`
	State    State    `json:"state"`
	Before   State    `json:"before,omitempty"` // the state it was merged from
	Number   string   `json:"number,omitempty"` // on the problem list, from list 立案 on
	Source   Source   `json:"source"`
	SourceNo string   `json:"source_no,omitempty"` // the number it had where it came from
	Severity Severity `json:"severity"`
	Category string   `json:"category,omitempty"`

	Area  area.Code `json:"area"`
	Place string    `json:"place,omitempty"` // the landmark in words
	Lat   *float64  `json:"lat,omitempty"`   // WGS-84 degrees
	Lng   *float64  `json:"lng,omitempty"`
	Point int64     `json:"point,omitempty"` // the point 点位 where it was found
	Item  string    `json:"item,omitempty"`  // of the standard 测评体系, for what an inspection found
	Title string    `json:"title"`
	Text  string    `json:"text"`
	Goal  string    `json:"goal,omitempty"`    // 目标: what assign asks for
	Work  string    `json:"measure,omitempty"` // 措施: what the unit says it did

	FoundAt    calendar.Instant `json:"found_at"` // when it was found or said, by the source's word
	ReportedAt calendar.Instant `json:"reported_at"`
	ListedAt   calendar.Instant `json:"listed_at,omitempty"`
	AssignedAt calendar.Instant `json:"assigned_at,omitempty"`
	SignedAt   calendar.Instant `json:"signed_at,omitempty"`
	FixedAt    calendar.Instant `json:"fixed_at,omitempty"`
	StruckAt   calendar.Instant `json:"struck_at,omitempty"`
	UpdatedAt  calendar.Instant `json:"updated_at"`

	// when the step that is now due should be done, whoever's it is; worklists sort by it
	Next  calendar.Instant `json:"next"`
	Due   calendar.Instant `json:"due,omitempty"`   // the unit's deadline
	Warn  calendar.Instant `json:"warn,omitempty"`  // from here on the light is yellow
	Plain bool             `json:"plain,omitempty"` // the deadline runs round the clock, not in working time

	From calendar.Instant `json:"from,omitempty"` // the deadline was counted from here
	// by this limit, as policy writes it; "" when a person named the date
	Limit  string           `json:"limit,omitempty"`
	Fire   calendar.Instant `json:"fire,omitempty"`   // when the next rung of the ladder fires
	Fired  []string         `json:"fired,omitempty"`  // the rungs that fired on this deadline
	Climbs int              `json:"climbs,omitempty"` // rungs fired in all
	Redone int              `json:"redone,omitempty"` // reworks on this deadline
	Draft  *Draft           `json:"draft,omitempty"`  // a notice that waits for a supervisor

	Lead    int64   `json:"lead,omitempty"`     // lead unit 主办
	Co      []int64 `json:"co,omitempty"`       // co-units 协办
	Uppers  []int64 `json:"uppers,omitempty"`   // units that delegated it down and stay answerable, topmost first
	Above   []int64 `json:"above,omitempty"`    // units above that became answerable when it was overdue, topmost first
	Handler int64   `json:"handler,omitempty"`  // the person who signed
	FixedBy []int64 `json:"fixed_by,omitempty"` // every unit in a chain that ever claimed it fixed
	Fixers  []int64 `json:"fixers,omitempty"`   // every person who ever acted for such a unit
	Decider int     `json:"decider,omitempty"`  // a dispatcher of this area.Level or above must decide (0 = any)
	ByLevel int     `json:"by_level,omitempty"` // the level of the dispatcher who assigned

	Extension  *Ask  `json:"extension,omitempty"`  // asked, not yet decided
	Suspension *Ask  `json:"suspension,omitempty"` // asked, or running when State is Suspended
	Left       int64 `json:"left,omitempty"`       // minutes of the deadline left when it was paused
	Extensions int   `json:"extensions,omitempty"` // asked so far
	Granted    int   `json:"granted,omitempty"`
	Bounces    int   `json:"bounces,omitempty"`
	Reworks    int   `json:"reworks,omitempty"`
	Reopens    int   `json:"reopens,omitempty"`
	Rung       Rung  `json:"rung,omitempty"` // the highest notice so far
	Urges      int   `json:"urges,omitempty"`

	Notices []Notice  `json:"notices,omitempty"` // in the order they were sent
	Appeal  *Appealed `json:"appeal,omitempty"`  // disputed, not yet decided
	Appeals []string  `json:"appeals,omitempty"` // grounds that this unit has used
	Drawn   *Drawn    `json:"drawn,omitempty"`   // waits for a second look
	Draws   []string  `json:"draws,omitempty"`   // weeks in which it was drawn

	Recurrent   *Mark        `json:"recurrent,omitempty"` // 反复: it came back
	Stubborn    *Mark        `json:"stubborn,omitempty"`  // 顽固: it will not go away
	Spared      []string     `json:"spared,omitempty"`    // marks that somebody took away for good
	Recurrences []Recurrence `json:"backs,omitempty"`     // what came back after its own strike-offs
	Root        *Root        `json:"root,omitempty"`      // the root-cause measure 根治措施

	Into     int64      `json:"into,omitempty"` // the matter it was merged into
	Absorbed []Absorbed `json:"absorbed,omitempty"`
	Votes    int        `json:"votes,omitempty"` // +1 given to this matter itself
	// +1 that is shown apart: too many came from one network in a day
	Unweighed int   `json:"unweighed,omitempty"`
	Reporter  int64 `json:"reporter,omitempty"`
	// the reporter wants nothing of it to be public 不要公开; Silent are merged matters whose reporters want the same
	Withheld bool    `json:"withheld,omitempty"`
	Silent   []int64 `json:"silent,omitempty"`
	// who called was asked, and agreed that it may be public 同意公开
	Agreed bool `json:"agreed,omitempty"`

	Receipt string `json:"receipt,omitempty"` // digest of the receipt code, never the code
	Contact bool   `json:"contact,omitempty"` // personal data lies encrypted in a side table
	Sealed  bool   `json:"sealed,omitempty"`  // a person's case: what it says lies sealed beside the ledger
	Doubt   Doubt  `json:"doubt,omitempty"`   // why a person looks at it first; "" once somebody did
	// the holder of the receipt wants it erased, and nobody is shown it any more
	ForgetAsked calendar.Instant `json:"forget_asked,omitempty"`
	Forgotten   calendar.Instant `json:"forgotten,omitempty"` // its key was destroyed
	Rating      *Rating          `json:"rating,omitempty"`
	Verifier    int64            `json:"verifier,omitempty"`
	Reason      string           `json:"reason,omitempty"` // the last reason given: decline, bounce, reject, reopen
	Photos      []Photo          `json:"photos,omitempty"`
	// put right while who found it stood there 立行立改; he is one of the Fixers
	Spot bool `json:"spot,omitempty"`

	Members   []Member   `json:"members,omitempty"`   // help: who is on the case
	Offer     *Offer     `json:"offer,omitempty"`     // help: a transfer that waits for its receiver
	Referrals []Referral `json:"referrals,omitempty"` // help: units that were asked for a service

	Attributes []Answer `json:"attributes,omitempty"` // to the questions of the category that it was reported under
	Via        string   `json:"via,omitempty"`        // the program that sent it, by the name of its key
}

// Ask is a request of the unit that somebody else decides.
type Ask struct {
	At     calendar.Instant `json:"at"`
	By     int64            `json:"by"`
	Until  calendar.Instant `json:"until"`
	Reason string           `json:"reason"`
}

// Absorbed is a matter merged into this one and the voices it brought.
type Absorbed struct {
	ID     int64 `json:"id"`
	Weight int   `json:"weight"`
}

// Rating is what the reporter said of the result.
type Rating struct {
	Fixed bool             `json:"fixed"`
	Score int              `json:"score,omitempty"` // 1 to 5, 0 when not given
	Text  string           `json:"text,omitempty"`
	At    calendar.Instant `json:"at"`
	From  int64            `json:"from,omitempty"` // the merged matter whose reporter said it
}

// Photo is one piece of evidence: the hashes of the original, the served view and the thumbnail, and what the camera
// wrote.
type Photo struct {
	ID      string           `json:"id"` // SHA-256 of the original, in hex
	View    string           `json:"view"`
	Thumb   string           `json:"thumb"`
	Type    string           `json:"type"`
	Step    string           `json:"step"` // the command it came with
	Width   int              `json:"width"`
	Height  int              `json:"height"`
	TakenAt calendar.Instant `json:"taken_at,omitempty"`
	Lat     *float64         `json:"lat,omitempty"`
	Lng     *float64         `json:"lng,omitempty"`
	// ByCamera, ByPhone: time and place were said beside the file, which a phone had made smaller
	Told string `json:"told,omitempty"`
	// photo.Print; of older photos one hash, of those that show too little nothing
	DHash string           `json:"dhash,omitempty"`
	At    calendar.Instant `json:"at"`
	By    int64            `json:"by"`
	From  int64            `json:"from,omitempty"` // the merged matter whose reporter sent it
}

// Who said when and where a photo was taken, when the file does not say it itself: the camera, whose word the phone
// kept, or the phone's own clock at the moment it got the photo.
const (
	ByCamera = "camera"
	ByPhone  = "phone"
)

// Voices is how many reports and +1 stand behind the matter, those merged into it included.
func (m *Matter) Voices() int {
	n := m.Votes
	for _, a := range m.Absorbed {
		n += a.Weight
	}
	return n
}

// Chain is every unit that answers for the matter now: those above it, those that delegated it, the lead unit, the
// co-units.
func (m *Matter) Chain() []int64 {
	if m.Lead == 0 {
		return nil
	}
	c := append(append([]int64(nil), m.Above...), m.Uppers...)
	c = append(c, m.Lead)
	return append(c, m.Co...)
}

// Open says that the matter still needs somebody's work.
func (m *Matter) Open() bool { return m.State.Open() }

// Light is the traffic light of the unit's deadline at an instant.
func (m *Matter) Light(now calendar.Instant) Light {
	switch {
	case m.Paused():
		return Grey
	case m.State != Assigned && m.State != InHand || m.Due == 0:
		return NoLight
	case now > m.Due:
		return Red
	case now >= m.Warn:
		return Yellow
	}
	return Green
}
