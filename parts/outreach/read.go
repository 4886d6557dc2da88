package outreach

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/stock"
	"xiaohao/platform/store"
)

// Get is an activity without its stock. Everybody with a post may see it. It gives "outreach_missing".
func (x *Outreach) Get(ctx context.Context, caller org.Caller, id int64) (*Activity, error) {
	if err := x.maySee(caller); err != nil {
		return nil, err
	}
	return Get(ctx, x.DB.Read(), x.City, id)
}

// Brief is an activity in a list: with the sums of its things, and how many people were reached.
type Brief struct {
	Activity
	Sums    map[int64]stock.Balance // by thing
	Reached int64
}

// List are the activities in an area, also those whose teams only go there, the newest first; behind is the last one of
// the page before, next where the next one begins, 0 for the end. Everybody with a post may.
func (x *Outreach) List(ctx context.Context, caller org.Caller, in area.Code, behind int64, limit int) (list []Brief,
	next int64, err error) {
	if err := x.maySee(caller); err != nil {
		return nil, 0, err
	}
	if behind == 0 {
		behind = 1 << 62
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var body string
			if err := rows.Scan(&body); err != nil {
				return err
			}
			if len(list) == limit {
				next = list[limit-1].ID
				return nil
			}
			b := Brief{Sums: map[int64]stock.Balance{}}
			err := json.Unmarshal([]byte(body), &b.Activity)
			list = append(list, b)
			return err
		}, "SELECT a.body FROM outreach_areas p JOIN outreach_activities a ON a.city = $1 AND a.id = p.activity "+
			"WHERE p.city = $1 AND p.area = $2 AND p.activity < $3 ORDER BY p.activity DESC LIMIT "+
			strconv.Itoa(limit+1), x.City, int64(in), behind)
		for i := range list {
			if err != nil {
				return err
			}
			err = list[i].sum(ctx, r, x.City, in)
		}
		return err
	})
	return list, next, err
}

// sum reads what an activity has and did in an area.
func (b *Brief) sum(ctx context.Context, r store.Reader, city int64, in area.Code) error {
	sums, err := sumsOf(ctx, r, city, b.ID)
	if err != nil {
		return err
	}
	for _, s := range sums {
		if s.Area == in {
			b.Sums[s.Item] = s.Balance
		}
	}
	counts, err := countsOf(ctx, r, city, b.ID)
	for _, c := range counts {
		if c.Area == in && c.What != came {
			b.Reached += c.N
		}
	}
	return err
}

// Year is what was done in an area in a year.
type Year struct {
	What string // given, lost, came, or a way in which people were counted
	Name string // of the thing
	N    int64
}

// Years are what was done in an area in the year of an instant, over all its activities.
func (x *Outreach) Years(ctx context.Context, caller org.Caller, in area.Code, at calendar.Instant) (out []Year,
	err error) {
	if err := x.maySee(caller); err != nil {
		return nil, err
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var y Year
		err := rows.Scan(&y.What, &y.Name, &y.N)
		out = append(out, y)
		return err
	}, "SELECT what, name, n FROM outreach_years WHERE city = $1 AND area = $2 AND year = $3 AND n <> 0 "+
		"ORDER BY what, name LIMIT 100", x.City, int64(in), yearOf(at))
	return out, err
}

// Books are an activity with where all its things are, as of one instant.
type Books struct {
	*Activity
	Held   []Held
	Sums   []Sum
	Counts []Count
	Signed int64 // volunteers
}

// Books reads them. Everybody with a post may. It gives "outreach_missing".
func (x *Outreach) Books(ctx context.Context, caller org.Caller, id int64) (*Books, error) {
	if err := x.maySee(caller); err != nil {
		return nil, err
	}
	return x.books(ctx, id)
}

func (x *Outreach) books(ctx context.Context, id int64) (*Books, error) {
	b := &Books{}
	err := x.DB.Snapshot(ctx, func(r store.Reader) (err error) {
		if b.Activity, err = Get(ctx, r, x.City, id); err != nil {
			return err
		}
		if b.Held, err = balancesOf(ctx, r, x.City, id); err != nil {
			return err
		}
		if b.Sums, err = sumsOf(ctx, r, x.City, id); err != nil {
			return err
		}
		if b.Counts, err = countsOf(ctx, r, x.City, id); err != nil {
			return err
		}
		if b.Signed, err = x.signed(ctx, r, id); b.Signed == 0 {
			b.Signed = b.Activity.Signed
		}
		return err
	})
	return b, err
}

// Of is where a thing is that a team has, or the store.
func (b *Books) Of(item, team int64) stock.Balance {
	for _, h := range b.Held {
		if h.Item == item && h.Team == team {
			return h.Balance
		}
	}
	return stock.Balance{}
}

// In is where a thing is that all in an area have.
func (b *Books) In(a area.Code, item int64) stock.Balance {
	for _, s := range b.Sums {
		if s.Area == a && s.Item == item {
			return s.Balance
		}
	}
	return stock.Balance{}
}

// Reached is how many people a team reached, of 0 all teams, by one way or by all ("").
func (b *Books) Reached(team int64, by string) (n int64) {
	for _, c := range b.Counts {
		if (team == 0 && c.Area == b.Area || team != 0 && c.Team == team) && c.What != came && (by == "" ||
			by == c.What) {
			n += c.N
		}
	}
	return n
}

// Came is how many volunteers came to a team, of 0 to all.
func (b *Books) Came(team int64) int64 {
	for _, c := range b.Counts {
		if (team == 0 && c.Area == b.Area || team != 0 && c.Team == team) && c.What == came {
			return c.N
		}
	}
	return 0
}

// Towns are the areas of one level that teams go to, in their order.
func (b *Books) Towns(l area.Level) (out []area.Code) {
	for _, t := range b.Teams {
		if at := t.Area; at.Level() >= l && !slices.Contains(out, at.Ancestor(l)) {
			out = append(out, at.Ancestor(l))
		}
	}
	slices.Sort(out)
	return out
}

// Account is the stock account, the newest line first: of a team, of the store (0) or of all (-1). behind and next are
// as in List. Everybody with a post may.
func (x *Outreach) Account(ctx context.Context, caller org.Caller, activity, team, behind int64,
	limit int) (list []Entry,
	next int64, err error) {
	if err := x.maySee(caller); err != nil {
		return nil, 0, err
	}
	if behind == 0 {
		behind = 1 << 62
	}
	text, args := entryColumns+" AND seq < $3", []any{x.City, activity, behind}
	if team >= 0 {
		text, args = text+" AND team = $4", append(args, team)
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		if len(list) == limit {
			next = list[limit-1].Seq
			return nil
		}
		var e Entry
		err := e.scan(rows.Scan)
		list = append(list, e)
		return err
	}, text+" ORDER BY seq DESC LIMIT "+strconv.Itoa(limit+1), args...)
	return list, next, err
}

// waitsShown is how far the home page counts.
const waitsShown = 100

// Waits says what waits for a person: things on the way to his unit's teams, and notices for his step.
func (x *Outreach) Waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	n, first, err := x.onTheWay(ctx, caller)
	if err != nil {
		return nil, err
	}
	if n > 0 {
		out = append(out, part.Waiting{Key: "waits.outreach_way", N: min(n, waitsShown), More: n > waitsShown,
			Path: "/outreach/" + stringOf(first)})
	}
	n, first = 0, 0
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		a := &Activity{}
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), a); err != nil {
			return err
		}
		if x.takes(caller, a, a.Release.Step+1, a.Release.Hands) == nil {
			if n++; n == 1 {
				first = a.ID
			}
		}
		return nil
	}, "SELECT body FROM outreach_activities WHERE city = $1 AND waits > 0 ORDER BY waits, id LIMIT 100", x.City)
	if n > 0 {
		out = append(out, part.Waiting{Key: "waits.outreach_notices", N: n, Path: "/outreach/" + stringOf(first) +
			"#notice"})
	}
	return out, err
}

// onTheWay counts what is on the way to teams of the caller's units, and names the first activity.
func (x *Outreach) onTheWay(ctx context.Context, caller org.Caller) (n int, first int64, err error) {
	args, list := []any{x.City}, []string{}
	for _, p := range caller.Posts {
		if inUnit(caller, p.Unit) && !slices.Contains(args[1:], any(p.Unit)) {
			args = append(args, p.Unit)
			list = append(list, "$"+strconv.Itoa(len(args)))
		}
	}
	if len(list) == 0 {
		return 0, 0, nil
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		if n++; n == 1 {
			first = id
		}
		return err
	}, "SELECT activity FROM outreach_balances WHERE city = $1 AND way > 0 AND unit IN ("+strings.Join(list, ", ")+
		") LIMIT "+strconv.Itoa(waitsShown+1), args...)
	return n, first, err
}
