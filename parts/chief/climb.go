package chief

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// clock lets problems climb, and takes posts along.
var clock = org.Caller{Clock: true}

const (
	batch     = 128
	lookAgain = 3600_000_000      // after which a problem is looked at again that has no chief, µs
	dayLong   = 24 * 3600_000_000 // µs
)

// wait is a problem that no unit has answered, and which level of each theme's chain was told last.
type wait struct {
	Matter   int64
	Area     area.Code
	Category string
	At       calendar.Instant
	Waits    bool
	Told     map[string]area.Level
}

func waitOf(ctx context.Context, r store.Reader, city, id int64) (*wait, error) {
	w, told, waits := &wait{Matter: id}, "", 0
	err := r.QueryRow(ctx, "SELECT area, category, at, waits, told FROM chief_waits WHERE city = $1 AND matter = $2",
		city, id).Scan(&w.Area, &w.Category, &w.At, &waits, &told)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing()
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	w.Waits = waits == 1
	return w, json.Unmarshal([]byte(told), &w.Told)
}

// Climb tells the next chiefs up of problems that no unit has answered for policy's days, one step at a time, and says
// how many that were. It may be called at any time, by any number of programs.
func (x *Chiefs) Climb(ctx context.Context) (done int, err error) {
	days := x.rules().Climb
	if days == 0 {
		return 0, nil
	}
	for _, c := range x.categories() {
		list, err := x.due(ctx, c, x.Now().Plus(int64(-days)*dayLong))
		if err != nil {
			return done, err
		}
		for _, id := range list {
			if x.rest.Still(id, x.Now()) {
				continue
			}
			ok, err := x.Aside.Try(ctx, fmt.Sprintf("chiefs of matter %d", id),
				func() error { return x.climb(ctx, id) })
			if err != nil {
				return done, fmt.Errorf("chiefs of matter %d: %w", id, err)
			}
			if ok {
				done++
			}
		}
	}
	return done, ctx.Err()
}

// categories are those of whose problems some chief hears.
func (x *Chiefs) categories() (out []string) {
	for _, c := range x.Policy().Categories() {
		if slices.ContainsFunc(x.rules().Themes, func(t policy.Theme) bool { return t.Holds(c.Code) }) {
			out = append(out, c.Code)
		}
	}
	return out
}

func (x *Chiefs) due(ctx context.Context, category string, until calendar.Instant) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), numbers(&out), "SELECT matter FROM chief_waits WHERE city = $1 AND "+
		"category = $2 AND waits = 1 AND at <= $3 ORDER BY at, matter LIMIT $4", x.City, category, int64(until),
		batch+x.rest.Len()+x.Aside.Len())
	return out, err
}

// numbers reads a column of ids.
func numbers(into *[]int64) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		*into = append(*into, id)
		return err
	}
}

// climb tells the next chiefs of one problem.
func (x *Chiefs) climb(ctx context.Context, id int64) error {
	w, err := waitOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return err
	}
	told := false
	_, err = x.Desk.Keep(ctx, clock, desk.Once("chief climbs", id, w.At), nil, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		told = false
		m, err := views.Get(ctx, tx, x.City, id) // the list of those that wait may lag; the matter does not
		if err != nil || m.State != matter.Listed && m.State != matter.Assigned {
			return nil, err
		}
		b, err := x.next(ctx, tx, w, Today(now))
		if err != nil || len(b.Steps) == 0 {
			return nil, err
		}
		told = true
		return []desk.Fact{{Type: ClimbedType, Subject: id, Areas: []area.Code{w.Area}, Body: b}}, nil
	})
	if err = foreign(err); err == nil && !told {
		x.rest.Put(id, x.Now().Plus(lookAgain))
	}
	return err
}

// next are the chiefs one step up from who was told last, of each theme of the problem's category.
func (x *Chiefs) next(ctx context.Context, r store.Reader, w *wait, today Day) (*Climbed, error) {
	b := &Climbed{}
	for _, t := range x.rules().Themes {
		if !t.Holds(w.Category) {
			continue
		}
		from := w.Area.Level()
		if last := w.Told[t.Code]; last != area.NoLevel {
			from = last - 1
		}
		for l := from; l >= area.City; l-- {
			list, err := x.holders(ctx, r, t.Code, w.Area.Ancestor(l), today)
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(list, func(s Stand) bool { return s.Post == t.Posts[0].Code })
			if i >= 0 {
				b.Steps = append(b.Steps, Step{t.Code, l, list[i].ID})
				break
			}
		}
	}
	return b, nil
}
