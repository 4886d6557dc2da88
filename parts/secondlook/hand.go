package secondlook

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// handWeeks is how long after its draw a week's matters are still handed out, by a process that was not there then.
const handWeeks = 4

// drawn is a week whose draw was made, and by which event.
type drawn struct {
	week string
	seq  int64
}

// handOut gives the drawn matters of the last weeks to those who look. Each command has an id of its own, so that what
// was cut off is finished and nothing is handed out twice. A matter that fails is set aside; the others are handed out.
func (x *Looks) handOut(ctx context.Context, fresh []string) (int, error) {
	if len(fresh) > 0 {
		if err := x.Desk.CatchUp(ctx, follower{}.Name()); err != nil {
			return 0, err
		}
	}
	first := Week(calendar.Of(monday(x.Now()).AddDate(0, 0, -7*handWeeks)))
	var list []drawn
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var d drawn
		err := rows.Scan(&d.week, &d.seq)
		if !x.wasHanded(d.week) {
			list = append(list, d)
		}
		return err
	}, "SELECT week, made FROM recheck_draws WHERE city = $1 AND week >= $2 AND made > 0 ORDER BY week", x.City, first)
	done := 0
	for _, d := range list {
		if err != nil {
			break
		}
		var n int
		n, err = x.hand(ctx, d)
		done += n
	}
	return done, err
}

func (x *Looks) wasHanded(week string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.handed[week]
}

// hand gives the matters of one draw to those who look.
func (x *Looks) hand(ctx context.Context, d drawn) (int, error) {
	events, err := ledger.After(ctx, x.DB.Read(), x.City, d.seq-1, 1)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	var body Made
	if err := json.Unmarshal(events[0].Body, &body); err != nil {
		return 0, fmt.Errorf("draw of %s: %w", d.week, err)
	}
	until := x.Policy().Calendar().Add(events[0].At, x.Policy().Recheck.Limit)
	var list []desk.Command
	for _, m := range body.Drawn {
		if x.Aside.Waits(looked(d.week, m.Matter)) {
			continue
		}
		if stands, err := x.stands(ctx, m.Matter, events[0].At); err != nil || !stands {
			x.Aside.Note(looked(d.week, m.Matter), err)
			continue
		}
		list = append(list, desk.Command{ID: desk.Once("draw", d.week, m.Matter), Matter: m.Matter,
			Body: &matter.Draw{Week: d.week, Person: m.Person, Until: until}})
	}
	done, all := 0, true
	for i, err := range x.Desk.DoAll(ctx, clock, list) {
		switch key := looked(d.week, list[i].Matter); {
		case err == nil:
			done++
			x.Aside.Note(key, nil)
		case fault.Of(err).Kind == fault.Conflict: // reopened meanwhile: it is being looked at anyway
			x.Aside.Note(key, nil)
		case part.Ends(ctx, err):
			return done, fmt.Errorf("draw of %s, matter %d: %w", d.week, list[i].Matter, err)
		default:
			all = false
			x.Aside.Note(key, err)
		}
	}
	for _, m := range body.Drawn {
		all = all && !x.Aside.Waits(looked(d.week, m.Matter))
	}
	if all {
		x.mu.Lock()
		x.handed[d.week] = true
		x.mu.Unlock()
	}
	return done, nil
}

// stands says that a matter is still struck off as it was when the draw was made; what was reopened since is being
// looked at anyway, and a later strike-off has draws of its own.
func (x *Looks) stands(ctx context.Context, id int64, made calendar.Instant) (bool, error) {
	m, err := x.Desk.Matter(ctx, org.Caller{System: true}, id)
	if err != nil {
		return false, err
	}
	return m.State == matter.StruckOff && m.StruckAt <= made, nil
}

// looked names a matter of a draw for those set aside.
func looked(week string, id int64) string {
	return fmt.Sprintf("matter %d of the draw of %s", id, week)
}
