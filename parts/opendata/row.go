package opendata

import (
	"math"
	"time"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Row is a matter as the open data has it. Instants are of the second; those of a veiled row are of the day, or 0.
type Row struct {
	Key      Key
	Matter   int64  // 0 in a veiled row
	Number   string // "" in a veiled row
	Category string
	Area     area.Code // of a township, or of whatever the matter knows above it
	State    org.Plain
	Listed   calendar.Instant
	Due      calendar.Instant
	Fixed    calendar.Instant
	Struck   calendar.Instant
	Late     bool
	Unit     int64
	Voices   int32 // -1 in a veiled row
	Reopened int32 // -1 in a veiled row
	Lat, Lng float64
	Place    Place
}

// Place says what the point of a row is.
type Place string

// What a point is.
const (
	Exact  Place = "exact"  // as it was let out
	Moved  Place = "moved"  // by policy's metres in a direction that nobody knows
	Square Place = "square" // the middle of a square of some 500 m, because the point would show a home
	None   Place = "none"   // there is none
)

// places are all of them, for columns and for rows on their way.
var places = []Place{Exact, Moved, Square, None}

// rower makes rows of what is public. It is used by one goroutine.
type rower struct {
	metres func(category string) int
	keys   *keyer
	move   *mover
}

// row makes the row of a matter, and says whether its point was left out because no border is known around it.
//
// A row whose point is moved, or would show a home, is veiled: it says nothing by which it could be found on the public
// pages at once, where the point stands as it was let out, or by whose order the day could be told.
func (r *rower) row(p org.Public) (Row, bool) {
	metres := r.metres(p.Category)
	veiled := metres > 0 || p.Near
	out := Row{Key: r.keys.of(p.Matter), Category: p.Category, Area: p.Area, State: p.State, Late: p.Late, Unit: p.Unit,
		Place: None, Voices: -1, Reopened: -1}
	if p.Area.Level() > area.Township {
		out.Area = p.Area.Ancestor(area.Township)
	}
	if !p.Near {
		out.times(p)
	}
	if veiled {
		out.byDay()
	} else {
		out.Matter, out.Number, out.Voices, out.Reopened = p.Matter, p.Number, int32(p.Voices), reopened(p.Steps)
	}
	if p.Lat == nil || p.Lng == nil {
		return out, false
	}
	lat, lng, place := *p.Lat, *p.Lng, Exact
	if p.Near {
		place = Square
	}
	if metres > 0 {
		var ok bool
		if lat, lng, ok = r.move.move(p.Matter, out.Area, lat, lng, metres); !ok {
			return out, true
		}
		place = Moved
	}
	out.Lat, out.Lng, out.Place = micro(lat), micro(lng), place
	return out, false
}

// micro rounds to a millionth of a degree, a tenth of a metre.
func micro(degrees float64) float64 { return math.Round(degrees*1e6) / 1e6 }

// times takes the instants of a matter's steps: when it was listed first, and fixed last.
func (r *Row) times(p org.Public) {
	r.Due, r.Struck = second(p.Due), second(p.Struck)
	for _, s := range p.Steps {
		if s.State == org.PlainListed && r.Listed == 0 {
			r.Listed = second(s.At)
		}
		if s.State == org.PlainFixed {
			r.Fixed = second(s.At)
		}
	}
	if r.State != org.PlainFixed && r.State != org.PlainStruck {
		r.Fixed = 0 // it was taken up again
	}
	if r.State != org.PlainStruck {
		r.Struck = 0
	}
}

func second(at calendar.Instant) calendar.Instant { return at / 1e6 * 1e6 }

// byDay leaves of each instant the day, in the city's time.
func (r *Row) byDay() {
	for _, at := range []*calendar.Instant{&r.Listed, &r.Due, &r.Fixed, &r.Struck} {
		if *at != 0 {
			t := at.Time().In(calendar.China())
			*at = calendar.Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location()))
		}
	}
}

// reopened is how often a matter went on after it had been struck off.
func reopened(steps []org.PublicStep) (n int32) {
	for i := 1; i < len(steps); i++ {
		if steps[i-1].State == org.PlainStruck && steps[i].State != org.PlainStruck {
			n++
		}
	}
	return n
}
