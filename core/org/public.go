package org

import (
	"math"
	"slices"
	"time"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// This file is the one gate before everything that anybody may see of a matter: page, feed, count, message, poster,
// search. Nothing leaves its circle without release 公开; the default is not public.

// Release is what the office has let out of a matter, in its own words: what stands here was read by a person, or by
// the rule for plain categories, after redaction.
type Release struct {
	Title    string          `json:"title"`
	Text     string          `json:"text"`
	Place    string          `json:"place,omitempty"`
	Lat      *float64        `json:"lat,omitempty"` // WGS-84 degrees
	Lng      *float64        `json:"lng,omitempty"`
	Category string          `json:"category"` // of the matter when it was let out: another one is read anew
	Agreed   bool            `json:"agreed,omitempty"`
	Named    bool            `json:"named,omitempty"` // it complains about a named person or firm
	Near     bool            `json:"near,omitempty"`  // it would show a home: see Beside
	Photos   []ReleasedPhoto `json:"photos,omitempty"`
	Words    []ReleasedWord  `json:"words,omitempty"`
}

// ReleasedPhoto is the public copy of a photo: what boxes cover is burnt in. The original stays what it is.
type ReleasedPhoto struct {
	Original string `json:"original"` // the matter's photo
	Copy     string `json:"copy"`     // SHA-256 of the copy, in hex
	Thumb    string `json:"thumb"`
	After    bool   `json:"after,omitempty"` // how it was after the fix
	Boxes    []Box  `json:"boxes,omitempty"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
}

// Box covers a part of a photo; all are thousandths of its width and height.
type Box struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// ReleasedWord is something a resident said about a matter, let out by a person.
type ReleasedWord struct {
	Seq  int64            `json:"seq"` // of the event in which he said it
	At   calendar.Instant `json:"at"`
	Text string           `json:"text"`
}

// Bare is a matter without what it says: all that the gate must know of it beside the release.
type Bare struct {
	Matter   int64            `json:"matter"`
	Number   string           `json:"number,omitempty"`
	Kind     matter.Kind      `json:"kind"`
	State    matter.State     `json:"state"`
	Source   matter.Source    `json:"source"`
	Category string           `json:"category,omitempty"`
	Area     area.Code        `json:"area"`
	Lead     int64            `json:"lead,omitempty"`
	Voices   int              `json:"voices,omitempty"`
	Listed   calendar.Instant `json:"listed,omitempty"`
	Due      calendar.Instant `json:"due,omitempty"`
	Fixed    calendar.Instant `json:"fixed,omitempty"`
	Struck   calendar.Instant `json:"struck,omitempty"`
	Steps    []PublicStep     `json:"steps,omitempty"`
	Withheld bool             `json:"withheld,omitempty"` // the reporter wants nothing of it to be public
	Agreed   bool             `json:"agreed,omitempty"`   // who called was asked when he called, and agreed

	// what reporters of merged matters sent who want nothing to be public: photos, and events in which they said it
	Gone []string `json:"gone,omitempty"`
	Mute []int64  `json:"mute,omitempty"`
}

// BareOf is what the gate knows of a matter; steps are its changes of state so far.
func BareOf(m *matter.Matter, steps []PublicStep) Bare {
	return Bare{Matter: m.ID, Number: m.Number, Kind: m.Kind, State: m.State, Source: m.Source, Category: m.Category,
		Area: m.Area, Lead: m.Lead, Voices: m.Voices(), Listed: m.ListedAt, Due: m.Due, Fixed: m.FixedAt,
		Struck: m.StruckAt, Steps: steps, Withheld: m.Withheld, Agreed: m.Agreed, Gone: gone(m)}
}

// gone are the photos that came with merged matters whose reporters want nothing to be public.
func gone(m *matter.Matter) (out []string) {
	for _, p := range m.Photos {
		if slices.Contains(m.Silent, p.From) {
			out = append(out, p.ID)
		}
	}
	return out
}

// Plain is one of the five states that a public page knows.
type Plain string

// The plain states, in their order.
const (
	PlainListed   Plain = "listed"   // 已受理
	PlainAssigned Plain = "assigned" // 已交办
	PlainInHand   Plain = "in_hand"  // 整改中
	PlainFixed    Plain = "fixed"    // 待核查
	PlainStruck   Plain = "struck"   // 已销号
)

// Plains lists them.
func Plains() []Plain {
	return []Plain{PlainListed, PlainAssigned, PlainInHand, PlainFixed, PlainStruck}
}

// PlainOf is what a public page calls a state, "" for one that it does not know.
func PlainOf(s matter.State) Plain {
	switch s {
	case matter.Listed:
		return PlainListed
	case matter.Assigned:
		return PlainAssigned
	case matter.InHand, matter.Suspended:
		return PlainInHand
	case matter.Fixed:
		return PlainFixed
	case matter.StruckOff:
		return PlainStruck
	}
	return ""
}

// PublicStep is a change of the plain state.
type PublicStep struct {
	State Plain            `json:"state"`
	At    calendar.Instant `json:"at,omitempty"` // 0 where only the weekday is told
	Day   time.Weekday     `json:"day,omitempty"`
}

// Public is a matter as anybody may see it. Only the gate makes one.
type Public struct {
	Matter             int64
	Number             string
	State              Plain
	Area               area.Code // of complaints that would show a home the township
	Category           string
	Title, Text, Place string
	Lat, Lng           *float64
	Near               bool // the place is beside, and times are weekdays
	Unit               int64
	Voices             int
	Due, Struck        calendar.Instant
	Late               bool // fixed, or not yet fixed, after the deadline
	Steps              []PublicStep
	Photos             []ReleasedPhoto
	Words              []ReleasedWord
}

// Secret says why a matter may not be public; "" when it may.
type Secret string

// Why a matter may not be public.
const (
	SecretKind     Secret = "kind"     // a task, a person in need
	SecretAsked    Secret = "asked"    // the reporter wants nothing of it to be public
	SecretState    Secret = "state"    // not yet on the list, declined, merged
	SecretSource   Secret = "source"   // policy does not name where it comes from, or its category
	SecretAgreed   Secret = "agreed"   // the reporter was not asked
	SecretNamed    Secret = "named"    // it complains about a named person or firm
	SecretCategory Secret = "category" // it has another category than what was let out
	SecretNothing  Secret = "nothing"  // nothing was let out
)

// Hidden says why nothing of a matter may be seen by everybody, whatever was let out: "" when something may.
func Hidden(p policy.Release, b Bare) Secret {
	if why := closed(b); why != "" {
		return why
	}
	return Group{Source: b.Source, Category: b.Category, Agreed: true}.Shut(p)
}

// Publish is the gate: what everybody may see of a matter of which r was let out, at an instant. The zero Public and
// the reason when nothing.
func Publish(p policy.Release, b Bare, r *Release, now calendar.Instant) (Public, Secret) {
	if why := Barred(b, r); why != "" {
		return Public{}, why
	}
	if why := GroupOf(b, r).Shut(p); why != "" {
		return Public{}, why
	}
	out := Public{Matter: b.Matter, Number: b.Number, State: PlainOf(b.State), Area: b.Area, Category: b.Category,
		Title: r.Title, Text: r.Text, Place: r.Place, Lat: r.Lat, Lng: r.Lng, Unit: b.Lead, Voices: b.Voices,
		Due: b.Due, Struck: b.Struck, Late: late(b, now), Steps: b.Steps, Photos: r.Photos, Words: r.Words}
	out.leave(b)
	if p.NearHome(b.Category) {
		out.beside()
	}
	return out, ""
}

// leave takes out what reporters of merged matters sent who want nothing to be public.
func (p *Public) leave(b Bare) {
	if len(b.Gone) > 0 {
		p.Photos = slices.DeleteFunc(slices.Clone(p.Photos), func(x ReleasedPhoto) bool {
			return slices.Contains(b.Gone, x.Original)
		})
	}
	if len(b.Mute) > 0 {
		p.Words = slices.DeleteFunc(slices.Clone(p.Words), func(w ReleasedWord) bool {
			return slices.Contains(b.Mute, w.Seq)
		})
	}
}

// late says that a matter was fixed after its deadline, or is not fixed and the deadline is over.
func late(b Bare, now calendar.Instant) bool {
	if b.Due == 0 {
		return false
	}
	if b.Fixed != 0 && (b.State == matter.Fixed || b.State == matter.StruckOff) {
		return b.Fixed > b.Due
	}
	return now > b.Due
}

// cell is the side of the squares that a place beside is the middle of, in thousandths of a degree: some 500 metres.
const cell = 5

// Beside is what may be let out of where a matter lies that would show a home: no words, and the middle of a fixed
// square in the place of the point. It is marked, so that lists do not tell by their order when it happened.
func (r *Release) Beside() {
	r.Place, r.Near = "", true
	if r.Lat != nil && r.Lng != nil {
		lat, lng := middle(*r.Lat), middle(*r.Lng)
		r.Lat, r.Lng = &lat, &lng
	}
}

// beside takes out what would show a home: the place in words, the point on the map, and the times but for the
// weekday. The point given is the middle of a fixed square, the same for all that lies in it, so that many matters do
// not give it away.
func (p *Public) beside() {
	p.Near, p.Place, p.Area = true, "", p.Area.Ancestor(area.Township)
	if p.Lat != nil && p.Lng != nil {
		lat, lng := middle(*p.Lat), middle(*p.Lng)
		p.Lat, p.Lng = &lat, &lng
	}
	p.Due, p.Struck = 0, 0
	steps := make([]PublicStep, len(p.Steps))
	for i, s := range p.Steps {
		steps[i] = PublicStep{State: s.State, Day: s.At.Time().In(calendar.China()).Weekday()}
	}
	p.Steps = steps
	words := make([]ReleasedWord, len(p.Words))
	for i, w := range p.Words {
		words[i] = ReleasedWord{Seq: w.Seq, Text: w.Text}
	}
	p.Words, p.Photos = words, nil // a picture of a home shows where it is
}

func middle(degrees float64) float64 {
	return (math.Floor(degrees*1000/cell) + 0.5) * cell / 1000
}
