package inspect_test

import (
	"context"
	"slices"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/loop/area"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
)

// TestInspectionsSeeTheRegister says that a round chooses each point in use once, though its areas lie in each other,
// and that a retired one is still known by its id.
func TestInspectionsSeeTheRegister(t *testing.T) {
	t.Parallel()
	o, ctx := citytest.New(t), context.Background()
	var ids []int64
	for _, d := range []point.Details{
		{Code: "A", Name: "东门市场", Kind: "market", Area: citytest.Village, Unit: o.Units["she"],
			Place: &place.Place{Lat: 26.89, Lng: 112.61}},
		{Code: "B", Name: "解放路", Kind: "street", Area: citytest.Village},
		{Code: "C", Name: "雁峰市场", Kind: "market", Area: citytest.Other},
		{Code: "D", Name: "旧市场", Kind: "market", Area: citytest.Village}} {
		id, err := o.Points.Add(ctx, o.Who["sup"], o.ID(), d)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := o.Points.Retire(ctx, o.Who["sup"], o.ID(), ids[3], "拆除"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		areas []area.Code
		kinds []string
		want  string
	}{
		{[]area.Code{citytest.City}, nil, "ABC"}, {[]area.Code{citytest.Village, citytest.County, citytest.County}, nil,
			"AB"},
		{[]area.Code{citytest.County, citytest.Other}, []string{"market"}, "AC"},
		{[]area.Code{citytest.City}, []string{"park"}, ""},
	} {
		list, err := o.Inspect.Points.Within(ctx, c.areas, c.kinds)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range list {
			got = append(got, s.Code)
		}
		slices.Sort(got)
		if !slices.Equal(got, splitLetters(c.want)) {
			t.Errorf("%v %v: %v, want %s", c.areas, c.kinds, got, c.want)
		}
	}
	many := append(slices.Repeat([]int64{ids[1]}, 100), ids[0], 1<<40, ids[3])
	spots, err := o.Inspect.Points.Spots(ctx, many)
	if err != nil || len(spots) != 3 || spots[ids[3]].Name != "旧市场" || spots[ids[1]].Lat != nil ||
		spots[ids[0]].Unit != o.Units["she"] || *spots[ids[0]].Lat != 26.89 {
		t.Errorf("%+v %v", spots, err)
	}
}

func splitLetters(s string) (out []string) {
	for _, r := range s {
		out = append(out, string(r))
	}
	return out
}
