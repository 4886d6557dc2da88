package plan

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
)

// Plan is a plan, as much of it as the caller sees; for others it does not exist.
func (x *Plans) Plan(ctx context.Context, caller org.Caller, id int64) (*Plan, error) {
	p, err := planOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.sees(caller, p) {
		return nil, missing()
	}
	return p, nil
}

// Version is a version whole, by its number.
func (x *Plans) Version(ctx context.Context, caller org.Caller, plan int64, n int) (*Version, *Content, error) {
	p, err := x.Plan(ctx, caller, plan)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(p.Versions, func(v Version) bool { return v.N == n })
	if i < 0 {
		return nil, nil, missing()
	}
	c, err := contentOf(ctx, x.DB.Read(), x.City, plan, n)
	return &p.Versions[i], c, err
}

// AsOf is what was, or will be, in force on a day.
func (x *Plans) AsOf(ctx context.Context, caller org.Caller, plan int64, at calendar.Instant) (*Version, *Content,
	error) {
	p, err := x.Plan(ctx, caller, plan)
	if err != nil {
		return nil, nil, err
	}
	v := p.AsOf(at)
	if v == nil {
		return nil, nil, missing()
	}
	return x.Version(ctx, caller, plan, v.N)
}

// Filter says which plans are listed.
type Filter struct {
	Area  area.Code // plans of it and below it
	State Stage
	Lead  int64 // unit, or who succeeded it
	Below int64 // ids below this one; 0 for all
	Limit int   // rows; 0 for 30
}

// How many rows a list reads at once, and how often: what the caller does not see costs him no more.
const (
	pageRows  = 30
	readPages = 5
)

// readRows is how many rows are read at once. Only tests read fewer.
var readRows = 200

// List are the plans that the caller sees, the newest first, and the id below which the next page begins, 0 for none.
func (x *Plans) List(ctx context.Context, caller org.Caller, f Filter) (out []*Plan, next int64, err error) {
	if f.Limit <= 0 {
		f.Limit = pageRows
	}
	at := f.Below
	if at <= 0 {
		at = 1<<62 - 1
	}
	for range readPages {
		n, last := 0, at
		text, args := "SELECT body FROM plans WHERE city = $1 AND id < $2", []any{x.City, at}
		if f.State != "" {
			text, args = text+" AND state = $3", append(args, string(f.State))
		}
		err = each(ctx, x.DB.Read(), func(p *Plan) error {
			if n++; len(out) < f.Limit {
				if last = p.ID; x.wanted(caller, f, p) {
					out = append(out, p)
				}
			}
			return nil
		}, text+" ORDER BY id DESC LIMIT "+strconv.Itoa(readRows), args...)
		if err != nil || n < readRows && len(out) < f.Limit {
			return out, 0, err
		}
		if at = last; len(out) >= f.Limit {
			break
		}
	}
	return out, at, nil
}

func (x *Plans) wanted(caller org.Caller, f Filter, p *Plan) bool {
	if f.Area != 0 && !slices.ContainsFunc(x.Org().Tree().Now(f.Area), func(a area.Code) bool {
		return a.Contains(p.Area)
	}) && !f.Area.Contains(p.Area) {
		return false
	}
	return (f.Lead == 0 || x.Today(p.Lead) == x.Today(f.Lead)) && x.sees(caller, p)
}

// mostOnBoard is how many plans the leaders' page shows.
const mostOnBoard = 40

// Board is how all plans in force stand that a caller sees in an area.
type Board struct {
	Sheets []*Sheet       // the worst first, mostOnBoard at most
	All    int            // plans in force that he sees there
	Lights map[string]int // how many of all have a light
}

// Board looks at every plan in force that the caller sees in an area (0 for all) and gives the worst of them. What it
// asks does not grow with the number of measures: their tasks are read together.
func (x *Plans) Board(ctx context.Context, caller org.Caller, a area.Code) (*Board, error) {
	b := &Board{Lights: map[string]int{}}
	for at := int64(1<<62 - 1); ; {
		var list []*Plan
		n := 0
		err := each(ctx, x.DB.Read(), func(p *Plan) error {
			n, at = n+1, p.ID
			if x.wanted(caller, Filter{Area: a}, p) {
				list = append(list, p)
			}
			return nil
		}, "SELECT body FROM plans WHERE city = $1 AND state = 'issued' AND id < $2 ORDER BY id DESC LIMIT "+
			strconv.Itoa(readRows), x.City, at)
		if err != nil {
			return nil, err
		}
		sheets, err := x.sheets(ctx, caller, list)
		if err != nil {
			return nil, err
		}
		for _, s := range sheets {
			b.All++
			b.Lights[s.Light]++
		}
		b.Sheets = append(b.Sheets, sheets...)
		slices.SortStableFunc(b.Sheets, worstFirst)
		b.Sheets = b.Sheets[:min(len(b.Sheets), mostOnBoard)]
		if n < readRows {
			return b, nil
		}
	}
}

// worstFirst orders plans by their light, then by what is late and lags, then by when they end.
func worstFirst(a, b *Sheet) int {
	return cmp.Or(rank(a.Light)-rank(b.Light), b.Counts.Late-a.Counts.Late, b.Counts.Behind-a.Counts.Behind,
		cmp.Compare(a.Content.Last, b.Content.Last))
}

// rank is the place of a light, the worst first.
func rank(light string) int {
	return slices.Index([]string{indicator.Red, indicator.Yellow, indicator.Green, indicator.None}, light)
}
