package inspect

import (
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Day is all that an inspector needs for a day without a network. It is made for the caller and holds nothing he may
// not see.
type Day struct {
	At     calendar.Instant `json:"at"`  // µs, when it was made
	Day    string           `json:"day"` // 2026-11-25, in China
	Rule   Demands          `json:"rule"`
	Rounds []DayRound       `json:"rounds"`
	Points []DayPoint       `json:"points"`
	// of the standard, each once, with the questions that any of the points needs
	Versions []DayVersion `json:"versions"`
	Matters  []DayMatter  `json:"matters"` // open ones at or near the points, nearest point first
}

// Demands is what policy asks of an inspection.
type Demands struct {
	FailPhotos int  `json:"fail_photos"` // photos with a failed item
	FailNote   bool `json:"fail_note"`
	FixPhotos  int  `json:"fix_photos"` // photos after an on-the-spot fix
	Place      bool `json:"place"`
	ClockOff   int  `json:"clock_minutes"` // a clock that is off by more is flagged
}

// DayRound is a running round that the inspector has a part in.
type DayRound struct {
	ID      int64            `json:"id"`
	Name    string           `json:"name"`
	Version int64            `json:"standard"`
	Until   calendar.Instant `json:"until"`          // µs
	With    []string         `json:"with,omitempty"` // the others of his team
	Points  int              `json:"points"`
	Done    int              `json:"done"`
}

// DayPoint is a point of today, in a round or because a failed item there was struck off and is to be looked at again.
type DayPoint struct {
	ID       int64     `json:"id"`
	Round    int64     `json:"round,omitempty"`
	Again    int64     `json:"again,omitempty"` // re-inspection of this inspection
	Code     string    `json:"code,omitempty"`
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`
	KindName string    `json:"kind_name"`
	Area     area.Code `json:"area"`
	AreaName string    `json:"area_name"`
	Lat      *float64  `json:"lat,omitempty"` // WGS-84
	Lng      *float64  `json:"lng,omitempty"`
	Unit     string    `json:"unit,omitempty"`
	Version  int64     `json:"standard"`
	Items    []string  `json:"items"` // codes of the questions to ask here, in the standard's order
	Done     bool      `json:"done,omitempty"`
}

// DayVersion is a version of the standard, cut down to the items that today's points need.
type DayVersion struct {
	ID    int64     `json:"id"`
	Name  string    `json:"name"`
	Items []DayItem `json:"items"`
}

// DayItem is one question.
type DayItem struct {
	Code      string `json:"code"`
	Dimension string `json:"dimension"`
	Item      string `json:"item"` // what the question belongs to
	Text      string `json:"text"` // the question
	Method    string `json:"method"`
	Full      int64  `json:"full"`           // hundredths of a point
	Rule      string `json:"rule,omitempty"` // how points are lost, in words
	Each      bool   `json:"each,omitempty"` // points are lost by each: ask how many
	Veto      bool   `json:"veto,omitempty"`
	Severity  string `json:"severity,omitempty"`
}

// DayMatter is an open matter at or near one of today's points.
type DayMatter struct {
	ID     int64            `json:"id"`
	Point  int64            `json:"point"`          // the nearest
	Item   string           `json:"item,omitempty"` // of the standard, when it came from an inspection
	Title  string           `json:"title"`
	State  matter.State     `json:"state"`
	Due    calendar.Instant `json:"due,omitempty"`
	Lat    *float64         `json:"lat,omitempty"`
	Lng    *float64         `json:"lng,omitempty"`
	Metres int              `json:"metres,omitempty"` // from the point
	Verify bool             `json:"verify,omitempty"` // waits for a verdict that the caller may give
}
