package score

import (
	"context"
	"errors"
	"fmt"

	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Sheet is everything the assessment says of somebody in a period.
type Sheet struct {
	Scope   Scope
	Period  Period
	Figures []Figure // all, in the order of Figures
	Result  Result
	Policy  Rule
	Frozen  []Frozen // the months of the period that are read as they were published
	Running bool     // the period is not over
}

// Rule names the version of the policy that a period is scored by.
type Rule struct {
	Seq    int64  // of the event that put it in force, 0 for the built-in one
	Digest string // of its text
}

// Frozen is a published month.
type Frozen struct {
	Month   Period
	Seq     int64            // of the event that published it
	At      calendar.Instant // when, µs
	Through int64            // the events up to here were counted
}

// frame is what all answers about a period need.
type frame struct {
	s      *Score
	period Period
	today  views.Day
	plan   []asked
	frozen map[int64]publication
	rule   Rule
	policy *policy.Policy
}

func (s *Score) frame(ctx context.Context, r store.Reader, p Period) (*frame, error) {
	if p.Grain == NoGrain {
		return nil, fault.New(fault.Invalid, "period_bad", "value", p.String()).On("period")
	}
	f := &frame{s: s, period: p, today: views.DayOf(s.now())}
	var err error
	if f.frozen, err = published(ctx, r, s.city, p.months()); err != nil {
		return nil, err
	}
	if p.Grain == Week {
		f.frozen = nil // a week is not published
	}
	f.plan = p.plan(f.today, f.frozen)
	f.rule, f.policy, err = s.version(ctx, r, p)
	return f, err
}

// Sheet gives the figures and the score of somebody in a period.
func (s *Score) Sheet(ctx context.Context, scope Scope, p Period) (out Sheet, err error) {
	err = s.db.Snapshot(ctx, func(r store.Reader) error {
		f, err := s.frame(ctx, r, p)
		if err != nil {
			return err
		}
		out, err = f.sheet(ctx, r, scope)
		return err
	})
	return out, wrap("read the assessment", err)
}

func (f *frame) sheet(ctx context.Context, r store.Reader, scope Scope) (Sheet, error) {
	key, id := scope.key()
	all, err := f.s.sums(ctx, r, key, []int64{id}, f.plan)
	if err != nil {
		return Sheet{}, err
	}
	t := all[id]
	out := Sheet{Scope: scope, Period: f.period, Figures: figures(&t.Counts, t.notDue),
		Result: score(f.policy.Assessment, &t.Counts), Policy: f.rule,
		Running: f.today < f.period.To()}
	for _, m := range f.period.months() {
		if p, is := f.frozen[m]; is {
			out.Frozen = append(out.Frozen, p.Frozen)
		}
	}
	return out, nil
}

// Months gives the sheets of the last n months up to the one that holds a day, oldest first, for a chart.
func (s *Score) Months(ctx context.Context, scope Scope, last Period, n int) (out []Sheet, err error) {
	if last.Grain != Month || n < 1 || n > 120 {
		return nil, fault.New(fault.Invalid, "period_month").On("period")
	}
	list := make([]Period, n)
	for i := n - 1; i >= 0; i-- {
		list[i], last = last, last.Prev()
	}
	err = s.db.Snapshot(ctx, func(r store.Reader) error {
		for _, p := range list {
			f, err := s.frame(ctx, r, p)
			if err != nil {
				return err
			}
			sheet, err := f.sheet(ctx, r, scope)
			if err != nil {
				return err
			}
			out = append(out, sheet)
		}
		return nil
	})
	return out, wrap("read the assessment", err)
}

// Figure is the sheet's figure of a code; ok is false when there is none.
func (s Sheet) Figure(code string) (Figure, bool) {
	_, i, ok := formulaOf(code)
	if !ok || i >= len(s.Figures) {
		return Figure{}, false
	}
	return s.Figures[i], true
}

// version is the policy that a period is scored by: the one in force at its end, or now while it runs.
func (s *Score) version(ctx context.Context, r store.Reader, p Period) (Rule, *policy.Policy, error) {
	list, err := views.Policies(ctx, r, s.city, 10_000)
	if err != nil {
		return Rule{}, nil, err
	}
	for _, v := range list {
		if v.At < p.End() {
			p, err := s.parsed(ctx, r, v.Seq)
			return Rule{v.Seq, v.Digest}, p, err
		}
	}
	d := policy.Default()
	if len(list) == 0 {
		d = s.rule()
	}
	return Rule{0, d.Digest()}, d, nil
}

// parsed reads a version of the policy once.
func (s *Score) parsed(ctx context.Context, r store.Reader, seq int64) (*policy.Policy, error) {
	s.mu.Lock()
	p := s.rules[seq]
	s.mu.Unlock()
	if p != nil {
		return p, nil
	}
	v, ok, err := views.PolicyAt(ctx, r, s.city, seq)
	if err != nil || !ok {
		return nil, fmt.Errorf("policy of event %d: %w", seq, errors.Join(err, errNone(ok)))
	}
	if p, err = policy.Parse([]byte(v.Source)); err != nil {
		return nil, fmt.Errorf("policy of event %d: %w", seq, err)
	}
	s.mu.Lock()
	s.rules[seq] = p
	s.mu.Unlock()
	return p, nil
}

func errNone(ok bool) error {
	if ok {
		return nil
	}
	return errors.New("there is none")
}

// wrap says what was being done; mistakes of the caller stay as they are.
func wrap(what string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}
