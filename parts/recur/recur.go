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

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/pattern"
	"xiaohao/platform/store"
)

// Schema makes the tables of this package. A strike-off stands at the matter's point and in its square; known is 0
// where no coordinates are. In the lists node is an area, or a unit as a negative number; rank rises with what comes
// next. Deadlines that were running before this step are reckoned anew, since the clock has one more thing to look
// for.
const Schema = `
CREATE TABLE recur_offs (
	city     BIGINT   NOT NULL,
	sort     SMALLINT NOT NULL,
	spot     BIGINT   NOT NULL,
	struck   BIGINT   NOT NULL,
	matter   BIGINT   NOT NULL,
	ended    BIGINT   NOT NULL,
	category TEXT     NOT NULL,
	item     TEXT     NOT NULL,
	point    BIGINT   NOT NULL,
	known    SMALLINT NOT NULL,
	lat      BIGINT   NOT NULL,
	lng      BIGINT   NOT NULL,
	PRIMARY KEY (city, sort, spot, struck, matter)
) WITHOUT ROWID;
CREATE INDEX recur_offs_matter ON recur_offs (city, matter);
CREATE TABLE recur_marked (
	city   BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	marks  SMALLINT NOT NULL,
	look   BIGINT   NOT NULL,
	PRIMARY KEY (city, matter)
);
CREATE INDEX recur_marked_look ON recur_marked (city, look) WHERE look > 0;
CREATE TABLE recur_lists (
	city   BIGINT   NOT NULL,
	node   BIGINT   NOT NULL,
	list   SMALLINT NOT NULL,
	open   SMALLINT NOT NULL,
	rank   BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	PRIMARY KEY (city, node, list, open, rank, matter)
) WITHOUT ROWID;
CREATE INDEX recur_lists_matter ON recur_lists (city, matter);
DELETE FROM reckonings;
`

// Config is what the package needs. Patterns knows what lies near and is open.
type Config struct {
	City     int64
	DB       *store.DB
	Org      func() *org.Org
	Policy   func() *policy.Policy
	Now      func() int64
	Patterns *pattern.Patterns
}

// Recur answers for one city. Safe for concurrent use.
type Recur struct {
	Config
	desk *desk.Desk
}

// New makes it for a city whose tables are there; Bind it to the desk before it is asked.
func New(c Config) *Recur { return &Recur{Config: c} }

// Bind hands in the door that reads and writes go through.
func (x *Recur) Bind(d *desk.Desk) { x.desk = d }

// The two ways a place is known; they stand in the database.
const (
	byPoint  = 1
	bySquare = 2
)

// most is how many strike-offs of one spot a question looks at, the latest first.
const most = 64

// Offs are the strike-offs among which those lie that a matter may have come back after, in the transaction that
// lists it. The follower may be a moment behind: what was struck off in the same second is not among them.
func (x *Recur) Offs(ctx context.Context, r store.Reader, m *matter.Matter, category string,
	rule matter.Return) ([]matter.Off, error) {
	to := m.ReportedAt
	from := min(m.FoundAt, to) - int64(rule.Days)*86400e6
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
		for _, s := range pattern.Squares(lat, lng, float64(rule.Radius)) {
			add(bySquare, s)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return readOffs(ctx, r, strings.Join(parts, " UNION ALL "), args...)
}

const offColumns = "matter, struck, ended, category, item, point, known, lat, lng"

func readOffs(ctx context.Context, r store.Reader, text string, args ...any) (out []matter.Off, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var o matter.Off
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
