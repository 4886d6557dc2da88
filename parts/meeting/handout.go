package meeting

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duty"
	"xiaohao/parts/office"
	"xiaohao/platform/store"
)

// clock hands out: no person can.
var clock = org.Caller{Clock: true}

const (
	atOnce = 40  // rows that are handed out of a breakdown at a time
	looked = 500 // breakdowns at the office that are looked at at a time
)

// Tick hands out what the office has sent 下发: each kept row that is a task is reported, listed, assigned and followed
// by its nodes, each that is a standing duty begun. It says how much that was. Any number of processes may, and it does
// not matter where it was cut off: the ids of its commands follow from breakdown and row. A row that cannot be handed
// out is set aside and shown (Stuck).
func (x *Meetings) Tick(ctx context.Context) (int, error) {
	waiting, err := x.ids(ctx, "SELECT id FROM meeting_breakdowns WHERE city = $1 AND state = 'office' "+
		"ORDER BY at, id LIMIT $2", looked)
	if err != nil {
		return 0, err
	}
	for _, id := range waiting {
		if _, err := x.Aside.Try(ctx, fmt.Sprintf("breakdown %d", id), func() error {
			return x.handOut(ctx, id)
		}); err != nil {
			return 0, err
		}
	}
	ids, err := x.ids(ctx, "SELECT id FROM meeting_breakdowns WHERE city = $1 AND unlinked > 0 ORDER BY id LIMIT $2",
		20+x.Aside.Len())
	if err != nil {
		return 0, err
	}
	done := 0
	for _, id := range ids {
		n, err := x.raise(ctx, id, atOnce)
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}

func (x *Meetings) ids(ctx context.Context, text string, limit int) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, text, x.City, int64(limit))
	return out, err
}

// handOut begins handing out the rows of a breakdown whose paper was sent; before that it does nothing.
func (x *Meetings) handOut(ctx context.Context, breakdown int64) error {
	sent, err := office.Last(ctx, x.DB.Read(), x.City, Name, breakdown)
	if err != nil || sent.Standing() != office.SentOut {
		return err
	}
	_, err = x.Desk.Keep(ctx, clock, desk.Once("meeting hand out", breakdown, sent.ID), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		b, err := breakdownOf(ctx, tx, x.City, breakdown)
		if err != nil || b.State != AtOffice {
			return nil, err
		}
		p, err := office.Last(ctx, tx, x.City, Name, breakdown)
		if err != nil || p.Standing() != office.SentOut {
			return nil, err
		}
		list, err := rowsIn(ctx, tx, x.City, breakdown, KeptRow)
		if err != nil {
			return nil, err
		}
		hand := &Handed{Rows: []int64{}, Paper: p.ID}
		for _, r := range list {
			if r.goesOut() {
				hand.Rows = append(hand.Rows, r.ID)
			}
		}
		return []desk.Fact{{Type: HandedType, Subject: b.ID, Areas: []area.Code{b.Area}, Body: hand}}, nil
	})
	return err
}

// raise hands out the rows of a breakdown that are not yet, up to most of them, and says how many. What was taken back
// meanwhile hands out nothing more.
func (x *Meetings) raise(ctx context.Context, breakdown int64, most int) (done int, err error) {
	b, err := breakdownOf(ctx, x.DB.Read(), x.City, breakdown)
	if err != nil {
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
		t, err := thingOf(ctx, x.DB.Read(), x.City, b.Thing)
		if err != nil || t.Withdrawn != 0 {
			return done, err
		}
		r, err := rowOf(ctx, x.DB.Read(), x.City, breakdown, id)
		if err != nil || r.Matter != 0 {
			continue
		}
		ok, err := x.Aside.Try(ctx, aside(breakdown, id), func() error { return x.raiseRow(ctx, t, b, r, text) })
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

func (x *Meetings) raiseRow(ctx context.Context, t *Thing, b *Breakdown, r Row, text []rune) error {
	link := Linked{Thing: t.ID, Row: r.ID, Duty: r.Type == Duty}
	in, err := x.Desk.Heir(ctx, x.DB.Read(), t.Area, nil, nil)
	if err != nil {
		return err
	}
	words := r.Said(text)
	r.Lead, r.Co = x.heirs(r.Lead, r.Co)
	if link.Duty {
		link.Matter, err = x.Duties.Begin(ctx, clock, desk.Once("meeting duty", b.ID, r.ID), duty.Duty{
			Title: clip(words, duty.LongTitle), Text: clip(words, duty.LongText), Area: in, Lead: r.Lead, Co: r.Co,
			Category: x.category(), From: duty.Origin{Part: Name, Subject: t.ID}, Schedule: monthly})
	} else {
		link.Matter, err = x.task(ctx, t, b, r, in, words)
	}
	if err != nil {
		return err
	}
	_, err = x.keep(ctx, clock, desk.Once("meeting link", b.ID, r.ID), LinkedType, b.ID, t.Area, &link)
	return err
}

// heirs are the units of a row, each that is no more by whom its duties went to.
func (x *Meetings) heirs(lead int64, co []int64) (int64, []int64) {
	heir := func(u int64) int64 {
		if to, ok := x.Org().Successor(u); ok {
			return to
		}
		return u
	}
	lead = heir(lead)
	var out []int64
	for _, u := range co {
		to := heir(u)
		if unit, ok := x.Org().Unit(to); ok && !unit.Former && to != lead && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return lead, out
}

// task reports, lists and assigns the task of a row, as far as that is not done, and says by which nodes it is
// followed. It carries the row's words and nothing else of the text, and nothing of it is for the public.
func (x *Meetings) task(ctx context.Context, t *Thing, b *Breakdown, r Row, in area.Code, words string) (int64,
	error) {
	source := matter.FromMeeting
	if t.Kind != Meeting {
		source = matter.FromSuperior
	}
	do := func(caller org.Caller, step string, id int64, body matter.Command) (int64, error) {
		res, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("meeting "+step, b.ID, r.ID), Matter: id,
			Body: body})
		return res.Matter, err
	}
	id, err := do(org.Caller{System: true}, "task", 0, &matter.Report{Kind: matter.Task, Source: source,
		SourceNo: fmt.Sprintf("%d/%d", b.ID, r.ID), Area: in, Title: clip(words, matter.MaxTitle), Text: words,
		Category: x.category(), Withhold: true})
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
			_, err = do(clock, "list", id, &matter.List{Category: x.category()})
		case matter.Listed:
			a := &matter.Assign{Lead: r.Lead, Co: r.Co, Due: r.Due, Decided: true, Anyway: true}
			if a.Due <= x.Now() {
				a.Due = 0 // by policy
			}
			_, err = do(clock, "assign", id, a)
		default:
			return id, x.follows(ctx, t, b, r, id)
		}
		if stays(err) {
			return id, nil
		}
		if err != nil {
			return 0, err
		}
	}
	return id, nil
}

// stays says that a person goes on with a task: he was quicker than the clock, or nobody took the place of a unit that
// is no more. It then waits on the worklist of who assigns.
func stays(err error) bool {
	return slices.Contains([]string{"state_forbids", "unit_former", "unit_unknown"}, fault.Code(err))
}

// follows has a task followed by its set of nodes. A set that policy no longer has, or a task that its unit gave back
// meanwhile, is no reason to hand nothing out: who oversees it may set them later.
func (x *Meetings) follows(ctx context.Context, t *Thing, b *Breakdown, r Row, task int64) error {
	set, ok := x.SetOf(t.Kind, r)
	if !ok || x.Nodes == nil {
		return nil
	}
	err := x.Nodes.Set(ctx, clock, desk.Once("meeting nodes", b.ID, r.ID), task, set.Code)
	if k := fault.Of(err).Kind; err != nil && (k == fault.Conflict || k == fault.Invalid) {
		return nil
	}
	return err
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

// byClock are the events that the clock alone declares.
var byClock = []event.Type{HandedType, LinkedType}
