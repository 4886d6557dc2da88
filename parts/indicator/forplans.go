package indicator

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// Baseless are those of some indicators of a set that have targets in an area, and nobody said from where they begin
// (Base). Their line begins at the first figure that came, so that this one lies on it whatever it is: whoever says how
// they stand should not say that they are well. A flow begins at nothing and is not among them. Faults as of Standing.
func (x *Indicators) Baseless(ctx context.Context, caller org.Caller, set int64, a area.Code,
	codes []string) (out []string, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	targets, err := targetsOf(ctx, x.DB.Read(), x.City, set, a)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		i, ok := d.Get(code)
		if !ok || i.Flows() {
			continue
		}
		has := func(base bool) bool {
			return slices.ContainsFunc(targets, func(t Target) bool {
				return t.Code == code && (t.Span == Base) == base
			})
		}
		if has(false) && !has(true) {
			out = append(out, code)
		}
	}
	return out, nil
}

// Course are the figures of an area span by span, by the codes of a set's indicators, for a part that keeps or prints
// them. Faults as of Standing.
func (x *Indicators) Course(ctx context.Context, caller org.Caller, set int64, a area.Code) (map[string][]Point,
	error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return nil, err
	}
	list, err := rowsAmong(ctx, x.DB.Read(), x.City, set, d, []area.Code{a}, 0)
	if err != nil {
		return nil, err
	}
	out := map[string][]Point{}
	for i := range d.Indicators {
		out[d.Indicators[i].Code] = list[a].points(&d.Indicators[i])
	}
	return out, nil
}
