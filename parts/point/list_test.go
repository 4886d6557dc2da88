package point_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
)

// TestList says that every filter shows what it should, page by page, none twice and none left out, whatever the size
// of a page.
func TestList(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	var list []point.Details
	areas := []area.Code{citytest.Village, citytest.Street, citytest.Other, citytest.County}
	for i := range 60 {
		d := point.Details{Code: fmt.Sprintf("P%02d", (i*37)%60), Name: fmt.Sprintf("点位_%d%%", i%7),
			Kind: []string{"market", "street"}[i%2], Area: areas[i%4]}
		if i%3 == 0 {
			d.Unit = o.Units["she"]
		}
		d.Place = at(t, 26.85+float64(i)/1000, 112.5+float64(i%5)/1000, place.WGS84)
		list = append(list, d)
	}
	if _, _, _, err := o.Points.Import(ctx, org.Caller{System: true}, o.ID(), list); err != nil {
		t.Fatal(err)
	}
	gone, err := point.ByCode(ctx, o.DB.Read(), 4304, "P00")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Points.Retire(ctx, o.Who["admin"], o.ID(), gone.ID, "拆了"); err != nil {
		t.Fatal(err)
	}
	no, yes := false, true
	rapid.Check(t, func(t *rapid.T) {
		f := point.Filter{Area: rapid.SampledFrom(append(areas, 0, citytest.City)).Draw(t, "area"),
			Kind:    rapid.SampledFrom([]string{"", "market", "street", "none"}).Draw(t, "kind"),
			Unit:    rapid.SampledFrom([]int64{0, o.Units["she"], 1}).Draw(t, "unit"),
			Text:    rapid.SampledFrom([]string{"", "p1", "_3", "3%", "点位"}).Draw(t, "text"),
			Retired: rapid.SampledFrom([]*bool{nil, &no, &yes}).Draw(t, "retired"),
			Limit:   rapid.IntRange(1, 70).Draw(t, "limit")}
		var want []string
		for _, d := range list {
			text := strings.ToLower(d.Code + " " + d.Name)
			if (f.Area == 0 || f.Area.Contains(d.Area)) && (f.Kind == "" || f.Kind == d.Kind) &&
				(f.Unit == 0 || f.Unit == d.Unit) && strings.Contains(text, strings.ToLower(f.Text)) &&
				(f.Retired == nil || *f.Retired == (d.Code == "P00")) {
				want = append(want, d.Area.String()+" "+d.Code)
			}
		}
		slices.Sort(want)
		var got, each []string
		for after := ""; ; {
			f.After = after
			p, err := point.List(ctx, o.DB.Read(), 4304, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range p.Points {
				got = append(got, x.Area.String()+" "+x.Code)
			}
			if after = p.After; after == "" {
				break
			}
		}
		f.After = ""
		n, err := point.Count(ctx, o.DB.Read(), 4304, f)
		if err == nil {
			err = point.Each(ctx, o.DB.Read(), 4304, f, func(x *point.Point) error {
				each = append(each, x.Area.String()+" "+x.Code)
				return nil
			})
		}
		if err != nil || n != len(want) || !slices.Equal(got, want) || !slices.Equal(each, want) {
			t.Fatalf("%v: count %d, pages %v, each %v; want %v", err, n, got, each, want)
		}
	})
	if _, err := point.List(ctx, o.DB.Read(), 4304, point.Filter{After: "x"}); fault.Code(err) != "cursor_bad" {
		t.Error(err)
	}
	in, err := point.In(ctx, o.DB.Read(), 4304, place.Box{South: 26.85, West: 112.5, North: 26.8595, East: 112.5015},
		100)
	if err != nil || len(in) != 3 { // 0, 1, 5, 6 lie in it, 0 is retired
		t.Errorf("%d in the box, %v", len(in), err)
	}
}

func TestPlateCodes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"abcd-efgh": "ABCDEFGH", " ＡＢＣＤ－ＥＦＧＨ ": "ABCDEFGH", "ABCDEFGH": "ABCDEFGH",
		"2345 6789": "23456789",
		"ABCD-EFG0": "", "ABCD-EFGI": "", "ABCD": "", "": "", "ABCDEFGHJ": ""} {
		code, ok := point.ParsePlate(in)
		if ok != (want != "") || ok && code != want {
			t.Errorf("%q: %q %v", in, code, ok)
		}
	}
	if s := point.ShowPlate("ABCDEFGH"); s != "ABCD-EFGH" {
		t.Error(s)
	}
}
