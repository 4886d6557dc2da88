package alarm

import (
	"context"

	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// Check folds the events again and compares every row of the alarms, and of what they are found by.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return part.Refold(ctx, r, city, part.Fold{Follower: follower{city}, Steps: Steps()}, progress, tell)
}
