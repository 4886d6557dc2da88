package secondlook

import (
	"context"

	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// WeekRow is a week's draw as a page shows it.
type WeekRow struct {
	Week                  string
	Commitment            string
	Committed, Made       int64 // seq of the events, 0 when not yet
	Late                  bool
	Candidates, Drawn     int
	Open, Good, Bad, Gone int
}

// Weeks lists the weeks, the newest first.
func (x *Looks) Weeks(ctx context.Context, limit int) ([]WeekRow, error) {
	rows, err := x.DB.Read().Query(ctx, "SELECT week, commitment, committed, made, late, candidates, drawn "+
		"FROM recheck_draws WHERE city = $1 ORDER BY week DESC LIMIT $2", x.City, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []WeekRow
	for rows.Next() {
		var w WeekRow
		if err := rows.Scan(&w.Week, &w.Commitment, &w.Committed, &w.Made, &w.Late,
			&w.Candidates, &w.Drawn); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, w)
	}
	if err := rows.Err(); err != nil {
		return nil, store.Explain(err)
	}
	for i := range out {
		if err := x.states(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (x *Looks) states(ctx context.Context, w *WeekRow) error {
	rows, err := x.DB.Read().Query(ctx,
		"SELECT state, COUNT(*) FROM recheck_looks WHERE city = $1 AND week = $2 GROUP BY state", x.City, w.Week)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s, n int
		if err := rows.Scan(&s, &n); err != nil {
			return store.Explain(err)
		}
		*[]*int{&w.Open, &w.Good, &w.Bad, &w.Gone}[s] = n
	}
	return store.Explain(rows.Err())
}

// Look is a second look that waits for a person.
type Look struct {
	Matter int64
	Until  calendar.Instant
	Week   string
}

// Mine are the second looks that wait for somebody, by when they must be taken.
func (x *Looks) Mine(ctx context.Context, person int64, limit int) ([]Look, error) {
	rows, err := x.DB.Read().Query(ctx, "SELECT matter, until, week FROM recheck_looks WHERE city = $1 "+
		"AND person = $2 AND state = 0 ORDER BY until, matter LIMIT $3", x.City, person, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Look
	for rows.Next() {
		var l Look
		if err := rows.Scan(&l.Matter, &l.Until, &l.Week); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, l)
	}
	return out, store.Explain(rows.Err())
}
