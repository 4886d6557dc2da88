package open311

import (
	"context"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/atlas"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// Part is what others must know of what programs send by Open311.
var Part = part.Part{
	Name:  "open311",
	Uses:  []string{"atlas", "release"},
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b, part.Get[*atlas.Atlas](b.Others), part.Get[*release.Releases](b.Others))
		return part.Made{Value: x, Followers: []ledger.Follower{follower(b.City)}, Jobs: []part.Job{{
			Name: "open311_media", Every: 2 * time.Second, Limit: 10 * time.Minute, Alone: true, Do: x.Media}}}, nil
	},
	Check: Check,
}

// Check proves the tables against the events.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{Follower: follower(city), Steps: Steps(),
		Skip: []string{"open311_media"}}, progress, tell)
}
