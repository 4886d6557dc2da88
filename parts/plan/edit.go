package plan

import (
	"context"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// editable are the stages in which a draft may be written on.
var editable = []Stage{Drafted, Heard}

// Edit says all of a draft anew; base is the Seq of the work that was edited. Somebody else's change since is
// plan_changed, and nothing is lost of either.
func (x *Plans) Edit(ctx context.Context, caller org.Caller, id ledger.ID, plan, base int64, c Content) error {
	return x.edit(ctx, caller, id, plan, base, c, func(Content) (Content, error) { return c, nil })
}

// Item is one thing of a draft that is said anew: its head, or a goal, measure or line of money. One without a key is
// new.
type Item struct {
	Head    *Content `json:"head,omitempty"` // without goals, measures and money
	Goal    *Goal    `json:"goal,omitempty"`
	Measure *Measure `json:"measure,omitempty"`
	Money   *Money   `json:"money,omitempty"`
	Drop    bool     `json:"drop,omitempty"` // it is taken out
}

// Put says one thing of a draft anew; as Edit.
func (x *Plans) Put(ctx context.Context, caller org.Caller, id ledger.ID, plan, base int64, i Item) error {
	return x.edit(ctx, caller, id, plan, base, i, func(c Content) (Content, error) {
		var err error
		switch {
		case i.Head != nil:
			h := *i.Head
			h.Goals, h.Measures, h.Money, h.Keys = c.Goals, c.Measures, c.Money, c.Keys
			return h, nil
		case i.Goal != nil:
			c.Goals, err = put(c.Goals, *i.Goal, i.Drop, func(g Goal) string { return g.Key })
		case i.Measure != nil:
			c.Measures, err = put(c.Measures, *i.Measure, i.Drop, func(m Measure) string { return m.Key })
		case i.Money != nil:
			c.Money, err = put(c.Money, *i.Money, i.Drop, func(m Money) string { return m.Key })
		}
		return c, err
	})
}

// put adds, changes or takes out a thing of a list.
func put[T any](list []T, v T, drop bool, key func(T) string) ([]T, error) {
	if key(v) == "" {
		return append(slices.Clone(list), v), nil
	}
	i := slices.IndexFunc(list, func(o T) bool { return key(o) == key(v) })
	if i < 0 {
		return list, fault.New(fault.Conflict, "plan_changed")
	}
	list = slices.Clone(list)
	if drop {
		return slices.Delete(list, i, i+1), nil
	}
	list[i] = v
	return list, nil
}

func (x *Plans) edit(ctx context.Context, caller org.Caller, id ledger.ID, plan, base int64, said any,
	change func(Content) (Content, error)) error {
	_, err := x.step(ctx, caller, id, plan, EditedType, []any{base, said}, editable, func(ctx context.Context,
		_ *store.Tx,
		p *Plan, _ calendar.Instant) (any, error) {
		if p.Work.Seq != base {
			return nil, fault.New(fault.Conflict, "plan_changed")
		}
		c, err := change(p.Work.Content)
		if err == nil {
			c, err = x.clean(ctx, caller, c, &p.Work.Content)
		}
		switch {
		case err != nil:
			return nil, err
		case !x.mayIn(caller, EditedType, c.Area, c.Lead):
			return nil, fault.New(fault.Denied, "plan_away").On("lead")
		case len(p.Versions) > 0 && c.Area != p.Area:
			return nil, fault.New(fault.Conflict, "plan_area").On("area")
		}
		return &Edited{Base: base, Content: c}, nil
	})
	return err
}
