package kept_test

import (
	"bytes"
	"fmt"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// matrix is a QR code without the quiet zone around it: true is dark.
type matrix [][]bool

var (
	drawing = regexp.MustCompile(`<svg class="qr" viewBox="0 0 (\d+) \d+".*?<path d="([^"]*)"`)
	stroke  = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`)
	plateAt = regexp.MustCompile(`^` + regexp.QuoteMeta(base) + `/p/([0-9A-Z]{4})([0-9A-Z]{4})$`)
)

// TestCodes looks at the QR codes of plates and of notices: what a telephone reads in them, and how they are drawn.
// Codes that hang in the street must stay right; another library may draw another mask, which -keep keeps, but what is
// read is never another.
func TestCodes(t *testing.T) {
	s := served(t)
	var out strings.Builder
	for _, point := range []int{502, 511, 496, 2761} {
		path := fmt.Sprintf("/points/plates?point=%d", point)
		r := s.ask(t, request{login: "supervisor", method: "GET", path: path, page: true})
		m := drawn(t, string(r.body))
		text := m.read(t)
		code := plateAt.FindStringSubmatch(text)
		if code == nil || !strings.Contains(string(r.body), code[1]+"-"+code[2]) {
			t.Errorf("the code on the plate of point %d says %q, and in letters beside it something else", point, text)
		}
		fmt.Fprintf(&out, "%s\n%s\n", text, m)
	}
	for _, id := range []int64{kept(t).M1, 575} {
		r := s.ask(t, request{login: "supervisor", method: "GET", path: fmt.Sprintf("/matters/%d/qr", id), page: true})
		text, m := fmt.Sprintf("%s/matters/%d", base, id), pictured(t, r.body)
		if got := m.read(t); got != text {
			t.Errorf("the code of matter %d says %q, want %q", id, got, text)
		}
		fmt.Fprintf(&out, "%s\n%s\n", text, m)
	}
	compare(t, "qr.txt", out.String())
}

func (m matrix) String() string {
	var b strings.Builder
	for _, row := range m {
		for _, dark := range row {
			b.WriteString(map[bool]string{true: "██", false: "  "}[dark])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// drawn reads the code that a page draws.
func drawn(t *testing.T, page string) matrix {
	t.Helper()
	d := drawing.FindStringSubmatch(page)
	if d == nil {
		t.Fatalf("no code on the page")
	}
	n, _ := strconv.Atoi(d[1])
	whole := make(matrix, n)
	for i := range whole {
		whole[i] = make([]bool, n)
	}
	for _, x := range stroke.FindAllStringSubmatch(d[2], -1) {
		col, _ := strconv.Atoi(x[1])
		row, _ := strconv.Atoi(x[2])
		long, _ := strconv.Atoi(x[3])
		for i := range long {
			whole[row][col+i] = true
		}
	}
	return whole.cut(1)
}

// pictured reads the code in a picture.
func pictured(t *testing.T, b []byte) matrix {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r := img.Bounds()
	whole := make(matrix, r.Dy())
	for y := range whole {
		whole[y] = make([]bool, r.Dx())
		for x := range whole[y] {
			g, _, _, _ := img.At(r.Min.X+x, r.Min.Y+y).RGBA()
			whole[y][x] = g < 1<<15
		}
	}
	edge := 0 // of the quiet zone
	for !whole[edge][edge] {
		edge++
	}
	wide := 0 // the corner's square is seven modules wide
	for whole[edge][edge+wide] {
		wide++
	}
	return whole.cut(wide / 7)
}

// cut leaves the quiet zone out and takes the middle of each module; they are of about size pixels.
func (m matrix) cut(size int) matrix {
	edge, last := 0, len(m)-1
	for !m[edge][edge] {
		edge++
	}
	for !m[edge][last] { // the upper right corner is dark too
		last--
	}
	wide := last + 1 - edge
	n := (wide + size/2) / size
	out := make(matrix, n)
	for y := range out {
		out[y] = make([]bool, n)
		for x := range out[y] {
			out[y][x] = m[edge+(2*y+1)*wide/(2*n)][edge+(2*x+1)*wide/(2*n)]
		}
	}
	return out
}

// blocks are the data codewords of each block, by the level's bits and the version, as ISO/IEC 18004 has them (L 1, M
// 0, Q 3, H 2).
var blocks = map[int]map[int][]int{
	0: {1: {16}, 2: {28}, 3: {44}, 4: {32, 32}, 5: {43, 43}, 6: {27, 27, 27, 27}},
	1: {1: {19}, 2: {34}, 3: {55}, 4: {80}, 5: {108}, 6: {68, 68}},
	2: {1: {9}, 2: {16}, 3: {13, 13}, 4: {9, 9, 9, 9}, 5: {11, 11, 12, 12}, 6: {15, 15, 15, 15}},
	3: {1: {13}, 2: {22}, 3: {17, 17}, 4: {24, 24}, 5: {15, 15, 16, 16}, 6: {19, 19, 19, 19}},
}

// masks turn over modules, by row and column.
var masks = []func(i, j int) bool{
	func(i, j int) bool { return (i+j)%2 == 0 },
	func(i, _ int) bool { return i%2 == 0 },
	func(_, j int) bool { return j%3 == 0 },
	func(i, j int) bool { return (i+j)%3 == 0 },
	func(i, j int) bool { return (i/2+j/3)%2 == 0 },
	func(i, j int) bool { return i*j%2+i*j%3 == 0 },
	func(i, j int) bool { return (i*j%2+i*j%3)%2 == 0 },
	func(i, j int) bool { return ((i+j)%2+i*j%3)%2 == 0 },
}

// read reads an undamaged code of up to 41 modules that holds bytes, letter by letter as the standard says; it
// corrects nothing.
func (m matrix) read(t *testing.T) string {
	t.Helper()
	n := len(m)
	version := (n - 17) / 4
	bit := func(row, col int) int { return map[bool]int{true: 1}[m[row][col]] }
	format := 0 // the first five bits stand beside the upper left corner
	for col := range 5 {
		format = format<<1 | bit(8, col)
	}
	format ^= 0b10101
	sizes, mask := blocks[format>>3][version], masks[format&7]
	if sizes == nil {
		t.Fatalf("a code of %d modules, level %d: the reader knows none such", n, format>>3)
	}
	fixed := func(i, j int) bool {
		at := 4*version + 10 // of the alignment square
		corner := i < 9 && (j < 9 || j >= n-8) || i >= n-8 && j < 9
		return corner || i == 6 || j == 6 || version > 1 && max(i, j) <= at+2 && min(i, j) >= at-2
	}
	var words []int
	bits, up, word := 0, true, 0
	for col := n - 1; col > 0; col -= 2 {
		if col == 6 {
			col--
		}
		for k := range n {
			row := k
			if up {
				row = n - 1 - k
			}
			for _, c := range []int{col, col - 1} {
				if fixed(row, c) {
					continue
				}
				b := bit(row, c)
				if mask(row, c) {
					b ^= 1
				}
				if word, bits = word<<1|b, bits+1; bits%8 == 0 {
					words, word = append(words, word), 0
				}
			}
		}
		up = !up
	}
	return text(t, straight(words, sizes))
}

// straight puts the codewords of interleaved blocks one after another.
func straight(words, sizes []int) []int {
	parts, at := make([][]int, len(sizes)), 0
	for i := 0; i < sizes[len(sizes)-1]; i++ {
		for b, size := range sizes {
			if i < size {
				parts[b], at = append(parts[b], words[at]), at+1
			}
		}
	}
	var out []int
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// text reads segments of bytes, digits and letters.
func text(t *testing.T, words []int) string {
	t.Helper()
	at := 0
	take := func(n int) (v int) {
		for range n {
			v = v<<1 | words[at/8]>>(7-at%8)&1
			at++
		}
		return v
	}
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	var out strings.Builder
	for at+4 <= 8*len(words) {
		switch mode := take(4); mode {
		case 0:
			return out.String()
		case 4:
			for range take(8) {
				out.WriteByte(byte(take(8)))
			}
		case 2:
			n := take(9)
			for ; n > 1; n -= 2 {
				v := take(11)
				out.WriteString(letters[v/45:v/45+1] + letters[v%45:v%45+1])
			}
			if n == 1 {
				v := take(6)
				out.WriteString(letters[v : v+1])
			}
		case 1:
			n := take(10)
			for ; n > 0; n -= 3 {
				k := min(n, 3)
				fmt.Fprintf(&out, "%0*d", k, take(3*k+1))
			}
		default:
			t.Fatalf("a code with a segment of mode %d after %q", mode, out.String())
		}
	}
	return out.String()
}
