package track

import (
	"encoding/binary"
	"errors"
	"math"
)

// MostSpots is how many spots a packed track may hold: two days of a fix every 15 s, none left out.
const MostSpots = 11520

// errPacked is what Unpack says of bytes that no phone packed.
var errPacked = errors.New("this is no packed track")

// Spot is a fix as it is packed: a hundred-thousandth of a degree is about a metre; seconds since 1970.
type Spot struct {
	Lat int64 `json:"lat"`
	Lng int64 `json:"lng"`
	At  int64 `json:"at"`
}

// Degrees is where a spot lies.
func (s Spot) Degrees() (lat, lng float64) { return float64(s.Lat) / 1e5, float64(s.Lng) / 1e5 }

// Pack writes a track: each spot as what it differs in from the one before, small numbers in few bytes.
func Pack(fixes []Fix) []byte {
	var out []byte
	var last Spot
	for _, f := range fixes {
		s := Spot{int64(math.Round(f.Lat * 1e5)), int64(math.Round(f.Lng * 1e5)),
			int64(math.Floor(float64(f.At) / 1000))}
		for _, d := range []int64{s.Lat - last.Lat, s.Lng - last.Lng, s.At - last.At} {
			out = binary.AppendVarint(out, d)
		}
		last = s
	}
	return out
}

// Unpack reads what Pack wrote, and refuses what lies on no globe, in no time or is too much.
func Unpack(b []byte) ([]Spot, error) {
	var out []Spot
	var last Spot
	for len(b) > 0 {
		for _, v := range []*int64{&last.Lat, &last.Lng, &last.At} {
			d, n := binary.Varint(b)
			if n <= 0 || d > 1<<40 || d < -1<<40 {
				return nil, errPacked
			}
			*v += d
			b = b[n:]
		}
		if last.Lat < -90e5 || last.Lat > 90e5 || last.Lng < -180e5 || last.Lng > 180e5 || last.At <= 0 ||
			last.At > 1<<34 || len(out) == MostSpots {
			return nil, errPacked
		}
		out = append(out, last)
	}
	return out, nil
}

// Lines cuts spots where nobody was about for longer than Gap.
func Lines(spots []Spot) (out [][]Spot) {
	for i, s := range spots {
		if i == 0 || s.At-spots[i-1].At > Gap/1000 || s.At < spots[i-1].At {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out
}
