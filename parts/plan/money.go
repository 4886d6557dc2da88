package plan

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

func unitText(id int64) string { return strconv.FormatInt(id, 10) }

// Entry is an entry of what was paid, as it was made.
type Entry struct {
	Seq int64 `json:"seq"`
	Paid
	At calendar.Instant `json:"at"`
	By int64            `json:"by"`
}

// Sum is what is budgeted and paid from a source in a year.
type Sum struct {
	Source   string `json:"source"`
	Year     int    `json:"year"`
	Budgeted int64  `json:"budgeted"` // fen
	Paid     int64  `json:"paid"`
}

// Pay enters what was paid on a line of the version in force. Faults: plan_line, plan_amount, plan_day, plan_ended.
func (x *Plans) Pay(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, b Paid) error {
	return x.pay(ctx, caller, id, plan, []any{b.Line, b.Amount, b.Day, b.Note}, func(_ context.Context, _ *store.Tx,
		c *Content, now calendar.Instant) (*Paid, error) {
		i := slices.IndexFunc(c.Money, func(m Money) bool { return m.Key == b.Line })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "plan_line").On("line")
		}
		if b.Amount <= 0 || b.Amount > mostFen {
			return nil, fault.New(fault.Invalid, "plan_amount").On("amount")
		}
		var err error
		if b.Note, err = words(x.Policy().Plans, b.Note, "note", matter.MaxNote, false); err != nil {
			return nil, err
		}
		return &Paid{Line: b.Line, Source: c.Money[i].Source, Year: c.Money[i].Year, Amount: b.Amount, Day: b.Day,
			Note: b.Note}, onDay(b.Day, now, "day")
	})
}

// Correct says what an entry should have been, for a reason. It is a further entry: the difference.
func (x *Plans) Correct(ctx context.Context, caller org.Caller, id ledger.ID, plan, entry, right int64,
	reason string) error {
	return x.pay(ctx, caller, id, plan, []any{"correct", entry, right, reason}, func(ctx context.Context, tx *store.Tx,
		_ *Content, now calendar.Instant) (*Paid, error) {
		var e Entry
		err := one(tx.QueryRow(ctx, "SELECT body FROM plan_entries WHERE city = $1 AND plan = $2 AND seq = $3", x.City,
			plan, entry), &e)
		if fault.Code(err) == "plan_missing" || err == nil && e.Corrects != 0 {
			return nil, fault.New(fault.Invalid, "plan_entry").On("entry")
		}
		if err != nil {
			return nil, err
		}
		if right < 0 || right > mostFen {
			return nil, fault.New(fault.Invalid, "plan_amount").On("amount")
		}
		var worth int64
		if err := tx.QueryRow(ctx, "SELECT amount FROM plan_worth WHERE city = $1 AND plan = $2 AND entry = $3", x.City,
			plan, entry).Scan(&worth); err != nil {
			return nil, store.Explain(err)
		}
		if worth == right {
			return nil, fault.New(fault.Conflict, "plan_same").On("amount")
		}
		if reason, err = words(x.Policy().Plans, reason, "reason", matter.MaxNote, true); err != nil {
			return nil, err
		}
		return &Paid{Line: e.Line, Source: e.Source, Year: e.Year, Amount: right - worth, Day: dayOf(now),
			Corrects: entry, Reason: reason}, nil
	})
}

func (x *Plans) pay(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, said any,
	decide func(context.Context, *store.Tx, *Content, calendar.Instant) (*Paid, error)) error {
	_, err := x.step(ctx, caller, id, plan, PaidType, said, nil, func(ctx context.Context, tx *store.Tx, p *Plan,
		now calendar.Instant) (any, error) {
		c, err := x.inForce(ctx, tx, p, now)
		if err != nil {
			return nil, err
		}
		b, err := decide(ctx, tx, c, now)
		if err != nil {
			return nil, err
		}
		return b, nil
	})
	return err
}

// inForce is the content of a plan that runs, as of an instant. It gives plan_stage before it was issued, plan_ended
// afterwards.
func (x *Plans) inForce(ctx context.Context, r store.Reader, p *Plan, now calendar.Instant) (*Content, error) {
	switch {
	case p.State == Ended:
		return nil, fault.New(fault.Conflict, "plan_ended")
	case p.State != Issued:
		return nil, fault.New(fault.Conflict, "plan_stage")
	}
	return contentOf(ctx, r, x.City, p.ID, p.AsOf(now).N)
}

// lineSum is what was paid on a line.
type lineSum struct {
	line, source string
	year         int
	paid         int64
}

// sums adds budget and payments by source and year, by year and then source.
func sums(c *Content, paid []lineSum) (out []Sum) {
	at := func(source string, year int) *Sum {
		i := slices.IndexFunc(out, func(s Sum) bool { return s.Source == source && s.Year == year })
		if i < 0 {
			i = len(out)
			out = append(out, Sum{Source: source, Year: year})
		}
		return &out[i]
	}
	for _, m := range c.Money {
		at(m.Source, m.Year).Budgeted += m.Budgeted
	}
	for _, l := range paid {
		at(l.source, l.year).Paid += l.paid
	}
	slices.SortFunc(out, func(a, b Sum) int {
		if a.Year != b.Year {
			return a.Year - b.Year
		}
		return strings.Compare(a.Source, b.Source)
	})
	return out
}

// Entries lists what was entered, the newest first, below a seq (0 for all), for who sees the plan.
func (x *Plans) Entries(ctx context.Context, caller org.Caller, plan, below int64, limit int) (out []Entry, err error) {
	if _, err := x.Plan(ctx, caller, plan); err != nil {
		return nil, err
	}
	if below == 0 {
		below = 1<<62 - 1
	}
	err = each(ctx, x.DB.Read(), func(e *Entry) error {
		out = append(out, *e)
		return nil
	}, "SELECT body FROM plan_entries WHERE city = $1 AND plan = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4", x.City,
		plan, below, int64(limit))
	return out, err
}

// Worth is what an entry is with its corrections.
func (x *Plans) Worth(ctx context.Context, plan, entry int64) (n int64, err error) {
	err = x.DB.Read().QueryRow(ctx, "SELECT amount FROM plan_worth WHERE city = $1 AND plan = $2 AND entry = $3",
		x.City, plan, entry).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, store.Explain(err)
}
