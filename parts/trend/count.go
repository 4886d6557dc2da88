package trend

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/text/surge"
)

// together and apart make one name for surge of what is counted and its code, so that all comparisons are corrected
// for each other.
func together(what, code string) string { return what + " " + code }

func apart(name string) (what, code string) {
	what, code, _ = strings.Cut(name, " ")
	return what, code
}

// cells are the counts of the two weeks that end with a day, and of the eight before them.
func (x *Trends) cells(ctx context.Context, last views.Day) ([]surge.Cell, error) {
	type key struct {
		what, code, kind string
		area             int64
	}
	all := map[key]*surge.Cell{}
	turn := last - NowDays // the last day of the time before
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var k key
		var now, before surge.Count
		if err := rows.Scan(&k.what, &k.code, &k.kind, &k.area, &now.Checked, &now.Failed, &before.Checked,
			&before.Failed); err != nil {
			return err
		}
		all[k] = &surge.Cell{Item: together(k.what, k.code), Kind: k.kind, Area: k.area, Now: now, Before: before}
		return nil
	}, `SELECT what, code, kind, area, SUM(CASE WHEN day > $2 THEN checked ELSE 0 END),
		SUM(CASE WHEN day > $2 THEN failed ELSE 0 END),
SUM(CASE WHEN day <= $2 THEN checked ELSE 0 END), SUM(CASE WHEN day <= $2 THEN failed ELSE 0 END)
FROM trend_counts WHERE city = $1 AND day > $3 AND day <= $4 GROUP BY what, code, kind, area`, x.City, int64(turn),
		int64(turn-BeforeDays), int64(last))
	if err != nil {
		return nil, err
	}
	sums := map[int64]surge.Cell{} // all matters of a county
	for k, c := range all {
		if s := sums[k.area]; k.what == Category {
			s.Now.Checked, s.Before.Checked = s.Now.Checked+c.Now.Failed, s.Before.Checked+c.Before.Failed
			sums[k.area] = s
		}
	}
	var out []surge.Cell
	for k, c := range all {
		if k.what == Category {
			c.Now.Checked, c.Before.Checked = sums[k.area].Now.Checked, sums[k.area].Before.Checked
		}
		out = append(out, *c)
	}
	return out, nil
}

// Part is how many of all listed matters of an area's counties were of some categories, from one instant to another.
// What self-check campaigns found is left out.
func (x *Trends) Part(ctx context.Context, categories []string, in area.Code,
	from, to calendar.Instant) (all, of int64, err error) {
	lo, hi := in.Ancestor(area.County).Range()
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var code string
		var n int64
		if err := rows.Scan(&code, &n); err != nil {
			return err
		}
		if all += n; slices.Contains(categories, code) {
			of += n
		}
		return nil
	}, "SELECT code, SUM(failed) FROM trend_counts WHERE city = $1 AND day >= $2 AND day < $3 AND what = $4 "+
		"AND area BETWEEN $5 AND $6 GROUP BY code",
		x.City, int64(views.DayOf(from)), int64(views.DayOf(to)), Category, int64(lo), int64(hi))
	return all, of, err
}

// Rate is how often some items were looked at and failed, at some kinds of point (none: all), in the counties of an
// area from one instant to another. Below a county it is that of the county.
func (x *Trends) Rate(ctx context.Context, items, kinds []string, in area.Code,
	from, to calendar.Instant) (checked, failed int64, err error) {
	lo, hi := in.Ancestor(area.County).Range()
	wanted := map[string]bool{}
	for _, k := range kinds {
		wanted[k] = true
	}
	for _, item := range items {
		err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var kind string
			var n, bad int64
			if err := rows.Scan(&kind, &n, &bad); err != nil {
				return err
			}
			if len(wanted) == 0 || wanted[kind] {
				checked, failed = checked+n, failed+bad
			}
			return nil
		}, `SELECT kind, SUM(checked), SUM(failed) FROM trend_counts WHERE city = $1 AND what = $2 AND code = $3
			AND area BETWEEN $4 AND $5 AND day >= $6 AND day < $7 GROUP BY kind`,
			x.City, Item, item, int64(lo), int64(hi), int64(views.DayOf(from)), int64(views.DayOf(to)))
		if err != nil {
			return 0, 0, err
		}
	}
	return checked, failed, nil
}
