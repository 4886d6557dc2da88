package photo

import (
	"image"
	"math"
	"math/bits"
	"slices"
)

// Distance counts the bits in which two hashes differ: 0 for pictures that look the same, about 32 for pictures with nothing in common.
// Up to 10 is a common threshold for "the same picture, edited or scaled".
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// differenceHash notes for each cell of an 8 × 8 grid whether its right neighbour is brighter.
func differenceHash(img *image.RGBA) (hash uint64) {
	cells := brightness(img, 9, 8)
	for y := range 8 {
		for x := range 8 {
			hash <<= 1
			if cells[9*y+x+1] > cells[9*y+x]+1e-9 {
				hash |= 1
			}
		}
	}
	return hash
}

const side = 32 // of the grid that is transformed

// frequencyHash notes which of the 64 lowest frequencies of a 32 × 32 grid are above their median; the mean brightness is left out.
func frequencyHash(img *image.RGBA) (hash uint64) {
	cells := brightness(img, side, side)
	var rows [side][freqs]float64 // rows transformed
	for y := range side {
		for u := range freqs {
			for x := range side {
				rows[y][u] += cells[side*y+x] * cosines[u][x]
			}
		}
	}
	values := make([]float64, 0, 64)
	for _, f := range lowest {
		sum := 0.0
		for y := range side {
			sum += rows[y][f.X] * cosines[f.Y][y]
		}
		values = append(values, sum)
	}
	sorted := slices.Sorted(slices.Values(values))
	median := (sorted[31] + sorted[32]) / 2
	for _, v := range values {
		hash <<= 1
		if v > median+1e-6 { // an even grey has no frequencies, only rounding
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

// cosines[u][x] is the basis of the cosine transform (DCT-II).
var cosines = func() (out [freqs][side]float64) {
	for u := range freqs {
		for x := range side {
			out[u][x] = math.Cos(math.Pi / side * (float64(x) + 0.5) * float64(u))
		}
	}
	return out
}()

// brightness averages img over a grid of w × h cells. Cells need not end on whole pixels: a pixel counts by the part that lies in the cell.
func brightness(img *image.RGBA, w, h int) []float64 {
	iw, ih := img.Rect.Dx(), img.Rect.Dy()
	across, down := shares(iw, w), shares(ih, h)
	sums := make([]float64, w*h)
	line := make([]float64, w)
	for y := range ih {
		clear(line)
		for x := range iw {
			p := img.Pix[y*img.Stride+4*x:][:3]
			luma := 0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])
			for _, s := range across[x] {
				line[s.cell] += luma * s.part
			}
		}
		for _, s := range down[y] {
			for x, v := range line {
				sums[s.cell*w+x] += v * s.part
			}
		}
	}
	area := float64(iw) / float64(w) * float64(ih) / float64(h)
	for i := range sums {
		sums[i] /= area
	}
	return sums
}

// share is the part of a pixel that lies in a cell.
type share struct {
	cell int
	part float64
}

// shares spreads n pixels over m cells.
func shares(n, m int) [][]share {
	out := make([][]share, n)
	for i := range n {
		// In units of 1/(n·m): pixel i covers [i·m, (i+1)·m), cell c covers [c·n, (c+1)·n).
		for c := i * m / n; c < m && c*n < (i+1)*m; c++ {
			part := min((i+1)*m, (c+1)*n) - max(i*m, c*n)
			out[i] = append(out[i], share{c, float64(part) / float64(m)})
		}
	}
	return out
}
