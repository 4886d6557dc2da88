package deadline

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
)

// successions moves what abolished units still hold. The ids of the commands hang on the clock too: a unit may come
// back, take a matter and be abolished a second time. A repeat finds the matter moved and does nothing.
func (c *Clock) successions(ctx context.Context) (int, error) {
	done := 0
	o := c.desk.Org()
	for _, u := range o.Abolished() {
		to, ok := o.Successor(u)
		if !ok {
			continue
		}
		n, err := c.repeat(ctx, "successions", func() ([]desk.Command, error) {
			ids, err := views.Held(ctx, c.db.Read(), c.desk.City(), u, Batch+c.aside.Len())
			if err == nil && len(ids) == 0 { // cases that it was offered, or asked about
				ids, err = views.Awaited(ctx, c.db.Read(), c.desk.City(), u, Batch+c.aside.Len())
			}
			var list []desk.Command
			for _, id := range ids {
				list = append(list, desk.Command{ID: desk.Once("succeed", u, to, id, c.desk.Now()), Matter: id,
					Body: &matter.Succeed{From: u, To: to}})
			}
			return list, err
		})
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// resettle takes along what lies in abolished areas that others succeeded: what is open first, then what is closed, so
// that the successors have the whole history. Reports come in under areas in use only, so once nothing was left, there
// is nothing to look for until the areas change.
func (c *Clock) resettle(ctx context.Context) (int, error) {
	tree, done, left := c.desk.Org().Tree(), 0, false
	if c.swept.Load() == tree {
		return 0, nil
	}
	for _, a := range tree.Succeeded() {
		n, err := c.repeat(ctx, "resettling", func() ([]desk.Command, error) {
			ids, err := views.LeftIn(ctx, c.db.Read(), c.desk.City(), a, Batch+c.aside.Len())
			var list []desk.Command
			for _, id := range ids {
				list = append(list, desk.Command{ID: desk.Once("resettle", id, a, c.desk.Now()), Matter: id,
					Body: &matter.Resettle{}})
			}
			left = left || len(list) > 0
			return list, err
		})
		if done += n; err != nil {
			return done, err
		}
	}
	if !left { // a tick that moved something looks once more
		c.swept.Store(tree)
	}
	return done, nil
}
