package photo

import (
	"fmt"
	"image"
	"slices"
	"strconv"
)

// A Print is the fingerprint of a picture: the difference hash of the whole, and the frequency hashes of the whole
// and of it cut by a twentieth at one side, or all round by a fortieth or a twentieth. Two pictures of which one was
// cut out of the other have a pair of cuts that show about the same piece, so that the nearest pair of hashes tells
// whether they are the same picture; a cut picture differs too much from the whole itself. It finds no mirrored and
// no turned picture, and none that was cut by much more. Photos taken in by older versions have the difference hash
// alone.
type Print []uint64

// fine is how many cells a side is divided into before pieces are cut out: a cut of a fortieth is five cells,
// whatever the picture's size.
const fine = 200

// cuts are the pieces of a picture, in cells.
var cuts = []image.Rectangle{image.Rect(0, 0, 200, 200), image.Rect(5, 5, 195, 195), image.Rect(10, 10, 190, 190),
	image.Rect(10, 0, 200, 200), image.Rect(0, 0, 190, 200), image.Rect(0, 10, 200, 200), image.Rect(0, 0, 200, 190)}

// SameDistance is the most bits in which the nearest frequency hashes of one and the same picture differ. Difference
// hashes are compared only with a photo that has no other; they are asked for more.
const (
	SameDistance       = 6
	sameDifferenceHash = 3
)

// flat is the deviation of the brightness (0 to 255) below which a picture has too little in it to be told from others.
const flat = 6

// MakePrint makes the fingerprint of an upright picture; nil when it shows too little: a wall, the night.
func MakePrint(img *image.RGBA) Print { return printOfLight(lightOf(img)) }

func printOfLight(light plane) Print {
	cells := light.grid(light.whole(), fine, fine)
	if cells.grid(cells.whole(), side, side).level() < flat*flat*1024*1024 {
		return nil
	}
	p := Print{differenceHash(light)}
	for _, c := range cuts {
		p = append(p, frequencyHash(cells, c))
	}
	return p
}

// String writes the hashes in hex, one after the other.
func (p Print) String() string {
	s := ""
	for _, h := range p {
		s += fmt.Sprintf("%016x", h)
	}
	return s
}

// ParsePrint reads what String wrote, or the one hash of an older photo.
func ParsePrint(s string) (p Print, ok bool) {
	if len(s) != 16 && len(s) != 16*(1+len(cuts)) {
		return nil, false
	}
	for i := 0; i < len(s); i += 16 {
		h, err := strconv.ParseUint(s[i:i+16], 16, 64)
		if err != nil {
			return nil, false
		}
		p = append(p, h)
	}
	return p, true
}

// Same says whether two pictures are the same, and by how many bits their nearest hashes differ.
func Same(a, b Print) (distance int, same bool) {
	if len(a) == 0 || len(b) == 0 {
		return 64, false
	}
	if len(a) == 1 || len(b) == 1 {
		distance = Distance(a[0], b[0])
		return distance, distance <= sameDifferenceHash
	}
	distance = 64
	for _, x := range a[1:] {
		for _, y := range b[1:] {
			distance = min(distance, Distance(x, y))
		}
	}
	return distance, distance <= SameDistance
}

// Bands are keys for an index.
func Bands(p Print) []uint64 {
	var out []uint64
	for _, h := range p[1:] {
		for q := range uint64(4) {
			k := q<<16 | h>>(16*q)&0xffff
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}
