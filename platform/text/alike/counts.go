package alike

import (
	"cmp"
	"math"
	"slices"
)

// Weights say how rare a piece is: the rarer, the more it tells that two texts share it.
type Weights interface{ Weight(piece uint32) float64 }

// Slots is how many counters there are. Pieces that fall into one are counted together, which makes the rare ones
// among them look less rare, on both sides alike.
const Slots = 1 << 16

// Slot is the counter of a piece.
func Slot(piece uint32) int { return int((piece ^ piece>>16) & (Slots - 1)) }

// ground is how many texts a city without history is taken to have: no piece is rare yet, and none is common.
const ground = 40

// Counts say in how many of some texts each piece was. The zero value is a city without history.
type Counts struct {
	Texts int64
	In    [Slots]int32
}

// Add counts a text.
func (c *Counts) Add(t Text) {
	c.Texts++
	for _, s := range SlotsOf(t) {
		c.In[s]++
	}
}

// SlotsOf are the counters that a text moves by one, each once.
func SlotsOf(t Text) []int {
	all := t.All()
	out := make([]int, len(all))
	for i, g := range all {
		out[i] = Slot(g)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Weight implements Weights: the logarithm of one in how many texts has it.
func (c *Counts) Weight(piece uint32) float64 {
	return Rarity(c.Texts, int64(c.In[Slot(piece)]))
}

// Rarity is the weight of a piece that stands in n of so many texts.
func Rarity(texts, n int64) float64 {
	return max(0.05, math.Log((float64(texts)+ground)/(float64(n)+0.7)))
}

// Counted says whether a matter's text is counted: of the first ones every one, later one in eight, which is enough
// to know what is rare.
func Counted(matter int64) bool {
	return matter < 50_000 || uint64(matter)*0x9E3779B97F4A7C15>>61 == 0
}

// Rarest are the n pieces of a text that tell the most, those of its place and head before others that are as rare.
func Rarest(t Text, n int, w Weights) []uint32 {
	type rated struct {
		piece uint32
		by    float64
	}
	all, first := t.All(), t.placed().Head
	list := make([]rated, 0, len(all))
	for _, g := range all {
		x := rated{g, w.Weight(g)}
		if _, in := slices.BinarySearch(first, g); in {
			x.by *= 1.5
		}
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b rated) int {
		return cmp.Or(cmp.Compare(b.by, a.by),
			cmp.Compare(a.piece, b.piece))
	})
	out := make([]uint32, 0, n)
	for _, x := range list[:min(n, len(list))] {
		out = append(out, x.piece)
	}
	return out
}
