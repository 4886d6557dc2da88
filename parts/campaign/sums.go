package campaign

import (
	"context"
	"database/sql"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Sums are the standings of campaigns that List gave, each over the areas of it that the caller sees: what a list
// shows of a sheet. Campaigns that he sees nothing of are not among them. The areas are counted where they lie, by
// kind, so that a campaign over a whole city costs a list no thousands of rows.
func (x *Campaigns) Sums(ctx context.Context, caller org.Caller, list []Campaign) (map[int64]Row, error) {
	out := map[int64]Row{}
	err := x.DB.Snapshot(ctx, func(r store.Reader) error {
		for i := range list {
			at := x.Org().CampaignView(caller, list[i].Scope)
			if at == 0 {
				continue
			}
			row, err := x.sum(ctx, r, &list[i], at)
			if err != nil {
				return err
			}
			out[list[i].ID] = row
		}
		return nil
	})
	return out, err
}

func (x *Campaigns) sum(ctx context.Context, r store.Reader, c *Campaign, at area.Code) (Row, error) {
	sum := Row{Area: at}
	lo, hi := at.Range()
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var one Cell
		var n int
		if err := rows.Scan(&one.Spot, &one.Zero, &one.Founded, &one.Person, &n); err != nil {
			return err
		}
		sum.add(&one, n, c.Over(x.Now()))
		return nil
	}, `SELECT looked, CASE WHEN zero > 0 THEN 1 ELSE 0 END AS signed_zero, CASE WHEN area IN (SELECT f.area
		FROM campaign_matters f WHERE f.city = $1 AND f.campaign = $2) THEN 1 ELSE 0 END AS founded,
CASE WHEN person > 0 THEN 1 ELSE 0 END AS drawn_for, COUNT(*) FROM campaign_areas WHERE city = $1 AND campaign = $2
AND area BETWEEN $3 AND $4 GROUP BY 1, 2, 3, 4`,
		x.City, c.ID, int64(lo), int64(hi))
	if err != nil {
		return sum, err
	}
	err = r.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN m.state = $5 THEN 0 ELSE 1 END), 0),
		COALESCE(SUM(CASE WHEN m.state = $6 THEN 1 ELSE 0 END), 0)
FROM campaign_matters f JOIN matters m ON m.city = $1 AND m.id = f.target WHERE f.city = $1 AND f.campaign = $2
AND f.area BETWEEN $3 AND $4`,
		x.City, c.ID, int64(lo), int64(hi), int64(matter.Declined),
		int64(matter.StruckOff)).Scan(&sum.Found, &sum.Fixed)
	return sum, store.Explain(err)
}
