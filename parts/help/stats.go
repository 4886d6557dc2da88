package help

import (
	"context"
	"database/sql"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// counters read the statistics.
var counters = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Leader}

// Figure is how many persons of a type a county had in a month; Shown is false where they were fewer than care.Few.
type Figure struct {
	County   area.Code
	Category string
	N        int
	Shown    bool
}

// Figures are the figures of a month, as 202611: by county and type, no sums and no smaller or larger areas, so that
// none gives another away. Whoever has a post over an area may.
func (x *Cases) Figures(ctx context.Context, caller org.Caller, month int64) ([]Figure, error) {
	if !x.MayCount(caller) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	type key struct {
		county   area.Code
		category string
	}
	count := map[key]int{}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var a area.Code
		var k key
		var n int
		if err := rows.Scan(&a, &k.category, &n); err != nil {
			return err
		}
		if k.county = a; a.Level() > area.County {
			k.county = a.Ancestor(area.County)
		}
		count[k] += n
		return nil
	}, "SELECT area, category, COUNT(*) FROM help_cases WHERE city = $1 AND month = $2 GROUP BY area, category",
		x.City, month)
	if err != nil {
		return nil, err
	}
	var out []Figure
	for _, a := range x.Org().Tree().All() {
		if a.Code.Level() != area.County || a.Former {
			continue
		}
		for _, t := range x.TypesInForce() {
			f := Figure{County: a.Code, Category: t.Category}
			f.N, f.Shown = care.Shown(count[key{a.Code, t.Category}])
			out = append(out, f)
		}
	}
	return out, nil
}
