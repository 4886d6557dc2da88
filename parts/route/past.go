package route

import (
	"cmp"
	"math"
	"slices"

	"xiaohao/platform/text/gram"
	"xiaohao/platform/text/learn"
)

// past finds which of the latest decided matters are most like a text.
type past struct {
	IDs      []int64
	Lengths  []float32          // of each matter's pieces, by their weights
	Postings map[uint32][]int32 // which matters, by their place in IDs, a piece stands in
}

const (
	pastMost = 20_000 // matters kept
	// a piece that stands in more of them tells nothing; the commonest complaints of a city are a few hundredths of
	// all
	pastCommon = 0.05
	pastLeast  = 0.15 // a matter less like than this is none
)

func pieces(e learn.Example) []uint32 {
	var out []uint32
	add := func(h uint64) { out = append(out, uint32(h>>32^h)) }
	gram.Each(gram.Normal(e.Title), 2, 2, add)
	gram.Each(gram.Normal(e.Text), 2, 2, add)
	slices.Sort(out)
	return slices.Compact(out)
}

func remember(ids []int64, texts []learn.Example) past {
	p := past{IDs: ids, Postings: map[uint32][]int32{}, Lengths: make([]float32, len(ids))}
	for i, e := range texts {
		for _, x := range pieces(e) {
			p.Postings[x] = append(p.Postings[x], int32(i))
		}
	}
	most := max(10, int(pastCommon*float64(len(ids))))
	sums := make([]float64, len(ids))
	for x, list := range p.Postings {
		if len(list) > most {
			delete(p.Postings, x)
			continue
		}
		w := p.weight(len(list))
		for _, i := range list {
			sums[i] += w * w
		}
	}
	for x, list := range p.Postings {
		if len(list) == 1 { // it finds its own matter only; that matter's length counts it
			delete(p.Postings, x)
		}
	}
	for i, s := range sums {
		p.Lengths[i] = float32(math.Sqrt(s))
	}
	return p
}

func (p *past) weight(in int) float64 { return math.Log(float64(1+len(p.IDs)) / float64(in)) }

// like gives the n matters most like a text, but one, by the cosine of their rare pieces.
func (p *past) like(e learn.Example, but int64, n int) []int64 {
	scores := make([]float64, len(p.IDs))
	own := 0.0
	for _, x := range pieces(e) {
		list := p.Postings[x]
		if len(list) == 0 {
			continue
		}
		w := p.weight(len(list))
		own += w * w
		for _, i := range list {
			scores[i] += w * w
		}
	}
	type found struct {
		id    int64
		score float64
	}
	var all []found
	for i, s := range scores {
		if s == 0 {
			continue
		}
		if s /= math.Sqrt(own) * float64(p.Lengths[i]); s >= pastLeast && p.IDs[i] != but {
			all = append(all, found{p.IDs[i], s})
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(order(b.score, a.score), cmp.Compare(b.id, a.id)) })
	var out []int64
	for _, f := range all[:min(n, len(all))] {
		out = append(out, f.id)
	}
	return out
}
