package standard

import (
	"context"
	"fmt"

	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// Check folds the events again, up to where the follower stands, and tells every row of the table that is not what
// they say. r should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{Follower: follower{city}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the standard: %w", err)
	}
	return nil
}
