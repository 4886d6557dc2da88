package kit

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
