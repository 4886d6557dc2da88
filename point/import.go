package point

import (
	"context"
	"strings"

	"xiaohao/area"
	"xiaohao/desk"
	"xiaohao/fault"
	"xiaohao/ledger"
	"xiaohao/org"
	"xiaohao/store"
)

// Import registers many points in one go, all of them or none. A code that is there already changes that point, unless all details are the same; what a
// list does not say (no address, no coordinates, no unit) stays as it was. It says how many were new, changed and the same.
func (x *Register) Import(ctx context.Context, caller org.Caller, id ledger.ID, list []Details) (made, changed, same int, err error) {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	_, err = x.desk.Keep(ctx, caller, id, func(ctx context.Context, tx *store.Tx, _ int64) ([]desk.Fact, error) {
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

// bring is what one row of an import leads to; no type for nothing.
func (x *Register) bring(ctx context.Context, tx *store.Tx, d Details) (desk.Fact, error) {
	p, err := ByCode(ctx, tx, x.City, d.Code)
	if fault.Code(err) == "point_missing" {
		plate, err := x.plate(ctx, tx)
		return desk.Fact{Type: RegisteredType, Subject: ledger.New, Areas: []area.Code{d.Area}, Body: &Registered{d, plate}}, err
	}
	if err != nil {
		return desk.Fact{}, err
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
	if same(d, old) {
		return desk.Fact{}, nil
	}
	return desk.Fact{Type: ChangedType, Subject: p.ID, Areas: []area.Code{d.Area, p.Area}, Body: &Changed{d}}, nil
}
