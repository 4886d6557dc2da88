package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	random "math/rand/v2"
	"slices"
	"sync"

	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
)

// Rehearsal is how a round is rehearsed.
type Rehearsal struct {
	Name   string
	Fails  int    // of a thousand questions
	Seed   uint64 // the same seed gives the same answers
	Notify func(done, total int64)
}

// Rehearsed is what a rehearsal came to.
type Rehearsed struct {
	Round                     int64
	Points, Inspectors        int
	Fails, Matters            int // failed items, and the matters they became or joined
	StruckOff, Again, Renewed int // matters struck off, points looked at again, and items that failed there once more
	Assessment                *inspect.Assessment
}

// rehearsal is one under way.
type rehearsal struct {
	Rehearsal
	city   *city.City
	out    Rehearsed
	photos map[string][]byte

	mu      sync.Mutex // of out and seen
	matters []int64
	seen    int64
}

// Rehearse plays a whole round with the points, the standard and the people that a city has: every inspector inspects
// what he is sent to, what failed goes through the loop, is struck off and looked at again. All of it stays in the
// ledger, so a city that has matters already is refused with fault.Conflict "rehearse_used", and one in which
// somebody is missing with fault.Invalid "rehearse_lacks".
func Rehearse(ctx context.Context, c *city.City, o Rehearsal) (*Rehearsed, error) {
	r := &rehearsal{Rehearsal: o, city: c, photos: map[string][]byte{}}
	page, err := c.List(ctx, org.Caller{System: true}, views.Filter{Limit: 1})
	if err == nil && len(page.Rows) > 0 {
		err = fault.New(fault.Conflict, "rehearse_used")
	}
	if err != nil {
		return nil, err
	}
	for _, fixed := range []string{"", "fixed"} {
		var b bytes.Buffer
		if err := draw(&b, "rubbish", fixed != "", random.New(random.NewPCG(o.Seed, 1))); err != nil {
			return nil, err
		}
		r.photos[fixed] = b.Bytes()
	}
	for _, step := range []func(context.Context) error{r.open, r.inspect, r.close, r.loop, r.again} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("rehearsal: %w", err)
		}
	}
	sup, err := r.holder(matter.Supervisor, r.whole())
	if err == nil {
		r.out.Assessment, err = c.Inspect.Assess(ctx, sup, r.out.Round)
	}
	return &r.out, err
}

func (r *rehearsal) whole() area.Code { return area.Code(r.city.City() * 1e8) }

// holder is somebody with a post over an area, the nearest one; posts of units are asked by unit.
func (r *rehearsal) holder(kind matter.Post, a area.Code) (org.Caller, error) {
	list := r.holders(kind, a)
	if len(list) == 0 {
		return org.Caller{}, fault.New(fault.Invalid, "rehearse_lacks", "post", "@post."+kind,
			"area", r.city.Org().Tree().FullName(a))
	}
	return list[0], nil
}

func (r *rehearsal) holders(kind matter.Post, a area.Code) []org.Caller {
	type near struct {
		org.Caller
		level area.Level
	}
	var list []near
	for _, p := range r.city.Org().People() {
		for _, x := range p.Posts {
			if x.Kind == kind && !p.Disabled && (a == 0 || x.Area.Contains(a)) {
				list = append(list, near{p.Caller(), x.Area.Level()})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b near) int { return int(b.level) - int(a.level) })
	var out []org.Caller
	for _, n := range list {
		out = append(out, n.Caller)
	}
	return out
}

func (r *rehearsal) id() ledger.ID {
	id, err := ledger.NewID(r.city.Now(), rand.Reader)
	if err != nil {
		panic(err) // the system has no random numbers
	}
	return id
}

// open plans a round of all points with all inspectors, and opens it.
func (r *rehearsal) open(ctx context.Context) error {
	sup, err := r.holder(matter.Supervisor, r.whole())
	if err != nil {
		return err
	}
	p := inspect.Plan{Name: r.Name, Areas: []area.Code{r.whole()}, From: r.city.Now(),
		Until: r.city.Now().Plus(7 * day)}
	for _, c := range r.holders(matter.Inspector, 0) {
		p.Inspectors = append(p.Inspectors, c.Person)
	}
	if r.out.Round, err = r.city.Inspect.Plan(ctx, sup, r.id(), p); err != nil {
		return err
	}
	return r.city.Inspect.Open(ctx, sup, r.id(), r.out.Round)
}

func (r *rehearsal) close(ctx context.Context) error {
	sup, err := r.holder(matter.Supervisor, r.whole())
	if err != nil {
		return err
	}
	return r.city.Inspect.Close(ctx, sup, r.id(), r.out.Round, "")
}

// everybody lets all inspectors of the round work at once.
func (r *rehearsal) everybody(ctx context.Context, do func(context.Context, org.Caller) error) error {
	sup, err := r.holder(matter.Supervisor, r.whole())
	if err != nil {
		return err
	}
	s, err := r.city.Inspect.Sheet(ctx, sup, r.out.Round)
	if err != nil {
		return err
	}
	r.out.Points, r.out.Inspectors = s.Points, len(s.Plan.Inspectors)
	var wait sync.WaitGroup
	wrong := make([]error, len(s.Plan.Inspectors))
	for i, id := range s.Plan.Inspectors {
		wait.Go(func() {
			p, _ := r.city.Org().Person(id)
			wrong[i] = do(ctx, p.Caller())
		})
	}
	wait.Wait()
	return errors.Join(wrong...)
}

// inspect lets everybody inspect the points he is sent to.
func (r *rehearsal) inspect(ctx context.Context) error {
	return r.everybody(ctx, func(ctx context.Context, c org.Caller) error {
		d, err := r.city.Inspect.Day(ctx, c)
		if err != nil {
			return err
		}
		for _, p := range d.Points {
			if p.Round != r.out.Round {
				continue
			}
			got, err := r.visit(ctx, c, p, r.Fails)
			if err != nil {
				return err
			}
			r.mu.Lock()
			r.seen++
			for _, f := range got.Fails {
				r.out.Fails++
				r.matters = append(r.matters, f.Matter)
			}
			if r.Notify != nil {
				r.Notify(r.seen, int64(r.out.Points))
			}
			r.mu.Unlock()
		}
		return nil
	})
}

// visit answers all questions of a point by lot.
func (r *rehearsal) visit(ctx context.Context, c org.Caller, p inspect.DayPoint, fails int) (*inspect.Receipt, error) {
	seed := r.Seed
	if p.Again != 0 {
		seed++
	}
	lot := random.New(random.NewPCG(seed, uint64(p.ID)))
	now := r.city.Now()
	v := inspect.Visit{Point: p.ID, Round: p.Round, Again: p.Again, At: now, Sent: now}
	if p.Lat != nil {
		v.Place = &inspect.Place{Lat: *p.Lat, Lng: *p.Lng}
	}
	for _, code := range p.Items {
		a := inspect.Answer{Item: code, Result: inspect.Pass}
		if lot.IntN(1000) < fails {
			photos, err := r.photo(ctx, c, "")
			if err != nil {
				return nil, err
			}
			a = inspect.Answer{Item: code, Result: inspect.Fail, Count: 1 + lot.IntN(2), Note: "演练：现场不符合要求。",
				Photos: photos}
		}
		v.Answers = append(v.Answers, a)
	}
	return r.city.Inspect.Make(ctx, c, r.id(), v)
}

func (r *rehearsal) photo(ctx context.Context, c org.Caller, which string) ([]string, error) {
	u, err := r.city.Upload(ctx, c, bytes.NewReader(r.photos[which]))
	return []string{u.Token}, err
}

// loop takes every matter to its strike-off.
func (r *rehearsal) loop(ctx context.Context) error {
	slices.Sort(r.matters)
	r.matters = slices.Compact(r.matters)
	r.out.Matters = len(r.matters)
	for _, id := range r.matters {
		if err := r.settle(ctx, id); err != nil {
			return fmt.Errorf("matter %d: %w", id, err)
		}
		r.out.StruckOff++
	}
	return r.city.Ledger().CatchUp(ctx)
}

// settle is the loop of one matter: the unit that the standard names fixes it, and somebody who had no part in that
// strikes it off.
func (r *rehearsal) settle(ctx context.Context, id int64) error {
	m, err := r.city.Matter(ctx, org.Caller{System: true}, id)
	if err != nil {
		return err
	}
	duty, _, err := r.city.Inspect.DutyOf(ctx, id)
	if err != nil {
		return err
	}
	clerk, err := r.clerk(duty.Lead, m.Area)
	if err != nil {
		return err
	}
	for _, b := range []matter.Command{&matter.List{}, &matter.Assign{Lead: duty.Lead, Co: duty.Co}} {
		if err := r.any(ctx, r.holders(matter.Dispatcher, m.Area), matter.Dispatcher, m, b); err != nil {
			return err
		}
	}
	photos, err := r.photo(ctx, clerk, "fixed")
	if err != nil {
		return err
	}
	for _, b := range []matter.Command{&matter.Sign{}, &matter.Fix{Note: "演练：已按标准整改。", Photos: photos}} {
		if err := r.any(ctx, []org.Caller{clerk}, matter.UnitClerk, m, b); err != nil {
			return err
		}
	}
	return r.strike(ctx, m)
}

func (r *rehearsal) strike(ctx context.Context, m *matter.Matter) error {
	list := r.holders(matter.Verifier, m.Area)
	s := &matter.StrikeOff{Note: "演练：现场核查，整改到位。"}
	if len(list) > 0 {
		var err error
		if s.Photos, err = r.photo(ctx, list[0], "fixed"); err != nil {
			return err
		}
	}
	return r.any(ctx, list, matter.Verifier, m, s)
}

// clerk is one of the unit.
func (r *rehearsal) clerk(unit int64, a area.Code) (org.Caller, error) {
	for _, p := range r.city.Org().People() {
		if !p.Disabled && slices.ContainsFunc(p.Posts, func(x org.Post) bool {
			return x.Kind == matter.UnitClerk && x.Unit == unit
		}) {
			return p.Caller(), nil
		}
	}
	where := r.city.Org().Tree().FullName(a)
	if u, ok := r.city.Org().Unit(unit); ok {
		where = u.Zh
	}
	return org.Caller{}, fault.New(fault.Invalid, "rehearse_lacks", "post", "@post."+matter.UnitClerk, "area", where)
}

// any lets the first of some people who may give a command.
func (r *rehearsal) any(ctx context.Context, list []org.Caller, kind matter.Post, m *matter.Matter,
	b matter.Command) error {
	err := error(fault.New(fault.Invalid, "rehearse_lacks", "post", "@post."+kind,
		"area", r.city.Org().Tree().FullName(m.Area)))
	for _, c := range list {
		if _, err = r.city.Do(ctx, c, desk.Command{ID: r.id(), Matter: m.ID, Body: b}); err == nil ||
			fault.Of(err).Kind != fault.Denied {
			break
		}
	}
	return err
}

// again lets everybody look once more at what was struck off; in one of ten it is as bad as before.
func (r *rehearsal) again(ctx context.Context) error {
	return r.everybody(ctx, func(ctx context.Context, c org.Caller) error {
		d, err := r.city.Inspect.Day(ctx, c)
		if err != nil {
			return err
		}
		for _, p := range d.Points {
			if p.Again == 0 {
				continue
			}
			got, err := r.visit(ctx, c, p, 100)
			if err != nil {
				return err
			}
			r.mu.Lock()
			r.out.Again++
			r.out.Renewed += len(got.Fails)
			r.mu.Unlock()
		}
		return nil
	})
}
