package outreach

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/stock"
	"xiaohao/platform/store"
)

// Get reads an activity, also in a transaction and for other parts. It gives fault.Missing "outreach_missing".
func Get(ctx context.Context, r store.Reader, city, id int64) (*Activity, error) {
	a := &Activity{}
	return a, part.Document(r.QueryRow(ctx, "SELECT body FROM outreach_activities WHERE city = $1 AND id = $2", city,
		id), a, missing)
}

// Held is where a thing is that one team has, or the store (team 0).
type Held struct {
	Item, Team int64
	stock.Balance
}

const balanceColumns = "total, hand, way, given, lost, damaged, missing, found"

func targets(b *stock.Balance) []any {
	return []any{&b.All, &b.Hand, &b.Way, &b.Given, &b.Lost, &b.Damaged, &b.Missing, &b.Found}
}

// heldBy are the balances of the store and of a team, which are nothing before something moved.
func heldBy(ctx context.Context, r store.Reader, city, activity, item, team int64) (out [2]stock.Balance, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var holder int64
		var b stock.Balance
		if err := rows.Scan(append([]any{&holder}, targets(&b)...)...); err != nil {
			return err
		}
		if holder == 0 {
			out[0] = b
		} else {
			out[1] = b
		}
		return nil
	}, "SELECT team, "+balanceColumns+" FROM outreach_balances WHERE city = $1 AND activity = $2 AND item = $3 AND "+
		"team IN (0, $4)", city, activity, item, team)
	return out, err
}

// balancesOf are all balances of an activity.
func balancesOf(ctx context.Context, r store.Reader, city, activity int64) (out []Held, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var h Held
		err := rows.Scan(append([]any{&h.Item, &h.Team}, targets(&h.Balance)...)...)
		out = append(out, h)
		return err
	}, "SELECT item, team, "+balanceColumns+" FROM outreach_balances WHERE city = $1 AND activity = $2 "+
		"ORDER BY item, team", city, activity)
	return out, err
}

// Sum is where a thing is that all in an area have.
type Sum struct {
	Area area.Code
	Item int64
	stock.Balance
}

// sumsOf are the sums of an activity by area.
func sumsOf(ctx context.Context, r store.Reader, city, activity int64) (out []Sum, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var s Sum
		var a int64
		err := rows.Scan(append([]any{&a, &s.Item}, targets(&s.Balance)...)...)
		s.Area = area.Code(a)
		out = append(out, s)
		return err
	}, "SELECT area, item, "+balanceColumns+" FROM outreach_sums WHERE city = $1 AND activity = $2 "+
		"ORDER BY area, item", city, activity)
	return out, err
}

// Count is how many people were reached in one way, or came.
type Count struct {
	Area area.Code // 0 of a team
	Team int64     // 0 of an area
	What string
	N    int64
}

// countsOf are the counts of people of an activity.
func countsOf(ctx context.Context, r store.Reader, city, activity int64) (out []Count, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var c Count
		var a int64
		err := rows.Scan(&a, &c.Team, &c.What, &c.N)
		c.Area = area.Code(a)
		out = append(out, c)
		return err
	}, "SELECT area, team, what, n FROM outreach_counts WHERE city = $1 AND activity = $2 ORDER BY area, team, what",
		city, activity)
	return out, err
}

// cameTo is how many volunteers were said to have come to a team.
func cameTo(ctx context.Context, r store.Reader, city, activity, team int64) (n int64, err error) {
	err = r.QueryRow(ctx, "SELECT n FROM outreach_counts WHERE city = $1 AND activity = $2 AND area = 0 AND team = $3 "+
		"AND what = $4", city, activity, team, came).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, store.Explain(err)
}

// used are the things and the teams that the books of an activity hang on.
type used struct{ items, teams map[int64]bool }

func usedOf(ctx context.Context, r store.Reader, city, activity int64) (u used, err error) {
	u = used{map[int64]bool{}, map[int64]bool{}}
	held, err := balancesOf(ctx, r, city, activity)
	if err != nil {
		return u, err
	}
	for _, h := range held {
		u.items[h.Item] = true
		if h.Team != 0 {
			u.teams[h.Team] = true
		}
	}
	counts, err := countsOf(ctx, r, city, activity)
	for _, c := range counts {
		if c.Team != 0 {
			u.teams[c.Team] = true
		}
	}
	return u, err
}

// taken is when and by which team something was taken in.
type taken struct {
	Team, Actor int64
	At          calendar.Instant
}

// takenAt is when a ticket was taken, nil for never.
func takenAt(ctx context.Context, r store.Reader, city, activity, item, serial int64) (*taken, error) {
	t := &taken{}
	return orNone(t, r.QueryRow(ctx, "SELECT team, at FROM outreach_tickets WHERE city = $1 AND activity = $2 AND "+
		"item = $3 AND number = $4", city, activity, item, serial).Scan(&t.Team, &t.At))
}

// sheetOf is when a tally sheet came in, nil for never.
func sheetOf(ctx context.Context, r store.Reader, city, activity, team int64, number string) (*taken, error) {
	t := &taken{Team: team}
	return orNone(t, r.QueryRow(ctx, "SELECT at, actor FROM outreach_sheets WHERE city = $1 AND activity = $2 AND "+
		"team = $3 AND number = $4", city, activity, team, number).Scan(&t.At, &t.Actor))
}

func orNone[T any](v *T, err error) (*T, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return v, nil
}

// Entry is a line of the stock account.
type Entry struct {
	Seq, Team int64
	Undone    bool // taken back later
	At        calendar.Instant
	By        int64
	Move      *Moved
	People    *Reached
	Back      *Undone
	Came      *TurnedOut
}

// move and people are where it was; nil for an entry of another kind.
func (e *Entry) move() *Where {
	if e.Move == nil {
		return nil
	}
	return &e.Move.Where
}

func (e *Entry) people() *Where {
	if e.People == nil {
		return nil
	}
	return &e.People.Where
}

func (e *Entry) scan(scan func(...any) error) error {
	var undone int64
	var body string
	if err := scan(&e.Seq, &e.Team, &undone, &body); err != nil {
		return err
	}
	var b entry
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return err
	}
	e.Undone, e.At, e.By, e.Move, e.People, e.Back, e.Came = undone != 0, calendar.Instant(b.At), b.By, b.Move,
		b.People,
		b.Undone, b.Came
	return nil
}

const entryColumns = "SELECT seq, team, undone, body FROM outreach_moves WHERE city = $1 AND activity = $2"

// entryOf reads a line of the stock account. It gives fault.Missing "outreach_missing".
func entryOf(ctx context.Context, r store.Reader, city, activity, seq int64) (*Entry, error) {
	e := &Entry{}
	err := e.scan(r.QueryRow(ctx, entryColumns+" AND seq = $3", city, activity, seq).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing()
	}
	return e, err
}
