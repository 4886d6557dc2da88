package views

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
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

// provinceText adds up maintained counters only, those of some cities at their widest areas. Each city's lie on one
// node of a cluster and are summed there; what travels is a few rows a city.
func provinceText(cities []int64) (string, []any) {
	var in, at []string
	var args []any
	for _, c := range cities {
		args = append(args, c, c*100000000)
		in, at = append(in, fmt.Sprintf("$%d", len(args)-1)), append(at, fmt.Sprintf("$%d", len(args)))
	}
	return "SELECT city, state, CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tallies WHERE city IN (" +
		strings.Join(in, ", ") + ") AND dim = 1 AND area IN (" + strings.Join(at, ", ") +
		") GROUP BY city, state ORDER BY city, state", args
}

// Province gives the figures of every city in the database, by code. It looks at no matter and shows none, so whoever
// may open the database may ask.
func Province(ctx context.Context, r store.Reader) ([]CityFigures, error) {
	cities, err := ledger.Cities(ctx, r)
	if err != nil || len(cities) == 0 {
		return nil, err
	}
	out, at := make([]CityFigures, len(cities)), map[int64]int{}
	for i, c := range cities { // one without matters counts none, and is there
		out[i], at[c] = CityFigures{City: c, Matters: map[matter.State]int64{}}, i
	}
	text, args := provinceText(cities)
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var city, n int64
		var s matter.State
		if err := rows.Scan(&city, &s, &n); err != nil {
			return err
		}
		c := &out[at[city]]
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
	}, text, args...)
	return out, err
}
