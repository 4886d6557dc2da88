package demo

import (
	"bytes"
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"xiaohao/city"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/score"
	"xiaohao/parts/standard"
)

const (
	minute = int64(60e6) // µs
	hour   = 60 * minute
	day    = 24 * hour
	days   = 60
	count  = 420 // matters
)

// Clock is the time of the demo while it is told. The ledger's followers read it from goroutines of their own.
type Clock struct{ now atomic.Int64 }

// Now is the clock's instant in Unix microseconds.
func (c *Clock) Now() calendar.Instant { return calendar.Instant(c.now.Load()) }

// NewClock begins the demo's sixty days before an instant.
func NewClock(end calendar.Instant) *Clock {
	c := &Clock{}
	c.now.Store(int64(start(end)))
	return c
}

func start(end calendar.Instant) calendar.Instant { return midnight(end).Plus(-days * day) }

// midnight is when the day of an instant begins in China.
func midnight(at calendar.Instant) calendar.Instant { return views.DayOf(at).Start() }

// story tells the sixty days: every matter has a next step and a time for it, and the earliest is always told next.
type story struct {
	desk     *city.City
	end      calendar.Instant
	clock    *Clock
	rand     *rand.Rand // of the act that is told
	source   *rand.ChaCha8
	villages []area.Area
	queue    steps
	n        int
	latest   map[string]int64  // county → the matter listed last
	drawn    map[string][]byte // pictures by scene
	press    *press
}

// act is the next thing that happens to a matter. Chance that decides it comes from the stream of the act before it:
// what the lots of rounds and of second looks change, which nobody can foretell, changes no other matter's story.
type act struct {
	at    calendar.Instant
	order int
	rand  *rand.Rand
	run   func(ctx context.Context) error
}

// stream is the chance of one story among all.
func stream(n int) *rand.Rand { return rand.New(rand.NewPCG(43, uint64(n))) }

type steps []act

func (q steps) Len() int { return len(q) }
func (q steps) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].order < q[j].order
}
func (q steps) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *steps) Push(x any)   { *q = append(*q, x.(act)) }
func (q *steps) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// Fill makes the demo in an empty city whose desk runs on the clock, up to the instant end. It may be interrupted;
// the city is then half told.
func Fill(ctx context.Context, d *city.City, clock *Clock, end calendar.Instant,
	progress func(done, total int64)) error {
	seed := [32]byte{'x', 'i', 'a', 'o', 'h', 'a', 'o'}
	s := &story{desk: d, end: end, clock: clock, source: rand.NewChaCha8(seed), rand: stream(0),
		drawn: map[string][]byte{}, latest: map[string]int64{}, press: newPress(d.Values)}
	areas, err := Areas()
	if err != nil {
		return err
	}
	for _, a := range areas {
		if a.Code.Level() == area.Village {
			s.villages = append(s.villages, a)
		}
	}
	if err := s.people(ctx); err != nil {
		return err
	}
	if _, _, _, err := d.Standard.Publish(ctx, s.caller("supervisor"), standard.Sample()); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := s.points(ctx); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	from := clock.Now()
	s.rounds(from, end)
	s.campaigns(from, end)
	s.rota(from)
	s.papers(end)
	s.helped(end)
	s.posters(end)
	s.forests(end)
	s.incomes(end)
	s.outgoing(end)
	for i := range count {
		s.rand = stream(1 + i)
		s.add(from.Plus(8*hour+s.rand.Int64N(end.Since(from)-9*hour)), s.begin)
	}
	for i := range lately {
		s.rand = stream(1 + count + i)
		s.add(end.Plus(-int64(50-5*i)*minute), func(ctx context.Context) error { return s.justNow(ctx, i%2 == 0) })
	}
	for i, tell := range []func(calendar.Instant){s.decided, s.standing, s.judged, s.planned, s.outreach,
		s.chiefs, s.walked, s.tallied} {
		s.rand = stream(10_000 + i) // far from those of matters
		tell(end)
	}
	for s.queue.Len() > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		x := heap.Pop(&s.queue).(act)
		if x.at >= end {
			continue
		}
		for next := calendar.Instant((int64(clock.Now())/hour + 1) * hour); next <= x.at; next = next.Plus(hour) {
			// the ladder fires in its own hour
			clock.now.Store(int64(next))
			if _, err := d.Tick(ctx); err != nil {
				return err
			}
		}
		clock.now.Store(int64(max(clock.Now(), x.at)))
		s.rand = x.rand
		if err := x.run(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		progress(min(clock.Now().Since(from)/day, end.Since(from)/day-1), end.Since(from)/day)
	}
	clock.now.Store(int64(end))
	if _, err := d.Tick(ctx); err != nil {
		return err
	}
	month := score.PeriodOf(score.Month, views.DayOf(end)).Prev()
	if err := d.Score.Publish(ctx, s.caller("supervisor"), month); err != nil {
		return err
	}
	progress(end.Since(from)/day, end.Since(from)/day)
	return d.Ledger().CatchUp(ctx)
}

func (s *story) add(at calendar.Instant, run func(ctx context.Context) error) {
	s.n++
	heap.Push(&s.queue, act{at, s.n, s.rand, run})
}

// later puts the next step some working time ahead, between a and b hours, in office hours.
func (s *story) later(a, b int64, run func(ctx context.Context) error) {
	cal := s.desk.Calendar()
	s.add(cal.NextOpen(cal.AddMinutes(s.clock.Now(), a*60+s.rand.Int64N((b-a)*60+1))), run)
}

// place picks a village: most of the demo happens in 珠晖区 and there in the clerk's own subdistrict.
func (s *story) place() area.Area {
	within := hengyang
	switch n := s.rand.IntN(10); {
	case n < 3:
		within = demoTownship
	case n < 6:
		within = zhuhui
	}
	for {
		if v := s.villages[s.rand.IntN(len(s.villages))]; within.Contains(v.Code) {
			return v
		}
	}
}

// photo uploads a drawn picture and gives its token. The pictures of one variant show the same street.
func (s *story) photo(ctx context.Context, login, scene string, variant int, fixed bool) ([]string, error) {
	key := fmt.Sprint(scene, fixed, variant)
	if s.drawn[key] == nil {
		var b bytes.Buffer
		if err := draw(&b, scene, fixed, rand.New(rand.NewPCG(uint64(len(scene)), uint64(variant)))); err != nil {
			return nil, err
		}
		s.drawn[key] = b.Bytes()
	}
	caller := org.Caller{}
	if login != "" {
		caller = s.caller(login)
	}
	u, err := s.desk.Upload(ctx, caller, bytes.NewReader(s.drawn[key]))
	return []string{u.Token}, err
}

// variants is how many pictures there are of each scene.
const variants = 6

// begin is the report, and plans what follows.
func (s *story) begin(ctx context.Context) error {
	c, err := s.report(ctx)
	if err != nil {
		return err
	}
	s.later(0, 6, c.list)
	for range s.rand.IntN(4) * s.rand.IntN(2) {
		s.add(s.clock.Now().Plus(s.rand.Int64N(5*day)), c.voice)
	}
	return nil
}

// lately is how many matters came within the last hour, whatever the hour at which the story ends.
const lately = 6

// justNow is a report that nobody has assigned when the story ends, on the list or not yet.
func (s *story) justNow(ctx context.Context, list bool) error {
	c, err := s.report(ctx)
	if err != nil || !list {
		return err
	}
	s.add(s.clock.Now().Plus(12*minute), func(ctx context.Context) error {
		_, err := c.give(ctx, "disp"+c.county, &matter.List{Category: c.text.category})
		return err
	})
	return nil
}

// report brings a matter in.
func (s *story) report(ctx context.Context) (*course, error) {
	v := s.place()
	x := texts[s.rand.IntN(len(texts))]
	if s.rand.IntN(40) == 0 {
		x = helpText
	}
	if s.risen(v.Code) {
		x = text(rising)
	}
	county := fmt.Sprint(int64(v.Code) / 1e6)
	login, source := "", matter.FromResident
	kind := matter.Problem
	switch n := s.rand.IntN(10); {
	case x.category == "help.person":
		kind = matter.Help
	case n < 3:
		login, source = "insp"+county, matter.FromInspector
	case n < 4:
		login, source = "disp"+county, matter.FromHotline
	case n < 5:
		login, source, kind, x = "disp430400", matter.FromMeeting, matter.Task, taskTexts[s.rand.IntN(len(taskTexts))]
	}
	r := &matter.Report{Kind: kind, Source: source, Area: v.Code, Place: places[s.rand.IntN(len(places))], Text: x.text}
	variant := s.rand.IntN(variants)
	if x.scene != "" && s.rand.IntN(2) == 0 {
		var err error
		if r.Photos, err = s.photo(ctx, login, x.scene, variant, false); err != nil {
			return nil, err
		}
	}
	if s.rand.IntN(3) == 0 {
		lat, lng := s.near(v.Code)
		r.Lat, r.Lng = &lat, &lng
	}
	res, err := s.do(ctx, login, 0, r)
	if err != nil {
		return nil, err
	}
	c := &course{story: s, id: res.Matter, village: v.Code, county: county, text: x, receipt: res.Receipt,
		variant: variant}
	c.unit = c.lead()
	return c, nil
}

// pick is true in so many of a hundred cases.
func (s *story) pick(percent int) bool { return s.rand.IntN(100) < percent }

// lead is the unit that will get it: the bureau whose business it is, or the township.
func (c *course) lead() string {
	if c.text.bureau != "" && !demoTownship.Contains(c.village) {
		return c.text.bureau + c.county
	}
	return fmt.Sprint("t", int64(c.village)/1e3)
}

// unitID is a unit's number.
func (s *story) unitID(code string) int64 {
	u, _ := s.desk.Org().UnitByCode(code)
	return u.ID
}

// below is a unit under the lead unit to delegate to that has a clerk, "" for none.
func (c *course) below() string {
	if !zhuhui.Contains(c.village) || c.unit[0] != 't' {
		return ""
	}
	code := fmt.Sprint("v", int64(c.village))
	if u := c.unitID(code); !slices.Contains(c.desk.Org().Uppers(u), c.unitID(c.unit)) {
		return ""
	}
	return code
}
