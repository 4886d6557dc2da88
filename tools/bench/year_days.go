package bench

import (
	"cmp"
	"context"
	"fmt"
	"math"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// year simulates one. It is for one goroutine, but for what is done besides.
type year struct {
	Year
	*run
	*staff
	kind kind
	life life
	rand *mathrand.Rand

	first, last calendar.Instant // midnight of the first day, and the end
	days        int
	agenda      map[int][]deed
	apart       map[int][]deed // that have nothing to do with each other
	day         int
	mu          sync.Mutex
	tokens      map[string]string // of who reads the pages
}

const oneDay = 24 * 3600 * 1_000_000 // µs

// newYear is the year that ends at an instant: 365 days, or more where its kind begins it earlier.
func newYear(b *run, k kind, end calendar.Instant) *year {
	y := &year{Year: Year{N: b.n, Engine: b.engine(), Seed: b.Seed}, run: b, kind: k, last: end,
		rand: mathrand.New(mathrand.NewPCG(b.Seed, uint64(b.n))), agenda: map[int][]deed{},
		apart: map[int][]deed{}, tokens: map[string]string{}}
	y.from(end.Plus(-365 * oneDay))
	return y
}

// from has the year begin on the day of an instant.
func (y *year) from(at calendar.Instant) {
	t := at.Time().In(calendar.China())
	y.first = calendar.Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, calendar.China()))
	y.days = int(y.last.Since(y.first) / oneDay)
}

// at is nine o'clock of a day of the year.
func (y *year) at(day int) calendar.Instant {
	return y.first.Plus(int64(day)*oneDay + 9*3600*1_000_000)
}

// dayOf is the day on which an instant lies.
func (y *year) dayOf(at calendar.Instant) int { return int(at.Since(y.first) / oneDay) }

// on has something done on a day, or on the last one where that is sooner.
func (y *year) on(day int, do deed) { y.put(y.agenda, day, do) }

func (y *year) put(into map[int][]deed, day int, do deed) {
	y.mu.Lock()
	defer y.mu.Unlock()
	day = min(max(day, y.day+1), y.days-1)
	into[day] = append(into[day], do)
}

// besides has something done on a day besides what others do then, unless the year is over: it must be for many
// goroutines.
func (y *year) besides(day int, do deed) {
	if day < y.days {
		y.put(y.apart, day, do)
	}
}

// later has something done on a day, unless the year is over by then.
func (y *year) later(day int, do deed) {
	if day < y.days {
		y.on(day, do)
	}
}

// share is so much of a whole year's, at least one.
func (y *year) share(whole int) int {
	return max(1, int(math.Round(float64(whole)*float64(y.n)/float64(y.kind.whole))))
}

// pick is one of a list.
func pick[T any](y *year, list []T) T { return list[y.rand.IntN(len(list))] }

// spread has n things begun between two days, at about the same distances.
func (y *year) spread(n, from, to int, do func(ctx context.Context, i int) error) {
	for i := range n {
		y.on(from+(to-from)*i/n+y.rand.IntN(3), func(ctx context.Context) error { return do(ctx, i) })
	}
}

// pass lets the year pass, a day at a time: what is due by the clock in the morning, what people do that day, a minute
// apart, what others do at the same time, and what is due in the evening.
func (y *year) pass(ctx context.Context) error {
	began := time.Now()
	if err := y.settle(ctx); err != nil {
		return err
	}
	y.day = -1
	y.life.ahead()
	at, end := y.Bar(fmt.Sprint("a year of ", y.n))
	defer end()
	for y.day = 0; y.day < y.days; y.day++ {
		if err := y.clock(ctx, y.at(y.day)); err != nil {
			return err
		}
		for i := range y.agenda[y.day] { // none of them puts more on its own day
			if err := ctx.Err(); err != nil {
				return err
			}
			y.Clock.Stand(min(y.at(y.day).Plus(int64(i)*60_000_000), y.at(y.day).Plus(8*3600*1_000_000)))
			if err := y.agenda[y.day][i](ctx); err != nil {
				return fmt.Errorf("on day %d: %w", y.day, err)
			}
		}
		list := y.apart[y.day]
		if err := together(ctx, len(list), func(ctx context.Context, i int) error { return list[i](ctx) }); err != nil {
			return fmt.Errorf("on day %d: %w", y.day, err)
		}
		delete(y.agenda, y.day)
		delete(y.apart, y.day)
		if err := y.clock(ctx, min(y.at(y.day).Plus(9*3600*1_000_000), y.last)); err != nil {
			return err
		}
		at(int64(y.day+1), int64(y.days))
	}
	y.Clock.Freeze(false)
	y.Made = Took(time.Since(began).Seconds())
	return y.run.desk.Ledger().CatchUp(ctx)
}

// clock does what is due at an instant, until nothing more is.
func (y *year) clock(ctx context.Context, now calendar.Instant) error {
	y.Clock.Stand(now)
	for range 20 {
		n, err := y.life.tick(ctx)
		if err != nil {
			return fmt.Errorf("by the clock, on day %d: %w", y.day, err)
		}
		if n == 0 {
			return nil
		}
	}
	return nil
}

// ticks does some jobs of the clock once and says how much that was.
func ticks(ctx context.Context, jobs ...func(context.Context) (int, error)) (done int, err error) {
	for _, job := range jobs {
		n, err := job(ctx)
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}

// together does so many things, some dozens at a time, and gives the first error.
func together(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wait sync.WaitGroup
	for range min(n, 64) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && failed.Load() == nil; i = next.Add(1) - 1 {
				if err := cmp.Or(ctx.Err(), do(ctx, int(i))); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wait.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// ends closes the year: what came out must be what was asked for.
func (y *year) ends(ctx context.Context) error {
	if err := y.life.close(ctx); err != nil {
		return err
	}
	y.Events = y.run.desk.Ledger().Head().Seq
	var err error
	if y.Database, err = y.db().Size(ctx); err != nil {
		return err
	}
	return y.whole()
}

// one asks for one number of the city.
func (y *year) one(ctx context.Context, to *int64, text string, args ...any) error {
	return y.db().Read().QueryRow(ctx, text, append([]any{y.run.desk.City()}, args...)...).Scan(to)
}

// db is the city's database.
func (y *year) db() *store.DB { return y.run.desk.Points.DB }
