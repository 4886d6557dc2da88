package views

import (
	"context"
	"database/sql"

	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// CityFigures are a city's matters by state, as its counters have them.
type CityFigures struct {
	City    int64                  `json:"city"`
	Matters map[matter.State]int64 `json:"-"`

	All       int64 `json:"all"`
	Open      int64 `json:"open"`
	Fixed     int64 `json:"fixed"` // waiting to be verified
	StruckOff int64 `json:"struck_off"`
}

// provinceText adds up maintained counters only. Each city's lie on one node of a cluster and are joined and summed
// there; what travels is a few rows a city.
const provinceText = `SELECT h.city, t.state, CAST(COALESCE(SUM(t.n), 0) AS BIGINT) FROM heads AS h
	JOIN tallies AS t ON t.city = h.city AND t.dim = 1 AND t.area = h.city * 100000000 GROUP BY h.city, t.state
	ORDER BY h.city, t.state`

// Province gives the figures of every city in the database, by code. It looks at no matter and shows none, so whoever
// may open the database may ask.
func Province(ctx context.Context, r store.Reader) ([]CityFigures, error) {
	var out []CityFigures
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var city, n int64
		var s matter.State
		if err := rows.Scan(&city, &s, &n); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].City != city {
			out = append(out, CityFigures{City: city, Matters: map[matter.State]int64{}})
		}
		c := &out[len(out)-1]
		c.Matters[s] += n
		c.All += n
		switch {
		case s == matter.StruckOff:
			c.StruckOff += n
		case s.Open():
			c.Open += n
		}
		if s == matter.Fixed {
			c.Fixed += n
		}
		return nil
	}, provinceText)
	return out, err
}
