package atlas_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/point"

	atlasroom "xiaohao/faces/web/atlas"
)

// TestMap draws a map for a dispatcher of one webtest.County and asks for what lies in its window.
func TestMap(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	res, disp, other := o.Visitor(), o.As("disp"), o.As("other")
	for _, x := range []struct{ text, lat, lng string }{{"路面有坑", "26.889", "112.577"},
		{"垃圾没有清运", "26.8891", "112.5771"}, {"路灯不亮", "26.95", "112.70"}, {"没有坐标的事", "", ""}} {
		res.Get("/", 200).Send("report", 200, "text", x.text, "area", webtest.Township.String(),
			"lat", x.lat, "lng", x.lng)
	}
	o.Settle()
	disp.Get("/map", 200).Wants("共 4 件：3 件在地图上，1 件没有坐标", "珠晖区", "路灯不亮",
		`data-box="26.889,112.577,26.95,112.7"`, "/lists/all?open=1")
	if disp.At != "/map?open=1" || strings.Contains(disp.Head.Get("Content-Security-Policy"), "http") {
		t.Errorf("%s %s", disp.At, disp.Head.Get("Content-Security-Policy"))
	}
	disp.Get("/map?open=1&area="+webtest.County.String(), 200).Wants("广东路街道")
	disp.Get("/lists/all?open=1", 200).Wants("/map?open=1")
	other.Get("/map?open=1", 200).Wants("共 0 件")
	ask := func(b *webtest.Browser, path string) (n int64, cells []atlasroom.Cell) {
		b.Get(path, 200)
		var got struct{ Cells []atlasroom.Cell }
		if err := json.Unmarshal([]byte(b.Page), &got); err != nil {
			t.Fatal(err)
		}
		for _, c := range got.Cells {
			n += c.N
		}
		return n, got.Cells
	}
	if n, cells := ask(disp, "/map/cells?open=1&box=26,112,27,113&zoom=10"); n != 3 || len(cells) != 2 ||
		cells[1].Title != "路灯不亮" || !strings.HasPrefix(cells[1].URL, "/matters/") {
		t.Errorf("%+v", cells)
	}
	if n, cells := ask(disp, "/map/cells?open=1&q=垃圾+清运&box=26,112,27,113&zoom=10"); n != 1 ||
		cells[0].Title != "垃圾没有清运" {
		t.Errorf("by words: %+v", cells)
	}
	if n, _ := ask(disp, "/map/cells?open=0&box=26,112,27,113&zoom=10"); n != 0 {
		t.Errorf("%d closed ones", n)
	}
	if n, _ := ask(other, "/map/cells?open=1&box=26,112,27,113&zoom=10"); n != 0 {
		t.Errorf("another webtest.County's dispatcher sees %d", n)
	}
	for _, bad := range []string{"", "box=1,2,3,4", "box=27,112,26,113&zoom=9", "box=a,b,c,d&zoom=9",
		"box=NaN,1,2,3&zoom=9"} {
		disp.Get("/map/cells?"+bad, 422)
	}
	res.Get("/map", 200).Wants("登录")
	res.Get("/map/cells?points=1&box=26,112,27,113&zoom=10", 200).Wants("登录")
	points(t, o, disp)
	shapes(t, o, disp)
}

// points switches the points of the register on: they come beside the matters, stay while the reader goes about, and
// a red light says so in words.
func points(t *testing.T, o *webtest.Town, disp *webtest.Browser) {
	register := func(name string, at *place.Place) int64 {
		d := point.Details{Name: name, Kind: "market", Area: webtest.Township, Place: at}
		id, err := o.Points.Add(t.Context(), org.Caller{System: true}, ledger.ID{byte(len(name))}, d)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	id := register("东门市场", &place.Place{Lat: 26.9, Lng: 112.6})
	register("没有坐标的点位", nil)
	if page := disp.Get("/map/cells?open=1&box=26,112,27,113&zoom=10", 200).Page; strings.Contains(page, "东门市场") {
		t.Errorf("points that nobody asked for: %s", page)
	}
	disp.Get("/map/cells?open=1&points=1&box=26,112,27,113&zoom=10",
		200).Wants(fmt.Sprintf(`"points":[{"lat":26.9,"lng":112.6,"url":"/points/%d","name":"东门市场"}]`, id), "另有点位 1 个",
		`"title":"路灯不亮","words":"已上报"`)
	disp.Get("/map/cells?open=1&points=1&box=26,112,26.5,113&zoom=10", 200).Wants(`"points":[]`)
	disp.Get("/map?open=1&points=1", 200).Wants("open=1&amp;points=1", `name="points" value="1" checked`)
}

// shapes gives the city boundaries and then a tile server.
func shapes(t *testing.T, o *webtest.Town, disp *webtest.Browser) {
	list, err := atlas.ReadBoundaries(strings.NewReader(`{"features":[{"properties":{"adcode":430405},`+
		`"geometry":{"type":"Polygon",`+
		`"coordinates":[[[112.5,26.8],[112.8,26.8],[112.8,27],[112.5,27],[112.5,26.8]]]}}]}`), place.GCJ02)
	if err == nil {
		err = o.Atlas.SetBoundaries(t.Context(), list)
	}
	if err != nil {
		t.Fatal(err)
	}
	disp.Get("/map/shapes?open=1", 200).Wants(`"name":"珠晖区","n":4,"step":4`)
	source := strings.Replace(string(policy.Default().Source()), "map: {tiles: none}",
		"map: {tiles: 'https://{s}.tiles.example/{z}/{x}/{y}.png', datum: gcj02, credit: 测试底图}", 1)
	admin := o.As("admin")
	admin.Get("/admin/policy", 200).Send("policy", 200, "source", source)
	admin.Send("policy", 200)
	disp.Get("/map?open=1", 200).Wants("{s}.tiles.example/{z}/{x}/{y}.png", "测试底图").Lacks(`data-box="26.889,`)
	if csp := disp.Head.Get("Content-Security-Policy"); !strings.Contains(csp,
		"img-src 'self' blob: data: https://*.tiles.example;") || !strings.Contains(csp, "script-src 'self'") {
		t.Error(csp)
	}
	disp.Get("/lists/all", 200)
	if csp := disp.Head.Get("Content-Security-Policy"); strings.Contains(csp, "example") {
		t.Errorf("a page without a map: %s", csp)
	}
}
