package atlas

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Check compares every row of the table of positions with the matter it stands for, up to where the follower stands,
// and tells what does not hold; then the tallies with the positions. A matter to which something happened behind the
// cursor may lie where it lay then or later: the follower reads matters as they stand.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	later, err := ledger.Later(ctx, r, city, upto, []event.Type{matter.TypePrefix})
	if err != nil {
		return err
	}
	c := &checking{r: r, city: city, upto: upto, later: later, tell: tell}
	if err := c.strangers(ctx); err != nil {
		return err
	}
	for last := int64(0); ; {
		seen, err := c.page(ctx, last)
		if err != nil {
			return err
		}
		if len(seen) < checkPage {
			return checkTallies(ctx, r, city, tell)
		}
		last = seen[len(seen)-1].id
	}
}

// checkPage is how many matters are read at once.
const checkPage = 1000

// checking is one check.
type checking struct {
	r     store.Reader
	city  int64
	upto  int64             // where the follower stands
	later map[int64][]int64 // events of matters behind that
	tell  func(string)
}

// pair is a matter that is there and what the table says of it.
type pair struct {
	id        int64
	got, want spot
}

// page compares the next matters behind one.
func (c *checking) page(ctx context.Context, last int64) (list []pair, err error) {
	err = store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var p pair
		var doc []byte
		var there sql.NullInt64
		var n [10]sql.NullInt64
		var category sql.NullString
		if err := rows.Scan(&p.id, &doc, &there, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7], &category,
			&n[8], &n[9]); err != nil {
			return err
		}
		var m matter.Matter
		if err := json.Unmarshal(doc, &m); err != nil {
			return err
		}
		p.got = spot{there.Int64, n[0].Int64, n[1].Int64, n[2].Int64, n[3].Int64, n[4].Int64, n[5].Int64, n[6].Int64,
			n[7].Int64, category.String, n[8].Int64, n[9].Int64}
		p.want = lying(&m)
		list = append(list, p)
		return nil
	}, `SELECT m.id, m.doc, s.id, s.point, s.open, s.known, s.lat, s.lng, s.kind, s.state, s.severity, s.category,
		s.area, s.lead
FROM matters AS m LEFT JOIN spots AS s ON s.city = $1 AND s.id = m.id WHERE m.city = $1 AND m.id > $2 ORDER BY m.id
LIMIT 1000`, c.city, last)
	for _, p := range list {
		if err != nil {
			return nil, err
		}
		ok := p.got == p.want
		if seqs := c.later[p.id]; len(seqs) > 0 {
			ok, err = c.lay(ctx, p, seqs)
		}
		if !ok && err == nil {
			c.tell(fmt.Sprintf("spots: matter %d does not lie where the row says", p.id))
		}
	}
	return list, err
}

// lay says whether a matter lay where its row says, as the follower saw it last or after a later event.
func (c *checking) lay(ctx context.Context, p pair, later []int64) (bool, error) {
	if p.id > c.upto {
		return p.got == spot{}, nil // its report was not taken yet
	}
	for _, seq := range append([]int64{c.upto}, later...) {
		m, _, err := views.At(ctx, c.r, c.city, p.id, seq)
		if err != nil {
			return false, err
		}
		if p.got == lying(m) {
			return true, nil
		}
	}
	return false, nil
}

// lying is the row of a matter; none when it lies nowhere.
func lying(m *matter.Matter) spot {
	s := spotOf(m)
	if s.known == 0 && s.point == 0 {
		return spot{}
	}
	return s
}

// strangers tells the rows of matters that are not there.
func (c *checking) strangers(ctx context.Context) error {
	var ids []int64
	err := store.Each(ctx, c.r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT s.id FROM spots AS s LEFT JOIN matters AS m ON m.city = $1 AND m.id = s.id
WHERE s.city = $1 AND m.id IS NULL LIMIT 20`, c.city)
	for _, id := range slices.Sorted(slices.Values(ids)) {
		c.tell(fmt.Sprintf("spots: there is no matter %d", id))
	}
	return err
}
