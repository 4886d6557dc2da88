package follow

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/platform/store"
)

// perTick is how many rows one turn looks at.
const perTick = 500

// Tick lays out the digests of the morning, forgets what nobody confirmed, and counts what came back.
func (x *Follows) Tick(ctx context.Context) (int, error) {
	n, err := x.digests(ctx)
	if err != nil {
		return n, err
	}
	gone, err := x.tidy(ctx)
	if err != nil {
		return n, err
	}
	stuck, _, err := x.outbox.Carried(ctx, org.Caller{Clock: true})
	if err != nil {
		return n, err
	}
	if stuck > 0 {
		x.Aside.Note("letters", fault.New(fault.Conflict, "follow_dead", "n", stuck))
	} else {
		x.Aside.Note("letters", nil)
	}
	return n + gone, nil
}

// digests lays out one letter for each address that follows areas in which something changed since the last one.
func (x *Follows) digests(ctx context.Context) (done int, err error) {
	until := nextMorning(x.Now() - day)
	due, err := follows(ctx, x.DB.Read(), fmt.Sprintf(" AND area > 0 AND state = 1 AND told < $2 ORDER BY told, who "+
		"LIMIT %d", perTick), x.City, until)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	changed := map[stretch]bool{} // for many followers of one area it is asked once
	some := map[string]bool{}
	var order []string
	of := map[string][]Follow{}
	for _, f := range due {
		k := stretch{f.Area, f.Category, f.told}
		if _, asked := changed[k]; !asked {
			list, _, err := x.public.Changed(ctx, x.filter(f), f.told, until, 1)
			if err != nil {
				return 0, err
			}
			changed[k] = len(list) > 0
		}
		w := string(f.who)
		if of[w] == nil {
			order = append(order, w)
		}
		of[w] = append(of[w], f)
		some[w] = some[w] || changed[k]
	}
	err = x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		done = 0
		for _, w := range order {
			r := ref{Kind: digest, Who: []byte(w), Until: until}
			for _, f := range of[w] {
				k, err := tx.Exec(ctx, "UPDATE follows SET told = $1 WHERE city = $2 AND id = $3 AND told = $4",
					until, x.City,
					f.ID, f.told)
				if err != nil {
					return err
				}
				if k == 1 { // another program did not
					r.Areas = append(r.Areas, since{f.ID, f.told})
				}
			}
			if !some[w] || len(r.Areas) == 0 {
				continue
			}
			if err := x.outbox.Put(ctx, tx, notify.Outgoing{ID: fmt.Sprintf("follow/d/%d/%x", until, w), Carrier: name,
				Ref: r.String(), At: until, Due: until}); err != nil {
				return err
			}
			done++
		}
		return nil
	})
	return done, err
}

// stretch is an area as somebody follows it, and since when.
type stretch struct {
	area     area.Code
	category string
	from     calendar.Instant
}

// tidy forgets what nobody confirmed in time, and what a budget need not know any more.
func (x *Follows) tidy(ctx context.Context) (done int, err error) {
	now := x.Now()
	var late [][]byte
	if err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var who []byte
		err := rows.Scan(&who)
		late = append(late, who)
		return err
	}, fmt.Sprintf("SELECT who FROM follows WHERE city = $1 AND state = 0 AND at <= $2 ORDER BY at LIMIT %d", perTick),
		x.City, now-forgets); err != nil {
		return 0, err
	}
	var over int
	if err := x.DB.Read().QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM follow_asked WHERE city = $1 AND at <= $2) +
		(SELECT COUNT(*) FROM follow_bounces WHERE city = $1 AND at <= $3) +
		(SELECT COUNT(*) FROM follow_people WHERE city = $1 AND refused > 0 AND refused <= $4)`, x.City, now-day,
		now-bounceTerm, now-refusalTerm).Scan(&over); err != nil {
		return 0, store.Explain(err)
	}
	if len(late) == 0 && over == 0 {
		return 0, nil
	}
	return len(late), x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, who := range late {
			if err := x.end(ctx, tx, who, func(f Follow) bool { return f.Waits }); err != nil {
				return err
			}
		}
		if err := tx.Later(ctx, "DELETE FROM follow_asked WHERE city = $1 AND at <= $2", x.City, now-day); err != nil {
			return err
		}
		if err := tx.Later(ctx, "DELETE FROM follow_bounces WHERE city = $1 AND at <= $2", x.City,
			now-bounceTerm); err != nil {
			return err
		}
		return tx.Later(ctx, "DELETE FROM follow_people WHERE city = $1 AND refused > 0 AND refused <= $2", x.City,
			now-refusalTerm)
	})
}
