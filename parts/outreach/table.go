package outreach

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/stock"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Outreach) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "outreach.1", Asks: []event.Type{typePrefix},
		Tables: []string{"outreach_activities", "outreach_areas", "outreach_balances", "outreach_sums",
			"outreach_moves", "outreach_tickets", "outreach_sheets", "outreach_counts", "outreach_years",
			"outreach_reads"},
		Fold: view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := decode(e)
	if err != nil {
		return err
	}
	return v.apply(ctx, tx, e, body)
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Moved:
		return v.moved(ctx, tx, e, b)
	case *Reached:
		return v.reached(ctx, tx, e, b)
	case *Undone:
		return v.undone(ctx, tx, e, b)
	case *TurnedOut:
		if err := v.entry(ctx, tx, e, b.Team, entry{Came: b}); err != nil {
			return err
		}
		return v.people(ctx, tx, e, b.Where, b.Team, came, b.Came-b.Before)
	case *Read:
		return tx.Later(ctx, `INSERT INTO outreach_reads (city, activity, seq, person, at, n)
			VALUES ($1, $2, $3, $4, $5, $6)`, v.city, e.Subject, e.Seq, e.Actor, int64(e.At), b.Volunteers)
	case *Succeeded:
		if err := v.succeeded(ctx, tx, e, b); err != nil {
			return err
		}
	}
	return v.activity(ctx, tx, e, body)
}

// activity writes an activity's own row, and in which areas it is.
func (v view) activity(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	a := &Activity{}
	if e.Type != BegunType {
		var err error
		if a, err = Get(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := a.fold(e, body); err != nil {
		return err
	}
	said, err := json.Marshal(a)
	if err != nil {
		return err
	}
	waits := int64(0)
	if a.Release.State == NoticeWaits {
		waits = int64(a.Release.At)
	}
	if err := tx.Later(ctx, `INSERT INTO outreach_activities (city, id, area, state, over, waits, since, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (city, id) DO UPDATE SET area = excluded.area, state = excluded.state, over = excluded.over,
		waits = excluded.waits, since = excluded.since, body = excluded.body`, v.city, a.ID, int64(a.Area),
		string(a.State), int64(a.Over), waits, int64(a.Release.Since), string(said)); err != nil {
		return err
	}
	if e.Type != BegunType && e.Type != ChangedType && e.Type != SucceededType {
		return nil
	}
	if err := tx.Later(ctx, "DELETE FROM outreach_areas WHERE city = $1 AND activity = $2", v.city, a.ID); err != nil {
		return err
	}
	for _, at := range a.Areas() {
		if err := tx.Later(ctx, "INSERT INTO outreach_areas (city, area, activity) VALUES ($1, $2, $3)", v.city,
			int64(at), a.ID); err != nil {
			return err
		}
	}
	for _, t := range a.Teams {
		if err := tx.Later(ctx,
			"UPDATE outreach_balances SET unit = $4 WHERE city = $1 AND activity = $2 AND team = $3",
			v.city, a.ID, t.ID, t.Unit); err != nil {
			return err
		}
	}
	return nil
}

func (v view) moved(ctx context.Context, tx *store.Tx, e ledger.Event, b *Moved) error {
	if err := v.entry(ctx, tx, e, b.Team, entry{Move: b}); err != nil {
		return err
	}
	if b.Ticket != 0 {
		if err := tx.Later(ctx, `INSERT INTO outreach_tickets (city, activity, item, number, team, at)
			VALUES ($1, $2, $3, $4, $5, $6)`, v.city, e.Subject, b.Item, b.Ticket, b.Team, int64(e.At)); err != nil {
			return err
		}
	}
	if err := v.sheet(ctx, tx, e, b.Team, b.Sheet); err != nil {
		return err
	}
	return v.change(ctx, tx, e, b.Item, b.Name, b.Team, b.Where, b.Change())
}

// sheet notes that a tally sheet came in; its lines are several events.
func (v view) sheet(ctx context.Context, tx *store.Tx, e ledger.Event, team int64, number string) error {
	if number == "" {
		return nil
	}
	return tx.Later(ctx, `INSERT INTO outreach_sheets (city, activity, team, number, at, actor)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, activity, team, number) DO NOTHING`, v.city, e.Subject, team,
		number, int64(e.At), e.Actor)
}

// change adds to the balances of the store and of a team, and to the sums of the areas above each.
func (v view) change(ctx context.Context, tx *store.Tx, e ledger.Event, item int64, name string, team int64, at Where,
	c stock.Change) error {
	for _, h := range []struct {
		team, unit int64
		area       area.Code
		by         stock.Balance
	}{{0, 0, at.In, c.Store}, {team, at.Unit, at.At, c.Team}} {
		if h.by == (stock.Balance{}) {
			continue
		}
		if err := tx.Later(ctx, addBalance, append([]any{v.city, e.Subject, item, h.team, h.unit},
			columnsOf(h.by)...)...); err != nil {
			return err
		}
		for _, up := range above(h.area) {
			if err := tx.Later(ctx, addSum, append([]any{v.city, e.Subject, int64(up), item},
				columnsOf(h.by)...)...); err != nil {
				return err
			}
			for what, n := range map[string]int64{"given": h.by.Given, "lost": h.by.Lost} {
				if err := v.year(ctx, tx, yearOf(e.At), up, what, name, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// year adds to what an area did in a year.
func (v view) year(ctx context.Context, tx *store.Tx, year int64, a area.Code, what, name string, n int64) error {
	if n == 0 {
		return nil
	}
	return tx.Later(ctx, `INSERT INTO outreach_years (city, area, year, what, name, n) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (city, area, year, what, name) DO UPDATE SET n = outreach_years.n + excluded.n`, v.city, int64(a),
		year, what, name, n)
}

// columns are those of a balance, in the order of columnsOf.
var columns = []string{"total", "hand", "way", "given", "lost", "damaged", "missing", "found"}

func columnsOf(b stock.Balance) []any {
	return []any{b.All, b.Hand, b.Way, b.Given, b.Lost, b.Damaged, b.Missing, b.Found}
}

// addBalance and addSum add to a row, or begin it.
var (
	addBalance = adding("outreach_balances", "city, activity, item, team", "unit")
	addSum     = adding("outreach_sums", "city, activity, area, item", "")
)

func adding(table, key, more string) string {
	names := strings.Split(key, ", ")
	if more != "" {
		names = append(names, more)
	}
	names = append(names, columns...)
	places, sets := make([]string, len(names)), make([]string, len(columns))
	for i := range names {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	for i, c := range columns {
		sets[i] = c + " = " + table + "." + c + " + excluded." + c
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(places, ", ") +
		") ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(sets, ", ")
}

func (v view) reached(ctx context.Context, tx *store.Tx, e ledger.Event, b *Reached) error {
	if err := v.entry(ctx, tx, e, b.Team, entry{People: b}); err != nil {
		return err
	}
	if err := v.sheet(ctx, tx, e, b.Team, b.Sheet); err != nil {
		return err
	}
	return v.people(ctx, tx, e, b.Where, b.Team, b.By, b.N)
}

// addCount adds to a count of people of an area (team 0) or of a team (area 0).
const addCount = `INSERT INTO outreach_counts (city, activity, area, team, what, n) VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (city, activity, area, team, what) DO UPDATE SET n = outreach_counts.n + excluded.n`

// people adds to a count of a team, of the areas above it, and of their years.
func (v view) people(ctx context.Context, tx *store.Tx, e ledger.Event, at Where, team int64, what string,
	n int64) error {
	if n == 0 {
		return nil
	}
	if err := tx.Later(ctx, addCount, v.city, e.Subject, 0, team, what, n); err != nil {
		return err
	}
	for _, up := range above(at.At) {
		if err := tx.Later(ctx, addCount, v.city, e.Subject, int64(up), 0, what, n); err != nil {
			return err
		}
		if err := v.year(ctx, tx, yearOf(e.At), up, what, "", n); err != nil {
			return err
		}
	}
	return nil
}

func (v view) undone(ctx context.Context, tx *store.Tx, e ledger.Event, b *Undone) error {
	if err := tx.Later(ctx, "UPDATE outreach_moves SET undone = 1 WHERE city = $1 AND activity = $2 AND seq = $3",
		v.city,
		e.Subject, b.Seq); err != nil {
		return err
	}
	if p := b.People; p != nil {
		if err := v.entry(ctx, tx, e, p.Team, entry{Undone: b}); err != nil {
			return err
		}
		return v.people(ctx, tx, e, p.Where, p.Team, p.By, -p.N)
	}
	m := b.Move
	if m == nil {
		return fmt.Errorf("%s of nothing", e.Type)
	}
	if err := v.entry(ctx, tx, e, m.Team, entry{Undone: b}); err != nil {
		return err
	}
	if m.Ticket != 0 {
		if err := tx.Later(ctx, "DELETE FROM outreach_tickets WHERE city = $1 AND activity = $2 AND item = $3 AND "+
			"number = $4", v.city, e.Subject, m.Item, m.Ticket); err != nil {
			return err
		}
	}
	back := stock.Move{Kind: stock.Undone, Team: m.Team, N: m.N}
	return v.change(ctx, tx, e, m.Item, m.Name, m.Team, m.Where, back.Change())
}

// entry is a line of the stock account, as its row holds it.
type entry struct {
	At     int64      `json:"at"`
	By     int64      `json:"by"`
	Move   *Moved     `json:"move,omitempty"`
	People *Reached   `json:"people,omitempty"`
	Undone *Undone    `json:"undone,omitempty"`
	Came   *TurnedOut `json:"came,omitempty"`
}

func (v view) entry(ctx context.Context, tx *store.Tx, e ledger.Event, team int64, b entry) error {
	b.At, b.By = int64(e.At), e.Actor
	said, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO outreach_moves (city, activity, seq, team, undone, body)
		VALUES ($1, $2, $3, $4, 0, $5)`, v.city, e.Subject, e.Seq, team, string(said))
}

// unproven are tables of this part that no event says anything of.
var unproven = []string{"outreach_keys", "outreach_volunteers"}

// Check folds the events of activities again and tells every row of the tables that is not what they say. r should see
// one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps(), Skip: unproven}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the outreach: %w", err)
	}
	return nil
}
