package learn

import (
	"math"
	"slices"

	"xiaohao/gram"
)

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

// buckets gives the buckets of a text in order, each as often as it stands there.
func (f *features) buckets(text string, into []uint32) []uint32 {
	into = into[:0]
	gram.Each(gram.Normal(text), 1, 2, func(h uint64) { into = append(into, f.bucket(h)) })
	slices.Sort(into)
	return into
}

// vector is empty for a text of which nothing is known. Title and text weigh the same, however long each is: a title says in ten words what the text says in
// four hundred.
func (f *features) vector(e Example, scratch []uint32) (v vector, _ []uint32) {
	scratch = f.buckets(e.Title, scratch)
	title := f.part(scratch)
	scratch = f.buckets(e.Text, scratch)
	text := f.part(scratch)
	switch {
	case len(title.at) == 0:
		return text, scratch
	case len(text.at) == 0:
		return title, scratch
	}
	return title.with(text), scratch
}

// part is the vector of sorted buckets alone.
func (f *features) part(buckets []uint32) (v vector) {
	n := 0
	for i, b := range buckets {
		if f.idf[b] > 0 && (i == 0 || buckets[i-1] != b) {
			n++
		}
	}
	v.at, v.by = make([]uint32, 0, n), make([]float32, 0, n) // of a hundred thousand texts no byte too many
	for i := 0; i < len(buckets); {
		b, from := buckets[i], i
		for i < len(buckets) && buckets[i] == b {
			i++
		}
		if w := f.idf[b]; w > 0 {
			v.at, v.by = append(v.at, b), append(v.by, float32(i-from)*w)
		}
	}
	v.unit()
	return v
}

// with is the sum of two vectors, made one long.
func (v vector) with(o vector) (sum vector) {
	n := len(v.at) + len(o.at)
	for i, j := 0, 0; i < len(v.at) && j < len(o.at); {
		switch {
		case v.at[i] < o.at[j]:
			i++
		case v.at[i] > o.at[j]:
			j++
		default:
			i, j, n = i+1, j+1, n-1
		}
	}
	sum.at, sum.by = make([]uint32, 0, n), make([]float32, 0, n)
	for i, j := 0, 0; i < len(v.at) || j < len(o.at); {
		switch {
		case j == len(o.at) || i < len(v.at) && v.at[i] < o.at[j]:
			sum.at, sum.by = append(sum.at, v.at[i]), append(sum.by, v.by[i])
			i++
		case i == len(v.at) || o.at[j] < v.at[i]:
			sum.at, sum.by = append(sum.at, o.at[j]), append(sum.by, o.by[j])
			j++
		default:
			sum.at, sum.by = append(sum.at, v.at[i]), append(sum.by, v.by[i]+o.by[j])
			i, j = i+1, j+1
		}
	}
	sum.unit()
	return sum
}

// unit makes a vector one long.
func (v *vector) unit() {
	var sum float64
	for _, x := range v.by {
		sum += float64(x) * float64(x)
	}
	if sum > 0 {
		n := float32(1 / math.Sqrt(sum))
		for i := range v.by {
			v.by[i] *= n
		}
	}
}

// weigh counts in how many examples each bucket stands.
func weigh(examples []Example, size int) *features {
	f := &features{size: size, idf: make([]float32, 1<<size)}
	in := make([]int32, 1<<size)
	var title, text []uint32
	for _, e := range examples {
		title, text = f.buckets(e.Title, title), f.buckets(e.Text, text)
		both := append(title, text...)
		slices.Sort(both)
		for i, b := range both {
			if i == 0 || both[i-1] != b {
				in[b]++
			}
		}
		title = both
	}
	for b, n := range in {
		if n > 1 {
			f.idf[b] = float32(math.Log(float64(1+len(examples))/float64(1+n)) + 1)
		}
	}
	return f
}
