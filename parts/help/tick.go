package help

import (
	"context"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

const (
	tickBatch  = 100
	mostWaited = 50
)

// Late tells that calls after a hand-over were not made: first who holds the case, then who supervises, by policy's
// days.
func (x *Cases) Late(ctx context.Context) (done int, err error) {
	days := x.Policy().Help.Late
	if len(days) == 0 {
		return 0, nil
	}
	now := x.Now()
	var all []Case
	err = x.each(ctx, func(c Case) { all = append(all, c) }, `SELECT body FROM help_cases WHERE city = $1 AND follow > 0
		AND follow <= $2 AND late < $3 ORDER BY follow, matter LIMIT $4`, x.City,
		int64(now.Plus(-int64(days[0])*dayLong)), int64(len(days)), int64(tickBatch))
	if err != nil {
		return 0, err
	}
	for i := range all {
		c := &all[i]
		rung := 0
		for _, d := range days {
			if now >= c.Follow.Plus(int64(d)*dayLong) {
				rung++
			}
		}
		if rung <= c.Late {
			continue
		}
		ok, err := x.Aside.Try(ctx, fmt.Sprintf("help %d", c.Matter), func() error {
			return x.on(ctx, org.Caller{Clock: true}, desk.Once("help late", c.Matter, c.Follow, rung), c.Matter, nil,
				func(_ context.Context, _ *store.Tx, now *Case, _ calendar.Instant) ([]act, error) {
					if !now.Waits() || now.Closed != 0 || now.Late >= rung {
						return nil, nil
					}
					return []act{{typ: LateType, step: Step{Rung: rung}}}, nil
				})
		})
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// Press tells that the police were not told in time of a minor who is or may be harmed, once.
func (x *Cases) Press(ctx context.Context) (done int, err error) {
	var all []Case
	until := x.Now().Plus(-int64(x.Policy().Help.Mandated) * 60e6)
	err = x.each(ctx, func(c Case) { all = append(all, c) }, `SELECT body FROM help_cases WHERE city = $1
		AND mandated > 0 AND mandated <= $2 AND pressed = 0 ORDER BY mandated, matter LIMIT $3`,
		x.City, int64(until), int64(tickBatch))
	if err != nil {
		return 0, err
	}
	for i := range all {
		c := &all[i]
		ok, err := x.Aside.Try(ctx, fmt.Sprintf("help report %d", c.Matter), func() error {
			return x.on(ctx, org.Caller{Clock: true}, desk.Once("help press", c.Matter, c.Mandated), c.Matter, nil,
				func(_ context.Context, _ *store.Tx, now *Case, _ calendar.Instant) ([]act, error) {
					if !now.Due() || now.Pressed != 0 || now.Closed != 0 {
						return nil, nil
					}
					return []act{{typ: LateType, step: Step{Code: lateMandated, Rung: 2}}}, nil
				})
		})
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// waits are what waits for a person: calls that are due, and reports to the police.
func (x *Cases) waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	if caller.Person == 0 || len(caller.Posts) == 0 {
		return nil, nil
	}
	var out []part.Waiting
	for _, w := range []struct {
		key, text string
		until     calendar.Instant
	}{
		{"waits.help_mandated", `SELECT body FROM help_cases WHERE city = $1 AND mandated > 0 AND mandated <= $2
			ORDER BY mandated, matter LIMIT $3`, x.Now()},
		{"waits.help_stopped", `SELECT body FROM help_cases WHERE city = $1 AND stopped > 0 AND matter <= $2
			ORDER BY stopped, matter LIMIT $3`, ledger.ToEnd},
		{"waits.help_follow", `SELECT body FROM help_cases WHERE city = $1 AND follow > 0 AND follow <= $2
			ORDER BY follow, matter LIMIT $3`, x.Now()},
		{"waits.help_paper", `SELECT c.body FROM help_papers p JOIN help_cases c ON c.city = p.city
			AND c.matter = p.matter WHERE p.city = $1 AND c.city = $1 AND p.waits > 0 AND p.waits <= $2
			ORDER BY p.waits, p.matter LIMIT $3`, x.Now()},
	} {
		var all []Case
		if err := x.each(ctx, func(c Case) { all = append(all, c) }, w.text, x.City, int64(w.until),
			int64(mostWaited+1)); err != nil {
			return nil, err
		}
		seen, err := x.seen(ctx, caller, all)
		if err != nil {
			return nil, err
		}
		if len(seen) > 0 {
			out = append(out, part.Waiting{Key: w.key, N: len(seen), More: len(all) > mostWaited, Path: "/help"})
		}
	}
	return out, nil
}
