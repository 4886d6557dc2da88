package sheet_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/chief"
	"xiaohao/parts/indicator"
	"xiaohao/parts/patrol"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// cityOf is what an import writes to.
func cityOf(o *citytest.Office) sheet.City {
	return sheet.City{Desk: o.Desk, Origins: o.Origins, Points: o.Points, Standard: o.Standard, Atlas: o.Atlas,
		Indicators: part.Get[*indicator.Indicators](o.Values), Chiefs: part.Get[*chief.Chiefs](o.Values),
		Patrols: part.Get[*patrol.Patrols](o.Values)}
}

// TestPoints brings points in from a list as an office keeps it, and brings its own export in again: nothing changes
// then.
func TestPoints(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	o := citytest.New(t)
	o.Points.Kinds = func(context.Context) ([]point.Kind, error) {
		return []point.Kind{{Code: "market", Zh: "农贸市场", En: "Farmers' market"}, {Code: "street", Zh: "主干道"}}, nil
	}
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.csv", "测评点位一览表\n点位编号,名称,类型,区划,责任单位,地址,经度,纬度,坐标系\n"+
		"SC-1,东门市场,农贸市场,430405001001,社区居委会,东门,112.577,26.889,高德\n"+
		"SC-2,西门市场,market,市场社区,she,西门,112.577,26.889,\n"+
		"JD-1,解放路,主干道,430405001000,,,,,\n")
	r, err := sheet.Import(ctx, cityOf(o), "points", good, sheet.Options{Lang: lang.Zh, Datum: place.BD09})
	if err != nil || r.Rows != 3 || r.Taken != 3 {
		t.Fatalf("%+v %v", r, err)
	}
	for code, d := range map[string]place.Datum{"SC-1": place.GCJ02, "SC-2": place.BD09} {
		p, err := point.ByCode(ctx, o.DB.Read(), 4304, code)
		if err != nil || p.Kind != "market" || p.Unit != o.Units["she"] || p.Place.Datum != d {
			t.Fatalf("%+v %v", p, err)
		}
		if lat, lng := p.Place.In(d); place.Distance(lat, lng, 26.889, 112.577) > 0.1 {
			t.Errorf("%s lies at %v, %v", code, lat, lng)
		}
	}
	for _, l := range lang.All() {
		for _, ext := range []string{"xlsx", "csv"} {
			var b bytes.Buffer
			if err := sheet.ExportPoints(ctx, o.Desk, o.Points, org.Caller{System: true}, l, point.Filter{},
				ext == "csv", &b); err != nil {
				t.Fatal(err)
			}
			// the coordinates come back as WGS-84: the datum they first came in is all that changes, and only once
			r, err := sheet.Import(ctx, cityOf(o), "points", file("out."+ext, b.String()), sheet.Options{Lang: l})
			if err != nil || r.Rows != 3 || r.Bad() != 0 || r.Repeated == 3 != (l != lang.All()[0] || ext != "xlsx") {
				t.Errorf("%s %s: %+v %v", l, ext, r, err)
			}
		}
	}
	p, err := point.ByCode(ctx, o.DB.Read(), 4304, "SC-1")
	if lat, lng := p.Place.In(place.GCJ02); err != nil || place.Distance(lat, lng, 26.889, 112.577) > 0.1 {
		t.Errorf("%+v %v", p, err)
	}
	if err := sheet.ExportPoints(ctx, o.Desk, o.Points, org.Caller{}, lang.Zh, point.Filter{}, true,
		&bytes.Buffer{}); fault.Code(err) != "not_allowed" {
		t.Errorf("a resident exports the register: %v", err)
	}
}

// TestBadPoints tells every wrong row and brings nothing in; with a file for the bad ones the good row comes in.
func TestBadPoints(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	o := citytest.New(t)
	o.Points.Kinds = func(context.Context) ([]point.Kind, error) {
		return []point.Kind{{Code: "market", Zh: "农贸市场"}}, nil
	}
	path := filepath.Join(dir, "bad.csv")
	head := "code,name,kind,area,unit,lat,lng,datum\n"
	rows := []struct{ row, says string }{
		{"A,一样的编号,market,430405001001,,26.889,112.577,", "第 3 行"},
		{"A,又是它,market,430405001001,,,,", "第 2 行"},
		{"B,没有的类型,casino,430405001001,,,,", "casino"},
		{"C,没有的区划,market,430405009999,,,,", "430405009999"},
		{"D,填反了,market,430405001001,,112.577,26.889,", "填反"},
		{"E,在国外,market,430405001001,,40.7,-74,", "中国境内"},
		{"F,没有信号,market,430405001001,,0,0,", "为 0"},
		{"G,只有一半,market,430405001001,,26.9,,", "不完整"},
		{"H,坐标系,market,430405001001,,26.9,112.5,西安80", "西安80"},
		{"I,没有的单位,market,430405001001,卫健委,,,", "卫健委"},
		{",没有编号,market,430405001001,,,,", "编号"},
	}
	text, good := head, "Z,好的,market,430405001001,,26.889,112.577,\n"
	for _, r := range rows {
		text += r.row + "\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Import(ctx, cityOf(o), "points", path, sheet.Options{Lang: lang.Zh})
	if fault.Code(err) != "import_bad" || r.Bad() != len(rows) || r.Conflicts != 2 || r.Written {
		t.Fatalf("%+v %v", r, err)
	}
	for i, m := range r.Notes {
		if m.Row != strconv.Itoa(i+2) || !strings.Contains(m.Text, rows[i].says) {
			t.Errorf("row %s: %q, want %q", m.Row, m.Text, rows[i].says)
		}
	}
	if n, err := point.Count(ctx, o.DB.Read(), 4304, point.Filter{}); n != 0 || err != nil {
		t.Errorf("%d points of a refused file, %v", n, err)
	}
	if err := os.WriteFile(path, []byte(text+good), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err = sheet.Import(ctx, cityOf(o), "points", path,
		sheet.Options{Lang: lang.Zh, BadFile: filepath.Join(dir, "rest.csv")})
	if err != nil || r.Taken != 1 || !r.Written {
		t.Errorf("%+v %v", r, err)
	}
}
