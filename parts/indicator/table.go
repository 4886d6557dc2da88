package indicator

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tables are folded from the events.
var tables = []string{"indicator_sets", "indicator_foot", "indicator_asked", "indicator_targets", "indicator_sheets",
	"indicator_sums", "indicator_periods", "indicator_closings", "indicator_typed"}

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Indicators) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "indicator.1", Asks: []event.Type{typePrefix},
		Tables: tables,
		Fold:   view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	return v.fold(ctx, tx, e, body)
}

func (v view) fold(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Defined:
		return v.defined(ctx, tx, e, b)
	case *Targeted:
		return v.targeted(ctx, tx, e, b)
	case *Reported:
		return v.reported(ctx, tx, e, b)
	case *Reviewed:
		return v.judged(ctx, tx, e, b, stateReviewed, "")
	case *Returned:
		return v.judged(ctx, tx, e, &b.Reviewed, stateReturned, b.Reason)
	case *Closed:
		return v.closed(ctx, tx, e, b)
	case *Unlocked:
		return v.unlocked(ctx, tx, e, b)
	case *Succeeded:
		return v.succeeded(ctx, tx, e, b)
	}
	return nil
}

func (v view) defined(ctx context.Context, tx *store.Tx, e ledger.Event, b *Defined) error {
	body, err := json.Marshal(&b.Definition)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, "INSERT INTO indicator_sets (city, id, area, body) VALUES ($1, $2, $3, $4)", v.city,
		e.Subject, int64(b.Area), string(body)); err != nil {
		return err
	}
	counts, rows := asks{}, make([][]any, len(b.Foot))
	for i, a := range b.Foot {
		rows[i] = []any{v.city, e.Subject, int64(a), int64(a), int64(0), int64(0)}
		counts.add(&b.Definition, a, a.Level(), 0, 1)
	}
	if err := tx.Rows(ctx, "INSERT INTO indicator_foot (city, set_id, area, at, since, until) VALUES", "",
		rows); err != nil {
		return err
	}
	return v.ask(ctx, tx, e.Subject, counts)
}

// ask is a cell of what is asked.
type ask struct {
	area  area.Code
	level area.Level
	since int64
}

// asks are changes of it.
type asks map[ask]int64

// add counts an area that reports, along the path above it.
func (m asks) add(d *Definition, at area.Code, l area.Level, since, n int64) {
	for _, a := range d.path(at) {
		m[ask{a, l, since}] += n
	}
}

// path are the areas of a set in which something at an area counts, the area itself first.
func (d *Definition) path(at area.Code) (out []area.Code) {
	for a := at; a != 0 && d.Area.Contains(a); a = a.Parent() {
		out = append(out, a)
	}
	return out
}

func (v view) ask(ctx context.Context, tx *store.Tx, set int64, counts asks) error {
	keys := make([]ask, 0, len(counts))
	for k, n := range counts {
		if n != 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b ask) int {
		return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.level, b.level), cmp.Compare(a.since, b.since))
	})
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{v.city, set, int64(k.area), int64(k.level), k.since, counts[k]}
	}
	return tx.Rows(ctx, "INSERT INTO indicator_asked (city, set_id, area, level, since, n) VALUES",
		`ON CONFLICT (city, set_id, area, level, since) DO UPDATE SET n = indicator_asked.n + excluded.n`, rows)
}

func (v view) targeted(ctx context.Context, tx *store.Tx, e ledger.Event, b *Targeted) error {
	for _, t := range b.Entries {
		if err := v.target(ctx, tx, e, b, t); err != nil {
			return err
		}
	}
	return nil
}

// target puts a version of a target in front of those before it.
func (v view) target(ctx context.Context, tx *store.Tx, e ledger.Event, b *Targeted, t Entry) error {
	if err := v.past(ctx, tx, e.Subject, t.Area, b.Code, b.Span); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO indicator_targets (city, set_id, area, code, span, seq, current, value, day,
		person, how, reason) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11)
		ON CONFLICT (city, set_id, area, code, span, seq) DO UPDATE SET value = excluded.value, current = 1`, v.city,
		e.Subject,
		int64(t.Area), b.Code, int64(b.Span), e.Seq, int64(t.Value), int64(b.Day), e.Actor, b.How, b.Reason)
}

// past says that no version of a target stands any more.
func (v view) past(ctx context.Context, tx *store.Tx, set int64, a area.Code, code string, s Span) error {
	return tx.Later(ctx, `UPDATE indicator_targets SET current = 0 WHERE city = $1 AND set_id = $2 AND area = $3
		AND code = $4 AND span = $5 AND current = 1`, v.city, set, int64(a), code, int64(s))
}

// judged notes what the level above said of a sheet; why is the reason for which it was returned.
func (v view) judged(ctx context.Context, tx *store.Tx, e ledger.Event, b *Reviewed, state, why string) error {
	s, err := sheetOf(ctx, tx, v.city, e.Subject, b.Span, b.Area)
	if err != nil {
		return err
	}
	d, err := setOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	s.Back = why
	body, err := json.Marshal(&s.sheetBody)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `UPDATE indicator_sheets SET state = $1, body = $2 WHERE city = $3 AND set_id = $4
		AND span = $5 AND area = $6`, state, string(body), v.city, e.Subject, int64(b.Span),
		int64(b.Area)); err != nil {
		return err
	}
	m := sums{}
	m.state(d, s.At, b.Area.Level(), s.State, -1)
	m.state(d, s.At, b.Area.Level(), state, 1)
	return v.sum(ctx, tx, e.Subject, b.Span, m)
}

func (v view) closed(ctx context.Context, tx *store.Tx, e ledger.Event, b *Closed) error {
	body, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return v.period(ctx, tx, e, b.Area, b.Span, true, string(body))
}

func (v view) unlocked(ctx context.Context, tx *store.Tx, e ledger.Event, b *Unlocked) error {
	body, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return v.period(ctx, tx, e, b.Area, b.Span, false, string(body))
}

// period locks what was reviewed, or opens what is locked.
func (v view) period(ctx context.Context, tx *store.Tx, e ledger.Event, a area.Code, s Span, closed bool,
	body string) error {
	from, to, flag := stateLocked, stateReviewed, int64(0)
	if closed {
		from, to, flag = stateReviewed, stateLocked, 1
	}
	if err := tx.Later(ctx, `INSERT INTO indicator_periods (city, set_id, area, span, closed, seq)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, set_id, area, span) DO UPDATE SET closed = excluded.closed,
		seq = excluded.seq`, v.city, e.Subject, int64(a), int64(s), flag, e.Seq); err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO indicator_closings (city, set_id, area, span, seq, at, person, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, v.city, e.Subject, int64(a), int64(s), e.Seq, int64(e.At), e.Actor,
		body); err != nil {
		return err
	}
	lo, hi := a.Range()
	return tx.Later(ctx, `UPDATE indicator_sheets SET state = $1 WHERE city = $2 AND set_id = $3 AND span = $4
		AND at BETWEEN $5 AND $6 AND state = $7`, to, v.city, e.Subject, int64(s), int64(lo), int64(hi), from)
}
