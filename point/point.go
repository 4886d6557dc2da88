// Package point is the register of points 点位: the places that are inspected, each with a plate 二维码牌 that says which one it is.
//
// A point is registered, changed, moved, retired and taken back into use by events of its own; its id is the seq of the first. The tables points
// and point_plates are folded from them and never behind the ledger, so that a code is never given twice. A plate's code is random: whoever has
// not seen the plate cannot guess it. A plate stays known for ever: one that was replaced, or whose point was moved, says so.
//
// Who may keep a point is org's to say (MayKeep); everybody with a post may read the register, and whoever has a plate's code reads that point.
// What kinds of point there are is the standard's to say and comes in from outside.
package point

import (
	"xiaohao/area"
	"xiaohao/place"
)

// Point is a point as it stands. Instants are µs.
type Point struct {
	ID      int64 // the seq of the event that registered it
	Code    string
	Name    string
	Kind    string // a code of the standard, as in "market"
	Area    area.Code
	Unit    int64       // responsible unit, 0 for none
	Address string      // in words
	Place   place.Place // unknown where nobody measured it
	Plate   string      // code of the plate in use, without hyphen
	Retired bool

	At      int64 // registered
	MovedAt int64 // 0 for never
	Changed int64 // the last event about it
}

// Active says whether the point is to be inspected.
func (p *Point) Active() bool { return !p.Retired }

// The events of this package. The subject of all of them is the point.
const (
	RegisteredType = "point.registered"
	ChangedType    = "point.changed"
	MovedType      = "point.moved"
	PlatedType     = "point.plated"
	RetiredType    = "point.retired"
	RestoredType   = "point.restored"
)

// Details are what can be changed of a point without moving it.
type Details struct {
	Code string    `json:"code"`
	Name string    `json:"name"`
	Kind string    `json:"kind"`
	Area area.Code `json:"area"`
	Unit int64     `json:"unit,omitempty"`
}

// Spot is where a point is.
type Spot struct {
	Address string       `json:"address,omitempty"`
	Place   *place.Place `json:"place,omitempty"`
}

// Registered begins a point.
type Registered struct {
	Details
	Spot
	Plate string `json:"plate"`
}

// Changed gives a point other details, all of them.
type Changed struct{ Details }

// Moved says that the point is elsewhere from now on. With a plate, that one is hung at the new place and the old one says that the point was
// moved; without, the old plate came along.
type Moved struct {
	Spot
	Plate  string `json:"plate,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Plated gives a point another plate where it is.
type Plated struct {
	Plate  string `json:"plate"`
	Reason string `json:"reason,omitempty"`
}

// Retired ends a point, Restored takes it back into use.
type Retired struct {
	Reason string `json:"reason"`
}

// Restored takes a point back into use.
type Restored struct {
	Reason string `json:"reason,omitempty"`
}

// Filter says which points a list shows.
type Filter struct {
	Area    area.Code // the area and everything below it; 0 for all
	Kind    string
	Unit    int64
	Text    string // a part of code, name or address
	Retired *bool  // nil for both
	After   string // where the page before ended, as Page gave it
	Limit   int    // 0 is 50
}

// Page is a page of the register, by code.
type Page struct {
	Points []Point
	After  string // "" at the end
}

// Standing is what a plate has to say about itself.
type Standing string

// The standings of a plate.
const (
	InUse    Standing = "in_use"
	Replaced Standing = "replaced" // the point has a newer plate
	Left     Standing = "left"     // the point was moved and this plate stayed behind
	Gone     Standing = "gone"     // the point is retired
)
