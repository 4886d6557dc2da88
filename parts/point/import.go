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
	_, err = x.Desk.Keep(ctx, caller, id, nil, func(ctx context.Context, tx *store.Tx,
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

// Weighed is what a row of a list would do to the register.
type Weighed struct {
	Old  *Point // nil for a new one
	Same bool   // it changes nothing
}

// Weigh says what Import would do with details that Fill gave, without doing it. The faults are those of Check, and
// "point_elsewhere" for who may not keep points there.
func (x *Register) Weigh(ctx context.Context, caller org.Caller, d Details) (Weighed, error) {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return Weighed{}, err
	}
	if d, err = x.clean(d, kinds); err != nil {
		return Weighed{}, err
	}
	p, d, err := x.meets(ctx, x.DB.Read(), d)
	if err != nil {
		return Weighed{}, err
	}
	areas := []area.Code{d.Area}
	if p != nil {
		if alike(d, p.details()) {
			return Weighed{Old: p, Same: true}, nil
		}
		areas = append(areas, p.Area)
	}
	if !x.Org().MayAct(caller, RegisteredType, areas...) {
		return Weighed{}, fault.New(fault.Denied, "point_elsewhere", "code", d.Code, "name", d.Name)
	}
	return Weighed{Old: p}, nil
}

// Fill gives details with what is known of the point where they do not say it, as they would be kept. The faults are
// those of Check.
func (x *Register) Fill(ctx context.Context, d Details) (Details, error) {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return d, err
	}
	d.Code = line(d.Code)
	if _, d, err = x.meets(ctx, x.DB.Read(), d); err != nil {
		return d, err
	}
	return x.clean(d, kinds)
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
	for _, s := range []struct{ now, old *string }{{&d.Name, &old.Name}, {&d.Kind, &old.Kind},
		{&d.Address, &old.Address}} {
		if strings.TrimSpace(*s.now) == "" {
			*s.now = *s.old
		}
	}
	if d.Area == 0 {
		d.Area = old.Area
	}
	if d.Unit == 0 {
		d.Unit = old.Unit
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
