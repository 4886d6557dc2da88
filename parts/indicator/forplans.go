package indicator

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// Aims are what a plan must know of the targets in an area of a set, of some of its indicators.
type Aims struct {
	// Baseless are those that have targets, and nobody said from where they begin (Base). Their line begins at the
	// first figure that came: whoever says how they stand should not say that they are well. A flow begins at nothing
	// and is not among them.
	Baseless []string

	// Years are where those that do not flow are to stand at the end of years, by code.
	Years map[string]map[Span]Amount
}

// Aims reads them. Faults as of Standing.
func (x *Indicators) Aims(ctx context.Context, caller org.Caller, set int64, a area.Code,
	codes []string) (out Aims, err error) {
	d, err := x.Set(ctx, caller, set, a)
	if err != nil {
		return out, err
	}
	targets, err := targetsOf(ctx, x.DB.Read(), x.City, set, a)
	if err != nil {
		return out, err
	}
	out.Years = map[string]map[Span]Amount{}
	for _, code := range codes {
		i, ok := d.Get(code)
		if !ok || i.Flows() {
			continue
		}
		aimed, base := false, false
		for _, t := range targets {
			if t.Code != code {
				continue
			}
			aimed, base = aimed || t.Span != Base, base || t.Span == Base
			if t.Span.Kind() == Year {
				if out.Years[code] == nil {
					out.Years[code] = map[Span]Amount{}
				}
				out.Years[code][t.Span] = t.Value
			}
		}
		if aimed && !base {
			out.Baseless = append(out.Baseless, code)
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
