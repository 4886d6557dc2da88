package campaign

import (
	"encoding/json"
	"fmt"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/secondlook"
)

// The events of this package. The subject of all of them is the campaign.
const (
	OpenedType      event.Type = "campaign.opened"
	InstructedType  event.Type = "campaign.instructed"
	FoundType       event.Type = "campaign.found"
	ZeroType        event.Type = "campaign.zero"
	RemindedType    event.Type = "campaign.reminded"
	ClosedType      event.Type = "campaign.closed"
	DrawnType       event.Type = "campaign.drawn"
	SentType        event.Type = "campaign.sent"
	SpotCheckedType event.Type = "campaign.looked"
)

// Opened begins a campaign: what is looked for, where and until when, and a commitment to the seed that the zeros
// will be drawn by.
type Opened struct {
	Name       string           `json:"name"`
	Scope      area.Code        `json:"scope"`
	Foot       []area.Code      `json:"foot"`                 // who has to answer
	Items      []string         `json:"items,omitempty"`      // of the standard
	Categories []string         `json:"categories,omitempty"` // of the policy
	Kinds      []string         `json:"kinds,omitempty"`      // of points; none for all
	Trend      int64            `json:"trend,omitempty"`      // the common problem behind it
	Deadline   calendar.Instant `json:"deadline"`             // µs
	Text       string           `json:"text"`
	Share      int              `json:"share"` // percent of the zeros that are looked at
	Least      int              `json:"least,omitempty"`
	Key        string           `json:"key"` // the command's id: the seed hangs on it
	Commitment string           `json:"commitment"`
}

// Instructed adds what a level has to say to all below it.
type Instructed struct {
	Area area.Code `json:"area"`
	Text string    `json:"text"`
}

// Found counts a matter that an area found in itself.
type Found struct {
	Area   area.Code `json:"area"`
	Matter int64     `json:"matter"`
}

// Zeroed says that an area looked and found nothing, signed by a person of that area; the event's actor is he.
type Zeroed struct {
	Area area.Code `json:"area"`
	Name string    `json:"name"`
}

// Reminded says that the deadline is near and who has not answered yet.
type Reminded struct {
	Areas []area.Code `json:"areas"`
}

// Closed ends a campaign; by the clock at its deadline, with no reason. Overdue are those that had not answered by
// then.
type Closed struct {
	Reason  string      `json:"reason,omitempty"`
	Overdue []area.Code `json:"overdue,omitempty"`
}

// Sent is a zero that was drawn, and who is to look; Person is 0 when nobody from elsewhere was to be had.
type Sent struct {
	Area   area.Code `json:"area"`
	Person int64     `json:"person,omitempty"`
}

// Drawn reveals the seed, with all that is needed to draw again.
type Drawn struct {
	Seed   string `json:"seed"` // hex
	Zeros  int    `json:"zeros"`
	Digest string `json:"digest"`
	Sent   []Sent `json:"sent,omitempty"`
}

// SentOut gives a zero that was drawn, and that nobody could look at, to somebody: to whom the seed now draws, or to
// the head of a unit that a supervisor named.
type SentOut struct {
	Area   area.Code `json:"area"`
	Person int64     `json:"person"`
	Unit   int64     `json:"unit,omitempty"`
}

// SpotCheck is what an inspector says of a zero that was drawn. Matter is what he found.
type SpotCheck struct {
	Area   area.Code `json:"area"`
	False  bool      `json:"false"`
	Note   string    `json:"note"`
	Matter int64     `json:"matter,omitempty"`
}

// drawName names the draw of a campaign to secondlook; key is that of the opening.
func drawName(key string) string { return "campaign " + key }

// Commitment is what the opening says of a seed.
func Commitment(seed [32]byte, key string) string { return secondlook.Commitment(seed, drawName(key)) }

// typePrefix begins the type of every event of this part.
const typePrefix event.Type = "campaign."

// IsType says whether an event is one of this package.
func IsType(typ event.Type) bool { return typ.In(typePrefix) }

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case OpenedType:
		b = &Opened{}
	case InstructedType:
		b = &Instructed{}
	case FoundType:
		b = &Found{}
	case ZeroType:
		b = &Zeroed{}
	case RemindedType:
		b = &Reminded{}
	case ClosedType:
		b = &Closed{}
	case DrawnType:
		b = &Drawn{}
	case SentType:
		b = &SentOut{}
	case SpotCheckedType:
		b = &SpotCheck{}
	case SucceededType:
		b = &Succeeded{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
