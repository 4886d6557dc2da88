package learn

import (
	"context"
	"math"
	"slices"
)

// Judgement says how good a model is on examples it did not see.
type Judgement struct {
	Examples int
	Right    int // the likeliest label was the decided one
	Among3   int // the decided label was among the three likeliest
	Majority int // right by always saying the label most common in training
	Won      int // right where the commonest label is wrong
	Lost     int // wrong where the commonest label is right
	// mean over labels of the harmonic mean of precision and recall; labels that do not occur among the examples are
	// left out
	MacroF1 float64
}

// Better says whether the model knows more than which label is the commonest, and not by luck: of the examples that
// only one of the two has right it wins so many that a coin would give one time in twenty (McNemar, Note on the
// sampling error of the difference between correlated proportions, Psychometrika 1947; one-sided).
func (j Judgement) Better() bool {
	return float64(j.Won-j.Lost) > 1.645*math.Sqrt(float64(j.Won+j.Lost))
}

// Judged trains on the earlier four fifths of examples, judges on the last fifth, sets how sure the model is by what
// it got right there, and trains again on all. Examples are in the order of time: a city is judged by its latest
// decisions. It gives nil as Train does.
func Judged(ctx context.Context, examples []Example, tell func(done, all int)) (*Model, Judgement, error) {
	cut := len(examples) - len(examples)/5
	half := func(from int) func(done, all int) { return func(done, all int) { tell(from*all+done, 2*all) } }
	early, err := Train(ctx, examples[:cut], half(0))
	if err != nil || early == nil {
		return nil, Judgement{}, err
	}
	j := early.Judge(examples[:cut], examples[cut:])
	m, err := Train(ctx, examples, half(1))
	if err == nil && m != nil {
		m.sharp = early.sharpness(examples[cut:])
	}
	return m, j, err
}

// Judge compares suggestions with decisions; seen is what the model was trained on.
func (m *Model) Judge(seen, of []Example) Judgement {
	common := commonest(seen)
	j := Judgement{Examples: len(of)}
	is, said := make([]string, len(of)), make([]string, len(of))
	for i, e := range of {
		is[i] = e.Label
		if e.Label == common {
			j.Majority++
		}
		for n, s := range m.Suggest(e, 3) {
			if n == 0 {
				said[i] = s.Label
			}
			if s.Label == e.Label {
				j.Among3++
				if n == 0 {
					j.Right++
				}
			}
		}
	}
	j.Against(common, is, said)
	return j
}

// Against counts what was said of what is, beside always saying the commonest.
func (j *Judgement) Against(common string, is, said []string) {
	for i := range is {
		switch right, usual := said[i] == is[i], common == is[i]; {
		case right && !usual:
			j.Won++
		case usual && !right:
			j.Lost++
		}
	}
	j.MacroF1, _ = F1(is, said)
}

// F1 compares what is with what was said: the mean over the labels there are of the harmonic mean of precision and
// recall, and the share that is right.
func F1(is, said []string) (macro, right float64) {
	type tally struct{ hit, said, is int }
	tallies := map[string]tally{}
	for i := range is {
		a, b := tallies[is[i]], tallies[said[i]]
		a.is++
		b.said++
		if is[i] == said[i] {
			a.said++
			a.hit++
			b = a
			right++
		}
		tallies[is[i]], tallies[said[i]] = a, b
	}
	n := 0
	for _, t := range tallies {
		if t.is > 0 {
			n++
			macro += 2 * float64(t.hit) / float64(t.said+t.is)
		}
	}
	return macro / max(1, float64(n)), right / max(1, float64(len(is)))
}

func commonest(of []Example) (label string) {
	n := map[string]int{}
	for _, e := range of {
		if n[e.Label]++; n[e.Label] > n[label] || n[e.Label] == n[label] && e.Label < label {
			label = e.Label
		}
	}
	return label
}

// sharpness is the multiplier of scores that makes the decided labels likeliest (temperature scaling: Guo, Pleiss,
// Sun and Weinberger, On Calibration of Modern Neural Networks, ICML 2017). The likelihood has one maximum, found by
// golden section.
func (m *Model) sharpness(of []Example) float64 {
	var all [][]float64
	var right []int
	for _, e := range of {
		k, ok := slices.BinarySearch(m.Labels, e.Label)
		if v, _ := m.vector(e, nil); ok && len(v.at) > 0 {
			all, right = append(all, m.scores(v)), append(right, k)
		}
	}
	if len(all) == 0 {
		return 1
	}
	loss := func(x float64) (sum float64) {
		for i, s := range all {
			p := slices.Clone(s)
			soften(p, math.Exp(x))
			sum -= math.Log(max(p[right[i]], 1e-12))
		}
		return sum
	}
	const golden = 0.6180339887498949
	lo, hi := -2.0, 4.0
	for hi-lo > 0.01 {
		a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
		if loss(a) < loss(b) {
			hi = b
		} else {
			lo = a
		}
	}
	return math.Exp((lo + hi) / 2)
}
