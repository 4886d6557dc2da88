// Package intake brings lists in that people send to the pages 导入: what a list would do is shown first, then the same
// file is taken in, and both end with an account. The reading and writing is package sheet's, as on the command line.
//
// It owns the files that wait, in a folder of this program beneath the system's one for such files, and what is known
// of them, in memory: no table, since nothing of it is history. A list is its sender's alone, and is gone an hour after
// it was last used. One list at a time is looked at or written in the whole city.
package intake

import (
	"context"
	"time"

	"xiaohao/core/part"
	"xiaohao/parts/atlas"
	"xiaohao/parts/chief"
	"xiaohao/parts/indicator"
	"xiaohao/parts/origin"
	"xiaohao/parts/patrol"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
)

// Part is what others must know of lists that are sent 导入.
var Part = part.Part{
	Name: "intake",
	Uses: []string{"standard", "point", "atlas", "origin", "indicator", "patrol", "chief"},
	Make: func(b part.Base) (part.Made, error) {
		x := New(b, sheet.City{Desk: b.Desk, Origins: part.Get[*origin.Origins](b.Others),
			Points: part.Get[*point.Register](b.Others), Standard: part.Get[*standard.Standard](b.Others),
			Atlas: part.Get[*atlas.Atlas](b.Others), Indicators: part.Get[*indicator.Indicators](b.Others),
			Chiefs: part.Get[*chief.Chiefs](b.Others), Patrols: part.Get[*patrol.Patrols](b.Others)})
		return part.Made{Value: x, End: x.End, Jobs: []part.Job{{Every: time.Minute, Alone: true,
			Do: func(context.Context) (int, error) { return x.Sweep() }}}}, nil
	},
}
