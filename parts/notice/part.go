package notice

import (
	"context"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// Name is what the archive knows notices by.
const Name = "notice"

// tickEvery is how often the clock looks for notices whose matter is over.
const tickEvery = 20 * time.Second

// Part is what others must know of notices 文书: that the archive is told of them.
var Part = part.Part{
	Name:  Name,
	Uses:  []string{"archive", "campaign"},
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		x := &Ends{b}
		return part.Made{Value: x, Followers: []ledger.Follower{follower(b.City)},
			Jobs: []part.Job{{Do: x.Tick, Every: tickEvery}}}, nil
	},
	Check: Check,
}

// Check proves the table against the events.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{Follower: follower(city), Steps: Steps()}, progress, tell)
}
