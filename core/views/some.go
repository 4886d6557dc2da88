package views

import (
	"context"

	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Some reads matters by their ids in few questions; an id without a matter is not in the answer. Whether the caller may
// see them is not asked here.
func Some(ctx context.Context, r store.Reader, city int64, ids []int64) (map[int64]*matter.Matter, error) {
	out := make(map[int64]*matter.Matter, len(ids))
	err := eachMatter(ctx, r, city, ids, func(m *matter.Matter) error {
		out[m.ID] = m
		return nil
	})
	return out, err
}
