package calendar

import (
	"slices"
	"time"
)

// festival is a window of a year, by month and day, both included, of which so many days are off.
type festival struct {
	first, last [2]int
	days        int
}

// festivals are the days off that the table of a whole year has (放假办法 as of 2008): of each window so many days are
// off. The dates of the moon lie in windows.
var festivals = []festival{
	{[2]int{1, 1}, [2]int{1, 1}, 1},   // New Year
	{[2]int{1, 20}, [2]int{2, 27}, 3}, // Spring Festival
	{[2]int{4, 3}, [2]int{4, 6}, 1},   // Qingming
	{[2]int{5, 1}, [2]int{5, 1}, 1},   // Labour Day
	{[2]int{5, 25}, [2]int{6, 30}, 1}, // Dragon Boat Festival
	{[2]int{9, 5}, [2]int{10, 10}, 3}, // Mid-Autumn and National Day
	{[2]int{10, 1}, [2]int{10, 3}, 3}, // National Day
}

// firstWhole is the first year that the festivals are asked of: before it fewer days were off.
const firstWhole = 2008

// whole says whether the table has all festivals of a year.
func (h Holidays) whole(y int) bool {
	return y < firstWhole || !slices.ContainsFunc(festivals, func(f festival) bool {
		n := 0
		last := dayNumber(y, time.Month(f.last[0]), f.last[1])
		for d := dayNumber(y, time.Month(f.first[0]), f.first[1]); d <= last; d++ {
			if h.days[d] {
				n++
			}
		}
		return n < f.days
	})
}

// Partial lists the years that a table states and of which it lacks festivals. Such a year does not take the place of
// the one that is built in: its dates amend that, as those of a line with add do, and whoever put the table there is
// told.
func (h Holidays) Partial() []int { return slices.Clone(h.partial) }

// settle has those of some years count that are whole.
func (h *Holidays) settle(stated []int) {
	for _, y := range stated {
		if h.whole(y) {
			h.years[y] = true
		} else {
			h.partial = append(h.partial, y)
		}
	}
	slices.Sort(h.partial)
}
