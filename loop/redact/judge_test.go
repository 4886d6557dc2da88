package redact

import (
	"fmt"
	"math"
	"unicode/utf8"
)

// group is what is judged together.
type group uint8

const (
	numbers group = iota
	people
	doorsteps
	groups
)

func (g group) String() string { return [...]string{"numbers", "names", "doors"}[g] }

func grouped(k Kind) group {
	switch k {
	case Name:
		return people
	case Door:
		return doorsteps
	}
	return numbers
}

// score is what a judge saw, by characters and spans.
type score struct {
	truths, taken  [groups]int // that stood in the texts, of these wholly taken out
	found, right   [groups]int // that were taken out, of these mostly a truth of the same group
	kinds, missed  map[Kind]int
	masked, all    int // characters of clean texts
	misses, wrongs []string
}

// judge holds what is found in texts against what was planted in them, and measures how much of the clean texts is
// masked. Known says whether something that was found stood in a text before and is one: a person looked.
func judge(texts []planted, find func(string) []Found, known func(row string, k Kind, s string) bool) score {
	s := score{kinds: map[Kind]int{}, missed: map[Kind]int{}}
	for _, p := range texts {
		found := find(p.text)
		for _, t := range p.truth {
			g := grouped(t.kind)
			s.truths[g]++
			s.kinds[t.kind]++
			if covered(t.from, t.to, found) == t.to-t.from {
				s.taken[g]++
				continue
			}
			s.missed[t.kind]++
			s.misses = append(s.misses, fmt.Sprintf("%s %s: …%s…", p.row, t.kind, around(p.text, t.from, t.to)))
		}
		for _, f := range found {
			g := grouped(f.Kind)
			s.found[g]++
			if 2*shared(f, p.truth, g) > f.To-f.From || known != nil && known(p.row, f.Kind, p.text[f.From:f.To]) {
				s.right[g]++
				continue
			}
			s.wrongs = append(s.wrongs, fmt.Sprintf("%s %s: …%s…", p.row, f.Kind, around(p.text, f.From, f.To)))
		}
		for _, f := range find(p.clean) {
			if known == nil || !known(p.row, f.Kind, p.clean[f.From:f.To]) {
				s.masked += utf8.RuneCountInString(p.clean[f.From:f.To])
			}
		}
		s.all += utf8.RuneCountInString(p.clean)
	}
	return s
}

// covered is how many bytes of a stretch are taken out.
func covered(from, to int, found []Found) (n int) {
	for _, f := range found {
		n += max(0, min(to, f.To)-max(from, f.From))
	}
	return n
}

// shared is how many bytes of what was found are truths of its group.
func shared(f Found, all []truth, g group) (n int) {
	for _, t := range all {
		if grouped(t.kind) == g {
			n += max(0, min(t.to, f.To)-max(t.from, f.From))
		}
	}
	return n
}

func around(s string, from, to int) string {
	a, b := from, to
	for n := 0; a > 0 && n < 8; n++ {
		_, w := utf8.DecodeLastRuneInString(s[:a])
		a -= w
	}
	for n := 0; b < len(s) && n < 8; n++ {
		_, w := utf8.DecodeRuneInString(s[b:])
		b += w
	}
	return s[a:from] + "【" + s[from:to] + "】" + s[to:b]
}

// recall and precision of a group, and the share of clean characters that are masked.
func (s score) recall(g group) float64    { return float64(s.taken[g]) / float64(max(1, s.truths[g])) }
func (s score) precision(g group) float64 { return float64(s.right[g]) / float64(max(1, s.found[g])) }
func (s score) share() float64            { return float64(s.masked) / float64(max(1, s.all)) }

// fails says what of the demands a score does not meet.
func (s score) fails() (out []string) {
	for _, x := range []struct {
		what          string
		is, should    float64
		atMost, every bool
	}{
		{"recall of numbers", s.recall(numbers), 0.99, false, true},
		{"precision of numbers", s.precision(numbers), 0.95, false, true},
		{"recall of names", s.recall(people), 0.90, false, true},
		{"precision of names", s.precision(people), 0.80, false, true},
		{"recall of doors", s.recall(doorsteps), 0.90, false, true},
		{"precision of doors", s.precision(doorsteps), 0.80, false, true},
		{"characters masked in clean messages", s.share(), 0.01, true, true},
	} {
		if x.is < x.should != x.atMost && x.is != x.should {
			out = append(out, fmt.Sprintf("%s: %.4f, wanted %.2f", x.what, x.is, x.should))
		}
	}
	for k, n := range s.kinds {
		if n < 200 {
			out = append(out, fmt.Sprintf("%d of %s planted", n, k))
		}
		if k != Name && k != Door && float64(n-s.missed[k]) < 0.99*float64(n) {
			out = append(out, fmt.Sprintf("%d of %d %s missed", s.missed[k], n, k))
		}
	}
	return out
}

// wilson is the 95 % interval of a share.
func wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	middle, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return (middle - half) / (1 + z*z/m), (middle + half) / (1 + z*z/m)
}

func (s score) String() string {
	out := ""
	for g := range groups {
		a, b := wilson(s.taken[g], s.truths[g])
		c, d := wilson(s.right[g], s.found[g])
		out += fmt.Sprintf("%-8s recall %5d of %5d = %.4f (%.4f–%.4f), precision %5d of %5d = %.4f (%.4f–%.4f)\n", g,
			s.taken[g], s.truths[g], s.recall(g), a, b, s.right[g], s.found[g], s.precision(g), c, d)
	}
	return out + fmt.Sprintf("clean messages: %d of %d characters masked = %.4f; planted %v, missed %v", s.masked,
		s.all, s.share(), s.kinds, s.missed)
}
