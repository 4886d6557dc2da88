package trend

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Findings lists the common problems below an id (0 for all), the newest first. Whoever has a post over an area may.
func (x *Trends) Findings(ctx context.Context, caller org.Caller, below int64, limit int) ([]Finding, error) {
	if below == 0 {
		below = 1<<63 - 1
	}
	return x.find(ctx, caller, " AND id < $2 ORDER BY id DESC LIMIT $3", below, limit)
}

// Finding is one common problem, or "trend_missing".
func (x *Trends) Finding(ctx context.Context, caller org.Caller, id int64) (*Finding, error) {
	list, err := x.find(ctx, caller, " AND id = $2", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Missing, "trend_missing")
	}
	return &list[0], nil
}

func (x *Trends) find(ctx context.Context, caller org.Caller, where string, args ...any) (out []Finding, err error) {
	if err := x.may(caller); err != nil {
		return nil, err
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var f Finding
		var raw string
		if err := rows.Scan(&f.ID, &f.At, &raw); err != nil {
			return err
		}
		out = append(out, f)
		return json.Unmarshal([]byte(raw), &out[len(out)-1].Found)
	}, "SELECT id, at, body FROM trend_findings WHERE city = $1"+where, append([]any{x.City}, args...)...)
	return out, err
}

// Weeks is how many weeks a series has: the eight before and the two compared with them.
const Weeks = (NowDays + BeforeDays) / 7

// Series is a county with its weeks, the oldest first.
type Series struct {
	Area  area.Code    `json:"area"`
	Weeks [Weeks]Count `json:"weeks"`
	Rose  bool         `json:"rose"`
}

// Series are the counties of a finding, by code.
func (x *Trends) Series(ctx context.Context, f *Finding) ([]Series, error) {
	all := map[area.Code]*Series{}
	first := f.Last - NowDays - BeforeDays + 1
	add := func(a area.Code, day views.Day, checked, failed int64) {
		if all[a] == nil {
			all[a] = &Series{Area: a, Rose: slices.ContainsFunc(f.Areas, func(r Risen) bool { return r.Area == a })}
		}
		c := &all[a].Weeks[(day-first)/7]
		c.Checked, c.Failed = c.Checked+checked, c.Failed+failed
	}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var a area.Code
		var day, checked, failed int64
		if err := rows.Scan(&a, &day, &checked, &failed); err != nil {
			return err
		}
		add(a, views.Day(day), checked, failed)
		return nil
	}, "SELECT area, day, checked, failed FROM trend_counts WHERE city = $1 AND what = $2 AND code = $3 "+
		"AND kind = $4 AND day >= $5 AND day <= $6", x.City, f.What, f.Code, f.Kind, int64(first), int64(f.Last))
	if err != nil {
		return nil, err
	}
	if f.What == Category {
		err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var a area.Code
			var day, n int64
			if err := rows.Scan(&a, &day, &n); err != nil {
				return err
			}
			if all[a] != nil {
				add(a, views.Day(day), n, 0)
			}
			return nil
		}, "SELECT area, day, SUM(failed) FROM trend_counts WHERE city = $1 AND day >= $2 AND day <= $3 "+
			"AND what = $4 GROUP BY area, day", x.City, int64(first), int64(f.Last), Category)
		if err != nil {
			return nil, err
		}
	}
	var out []Series
	for _, s := range all {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Series) int { return int(a.Area - b.Area) })
	return out, nil
}

// Behind are the matters behind a finding in its last two weeks, in the counties where it rose, the oldest first.
// Whether the caller may read one is the desk's to say.
func (x *Trends) Behind(ctx context.Context, f *Finding, limit int) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		var a area.Code
		if err := rows.Scan(&id, &a); err != nil {
			return err
		}
		rose := slices.ContainsFunc(f.Areas, func(r Risen) bool { return r.Area.Contains(a) })
		if rose && len(out) < limit && !slices.Contains(out, id) {
			out = append(out, id)
		}
		return nil
	}, "SELECT matter, area FROM trend_matters WHERE city = $1 AND what = $2 AND code = $3 AND kind = $4 "+
		"AND day > $5 AND day <= $6 ORDER BY day, matter LIMIT 2000",
		x.City, f.What, f.Code, f.Kind, int64(f.Last-NowDays), int64(f.Last))
	return out, err
}
