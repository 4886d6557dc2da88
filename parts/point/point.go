// Package point is the register of points 点位: the places that are inspected, each with a plate 二维码牌 that says which
// one it is.
//
// A point is registered, changed, moved, retired and taken back into use by events of its own; its id is the seq of
// the first. The tables points and point_plates are folded from them and never behind the ledger, so that a code is
// never given twice. A plate's code is random: whoever has not seen the plate cannot guess it. A plate stays known
// for ever: one that was replaced, or whose point was moved, says so.
//
// Who may keep a point is org's to say (MayKeep); everybody with a post may read the register, and whoever has a
// plate's code reads that point. What kinds of point there are is the standard's to say and comes in from outside.
package point

import (
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/place"
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

	At      calendar.Instant // registered
	MovedAt calendar.Instant // 0 for never
	Changed calendar.Instant // the last event about it
}

// Kind is a kind of point as the standard lists it.
type Kind struct{ Code, Zh, En string }

// Name is the kind's name in a language, the Chinese one where there is no other.
func (k Kind) Name(lang string) string {
	if lang == "en" && k.En != "" {
		return k.En
	}
	return k.Zh
}

// The events of this package. The subject of all of them is the point.
const (
	RegisteredType event.Type = "point.registered"
	ChangedType    event.Type = "point.changed"
	MovedType      event.Type = "point.moved"
	PlatedType     event.Type = "point.plated"
	RetiredType    event.Type = "point.retired"
	RestoredType   event.Type = "point.restored"
)

// Details are what can be said of a point.
type Details struct {
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	Kind    string       `json:"kind"`
	Area    area.Code    `json:"area"`
	Unit    int64        `json:"unit,omitempty"`
	Address string       `json:"address,omitempty"`
	Place   *place.Place `json:"place,omitempty"` // nil where nobody measured it
}

// Registered begins a point.
type Registered struct {
	Details
	Plate string `json:"plate"`
}

// Changed says all details of a point anew. Nothing was moved: coordinates that change were wrong before. With Was or
// WasUnit nobody corrected it: its area or its unit was abolished, and it went along to what stands in its place.
type Changed struct {
	Details
	Was     area.Code `json:"was,omitempty"`
	WasUnit int64     `json:"was_unit,omitempty"`
}

// Moved says that the point is elsewhere from now on. With a plate, that one hangs at the new place and the old one
// says that the point was moved; without, the old plate came along.
type Moved struct {
	Area    area.Code    `json:"area"`
	Address string       `json:"address,omitempty"`
	Place   *place.Place `json:"place,omitempty"`
	Plate   string       `json:"plate,omitempty"`
	Reason  string       `json:"reason,omitempty"`
}

// Plated gives a point another plate where it is: the old one is lost or cannot be read.
type Plated struct {
	Plate  string `json:"plate"`
	Reason string `json:"reason,omitempty"`
}

// Retired ends a point.
type Retired struct {
	Reason string `json:"reason"`
}

// Restored takes a point back into use.
type Restored struct {
	Reason string `json:"reason,omitempty"`
}

// Standing is what a plate has to say about itself.
type Standing uint8

// The standings of a plate; whether its point is retired is said by the point.
const (
	InUse    Standing = iota
	Replaced          // the point has a newer plate
	Left              // the point was moved and this plate stayed behind
)

// Plate is a plate that was ever made for a point.
type Plate struct {
	Code     string
	Point    int64
	At       calendar.Instant // made
	Until    calendar.Instant // no longer in use since, 0 while it is
	Standing Standing
}

// details are what can be said of the point.
func (p *Point) details() Details {
	d := Details{Code: p.Code, Name: p.Name, Kind: p.Kind, Area: p.Area, Unit: p.Unit, Address: p.Address}
	if p.Place.Known() {
		at := p.Place
		d.Place = &at
	}
	return d
}

func (p *Point) set(d Details) {
	p.Code, p.Name, p.Kind, p.Area, p.Unit = d.Code, d.Name, d.Kind, d.Area, d.Unit
	p.put(d.Address, d.Place)
}

func (p *Point) put(address string, at *place.Place) {
	p.Address, p.Place = address, place.Place{}
	if at != nil {
		p.Place = *at
	}
}
