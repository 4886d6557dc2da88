// Package recur sees what comes back 反复 and what will not go away 顽固: it remembers where and when something was
// struck off, says at the listing of a matter after which strike-offs it came back, keeps the lists of what is marked
// and of root-cause measures 根治措施, and has the clock look at their effect.
//
// Whether something came back, is stubborn, or was cured is decided in package matter; what the marks say stands in
// the events of the matters. This package finds what such a decision must look at, in a bounded number of index
// entries, and shows what came of it.
//
// It owns the tables recur_offs, recur_marked and recur_lists, folded from the events by a follower. Help matters
// never stand in them.
package recur

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/store"
)

// Config is what the package needs. Duplicates knows what lies near and is open.
type Config struct {
	Duplicates *duplicate.Duplicates
	part.Base
}

// Recur answers for one city. Safe for concurrent use.
type Recur struct {
	Config
}

// New makes it for a city whose tables are there.
func New(c Config) *Recur { return &Recur{Config: c} }

// The two ways a place is known; they stand in the database.
const (
	byPoint  = 1
	bySquare = 2
)

// most is how many strike-offs of one spot a question looks at, the latest first.
const most = 64

// Absences are the strike-offs among which those lie that a matter may have come back after, in the transaction that
// lists it. The follower may be a moment behind: what was struck off in the same second is not among them.
func (x *Recur) Absences(ctx context.Context, r store.Reader, m *matter.Matter, category string,
	rule matter.RecurrenceRule) ([]matter.Absence, error) {
	to := m.ReportedAt
	from := min(m.FoundAt, to).Plus(-int64(rule.Days) * 86400e6)
	args := []any{x.City, from, to, category, m.Item}
	var parts []string
	add := func(sort int, spot int64) {
		args = append(args, spot)
		parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT %s FROM recur_offs WHERE city = $1 AND sort = %d
			AND spot = $%d AND struck >= $2 AND struck <= $3
AND (category = $4 OR item = $5 AND item <> '') ORDER BY struck DESC LIMIT %d) AS a%d`, offColumns, sort, len(args),
			most, len(args)))
	}
	if m.Point != 0 {
		add(byPoint, m.Point)
	}
	if m.Lat != nil && m.Lng != nil && place.Check(*m.Lat, *m.Lng) == nil {
		lat, lng := place.Place{Lat: *m.Lat, Lng: *m.Lng}.E7()
		for _, s := range duplicate.Squares(lat, lng, float64(rule.Radius)) {
			add(bySquare, s)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return readAbsences(ctx, r, strings.Join(parts, " UNION ALL "), args...)
}

const offColumns = "matter, struck, ended, category, item, point, known, lat, lng"

func readAbsences(ctx context.Context, r store.Reader, text string, args ...any) (out []matter.Absence, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var o matter.Absence
		var known bool
		var lat, lng int64
		if err := rows.Scan(&o.Matter, &o.Struck, &o.Until, &o.Category, &o.Item, &o.Point,
			&known, &lat, &lng); err != nil {
			return err
		}
		if known {
			p := place.FromE7(lat, lng, 0)
			o.Lat, o.Lng = &p.Lat, &p.Lng
		}
		out = append(out, o)
		return nil
	}, text, args...)
	return out, err
}
