package campaign

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// remindBefore is how long before its deadline a campaign reminds, in µs: two days; a short campaign reminds when
// half of its time is over.
const remindBefore = 2 * 24 * 3600 * 1_000_000

// RemindAt is the instant from which those who have not answered are reminded.
func (c *Campaign) RemindAt() calendar.Instant {
	return max(c.Deadline-remindBefore, c.At.Plus(c.Deadline.Since(c.At)/2))
}

// notStarted are the areas that have not answered.
func notStarted(cells []Cell) (out []area.Code) {
	for _, c := range cells {
		if c.Standing(true) == Overdue {
			out = append(out, c.Area)
		}
	}
	return out
}

// remind notes, once for each running campaign, that the deadline is near and who has not answered; who is told is
// notify's. Where all have, nothing is noted.
func (x *Campaigns) remind(ctx context.Context) (int, error) {
	var due []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var c Campaign
		if err := c.scan(rows.Scan); err != nil {
			return err
		}
		if x.Now() >= c.RemindAt() && !x.isReminded(c.ID) {
			due = append(due, c.ID)
		}
		return nil
	}, columns+" AND drawn = 0 AND closed = 0 AND deadline > $2 AND deadline <= $3 ORDER BY deadline, id", x.City,
		x.Now(), x.Now()+Longest)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range due {
		_, err := x.Aside.Try(ctx, fmt.Sprintf("reminder of campaign %d", id), func() error {
			told, err := x.remindOne(ctx, id)
			if told {
				n++
			}
			return err
		})
		if err != nil {
			return n, fmt.Errorf("campaign %d: remind: %w", id, err)
		}
	}
	return n, nil
}

// remindOne reminds of one campaign and says whether anybody was to be reminded.
func (x *Campaigns) remindOne(ctx context.Context, id int64) (bool, error) {
	a, err := x.Desk.Keep(ctx, clock, desk.Once("campaign remind", id), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			c, err := get(ctx, tx, x.City, id)
			if err != nil || c.Closed > 0 {
				return nil, err
			}
			cells, err := cellsOf(ctx, tx, x.City, id, c.Scope)
			if err != nil {
				return nil, err
			}
			list := notStarted(cells)
			if len(list) == 0 {
				return nil, nil
			}
			return []desk.Fact{{Type: RemindedType, Subject: id, Areas: []area.Code{c.Scope}, Body: &Reminded{list}}},
				nil
		})
	if err != nil {
		return false, err
	}
	x.mu.Lock()
	x.reminded[id] = true
	x.mu.Unlock()
	return a.First != 0 && !a.Repeated, nil
}

func (x *Campaigns) isReminded(id int64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.reminded[id]
}
