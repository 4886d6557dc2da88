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

// features maps the pieces of texts to 2^size buckets and weighs them: tf × idf, so that what every text says counts little.
type features struct {
	size int
	idf  []float32 // 0 for what stood in fewer than two texts: it teaches nothing
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
		if f.idf[b] > 0 && (i == 0 || scratch[i-1] != b) {
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
		if w := f.idf[b]; w > 0 {
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

// weigh counts in how many examples each bucket stands.
func weigh(examples []Example, size int) *features {
	f := &features{size: size, idf: make([]float32, 1<<size)}
	in := make([]int32, 1<<size)
	var scratch []uint32
	for _, e := range examples {
		scratch = f.buckets(e, scratch)
		for i, b := range scratch {
			if i == 0 || scratch[i-1] != b {
				in[b]++
			}
		}
	}
	for b, n := range in {
		if n > 1 {
			f.idf[b] = float32(math.Log(float64(1+len(examples))/float64(1+n)) + 1)
		}
	}
	return f
}
