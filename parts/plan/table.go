package plan

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Plans) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "plan.1", Asks: []event.Type{typePrefix},
		Tables: []string{"plans", "plan_versions", "plan_asks", "plan_tasks", "plan_entries", "plan_worth",
			"plan_sums", "plan_reports", "plan_meetings"},
		Fold: view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	return v.apply(ctx, tx, e, body)
}

func (v view) apply(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	p, was, based := &Plan{}, int64(0), (*Content)(nil)
	if _, first := body.(*Begun); !first {
		var err error
		if p, err = planOf(ctx, tx, v.city, e.Subject); err != nil {
			return err
		}
		was = answered(p)
		if _, again := body.(*Revised); again {
			if based, err = contentOf(ctx, tx, v.city, p.ID, len(p.Versions)); err != nil {
				return err
			}
		}
	}
	issued, err := p.fold(e, body, based)
	if err != nil {
		return err
	}
	if err := v.put(ctx, tx, p); err != nil {
		return err
	}
	if issued != nil {
		if err := v.version(ctx, tx, p, issued); err != nil {
			return err
		}
	}
	if err := v.answers(ctx, tx, p, was); err != nil {
		return err
	}
	return v.beside(ctx, tx, p, e, body)
}

// put writes the plan's row.
func (v view) put(ctx context.Context, tx *store.Tx, p *Plan) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	stage, until := "", calendar.Instant(0)
	if p.Work != nil {
		if stage = string(p.Work.Stage); p.Work.Stage == Asked {
			until = p.Work.Until
		}
	}
	return tx.Later(ctx, `INSERT INTO plans (city, id, area, state, stage, until, report, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (city, id) DO UPDATE SET area = excluded.area, state = excluded.state, stage = excluded.stage,
		until = excluded.until, report = excluded.report, body = excluded.body`, v.city, p.ID, int64(p.Area),
		string(p.State), stage, int64(until), int64(p.report()), string(body))
}

// report is when the next report is due, 0 for none.
func (p *Plan) report() calendar.Instant {
	if p.State != Issued {
		return 0
	}
	for _, r := range p.Reports {
		if r.Kind == MidTerm {
			return p.Final
		}
	}
	if p.Mid != 0 {
		return p.Mid
	}
	return p.Final
}

func (v view) version(ctx context.Context, tx *store.Tx, p *Plan, c *Content) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	n := p.Versions[len(p.Versions)-1]
	return tx.Later(ctx, `INSERT INTO plan_versions (city, plan, n, from_day, body) VALUES ($1, $2, $3, $4, $5)`,
		v.city, p.ID, int64(n.N), int64(n.From), string(body))
}

// answered is the task that a plan answers, by its draft.
func answered(p *Plan) int64 {
	if p.Work != nil {
		return p.Work.Content.Answers
	}
	return 0
}

// answers keeps which task a plan answers: every one that a draft of it ever named and still names, or that was issued.
func (v view) answers(ctx context.Context, tx *store.Tx, p *Plan, was int64) error {
	now := answered(p)
	if p.Work == nil || now == was {
		return nil
	}
	if was != 0 && len(p.Versions) == 0 {
		if err := tx.Later(ctx, "DELETE FROM plan_tasks WHERE city = $1 AND matter = $2 AND plan = $3 AND measure = ''",
			v.city, was, p.ID); err != nil {
			return err
		}
	}
	if now == 0 {
		return nil
	}
	return v.task(ctx, tx, now, p.ID, "")
}

func (v view) task(ctx context.Context, tx *store.Tx, matter, plan int64, measure string) error {
	return tx.Later(ctx, `INSERT INTO plan_tasks (city, matter, plan, measure) VALUES ($1, $2, $3, $4)
		ON CONFLICT (city, matter, plan, measure) DO NOTHING`, v.city, matter, plan, measure)
}

// beside writes what lies beside the plan's row.
func (v view) beside(ctx context.Context, tx *store.Tx, p *Plan, e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Asking:
		for _, u := range b.Units {
			if err := tx.Later(ctx, `INSERT INTO plan_asks (city, unit, plan, until) VALUES ($1, $2, $3, $4)
				ON CONFLICT (city, unit, plan) DO UPDATE SET until = excluded.until`, v.city, u, p.ID,
				int64(b.Until)); err != nil {
				return err
			}
		}
	case *Saying:
		return tx.Later(ctx, "DELETE FROM plan_asks WHERE city = $1 AND unit = $2 AND plan = $3", v.city, b.Unit, p.ID)
	case *Hearing, *TakenBack, *EndedWith:
		if err := tx.Later(ctx, "DELETE FROM plan_asks WHERE city = $1 AND plan = $2", v.city, p.ID); err != nil {
			return err
		}
		if end, ok := body.(*EndedWith); ok {
			return v.report(ctx, tx, p.ID, e.Seq, FinalOne, end)
		}
	case *Deliberating:
		if b.ID != 0 {
			return tx.Later(ctx, `INSERT INTO plan_meetings (city, meeting, plan) VALUES ($1, $2, $3)
				ON CONFLICT (city, meeting, plan) DO NOTHING`, v.city, b.ID, p.ID)
		}
	case *HandedOut:
		return v.task(ctx, tx, b.Matter, p.ID, b.Measure)
	case *Paid:
		return v.paid(ctx, tx, p.ID, e, b)
	case *Reported:
		return v.report(ctx, tx, p.ID, e.Seq, b.Kind, b)
	}
	return nil
}

func (v view) report(ctx context.Context, tx *store.Tx, plan, seq int64, kind string, said any) error {
	body, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO plan_reports (city, plan, seq, kind, body) VALUES ($1, $2, $3, $4, $5)`, v.city,
		plan, seq, kind, string(body))
}

// paid adds an entry to what it corrects, and to the sum of its line.
func (v view) paid(ctx context.Context, tx *store.Tx, plan int64, e ledger.Event, b *Paid) error {
	body, err := json.Marshal(Entry{Seq: e.Seq, Paid: *b, At: e.At, By: e.Actor})
	if err != nil {
		return err
	}
	first := b.Corrects
	if first == 0 {
		first = e.Seq
	}
	for _, s := range []struct {
		text string
		args []any
	}{
		{`INSERT INTO plan_entries (city, plan, seq, corrects, body) VALUES ($1, $2, $3, $4, $5)`,
			[]any{v.city, plan, e.Seq, b.Corrects, string(body)}},
		{`INSERT INTO plan_worth (city, plan, entry, amount) VALUES ($1, $2, $3, $4)
			ON CONFLICT (city, plan, entry) DO UPDATE SET amount = plan_worth.amount + excluded.amount`,
			[]any{v.city, plan, first, b.Amount}},
		{`INSERT INTO plan_sums (city, plan, line, source, year, paid) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (city, plan, line, source, year) DO UPDATE SET paid = plan_sums.paid + excluded.paid`,
			[]any{v.city, plan, b.Line, b.Source, int64(b.Year), b.Amount}},
	} {
		if err := tx.Later(ctx, s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// planOf reads a plan, also in a transaction. It gives fault.Missing "plan_missing".
func planOf(ctx context.Context, r store.Reader, city, id int64) (*Plan, error) {
	p := &Plan{}
	err := one(r.QueryRow(ctx, "SELECT body FROM plans WHERE city = $1 AND id = $2", city, id), p)
	return p, err
}

// contentOf reads a version.
func contentOf(ctx context.Context, r store.Reader, city, plan int64, n int) (*Content, error) {
	c := &Content{}
	err := one(r.QueryRow(ctx, "SELECT body FROM plan_versions WHERE city = $1 AND plan = $2 AND n = $3", city, plan,
		int64(n)), c)
	return c, err
}

// one reads a row that holds JSON.
func one(row *store.Row, into any) error {
	return part.Document(row, into, missing)
}

// each reads rows that hold JSON.
func each[T any](ctx context.Context, r store.Reader, fn func(*T) error, text string, args ...any) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		v := new(T)
		if err := json.Unmarshal([]byte(body), v); err != nil {
			return err
		}
		return fn(v)
	}, text, args...)
}

// Check folds the events again and tells every row that is not what they say. r should see one instant.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the plans: %w", err)
	}
	return nil
}
