// Package surge tells which items fail more often than they did, and over how many areas: common problems 共性问题, with
// an honest test.
//
// It owns the statistics and nothing else. Many items are looked at in many areas every week, and among so many
// comparisons something always looks striking: what is said here is said so rarely by chance that at most one city in
// twenty hears a false word in a month. It never guesses from few cases.
package surge

import (
	"cmp"
	"math"
	"slices"
)

// Count is what was found of an item somewhere in some time.
type Count struct {
	Checked int64 // how often it was looked at
	Failed  int64 // how often it was not as it should be; at most Checked
}

func (c Count) plus(d Count) Count { return Count{c.Checked + d.Checked, c.Failed + d.Failed} }

// Rate is the share that failed, 0 if nothing was checked.
func (c Count) Rate() float64 {
	if c.Checked == 0 {
		return 0
	}
	return float64(c.Failed) / float64(c.Checked)
}

// Cell is an item in an area, at one kind of point or all of them: lately, and in the time that it is compared with.
type Cell struct {
	Item   string
	Kind   string
	Area   int64
	Now    Count
	Before Count
}

// Rule is how careful to be.
type Rule struct {
	Least int64   // checks of a cell in each of its times; cells with fewer say nothing. 30 at least is sensible
	Alpha float64 // the share of cities that may hear a false word in a month, as 0.05
	Looks int     // how often in a month the question is asked
}

// Usual asks once a week and is wrong in one city of twenty in a month.
var Usual = Rule{Least: 30, Alpha: 0.05, Looks: 5}

// Finding is an item at a kind of point that fails more often than before, in one area or several.
type Finding struct {
	Item   string
	Kind   string
	Areas  []Risen // where it rose, the surest first
	Looked int     // areas with enough checks to tell
	Now    Count   // of the areas where it rose
	Before Count
	Chance float64 // that a city without any change hears this or stronger in a month
}

// Risen is an area in which an item fails more often.
type Risen struct {
	Area   int64
	Now    Count
	Before Count
	Chance float64 // of this alone, nothing corrected
}

// Find gives what rose, the surest first.
//
// In each area Fisher's exact test compares now with before. Of an item's m areas the k surest are taken together by
// the product of their chances, for every k, and the best k counts, m times corrected for having been chosen. So
// three counties that rise a little each weigh as much as one that rises much. What is left is corrected for all
// items, kinds and looks of a month (Bonferroni), which holds however they depend on each other.
func Find(cells []Cell, rule Rule) []Finding {
	type key struct{ item, kind string }
	groups := map[key][]Risen{}
	for _, c := range cells {
		if c.Now.Checked < rule.Least || c.Before.Checked < rule.Least {
			continue
		}
		k := key{c.Item, c.Kind}
		groups[k] = append(groups[k], Risen{c.Area, c.Now, c.Before, chance(c.Now, c.Before)})
	}
	times := float64(len(groups)) * float64(max(1, rule.Looks))
	var out []Finding
	for k, areas := range groups {
		slices.SortFunc(areas, func(a, b Risen) int {
			return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.Area, b.Area))
		})
		n, p := surest(areas)
		if p *= times; p > rule.Alpha {
			continue
		}
		f := Finding{Item: k.item, Kind: k.kind, Areas: areas[:n], Looked: len(areas), Chance: p}
		for _, a := range f.Areas {
			f.Now, f.Before = f.Now.plus(a.Now), f.Before.plus(a.Before)
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// surest is how many of some areas, sorted, stand out together, and the chance of that.
func surest(areas []Risen) (n int, p float64) {
	p = 1
	log := 0.0
	for i, a := range areas {
		if a.Chance >= 1 {
			break
		}
		log += math.Log(max(a.Chance, 1e-300))
		if q := float64(len(areas)) * together(len(areas), i+1, log); q < p {
			n, p = i+1, q
		}
	}
	return n, p
}
