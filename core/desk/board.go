package desk

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// ByCategory counts an area's matters by category, for callers who see the whole of it; help matters are not among
// them. The area must be a city, a county or a township.
func (d *Desk) ByCategory(ctx context.Context, caller org.Caller, a area.Code) ([]views.Figures, error) {
	if !d.Org().Scope(caller).Covers(a) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	f, err := d.views.ByCategory(ctx, d.db.Lagging(), a)
	return f, translateNil(err)
}

// ByDay counts an area's matters by the day they were reported, both ends included, and by the day they were struck
// off; who may as in ByCategory.
func (d *Desk) ByDay(ctx context.Context, caller org.Caller, a area.Code, from, to views.Day) ([]views.Figures, error) {
	if !d.Org().Scope(caller).Covers(a) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	f, err := d.views.ByDay(ctx, d.db.Lagging(), a, from, to)
	return f, translateNil(err)
}

// Follows says whether the caller follows a matter.
func (d *Desk) Follows(ctx context.Context, caller org.Caller, matterID int64) (bool, error) {
	if caller.Person == 0 {
		return false, nil
	}
	on, err := views.Follows(ctx, d.db.Read(), d.city, caller.Person, matterID)
	return on, translateNil(err)
}

// Covers says whether the caller sees all that is not restricted of an area, so that its figures may be shown to him.
func (d *Desk) Covers(caller org.Caller, a area.Code) bool { return d.covers(d.Org().Scope(caller), a) }

// PolicySince is the instant from which the policy in force holds, in µs; 0 when it is the one the city began with.
func (d *Desk) PolicySince(ctx context.Context) (calendar.Instant, error) {
	_, at, err := views.PolicyLast(ctx, d.db.Read(), d.city)
	return at, translateNil(err)
}
