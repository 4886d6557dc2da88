package outreach

import (
	"context"
	"slices"
	"time"

	"xiaohao/core/desk"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/stock"
	"xiaohao/platform/store"
)

// What the clock says of an activity.
const (
	Begins = "begins" // teams go out on the next day
	Closed = "closed" // nobody signs up any more: the call is over, or all seats are taken
)

// Reminded says what comes, so that who is concerned hears of it (tells).
type Reminded struct {
	What   string           `json:"what"`
	Day    calendar.Instant `json:"day"`              // of Begins: the day, µs; of Closed: the end of the call
	Teams  []int64          `json:"teams,omitempty"`  // of Begins
	Short  int64            `json:"short,omitempty"`  // of Begins: how many things the teams neither have nor are sent
	Signed int64            `json:"signed,omitempty"` // of Closed: how many signed up
}

const (
	beforehand = 16 * int64(time.Hour/time.Microsecond) // teams hear at eight in the morning of the day before
	stale      = 7 * day                                // a call that was over for so long is no news
)

// Remind says what comes of all activities that are not over, each thing once, and gives how much that was. Any number
// of programs may.
func (x *Outreach) Remind(ctx context.Context) (done int, err error) {
	return done, x.each(ctx, func(id int64) error {
		_, err := x.Aside.Try(ctx, "what comes of activity "+stringOf(id), func() error {
			n, err := x.remind(ctx, id)
			done += n
			return err
		})
		return err
	}, openActivities)
}

func (x *Outreach) remind(ctx context.Context, id int64) (n int, err error) {
	now := x.Now()
	a, err := Get(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return 0, err
	}
	if due, err := x.due(ctx, x.DB.Read(), a, now); err != nil || len(due) == 0 {
		return 0, err
	}
	_, err = x.Desk.Keep(ctx, clock, desk.Once("outreach reminds", id, now), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) (out []desk.Fact, err error) {
		n = 0
		a, err := Get(ctx, tx, x.City, id)
		if err != nil {
			return nil, err
		}
		due, err := x.due(ctx, tx, a, now)
		for i := range due {
			n++
			out = append(out, desk.Fact{Type: RemindedType, Subject: id, Areas: []area.Code{a.Area}, Body: &due[i]})
		}
		return out, err
	})
	return n, err
}

// due is what is to be said of an activity now and was not yet.
func (x *Outreach) due(ctx context.Context, r store.Reader, a *Activity, now calendar.Instant) (out []Reminded,
	err error) {
	if a.State != Called && a.State != Running {
		return nil, nil
	}
	days := map[calendar.Instant][]int64{}
	for _, t := range a.Teams {
		d := dayOf(max(t.From, a.From))
		if now >= d.Plus(-beforehand) && now < d && !a.told(Begins, d, t.ID) {
			days[d] = append(days[d], t.ID)
		}
	}
	for d, teams := range days { // one at most: only one day is the next
		short, err := x.short(ctx, r, a, teams)
		if err != nil {
			return nil, err
		}
		out = append(out, Reminded{What: Begins, Day: d, Teams: teams, Short: short})
	}
	if a.Call.Seats == 0 || now >= a.Call.Until.Plus(stale) || a.told(Closed, a.Call.Until, 0) {
		return out, nil
	}
	n, err := x.signed(ctx, r, a.ID)
	if err == nil && (now >= a.Call.Until || n >= int64(a.Call.Seats)) {
		out = append(out, Reminded{What: Closed, Day: a.Call.Until, Signed: n})
	}
	return out, err
}

// told says whether something was said, of Begins to a team.
func (a *Activity) told(what string, day calendar.Instant, team int64) bool {
	return slices.ContainsFunc(a.Told, func(r Reminded) bool {
		return r.What == what && r.Day == day && (team == 0 || slices.Contains(r.Teams, team))
	})
}

// short is how many things teams are to give out and neither have nor are sent.
func (x *Outreach) short(ctx context.Context, r store.Reader, a *Activity, teams []int64) (n int64, err error) {
	held, err := balancesOf(ctx, r, x.City, a.ID)
	if err != nil {
		return 0, err
	}
	for _, id := range teams {
		t, _ := a.Team(id)
		for _, s := range t.Shares {
			var at stock.Balance
			for _, h := range held {
				if h.Team == id && h.Item == s.Item {
					at = h.Balance
				}
			}
			n += max(0, s.N-at.Given-at.Hand-at.Way)
		}
	}
	return n, nil
}

// dayOf is when the day of an instant begins.
func dayOf(at calendar.Instant) calendar.Instant {
	t := at.Time().In(calendar.China())
	return calendar.Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, calendar.China()))
}
