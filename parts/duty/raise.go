package duty

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// clock hands out what is due.
var clock = org.Caller{Clock: true}

// batch is how many duties one look takes up.
const batch = 64

// Tick hands out the tasks of all periods that have come, and says how many. It may be called at any time, by any
// number of programs; interrupted, it goes on where it stood. A duty that cannot be handed out is set aside.
func (x *Duties) Tick(ctx context.Context) (int, error) {
	done := 0
	for ctx.Err() == nil {
		list, err := x.opening(ctx)
		if err != nil {
			return done, err
		}
		n := 0
		for _, id := range list {
			ok, err := x.Aside.Try(ctx, fmt.Sprintf("duty %d", id), func() error { return x.raise(ctx, id) })
			if err != nil {
				return done + n, fmt.Errorf("duty %d: %w", id, err)
			}
			if ok {
				n++
			}
		}
		if done += n; n == 0 {
			return done, nil
		}
	}
	return done, ctx.Err()
}

// opening are duties with a period whose task goes out now.
func (x *Duties) opening(ctx context.Context) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT id FROM duties WHERE city = $1 AND opens > 0 AND opens <= $2 ORDER BY opens, id LIMIT $3", x.City,
		x.Now(), batch+x.Aside.Len())
	return out, err
}

// due is a period that comes out now: the latest of those that passed while nothing ran, or the one that came.
type due struct {
	period Date
	at     calendar.Instant
	missed []Date // the periods that have passed, this one among them; none where it came in time
}

// madeUp is how much time a unit has for a report that is made up for, in working days.
const madeUp = 3

// dueNow says which period a duty hands out. The calendar may have changed since the turn was reckoned.
func (s *Stand) dueNow(cal *calendar.Calendar, limit calendar.Limit, now calendar.Instant) due {
	d := due{period: s.Next.Period, at: Deadline(cal, s.Next.Period)}
	for d.at <= now {
		d.missed = append(d.missed, d.period)
		next, ok := s.Schedule.Next(d.period)
		if !ok || Deadline(cal, next) > now {
			d.at = min(cal.Add(now, calendar.Limit{Days: madeUp}), cal.Add(now, limit))
			break
		}
		d.period, d.at = next, Deadline(cal, next)
	}
	return d
}

// raise hands out the task of a duty's period. Every step has an id that follows from the duty and the period, so it
// does not matter how often it is begun, by which program, or where it was cut off.
func (x *Duties) raise(ctx context.Context, id int64) error {
	s, err := standOf(ctx, x.DB.Read(), x.City, id)
	if err != nil || s.Next == nil || s.Next.Opens > x.Now() {
		return err // another program was quicker
	}
	turn, err := x.begunBefore(ctx, s, s.dueNow(x.Desk.Calendar(), x.limit(&s.Duty), x.Now()))
	if err != nil {
		return err
	}
	d, err := x.handOut(ctx, s, turn)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, clock, desk.Once("duty raised", id, s.Next.Period), nil,
		func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]desk.Fact, error) {
			s, err := standOf(ctx, tx, x.City, id)
			if err != nil {
				return nil, err
			}
			if s.Latest != nil && s.Latest.Period >= d.Period {
				return nil, nil
			}
			d.Next, _ = s.turn(x.Desk.Calendar(), x.limit(&s.Duty), d.Period)
			return []desk.Fact{{Type: RaisedType, Subject: id, Areas: []area.Code{s.Area}, Body: d}}, nil
		})
	return err
}

// begunBefore is the period whose task was begun and cut off before a later one passed too; else the one that is due.
func (x *Duties) begunBefore(ctx context.Context, s *Stand, d due) (due, error) {
	for i, p := range d.missed {
		_, there, err := views.BySource(ctx, x.DB.Read(), x.City, string(s.source()), s.number(p))
		if err != nil {
			return d, err
		}
		if there {
			return due{period: p, at: d.at, missed: d.missed[:i+1]}, nil
		}
	}
	return d, nil
}

// source and number are those of a period's matter: no other matter has both.
func (s *Stand) source() matter.Source {
	if s.From.Part == "meeting" {
		return matter.FromMeeting
	}
	return matter.FromSuperior
}

func (s *Stand) number(period Date) string { return fmt.Sprintf("duty-%d-%d", s.ID, period) }

// handOut makes the matter of a period and gives it to the lead unit.
func (x *Duties) handOut(ctx context.Context, s *Stand, d due) (*Raised, error) {
	in, err := x.Desk.Heir(ctx, x.DB.Read(), s.Area, nil, nil)
	if err != nil {
		return nil, err
	}
	category := s.Category
	if _, ok := x.Policy().Category(category); !ok {
		category = usual(x.Policy()) // policy has it no more
	}
	report := &matter.Report{Kind: matter.Task, Source: s.source(), SourceNo: s.number(d.period), Area: in,
		Title: say("duty.matter", "title", s.Title, "until", lang.Date(lang.Zh, d.period.Instant())),
		Text:  s.Text + note(d), Category: category, Withhold: true}
	r, err := x.Desk.Do(ctx, org.Caller{System: true}, desk.Command{ID: desk.Once("duty report", s.ID, d.period),
		Body: report})
	if err != nil {
		return nil, err
	}
	for _, step := range []struct {
		name string
		body matter.Command
	}{{"duty list", &matter.List{Category: category}}, {"duty assign", x.assignment(s, d)}} {
		_, err := x.Desk.Do(ctx, clock, desk.Command{ID: desk.Once(step.name, s.ID, d.period), Matter: r.Matter,
			Body: step.body})
		if err = x.stays(err); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	out := &Raised{Period: d.period, Matter: r.Matter, Due: d.at, For: d.missed}
	m, err := views.Get(ctx, x.DB.Read(), x.City, r.Matter)
	if err != nil {
		return nil, err
	}
	if m.Due != 0 { // it was assigned before it was cut off
		out.Due = m.Due
	}
	return out, nil
}

// assignment gives it to the lead unit, or to whom its duties went.
func (x *Duties) assignment(s *Stand, d due) *matter.Assign {
	a := &matter.Assign{Lead: x.heir(s.Lead), Goal: s.Text, Due: d.at, Anyway: true}
	for _, u := range s.Co {
		if to := x.heir(u); to != a.Lead && !slices.Contains(a.Co, to) {
			if unit, ok := x.Org().Unit(to); ok && !unit.Former {
				a.Co = append(a.Co, to)
			}
		}
	}
	return a
}

// stays lets go what a person has to go on with: he was quicker than the clock, or nobody took the place of a unit
// that is no more. The matter then waits on the worklist of who assigns.
func (x *Duties) stays(err error) error {
	switch fault.Code(err) {
	case "state_forbids", "unit_former", "unit_unknown":
		return nil
	}
	return err
}

// note says in the task that it makes up for periods that have passed.
func note(d due) string {
	if len(d.missed) == 0 {
		return ""
	}
	return "\n" + say("duty.made_up", "n", strconv.Itoa(len(d.missed)), "from",
		lang.Date(lang.Zh, d.missed[0].Instant()), "until", lang.Date(lang.Zh, d.period.Instant()))
}

// say is a sentence in Chinese: what stands in a matter is for all.
func say(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(lang.Zh, key, m)
}
