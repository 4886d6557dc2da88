package duty

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Overdue is a report that did not come in time, with its task.
type Overdue struct {
	Stand
	Period Date
	Task   *matter.Matter
}

const lateText = "SELECT p.period, p.matter, d.body FROM duty_periods p JOIN duties d ON d.city = p.city AND " +
	"d.id = p.duty WHERE p.city = $1 AND d.city = $1 AND p.waits = 1 AND p.due <= $2 " +
	"ORDER BY p.due, p.duty, p.period LIMIT $3"

// Late are reports that did not come in time and that the caller may see, the longest overdue first, up to f.Limit of
// them; more says that there are others. Of the filter count units and area.
func (x *Duties) Late(ctx context.Context, caller org.Caller, f Filter) (out []Overdue, more bool, err error) {
	if caller.Person == 0 {
		return nil, false, fault.New(fault.Denied, "not_allowed")
	}
	own, now := x.ownUnits(caller), x.Now()
	var all []Overdue
	var ids []int64
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var o Overdue
		var id int64
		var body string
		if err := rows.Scan(&o.Period, &id, &body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &o.Stand); err != nil {
			return err
		}
		ours := slices.ContainsFunc(o.units(), func(u int64) bool { return slices.Contains(own, u) })
		if f.Mine && !ours || f.Unit != 0 && !slices.Contains(o.units(), f.Unit) ||
			f.Area != 0 && !f.Area.Contains(o.Area) || slices.Contains(ids, id) || !x.sees(caller, &o.Stand) {
			return nil // one task may make up for several periods
		}
		all, ids = append(all, o), append(ids, id)
		return nil
	}, lateText, x.City, now, f.Limit+passed)
	if err != nil {
		return nil, false, err
	}
	matters, err := x.Desk.Matters(ctx, caller, ids)
	for i, id := range ids {
		m := matters[id]
		if m == nil || m.Light(now) != matter.Red { // it has more time, or is parked
			continue
		}
		if len(out) == f.Limit {
			return out, true, err
		}
		all[i].Task = m
		out = append(out, all[i])
	}
	return out, false, err
}
