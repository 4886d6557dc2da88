package desk

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// warn says before it is done what some changes leave behind: work in an area that is abolished and that nobody
// succeeds. The fault is fault.Conflict "area_open", which tells how much of what; the same change with Anyway is
// taken.
func (d *Desk) warn(ctx context.Context, tx *store.Tx, s *org.Stage, drafts []ledger.Draft) error {
	for i, x := range drafts {
		c, ok := x.Body.(org.Change)
		if !ok {
			continue
		}
		a, succeeded := s.Abolishes(c)
		if a == nil || succeeded || a.Anyway {
			continue
		}
		open, err := d.OpenIn(ctx, tx, a.Area)
		if err != nil {
			return err
		}
		if open.Any() {
			return rowFault(fault.New(fault.Conflict, "area_open", "name", a.Name, "matters", open["matters"],
				"points", open["points"], "campaigns", open["campaigns"]).On("successors"), i)
		}
	}
	return nil
}

// Open is how much of which kind of things is open.
type Open map[string]int64

// Any says that there is something.
func (o Open) Any() bool {
	for _, n := range o {
		if n > 0 {
			return true
		}
	}
	return false
}

// OpenIn counts what is open in an area and all below it: "matters", and what parts know of, such as "points".
func (d *Desk) OpenIn(ctx context.Context, r store.Reader, in area.Code) (Open, error) {
	n, err := views.OpenIn(ctx, r, d.city, in)
	out := Open{"matters": n}
	for _, o := range d.knows.Open {
		if err != nil {
			return nil, err
		}
		out[o.Key], err = o.Count(ctx, r, in)
	}
	return out, err
}
