package photo

import (
	"image"
	"math"
	"math/bits"
	"slices"
)

// All figures here are whole numbers, so that a picture has the same hashes on every machine.

// Distance counts the bits in which two hashes differ: 0 for pictures that look the same, about 32 for pictures with
// nothing in common. Up to 10 is a common threshold for "the same picture, edited or scaled".
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// differenceHash notes for each cell of an 8 × 8 grid whether its right neighbour is brighter.
func differenceHash(light plane) (hash uint64) {
	cells := light.grid(light.whole(), 9, 8).v
	for y := range 8 {
		for x := range 8 {
			hash <<= 1
			if cells[9*y+x+1] > cells[9*y+x] {
				hash |= 1
			}
		}
	}
	return hash
}

const side = 32 // of the grid that is transformed

// frequencyHash notes which of the 64 lowest frequencies of a piece are above their median; the mean brightness is
// left out.
func frequencyHash(light plane, piece image.Rectangle) (hash uint64) {
	cells := light.grid(piece, side, side)
	cells.level()
	var rows [side][freqs]int64 // rows transformed
	for y := range side {
		for u := range freqs {
			for x := range side {
				rows[y][u] += int64(cells.v[side*y+x]) * cosines[u][x]
			}
		}
	}
	values := make([]int64, 0, 64)
	for _, f := range lowest {
		sum := int64(0)
		for y := range side {
			sum += rows[y][f.X] * cosines[f.Y][y]
		}
		values = append(values, sum)
	}
	sorted := slices.Sorted(slices.Values(values))
	median := sorted[31] + sorted[32] // twice the median
	for _, v := range values {
		hash <<= 1
		if 2*v > median {
			hash |= 1
		}
	}
	return hash
}

const freqs = 11 // the 64 lowest frequencies have u + v ≤ 10

// lowest lists the frequencies from low to high, diagonal by diagonal.
var lowest = func() (out []image.Point) {
	for sum := 1; len(out) < 64; sum++ {
		for v := 0; v <= sum && len(out) < 64; v++ {
			out = append(out, image.Pt(sum-v, v))
		}
	}
	return out
}()

// cosines[u][x] is the basis of the cosine transform (DCT-II) in 1/16384.
var cosines = func() (out [freqs][side]int64) {
	for u := range freqs {
		for x := range side {
			out[u][x] = int64(math.Round(16384 * math.Cos(math.Pi/side*(float64(x)+0.5)*float64(u))))
		}
	}
	return out
}()

// plane is brightness row by row, in 1/1024 of a step of 0 to 255.
type plane struct {
	w, h int
	v    []int32
}

// lightOf measures each pixel of a picture that is not see-through.
func lightOf(img *image.RGBA) plane {
	p := plane{w: img.Rect.Dx(), h: img.Rect.Dy()}
	p.v = make([]int32, 0, p.w*p.h)
	for y := range p.h {
		for row := img.Pix[y*img.Stride:][:4*p.w]; len(row) > 0; row = row[4:] {
			p.v = append(p.v, int32((299*int64(row[0])+587*int64(row[1])+114*int64(row[2]))*1024/1000))
		}
	}
	return p
}

func (p plane) whole() image.Rectangle { return image.Rect(0, 0, p.w, p.h) }

// grid averages a piece over w × h cells. Cells need not end on whole pixels: a pixel counts by the part that lies in
// the cell.
func (p plane) grid(piece image.Rectangle, w, h int) plane {
	across, down := shares(piece.Dx(), w), shares(piece.Dy(), h)
	sums, line := make([]int64, w*h), make([]int64, w)
	for y, parts := range down {
		clear(line)
		for x, v := range p.v[(piece.Min.Y+y)*p.w+piece.Min.X:][:piece.Dx()] {
			for _, s := range across[x] {
				line[s.cell] += int64(v) * s.part
			}
		}
		for _, s := range parts {
			row := sums[s.cell*w:][:w]
			for x, v := range line {
				row[x] += v * s.part
			}
		}
	}
	out := plane{w, h, make([]int32, w*h)}
	area := int64(piece.Dx()) * int64(piece.Dy())
	for i, v := range sums {
		out.v[i] = int32((v + area/2) / area)
	}
	return out
}

// level takes the mean away, and gives the mean of the squares of what is left.
func (p plane) level() (variance int64) {
	sum, n := int64(0), int64(len(p.v))
	for _, v := range p.v {
		sum += int64(v)
	}
	mean := int32((sum + n/2) / n)
	for i := range p.v {
		p.v[i] -= mean
		variance += int64(p.v[i]) * int64(p.v[i])
	}
	return variance / n
}

// share is the part of a pixel that lies in a cell.
type share struct {
	cell int
	part int64 // in units of 1/(pixels · cells) of the whole side
}

// shares spreads n pixels over m cells; the parts of a cell add up to n.
func shares(n, m int) [][]share {
	out := make([][]share, n)
	for i := range n {
		// Pixel i covers the units [i·m, (i+1)·m), cell c covers [c·n, (c+1)·n).
		for c := i * m / n; c < m && c*n < (i+1)*m; c++ {
			out[i] = append(out[i], share{c, int64(min((i+1)*m, (c+1)*n) - max(i*m, c*n))})
		}
	}
	return out
}
