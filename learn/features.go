package learn

import (
	"math"
	"slices"

	"xiaohao/gram"
)

// leads is how often the words of a title count: it says in ten words what the text says in four hundred.
const leads = 4

// vector is a text as buckets, in order, with weights; its length is one.
type vector struct {
	at []uint32
	by []float32
}

// features maps the pieces of texts to 2^size buckets and weighs them, so that what every text says, and what is said under every label alike, counts little.
type features struct {
	size   int
	weight []float32 // 0 for what stood in fewer than two texts: it teaches nothing
}

// bucket spreads a piece's hash over the table (Fibonacci hashing: the high bits of a product by 2^64 ÷ φ).
func (f *features) bucket(hash uint64) uint32 {
	return uint32(hash * 0x9E3779B97F4A7C15 >> (64 - f.size))
}

// buckets gives the buckets of an example in order, each as often as it counts.
func (f *features) buckets(e Example, into []uint32) []uint32 {
	into = into[:0]
	add := func(h uint64) { into = append(into, f.bucket(h)) }
	gram.Each(gram.Normal(e.Title), 1, 2, add)
	title := into
	for range leads - 1 {
		into = append(into, title...)
	}
	gram.Each(gram.Normal(e.Text), 1, 2, add)
	slices.Sort(into)
	return into
}

// vector is empty for a text of which nothing is known.
func (f *features) vector(e Example, scratch []uint32) (v vector, _ []uint32) {
	scratch = f.buckets(e, scratch)
	n := 0
	for i, b := range scratch {
		if f.weight[b] > 0 && (i == 0 || scratch[i-1] != b) {
			n++
		}
	}
	v.at, v.by = make([]uint32, 0, n), make([]float32, 0, n) // of a hundred thousand texts no byte too many
	var sum float64
	for i := 0; i < len(scratch); {
		b, from := scratch[i], i
		for i < len(scratch) && scratch[i] == b {
			i++
		}
		if w := f.weight[b]; w > 0 {
			x := float32(i-from) * w
			v.at, v.by = append(v.at, b), append(v.by, x)
			sum += float64(x) * float64(x)
		}
	}
	if sum > 0 {
		n := float32(1 / math.Sqrt(sum))
		for i := range v.by {
			v.by[i] *= n
		}
	}
	return v, scratch
}

const (
	plain = 0.2 // of its idf a piece keeps that says nothing of the label; 0.05 to 0.4 give the same within half a point
	doubt = 2   // texts that a piece is taken to have been seen in besides, spread like all others: a rare one proves little
)

// weigh gives each bucket its idf × (plain + 1 − H): H is the entropy of the labels whose texts have it, all labels taken as equally common, as a share of the
// highest there can be. A word of one trade counts six times as much as one that all use. ys are the labels of the examples, below labels.
func weigh(examples []Example, ys []int, labels, size int) *features {
	f := &features{size: size, weight: make([]float32, 1<<size)}
	in, all := make([]int32, labels<<size), make([]float64, labels)
	var scratch []uint32
	for i, e := range examples {
		all[ys[i]]++
		scratch = f.buckets(e, scratch)
		for j, b := range scratch {
			if j == 0 || scratch[j-1] != b {
				in[int(b)*labels+ys[i]]++
			}
		}
	}
	n := float64(len(examples))
	rates := make([]float64, labels)
	for b := range f.weight {
		texts, sum := 0.0, 0.0
		for k, in := range in[b*labels : (b+1)*labels] {
			texts += float64(in)
			rates[k] = float64(in)/all[k] + doubt/n
			sum += rates[k]
		}
		if texts < 2 {
			continue
		}
		entropy := 0.0
		for _, r := range rates {
			entropy -= r / sum * math.Log(r/sum)
		}
		f.weight[b] = float32((math.Log((1+n)/(1+texts)) + 1) * (plain + 1 - entropy/math.Log(float64(labels))))
	}
	return f
}
