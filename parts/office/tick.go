package office

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

var clock = org.Caller{Clock: true}

// What the clock does at a time, and how often it reminds of signing for a paper.
const (
	mostDue       = 200
	mostReminders = 5
)

// Tick ends the opinions whose time is over, urges who lets a paper wait to be signed off, and reminds of what was not
// signed for; it says how much that was. Any
// number of processes may.
func (x *Office) Tick(ctx context.Context) (int, error) {
	var due []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		due = append(due, id)
		return err
	}, "SELECT id FROM office_papers WHERE city = $1 AND next > 0 AND next <= $2 ORDER BY next, id LIMIT $3", x.City,
		int64(x.Now()), mostDue)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range due {
		_, err := x.Aside.Try(ctx, fmt.Sprintf("paper %d", id), func() error {
			done, err := x.due(ctx, id)
			if done {
				n++
			}
			return err
		})
		if err != nil {
			return n, fmt.Errorf("paper %d: %w", id, err)
		}
	}
	return n, nil
}

// due does what the clock has to do with one paper, and says whether that was anything.
func (x *Office) due(ctx context.Context, id int64) (bool, error) {
	now, err := paperOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return false, err
	}
	a, err := x.Desk.Keep(ctx, clock, desk.Once("office due", id, now.Moved, int64(now.Next)), nil,
		func(ctx context.Context, tx *store.Tx, at calendar.Instant) ([]desk.Fact, error) {
			p, err := paperOf(ctx, tx, x.City, id)
			if err != nil || p.Next == 0 || p.Next > at {
				return nil, err
			}
			var out []desk.Fact
			switch p.State {
			case Asking:
				for _, u := range p.Open() {
					out = append(out, desk.Fact{Type: SilentType, Subject: id, Areas: []area.Code{p.Area},
						Body: &Silent{u}})
				}
			case Signing:
				out = append(out, desk.Fact{Type: UrgedType, Subject: id, Areas: []area.Code{p.Area},
					Body: x.urge(p, at)})
			case Out, Finished:
				out = append(out, desk.Fact{Type: RemindedType, Subject: id, Areas: []area.Code{p.Area},
					Body: &Reminded{p.Unsigned(), x.again(p, at)}})
			}
			return out, nil
		})
	return a.First > 0 && !a.Repeated, err
}

// again is when the units are reminded next; 0 when it was often enough.
func (x *Office) again(p *Paper, now calendar.Instant) calendar.Instant {
	n := 1
	for _, s := range p.Steps {
		if s.Type == RemindedType {
			n++
		}
	}
	if n >= mostReminders {
		return 0
	}
	return x.dayEnd(now, x.Policy().Papers.SignFor)
}
