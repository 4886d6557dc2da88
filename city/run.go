package city

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
)

// The back-off of a job that failed, and how often its failing is logged.
const (
	firstBackOff = time.Second
	lastBackOff  = 5 * time.Minute
	logPause     = time.Minute
)

// job is a Job of a part, and how it does.
type job struct {
	part.Job
	part string

	mu      sync.Mutex
	trouble part.Trouble
	logged  calendar.Instant // when its failing was last logged, µs
}

func jobsOf(all []made) (out []*job) {
	for _, m := range all {
		for _, j := range m.Jobs {
			x := &job{Job: j, part: m.Name}
			if x.Name == "" {
				x.Name = m.Name
			}
			if x.Every == 0 {
				x.Every = part.JobEvery
			}
			if x.Limit == 0 {
				x.Limit = part.JobLimit
			}
			out = append(out, x)
		}
	}
	return out
}

// ofDesk are the desk's own jobs: photos that nobody used are taken away; personal data that an earlier program kept is
// bound to its matter; what people want erased is, once its term is over; who holds a key that ends soon is told.
func ofDesk(d *desk.Desk) []*job {
	return []*job{{part: "desk", Job: part.Job{Name: "uploads", Every: 10 * time.Minute, Limit: 10 * time.Minute,
		Alone: true, Do: d.Sweep}},
		{part: "desk", Job: part.Job{Name: "contacts", Every: 2 * time.Second, Limit: time.Minute, Alone: true,
			Do: d.Bind}},
		{part: "desk", Job: part.Job{Name: "forget", Every: time.Minute, Limit: time.Minute, Do: d.ForgetDue}},
		{part: "desk", Job: part.Job{Name: "keys", Every: 10 * time.Minute, Limit: time.Minute, Do: d.WarnKeys}}}
}

// Tick does once what is due by the clock and says how much that was, part after part; what takes long or waits for the
// network is left out. A part that fails hinders no other; the errors come back together.
func (c *City) Tick(ctx context.Context) (int, error) {
	done, wrong := 0, []error(nil)
	for _, j := range c.jobs {
		if j.Alone {
			continue
		}
		n, err := j.once(ctx)
		done += n
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", j.Name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return done, errors.Join(wrong...)
}

// Settle brings the followers, and what parts do behind them, to the ledger's end, or waits until another program has.
func (c *City) Settle(ctx context.Context) error {
	if err := c.Ledger().CatchUp(ctx); err != nil {
		return err
	}
	for _, m := range c.parts {
		if m.Settle == nil {
			continue
		}
		if err := m.Settle(ctx); err != nil {
			return fmt.Errorf("settle %s: %w", m.Name, err)
		}
	}
	return nil
}

// End ends what somebody began in a part and what goes on by itself, for a program that is about to leave.
func (c *City) End(ctx context.Context) error {
	var wrong []error
	for _, m := range c.parts {
		if m.End == nil {
			continue
		}
		if err := m.End(ctx); err != nil {
			wrong = append(wrong, fmt.Errorf("end %s: %w", m.Name, err))
		}
	}
	return errors.Join(wrong...)
}

// Once does one job now, by its name, and says how much that was.
func (c *City) Once(ctx context.Context, name string) (int, error) {
	for _, j := range c.jobs {
		if j.Name == name {
			return j.once(ctx)
		}
	}
	return 0, fmt.Errorf("no part has a job %s", name)
}

// once runs the job; a panic is an error.
func (j *job) once(ctx context.Context) (n int, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return j.Do(ctx)
}

// Run does what is due by the clock until the context ends, each part's jobs in goroutines of their own. A job that
// fails or panics is tried again after a while, the while growing; one that overruns its limit gives its lease up, so
// that another program goes on with it. Run ends when all jobs have ended, or stop at the latest after the context,
// and then names those that did not.
func (c *City) Run(ctx context.Context, stop time.Duration) error {
	var left sync.Map
	var wait sync.WaitGroup
	for _, j := range c.jobs {
		left.Store(j.Name, true)
		wait.Go(func() {
			defer left.Delete(j.Name)
			c.keep(ctx, j)
		})
	}
	ended := make(chan struct{})
	go func() { wait.Wait(); close(ended) }()
	<-ctx.Done()
	t := time.NewTimer(stop)
	defer t.Stop()
	select {
	case <-ended:
		return nil
	case <-t.C:
	}
	var names []string
	left.Range(func(name, _ any) bool { names = append(names, name.(string)); return true })
	slices.Sort(names)
	return fmt.Errorf("these did not end: %v", names)
}

// keep runs one job again and again while this process holds its lease.
func (c *City) keep(ctx context.Context, j *job) {
	wait := time.Duration(0)
	for {
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
		wait = j.Every
		if !c.Ledger().Holds(j.Name) {
			continue
		}
		if err := c.attempt(ctx, j); err != nil && ctx.Err() == nil {
			wait = max(j.Every, min(lastBackOff, firstBackOff<<min(j.fails()-1, 16)))
		}
	}
}

func (j *job) fails() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.trouble.Fails
}

// errOverran says that a run took longer than its limit. It goes on by itself; nothing else of its kind begins
// meanwhile.
var errOverran = errors.New("it takes longer than its limit and was given up; another program may go on with it")

// attempt runs a job once, but no longer than its limit: then its lease is given up, and the run is waited for.
func (c *City) attempt(ctx context.Context, j *job) error {
	limited, cancel := context.WithTimeout(ctx, j.Limit)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := j.once(limited)
		ended <- err
	}()
	var err error
	select {
	case err = <-ended:
	case <-limited.Done():
		if ctx.Err() == nil {
			c.note(j, errOverran)
			c.Ledger().Yield(j.Name, true)
			defer c.Ledger().Yield(j.Name, false)
		}
		err = <-ended // it may be long, but a job never runs twice at once in one process
		if err == nil && ctx.Err() == nil {
			err = errOverran
		}
	}
	if ctx.Err() == nil {
		c.note(j, err)
	}
	return err
}

// note keeps how a job does, and logs a failing one once a minute.
func (c *City) note(j *job, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err == nil {
		j.trouble = part.Trouble{}
		return
	}
	now := c.Now()
	if j.trouble.Fails == 0 {
		j.trouble.Since = now
	}
	j.trouble.Part, j.trouble.Job, j.trouble.Err, j.trouble.At = j.part, j.Name, err, now
	j.trouble.Fails++
	if now.Since(j.logged) >= logPause.Microseconds() {
		j.logged = now
		c.log.Error("job", "part", j.part, "job", j.Name, "fails", j.trouble.Fails, "error", err.Error())
	}
}

// Troubles are the parts that fail now: by the clock, or in following the ledger.
func (c *City) Troubles() []part.Trouble {
	var out []part.Trouble
	for _, j := range c.jobs {
		j.mu.Lock()
		if j.trouble.Fails > 0 {
			out = append(out, j.trouble)
		}
		j.mu.Unlock()
	}
	for name, lag := range c.Ledger().Lag() {
		if lag.Err != nil {
			out = append(out, part.Trouble{Part: c.follows(name), Job: name, Err: lag.Err,
				Since: c.Now().Plus(-lag.Age),
				At:    c.Now(), Fails: 1})
		}
	}
	slices.SortFunc(out, func(a, b part.Trouble) int { return int(a.Since.Since(b.Since)) })
	return out
}

// follows says which part a follower is of.
func (c *City) follows(follower string) string {
	for _, m := range c.parts {
		for _, f := range m.Followers {
			if f.Name() == follower {
				return m.Name
			}
		}
	}
	return follower
}

// Aside lists the items that the parts set aside.
func (c *City) Aside() []part.Item {
	var out []part.Item
	for _, m := range c.parts {
		out = append(out, m.aside.Items()...)
	}
	return out
}

// Waits lists what waits for a person beside the matters of his worklist. A part that fails says nothing; the others
// do.
func (c *City) Waits(ctx context.Context, caller org.Caller) []part.Waiting {
	var out []part.Waiting
	for _, m := range c.parts {
		if m.Waits == nil {
			continue
		}
		list, err := m.Waits(ctx, caller)
		if err != nil {
			c.log.ErrorContext(ctx, "what waits", "part", m.Name, "error", err.Error())
			continue
		}
		out = append(out, list...)
	}
	return out
}

// watches lists which problems a person reads today beside those of his posts. A part that fails lets him in without
// what it would show.
func (c *City) watches(ctx context.Context, person int64) (out []org.Watch) {
	for _, m := range c.parts {
		if m.Watches == nil {
			continue
		}
		list, err := m.Watches(ctx, person)
		if err != nil {
			c.log.ErrorContext(ctx, "what somebody watches", "part", m.Name, "error", err.Error())
			continue
		}
		out = append(out, list...)
	}
	return out
}

// House is what faces are given.
func (c *City) House() *part.House {
	return &part.House{Desk: c.Desk, Values: c.Values, Troubles: c.Troubles, Aside: c.Aside, Waits: c.Waits}
}
