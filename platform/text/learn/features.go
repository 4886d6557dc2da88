package learn

import (
	"math"
	"slices"

	"xiaohao/platform/text/gram"
)

// vector is a text as buckets, in order, with weights; its length is one.
type vector struct {
	at []uint32
	by []float32
}

// features maps the pieces of texts to 2^size buckets and weighs them, so that what every text says, and what is said
// under every label alike, counts little.
type features struct {
	size   int
	weight []float32 // 0 for what stood in fewer than two texts: it teaches nothing
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

// vector is empty for a text of which nothing is known. Title and text weigh the same, however long each is: a title
// says in ten words what the text says in four hundred.
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
		if f.weight[b] > 0 && (i == 0 || buckets[i-1] != b) {
			n++
		}
	}
	v.at, v.by = make([]uint32, 0, n), make([]float32, 0, n) // of a hundred thousand texts no byte too many
	for i := 0; i < len(buckets); {
		b, from := buckets[i], i
		for i < len(buckets) && buckets[i] == b {
			i++
		}
		if w := f.weight[b]; w > 0 {
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

const (
	// of its idf a piece keeps that says nothing of the label; 0.05 to 0.4 give the same within half a point
	plain = 0.2
	// texts that a piece is taken to have been seen in besides, spread like all others: a rare one proves little
	doubt = 2
)

// weigh gives each bucket its idf × (plain + 1 − H): H is the entropy of the labels whose texts have it, all labels
// taken as equally common, as a share of the highest there can be. A word of one trade counts six times as much as
// one that all use. ys are the labels of the examples, below labels.
func weigh(examples []Example, ys []int, labels, size int) *features {
	f := &features{size: size, weight: make([]float32, 1<<size)}
	in, all := make([]int32, labels<<size), make([]float64, labels)
	var title, text []uint32
	for i, e := range examples {
		all[ys[i]]++
		title, text = f.buckets(e.Title, title), f.buckets(e.Text, text)
		title = append(title, text...)
		slices.Sort(title)
		for j, b := range title {
			if j == 0 || title[j-1] != b {
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
