package release

import (
	"context"
	"database/sql"
	"encoding/json"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// looked is how many waiting drafts are looked at for one caller; a page of them is rather short than slow.
const looked = 500

// Waiting are the drafts whose next step the caller may take, the oldest first.
func (x *Releases) Waiting(ctx context.Context, caller org.Caller, limit int) ([]Stand, error) {
	var out []Stand
	steps := x.Policy().Release.Steps
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var s Stand
		var in, at int64
		var hands, draft string
		if err := rows.Scan(&s.Matter, &in, &s.Step, &s.Need, &hands, &draft, &at); err != nil {
			return err
		}
		s.State, s.Area, s.At = Waits, area.Code(in), calendar.Instant(at)
		if json.Unmarshal([]byte(hands), &s.Hands) != nil || json.Unmarshal([]byte(draft), &s.Draft) != nil {
			return nil // the proof tells
		}
		if len(out) < limit && caller.MayTake(steps, s.Step+1, s.Area, s.Hands) == nil {
			out = append(out, s)
		}
		return nil
	}, `SELECT matter, area, step, need, hands, draft, at FROM releases WHERE city = $1 AND state = 'waits'
		ORDER BY at, matter LIMIT $2`, x.City, int64(looked))
	return out, err
}
