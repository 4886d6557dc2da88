package inspect

import (
	"context"
	"database/sql"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Assessment is a closed round as a mock assessment, by the first looks and after the re-inspections.
type Assessment struct {
	Round Round
	First *Mock
	After *Mock
	Level area.Level // of the areas in it
}

// Assess scores a closed round. Who may see the round may.
func (x *Inspect) Assess(ctx context.Context, caller org.Caller, round int64) (*Assessment, error) {
	s, err := x.Sheet(ctx, caller, round)
	if err != nil {
		return nil, err
	}
	if int(s.state) != StateClosed || s.Opened == nil {
		return nil, fault.New(fault.Conflict, "round_not_closed")
	}
	out := &Assessment{Round: s.Round, Level: area.Township}
	for _, c := range s.Plan.Areas {
		if c.Level() < area.County || c.Ancestor(area.County) != s.Plan.Areas[0].Ancestor(area.County) {
			out.Level = area.County
		}
	}
	type key struct {
		item string
		area area.Code
	}
	first, after := map[key]*Seen{}, map[key]*Seen{}
	add := func(m map[key]*Seen, k key, s Seen) {
		if m[k] == nil {
			m[k] = &Seen{Item: k.item, Area: k.area}
		}
		m[k].Asked, m[k].Failed, m[k].Lost, m[k].Vetoed = m[k].Asked+s.Asked, m[k].Failed+s.Failed, m[k].Lost+s.Lost,
			m[k].Vetoed+s.Vetoed
	}
	err = store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var k key
		var n, failed, still, lost, veto, lost2, veto2 int64
		if err := rows.Scan(&k.item, &k.area, &n, &failed, &still, &lost, &veto, &lost2, &veto2); err != nil {
			return err
		}
		k.area = k.area.Ancestor(out.Level)
		add(first, k, Seen{Asked: n, Failed: failed, Lost: lost + veto, Vetoed: veto})
		add(after, k, Seen{Asked: n, Failed: still, Lost: lost2 + veto2, Vetoed: veto2})
		return nil
	}, `SELECT a.item, a.area, COUNT(*), SUM(a.failed), SUM(a.failed2), SUM(a.lost),
		SUM(s.veto * (a.full_marks - a.lost)), SUM(a.lost2), SUM(s.veto2 * (a.full_marks - a.lost2))
FROM inspect_stops s JOIN inspect_answers a ON a.city = $1 AND a.inspection = s.inspection WHERE s.city = $1
AND s.round = $2 AND s.inspection > 0 GROUP BY a.item, a.area`, x.City, round)
	if err != nil {
		return nil, err
	}
	items, err := x.asked(ctx, s.Version)
	if err != nil {
		return nil, err
	}
	list := func(m map[key]*Seen) (l []Seen) {
		for _, s := range m {
			l = append(l, *s)
		}
		return l
	}
	out.First, out.After = Assess(items, list(first)), Assess(items, list(after))
	return out, nil
}
