package patrol

import (
	"context"
	"database/sql"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/track"
	"xiaohao/parts/atlas"
	"xiaohao/platform/store"
)

// mostJudged is how many legs of one part are compared with boundaries. The field app sends one.
const mostJudged = 8

// Seen is a leg with what positions say of it.
type Seen struct {
	Leg
	Where track.Where
}

// judged says what the positions of one part say of each of its legs, before they are sealed. It looks at the part
// alone, so that the order of parts does not matter; off is how far the phone's clock is ahead, in µs.
func (x *Patrols) judged(ctx context.Context, spots []track.Spot, legs []Leg, off int64) ([]Seen, error) {
	out := unjudged(legs)
	if len(legs) > mostJudged {
		return out, nil
	}
	ground, err := x.grounds(ctx, legs)
	if err != nil {
		return nil, err
	}
	for i, l := range legs {
		day := slices.DeleteFunc(slices.Clone(spots), func(s track.Spot) bool { return dayOfSpot(s, off) != l.Day })
		var around track.Ground
		for up := l.Area.Parent(); up.Level() >= area.City && len(around) == 0; up = up.Parent() {
			around = ground[up]
		}
		out[i].Where = track.Judge(track.Lines(day), ground[l.Area], around)
	}
	return out, nil
}

func unjudged(legs []Leg) []Seen {
	out := make([]Seen, len(legs))
	for i, l := range legs {
		out[i].Leg = l
	}
	return out
}

// grounds are the boundaries of the legs' areas and of those above them, as far as the city knows them.
func (x *Patrols) grounds(ctx context.Context, legs []Leg) (map[area.Code]track.Ground, error) {
	var codes []area.Code
	for _, l := range legs {
		for a := l.Area; a.Level() >= area.City; a = a.Parent() {
			codes = append(codes, a)
		}
	}
	slices.Sort(codes)
	list, err := x.atlas.Boundaries(ctx, slices.Compact(codes))
	out := make(map[area.Code]track.Ground, len(list))
	for _, b := range list {
		out[b.Area] = groundOf(b.Shape)
	}
	return out, err
}

func groundOf(s atlas.Shape) (out track.Ground) {
	for _, polygon := range s.Degrees() {
		var rings [][]track.Corner
		for _, ring := range polygon {
			var line []track.Corner
			for _, p := range ring {
				line = append(line, track.Corner{Lat: p[0], Lng: p[1]})
			}
			rings = append(rings, line)
		}
		out = append(out, rings)
	}
	return out
}

// seenOf are the legs of a patrol that are recorded; no patrol has more than mostLegs.
func seenOf(ctx context.Context, r store.Reader, city, id int64) (out []Seen, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var s Seen
		err := rows.Scan(&s.Area, &s.Day, &s.Where)
		out = append(out, s)
		return err
	}, "SELECT area, day, place FROM patrol_visits WHERE city = $1 AND patrol = $2 AND patrol > 0 ORDER BY area, day",
		city, id)
	return out, err
}
