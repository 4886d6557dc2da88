// Package patrol is walks through areas 巡护 and patches seen from above 图斑.
//
// A patrol is walked with the field app, without a network: what comes in is a head with every piece, so that parts of
// the track, findings and the end may arrive in any order and any number of times. Events and figures keep who, area
// and day, and nothing finer. The track lies beside the ledger, sealed under a key of its own patrol: it opens only
// from a finding, to somebody who sees that matter, for a reason that is recorded, and its key is destroyed after
// policy's days.
// What the province's own system recorded comes in as a visit too, so that nobody walks twice. A patch is a matter with
// a polygon, looked at twice, in the office and in the field, by two people.
//
// It owns the tables patrols, patrol_people, patrol_visits, patrol_records, patrol_found, patrol_opened, patches and
// patch_looks, folded from its own events and never behind the ledger; and patrol_keys and patrol_parts, which are no
// history. It counts no kilometres and no hours, and ranks nobody (国办函〔2026〕12号). It owns no page.
package patrol

import (
	"crypto/rand"
	"slices"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/atlas"
)

// Patrols are a city's. Safe for concurrent use.
type Patrols struct {
	part.Base
	atlas *atlas.Atlas
	box   part.Box // of the keys of tracks
}

// New makes them for a city whose tables are there.
func New(b part.Base, a *atlas.Atlas) (*Patrols, error) {
	if b.Rand == nil {
		b.Rand = rand.Reader
	}
	box, err := part.NewBox(b.Secret, "xiaohao patrol tracks")
	return &Patrols{b, a, box}, err
}

// Day is a day of the civil calendar as a number that sorts: 20261130.
type Day int

// DayOf is the day on which an instant lies in China.
func DayOf(at calendar.Instant) Day {
	t := at.Time().In(calendar.China())
	return Day(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

const dayForm = "2006-01-02"

// ParseDay reads what String wrote; 0 for no day.
func ParseDay(s string) Day {
	t, err := time.ParseInLocation(dayForm, s, calendar.China())
	if err != nil {
		return 0
	}
	return DayOf(calendar.Of(t))
}

// Instant is the day's beginning in China.
func (d Day) Instant() calendar.Instant {
	n := int(d)
	return calendar.Of(time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, calendar.China()))
}

func (d Day) String() string { return d.Instant().Time().In(calendar.China()).Format(dayForm) }

// Leg is an area on a day.
type Leg struct {
	Area area.Code
	Day  Day
}

// Stand is a patrol as it stands.
type Stand struct {
	ID      int64
	Theme   string
	Area    area.Code // where it began
	Persons []int64   // the first one walked with the phone
	Ended   How       // "" while it goes on
	Parts   int       // of its track, as the phone says; -1 while it goes on
	Gone    bool      // the track was destroyed
}

// walked says whether somebody was along.
func (s *Stand) walked(person int64) bool { return person != 0 && slices.Contains(s.Persons, person) }

func missing() error { return fault.New(fault.Missing, "patrol_missing") }
