package release

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Figures are counts of the public matters of an area. Complaints near a home count only in townships and above.
type Figures struct {
	Area   area.Code // 0 for the whole city
	All    int       // all that is out, struck off or not
	States [5]int    // by plain state, in the order of org.Plains
	Late   int       // not fixed, and the deadline is over
	Week   int       // struck off in the last seven days, today among them
}

// In is how many are in a plain state.
func (f Figures) In(s org.Plain) int {
	if i := slices.Index(org.Plains(), s); i >= 0 {
		return f.States[i]
	}
	return 0
}

// Progress is how far an area has come, and each area below it; below a township none is told.
type Progress struct {
	Figures
	Below []Figures // in the order of the tree, those without any public matter too
}

// week is how long back "this week" reaches.
const week = 7 * 24 * 3600 * 1_000_000

// Progress counts the public matters of an area: a county or a township, 0 or the city's code for the whole city.
func (x *Releases) Progress(ctx context.Context, a area.Code) (Progress, error) {
	tree := x.Org().Tree()
	if a.Level() <= area.City {
		a = 0
	}
	top := a
	if a == 0 {
		top = area.Code(x.City * 1e8)
	}
	p := Progress{}
	var err error
	if p.Figures, err = x.figures(ctx, a); err != nil || top.Level() >= area.Township {
		return p, err
	}
	for _, child := range tree.Children(top) {
		if child.Former {
			continue
		}
		f, err := x.figures(ctx, child.Code)
		if err != nil {
			return p, err
		}
		p.Below = append(p.Below, f)
	}
	return p, nil
}

func (x *Releases) figures(ctx context.Context, a area.Code) (Figures, error) {
	out := Figures{Area: a}
	for f := (Filter{Area: a}); ; {
		page, err := x.List(ctx, f, skips)
		if err != nil {
			return out, err
		}
		for _, p := range page.Matters {
			out.All++
			out.States[slices.Index(org.Plains(), p.State)]++
			if p.Late && p.State != org.PlainFixed && p.State != org.PlainStruck {
				out.Late++
			}
			if p.Struck > x.Now()-week {
				out.Week++
			}
		}
		if f.Behind = page.Next; f.Behind.Matter == 0 {
			return out, nil
		}
	}
}

// Struck is a page of what was struck off since an instant, the latest first. Complaints near a home are not among
// them: their days are nobody's business.
func (x *Releases) Struck(ctx context.Context, f Filter, since calendar.Instant, limit int) (Page, error) {
	f.Plain = org.PlainStruck
	page, err := x.List(ctx, f, limit)
	kept := page.Matters[:0]
	for _, p := range page.Matters {
		if p.Struck >= since && !p.Near {
			kept = append(kept, p)
		}
	}
	page.Matters = kept
	return page, err
}
