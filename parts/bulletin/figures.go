package bulletin

import (
	"cmp"
	"slices"

	"xiaohao/loop/area"
)

// Flag is what a bulletin says of one task.
type Flag int

// The flags; each is a figure of a bulletin.
const (
	Due     Flag = 1 << iota // its deadline lay in the period
	InTime                   // due, and done by its deadline
	Late                     // due, and done after it
	Overdue                  // due, and not done
	Behind                   // a node of it is past its date
	Good                     // a reason for being late was judged good in the period
	Bad                      // one was judged not good
)

// Flags lists the figures in the order of a bulletin.
func Flags() []Flag { return []Flag{Due, InTime, Late, Overdue, Behind, Good, Bad} }

// Record is a task in a bulletin, frozen as it stood.
type Record struct {
	Matter int64     `json:"m"`
	Unit   int64     `json:"u"`
	County area.Code `json:"c"`
	Flags  Flag      `json:"f"`
}

// Carded is a card that was given in the period.
type Carded struct {
	Card   int64  `json:"card"`
	Unit   int64  `json:"unit"`
	Colour string `json:"colour"`
}

// Line is what a bulletin says of a unit, a county or the whole.
type Line struct {
	Unit   int64
	County area.Code
	Counts map[Flag]int
	Cards  int
	Judged bool // it has as many tasks due as policy asks for
}

// N is a figure of a line.
func (l *Line) N(f Flag) int { return l.Counts[f] }

// Fine says that everything that was due was done in time, nothing is behind, and no card was given.
func (l *Line) Fine() bool {
	return l.Judged && l.N(InTime) == l.N(Due) && l.N(Behind) == 0 && l.Cards == 0
}

// Poor says that something due is not done, or that a card was given.
func (l *Line) Poor() bool { return l.Judged && (l.N(Overdue) > 0 || l.Cards > 0) }

func (l *Line) add(r Record) {
	for _, f := range Flags() {
		if r.Flags&f != 0 {
			l.Counts[f]++
		}
	}
}

// Sum adds up all records and cards.
func Sum(list []Record, cards []Carded) Line {
	out := Line{Counts: map[Flag]int{}, Cards: len(cards)}
	for _, r := range list {
		out.add(r)
	}
	return out
}

// ByUnit adds them up by unit: those with most that is overdue first, then by their ids. A unit with fewer tasks due
// than least, and those that are set apart, are not judged and stand last.
func ByUnit(list []Record, cards []Carded, least int, apart []int64) []Line {
	at := map[int64]*Line{}
	of := func(u int64) *Line {
		if at[u] == nil {
			at[u] = &Line{Unit: u, Counts: map[Flag]int{}}
		}
		return at[u]
	}
	for _, r := range list {
		of(r.Unit).add(r)
	}
	for _, k := range cards {
		of(k.Unit).Cards++
	}
	out := make([]Line, 0, len(at))
	for _, l := range at {
		l.Judged = l.N(Due) >= least && !slices.Contains(apart, l.Unit)
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Line) int {
		if a.Judged != b.Judged {
			return map[bool]int{true: -1, false: 1}[a.Judged]
		}
		if a.Judged {
			return cmp.Or(b.N(Overdue)-a.N(Overdue), b.Cards-a.Cards, cmp.Compare(a.Unit, b.Unit))
		}
		return cmp.Compare(a.Unit, b.Unit)
	})
	return out
}

// ByCounty adds them up by county, in the order of their codes.
func ByCounty(list []Record) (out []Line) {
	for _, r := range list {
		i, ok := slices.BinarySearchFunc(out, r.County, func(l Line, c area.Code) int {
			return cmp.Compare(l.County, c)
		})
		if !ok {
			out = slices.Insert(out, i, Line{County: r.County, Counts: map[Flag]int{}})
		}
		out[i].add(r)
	}
	return out
}
