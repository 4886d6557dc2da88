package desk

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Heir is the area in use that something in an abolished one belongs to today: its successor, of several the one whose
// boundary holds the spot (WGS-84 degrees, nil where nobody knows it), else the default one. It is the area itself
// when that is in use or nobody succeeded it.
func (d *Desk) Heir(ctx context.Context, r store.Reader, c area.Code, lat, lng *float64) (area.Code, error) {
	t := d.Org().Tree()
	var wrong error
	heir := t.Heir(c, func(among []area.Code) area.Code {
		if lat == nil || lng == nil || d.knows.Within == nil {
			return 0
		}
		var got area.Code
		got, wrong = d.knows.Within(ctx, r, among, *lat, *lng)
		return got
	})
	return heir, wrong
}

// today has a filter by an abolished area find what its successors took.
func (d *Desk) today(f views.Filter) views.Filter {
	if f.Area == 0 {
		return f
	}
	return f.Today(d.Org().Tree().Now(f.Area))
}

// FiguresBelow are the figures of an area, first, and of those directly below it; of an abolished area they are the
// sum of what its successors have, and each of them. Who may is as in Figures.
func (d *Desk) FiguresBelow(ctx context.Context, caller org.Caller, top area.Code) ([]views.Figures, error) {
	t := d.Org().Tree()
	now := t.Now(top)
	if len(now) == 1 {
		codes := []area.Code{top}
		for _, c := range t.Children(top) {
			codes = append(codes, c.Code)
		}
		return d.Figures(ctx, caller, codes)
	}
	list, err := d.Figures(ctx, caller, now)
	if err != nil {
		return nil, err
	}
	sum, out := views.Figures{Area: top}, []views.Figures{{}}
	for _, f := range list {
		if sum.Add(f); f.Area != top {
			out = append(out, f)
		}
	}
	out[0] = sum
	return out, nil
}

// covers says whether a scope holds an area, or all areas that stand in its place.
func (d *Desk) covers(s org.Scope, a area.Code) bool { return d.Org().CoversNow(s, a) }

// survivor is the matter that a merged one lives on in, at the end of the chain; the matter itself when it is not
// merged.
func (d *Desk) survivor(m *matter.Matter, get func(int64) (*matter.Matter, error)) (*matter.Matter, error) {
	var err error
	for range 50 {
		if m.State != matter.Merged || m.Into == 0 {
			break
		}
		if m, err = get(m.Into); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Survivor is the matter that a merged one lives on in. The holder of the merged one's receipt may be told its public
// state, nothing else of it.
func (d *Desk) Survivor(ctx context.Context, m *matter.Matter) (*matter.Matter, error) {
	m, err := d.survivor(m, func(id int64) (*matter.Matter, error) { return d.views.Get(ctx, d.db.Read(), id) })
	return m, translateNil(err)
}
