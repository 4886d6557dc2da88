package plan

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// waitsShown is how far the home page counts.
const waitsShown = 100

// nextOf is the step that a stage waits for.
var nextOf = map[Stage]event.Type{Heard: ReviewedType, Reviewed: DeliberatedType, Deliberated: AdoptedType,
	Adopted: SentType}

// Waits says what waits for a person: opinions asked of his units, his steps with plans, reports that are overdue.
func (x *Plans) Waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	add := func(key string, n int, path string) {
		if n > 0 {
			out = append(out, part.Waiting{Key: key, N: min(n, waitsShown), More: n > waitsShown, Path: path})
		}
	}
	asks, err := x.Asks(ctx, caller, waitsShown+1)
	if err != nil {
		return nil, err
	}
	add("waits.plan_opinions", len(asks), "/plans/mine")
	mine, err := x.Mine(ctx, caller, waitsShown+1)
	if err != nil {
		return nil, err
	}
	add("waits.plan_steps", len(mine), "/plans/mine")
	late, err := x.Overdue(ctx, caller, waitsShown+1)
	add("waits.plan_reports", len(late), "/plans/mine")
	return out, err
}

// Asks are the plans on which the caller's units have not spoken yet and still can, what ends first first.
func (x *Plans) Asks(ctx context.Context, caller org.Caller, limit int) (out []*Plan, err error) {
	var own []string
	args := []any{x.City, int64(x.Now())}
	for _, u := range x.ownUnits(caller) {
		args = append(args, u)
		own = append(own, "$"+strconv.Itoa(len(args)))
	}
	if len(own) == 0 {
		return nil, nil
	}
	var ids []int64
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id, until int64
		err := rows.Scan(&id, &until)
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		return err
	}, "SELECT plan, until FROM plan_asks WHERE city = $1 AND until > $2 AND unit IN ("+strings.Join(own, ", ")+
		") LIMIT "+strconv.Itoa(limit), args...)
	for _, id := range ids {
		if err != nil {
			break
		}
		var p *Plan
		if p, err = planOf(ctx, x.DB.Read(), x.City, id); err == nil && p.Work != nil {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b *Plan) int { return int(a.Work.Until/day - b.Work.Until/day) })
	return out, err
}

// ownUnits are the caller's units, and those that they succeeded.
func (x *Plans) ownUnits(caller org.Caller) (out []int64) {
	for _, p := range caller.Posts {
		if p.Unit != 0 && slices.Contains(units, p.Kind) && !slices.Contains(out, p.Unit) {
			out = append(out, p.Unit)
		}
	}
	if len(out) == 0 {
		return nil
	}
	for _, u := range x.Org().Abolished() {
		if now := x.Today(u); now != u && slices.Contains(out, now) {
			out = append(out, u)
		}
	}
	return out
}

// Mine are the plans whose next step is the caller's to take: those that wait for review, deliberation, adoption or
// issuing, and those whose opinions are in and wait for who drafts.
func (x *Plans) Mine(ctx context.Context, caller org.Caller, limit int) (out []*Plan, err error) {
	now := x.Now()
	for _, stage := range []Stage{Adopted, Deliberated, Reviewed, Heard, Asked} {
		typ, usual := nextOf[stage]
		if !usual {
			typ = HeardType
		}
		err := each(ctx, x.DB.Read(), func(p *Plan) error {
			switch {
			case len(out) >= limit || !x.MayTake(caller, typ, p):
			case stage == Asked && now < p.Work.Until && len(p.Work.Silent()) > 0:
			case (stage == Heard || stage == Deliberated) && own(caller, p.Work) != nil:
			default:
				out = append(out, p)
			}
			return nil
		}, "SELECT body FROM plans WHERE city = $1 AND stage = $2 ORDER BY id LIMIT "+strconv.Itoa(readRows), x.City,
			string(stage))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Overdue are the plans of which the caller could make a report that is overdue.
func (x *Plans) Overdue(ctx context.Context, caller org.Caller, limit int) (out []*Plan, err error) {
	err = each(ctx, x.DB.Read(), func(p *Plan) error {
		typ := EndedType
		if p.report() != p.Final {
			typ = ReportedType
		}
		if len(out) < limit && x.MayTake(caller, typ, p) {
			out = append(out, p)
		}
		return nil
	}, "SELECT body FROM plans WHERE city = $1 AND report > 0 AND report <= $2 ORDER BY report, id LIMIT "+
		strconv.Itoa(readRows), x.City, int64(x.Now()))
	return out, err
}

// Due is when a plan's next report is due, 0 for none; late says that this is over.
func (p *Plan) Due(now calendar.Instant) (at calendar.Instant, late bool) {
	at = p.report()
	return at, at != 0 && at <= now
}
