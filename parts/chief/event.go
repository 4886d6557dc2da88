package chief

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
)

// The events. Of a post, a hand-over or an adoption the subject is what began with its first event, of a problem that
// climbs the matter.
const (
	typePrefix                = event.Type("chief.")
	AppointedType  event.Type = "chief.appointed"
	MovedType      event.Type = "chief.moved" // the area was abolished, and the post went along
	LeftType       event.Type = "chief.left"  // the holder goes: the hand-over list is frozen
	HandedType     event.Type = "chief.handed_over"
	SignedType     event.Type = "chief.signed" // the list, by one side
	NotedType      event.Type = "chief.noted"  // a day in an area, by a note of an earlier program
	AdoptedType    event.Type = "chief.adopted"
	UnadoptedType  event.Type = "chief.unadopted"
	AdoptMovedType event.Type = "chief.adoption_moved"
	PhonedType     event.Type = "chief.phoned" // an office's telephone, for signs
	ClimbedType    event.Type = "chief.climbed"
	ForgottenType  event.Type = "chief.forgotten" // the name of a holder who cannot log in
)

// Appointed gives a post.
type Appointed struct{ Holding }

// Moved takes a post along to the area that stands in an abolished one's place.
type Moved struct {
	Area area.Code `json:"area"`
	Was  area.Code `json:"was"`
}

// Left ends a post. A holder whose area was abolished leaves by the clock.
type Left struct {
	Until  Day       `json:"until"`
	Reason string    `json:"reason,omitempty"`
	Gone   area.Code `json:"gone,omitempty"` // the abolished area that ended it
}

// HandedOver freezes the list of what the holder hands over. Hash is of the list as it is written here.
type HandedOver struct {
	Post   int64           `json:"post"`
	Area   area.Code       `json:"area"`
	Reason string          `json:"reason,omitempty"`
	List   json.RawMessage `json:"list"`
	Hash   string          `json:"hash"`
}

// Side is who signs a hand-over.
type Side string

// The sides.
const (
	Leaver    Side = "leaver"
	Successor Side = "successor"
)

// Signed is a signature: of the one himself, or for a reason of who is above.
type Signed struct {
	Side   Side   `json:"side"`
	Post   int64  `json:"post,omitempty"` // the successor's
	Reason string `json:"reason,omitempty"`
}

// Noted says that the holder of a post was in an area on a day. Earlier programs wrote it; now patrol.visited says so.
type Noted struct {
	Area area.Code `json:"area"`
	Day  Day       `json:"day"`
	Text string    `json:"text"`
}

// Adoption is a leader who looks after a point, or after an area 领导包联.
type Adoption struct {
	Area  area.Code `json:"area"`
	Point int64     `json:"point,omitempty"`
	Who
	Title string `json:"title,omitempty"` // as on the door: 副县长
	Since Day    `json:"since"`
	Until Day    `json:"until,omitempty"`
}

// Unadopted ends an adoption.
type Unadopted struct {
	Until Day `json:"until"`
}

// Phoned sets the telephone of a theme's office in an area; "" takes it away.
type Phoned struct {
	Theme string    `json:"theme"`
	Area  area.Code `json:"area"`
	Phone string    `json:"phone"`
}

// Step is a chief who is told of a problem that nobody answers.
type Step struct {
	Theme string     `json:"theme"`
	Level area.Level `json:"level"`
	Post  int64      `json:"post"`
}

// Climbed says which chiefs were told of a problem.
type Climbed struct {
	Steps []Step `json:"steps"`
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case AppointedType:
		b = &Appointed{}
	case MovedType, AdoptMovedType:
		b = &Moved{}
	case LeftType:
		b = &Left{}
	case HandedType:
		b = &HandedOver{}
	case SignedType:
		b = &Signed{}
	case NotedType:
		b = &Noted{}
	case AdoptedType:
		b = &Adoption{}
	case UnadoptedType:
		b = &Unadopted{}
	case PhonedType:
		b = &Phoned{}
	case ClimbedType:
		b = &Climbed{}
	case ForgottenType:
		b = &Forgotten{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}

// Handover is a hand-over list with its signatures.
type Handover struct {
	ID int64 `json:"id"`
	HandedOver
	Frozen List        `json:"-"` // what List says
	Signs  []Signature `json:"signs,omitempty"`
}

// Signature is who signed a list, when.
type Signature struct {
	Signed
	By int64            `json:"by"`
	At calendar.Instant `json:"at"` // µs
}

// Of is the signature of a side; nil while it lacks.
func (h *Handover) Of(s Side) *Signature {
	for i := range h.Signs {
		if h.Signs[i].Side == s {
			return &h.Signs[i]
		}
	}
	return nil
}

// Whole says that both sides signed.
func (h *Handover) Whole() bool { return h.Of(Leaver) != nil && h.Of(Successor) != nil }

// fold makes a hand-over by its first event, or adds a signature; a side signs once.
func (h *Handover) fold(e ledger.Event, body any) error {
	switch b := body.(type) {
	case *HandedOver:
		*h = Handover{ID: e.Subject, HandedOver: *b}
	case *Signed:
		if h.Of(b.Side) != nil {
			return fmt.Errorf("hand-over %d is signed twice by its %s", e.Subject, b.Side)
		}
		h.Signs = append(h.Signs, Signature{*b, e.Actor, e.At})
	}
	return nil
}
