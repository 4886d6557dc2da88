package sheet

import (
	"context"
	"io"

	"xiaohao/core/desk"
	"xiaohao/core/org"
)

// ExportThese is Export of matters named one by one, in their order, in the columns that the caller chose. One that
// he may not see fails all.
func ExportThese(ctx context.Context, d *desk.Desk, caller org.Caller, l string, ids []int64, w io.Writer) error {
	heads, err := chosen(ctx, d, caller, nil)
	if err != nil {
		return err
	}
	out, err := newXLSX(l, heads)
	if err != nil {
		return err
	}
	x := &office{d: d, lang: l, now: d.Now()}
	for _, id := range ids {
		m, err := d.Matter(ctx, caller, id)
		if err != nil {
			return err
		}
		x.seq++
		cells := make([]cell, len(heads))
		for i, h := range heads {
			cells[i] = h.value(x, m)
		}
		if err := out.row(cells); err != nil {
			return err
		}
	}
	return out.end(w)
}
