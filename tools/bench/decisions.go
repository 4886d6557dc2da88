package bench

import (
	"cmp"
	"context"
	"fmt"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/duty"
	"xiaohao/parts/indicator"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

// Whole is how many things a whole city enters into its register in a year: meetings, documents and instructions, on
// two working days of three, of the city and of its counties. All else of the year is in proportion.
const Whole = 240

// small is a tenth of it.
const small = Whole / 10

// Years reads how large a year is to be: "whole", "small" for a tenth, or how many things the register gets.
func Years(s string) ([]int, error) {
	switch s {
	case "whole":
		return []int{Whole}, nil
	case "small":
		return []int{small}, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 100*Whole {
		return nil, fmt.Errorf("%q: want whole, small, or how many meetings a year has, 1 to %d", s, 100*Whole)
	}
	return []int{n}, nil
}

// Decisions simulates a year of a city that hands out what was decided and keeps its plans, by the commands that people
// and the clock give, and measures the pages that are read at its end. What did not come out as it was asked for is an
// error, as is a city that cannot be proven, folded anew and backed up.
func Decisions(ctx context.Context, c Config) (Report, error) {
	rep := Report{Machine: machine(), Go: runtime.Version(), Cores: runtime.NumCPU()}
	for _, n := range c.Sizes {
		b := &run{Config: c, n: n, rep: &rep, dir: filepath.Join(c.Dir, fmt.Sprint("year-", n))}
		if err := b.decisions(ctx); err != nil {
			return rep, fmt.Errorf("in a year of %d meetings: %w", n, err)
		}
	}
	rep.Peak = peak()
	return rep, nil
}

func (b *run) decisions(ctx context.Context) error {
	if err := cmp.Or(os.MkdirAll(b.dir, 0o700), b.prepare(ctx)); err != nil {
		return err
	}
	end := b.Clock.Now()
	y := newYear(b, end)
	b.Clock.Stand(y.at(0))
	defer b.Clock.Freeze(false)
	d, done, err := b.Open(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	b.desk = d
	y.parts()
	inside := []deed{y.pass, y.enter, y.count, y.rollUp}
	outside := []deed{func(ctx context.Context) error { return b.program(ctx, y) },
		func(ctx context.Context) error { return b.prove(ctx, y) }}
	if b.Self == "" {
		inside, outside = append(inside, func(ctx context.Context) error { return b.served(ctx, y) }), nil
	}
	if err = cmp.Or(each(ctx, inside), done()); err != nil {
		return err
	}
	if err := each(ctx, outside); err != nil {
		return err
	}
	b.rep.Years = append(b.rep.Years, y.Year)
	return b.finish(ctx)
}

// deed is something that is done.
type deed func(context.Context) error

// each takes one step after another, until one fails.
func each(ctx context.Context, steps []deed) error {
	for _, s := range steps {
		if err := s(ctx); err != nil {
			return err
		}
	}
	return nil
}

// program measures the pages on the real program.
func (b *run) program(ctx context.Context, y *year) error {
	p, err := b.start(ctx)
	if err != nil {
		return err
	}
	defer p.stop()
	b.url, b.pid = p.url, p.cmd.Process.Pid
	defer func() { b.pid = 0 }()
	b.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true},
		CheckRedirect: stay}
	defer b.http.CloseIdleConnections()
	return y.pages(ctx)
}

// served measures them in this process.
func (b *run) served(ctx context.Context, y *year) error {
	answers, err := b.Handler(b.desk)
	if err != nil {
		return err
	}
	srv := httptest.NewServer(answers)
	defer srv.Close()
	b.url = srv.URL
	b.http = &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: stay}
	defer b.http.CloseIdleConnections()
	return y.pages(ctx)
}

// stay takes an answer that leads on for what it is.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Year is what a simulated year held, counted from the city at its end, and what it took.
type Year struct {
	N      int    `json:"n"`
	Engine string `json:"engine"`
	Seed   uint64 `json:"seed"`

	Things    Tally `json:"things"`      // meetings, documents and instructions whose table is out
	Tasks     Tally `json:"tasks"`       // rows that were to become tasks, and became one
	Duties    Tally `json:"duties"`      // standing duties begun
	Reports   int64 `json:"reports"`     // of duties, handed out by the clock
	Done      int64 `json:"done"`        // tasks struck off
	Papers    Tally `json:"papers"`      // of the office, begun and not taken back; signed for by all
	Plans     Tally `json:"plans"`       // in force
	Versions  Tally `json:"versions"`    // of them
	Readings  Tally `json:"readings"`    // of an area and a quarter; in
	Reviewed  Tally `json:"reviewed"`    // and reviewed
	Periods   Tally `json:"periods"`     // quarters of a county or the city; closed
	Bulletins Tally `json:"bulletins"`   // issued
	Areas     int64 `json:"areas"`       // villages and communities
	Events    int64 `json:"events"`      // of the ledger
	Database  int64 `json:"bytes"`       // of the database
	BackedUp  int64 `json:"backup"`      // bytes of the backup
	Made      Took  `json:"made"`        // simulating it
	Verified  Took  `json:"verify"`      // proving it
	Rebuilt   Took  `json:"rebuild"`     // folding it anew
	Saved     Took  `json:"backup_took"` // backing it up
}

// Took is how long something took, in seconds.
type Took float64

// Tally is how many were asked for, and how many came out.
type Tally struct {
	Asked int64 `json:"asked"`
	Out   int64 `json:"out"`
}

// year simulates one. It is for one goroutine.
type year struct {
	Year
	*run
	rand *mathrand.Rand

	first, last calendar.Instant // midnight of the first day, and the end
	days        int
	agenda      map[int][]deed
	day         int

	meetings   *meeting.Meetings
	office     *office.Office
	nodes      *node.Nodes
	duties     *duty.Duties
	plans      *plan.Plans
	indicators *indicator.Indicators
	bulletins  *bulletin.Bulletins

	*staff
	set                int64 // of indicators
	quarters           []indicator.Span
	things, breakdowns []int64
	planned, written   []int64           // plans, bulletins
	papers             []int64           // that are not taken back
	entered            map[int64]entered // what tasks of breakdowns are to be
	tokens             map[string]string // of who reads the pages
	entry              area.Code         // where a clerk enters readings
}

// entered is what a breakdown has to hand out.
type entered struct{ tasks, duties int64 }

const oneDay = 24 * 3600 * 1_000_000 // µs

// newYear is the year that ends now. Its quarters are the last four that were over some weeks ago.
func newYear(b *run, end calendar.Instant) *year {
	y := &year{Year: Year{N: b.n, Engine: b.engine(), Seed: b.Seed}, run: b, last: end,
		rand: mathrand.New(mathrand.NewPCG(b.Seed, uint64(b.n))), agenda: map[int][]deed{},
		entered: map[int64]entered{}, tokens: map[string]string{}}
	at := end.Time().In(calendar.China()).Year()
	all := indicator.Spans(indicator.Quarter, indicator.Span((at-2)*100).From(), indicator.Span(at*100).To())
	for _, s := range all {
		if s.To() <= end.Plus(-closes*oneDay) {
			y.quarters = append(y.quarters, s)
		}
	}
	y.quarters = y.quarters[len(y.quarters)-4:]
	began := min(end.Plus(-365*oneDay), y.quarters[0].To().Plus(-2*oneDay)).Time().In(calendar.China())
	y.first = calendar.Of(time.Date(began.Year(), began.Month(), began.Day(), 0, 0, 0, 0, calendar.China()))
	y.days = int(end.Since(y.first) / oneDay)
	return y
}

// at is nine o'clock of a day of the year.
func (y *year) at(day int) calendar.Instant {
	return y.first.Plus(int64(day)*oneDay + 9*3600*1_000_000)
}

// dayOf is the day on which an instant lies.
func (y *year) dayOf(at calendar.Instant) int { return int(at.Since(y.first) / oneDay) }

func (y *year) parts() {
	v := y.run.desk.Values
	y.meetings, y.office = part.Get[*meeting.Meetings](v), part.Get[*office.Office](v)
	y.nodes, y.duties = part.Get[*node.Nodes](v), part.Get[*duty.Duties](v)
	y.plans, y.indicators = part.Get[*plan.Plans](v), part.Get[*indicator.Indicators](v)
	y.bulletins = part.Get[*bulletin.Bulletins](v)
}

// on has something done on a day, or on the last one where that is sooner.
func (y *year) on(day int, do deed) {
	day = min(max(day, y.day+1), y.days-1)
	y.agenda[day] = append(y.agenda[day], do)
}

// share is so much of a whole year's, at least one.
func (y *year) share(whole int) int {
	return max(1, int(math.Round(float64(whole)*float64(y.n)/Whole)))
}

// pass lets the year pass, a day at a time: what is due by the clock in the morning, what people do that day, a minute
// apart, and what is due in the evening.
func (y *year) pass(ctx context.Context) error {
	began := time.Now()
	if err := y.settle(ctx); err != nil {
		return err
	}
	y.day = -1
	y.ahead()
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
		delete(y.agenda, y.day)
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
		done := 0
		for _, tick := range []func(context.Context) (int, error){y.run.desk.Clock.Tick, y.meetings.Tick, y.office.Tick,
			y.plans.Tick, y.bulletins.Tick, y.duties.Tick, y.nodes.Tick} {
			n, err := tick(ctx)
			if err != nil {
				return fmt.Errorf("by the clock, on day %d: %w", y.day, err)
			}
			done += n
		}
		if done == 0 {
			return nil
		}
	}
	return nil
}

// ahead lays down what is known of the year from the beginning. The last weeks are kept free, so that what was begun
// comes to its end.
func (y *year) ahead() {
	busy := y.days - 40
	spread := func(n int, from, to int, do func(i int) deed) {
		for i := range n {
			y.on(from+(to-from)*i/n+y.rand.IntN(3), do(i))
		}
	}
	spread(y.n, 1, busy, func(i int) deed {
		return func(ctx context.Context) error { return y.meet(ctx, i) }
	})
	spread(y.share(20), 1, busy, func(i int) deed {
		return func(ctx context.Context) error { return y.stand(ctx, i) }
	})
	spread(y.share(14), 10, busy/2, func(i int) deed {
		return func(ctx context.Context) error { return y.draft(ctx, i) }
	})
	spread(y.share(24), 60, busy, func(i int) deed {
		return func(ctx context.Context) error { return y.bulletin(ctx, i) }
	})
	for _, s := range y.quarters {
		y.collect(s)
	}
	for d := 6; d < y.days; d += 7 {
		y.on(d, y.sweep)
	}
}
