package views

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

var (
	rowsFlag = flag.Int("rows", 100_000, "matters in the city of the benchmarks")
	dirFlag  = flag.String("kept", "", "folder in which the benchmarks' city is kept")
)

// big is a generated city: 12 counties, 180 townships, 2,700 villages, 3,000 units, 100 categories, a year of matters
// of which few are open.
type big struct {
	db  *store.DB
	now calendar.Instant
	n   int
}

const bigNow = 1_790_000_000_000_000

func village(rng *rand.Rand) area.Code {
	return 430400000000 + area.Code(rng.IntN(12)+1)*1_000_000 + area.Code(rng.IntN(15)+1)*1000 +
		area.Code(rng.IntN(15)+1)
}

func bigMatter(rng *rand.Rand, id int64, at calendar.Instant) *matter.Matter {
	m := &matter.Matter{ID: id, Kind: matter.Problem, Source: "resident", Severity: matter.Severity(1 + rng.IntN(3)),
		Area: village(rng), ReportedAt: at, FoundAt: at,
		UpdatedAt: at, Receipt: fmt.Sprintf("%064x", rng.Uint64())}
	switch r := rng.IntN(100); {
	case r < 5:
		m.Kind, m.Source, m.Reporter, m.Receipt = matter.Task, "meeting", 1+rng.Int64N(2000), ""
	case r < 8:
		m.Kind, m.Members = matter.Help, []matter.Member{{Person: 1 + rng.Int64N(40), As: matter.AsDuty}}
	case r < 30:
		m.Source, m.SourceNo = "hotline", fmt.Sprintf("12345-%d", id)
	}
	a, b := sayings[rng.IntN(len(sayings))], sayings[rng.IntN(len(sayings))]
	m.Title, m.Place = a, fmt.Sprintf("%c%c路%d号", '一'+rune(rng.IntN(800)), '东'+rune(rng.IntN(300)), rng.IntN(300))
	for range 60 {
		m.Text += string('一' + rune(rng.IntN(2500)))
	}
	m.Text += b
	m.State, m.Next = matter.Reported, at+86_400e6
	age := bigNow - at
	if age < 10*hourMicros {
		return m
	}
	m.Category, m.Number, m.ListedAt = fmt.Sprintf("c%02d", rng.IntN(100)), Number(m.Kind, 2026, id), at+3e9
	switch r := rng.IntN(100); {
	case r < 2:
		m.State, m.Next = matter.Declined, at+5e9
		return m
	case r < 3:
		m.State, m.Next = matter.Merged, at+5e9
		return m
	case age < 30*hourMicros && r < 40:
		m.State, m.Next = matter.Listed, at+2*86_400e6
		return m
	}
	m.Lead, m.AssignedAt, m.Due = 1+rng.Int64N(3000), at+6e9,
		at.Plus((3+rng.Int64N(10))*86_400e6+rng.Int64N(8*hourMicros))
	m.Warn, m.State, m.Next = m.AssignedAt.Plus(m.Due.Since(m.AssignedAt)*7/10), matter.Assigned, m.Due
	if rng.IntN(4) == 0 {
		m.Co = []int64{3001 + rng.Int64N(100)}
	}
	switch r := rng.IntN(1000); {
	case m.Due > bigNow && r < 300, r < 4:
	case m.Due > bigNow && r < 800, r < 30:
		m.State = matter.InHand
		if r%40 == 0 {
			m.Extension = &matter.Ask{At: at + 9e9, Until: m.Due + 9e9, Reason: "雨"}
		}
	case r < 32:
		m.State, m.Next, m.Suspension = matter.Suspended,
			calendar.Instant(bigNow+rng.Int64N(100*86_400e6)), &matter.Ask{}
	case r < 45 || m.Due > bigNow:
		m.State, m.Next, m.FixedAt = matter.Fixed, min(m.Due, bigNow)+86_400e6, min(m.Due, bigNow)
	default:
		m.State, m.StruckAt, m.Next = matter.StruckOff, m.Due+9e9, m.Due+9e9
	}
	return m
}

var grown *big

// grow makes or reopens the generated city.
func grow(b *testing.B) *big {
	b.Helper()
	if grown != nil {
		return grown
	}
	dir := *dirFlag
	if dir == "" {
		dir = b.TempDir() // of the first benchmark: it is gone when that ends, so each one below is a part of one
	}
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(dir, fmt.Sprintf("big%d.db", *rowsFlag)), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	g := &big{db: db, now: bigNow, n: *rowsFlag}
	var have int64
	if err := db.Read().QueryRow(ctx, "SELECT COUNT(*) FROM sqlite_master").Scan(&have); err != nil {
		b.Fatal(err)
	}
	if have == 0 {
		g.plant(b)
	}
	if *dirFlag != "" {
		grown = g
	}
	return g
}

func (g *big) plant(b *testing.B) {
	ctx := context.Background()
	rng := rand.New(rand.NewPCG(1, 1))
	set := All(city)
	write := func(fn func(tx *store.Tx) error) {
		if err := g.db.Write(ctx, fn); err != nil {
			b.Fatal(err)
		}
	}
	if err := g.db.Migrate(ctx, slices.Concat(ledger.Steps(), org.Steps(), Steps())); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	var fold, index time.Duration
	for id := int64(1); id <= int64(g.n); {
		write(func(tx *store.Tx) error {
			t := time.Now()
			set.Matters.Begin(tx)
			var batch []int64
			for ; id <= int64(g.n) && len(batch) < 2000; id++ {
				m := bigMatter(rng, id, calendar.Instant(bigNow-365*86_400e6+365*86_400e6/int64(g.n)*id))
				set.Matters.touched[id] = &touched{now: m, dirty: true}
				if err := addReceipt(ctx, tx, city, m.Receipt, id); err != nil {
					return err
				}
				if err := addSource(ctx, tx, city, string(m.Source), m.SourceNo, id); err != nil {
					return err
				}
				batch = append(batch, id)
			}
			err := set.Matters.Flush(ctx, tx)
			fold += time.Since(t)
			t = time.Now()
			if err == nil {
				err = set.Search.index(ctx, tx, batch)
			}
			index += time.Since(t)
			return err
		})
	}
	b.Logf("planted %d matters in %v: %v a matter in the tables, %v in the text index", g.n,
		time.Since(start).Round(time.Second), fold/time.Duration(g.n), index/time.Duration(g.n))
}

// scopes of the people who look most.
func county() org.Scope {
	return org.Scope{Areas: []area.Code{430405000000}, Person: 7, Member: 7}
}
func smallTown() org.Scope {
	return org.Scope{Areas: []area.Code{430405003000}, Person: 7, Member: 7}
}
func clerk() org.Scope { return org.Scope{Units: []int64{77}, Person: 7} }

func BenchmarkPages(b *testing.B) {
	g := grow(b)
	open, yes := true, org.Scope{All: true}
	deep, err := List(b.Context(), g.db.Read(), city, yes,
		Filter{Limit: 200, States: []matter.State{matter.StruckOff}}, g.now)
	if err != nil {
		b.Fatal(err)
	}
	lists := []struct {
		name  string
		scope org.Scope
		f     Filter
	}{
		{"open/city", yes, Filter{Open: &open}},
		{"open/county", county(), Filter{Open: &open}},
		{"open/township", smallTown(), Filter{Open: &open}},
		{"open/clerk", clerk(), Filter{Open: &open}},
		{"all/city", yes, Filter{}},
		{"all/county", county(), Filter{}},
		{"all/township", smallTown(), Filter{}},
		{"all/clerk", clerk(), Filter{}},
		{"problems/city", yes, Filter{List: ProblemList}},
		{"responsibility/city", yes, Filter{List: ResponsibilityList}},
		{"responsibility/county", county(), Filter{List: ResponsibilityList, Open: &open}},
		{"new/city", yes, Filter{Sort: SortNew}},
		{"new/county", county(), Filter{Sort: SortNew, Open: &open}},
		{"new/township", smallTown(), Filter{Sort: SortNew}},
		{"number/city", yes, Filter{Sort: SortNumber}},
		{"number/county", county(), Filter{Sort: SortNumber}},
		{"red/city", yes, Filter{Light: matter.Red}},
		{"red/county", county(), Filter{Light: matter.Red}},
		{"yellow/city", yes, Filter{Light: matter.Yellow}},
		{"yellow/county", county(), Filter{Light: matter.Yellow}},
		{"category/city", yes, Filter{Category: "c17", Open: &open}},
		{"category/county", county(), Filter{Category: "c17", Open: &open}},
		{"category-all/county", county(), Filter{Category: "c17"}},
		{"unit/city", yes, Filter{Unit: 42}},
		{"day/city", yes, Filter{From: DayOf(g.now) - 90, To: DayOf(g.now) - 90}},
		{"month/county", county(), Filter{From: DayOf(g.now) - 90, To: DayOf(g.now) - 60}},
		{"hotline/city", yes, Filter{Source: "hotline", Open: &open}},
		{"deep/city", yes, Filter{States: []matter.State{matter.StruckOff}, After: deep.After}},
		{"search/city", yes, Filter{Text: "井盖"}},
		{"search-rare/city", yes, Filter{Text: "一三 丁"}},
		{"search/county", county(), Filter{Text: "井盖"}},
		{"search/township", smallTown(), Filter{Text: "井盖"}},
		{"search/clerk", clerk(), Filter{Text: "井盖"}},
		{"search-number/city", yes, Filter{Text: "P2026-000777"}},
	}
	for _, l := range lists {
		b.Run(l.name, func(b *testing.B) {
			var p Page
			for b.Loop() {
				var err error
				if p, err = List(b.Context(), g.db.Read(), city, l.scope, l.f, g.now); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(p.Rows)), "rows")
			b.ReportMetric(float64(bit(p.Early)), "early")
		})
	}
	posts := map[string][]org.Post{
		"dispatcher/city":     {{Kind: matter.Dispatcher, Area: 430400000000}},
		"dispatcher/county":   {{Kind: matter.Dispatcher, Area: 430405000000}},
		"dispatcher/township": {{Kind: matter.Dispatcher, Area: 430405003000}},
		"verifier/township":   {{Kind: matter.Verifier, Area: 430405003000}},
		"supervisor/county":   {{Kind: matter.Supervisor, Area: 430405000000}},
		"unit_clerk":          {{Kind: matter.UnitClerk, Unit: 77}},
	}
	for name, p := range posts {
		b.Run("work/"+name, func(b *testing.B) {
			var page Page
			for b.Loop() {
				var err error
				if page, err = Work(b.Context(), g.db.Read(), city, yes, p, Filter{}, g.now); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(page.Rows)), "rows")
			b.ReportMetric(float64(bit(page.Early)), "early")
		})
	}
	g.figures(b)
}

func (g *big) figures(b *testing.B) {
	var counties, townships []area.Code
	for i := range area.Code(12) {
		counties = append(counties, 430400000000+(i+1)*1_000_000)
	}
	for i := range area.Code(15) {
		townships = append(townships, 430405000000+(i+1)*1000)
	}
	for name, areas := range map[string][]area.Code{"city": {430400000000}, "counties": counties,
		"townships": townships} {
		b.Run("lights/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Lights(b.Context(), g.db.Read(), city, PublicKinds(), areas, g.now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("by/category", func(b *testing.B) {
		for b.Loop() {
			if _, err := ByCategory(b.Context(), g.db.Read(), city, PublicKinds(), 430400000000); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by/day", func(b *testing.B) {
		for b.Loop() {
			if _, err := ByDay(b.Context(), g.db.Read(), city, PublicKinds(), 430400000000, DayOf(g.now)-30,
				DayOf(g.now)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("count/county", func(b *testing.B) {
		open := true
		for b.Loop() {
			if _, _, err := Count(b.Context(), g.db.Read(), city, county(),
				Filter{Open: &open}, g.now, 1000); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkReports is what the views cost a report: 64 submitters, on a ledger with and without them, durable each
// time.
func BenchmarkReports(b *testing.B) {
	for _, with := range []string{"ledger alone", "views", "views and search"} {
		b.Run(with, func(b *testing.B) {
			db := openDB(b)
			set := All(city)
			o := ledger.Options{City: city, Hash: ledger.SM3, Now: func() calendar.Instant { return bigNow }}
			if with != "ledger alone" {
				o.Views = set.Views()
			}
			if with == "views and search" {
				o.Followers = set.Followers()
			}
			led, err := ledger.Open(b.Context(), db, o)
			if err != nil {
				b.Fatal(err)
			}
			defer led.Close()
			var n atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				rng := rand.New(rand.NewPCG(uint64(n.Add(1)), 2))
				for pb.Next() {
					var id ledger.ID
					binary.BigEndian.PutUint64(id[8:], uint64(n.Add(1)))
					m := bigMatter(rng, 1, bigNow)
					e := &matter.WasReported{Kind: m.Kind, Source: m.Source, Area: m.Area, Title: m.Title, Text: m.Text,
						Place: m.Place, Severity: m.Severity,
						Receipt: fmt.Sprintf("%064x", n.Add(1)), Next: m.Next}
					_, err := led.Append(b.Context(),
						ledger.Request{ID: id, Decide: func(context.Context, *store.Tx,
							calendar.Instant) ([]ledger.Draft, error) {
							return []ledger.Draft{{Type: event.Type(e.Type()), Body: e}}, nil
						}})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
		})
	}
}
