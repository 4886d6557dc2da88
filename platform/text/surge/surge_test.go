package surge

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestInterval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k, n   int64
		lo, hi float64
	}{{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {10, 100, 0.0552, 0.1744},
		{1, 1000, 0.00018, 0.00565}} {
		if lo, hi := Interval(c.k, c.n); math.Abs(lo-c.lo) > 0.0002 || math.Abs(hi-c.hi) > 0.0002 {
			t.Errorf("%d of %d: %.5f to %.5f", c.k, c.n, lo, hi)
		}
	}
}

// TestChance: Fisher's tea (8 cups, all right: 1 in 70; six right: 17 in 70), and sums by hand.
func TestChance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		now, before Count
		p           float64
	}{
		{Count{4, 4}, Count{4, 0}, 1.0 / 70},
		{Count{4, 3}, Count{4, 1}, 17.0 / 70},
		{Count{4, 2}, Count{4, 2}, 1},
		{Count{0, 0}, Count{4, 2}, 1},
		{Count{4, 2}, Count{0, 0}, 1},
		{Count{100, 1}, Count{100, 0}, 0.5},
		{Count{10, 10}, Count{1000, 0}, math.Exp(-choose(1010, 10))},
	} {
		if p := chance(c.now, c.before); math.Abs(p-c.p) > 1e-9*max(1, c.p) && math.Abs(p/c.p-1) > 1e-6 {
			t.Errorf("%v against %v: %g, want %g", c.now, c.before, p, c.p)
		}
	}
}

// TestChanceIsHonest: under no change a chance of at most p comes up in at most p of the cases.
func TestChanceIsHonest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.Int64Range(1, 25).Draw(t, "now"), rapid.Int64Range(1, 25).Draw(t, "before")
		failed := rapid.Int64Range(0, n+m).Draw(t, "failed")
		at := rapid.Float64Range(0, 1).Draw(t, "p")
		sum := 0.0
		for k := max(0, failed-m); k <= min(n, failed); k++ {
			if chance(Count{n, k}, Count{m, failed - k}) <= at {
				sum += math.Exp(choose(failed, k) + choose(n+m-failed, n-k) - choose(n+m, n))
			}
		}
		if at < 1 && sum > at+1e-9 {
			t.Fatalf("a chance of %g comes up with %g", at, sum)
		}
	})
}

// town is a simulated city of 12 counties: each day each item is checked somewhat often in each.
type town struct {
	rng   *rand.Rand
	items int
	base  []float64 // rate by item and county, each its own
	days  [][]Count // by day, of item and county
}

const counties = 12

func newTown(seed uint64, items int) *town {
	c := &town{rng: rand.New(rand.NewPCG(seed, 1)), items: items}
	for range items {
		item := 0.02 + 0.18*c.rng.Float64()
		for range counties {
			c.base = append(c.base, item*(0.5+c.rng.Float64()))
		}
	}
	return c
}

// day lets one pass; worse multiplies the rate of an item in a county.
func (c *town) day(perDay int, worse func(item, county int) float64) {
	today := make([]Count, len(c.base))
	for i, p := range c.base {
		p *= worse(i/counties, i%counties)
		n := c.rng.IntN(2*perDay + 1)
		today[i].Checked = int64(n)
		for range n {
			if c.rng.Float64() < p {
				today[i].Failed++
			}
		}
	}
	c.days = append(c.days, today)
}

// look compares the last fortnight with the eight weeks before it.
func (c *town) look() []Finding {
	cells := make([]Cell, len(c.base))
	for i := range cells {
		cells[i] = Cell{Item: fmt.Sprint(i / counties), Area: int64(i % counties)}
		for d, counts := range c.days[len(c.days)-70:] {
			if d < 56 {
				cells[i].Before = cells[i].Before.plus(counts[i])
			} else {
				cells[i].Now = cells[i].Now.plus(counts[i])
			}
		}
	}
	return Find(cells, Usual)
}

func same(int, int) float64 { return 1 }

// TestFalseAlarms: of cities without any change, at most one in twenty hears something in a month of weekly looks.
func TestFalseAlarms(t *testing.T) {
	t.Parallel()
	cities := 200
	if testing.Short() {
		cities = 30
	}
	wrong := 0
	for seed := range cities {
		c := newTown(uint64(seed), 20)
		for range 70 {
			c.day(6, same)
		}
		for range Usual.Looks {
			if len(c.look()) > 0 {
				wrong++
				break
			}
			for range 7 {
				c.day(6, same)
			}
		}
	}
	t.Logf("%d of %d cities heard a false word in a month", wrong, cities)
	if wrong > cities/20 {
		t.Errorf("%d of %d cities heard a false word in a month", wrong, cities)
	}
}

// TestFindsDoubled: a rate that doubles in three of twelve counties is found within a fortnight in nine of ten
// cities, with the right item. It was one in ten, and each county checks the item twenty times a day; what fewer
// checks can show stands in docs/patterns.md.
func TestFindsDoubled(t *testing.T) {
	t.Parallel()
	cities := 100
	if testing.Short() {
		cities = 20
	}
	found, areas := doubled(cities, 20)
	t.Logf("found in %d of %d cities, with %.1f counties on average", found, cities,
		float64(areas)/float64(max(1, found)))
	if found < cities*9/10 {
		t.Errorf("found in %d of %d cities only", found, cities)
	}
}

// doubled counts the cities in which it is found, and the counties named.
func doubled(cities, perDay int) (found, areas int) {
	for seed := range cities {
		c := newTown(uint64(seed)+1000, 20)
		for i := range counties {
			c.base[7*counties+i] = 0.1
		}
		for range 70 {
			c.day(perDay, same)
		}
	weeks:
		for range 2 {
			for range 7 {
				c.day(perDay, func(item, county int) float64 {
					if item == 7 && county < 3 {
						return 2
					}
					return 1
				})
			}
			for _, f := range c.look() {
				if f.Item == "7" {
					found++
					areas += len(f.Areas)
					break weeks
				}
			}
		}
	}
	return found, areas
}

// BenchmarkPower says what fewer checks can show: of a hundred cities, in how many it is found with so many checks a
// day and county.
func BenchmarkPower(b *testing.B) {
	for _, perDay := range []int{5, 8, 10, 12, 15, 20, 30} {
		b.Run(fmt.Sprint(perDay), func(b *testing.B) {
			found := 0
			for b.Loop() {
				found, _ = doubled(100, perDay)
			}
			b.ReportMetric(float64(found), "found/100")
		})
	}
}

// TestFewCasesSayNothing: a cell below the least sample is not counted, not even as one of the areas.
func TestFewCasesSayNothing(t *testing.T) {
	t.Parallel()
	cells := []Cell{{Item: "a", Area: 1, Now: Count{29, 29}, Before: Count{3000, 0}},
		{Item: "a", Area: 2, Now: Count{300, 150}, Before: Count{3000, 3}}}
	f := Find(cells, Usual)
	if len(f) != 1 || f[0].Looked != 1 || len(f[0].Areas) != 1 || f[0].Areas[0].Area != 2 ||
		f[0].Now != (Count{300, 150}) {
		t.Errorf("%+v", f)
	}
	if f := Find(cells[:1], Usual); len(f) != 0 {
		t.Errorf("%+v", f)
	}
}

func BenchmarkFind(b *testing.B) {
	c := newTown(1, 100)
	for range 70 {
		c.day(6, same)
	}
	for b.Loop() {
		c.look()
	}
}
