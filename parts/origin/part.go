package origin

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// Part is what others must know of where matters came from 来路.
var Part = part.Part{
	Name:  "origin",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		return part.Made{Value: New(b), Followers: []ledger.Follower{follower(b.City)}}, nil
	},
	Check: Check,
}

// Check proves the table against the events.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{Follower: follower(city), Steps: Steps(),
		Skip: []string{"import_turns"}}, progress, tell)
}
