package indicator

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/platform/store"
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

// Figures are how indicators of a set stand in an area, and their aims.
type Figures struct {
	Stands []Stand
	Aims
}

// FiguresOf are those of some indicators in areas of a set, in two questions however many areas there are. An area that
// the caller may not know of has none. It gives fault.Missing "indicator_missing" for a set that is none.
func (x *Indicators) FiguresOf(ctx context.Context, caller org.Caller, set int64,
	codes map[area.Code][]string) (map[area.Code]*Figures, error) {
	d, err := x.setOf(ctx, set)
	if err != nil {
		return nil, err
	}
	var list []area.Code
	for a := range codes {
		if d.Area.Contains(a) && x.Sees(caller, a) {
			list = append(list, a)
		}
	}
	out, now := map[area.Code]*Figures{}, x.Now()
	if len(list) == 0 {
		return out, nil
	}
	slices.Sort(list)
	return out, x.DB.Snapshot(ctx, func(r store.Reader) error {
		all, err := rowsAmong(ctx, r, x.City, set, d, list, 0)
		if err != nil {
			return err
		}
		in, args := among(list, x.City, set)
		targets := map[area.Code][]Target{}
		if err := eachTarget(ctx, r, func(t Target) { targets[t.Area] = append(targets[t.Area], t) },
			"set_id = $2 AND area IN ("+in+") AND current = 1 ORDER BY area, code, span", args...); err != nil {
			return err
		}
		for _, a := range list {
			f := &Figures{Aims: d.aimsOf(targets[a], codes[a])}
			for _, code := range codes[a] {
				if i, ok := d.Get(code); ok {
					f.Stands = append(f.Stands, stand(d, i, a, all[a], targets[a], now))
				}
			}
			out[a] = f
		}
		return nil
	})
}

// aimsOf are what targets that stand in an area aim at, of some indicators.
func (d *Definition) aimsOf(targets []Target, codes []string) (out Aims) {
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
	return out
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
