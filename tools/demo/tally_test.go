package demo_test

import (
	"testing"

	"xiaohao/city"
	"xiaohao/core/part"
	"xiaohao/parts/tally"
)

// tallied wants a survey of helmets that helped, counted at twelve places before and after, and one that goes on.
func tallied(t *testing.T, d *city.City) {
	ctx, x, who := t.Context(), part.Get[*tally.Tallies](d.Values), caller(t, d, "supervisor")
	list, _, err := x.List(ctx, who, tally.Filter{Limit: 5})
	if err != nil || len(list) != 2 {
		t.Fatalf("%d surveys: %v", len(list), err)
	}
	p, err := x.Pairs(ctx, &list[1])
	if err != nil {
		t.Fatal(err)
	}
	both, _, _ := p.Both()
	f := p.Find(tally.Stratum{})
	if both != 12 || f.Helped() != 1 || f.Before.Rate < 0.4 || f.Before.Rate > 0.7 || f.Rate < 0.1 || f.Rate > 0.3 {
		t.Errorf("%d pairs: %+v", both, f)
	}
	due, err := x.DueFor(ctx, caller(t, d, "inspector"), d.Now())
	if err != nil || len(due) == 0 {
		t.Errorf("the inspector has nothing to count: %v", err)
	}
}
