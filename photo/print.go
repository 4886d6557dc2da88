package photo

import (
	"fmt"
	"image"
	"math"
	"strconv"
)

// A Print is the fingerprint of a picture: the frequency hash of the whole and of it cut by a twentieth at one side, or all round by a fortieth, a
// twentieth and a tenth. Two pictures of which one was cut out of the other have a pair of cuts that show the same piece, so that the nearest pair
// of hashes tells whether they are the same picture; a cut picture differs too much from the whole itself. It finds no mirrored and no turned
// picture, and none that was cut by much more.
type Print []uint64

// cuts are the pieces of a picture, in thousandths of its sides: left, top, right, bottom.
var cuts = [][4]int{{0, 0, 1000, 1000}, {25, 25, 975, 975}, {50, 50, 950, 950}, {50, 0, 1000, 1000}, {0, 0, 950, 1000}, {0, 50, 1000, 1000}, {0, 0, 1000, 950}}

// SameDistance is the most bits in which the nearest hashes of one and the same picture differ.
const SameDistance = 6

// flat is the deviation of the brightness (0 to 255) below which a picture has too little in it to be told from others.
const flat = 6.0

// MakePrint makes the fingerprint of an upright picture; nil when it shows too little: a wall, the night.
func MakePrint(img *image.RGBA) Print {
	if deviation(brightness(img, side, side)) < flat {
		return nil
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	p := make(Print, len(cuts))
	for i, c := range cuts {
		piece := image.Rect(w*c[0]/1000, h*c[1]/1000, (w*c[2]+500)/1000, (h*c[3]+500)/1000).Add(img.Rect.Min)
		if piece.Dx() < 1 || piece.Dy() < 1 {
			return nil
		}
		sub, _ := img.SubImage(piece).(*image.RGBA)
		p[i] = frequencyHash(&image.RGBA{Pix: sub.Pix, Stride: sub.Stride, Rect: image.Rect(0, 0, piece.Dx(), piece.Dy())})
	}
	return p
}

func deviation(cells []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, v := range cells {
		sum += v
		squares += v * v
	}
	n := float64(len(cells))
	return math.Sqrt(max(0, squares/n-sum/n*sum/n))
}

// String writes the hashes in hex, one after the other.
func (p Print) String() string {
	s := ""
	for _, h := range p {
		s += fmt.Sprintf("%016x", h)
	}
	return s
}

// ParsePrint reads what String wrote; ok is false for anything else, the hashes of older photos included, which cannot be compared.
func ParsePrint(s string) (p Print, ok bool) {
	if len(s) != 16*len(cuts) {
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
	distance = 64
	for _, x := range a {
		for _, y := range b {
			distance = min(distance, Distance(x, y))
		}
	}
	return distance, distance <= SameDistance
}

// Bands are keys for an index: two prints that are the same share one with near certainty, two that are not hardly ever. A key is a quarter of a
// hash, with which quarter it is.
func Bands(p Print) []uint64 {
	var out []uint64
	for _, h := range p {
		for q := range uint64(4) {
			k := q<<16 | h>>(16*q)&0xffff
			seen := false
			for _, o := range out {
				seen = seen || o == k
			}
			if !seen {
				out = append(out, k)
			}
		}
	}
	return out
}
