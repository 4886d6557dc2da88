package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
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
		if len(out) < limit && s.Step < len(steps) && mayNext(steps[s.Step].Posts, caller, s) {
			out = append(out, s)
		}
		return nil
	}, `SELECT matter, area, step, need, hands, draft, at FROM releases WHERE city = $1 AND state = 'waits'
		ORDER BY at, matter LIMIT $2`, x.City, int64(looked))
	return out, err
}

func mayNext(posts []matter.Post, caller org.Caller, s Stand) bool {
	return !slices.Contains(s.Hands, caller.Person) && slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return slices.Contains(posts, p.Kind) && p.Area.Contains(s.Area)
	})
}
