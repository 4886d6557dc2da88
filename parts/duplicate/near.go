package duplicate

import (
	"context"

	"xiaohao/loop/place"
	"xiaohao/platform/text/alike"
)

// Square is the square of about 150 metres that a place lies in, by its number. Places are in ten-millionths of a
// degree.
func Square(lat, lng int64) int64 { return cell(lat, lng) }

// Squares are those that may hold what lies within so many metres of a place, at most policy.MaxRadius: 9, 25 or 49
// of them.
func Squares(lat, lng int64, metres float64) []int64 { return around(lat, lng, metres) }

// Near are the matters, open or struck off lately, within so many metres of a place, the nearest first, at most 56.
// Who may see them is asked by whoever shows them.
func (p *Duplicates) Near(ctx context.Context, at place.Place, metres float64) ([]int64, error) {
	return p.near(ctx, &alike.Report{Lat: at.Lat, Lng: at.Lng, Placed: true}, metres/1.5)
}
