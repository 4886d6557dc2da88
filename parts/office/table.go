package office

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Office) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "office.1", Asks: []event.Type{typePrefix},
		Tables: []string{"office_papers", "office_versions", "office_lists", "office_units", "office_stamps",
			"office_numbers"},
		Fold: view{city}.apply}
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	p := &Paper{}
	if e.Type != BegunType {
		var err error
		if p, err = paperOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
	}
	if err := p.fold(e); err != nil {
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO office_papers (city, id, part, subject, signed, handed, next, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (city, id) DO UPDATE SET signed = excluded.signed,
		handed = excluded.handed, next = excluded.next, body = excluded.body`, v.city, p.ID, p.Part, p.Subject,
		p.SignSeq, p.OutSeq, int64(p.Next), string(body)); err != nil {
		return err
	}
	if e.Seq == p.Moved {
		for _, a := range above(p.Area) {
			if err := tx.Later(ctx, `INSERT INTO office_lists (city, area, id, kind, state)
				VALUES ($1, $2, $3, $4, $5) ON CONFLICT (city, area, id) DO UPDATE SET state = excluded.state`, v.city,
				int64(a), p.ID, p.Kind, string(p.State)); err != nil {
				return err
			}
		}
	}
	return v.beside(ctx, tx, p, e)
}

// beside writes what an event changes in the other tables.
func (v view) beside(ctx context.Context, tx *store.Tx, p *Paper, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *Begun:
		return v.version(ctx, tx, p, b.Content)
	case *Redrafted:
		return v.version(ctx, tx, p, b.Content)
	case *Numbered:
		return tx.Later(ctx, `INSERT INTO office_numbers (city, kind, year, last) VALUES ($1, $2, $3, $4)
			ON CONFLICT (city, kind, year) DO UPDATE SET last = excluded.last`, v.city, p.Kind, int64(b.Year), b.N)
	case *Stamped:
		return v.stamp(ctx, tx, Stamp{Paper: p.ID, Seq: e.Seq, Area: p.Area, Title: p.Title, Number: p.Number,
			Seal: b.Seal, Copies: b.Copies, Person: e.Actor, At: e.At})
	case *Asked, *Answered, *Silent, *Returned, *Withdrawn, *HandedOut, *SignedFor:
		return v.units(ctx, tx, p)
	}
	return nil
}

func (v view) version(ctx context.Context, tx *store.Tx, p *Paper, c Content) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return tx.Later(ctx, "INSERT INTO office_versions (city, paper, n, body) VALUES ($1, $2, $3, $4)", v.city, p.ID,
		int64(p.Version), string(body))
}

func (v view) stamp(ctx context.Context, tx *store.Tx, s Stamp) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	for _, a := range above(s.Area) {
		if err := tx.Later(ctx, "INSERT INTO office_stamps (city, area, seq, body) VALUES ($1, $2, $3, $4)", v.city,
			int64(a), s.Seq, string(body)); err != nil {
			return err
		}
	}
	return nil
}

// units writes what a paper is to each unit.
func (v view) units(ctx context.Context, tx *store.Tx, p *Paper) error {
	waits := map[int64]int64{}
	var order []int64
	note := func(unit int64, open bool) {
		if _, seen := waits[unit]; !seen {
			waits[unit], order = 0, append(order, unit)
		}
		if open {
			waits[unit] = 1
		}
	}
	for _, o := range p.Opinions {
		note(o.Unit, o.State == Waits)
	}
	for _, r := range p.Receipts {
		note(r.Unit, r.At == 0)
	}
	for _, u := range order {
		if err := tx.Later(ctx, `INSERT INTO office_units (city, unit, id, waits) VALUES ($1, $2, $3, $4)
			ON CONFLICT (city, unit, id) DO UPDATE SET waits = excluded.waits`, v.city, u, p.ID, waits[u]); err != nil {
			return err
		}
	}
	return nil
}

// above are an area and those above it.
func above(a area.Code) (out []area.Code) {
	for l := area.City; l <= a.Level(); l++ {
		out = append(out, a.Ancestor(l))
	}
	return out
}

// paperOf reads a paper, also in a transaction. It gives fault.Missing "office_missing".
func paperOf(ctx context.Context, r store.Reader, city, id int64) (*Paper, error) {
	p := &Paper{}
	return p, one(r.QueryRow(ctx, "SELECT body FROM office_papers WHERE city = $1 AND id = $2", city, id), p)
}

// versionOf reads what a version says.
func versionOf(ctx context.Context, r store.Reader, city, paper int64, n int) (Content, error) {
	var c Content
	return c, one(r.QueryRow(ctx, "SELECT body FROM office_versions WHERE city = $1 AND paper = $2 AND n = $3", city,
		paper, n), &c)
}

// lastNumber is the last number of a kind in a year.
func lastNumber(ctx context.Context, r store.Reader, city int64, kind string, year int) (n int64, err error) {
	err = r.QueryRow(ctx, "SELECT last FROM office_numbers WHERE city = $1 AND kind = $2 AND year = $3", city, kind,
		year).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, store.Explain(err)
}

func missing() error { return fault.New(fault.Missing, "office_missing") }

// one reads a row that holds JSON.
func one(row *store.Row, into any) error {
	return part.Document(row, into, missing)
}

// Check folds the events of papers again and tells every row of the tables that is not what they say. r should see
// one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the office: %w", err)
	}
	return nil
}
