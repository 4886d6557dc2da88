package inspect

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/platform/store"
)

// Why an inspection does not count in a round's score; "" for one that does.
const (
	WhyDaily  = "daily"  // outside of any round
	WhySecond = "second" // the point had been inspected in this round: the first inspection counts, this one is kept
	WhyClosed = "closed" // the round was over when it came
	WhyAgain  = "again"  // it looks at the failed items of an earlier one again
)

// standing decides whether an inspection counts; it depends on what came before it in the ledger alone.
func (f follower) standing(ctx context.Context, tx *store.Tx, b *Made) (why string, first int64, err error) {
	switch {
	case b.Again != 0:
		return WhyAgain, b.Again, nil
	case b.Round == 0:
		return WhyDaily, 0, nil
	}
	var state int
	err = tx.QueryRow(ctx, `SELECT r.state, s.inspection FROM inspect_rounds r JOIN inspect_stops s ON s.city = $1
		AND s.round = r.id AND s.point = $3
WHERE r.city = $1 AND r.id = $2`, f.city, b.Round, b.Point).Scan(&state, &first)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return WhyDaily, 0, nil
	case err != nil:
		return "", 0, store.Explain(err)
	case first != 0:
		return WhySecond, first, nil
	case state != StateOpen:
		return WhyClosed, 0, nil
	}
	return "", 0, nil
}

func (f follower) made(ctx context.Context, tx *store.Tx, e *ledger.Event, b *Made) error {
	why, first, err := f.standing(ctx, tx, b)
	if err != nil {
		return err
	}
	lost, fails := b.Lost+b.Vetoed, 0
	for _, l := range b.Items {
		if l.Result == NA {
			continue
		}
		bad := l.Result == Fail
		if bad {
			fails++
		}
		err := tx.Later(ctx, `INSERT INTO inspect_answers (city, inspection, item, area, failed, failed2, veto,
			full_marks, lost, lost2, again, matter, joined)
VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $8, 0, 0, 0) ON CONFLICT (city, inspection, item) DO NOTHING`, f.city,
			e.Subject, l.Item, int64(b.Area), flag(bad), flag(l.Veto), l.Full, l.Lost)
		if err != nil {
			return err
		}
	}
	err = tx.Later(ctx, `INSERT INTO inspections (city, id, round, point, area, kind, person, at, found, again, why,
		first, full_marks, lost, lost2, fails, unlinked)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $15) ON CONFLICT (city, id) DO NOTHING`,
		f.city, e.Subject, b.Round, b.Point, int64(b.Area), b.Kind, e.Actor, e.At, b.Found, b.Again, why, first,
		b.Full, lost, fails)
	if err != nil || why == WhySecond {
		return err
	}
	if why == "" {
		err = tx.Later(ctx, "UPDATE inspect_stops SET inspection = $1, full_marks = $2, lost = $3, lost2 = $3, "+
			"veto = $4, veto2 = $4 WHERE city = $5 AND round = $6 AND point = $7",
			e.Subject, b.Full, lost, flag(b.vetoed()), f.city, b.Round, b.Point)
	}
	if err != nil {
		return err
	}
	if why == WhyAgain {
		if err := f.again(ctx, tx, e, b); err != nil {
			return err
		}
	}
	return f.point(ctx, tx, e, b, why)
}

// again scores the items of the earlier inspection anew; what they lost first stays. A veto falls with the item that
// made it.
func (f follower) again(ctx context.Context, tx *store.Tx, e *ledger.Event, b *Made) error {
	for _, l := range b.Items {
		if l.Result == NA {
			continue
		}
		err := tx.Later(ctx, "UPDATE inspect_answers SET lost2 = $1, failed2 = $2, again = $3 WHERE city = $4 "+
			"AND inspection = $5 AND item = $6", l.Lost, flag(l.Result == Fail), e.Subject, f.city, b.Again, l.Item)
		if err != nil {
			return err
		}
	}
	var full, lost int64
	var veto int
	if err := tx.QueryRow(ctx, "SELECT COALESCE(SUM(full_marks), 0), COALESCE(SUM(lost2), 0), "+
		"COALESCE(MAX(veto * failed2), 0) FROM inspect_answers WHERE city = $1 AND inspection = $2", f.city, b.Again).
		Scan(&full, &lost, &veto); err != nil {
		return store.Explain(err)
	}
	if veto == 1 {
		lost = full
	}
	if err := tx.Later(ctx, "UPDATE inspections SET lost2 = $1 WHERE city = $2 AND id = $3", lost,
		f.city, b.Again); err != nil {
		return err
	}
	return tx.Later(ctx, `UPDATE inspect_stops SET lost2 = $1, veto2 = $2 WHERE city = $3 AND round = (SELECT i.round
		FROM inspections i WHERE i.city = $3 AND i.id = $4) AND point = $5 AND inspection = $4`,
		lost, veto, f.city, b.Again, b.Point)
}

// point notes what is known of the point and of the items now.
func (f follower) point(ctx context.Context, tx *store.Tx, e *ledger.Event, b *Made, why string) error {
	err := tx.Later(ctx, `INSERT INTO inspect_points (city, point, seen, last, times) VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (city, point) DO UPDATE SET seen = excluded.seen, last = excluded.last, times = inspect_points.times + 1`,
		f.city, b.Point, e.At, e.Subject)
	if err != nil {
		return err
	}
	for _, l := range b.Items {
		switch l.Result {
		case Fail:
			err = tx.Later(ctx, "INSERT INTO inspect_bad (city, point, item, since) VALUES ($1, $2, $3, $4) "+
				"ON CONFLICT (city, point, item) DO NOTHING", f.city, b.Point, l.Item, e.Subject)
		case Pass:
			err = tx.Later(ctx, "DELETE FROM inspect_bad WHERE city = $1 AND point = $2 AND item = $3", f.city,
				b.Point, l.Item)
		}
		if err != nil {
			return err
		}
		if l.Result == NA || why == WhyAgain {
			continue
		}
		err = tx.Later(ctx, `INSERT INTO inspect_items (city, item, asked, failed) VALUES ($1, $2, 1, $3)
ON CONFLICT (city, item) DO UPDATE SET asked = inspect_items.asked + 1,
failed = inspect_items.failed + excluded.failed`,
			f.city, l.Item, flag(l.Result == Fail))
		if err != nil {
			return err
		}
	}
	return nil
}

// vetoed says that a veto item failed.
func (b *Made) vetoed() bool {
	return slices.ContainsFunc(b.Items, func(s Scored) bool { return s.Veto && s.Result == Fail })
}
