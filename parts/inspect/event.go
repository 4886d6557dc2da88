package inspect

import (
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// The events of this package. A round's and an inspection's subject is its first event.
const (
	PlannedType event.Type = "round.planned"
	OpenedType  event.Type = "round.opened"
	ClosedType  event.Type = "round.closed"
	MadeType    event.Type = "inspection.made"
	LinkedType  event.Type = "inspection.linked"
)

// Planned fixes what a round will choose from, by which rule, and commits to the seed that nobody knows yet.
type Planned struct {
	Name       string           `json:"name"`
	Version    int64            `json:"standard"`
	Areas      []area.Code      `json:"areas"`
	Kinds      []string         `json:"kinds,omitempty"` // of points; none for all
	Sampling   Sampling         `json:"sampling"`
	N          int              `json:"n,omitempty"` // how many points, but for All
	Pairs      bool             `json:"pairs,omitempty"`
	Inspectors []int64          `json:"inspectors"`
	From       calendar.Instant `json:"from"` // µs
	Until      calendar.Instant `json:"until"`
	Key        string           `json:"key"` // the command's id: the seed and the lots hang on it
	Commitment string           `json:"commitment"`
	Frame      []Candidate      `json:"frame"`
	Digest     string           `json:"digest"` // of the frame
}

// Opened reveals the seed, with all that is needed to draw and to assign again.
type Opened struct {
	Seed  string                `json:"seed"`            // hex
	Homes map[int64][]area.Code `json:"homes,omitempty"` // where each inspector belonged
	Last  []Pair                `json:"last,omitempty"`  // who went together in the round before
	Teams []Team                `json:"teams"`
}

// Closed ends a round: what comes in later is kept and does not count.
type Closed struct {
	Reason string `json:"reason,omitempty"`
}

// Made is an inspection as it was recorded: what was asked, what was found, and what each answer was worth by the
// standard of that day.
type Made struct {
	Point   int64            `json:"point"`
	Round   int64            `json:"round,omitempty"`
	Again   int64            `json:"again,omitempty"`
	Version int64            `json:"standard"`
	Kind    string           `json:"kind"` // of the point, then
	Area    area.Code        `json:"area"`
	Lines   []Line           `json:"lines"`
	Items   []Scored         `json:"items"`
	Full    int64            `json:"full"`
	Lost    int64            `json:"lost,omitempty"`
	Vetoed  int64            `json:"vetoed,omitempty"` // what was left and fell to a veto item 一票否决
	Note    string           `json:"note,omitempty"`
	Phone   calendar.Instant `json:"phone"` // µs by the phone's clock
	// µs, the same by the server's: corrected by how far the phone was off when it sent
	Found calendar.Instant `json:"found"`
	// seconds that the phone was fast (slow: negative), when that is more than policy lets pass
	Off   int64  `json:"off,omitempty"`
	Place *Stood `json:"place,omitempty"`
}

// Stood is where the inspector stood: as the phone said, and in WGS-84.
type Stood struct {
	Lat      float64 `json:"lat"` // WGS-84
	Lng      float64 `json:"lng"`
	Given    *Place  `json:"given,omitempty"` // when the phone gave another datum
	Accuracy int     `json:"accuracy,omitempty"`
}

// Scored is an item of the standard with what its questions came to, by the version of that day. Points are in
// hundredths.
type Scored struct {
	Item     string `json:"item"`
	Result   Result `json:"result"`
	Findings int    `json:"findings,omitempty"`
	Full     int64  `json:"full"`
	Lost     int64  `json:"lost,omitempty"`
	Veto     bool   `json:"veto,omitempty"` // a veto item
}

// Line is the answer to one question, or to an item that has none.
type Line struct {
	Code   string         `json:"code"`
	Item   string         `json:"item"` // that the question belongs to
	Result Result         `json:"result"`
	Count  int            `json:"count,omitempty"`
	Note   string         `json:"note,omitempty"`
	Photos []matter.Photo `json:"photos,omitempty"`
	Fixed  *LineFixed     `json:"fixed,omitempty"`
}

// LineFixed is an on-the-spot fix 立行立改.
type LineFixed struct {
	Note   string         `json:"note,omitempty"`
	Photos []matter.Photo `json:"photos"`
}

// Linked says which matter a failed item became, or joined, with what the standard says of whose it is.
type Linked struct {
	Item   string  `json:"item"`
	Matter int64   `json:"matter"`
	Joined bool    `json:"joined,omitempty"`
	Lead   int64   `json:"lead,omitempty"`
	Co     []int64 `json:"co,omitempty"`
	Limit  string  `json:"limit,omitempty"` // of the deadline, as policy writes limits
}

// PhotosOf lists the photos that an event of this package brought.
func PhotosOf(m *Made) []matter.Photo {
	var out []matter.Photo
	for _, l := range m.Lines {
		out = append(out, l.Photos...)
		if l.Fixed != nil {
			out = append(out, l.Fixed.Photos...)
		}
	}
	return out
}
