package opendata

import (
	"encoding/binary"
	"math"

	"xiaohao/loop/area"
	"xiaohao/parts/atlas"
)

// mover moves points by so many metres at most and half as many at least, in a direction that hangs on the matter, the
// city's secret and nothing that anybody can know: the same matter is moved alike in each snapshot, so that many of
// them tell no more than one. A moved point lies in the smallest area whose border is known and holds the point: the
// township, else the county. It is used by one goroutine.
type mover struct {
	keys    *keyer
	borders borders
}

// draws is how many directions are tried until one stays within the border.
const draws = 64

// metre is one in degrees of latitude.
const metre = 1 / 111_195.0

// move gives the moved point; false where none can be given: no border is known that holds the point, or the area is so
// narrow there that no draw stays within. Then the point is left out.
func (m *mover) move(matter int64, a area.Code, lat, lng float64, metres int) (float64, float64, bool) {
	within := m.borders.around(a, lat, lng)
	if within == nil {
		return 0, 0, false
	}
	for try := range int64(draws) {
		north, east := m.draw(matter, metres, try)
		y := micro(lat + north*metre)
		x := micro(lng + east*metre/math.Cos(lat*math.Pi/180))
		if within.Holds(y, x) {
			return y, x, true
		}
	}
	return 0, 0, false
}

// draw is the way of a matter in metres: its direction is even, its length such that each place of the ring between
// half of metres and metres is as likely. Metres go into the digest, so that the ways of two policies do not lie on one
// line through the point.
func (m *mover) draw(matter int64, metres int, try int64) (north, east float64) {
	m.keys.digest(nil, matter, int64(metres), try)
	turn := unit(m.keys.sum[0:8]) * 2 * math.Pi
	far := float64(metres) * math.Sqrt(0.25+0.75*unit(m.keys.sum[8:16])) * 0.999 // of rounding
	return far * math.Cos(turn), far * math.Sin(turn)
}

// unit is a number from 0 up to 1.
func unit(b []byte) float64 { return float64(binary.BigEndian.Uint64(b)>>11) / (1 << 53) }

// borders are those that are known, of counties and townships.
type borders map[area.Code]*atlas.Outline

// around is the border of the smallest area that is known and holds the point; nil for none.
func (b borders) around(a area.Code, lat, lng float64) *atlas.Outline {
	for _, l := range []area.Level{area.Township, area.County} {
		if a.Level() < l {
			continue
		}
		if o := b[a.Ancestor(l)]; o != nil && o.Holds(lat, lng) {
			return o
		}
	}
	return nil
}
