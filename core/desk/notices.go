package desk

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
)

// Notice is a paper with the matter it is about.
type Notice struct {
	matter.Notice
	Matter *matter.Matter
}

// Notices is a page of the register of a kind and year, the highest number first, below a number (0 for all): those
// whose matters the caller may see. last is the number to go on below, 0 at the end.
func (d *Desk) Notices(ctx context.Context, caller org.Caller, kind string, year int, below int64,
	limit int) (out []Notice, last int64, err error) {
	for range 5 { // who sees little still gets an answer in bounded time
		list, err := views.Register(ctx, d.db.Read(), d.city, kind, year, below, limit)
		if err != nil {
			return nil, 0, translate(err)
		}
		for i, n := range list {
			below = n.Paper.N
			if out, err = d.noticed(ctx, caller, n, out); err != nil {
				return nil, 0, err
			}
			if len(out) == limit && (i < len(list)-1 || len(list) == limit) {
				return out, below, nil
			}
		}
		if len(list) < limit {
			return out, 0, nil
		}
	}
	return out, below, nil
}

// UnsignedNotices are the newest papers that nobody has signed for: those to the caller's own units, or for whoever
// holds a post over an area those about its matters.
func (d *Desk) UnsignedNotices(ctx context.Context, caller org.Caller, limit int) ([]Notice, error) {
	units := []int64{}
	for _, p := range caller.Posts {
		if p.Kind == matter.UnitClerk || p.Kind == matter.UnitHead {
			units = append(units, p.Unit)
		} else {
			units = nil
			break
		}
	}
	list, err := views.Unsigned(ctx, d.db.Read(), d.city, units, 0, 5*limit)
	if err != nil {
		return nil, translate(err)
	}
	var out []Notice
	for _, n := range list {
		if out, err = d.noticed(ctx, caller, n, out); err != nil || len(out) == limit {
			return out, err
		}
	}
	return out, nil
}

// noticed adds a notice to the list if the caller may see its matter.
func (d *Desk) noticed(ctx context.Context, caller org.Caller, n views.Notice, out []Notice) ([]Notice, error) {
	m, err := d.views.Get(ctx, d.db.Read(), n.Matter)
	if err != nil {
		return out, translate(err)
	}
	if x, ok := m.NoticeAt(n.Seq); ok && d.Org().Sees(caller, m) {
		out = append(out, Notice{x, m})
	}
	return out, nil
}
