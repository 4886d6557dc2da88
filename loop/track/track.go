// Package track is what a phone wrote down of a walk: which positions are believed, how many of them say enough, and
// how they are packed for the way.
//
// It is pure and knows no patrol. The field app has the same rules in its own language (faces/field/static/track.js);
// both are held to testdata/vectors.json.
package track

import (
	"math"

	"xiaohao/loop/place"
)

// Fix is a position as a phone told it: WGS-84 degrees, milliseconds since 1970 by the phone's clock, and how far off
// the phone says that it may be, in metres.
type Fix struct {
	At       int64   `json:"at"`
	Lat      float64 `json:"lat"`
	Lng      float64 `json:"lng"`
	Accuracy float64 `json:"acc"`
}

// The limits of what is believed.
const (
	Worst    = 100.0 // metres: what may be further off is left out
	Fastest  = 40.0  // metres a second: a car on a good road
	Believed = 3     // fixes in a row that agree with one another, and not with those before, are believed
)

// sound says whether a fix can be one at all.
func sound(f Fix) bool {
	return f.At >= 1000 && f.Accuracy >= 0 && f.Accuracy <= Worst && place.Check(f.Lat, f.Lng) == nil
}

// Metres is the way between two places on a plane, right to half a percent over a few kilometres.
func Metres(lat1, lng1, lat2, lng2 float64) float64 {
	north := (lat2 - lat1) * degree
	east := (lng2 - lng1) * degree * math.Cos((lat1+lat2)/2*math.Pi/180)
	return math.Sqrt(north*north + east*east)
}

const degree = 111195.0 // metres of latitude

// follows says whether somebody can have come from one fix to another.
func follows(a, b Fix) bool {
	if b.At <= a.At {
		return false
	}
	return Metres(a.Lat, a.Lng, b.Lat, b.Lng) <= Fastest*float64(b.At-a.At)/1000+a.Accuracy+b.Accuracy
}

// Clean leaves out what cannot be: unsound fixes, and single ones that lie where nobody can have come from the one
// before. Where Believed in a row agree with one another, they are a new beginning: the phone was off, or its clock was
// put right. Done twice it changes nothing more.
func Clean(fixes []Fix) []Fix {
	var out, doubt []Fix
	for _, f := range fixes {
		if !sound(f) {
			continue
		}
		if len(out) > 0 && follows(out[len(out)-1], f) {
			out, doubt = append(out, f), nil
			continue
		}
		if len(doubt) > 0 && !follows(doubt[len(doubt)-1], f) {
			doubt = nil
		}
		if doubt = append(doubt, f); len(doubt) == Believed {
			out, doubt = append(out, doubt...), nil
		}
	}
	if len(out) == 0 {
		return doubt
	}
	return out
}

// Tolerance is how far a line may lie from a fix that is left out, in metres.
const Tolerance = 8.0

// Gap is after how many milliseconds without a fix a line ends and another one begins.
const Gap = 10 * 60 * 1000

// Simplify leaves of each line the corners that matter (Douglas and Peucker): every fix left out lies within Tolerance
// of the line between its neighbours. First and last stay, so that a walk on the spot is two fixes. Where somebody was
// away for longer than Gap, both ends stay.
func Simplify(fixes []Fix) []Fix {
	var out []Fix
	for from := 0; from < len(fixes); {
		to := from + 1
		for to < len(fixes) && fixes[to].At-fixes[to-1].At <= Gap && fixes[to].At > fixes[to-1].At {
			to++
		}
		out = append(out, corners(fixes[from:to])...)
		from = to
	}
	return out
}

func corners(line []Fix) []Fix {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	for todo := [][2]int{{0, len(line) - 1}}; len(todo) > 0; {
		a, b := todo[len(todo)-1][0], todo[len(todo)-1][1]
		todo = todo[:len(todo)-1]
		far, most := 0, Tolerance
		for i := a + 1; i < b; i++ {
			if d := off(line[i], line[a], line[b]); d > most {
				far, most = i, d
			}
		}
		if far > 0 {
			keep[far] = true
			todo = append(todo, [2]int{a, far}, [2]int{far, b})
		}
	}
	var out []Fix
	for i, f := range line {
		if keep[i] {
			out = append(out, f)
		}
	}
	return out
}

// off is how far a fix lies from the line between two others, in metres.
func off(p, a, b Fix) float64 {
	squeeze := math.Cos(a.Lat * math.Pi / 180)
	px, py := (p.Lng-a.Lng)*degree*squeeze, (p.Lat-a.Lat)*degree
	bx, by := (b.Lng-a.Lng)*degree*squeeze, (b.Lat-a.Lat)*degree
	if whole := bx*bx + by*by; whole > 0 {
		t := math.Max(0, math.Min(1, (px*bx+py*by)/whole))
		px, py = px-t*bx, py-t*by
	}
	return math.Sqrt(px*px + py*py)
}
