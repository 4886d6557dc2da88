package patrol

import (
	"encoding/json"
	"fmt"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/patch"
	"xiaohao/loop/track"
)

// VisitedType says that somebody was in an area on a day: one event for each area and day, a leg. Package chief folds
// it; nothing else of a patrol is a figure.
const VisitedType event.Type = "patrol.visited"

// The other events. The subject is the patrol, or the patch.
const (
	BegunType     event.Type = "patrol.begun"
	PlacedType    event.Type = "patrol.placed" // positions that came later say more of a leg
	EndedType     event.Type = "patrol.ended"
	FoundType     event.Type = "patrol.found"     // a problem was reported on the way
	OpenedType    event.Type = "patrol.opened"    // somebody looked at the track
	DestroyedType event.Type = "patrol.destroyed" // the track is gone
	TakenType     event.Type = "patch.taken"      // a patch came in
	LookedType    event.Type = "patch.looked"     // it was looked at, in the office or in the field
)

// prefixes are how all of them begin.
var prefixes = []event.Type{"patrol.", "patch."}

// Source is how a visit became known.
type Source string

// The sources.
const (
	ByPatrol Source = "patrol" // walked with the field app
	ByRecord Source = "record" // taken from the province's records, so that nobody walks twice
	ByNote   Source = "note"   // somebody's word, with a date
)

// Visited is the body of VisitedType. It says area and day only, and whether positions agree: no position, no hour, no
// way.
type Visited struct {
	Theme   string    `json:"theme"` // policy's code of what is looked after
	Area    area.Code `json:"area"`
	Day     string    `json:"day"` // 2006-01-02
	Persons []int64   `json:"persons"`
	Source  Source    `json:"source"`
	Patrol  int64     `json:"patrol,omitempty"` // 0 where no patrol of this program was walked
	Record  string    `json:"record,omitempty"` // of a record: what tells it from others, a digest
	Said    string    `json:"said,omitempty"`   // of a record: digest of what it says
	Note    string    `json:"note,omitempty"`   // of a note: its words

	// of a note: the chief's post that it is for; persons is empty where its holder cannot log in
	Post int64 `json:"post,omitempty"`

	Place track.Where `json:"place,omitempty"` // of a patrol: what its positions said of the area when this was written
}

// Placed says what the positions of a patrol say of a leg by now: more than before.
type Placed struct {
	Area area.Code `json:"area"`
	Day  string    `json:"day"`
	// of a note: the chief's post that it is for; persons is empty where its holder cannot log in
	Post int64 `json:"post,omitempty"`

	Place track.Where `json:"place"`
}

// Begun begins a patrol. The first of the persons walks with the phone.
type Begun struct {
	Theme   string    `json:"theme"`
	Area    area.Code `json:"area"`
	Persons []int64   `json:"persons"`
}

// Ended ends it.
type Ended struct {
	How   How `json:"how"`
	Parts int `json:"parts"` // how many parts the track has
}

// How is how a patrol ended.
type How string

// The ways.
const (
	ByPerson How = "person"
	ByHour   How = "hour" // at the hour that he had set
	Lost     How = "lost" // the phone was off when the hour came
)

// Found says that a matter was reported on a patrol.
type Found struct {
	Matter int64 `json:"matter"`
}

// Opened says that somebody looked at a track because of a finding.
type Opened struct {
	Matter int64  `json:"matter"`
	Reason string `json:"reason"`
}

// Destroyed says that the key of a track is gone.
type Destroyed struct{}

// Taken takes a patch in.
type Taken struct {
	No     string      `json:"no"`
	Said   string      `json:"said"` // digest of what the list says of it
	Kind   string      `json:"kind"`
	Area   area.Code   `json:"area"`
	Matter int64       `json:"matter"`
	Shape  patch.Shape `json:"shape"`
	Centre bool        `json:"centre,omitempty"` // the list has a place only; the shape is a square that stands for it
}

// Look is one of the two looks at a patch.
type Look string

// The looks.
const (
	Office Look = "office" // 内业
	Field  Look = "field"  // 外业
)

// Looked says what a look showed.
type Looked struct {
	Look Look   `json:"look"`
	Yes  bool   `json:"yes,omitempty"` // it is a problem
	Note string `json:"note,omitempty"`

	Outside calendar.Instant `json:"outside,omitempty"` // µs: when, of a look that a phone sent later; 0 for then
}

// ReadVisited reads the body of a VisitedType event.
func ReadVisited(body []byte) (Visited, error) {
	v, err := read[Visited](VisitedType, body)
	return v, err
}

func read[T any](typ event.Type, body []byte) (v T, err error) {
	if err = json.Unmarshal(body, &v); err != nil {
		err = fmt.Errorf("event %s: %w", typ, err)
	}
	return v, err
}
