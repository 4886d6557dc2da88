package bench

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
	"xiaohao/parts/node"
)

// sweep goes through all open tasks, once a week: they are signed for, their nodes reached, they are done and struck
// off. One in twenty is left lying, and says why when its node is late.
func (y *decided) sweep(ctx context.Context) error {
	d, open := y.run.desk, true
	var list []*matter.Matter
	all := org.Caller{System: true}
	err := views.Each(ctx, y.nodes.DB.Read(), d.City(), d.Org().Scope(all), views.Filter{
		Kinds: []matter.Kind{matter.Task}, Open: &open}, y.Clock.Now(), func(m *matter.Matter) error {
		list = append(list, m)
		return nil
	})
	for _, m := range list {
		if err == nil {
			err = y.goOn(ctx, m)
		}
		if err == nil {
			err = ctx.Err()
		}
	}
	return err
}

// goOn takes a task a step on.
func (y *decided) goOn(ctx context.Context, m *matter.Matter) error {
	do := func(who org.Caller, body matter.Command) error {
		_, err := y.run.desk.Do(ctx, who, desk.Command{ID: id(), Matter: m.ID, Body: body})
		return err
	}
	clerk := y.clerks[m.Lead]
	switch m.State {
	case matter.Assigned:
		return do(clerk, &matter.Sign{})
	case matter.InHand:
		if m.ID%20 == 7 {
			return y.late(ctx, m, clerk)
		}
		left, err := y.reached(ctx, m, clerk)
		if err != nil || left && y.rand.IntN(5) > 0 || y.Clock.Now().Since(m.AssignedAt) < 14*oneDay {
			return err
		}
		return do(clerk, &matter.Fix{Note: "已" + pick(y.year, verbs) + "，情况属实"})
	case matter.Fixed:
		return do(y.who[strikesOf], &matter.StrikeOff{Note: "到场看过"})
	}
	return nil
}

// reached has a task's plan proposed and approved, and its next node reached, and says whether a node is left.
func (y *decided) reached(ctx context.Context, m *matter.Matter, clerk org.Caller) (left bool, err error) {
	t, err := y.nodes.Of(ctx, m.ID)
	if err != nil || t == nil {
		return false, err
	}
	switch t.Plan.State {
	case node.Asked:
		return true, y.nodes.Propose(ctx, clerk, id(), m.ID, "按原定日期推进", nil)
	case node.Proposed:
		if err := y.nodes.Approve(ctx, y.who[signs], id(), m.ID, ""); err != nil {
			return true, err
		}
	}
	next := t.Next()
	if next == nil {
		return false, nil
	}
	return true, y.nodes.Reach(ctx, clerk, id(), m.ID, next.Code, "按期完成")
}

// late gives the reason for a node that is late, once, and has it judged.
func (y *decided) late(ctx context.Context, m *matter.Matter, clerk org.Caller) error {
	t, err := y.nodes.Of(ctx, m.ID)
	if err != nil || t == nil {
		return err
	}
	next := t.Next()
	if next == nil || next.Due > y.Clock.Now() || next.Reason != nil {
		return nil
	}
	if err := y.nodes.Explain(ctx, clerk, id(), m.ID, next.Code, "雨季无法施工"); err != nil {
		return err
	}
	return y.nodes.Judge(ctx, y.who[reviews], id(), m.ID, next.Code, m.ID%40 == 7, "看过现场")
}
