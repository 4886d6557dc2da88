// Package alarm says what about the evidence deserves a second thought: a photo taken before the assignment, far from
// the place, without the camera's data, the same as in another matter, or of before and after that show the same.
//
// An alarm never decides anything: it is shown to who verifies, and counted. It follows from the events alone (the
// tables are folded from the ledger, and a rebuild gives the same rows); it looks at pictures only through their
// fingerprints (package photo), never at faces or persons.
//
// It owns the tables alarm_matters, alarm_photos, alarm_keys and alarms. What a photo costs does not grow with how
// many there are: those that may be the same are found by keys in an index, and only they are compared.
package alarm

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// The kinds, the most telling first.
const (
	Same      = "same"      // nearly the same picture stands in another matter
	Unchanged = "unchanged" // before and after are nearly the same picture
	Repeated  = "repeated"  // the picture was handed in before for this matter
	Early     = "early"     // taken before the assignment; value is minutes
	Far       = "far"       // taken away from the place; value is metres
	NoEXIF    = "no_exif"   // the camera's data say neither when nor where
)

// Kinds lists them.
func Kinds() []string { return []string{Same, Unchanged, Repeated, Early, Far, NoEXIF} }

// FarMetres is how far from the matter's place a photo may have been taken: phones are often wrong by a hundred
// metres between houses.
const FarMetres = 300

// Alarm is one hint.
type Alarm struct {
	Matter, Seq int64
	Photo       string
	Kind        string
	Other       int64  // the other matter, for Same
	Twin        string // the other photo
	Value       int64
	At          calendar.Instant
}

// facts are what is known of the matter when a photo comes.
type facts struct {
	place    string // "lat lng", "" for none
	assigned calendar.Instant
	unit     int64
}

// plain are the alarms that need no other picture.
func plain(p matter.Photo, f facts) []Alarm {
	var out []Alarm
	claims := p.Step == "fix"
	if claims && p.TakenAt != 0 && f.assigned != 0 && p.TakenAt < f.assigned {
		out = append(out, Alarm{Kind: Early, Value: max(1, f.assigned.Since(p.TakenAt)/60e6)})
	}
	if lat, lng, ok := parsePlace(f.place); ok && p.Lat != nil && p.Lng != nil && p.Step != "report" {
		if d := metres(lat, lng, *p.Lat, *p.Lng); d > FarMetres {
			out = append(out, Alarm{Kind: Far, Value: int64(d)})
		}
	}
	if claims && p.TakenAt == 0 && p.Lat == nil {
		out = append(out, Alarm{Kind: NoEXIF})
	}
	for i := range out {
		out[i].Photo = p.ID
	}
	return out
}

func placeText(lat, lng *float64) string {
	if lat == nil || lng == nil {
		return ""
	}
	return strconv.FormatFloat(*lat, 'f', 7, 64) + " " + strconv.FormatFloat(*lng, 'f', 7, 64)
}

func parsePlace(s string) (lat, lng float64, ok bool) {
	n, err := fmt.Sscanf(s, "%g %g", &lat, &lng)
	return lat, lng, err == nil && n == 2
}

// metres lie between two places on the sphere (haversine, R = 6,371,008.8 m).
func metres(lat1, lng1, lat2, lng2 float64) float64 {
	const r, rad = 6371008.8, math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) +
		math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lng2-lng1)*rad/2), 2)
	return 2 * r * math.Asin(math.Min(1, math.Sqrt(a)))
}

// Alarms answers for one city. Safe for concurrent use.
type Alarms struct{ part.Base }

// New makes the alarms of a city whose tables are there.
func New(b part.Base) *Alarms { return &Alarms{b} }

// Of are a matter's alarms, the most telling first. Whether the caller may see the matter is the caller's to ask.
func (a *Alarms) Of(ctx context.Context, id int64) ([]Alarm, error) {
	rows, err := a.DB.Read().Query(ctx, "SELECT seq, photo, kind, other, twin, value, at FROM alarms WHERE city = $1 "+
		"AND matter = $2 ORDER BY seq, photo", a.City, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	by := map[string][]Alarm{}
	for rows.Next() {
		x := Alarm{Matter: id}
		if err := rows.Scan(&x.Seq, &x.Photo, &x.Kind, &x.Other, &x.Twin, &x.Value, &x.At); err != nil {
			return nil, store.Explain(err)
		}
		by[x.Kind] = append(by[x.Kind], x)
	}
	var out []Alarm
	for _, k := range Kinds() {
		out = append(out, by[k]...)
	}
	return out, store.Explain(rows.Err())
}

// Count counts the alarms of a unit's matters between two instants, by kind.
func (a *Alarms) Count(ctx context.Context, unit int64, from, to calendar.Instant) (map[string]int, error) {
	rows, err := a.DB.Read().Query(ctx,
		"SELECT kind, COUNT(*) FROM alarms WHERE city = $1 AND unit = $2 AND at >= $3 AND at < $4 GROUP BY kind",
		a.City, unit, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var k string
		var n int
		if err := rows.Scan(&k, &n); err != nil {
			return nil, store.Explain(err)
		}
		out[k] = n
	}
	return out, store.Explain(rows.Err())
}

// Sentence says an alarm in words. other names the other matter, for who may see it.
func Sentence(l string, a Alarm, other string) string {
	args := map[string]string{"other": other, "metres": strconv.FormatInt(a.Value, 10), "time": span(l, a.Value)}
	return lang.T(l, "alarm."+a.Kind, args)
}

// span is a stretch of minutes in words.
func span(l string, minutes int64) string {
	switch {
	case minutes >= 24*60:
		return lang.Limit(l, strconv.FormatInt(minutes/(24*60), 10)+"d")
	case minutes >= 60:
		return lang.Limit(l, strconv.FormatInt(minutes/60, 10)+"h")
	}
	return lang.Limit(l, strconv.FormatInt(minutes, 10)+"m")
}
