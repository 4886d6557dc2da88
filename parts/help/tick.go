package help

import (
	"context"
	"fmt"

	"xiaohao/core/desk"
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

// waits are what waits for a person in the cases that he is on: reports to the police, hand-overs that stopped, and
// calls that are due.
func (x *Cases) waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	who := x.Org().Scope(caller).Member
	if who == 0 {
		return nil, nil
	}
	var out []part.Waiting
	for _, w := range []struct{ key, text string }{
		{"waits.help_mandated", `SELECT COUNT(*) FROM (SELECT 1 FROM case_members AS m CROSS JOIN help_cases AS h
			WHERE m.city = $1 AND m.open = 1 AND m.person = $2 AND h.city = $1 AND h.matter = m.id AND h.mandated > 0
			AND h.mandated <= $3 LIMIT $4) AS w`},
		{"waits.help_stopped", `SELECT COUNT(*) FROM (SELECT 1 FROM case_members AS m CROSS JOIN help_cases AS h
			WHERE m.city = $1 AND m.open = 1 AND m.person = $2 AND h.city = $1 AND h.matter = m.id AND h.stopped > 0
			AND CAST($3 AS BIGINT) > 0 LIMIT $4) AS w`}, // so that all have the same arguments
		{"waits.help_follow", `SELECT COUNT(*) FROM (SELECT 1 FROM case_members AS m CROSS JOIN help_cases AS h
			WHERE m.city = $1 AND m.open = 1 AND m.person = $2 AND h.city = $1 AND h.matter = m.id AND h.follow > 0
			AND h.follow <= $3 LIMIT $4) AS w`},
		{"waits.help_paper", `SELECT COUNT(*) FROM (SELECT 1 FROM case_members AS m CROSS JOIN help_papers AS p
			WHERE m.city = $1 AND m.open = 1 AND m.person = $2 AND p.city = $1 AND p.matter = m.id AND p.waits > 0
			AND p.waits <= $3 LIMIT $4) AS w`},
	} {
		n := 0
		err := x.DB.Read().QueryRow(ctx, w.text, x.City, who, int64(x.Now()), int64(mostWaited+1)).Scan(&n)
		if err != nil {
			return nil, store.Explain(err)
		}
		if n > 0 {
			out = append(out, part.Waiting{Key: w.key, N: min(n, mostWaited), More: n > mostWaited, Path: "/help"})
		}
	}
	return out, nil
}

// Urgent is how many of the cases that the caller is on need something now, and whether there are more than that.
func (x *Cases) Urgent(ctx context.Context, caller org.Caller) (n int, more bool, err error) {
	err = x.DB.Read().QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM case_members AS m CROSS JOIN help_cases AS h
		WHERE m.city = $1 AND m.open = 1 AND m.person = $2 AND h.city = $1 AND h.matter = m.id AND (h.stopped > 0
		OR h.mandated > 0 AND h.mandated <= $3 OR h.follow > 0 AND h.follow <= $3 OR EXISTS (SELECT 1 FROM help_papers
		AS p WHERE p.city = $1 AND p.matter = h.matter AND p.waits > 0 AND p.waits <= $3)) LIMIT $4) AS w`, x.City,
		x.Org().Scope(caller).Member, int64(x.Now()), int64(mostWaited+1)).Scan(&n)
	return min(n, mostWaited), n > mostWaited, store.Explain(err)
}
