package score

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/platform/store"
)

// Scope is whom a figure is of: an area with all below it, or a unit.
type Scope struct {
	Area area.Code
	Unit int64 // 0 for the area
}

// key is the scope as the tables name it.
func (s Scope) key() (scope, id int64) {
	if s.Unit != 0 {
		return unitScope, s.Unit
	}
	return int64(s.Area.Level()), int64(s.Area)
}

// total is what a scope comes to in a period.
type total struct {
	Counts
	notDue int64 // left out: waits for the unit and its day is not over
}

// asked is one reading of score_counts: the rows of some periods, added to the sums, taken from them, or only to be
// told of.
type asked struct {
	grain, waiting int64
	periods        []int64
	times          int64 // +1, −1, or 0
	notDue         bool
}

const (
	mostPeriods = 31 // days of a month
	mostIDs     = 64
)

// sumsText reads one scope, sumsMany up to 64 of them. Periods that are not needed are −1.
var (
	sumsOne  = sumsText(1)
	sumsMany = sumsText(mostIDs)
)

func sumsText(ids int) string {
	return "SELECT id, sums FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 AND waiting = $4\n" +
		"AND period IN (" + places(5, mostPeriods) + ") AND id IN (" + places(5+mostPeriods, ids) + ")"
}

// plan says what to read for a period. Frozen months come from what was published; of the others everything that is
// settled counts, and what waits for the unit once its day is over.
func (p Period) plan(today views.Day, frozen map[int64]publication) []asked {
	if p.Grain == Week {
		var all, over, open []int64
		for d := p.From(); d < p.To(); d++ {
			all = append(all, int64(d))
			if d < today {
				over = append(over, int64(d))
			} else {
				open = append(open, int64(d))
			}
		}
		return []asked{{byDay, 0, all, 1, false}, {byDay, 1, over, 1, false}, {byDay, 1, open, 0, true}}
	}
	var fixed, live, over, later, open []int64
	for _, m := range p.months() {
		switch _, is := frozen[m]; {
		case is:
			fixed = append(fixed, m)
			continue
		case m > monthOf(today):
			later = append(later, m)
		default:
			over = append(over, m)
			if m == monthOf(today) {
				for d := today; monthOf(d) == m; d++ {
					open = append(open, int64(d))
				}
			}
		}
		live = append(live, m)
	}
	return []asked{{byFrozen, 0, fixed, 1, false}, {byMonth, 0, live, 1, false}, {byMonth, 1, over, 1, false},
		{byMonth, 1, later, 0, true}, {byDay, 1, open, -1, true}}
}

// sums adds up the rows of some ids of one scope.
func (s *Score) sums(ctx context.Context, r store.Reader, scope int64, ids []int64,
	plan []asked) (map[int64]*total, error) {
	out := make(map[int64]*total, len(ids))
	for _, id := range ids {
		out[id] = &total{}
	}
	for _, a := range plan {
		if len(a.periods) == 0 {
			continue
		}
		for some := range slices.Chunk(ids, mostIDs) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if err := s.sum(ctx, r, scope, some, a, out); err != nil {
				return nil, fmt.Errorf("read counts: %w", err)
			}
		}
	}
	return out, nil
}

func (s *Score) sum(ctx context.Context, r store.Reader, scope int64, ids []int64, a asked,
	out map[int64]*total) error {
	text, room := sumsOne, 1
	if len(ids) > 1 {
		text, room = sumsMany, mostIDs
	}
	args := append(make([]any, 0, 4+mostPeriods+room), s.city, scope, a.grain, a.waiting)
	args = padded(padded(args, a.periods, mostPeriods), ids, room)
	var id int64
	var packed sql.RawBytes
	var c Counts
	// The driver watches a context that can end with a goroutine for each row, which takes longer than the row. A
	// piece is short enough without.
	return store.Each(context.WithoutCancel(ctx), r, func(rows *sql.Rows) error {
		if err := rows.Scan(&id, &packed); err != nil {
			return err
		}
		if err := c.unpack(packed); err != nil {
			return err
		}
		t := out[id]
		if t.add(&c, a.times); a.notDue {
			t.notDue += c[N] + c[LeftOut] + c[Paused]
		}
		return nil
	}, text, args...)
}

func padded(args []any, list []int64, room int) []any {
	for i := range room {
		if i < len(list) {
			args = append(args, list[i])
		} else {
			args = append(args, int64(-1))
		}
	}
	return args
}
