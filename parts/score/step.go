package score

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
)

// step is a kind of event that the assessment follows.
type step uint8

const (
	other step = iota
	reported
	listed
	amended
	assigned
	signed
	bounced
	delegated
	extensionAsked
	extended
	extensionDenied
	suspensionAsked
	suspended
	resumed
	fixed
	rejected
	struckOff
	reopened
	held
	rated
	commented
	attached
	noticeAnswered
	appealDecided
	moved
	reckoned
	cameBack
	notBack
	marked
	unmarked
	steps // how many there are
)

var types = [steps]event.Type{"", matter.TypeReported, matter.TypeListed, matter.TypeAmended, matter.TypeAssigned,
	matter.TypeSigned,
	matter.TypeBounced, matter.TypeDelegated,
	matter.TypeExtensionAsked, matter.TypeExtended, matter.TypeExtensionDenied, matter.TypeSuspensionAsked,
	matter.TypeSuspended, matter.TypeResumed, matter.TypeFixed,
	matter.TypeRejected, matter.TypeStruckOff, matter.TypeReopened, matter.TypeHeld, matter.TypeRated,
	matter.TypeCommented,
	matter.TypeAttached, matter.TypeNoticeAnswered,
	matter.TypeAppealDecided, matter.TypeMoved, matter.TypeReckoned, matter.TypeRecurred, matter.TypeNotRecurred,
	matter.TypeMarked, matter.TypeUnmarked}

var stepOf = func() map[event.Type]step {
	m := make(map[event.Type]step, steps)
	for i := reported; i < steps; i++ {
		m[types[i]] = i
	}
	return m
}()

// fact is what the assessment reads of an event. Which fields are filled goes by the step.
type fact struct {
	step  step
	seq   int64
	at    calendar.Instant
	actor int64

	kind    matter.Kind
	area    area.Code
	unit    int64            // the lead unit, the one delegated to, the one it goes back to, the successor
	from    int64            // the unit that is no more
	struck  calendar.Instant // the strike-off that did not hold
	due     calendar.Instant // µs; 0 leaves the deadline where it is
	minutes int64            // until signed; past the deadline
	level   int              // area.Level of the dispatcher
	score   int
	yes     bool // self-found, prompt, upheld, solved, said by the reporter
	ground  uint8
	text    uint64 // the digest of what was typed, 0 for nothing
	photos  int
}

// The grounds of an appeal as bits.
const (
	notOurs uint8 = 1 << iota
	notLate
	notRework
	notRated
)

var groundBits = map[string]uint8{matter.NotOurs: notOurs, matter.NotLate: notLate, matter.NotRework: notRework,
	matter.NotRated: notRated}

var errBody = errors.New("the body is not what its type says")

// read takes from the body of an event what the step needs. It does not build the whole event: a recount of millions
// would spend its time on texts and photos that nobody counts. That it reads what matter.Decode reads is tested.
func read(s step, body string) (fact, error) {
	f := fact{step: s}
	if s == rejected || s == struckOff || s == held {
		return f, nil
	}
	ok := true
	number := func(v string) int64 {
		n, err := strconv.ParseInt(v, 10, 64)
		ok = ok && err == nil
		return n
	}
	err := scan(body, func(key, v string) {
		switch key {
		case "due":
			f.due = calendar.Instant(number(v))
		case "lead", "to", "back":
			f.unit = number(v)
		case "from":
			f.from = number(v)
		case "struck":
			f.struck = calendar.Instant(number(v))
		case "minutes", "late":
			f.minutes = number(v)
		case "level":
			f.level = int(number(v))
		case "score":
			f.score = int(number(v))
		case "mark":
			f.yes = v == `"`+matter.Stubborn+`"`
		case "self", "prompt", "upheld", "fixed", "reporter":
			f.yes = v == "true"
		case "kind":
			ok = ok && f.kind.UnmarshalText([]byte(strings.Trim(v, `"`))) == nil
		case "area":
			ok = ok && f.area.UnmarshalText([]byte(strings.Trim(v, `"`))) == nil
		case "ground":
			f.ground = groundBits[strings.Trim(v, `"`)]
		case "note", "text", "reason":
			if fieldNames[s] != "" {
				f.text = digest(v)
			}
		case "photos":
			f.photos = count(v)
		}
	})
	if err != nil {
		return f, fmt.Errorf("%s: %w", types[s], err)
	}
	if !ok {
		return f, fmt.Errorf("%s: %w", types[s], errBody)
	}
	return f, nil
}

// digest is FNV-1a of a JSON text, 0 for an empty one.
func digest(v string) uint64 {
	if v == `""` || v == "null" {
		return 0
	}
	h := uint64(14695981039346656037)
	for i := range len(v) {
		h = (h ^ uint64(v[i])) * 1099511628211
	}
	return max(h, 1)
}
