package views

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Why says what a matter waits for from the person who looks at his work.
type Why string

// What a matter can wait for; of several the first in this order is told.
const (
	ToDecideExtension  Why = "extension"  // the unit asks for more time: dispatcher
	ToDecideSuspension Why = "suspension" // the unit asks to park it: supervisor
	ToHold             Why = "hold"       // a drafted 问责单: supervisor
	ToDecideAppeal     Why = "appeal"     // the unit disputes how it counts: supervisor
	ToSign             Why = "sign"       // assigned to his unit
	ToFix              Why = "fix"        // in hand of his unit
	ToList             Why = "list"       // reported: dispatcher
	ToAssign           Why = "assign"     // listed: dispatcher
	ToVerify           Why = "verify"     // fixed: verifier
	Overdue            Why = "overdue"    // its unit's deadline is over: supervisor
)

// Work gives what waits for the holder of some posts, what is due first standing first, each row with its Why:
// reports and listed matters of a dispatcher's areas that he may decide, and the extensions asked for; what a unit
// has to sign for and to fix; what a verifier has to look at; what a supervisor has to decide or is overdue. The
// filter narrows it; its Sort does not count. It never shows more than the scope.
func Work(ctx context.Context, r store.Reader, city int64, scope org.Scope, posts []org.Post, f Filter,
	now calendar.Instant) (Page, error) {
	f.Sort = SortNext
	l, err := prepare(r, city, scope, f, now)
	if err != nil {
		return Page{}, fmt.Errorf("work: %w", err)
	}
	for _, p := range posts {
		s, err := l.waiting(ctx, p)
		if err != nil {
			return Page{}, fmt.Errorf("work of a %s: %w", p.Kind, err)
		}
		l.merge.streams = append(l.merge.streams, s...)
	}
	if scope.Member != 0 && l.plan.kinds.has(uint8(matter.Help)) {
		n := anything()
		n.states = l.plan.states
		s, err := l.onCases(ctx, n)
		if err != nil {
			return Page{}, fmt.Errorf("work on cases: %w", err)
		}
		l.merge.streams = append(l.merge.streams, s...)
	}
	l.also = func(row *Row) bool { return WaitsFor(scope.Member, posts, row, now) != "" }
	page, err := l.page(ctx, l.plan.Limit)
	if err != nil {
		return Page{}, fmt.Errorf("work: %w", err)
	}
	for i := range page.Rows {
		page.Rows[i].Why = WaitsFor(scope.Member, posts, &page.Rows[i], now)
	}
	return page, nil
}

// Review is a suspended matter whose review date has come.
type Review struct {
	ID   int64
	Next calendar.Instant
}

// Reviews are the suspended matters whose review date is over, the oldest first.
func Reviews(ctx context.Context, r store.Reader, city int64, now calendar.Instant, limit int) ([]Review, error) {
	var out []Review
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var v Review
		err := rows.Scan(&v.ID, &v.Next)
		out = append(out, v)
		return err
	}, reviewsText, city, int64(matter.Suspended), now, limit)
	return out, err
}

// Firing are the matters whose ladder fires at an instant or did before, the oldest first. What it costs goes with
// how many those are, not with how many are open.
func Firing(ctx context.Context, r store.Reader, city int64, now calendar.Instant,
	limit int) ([]*matter.Matter, error) {
	var out []*matter.Matter
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var doc []byte
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		m, err := decode(id, doc)
		out = append(out, m)
		return err
	}, firingText, city, now, limit)
	return out, err
}

const firingText = "SELECT id, doc FROM matters WHERE city = $1 AND fire > 0 AND fire <= $2 ORDER BY fire, id LIMIT $3"

// Held are the ids of the open matters that a unit answers for, by what is due first.
func Held(ctx context.Context, r store.Reader, city, unit int64, limit int) ([]int64, error) {
	var out []int64
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT id FROM holders WHERE city = $1 AND open = 1 AND unit = $2 ORDER BY next, id LIMIT $3",
		city, unit, limit)
	return out, err
}

// OpenIn is how many matters are open in an area and below it; like all totals that people see it leaves out the cases
// of people in need.
func OpenIn(ctx context.Context, r store.Reader, city int64, in area.Code) (int64, error) {
	return one(ctx, r, "SELECT COALESCE(SUM(n), 0) FROM tallies WHERE city = $1 AND dim = $2 AND area = $3 "+
		"AND kind IN (1, 2) AND (CAST($4 AS BIGINT) >> state) & 1 = 1", city, int64(byArea), int64(in),
		int64(maskOf(openStates)))
}

// OpenOf is how many open matters a unit leads, but for help.
func OpenOf(ctx context.Context, r store.Reader, city, unit int64) (int64, error) {
	return one(ctx, r, "SELECT COALESCE(SUM(n), 0) FROM tallies WHERE city = $1 AND dim = $2 AND area = 0 "+
		"AND kind IN (1, 2) AND key = $3 AND (CAST($4 AS BIGINT) >> state) & 1 = 1",
		city, int64(byUnit), unit, int64(maskOf(openStates)))
}

// OpenHeld is how many open matters a unit answers for: as the lead unit, as one above it, or beside it; help is not
// among them.
func OpenHeld(ctx context.Context, r store.Reader, city, unit int64) (int64, error) {
	return one(ctx, r, "SELECT COUNT(*) FROM holders AS h CROSS JOIN matters AS m WHERE h.city = $1 AND h.open = 1 "+
		"AND h.unit = $2 AND m.city = $1 AND m.id = h.id AND m.kind <> 3", city, unit)
}

// LeftIn are the ids of matters that lie in exactly an area, those that are open first.
func LeftIn(ctx context.Context, r store.Reader, city int64, in area.Code, limit int) ([]int64, error) {
	var out []int64
	for _, open := range []int64{1, 0} {
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			out = append(out, id)
			return err
		}, "SELECT id FROM matters WHERE city = $1 AND open = $2 AND area = $3 ORDER BY next, id LIMIT $4",
			city, open, int64(in), limit-len(out))
		if err != nil || len(out) >= limit {
			return out, err
		}
	}
	return out, nil
}

// Running are the matters in a state after a place (next, id) in its worklist, in that order.
func Running(ctx context.Context, r store.Reader, city int64, state matter.State, next calendar.Instant, id int64,
	limit int) ([]Review, error) {
	var out []Review
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var v Review
		err := rows.Scan(&v.ID, &v.Next)
		out = append(out, v)
		return err
	}, runningText, city, int64(state), next, id, limit)
	return out, err
}

const runningText = "SELECT id, next FROM matters WHERE city = $1 AND state = $2 AND (next, id) > ($3, $4) " +
	"ORDER BY next, id LIMIT $5"

const reviewsText = "SELECT id, next FROM matters WHERE city = $1 AND state = $2 AND next <= $3 ORDER BY next, id " +
	"LIMIT $4"

// The states in which the unit asks, and those in which a supervisor may have to decide something.
var (
	inHand        = []matter.State{matter.InHand}
	askableStates = []matter.State{matter.Assigned, matter.InHand, matter.Suspended, matter.Fixed, matter.StruckOff}
)

// waiting are the streams of one post. They may hold more than waits for it; WaitsFor decides.
func (l *listing) waiting(ctx context.Context, p org.Post) ([]*stream, error) {
	n := anything()
	in := func(states ...matter.State) ([]*stream, error) {
		n.states = maskOf(states)
		if p.Area == 0 {
			return nil, nil
		}
		part := *l
		part.plan.states = n.states
		return part.ofAreas(ctx, n, []area.Code{p.Area})
	}
	asked := func(a Ask, states []matter.State, more []*stream, err error) ([]*stream, error) {
		if err != nil {
			return nil, err
		}
		s, err := l.asked(ctx, p.Area, a, states)
		return append(more, s...), err
	}
	switch p.Kind {
	case matter.Dispatcher:
		s, err := in(matter.Reported, matter.Listed)
		return asked(AskExtension, inHand, s, err)
	case matter.Verifier:
		return in(matter.Fixed)
	case matter.Supervisor:
		late := *l
		late.plan.Light = matter.Red
		late.plan.states, n.states, n.areas = maskOf(lightStates), maskOf(lightStates), []area.Code{p.Area}
		s, err := asked(AskSuspension, inHand, late.byState(stateWalk, n, 0), nil)
		s, err = asked(AskHold, askableStates, s, err)
		return asked(AskAppeal, askableStates, s, err)
	case matter.UnitClerk, matter.UnitHead:
		n.states, n.leadLo, n.leadHi = maskOf(lightStates), p.Unit, p.Unit
		return l.ofUnits(ctx, n, []int64{p.Unit}, partLead)
	}
	return nil, nil
}

// asked are the streams of what somebody asked for, or is doubted, in an area.
func (l *listing) asked(ctx context.Context, in area.Code, a Ask, states []matter.State) ([]*stream, error) {
	n := anything()
	n.states, n.areas = maskOf(states), []area.Code{in}
	s, err := l.collected(ctx, n, askEntries, int64(a))
	if !errors.Is(err, errWide) {
		return s, err
	}
	part := *l
	part.plan.states = n.states
	return part.byState(stateWalk, n, 0), nil
}

// Doubted are the reports that a dispatcher looks at before they join the others, what is due first standing first.
// It never shows more than the scope.
func Doubted(ctx context.Context, r store.Reader, city int64, scope org.Scope, posts []org.Post, f Filter,
	now calendar.Instant) (Page, error) {
	f.Sort = SortNext
	l, err := prepare(r, city, scope, f, now)
	if err != nil {
		return Page{}, fmt.Errorf("doubted reports: %w", err)
	}
	for _, p := range posts {
		if p.Kind != matter.Dispatcher || p.Area == 0 {
			continue
		}
		s, err := l.asked(ctx, p.Area, AskDoubt, []matter.State{matter.Reported})
		if err != nil {
			return Page{}, fmt.Errorf("doubted reports: %w", err)
		}
		l.merge.streams = append(l.merge.streams, s...)
	}
	l.also = func(row *Row) bool { return row.Ask == AskDoubt && decidesOne(posts, row) }
	page, err := l.page(ctx, l.plan.Limit)
	if err != nil {
		return Page{}, fmt.Errorf("doubted reports: %w", err)
	}
	return page, nil
}

// decidesOne says whether a holder of the posts decides about the row as a dispatcher.
func decidesOne(posts []org.Post, r *Row) bool {
	return slices.ContainsFunc(posts, func(p org.Post) bool {
		return p.Kind == matter.Dispatcher && p.Area.Contains(r.Area) &&
			(r.Decider == 0 || int(p.Area.Level()) <= r.Decider)
	})
}

// WaitsFor says what the row waits for from a holder of the posts, "" for nothing. What lies in no area of his waits
// for him all the same when it is a case that he is on, and no case waits for him otherwise.
func WaitsFor(person int64, posts []org.Post, r *Row, now calendar.Instant) Why {
	holds := func(kind matter.Post, fits func(p org.Post) bool) bool {
		for _, p := range posts {
			if p.Kind == kind && fits(p) {
				return true
			}
		}
		return false
	}
	inArea := func(p org.Post) bool {
		if r.Kind == matter.Help {
			return slices.Contains(r.Members, person)
		}
		return p.Area.Contains(r.Area)
	}
	decides := func(p org.Post) bool {
		return inArea(p) && (r.Decider == 0 || int(p.Area.Level()) <= r.Decider)
	}
	leads := func(p org.Post) bool { return p.Unit != 0 && p.Unit == r.Lead }
	unit := func() bool { return holds(matter.UnitClerk, leads) || holds(matter.UnitHead, leads) }
	switch {
	case r.Ask == AskExtension && holds(matter.Dispatcher, inArea):
		return ToDecideExtension
	case r.Ask == AskSuspension && holds(matter.Supervisor, inArea):
		return ToDecideSuspension
	case r.Ask == AskHold && holds(matter.Supervisor, inArea):
		return ToHold
	case r.Ask == AskAppeal && holds(matter.Supervisor, inArea):
		return ToDecideAppeal
	case r.State == matter.Assigned && unit():
		return ToSign
	case r.State == matter.InHand && unit():
		return ToFix
	case r.State == matter.Reported && r.Ask != AskDoubt && holds(matter.Dispatcher, decides):
		return ToList
	case r.State == matter.Listed && holds(matter.Dispatcher, decides):
		return ToAssign
	case r.State == matter.Fixed && holds(matter.Verifier, inArea):
		return ToVerify
	case r.Light(now) == matter.Red && holds(matter.Supervisor, inArea):
		return Overdue
	}
	return ""
}
