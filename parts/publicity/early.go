package publicity

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Early drafts the paper of an area's running week at once, before the clock would, and gives its id: holidays come, or
// the news is wanted today. The clock drafts no second paper of that week. Whoever may take the first step in the area
// may. Faults: publicity_area for an area that is not his or has no papers, publicity_there where the week has its
// paper already, publicity_nothing where there is nothing to say.
func (x *Publicity) Early(ctx context.Context, caller org.Caller, id ledger.ID, a area.Code) (int64, error) {
	if !slices.Contains(x.EarlyAreas(caller), a) {
		return 0, fault.New(fault.Denied, "publicity_area").On("area")
	}
	last, from := x.Policy().Publicity.Week(x.Now())
	to := from + (from - last)
	b, err := x.compose(ctx, a, from, to)
	if err != nil {
		return 0, err
	}
	if b == nil {
		return 0, fault.New(fault.Conflict, "publicity_nothing").On("area")
	}
	kept, err := x.Desk.Keep(ctx, caller, id, []any{"early", a}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		there, err := x.there(ctx, tx, a, to)
		if err == nil && there {
			err = fault.New(fault.Conflict, "publicity_there").On("area")
		}
		return []desk.Fact{{Type: ProposedType, Subject: ledger.New, Areas: []area.Code{a}, Body: b}}, err
	})
	return kept.Subject, err
}

// EarlyAreas are the areas whose paper the caller may draft before the clock does, none where nothing is ever public.
func (x *Publicity) EarlyAreas(caller org.Caller) (out []area.Code) {
	p := x.Policy()
	for _, a := range x.Org().Tree().All() {
		if !a.Former && slices.Contains(p.Publicity.Levels, a.Code.Level()) &&
			caller.MayTake(p.Release.Steps, 1, a.Code, nil) == nil {
			out = append(out, a.Code)
		}
	}
	return out
}
