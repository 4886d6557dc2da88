package matter

import "xiaohao/loop/calendar"

// Outside says of a step that was taken where there was no network when that was. Both readings are kept: what the
// phone showed, and the same put right by how far the phone's clock was off when the step was sent.
type Outside struct {
	At    calendar.Instant `json:"at"`    // µs, by the city's clock
	Phone calendar.Instant `json:"phone"` // µs, by the phone's
	// seconds that the phone was fast (slow: negative), when that is more than policy lets pass
	Off int64 `json:"off,omitempty"`
}
