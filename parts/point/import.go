package point

import (
	"context"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Import registers many points in one go, all of them or none. A code that is there already changes that point,
// unless all details are the same; what a list does not say (no address, no coordinates, no unit) stays as it was. It
// says how many were new, changed and the same.
func (x *Register) Import(ctx context.Context, caller org.Caller, id ledger.ID,
	list []Details) (made, changed, same int, err error) {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	_, err = x.Desk.Keep(ctx, caller, id, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		made, changed, same = 0, 0, 0
		var facts []desk.Fact
		seen := map[string]bool{}
		for _, d := range list {
			d, err := x.clean(d, kinds)
			if err != nil {
				return nil, err
			}
			if seen[d.Code] {
				return nil, fault.New(fault.Invalid, "point_code_twice", "code", d.Code).On("code")
			}
			seen[d.Code] = true
			f, err := x.bring(ctx, tx, d)
			switch {
			case err != nil:
				return nil, err
			case f.Type == RegisteredType:
				made++
			case f.Type == ChangedType:
				changed++
			default:
				same++
				continue
			}
			facts = append(facts, f)
		}
		return facts, nil
	})
	return made, changed, same, err
}

// Preview says what Import would do, without doing it.
func (x *Register) Preview(ctx context.Context, caller org.Caller,
	list []Details) (made, changed, same int, err error) {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	for _, d := range list {
		d, err := x.clean(d, kinds)
		if err != nil {
			return 0, 0, 0, err
		}
		p, d, err := x.meets(ctx, x.DB.Read(), d)
		areas := []area.Code{d.Area}
		switch {
		case err != nil:
			return 0, 0, 0, err
		case p == nil:
			made++
		case alike(d, p.details()):
			same++
			continue
		default:
			areas = append(areas, p.Area)
			changed++
		}
		if !x.Org().MayAct(caller, RegisteredType, areas...) {
			return 0, 0, 0, fault.New(fault.Denied, "point_elsewhere", "code", d.Code, "name", d.Name)
		}
	}
	return made, changed, same, nil
}

// meets finds the point that a row is about, nil for a new one, and fills in what the row does not say.
func (x *Register) meets(ctx context.Context, r store.Reader, d Details) (*Point, Details, error) {
	p, err := ByCode(ctx, r, x.City, d.Code)
	if fault.Code(err) == "point_missing" {
		return nil, d, nil
	}
	if err != nil {
		return nil, d, err
	}
	old := p.details()
	if d.Unit == 0 {
		d.Unit = old.Unit
	}
	if strings.TrimSpace(d.Address) == "" {
		d.Address = old.Address
	}
	if d.Place == nil {
		d.Place = old.Place
	}
	return p, d, nil
}

// bring is what one row of an import leads to; no type for nothing.
func (x *Register) bring(ctx context.Context, tx *store.Tx, d Details) (desk.Fact, error) {
	p, d, err := x.meets(ctx, tx, d)
	if err != nil {
		return desk.Fact{}, err
	}
	if p == nil {
		plate, err := x.plate(ctx, tx)
		return desk.Fact{Type: RegisteredType, Subject: ledger.New, Areas: []area.Code{d.Area},
			Body: &Registered{d, plate}}, err
	}
	if alike(d, p.details()) {
		return desk.Fact{}, nil
	}
	return desk.Fact{Type: ChangedType, Subject: p.ID, Areas: []area.Code{d.Area, p.Area}, Body: &Changed{Details: d}},
		nil
}
