package inspect

import (
	"cmp"
	"math/big"
	"slices"

	"xiaohao/loop/area"
)

// Seen is what a round's counted inspections say of an item in an area.
type Seen struct {
	Item   string
	Area   area.Code
	Asked  int64 // observations
	Failed int64
	Lost   int64 // hundredths, over all observations
	Vetoed int64 // of Lost: what fell because a veto item failed at the same point
}

// Asked is an item of the standard as the mock assessment weighs it.
type Asked struct {
	Item, Dimension string
	Full            int64 // hundredths
}

// Mock is a city scored as an outside examiner would 模拟测评. An item is worth its points in the standard; of these it
// loses the share that its observations lost on average. All points are whole hundredths, and every sum is exactly
// the sum of its parts: items make a dimension, dimensions the total, and each item's loss is made up by the areas
// that caused it.
type Mock struct {
	Full, Lost int64
	Dimensions []MockDimension
	Areas      []MockArea
	Unseen     []string // items that nobody was asked; their points are left out of Full
}

// MockDimension is one branch of the standard.
type MockDimension struct {
	Code       string
	Full, Lost int64
	Items      []MockItem
}

// MockItem is one item, whose loss is Full × (Sum ÷ (Asked × Full)), rounded so that the whole fits.
type MockItem struct {
	Code          string
	Full, Lost    int64
	Asked, Failed int64
	Sum           int64 // hundredths lost over all observations
	Vetoed        int64 // of Sum: what fell to a veto at the same point
	Areas         []AreaLoss
}

// AreaLoss is what one area adds to an item's loss.
type AreaLoss struct {
	Area area.Code
	Lost int64
}

// MockArea is an area scored by itself, from its own observations, by the same rule.
type MockArea struct {
	Area       area.Code
	Full, Lost int64
	Items      []MockItem // those that lost points, the largest loss first
}

// Got is what is left.
func (m *Mock) Got() int64 { return m.Full - m.Lost }

// Assess makes the mock assessment. Items come in the standard's order.
func Assess(items []Asked, seen []Seen) *Mock {
	m := &Mock{}
	m.Full, m.Lost, m.Dimensions, m.Unseen = exam(items, seen)
	byArea := map[area.Code][]Seen{}
	for _, s := range seen {
		byArea[s.Area] = append(byArea[s.Area], s)
	}
	for a, list := range byArea {
		x := MockArea{Area: a}
		var dims []MockDimension
		x.Full, x.Lost, dims, _ = exam(items, list)
		for _, d := range dims {
			for _, i := range d.Items {
				if i.Lost > 0 {
					x.Items = append(x.Items, i)
				}
			}
		}
		slices.SortStableFunc(x.Items, func(a, b MockItem) int { return cmp.Compare(b.Lost, a.Lost) })
		m.Areas = append(m.Areas, x)
	}
	slices.SortFunc(m.Areas, func(a, b MockArea) int { return cmp.Compare(a.Area, b.Area) })
	return m
}

// exam scores some observations.
func exam(items []Asked, seen []Seen) (full, lost int64, dims []MockDimension, unseen []string) {
	byItem := map[string][]Seen{}
	for _, s := range seen {
		byItem[s.Item] = append(byItem[s.Item], s)
	}
	var losses []*big.Rat
	var list []MockItem
	var where []string
	for _, it := range items {
		x := MockItem{Code: it.Item, Full: it.Full}
		for _, s := range byItem[it.Item] {
			x.Asked, x.Failed, x.Sum, x.Vetoed = x.Asked+s.Asked, x.Failed+s.Failed, x.Sum+s.Lost, x.Vetoed+s.Vetoed
		}
		if x.Asked == 0 {
			unseen = append(unseen, it.Item)
			continue
		}
		full += it.Full
		losses = append(losses, big.NewRat(x.Sum, x.Asked))
		list, where = append(list, x), append(where, it.Dimension)
	}
	parts := round(losses)
	for i := range list {
		list[i].Lost = parts[i]
		list[i].Areas = split(byItem[list[i].Code], list[i].Lost, list[i].Asked)
		lost += parts[i]
		n := slices.IndexFunc(dims, func(d MockDimension) bool { return d.Code == where[i] })
		if n < 0 {
			n, dims = len(dims), append(dims, MockDimension{Code: where[i]})
		}
		d := &dims[n]
		d.Full, d.Lost, d.Items = d.Full+list[i].Full, d.Lost+list[i].Lost, append(d.Items, list[i])
	}
	return full, lost, dims, unseen
}

// split says which areas an item's loss comes from; the parts add up to it.
func split(seen []Seen, lost, asked int64) []AreaLoss {
	by := map[area.Code]int64{}
	for _, s := range seen {
		by[s.Area] += s.Lost
	}
	var out []AreaLoss
	var exact []*big.Rat
	for a, n := range by {
		if n > 0 {
			out = append(out, AreaLoss{Area: a})
		}
	}
	slices.SortFunc(out, func(a, b AreaLoss) int { return cmp.Compare(a.Area, b.Area) })
	for _, l := range out {
		exact = append(exact, big.NewRat(by[l.Area], asked))
	}
	for i, n := range fit(exact, lost) {
		out[i].Lost = n
	}
	return out
}

// round rounds parts to whole numbers whose sum is the rounded sum.
func round(parts []*big.Rat) []int64 {
	sum := new(big.Rat)
	for _, p := range parts {
		sum.Add(sum, p)
	}
	sum.Add(sum, big.NewRat(1, 2))
	return fit(parts, new(big.Int).Quo(sum.Num(), sum.Denom()).Int64())
}

// fit rounds parts, none below 0, down and gives what is missing to total to those that lost most by it; when there
// is more missing than parts (total was itself rounded up) it goes round again. Equal ones are served in their order.
func fit(parts []*big.Rat, total int64) []int64 {
	out := make([]int64, len(parts))
	rest := make([]*big.Rat, len(parts))
	order := make([]int, len(parts))
	missing := total
	for i, p := range parts {
		whole := new(big.Int).Quo(p.Num(), p.Denom())
		out[i], order[i] = whole.Int64(), i
		rest[i] = new(big.Rat).Sub(p, new(big.Rat).SetInt(whole))
		missing -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	for n := 0; missing > 0 && len(order) > 0; n++ {
		out[order[n%len(order)]]++
		missing--
	}
	for n := len(order) - 1; missing < 0 && n >= 0; n-- { // the whole was rounded down further than the parts were
		if i := order[n]; out[i] > 0 {
			out[i]--
			missing++
		}
	}
	return out
}
