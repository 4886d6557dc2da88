package recur

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Check folds the matters again, up to where the follower stands, and tells every row of the tables that is not what
// they say. r should see one instant, as a Snapshot does. It holds one matter at a time, and what is marked.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	if err := check(ctx, r, city, tell); err != nil {
		return fmt.Errorf("check what comes back: %w", err)
	}
	return nil
}

func check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	c := &checking{r: r, city: city, upto: upto, tell: tell, want: map[string]bool{}}
	if err := c.fold(ctx); err != nil {
		return err
	}
	if err := c.compare(ctx, "recur_marked",
		"SELECT 'recur_marked ' || matter || ' ' || marks || ' ' || look FROM recur_marked WHERE city = $1"); err !=
		nil {
		return err
	}
	if err := c.compare(ctx, "recur_lists", "SELECT 'recur_lists ' || node || ' ' || list || ' ' || open || ' ' || "+
		"rank || ' ' || matter FROM recur_lists WHERE city = $1"); err != nil {
		return err
	}
	var rows int64
	if err := r.QueryRow(ctx, "SELECT COUNT(*) FROM recur_offs WHERE city = $1", city).Scan(&rows); err != nil {
		return store.Explain(err)
	}
	if rows != c.absences {
		tell(fmt.Sprintf("recur_offs: %d rows, %d by the events", rows, c.absences))
	}
	for _, s := range slices.Sorted(maps.Keys(c.want)) {
		table, row, _ := strings.Cut(s, " ")
		tell(fmt.Sprintf("%s: the row %s is missing", table, row))
	}
	return nil
}

// checking folds all matters, one after the other.
type checking struct {
	r        store.Reader
	city     int64
	upto     int64 // the event up to which the tables go
	tell     func(string)
	want     map[string]bool // the rows of what was ever marked
	absences int64           // rows of strike-offs that there should be

	m     *matter.Matter
	mine  []absence
	stood bool
}

// fold reads the events of one matter after the other, some hundreds at a time: a check asks on, and open rows would
// hold a connection.
func (c *checking) fold(ctx context.Context) error {
	var subject, seq int64
	for {
		var list []ledger.Event
		err := ledger.EachSubject(ctx, c.r, c.city, subject, seq, 500, func(e ledger.Event) error {
			list = append(list, e)
			return nil
		})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return c.finish(ctx)
		}
		for _, e := range list {
			subject, seq = e.Subject, e.Seq
			if !e.Type.In(matter.TypePrefix) || e.Seq > c.upto {
				continue
			}
			body, err := matter.Decode(e.Type, e.Body)
			if err != nil {
				return fmt.Errorf("event %d: %w", e.Seq, err)
			}
			if _, ok := body.(*matter.WasReported); ok {
				if err := c.finish(ctx); err != nil {
					return err
				}
				c.m = &matter.Matter{}
			}
			if c.m == nil {
				return fmt.Errorf("event %d: matter %d was never reported", e.Seq, e.Subject)
			}
			matter.ApplyBody(c.m, body, matter.Stamp{Seq: e.Seq, At: e.At, Actor: e.Actor})
			c.after(e.Type, e.At)
		}
	}
}

func (c *checking) after(typ event.Type, at calendar.Instant) {
	c.stood = c.stood || marking[typ]
	switch typ {
	case matter.TypeStruckOff:
		c.mine = append(c.mine, absencesOf(c.m)...)
	case matter.TypeReopened:
		for i := range c.mine {
			if c.mine[i].ended == 0 {
				c.mine[i].ended = at
			}
		}
	}
}

// finish compares the strike-offs of a matter, and notes its rows in the lists.
func (c *checking) finish(ctx context.Context) error {
	m, mine, stood := c.m, c.mine, c.stood
	c.m, c.mine, c.stood = nil, nil, false
	if m == nil {
		return nil
	}
	if stood {
		c.want[fmt.Sprint("recur_marked ", m.ID, " ", marked(m), " ", m.CheckAt())] = true
		for _, l := range linesOf(m) {
			c.want[fmt.Sprint("recur_lists ", l.node, " ", l.list, " ", l.open, " ", l.rank, " ", l.matter)] = true
		}
	}
	if len(mine) == 0 {
		return nil
	}
	c.absences += int64(len(mine))
	have := map[absence]bool{}
	err := store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var o absence
		err := rows.Scan(&o.sort, &o.spot, &o.struck, &o.matter, &o.ended, &o.category, &o.item, &o.point, &o.known,
			&o.lat, &o.lng)
		have[o] = true
		return err
	}, "SELECT sort, spot, struck, matter, ended, category, item, point, known, lat, lng FROM recur_offs "+
		"WHERE city = $1 AND matter = $2", c.city, m.ID)
	if err != nil {
		return err
	}
	for _, o := range mine {
		if !have[o] {
			c.tell(fmt.Sprintf("recur_offs: the row of matter %d is not what the events say", m.ID))
		}
	}
	return nil
}

func (c *checking) compare(ctx context.Context, table, text string) error {
	return store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		if !c.want[s] {
			c.tell(fmt.Sprintf("%s: the row %s is not what the events say", table, strings.TrimPrefix(s, table+" ")))
		}
		delete(c.want, s)
		return err
	}, text, c.city)
}
