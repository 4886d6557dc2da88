package atlas

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/platform/store"
)

// Within is the first of some areas whose boundary holds a spot (WGS-84 degrees), 0 for none of those that are known.
func (x *Atlas) Within(ctx context.Context, r store.Reader, areas []area.Code, lat, lng float64) (area.Code, error) {
	if len(areas) == 0 {
		return 0, nil
	}
	w := &where{args: []any{x.City}}
	in := list(w, areas, number[area.Code])
	holds := map[area.Code]bool{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var a area.Code
		var text string
		if err := rows.Scan(&a, &text); err != nil {
			return err
		}
		var s Shape
		err := json.NewDecoder(strings.NewReader(text)).Decode(&s)
		holds[a] = err == nil && s.Holds(lat, lng)
		return err
	}, "SELECT area, shape FROM boundaries WHERE city = $1 AND area IN ("+in+")", w.args...)
	if err != nil {
		return 0, err
	}
	for _, a := range areas {
		if holds[a] {
			return a, nil
		}
	}
	return 0, nil
}

// Holds says whether a spot (WGS-84 degrees) lies inside the shape: within an odd number of a polygon's rings, so that
// a hole is outside.
func (s Shape) Holds(lat, lng float64) bool {
	for _, polygon := range s {
		inside := false
		for _, ring := range polygon {
			line := unpack(ring)
			for i, a := range line {
				b := line[(i+len(line)-1)%len(line)]
				if (a.lat > lat) != (b.lat > lat) && lng < (b.lng-a.lng)*(lat-a.lat)/(b.lat-a.lat)+a.lng {
					inside = !inside
				}
			}
		}
		if inside {
			return true
		}
	}
	return false
}
