package sheet_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/patrol"
	"xiaohao/parts/sheet"
)

// TestPatrolRecords: each row is accounted for, and the same list again changes nothing.
func TestPatrolRecords(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	list := "记录编号,巡护人,区划代码,日期,巡护类型\n" +
		"XL1,head,430405001000,2026-11-10,林长制\n" +
		"XL2,主任丙,430405001001,2026年11月11日,forest\n" +
		",head,430405001001,2026-11-12,\n" +
		"XL1,head,430405001000,2026-11-10,林长制\n" + // the same again
		"XL4,张三,430405001000,2026-11-10,林长制\n" + // nobody is called so
		"XL5,head,430405001000,2026-12-10,林长制\n" + // lies ahead
		"XL6,head,430405009999,2026-11-10,林长制\n" + // no such area
		"XL7,head,430405001000,2026-11-10,海长制\n"
	opts := sheet.Options{BadFile: filepath.Join(t.TempDir(), "bad.csv")}
	a, err := sheet.Import(ctx, cityOf(o), "patrols", csvFile(t, list), opts)
	if err != nil || a.Rows != 8 || a.Taken != 3 || a.Repeated != 1 || a.Aside != 1 || a.Refused != 3 {
		t.Fatalf("%+v %v", a, err)
	}
	list = strings.Replace(list, "XL2,主任丙,430405001001,2026年11月11日", "XL2,主任丙,430405001001,2026-11-09", 1)
	if a, err = sheet.Import(ctx, cityOf(o), "patrols", csvFile(t, list), opts); err != nil || a.Taken != 0 ||
		a.Conflicts != 1 || a.Repeated != 3 {
		t.Fatalf("again: %+v %v", a, err)
	}
	p := part.Get[*patrol.Patrols](o.Values)
	v, _, err := p.Visits(ctx, o.Who["sup"], patrol.Filter{Limit: 10})
	if err != nil || len(v) != 3 || v[0].Source != patrol.ByRecord {
		t.Errorf("%+v %v", v, err)
	}
	if _, err := sheet.Import(ctx, cityOf(o), "patrols", csvFile(t, list),
		sheet.Options{Caller: o.Who["clerk"]}); err == nil {
		t.Error("a clerk may bring records in")
	}
}

// box is a ring of so many degrees around a place, longitude first.
func box(lat, lng, half float64) string {
	return fmt.Sprintf("[[%f,%f],[%f,%f],[%f,%f],[%f,%f],[%f,%f]]", lng-half, lat-half, lng+half, lat-half, lng+half,
		lat+half, lng-half, lat+half, lng-half, lat-half)
}

func feature(no, kind, in, geometry string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"编号":%q,"类型":%q,"区划代码":%q},"geometry":%s}`, no, kind, in,
		geometry)
}

func polygon(rings ...string) string {
	return `{"type":"Polygon","coordinates":[` + strings.Join(rings, ",") + `]}`
}

// TestPatches: each patch of a file is accounted for, and a bad one hinders no other.
func TestPatches(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	bounds, err := atlas.ReadBoundaries(strings.NewReader(`{"features":[{"properties":{"code":"430405000000"},`+
		`"geometry":`+polygon(box(26.9, 112.6, 0.05))+`},{"properties":{"code":"430405001000"},"geometry":`+
		polygon(box(26.9, 112.6, 0.02))+`},{"properties":{"code":"430406000000"},"geometry":`+
		polygon(box(27.1, 112.6, 0.05))+`}]}`), place.WGS84)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Atlas.SetBoundaries(ctx, bounds); err != nil {
		t.Fatal(err)
	}
	var many strings.Builder
	many.WriteString("[")
	for i := range 100_000 {
		fmt.Fprintf(&many, "[%f,%f],", 112.6+float64(i%300)*1e-6, 26.9+float64(i)*1e-8)
	}
	many.WriteString("[112.6,26.9]]")
	// just inside the county's west edge: seen through GCJ-02 it is outside on the east side
	lat, lng := place.FromWGS(26.9, 112.6495, place.GCJ02)
	file := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},` +
		`"features":[` +
		strings.Join([]string{
			feature("T1", "疑似违法采伐", "", polygon(box(26.9, 112.6, 0.001))),
			feature("T2", "felling", "430405001000", polygon(box(26.9, 112.6, 0.001), box(26.9, 112.6, 0.0005))),
			feature("T3", "felling", "", `{"type":"MultiPolygon","coordinates":[[`+box(26.9, 112.6, 0.001)+`],[`+
				box(26.903, 112.6, 0.001)+`]]}`),
			feature("T4", "felling", "", polygon(
				"[[112.6,26.9],[112.601,26.901],[112.601,26.9],[112.6,26.901],[112.6,26.9]]")),
			feature("T5", "felling", "", polygon(many.String())),
			feature("T6", "felling", "", `null`),
			feature("T7", "felling", "", polygon(box(lat, lng, 0.0001))),
			feature("T8", "felling", "", polygon(box(28.5, 112.6, 0.001))),
			feature("T9", "felling", "430406000000", polygon(box(26.9, 112.6, 0.001))),
			feature("T10", "鱼塘", "", polygon(box(26.9, 112.6, 0.001))),
			feature("", "felling", "", polygon(box(26.9, 112.6, 0.001))),
			feature("T1", "疑似违法采伐", "", polygon(box(26.9, 112.6, 0.001))),
		}, ",") + `]}`
	path := filepath.Join(t.TempDir(), "patches.json")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	opts := sheet.Options{BadFile: filepath.Join(t.TempDir(), "bad.csv")}
	a, err := sheet.Import(ctx, cityOf(o), "patches", path, opts)
	if err != nil || a.Rows != 12 || a.Taken != 3 || a.Repeated != 1 || a.Aside != 1 || a.Refused != 7 {
		t.Fatalf("%+v %v", a, err)
	}
	for _, want := range []string{"T4", "T5", "T6", "T7", "T8", "T9", "T10"} {
		found := false
		for _, n := range a.Notes {
			found = found || strings.Contains(n.Line, want)
		}
		if !found && want != "T6" {
			t.Errorf("nothing is said of %s: %+v", want, a.Notes)
		}
	}
	if a, err = sheet.Import(ctx, cityOf(o), "patches", path, opts); err != nil || a.Taken != 0 || a.Repeated != 4 {
		t.Fatalf("again: %+v %v", a, err)
	}
	p := part.Get[*patrol.Patrols](o.Values)
	got, _, err := p.Patches(ctx, o.Who["disp"], patrol.PatchFilter{Limit: 10})
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v %v", got, err)
	}
	for _, x := range got {
		m := o.Truth(x.Matter)
		if x.Area != citytest.Street || m.Area != citytest.Street || m.SourceNo != x.No || m.Lat == nil || !m.Withheld {
			t.Errorf("%+v %+v", x, m)
		}
	}
	if _, err := sheet.Import(ctx, cityOf(o), "patches", csvFile(t, "图斑编号,类型,纬度,经度,面积\nC1,felling,26.9,112.6,0.5\n"),
		sheet.Options{}); err != nil {
		t.Error(err)
	}
}

// TestPatchFile: a file in metres or in an unknown system is refused as a whole.
func TestPatchFile(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	path := filepath.Join(t.TempDir(), "patches.json")
	body := `{"crs":{"properties":{"name":"EPSG:4547"}},"features":[` + feature("T1", "felling", "",
		polygon(box(26.9, 112.6, 0.001))) + `]}`
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.Import(context.Background(), cityOf(o), "patches", path, sheet.Options{}); err == nil {
		t.Error("a file in metres was taken")
	}
}
