package publicity

import (
	"cmp"
	"slices"

	"xiaohao/core/org"
)

// Choose picks at most so many matters that a paper tells of: those with pictures from before and after first, then
// those that more people spoke up for, then the newer ones; but of one sort of problem and one township no second one
// before every other had its first. The same matters give the same choice in whatever order they come.
func Choose(list []org.Public, most int) []int64 {
	order := slices.Clone(list)
	slices.SortFunc(order, func(a, b org.Public) int {
		return cmp.Or(cmp.Compare(pictures(b), pictures(a)), cmp.Compare(b.Voices, a.Voices),
			cmp.Compare(b.Matter, a.Matter))
	})
	order = slices.CompactFunc(order, func(a, b org.Public) bool { return a.Matter == b.Matter })
	type sort struct {
		category string
		town     int64
	}
	nth, turn := map[sort]int{}, map[int64]int{} // how often a sort came, and the matter's turn in its sort
	for _, m := range order {
		s := sort{m.Category, int64(m.Area.Ancestor(township))}
		turn[m.Matter] = nth[s]
		nth[s]++
	}
	slices.SortStableFunc(order, func(a, b org.Public) int { return cmp.Compare(turn[a.Matter], turn[b.Matter]) })
	var out []int64
	for _, m := range order[:min(len(order), max(most, 0))] {
		out = append(out, m.Matter)
	}
	return out
}

// pictures says how much there is to see: 2 for before and after, 1 for either.
func pictures(m org.Public) int {
	before, after := Pair(m)
	n := 0
	if before != nil {
		n++
	}
	if after != nil {
		n++
	}
	return n
}

// Pair is the first picture from before the fix and the last one from after it; nil where there is none.
func Pair(m org.Public) (before, after *org.ReleasedPhoto) {
	for i := range m.Photos {
		switch p := &m.Photos[i]; {
		case p.After:
			after = p
		case before == nil:
			before = p
		}
	}
	return before, after
}

// isLate says that a matter is not fixed, and its deadline is over.
func isLate(m org.Public) bool {
	return m.Late && m.State != org.PlainFixed && m.State != org.PlainStruck
}

// Urgent picks at most so many matters that are under way: those after their deadline first, the longest late before
// the others, then as Choose does.
func Urgent(list []org.Public, most int) []int64 {
	var late, rest []org.Public
	for _, m := range list {
		switch {
		case m.State == org.PlainStruck:
		case isLate(m):
			late = append(late, m)
		default:
			rest = append(rest, m)
		}
	}
	slices.SortFunc(late, func(a, b org.Public) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Matter, b.Matter))
	})
	late = slices.CompactFunc(late, func(a, b org.Public) bool { return a.Matter == b.Matter })
	var out []int64
	for _, m := range late[:min(len(late), max(most, 0))] {
		out = append(out, m.Matter)
	}
	return append(out, Choose(rest, most-len(out))...)
}
