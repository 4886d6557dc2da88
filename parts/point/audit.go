package point

import (
	"context"
	"fmt"

	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Check folds the events of points again and tells every row of the tables that is not what they say. r should see
// one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: view{city}, Types: []event.Type{typePrefix}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the points: %w", err)
	}
	return nil
}
