package meeting

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duty"
	"xiaohao/platform/store"
)

// HandOut hands out the tasks of a confirmed breakdown 下发: each kept row that is a task is reported, listed and
// assigned, each that is a standing duty begun where a part keeps them. What is not done at once is done by the clock
// (Tick); a row that cannot be is set aside and shown. Faults: meeting_not_confirmed, meeting_handed, not_allowed,
// meeting_withdrawn.
func (x *Meetings) HandOut(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"hand out", breakdown}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		b, err := breakdownOf(ctx, tx, x.City, breakdown)
		if err != nil {
			return nil, err
		}
		t, err := thingOf(ctx, tx, x.City, b.Thing)
		switch {
		case err != nil:
			return nil, err
		case !x.Office(caller, b.Area):
			return nil, missing()
		case !x.MayHandOut(caller, b.Area):
			return nil, fault.New(fault.Denied, "not_allowed")
		case b.State == Out:
			return nil, fault.New(fault.Conflict, "meeting_handed")
		case b.State != Settling:
			return nil, fault.New(fault.Conflict, "meeting_not_confirmed")
		case t.Withdrawn != 0:
			return nil, fault.New(fault.Conflict, "meeting_withdrawn")
		}
		list, err := rowsIn(ctx, tx, x.City, breakdown, KeptRow)
		if err != nil {
			return nil, err
		}
		hand := &Handed{Rows: []int64{}}
		for _, r := range list {
			if r.Matter == 0 && (r.Type == Task || r.Type == Duty) {
				hand.Rows = append(hand.Rows, r.ID)
			}
		}
		return []desk.Fact{{Type: HandedType, Subject: b.ID, Areas: []area.Code{b.Area}, Body: hand}}, nil
	})
	if err != nil {
		return err
	}
	_, err = x.raise(ctx, caller, breakdown, atOnce)
	return err
}

// atOnce is how many rows are handed out before the person is answered; the clock does the others.
const atOnce = 40

// raise hands out the rows of a breakdown that are not yet, up to most of them, and says how many. Every step has an
// id that follows from breakdown and row, so it does not matter how often it is begun or where it was cut off.
func (x *Meetings) raise(ctx context.Context, caller org.Caller, breakdown int64, most int) (done int, err error) {
	b, err := breakdownOf(ctx, x.DB.Read(), x.City, breakdown)
	if err != nil {
		return 0, err
	}
	t, err := thingOf(ctx, x.DB.Read(), x.City, b.Thing)
	if err != nil || t.Withdrawn != 0 {
		return 0, err
	}
	source, err := sourceOf(ctx, x.DB.Read(), x.City, breakdown)
	if err != nil {
		return 0, err
	}
	text := []rune(source)
	for _, id := range b.Hands {
		if done == most {
			break
		}
		r, err := rowOf(ctx, x.DB.Read(), x.City, breakdown, id)
		if err != nil || r.Matter != 0 {
			continue
		}
		ok, err := x.Aside.Try(ctx, aside(breakdown, id), func() error {
			return x.raiseRow(ctx, caller, t, b, r, text)
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

// monthly is the calendar of a duty until a person says another: a report by the 25th of each month.
var monthly = duty.Schedule{Rhythm: duty.Monthly, Day: 25}

func aside(breakdown, row int64) string { return fmt.Sprintf("breakdown %d row %d", breakdown, row) }

// Stuck says why a row that should be handed out is not yet; nil where it simply waits for its turn.
func (x *Meetings) Stuck(breakdown, row int64) error {
	for _, i := range x.Aside.Items() {
		if i.Key == aside(breakdown, row) {
			return i.Err
		}
	}
	return nil
}

func (x *Meetings) raiseRow(ctx context.Context, caller org.Caller, t *Thing, b *Breakdown, r Row, text []rune) error {
	link := Linked{Thing: t.ID, Row: r.ID, Duty: r.Type == Duty}
	words := r.Said(text)
	var err error
	if link.Duty {
		link.Matter, err = x.Duties.Begin(ctx, caller, desk.Once("meeting duty", b.ID, r.ID), duty.Duty{
			Title: clip(words, duty.LongTitle), Text: clip(words, duty.LongText), Area: t.Area, Lead: r.Lead, Co: r.Co,
			Category: x.category(), From: duty.Origin{Part: Name, Subject: t.ID}, Schedule: monthly})
	} else {
		link.Matter, err = x.task(ctx, caller, t, b, r, words)
	}
	if err != nil {
		return err
	}
	_, err = x.keep(ctx, caller, desk.Once("meeting link", b.ID, r.ID), LinkedType, b.ID, t.Area, &link)
	return err
}

// task reports, lists and assigns the task of a row, as far as that is not done. It carries the row's words and
// nothing else of the text.
func (x *Meetings) task(ctx context.Context, caller org.Caller, t *Thing, b *Breakdown, r Row, words string) (int64,
	error) {
	source := matter.FromMeeting
	if t.Kind != Meeting {
		source = matter.FromSuperior
	}
	do := func(step string, id int64, body matter.Command) (int64, error) {
		res, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("meeting "+step, b.ID, r.ID), Matter: id,
			Body: body})
		return res.Matter, err
	}
	id, err := do("task", 0, &matter.Report{Kind: matter.Task, Source: source,
		SourceNo: fmt.Sprintf("%d/%d", b.ID, r.ID), Area: t.Area, Title: clip(words, matter.MaxTitle),
		Text: words, Category: x.category()})
	if err != nil {
		return 0, err
	}
	for range 3 {
		m, err := views.Get(ctx, x.DB.Read(), x.City, id)
		if err != nil {
			return 0, err
		}
		switch m.State {
		case matter.Reported:
			_, err = do("list", id, &matter.List{Category: x.category()})
		case matter.Listed:
			a := &matter.Assign{Lead: r.Lead, Co: r.Co, Due: r.Due, Decided: true, Anyway: true}
			if a.Due <= x.Now() {
				a.Due = 0 // by policy
			}
			_, err = do("assign", id, a)
		default:
			return id, nil
		}
		if err != nil {
			return 0, err
		}
	}
	return id, nil
}

// category is that of tasks from meetings; where policy has it no more, the first of tasks.
func (x *Meetings) category() string {
	p := x.Policy()
	if _, ok := p.Category("task.meeting"); ok {
		return "task.meeting"
	}
	for _, c := range p.Categories() {
		if strings.HasPrefix(c.Code, "task.") {
			return c.Code
		}
	}
	return ""
}

// Tick finishes what was cut off between handing out and the tasks, in the name of who handed out.
func (x *Meetings) Tick(ctx context.Context) (int, error) {
	var ids []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM meeting_breakdowns WHERE city = $1 AND unlinked > 0 ORDER BY id LIMIT $2", x.City,
		int64(20+x.Aside.Len()))
	if err != nil {
		return 0, err
	}
	done := 0
	for _, id := range ids {
		b, err := breakdownOf(ctx, x.DB.Read(), x.City, id)
		if err != nil {
			return done, err
		}
		who, _ := x.Org().Person(b.By)
		caller := who.Caller()
		caller.Clock = true
		n, err := x.raise(ctx, caller, id, atOnce)
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}
