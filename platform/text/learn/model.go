// Package learn tells from a text what people would decide about it: a linear classifier, trained in seconds on a
// city's own decisions, without weights from elsewhere.
//
// It owns features, training, confidence, the judgement of a model and its file. It knows no matter: a text has a
// label, and that is all. The same examples in the same order give the same model, whatever the number of processors.
package learn

import (
	"math"
	"slices"
)

// Example is a text with what people decided about it.
type Example struct {
	Title string // counts more than the text; may be empty
	Text  string
	Label string // what was decided; empty when it is asked for
}

// Model suggests labels. It may be used from several goroutines at once; nobody changes it.
type Model struct {
	Labels []string // in order
	features
	weights []float32 // of bucket b and label k: b×len(Labels)+k
	sharp   float64   // what scores are multiplied by before they become confidences
}

// Suggestion is a label with how sure the model is of it, 0 to 1; over all labels the sum is one.
type Suggestion struct {
	Label      string
	Confidence float64
}

// Suggest gives the n likeliest labels, the likeliest first. A text of which nothing is known gets none.
func (m *Model) Suggest(e Example, n int) []Suggestion {
	v, _ := m.vector(e, nil)
	if len(v.at) == 0 {
		return nil
	}
	p := m.scores(v)
	soften(p, m.sharp)
	out := make([]Suggestion, len(p))
	for k, p := range p {
		out[k] = Suggestion{m.Labels[k], p}
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return 0
	})
	return out[:min(n, len(out))]
}

// scores are the margins of all labels.
func (m *Model) scores(v vector) []float64 {
	k := len(m.Labels)
	sum := make([]float32, k)
	for j, b := range v.at {
		x := v.by[j]
		for i, w := range m.weights[int(b)*k : int(b)*k+k] {
			sum[i] += w * x
		}
	}
	out := make([]float64, k)
	for i, s := range sum {
		out[i] = float64(s)
	}
	return out
}

// soften turns margins into confidences (softmax).
func soften(p []float64, sharp float64) {
	top, sum := slices.Max(p), 0.0
	for i := range p {
		p[i] = math.Exp(sharp * (p[i] - top))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}
