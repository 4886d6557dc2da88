package point

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
)

// typePrefix begins the type of every event of this part.
const typePrefix event.Type = "point."

// IsType says whether an event is one of this package.
func IsType(typ event.Type) bool { return typ.In(typePrefix) }

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case RegisteredType:
		b = &Registered{}
	case ChangedType:
		b = &Changed{}
	case MovedType:
		b = &Moved{}
	case PlatedType:
		b = &Plated{}
	case RetiredType:
		b = &Retired{}
	case RestoredType:
		b = &Restored{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}

// turn is what an event does to the plates of its point: a new one comes, and the one before it is left in a standing.
type turn struct {
	plate  string // "" for none
	before string
	left   Standing
}

// fold changes a point by one of its events; p is the zero Point before the first.
func fold(p *Point, e ledger.Event) (turn, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return turn{}, err
	}
	if _, first := body.(*Registered); first != (p.ID == 0) {
		return turn{}, fmt.Errorf("%s for point %d, which is registered once and first", e.Type, e.Subject)
	}
	t := turn{before: p.Plate}
	switch b := body.(type) {
	case *Registered:
		*p = Point{ID: e.Subject, Plate: b.Plate, At: e.At}
		p.set(b.Details)
		t.plate = b.Plate
	case *Changed:
		p.set(b.Details)
	case *Moved:
		p.put(b.Address, b.Place)
		p.Area, p.MovedAt, t.plate, t.left = b.Area, e.At, b.Plate, Left
	case *Plated:
		t.plate, t.left = b.Plate, Replaced
	case *Retired:
		p.Retired = true
	case *Restored:
		p.Retired = false
	}
	if p.Changed = e.At; t.plate != "" {
		p.Plate = t.plate
	}
	return t, nil
}
