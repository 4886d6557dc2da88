package outreach

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/stock"
	"xiaohao/platform/store"
)

// clock is who says what follows from the organisation and the calendar.
var clock = org.Caller{Clock: true}

// Succeeded says where an activity and its teams are since areas were abolished, and whose they are since units were.
// What they have and did goes along, so that the areas in use add up to the city.
type Succeeded struct {
	Area  area.Code `json:"area"` // of the activity; the smallest that holds all its teams
	Unit  int64     `json:"unit"`
	Teams []Went    `json:"teams,omitempty"` // those of which something is another
}

// Went is a team with its area and unit from now on.
type Went struct {
	Team int64     `json:"team"`
	Area area.Code `json:"area"`
	Unit int64     `json:"unit"`
}

// goes takes an activity along.
func (a *Activity) goes(b *Succeeded) {
	a.Area, a.Unit = b.Area, b.Unit
	for _, w := range b.Teams {
		if i := slices.IndexFunc(a.Teams, func(t Team) bool { return t.ID == w.Team }); i >= 0 {
			a.Teams[i].Area, a.Teams[i].Unit = w.Area, w.Unit
		}
	}
}

// went is what became of an activity; nil where all of it is still there. A team has no place on the map: of several
// successors it goes to the default one.
func (a *Activity) went(o *org.Org) *Succeeded {
	heir := func(unit int64) int64 {
		if to, ok := o.Successor(unit); ok {
			return to
		}
		return unit
	}
	b := &Succeeded{Area: o.Tree().Heir(a.Area, nil), Unit: heir(a.Unit)}
	all := []area.Code{b.Area}
	for _, t := range a.Teams {
		w := Went{t.ID, o.Tree().Heir(t.Area, nil), heir(t.Unit)}
		if w.Area != t.Area || w.Unit != t.Unit {
			b.Teams = append(b.Teams, w)
		}
		all = append(all, w.Area)
	}
	b.Area = area.Common(all)
	if b.Area == a.Area && b.Unit == a.Unit && len(b.Teams) == 0 {
		return nil
	}
	return b
}

// Follow takes activities along when areas are abolished, also those that are over, and says how many went. Those that
// go on follow their units too. It does nothing while the organisation is the one that it followed last. Any number of
// programs may.
func (x *Outreach) Follow(ctx context.Context) (done int, err error) {
	o, whole := x.Org(), true
	if x.swept.Load() == o {
		return 0, nil
	}
	follow := func(id int64) error {
		ok, err := x.Aside.Try(ctx, "areas of activity "+stringOf(id), func() error {
			went, err := x.follow(ctx, id)
			if went {
				done++
			}
			return err
		})
		whole = whole && ok
		return err
	}
	for _, gone := range o.Tree().Succeeded() {
		if err := x.each(ctx, follow, "SELECT activity FROM outreach_areas WHERE city = $1 AND activity > $2 AND "+
			"area = $3 ORDER BY activity LIMIT 100", int64(gone)); err != nil {
			return done, err
		}
	}
	if err := x.each(ctx, follow, openActivities); err != nil {
		return done, err
	}
	if whole {
		x.swept.Store(o)
	}
	return done, nil
}

const openActivities = "SELECT id FROM outreach_activities WHERE city = $1 AND over = 0 AND id > $2 " +
	"ORDER BY id LIMIT 100"

// each does something with activities, a hundred at a time; the text's $2 is the id behind which the next ones are.
func (x *Outreach) each(ctx context.Context, do func(int64) error, text string, args ...any) error {
	for behind := int64(0); ; {
		var ids []int64
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, text, append([]any{x.City, behind}, args...)...)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := do(id); err != nil {
				return err
			}
		}
		behind = ids[len(ids)-1]
	}
}

// follow records what became of one activity, and says whether something did.
func (x *Outreach) follow(ctx context.Context, id int64) (bool, error) {
	a, err := Get(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return false, err
	}
	went := a.went(x.Org())
	if went == nil {
		return false, nil
	}
	once := desk.Once("outreach succeeds", id, x.Now(), went)
	answer, err := x.Desk.Keep(ctx, clock, once, nil, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		a, err := Get(ctx, tx, x.City, id)
		if err != nil {
			return nil, err
		}
		b := a.went(x.Org())
		if b == nil {
			return nil, nil // another program was quicker
		}
		return []desk.Fact{{Type: SucceededType, Subject: id, Areas: []area.Code{b.Area}, Body: b}}, nil
	})
	return answer.First != 0, err
}

// succeeded moves what the store and the teams have and did from their old areas to the new ones. The activity's row
// still says the old ones.
func (v view) succeeded(ctx context.Context, tx *store.Tx, e ledger.Event, b *Succeeded) error {
	was, err := Get(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	if err := v.goes(ctx, tx, e, 0, was.Area, b.Area); err != nil {
		return err
	}
	for _, w := range b.Teams {
		t, ok := was.Team(w.Team)
		if !ok {
			return fmt.Errorf("%s of a team %d that there is not", e.Type, w.Team)
		}
		if err := v.goes(ctx, tx, e, w.Team, t.Area, w.Area); err != nil {
			return err
		}
	}
	return nil
}

// goes moves what a team, or the store (0), has and did from one area to another: out of the areas above the old one,
// into those above the new one.
func (v view) goes(ctx context.Context, tx *store.Tx, e ledger.Event, team int64, from, to area.Code) error {
	signs := map[area.Code]int64{}
	for _, a := range above(from) {
		signs[a]--
	}
	for _, a := range above(to) {
		signs[a]++
	}
	held, err := balancesOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	counts, err := countsOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	years, err := v.yearsOf(ctx, tx, e.Subject, team)
	if err != nil {
		return err
	}
	for up, sign := range signs {
		if sign == 0 {
			continue
		}
		for _, h := range held {
			if h.Team != team {
				continue
			}
			if err := tx.Later(ctx, addSum, append([]any{v.city, e.Subject, int64(up), h.Item},
				columnsOf(h.Times(sign))...)...); err != nil {
				return err
			}
		}
		for _, c := range counts {
			if team == 0 || c.Team != team {
				continue
			}
			if err := tx.Later(ctx, addCount, v.city, e.Subject, int64(up), 0, c.What, sign*c.N); err != nil {
				return err
			}
		}
		for k, n := range years {
			if err := v.year(ctx, tx, k.year, up, k.what, k.name, sign*n); err != nil {
				return err
			}
		}
	}
	return nil
}

// did is what somebody did in a year.
type did struct {
	year       int64
	what, name string
}

// yearsOf sums the account of a team, or of the store, up by year, as the years of its areas hold it.
func (v view) yearsOf(ctx context.Context, r store.Reader, activity, team int64) (map[did]int64, error) {
	out := map[did]int64{}
	return out, store.Each(ctx, r, func(rows *sql.Rows) error {
		var e Entry
		if err := e.scan(rows.Scan); err != nil {
			return err
		}
		year := yearOf(e.At)
		moved := func(m *Moved, kind stock.Kind) {
			c := stock.Move{Kind: kind, Team: m.Team, N: m.N, Seen: m.Seen}.Change()
			by := c.Team
			if m.Team == 0 {
				by = c.Store
			}
			out[did{year, "given", m.Name}] += by.Given
			out[did{year, "lost", m.Name}] += by.Lost
		}
		switch {
		case e.Move != nil:
			moved(e.Move, e.Move.Kind)
		case e.People != nil:
			out[did{year, e.People.By, ""}] += e.People.N
		case e.Back != nil && e.Back.People != nil:
			out[did{year, e.Back.People.By, ""}] -= e.Back.People.N
		case e.Back != nil && e.Back.Move != nil:
			moved(e.Back.Move, stock.Undone)
		case e.Came != nil:
			out[did{year, came, ""}] += e.Came.Came - e.Came.Before
		}
		return nil
	}, entryColumns+" AND team = $3 ORDER BY seq", v.city, activity, team)
}
