package web

// Board is the dashboard of an area; every figure leads to the matters behind it.
type Board struct {
	Frame
	Heading string
	Crumbs  []Link
	Tiles   []Fact
	Rows    []BoardRow
	Note    string // how figures are counted
	At      string
}

// BoardRow is an area below.
type BoardRow struct {
	Name     string
	URL      string // one level down, empty at the bottom
	Waiting  Figure
	Green    Figure
	Yellow   Figure
	Red      Figure
	Grey     Figure
	Fixed    Figure
	Struck   Figure
	Segments []Segment
}

// Figure is a number and the list behind it.
type Figure struct {
	N   int64
	URL string
}

// Segment is a piece of a bar, in hundredths of its length.
type Segment struct {
	Tone string // green, yellow, red, grey, wait, fixed
	X, W float64
}

// Bar lays the figures of a row end to end; most is the largest total of all rows.
func Bar(most int64, tones []string, counts []int64) []Segment {
	if most <= 0 {
		return nil
	}
	var out []Segment
	x := 0.0
	for i, n := range counts {
		if n <= 0 {
			continue
		}
		w := float64(n) * 100 / float64(most)
		out = append(out, Segment{tones[i], x, w})
		x += w
	}
	return out
}

func (*Board) template() string { return "board" }
