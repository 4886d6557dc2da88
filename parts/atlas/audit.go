package atlas

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Check compares every row of the table of positions with the matter it stands for, and tells what does not hold. A
// table that has not come to the ledger's end is not compared.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	behind, err := ledger.Behind(ctx, r, city, followerName)
	if err != nil || behind != 0 {
		return err
	}
	for last := int64(0); ; {
		seen := 0
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var id int64
			var doc []byte
			var got spot
			var there sql.NullInt64
			var n [10]sql.NullInt64
			var category sql.NullString
			if err := rows.Scan(&id, &doc, &there, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6], &n[7], &category,
				&n[8], &n[9]); err != nil {
				return err
			}
			var m matter.Matter
			if err := json.Unmarshal(doc, &m); err != nil {
				return err
			}
			got = spot{there.Int64, n[0].Int64, n[1].Int64, n[2].Int64, n[3].Int64, n[4].Int64, n[5].Int64, n[6].Int64,
				n[7].Int64, category.String, n[8].Int64, n[9].Int64}
			want := spotOf(&m)
			if want.known == 0 && want.point == 0 {
				want = spot{}
			}
			if got != want {
				tell(fmt.Sprintf("spots: matter %d does not lie where the row says", id))
			}
			last, seen = id, seen+1
			return nil
		}, `SELECT m.id, m.doc, s.id, s.point, s.open, s.known, s.lat, s.lng, s.kind, s.state, s.severity, s.category,
			s.area, s.lead
FROM matters AS m LEFT JOIN spots AS s ON s.city = $1 AND s.id = m.id WHERE m.city = $1 AND m.id > $2 ORDER BY m.id
LIMIT 1000`, city, last)
		if err != nil {
			return err
		}
		if seen < 1000 {
			return checkTallies(ctx, r, city, tell)
		}
	}
}
