package inspect

import (
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Visit is one inspection as the phone sends it. Its id is the command's: sent ten times it is recorded once.
type Visit struct {
	Point int64 `json:"point"`
	Round int64 `json:"round,omitempty"` // 0 outside of any round 日常督查
	// a re-inspection 复查: the inspection whose failed items are looked at again
	Again int64 `json:"again,omitempty"`
	// the version of the standard whose questions were asked; 0 for the one valid that day
	Version int64            `json:"standard,omitempty"`
	Answers []Answer         `json:"answers"`
	Note    string           `json:"note,omitempty"`
	At      calendar.Instant `json:"at"` // µs by the phone's clock, when the inspection was finished
	// µs by the phone's clock, now that it is sent: tells how far that clock is off
	Sent calendar.Instant `json:"sent"`
	// where the inspector stood when he finished; nothing else is ever recorded of where he is
	Place *Place `json:"place,omitempty"`
}

// Place is a position as the phone gave it.
type Place struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
	// wgs84 (default), gcj02 or bd09: kept as given, and converted to WGS-84
	Datum    string `json:"datum,omitempty"`
	Accuracy int    `json:"accuracy,omitempty"` // metres, by the phone's word
}

// Answer is what was found of one item.
type Answer struct {
	// code of the question as the day lists it: of an item that has none, the item's
	Item   string `json:"item"`
	Result Result `json:"result"` // pass, fail or na
	// how many places or things failed, where the item deducts by each; 0 means 1
	Count  int      `json:"count,omitempty"`
	Note   string   `json:"note,omitempty"`
	Photos []string `json:"photos,omitempty"` // tokens of uploads: how it was found
	Fixed  *Fixed   `json:"fixed,omitempty"`  // put right while the inspector stood there 立行立改
}

// Fixed is an on-the-spot fix; Photos of the answer are from before it.
type Fixed struct {
	Note   string   `json:"note,omitempty"`
	Photos []string `json:"photos"` // tokens of uploads: how it looks now
}

// Result is what an item came to.
type Result string

// The results.
const (
	Pass Result = "pass"
	Fail Result = "fail"
	NA   Result = "na" // does not apply here, or could not be seen: neither scored nor counted
)

// Receipt says what became of a visit. Points are in hundredths.
type Receipt struct {
	Inspection int64 `json:"inspection"`
	Repeated   bool  `json:"repeated,omitempty"` // this id had been recorded before
	Counted    bool  `json:"counted"`            // in the round's score
	// not counted: "second" (First counts), "closed" (the round was over), "daily" (outside of any round), "again" (a
	// re-inspection)
	Why     string           `json:"why,omitempty"`
	First   int64            `json:"first,omitempty"`    // the inspection of this point that counts
	FirstBy string           `json:"first_by,omitempty"` // who made it
	FirstAt calendar.Instant `json:"first_at,omitempty"`
	// seconds that the phone's clock is fast (slow: negative), when that is more than policy lets pass
	ClockOff int64     `json:"clock_off,omitempty"`
	Got      int64     `json:"got"`
	Full     int64     `json:"full"`
	Message  string    `json:"message"` // all of it in the caller's language
	Fails    []Outcome `json:"fails,omitempty"`
}

// Outcome is what became of a failed item of the standard, which may have several failed questions.
type Outcome struct {
	Item   string       `json:"item"`
	Lost   int64        `json:"lost"`             // hundredths
	Matter int64        `json:"matter,omitempty"` // 0 while it is still being made
	Joined bool         `json:"joined,omitempty"` // the matter was open already
	State  matter.State `json:"state,omitempty"`
}
