package indicator

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/platform/store"
)

// Where a sheet stands.
const (
	stateReported = "reported"
	stateReturned = "returned"
	stateReviewed = "reviewed"
	stateLocked   = "locked"
)

// cell is a row of the sums of one span.
type cell struct {
	area area.Code
	code string
}

// change is what becomes of it.
type change struct {
	n     int64
	total Amount
	top   *Amount // a value that may be the largest now
}

// sums are changes of rows.
type sums map[cell]*change

func (m sums) at(a area.Code, code string) *change {
	k := cell{a, code}
	if m[k] == nil {
		m[k] = &change{}
	}
	return m[k]
}

// give adds an area's figures, or takes them away (sign -1), in the areas of its path.
func (m sums) give(d *Definition, at area.Code, v Values, sign int64) {
	for _, a := range d.path(at) {
		for code, n := range d.give(v) {
			c := m.at(a, code)
			c.n += sign
			c.total += Amount(sign) * n
			if x, _ := d.Get(code); x.Rule == Max && sign > 0 {
				c.top = &n
			}
		}
	}
}

// sheetCode counts the sheets of areas of a level, and of them those that came in time; okCode those that were
// reviewed.
func sheetCode(l area.Level) string { return "@" + l.String() }
func okCode(l area.Level) string    { return "@" + l.String() + ".ok" }

// sheet counts one that is in.
func (m sums) sheet(d *Definition, at area.Code, l area.Level, inTime bool, sign int64) {
	for _, a := range d.path(at) {
		c := m.at(a, sheetCode(l))
		c.n += sign
		if inTime {
			c.total += Amount(sign)
		}
	}
}

// state counts one that was reviewed.
func (m sums) state(d *Definition, at area.Code, l area.Level, state string, sign int64) {
	if state != stateReviewed && state != stateLocked {
		return
	}
	for _, a := range d.path(at) {
		m.at(a, okCode(l)).n += sign
	}
}

// sum writes changes.
func (v view) sum(ctx context.Context, tx *store.Tx, set int64, s Span, m sums) error {
	keys := make([]cell, 0, len(m))
	for k, c := range m {
		if c.n != 0 || c.total != 0 || c.top != nil {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.code, b.code))
	})
	rows := make([][]any, len(keys))
	for i, k := range keys {
		c := m[k]
		var top any
		if c.top != nil {
			top = int64(*c.top)
		}
		rows[i] = []any{v.city, set, int64(k.area), int64(s), k.code, c.n, int64(c.total), top}
	}
	return tx.Rows(ctx, "INSERT INTO indicator_sums (city, set_id, area, span, code, n, total, top) VALUES",
		`ON CONFLICT (city, set_id, area, span, code) DO UPDATE SET n = indicator_sums.n + excluded.n,
		total = indicator_sums.total + excluded.total, top = CASE WHEN indicator_sums.top IS NULL
		OR excluded.top > indicator_sums.top THEN COALESCE(excluded.top, indicator_sums.top)
		ELSE indicator_sums.top END`, rows)
}

// sheetBody is what a sheet says beside the columns of its row.
type sheetBody struct {
	Values Values     `json:"values"`
	Asked  []Answered `json:"asked,omitempty"`
	Reason string     `json:"reason,omitempty"`
	File   string     `json:"file,omitempty"`
	First  int64      `json:"first"`          // the event that said something first; what proves it hangs on that
	Back   string     `json:"back,omitempty"` // why it was returned, until it is reported again
}

func (v view) reported(ctx context.Context, tx *store.Tx, e ledger.Event, b *Reported) error {
	d, err := setOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	old, err := sheetOf(ctx, tx, v.city, e.Subject, b.Span, b.Area)
	if err != nil && !isMissing(err) {
		return err
	}
	m, l := sums{}, b.Area.Level()
	var at area.Code
	if old != nil {
		at = old.At
		m.give(d, at, old.Values, -1)
		m.state(d, at, l, old.State, -1)
	} else {
		f, err := footOf(ctx, tx, v.city, e.Subject, b.Area)
		if err != nil {
			return err
		}
		at = f.at
		m.sheet(d, at, l, b.InTime, 1)
	}
	m.give(d, at, b.Values, 1)
	if err := v.put(ctx, tx, e, b, at, old); err != nil {
		return err
	}
	if err := v.sum(ctx, tx, e.Subject, b.Span, m); err != nil {
		return err
	}
	if e.Type == ReportedType {
		if err := v.typed(ctx, tx, d, e, b); err != nil {
			return err
		}
	}
	if old != nil {
		return v.tops(ctx, tx, d, e.Subject, b.Span, at)
	}
	return nil
}

// put writes the sheet's row. Whether it came in time its first version says.
func (v view) put(ctx context.Context, tx *store.Tx, e ledger.Event, b *Reported, at area.Code, old *Sheet) error {
	first := e.Seq
	if old != nil {
		first = old.First
	}
	body, err := json.Marshal(sheetBody{Values: b.Values, Asked: b.Asked, Reason: b.Reason, File: b.File,
		First: first})
	if err != nil {
		return err
	}
	inTime := int64(0)
	if b.InTime && old == nil || old != nil && old.InTime {
		inTime = 1
	}
	return tx.Later(ctx, `INSERT INTO indicator_sheets (city, set_id, span, area, at, state, seq, entered, person,
		in_time,
		asked, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (city, set_id, span, area) DO UPDATE SET state = excluded.state, seq = excluded.seq,
		entered = excluded.entered, person = excluded.person, asked = excluded.asked, body = excluded.body`, v.city,
		e.Subject, int64(b.Span), int64(b.Area), int64(at), stateReported, e.Seq, int64(e.At), e.Actor, inTime,
		int64(len(b.Asked)), string(body))
}

// typed counts the cells that somebody typed, for the burden.
func (v view) typed(ctx context.Context, tx *store.Tx, d *Definition, e ledger.Event, b *Reported) error {
	path := d.path(b.Area)
	rows := make([][]any, len(path))
	for i, a := range path {
		rows[i] = []any{v.city, int64(a), monthOf(e.At), int64(len(b.Values))}
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[1].(int64), b[1].(int64)) })
	return tx.Rows(ctx, "INSERT INTO indicator_typed (city, area, month, n) VALUES",
		"ON CONFLICT (city, area, month) DO UPDATE SET n = indicator_typed.n + excluded.n", rows)
}

// tops finds the largest figures of an area and those above it anew, after one was taken away.
func (v view) tops(ctx context.Context, tx *store.Tx, d *Definition, set int64, s Span, at area.Code) error {
	for i := range d.Indicators {
		x := &d.Indicators[i]
		if x.Rule != Max || x.Every != s.Kind() {
			continue
		}
		top, err := topAt(ctx, tx, v.city, set, s, at, x.Code)
		if err != nil {
			return err
		}
		for _, a := range d.path(at) {
			if a != at {
				lo, hi := a.Range()
				var n sql.NullInt64
				if err := tx.QueryRow(ctx, `SELECT MAX(top) FROM indicator_sums WHERE city = $1 AND set_id = $2
					AND span = $3 AND code = $4 AND area > $5 AND area <= $6 AND top IS NOT NULL`, v.city, set,
					int64(s),
					x.Code, int64(lo), int64(hi)).Scan(&n); err != nil {
					return store.Explain(err)
				}
				top = nil
				if n.Valid {
					top = n.Int64
				}
			}
			if err := tx.Later(ctx, `UPDATE indicator_sums SET top = $1 WHERE city = $2 AND set_id = $3 AND area = $4
				AND span = $5 AND code = $6`, top, v.city, set, int64(a), int64(s), x.Code); err != nil {
				return err
			}
		}
	}
	return nil
}

// topAt is the largest figure of the sheets that count at one area; nil for none.
func topAt(ctx context.Context, tx *store.Tx, city, set int64, s Span, at area.Code, code string) (top any, err error) {
	err = sheets(ctx, tx, func(x *Sheet) error {
		if n, ok := x.Values[code]; ok && (top == nil || int64(n) > top.(int64)) {
			top = int64(n)
		}
		return nil
	}, "set_id = $2 AND at = $3 AND span = $4", city, set, int64(at), int64(s))
	return top, err
}
