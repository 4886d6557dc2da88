package atlas

import (
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
)

// What a map shows at most: matters found by their words, names of single matters in one answer, cards beside the
// map, points of the register.
const (
	maxFound  = 2000
	maxNamed  = 60
	besides   = 20
	maxPoints = 300
)

// mapFilter is what the address says; it is the filter of the lists.
func mapFilter(c *kit.Call) (views.Filter, error) {
	f, err := views.ParseFilter(c.R.URL.Query())
	f.After, f.Limit, f.Sort = "", 0, ""
	return f, err
}

// withPoints says whether the map shows the points of the register too. It is no part of the filter, since it narrows
// nothing.
func withPoints(c *kit.Call) bool { return c.R.URL.Query().Get("points") == "1" }

// here is the map under another filter, with the points if they are shown.
func here(c *kit.Call, f views.Filter) string {
	if !withPoints(c) {
		return kit.MapURL(f)
	}
	v := f.Values()
	v.Set("points", "1")
	return "/map?" + v.Encode()
}

// mapQuery is a filter as the atlas asks it. What its index does not know is found as a list finds it, up to
// maxFound; more says that there is more.
func mapQuery(c *kit.Call, f views.Filter) (q atlas.Query, more bool, err error) {
	q = atlas.Query{Scope: c.Org.Scope(c.Who.Caller), Area: c.Today(f.Area), Unit: f.Unit, Category: f.Category,
		Severity: f.Severity}
	q.Kinds, q.States, q.Led = f.Narrowed()
	if f.Text == "" && f.Mine == "" && f.Source == "" && f.Light == 0 && f.From == 0 && f.To == 0 &&
		len(c.Org.Tree().Now(f.Area)) < 3 {
		return q, false, nil
	}
	q.IDs, q.Area = []int64{}, 0 // an abolished area may have several successors: the list knows them
	err = c.Desk.Each(c.Ctx, c.Who.Caller, f, func(m *matter.Matter) error {
		if len(q.IDs) == maxFound {
			more = true
			return errEnough
		}
		q.IDs = append(q.IDs, m.ID)
		return nil
	})
	if more {
		err = nil
	}
	return q, more, err
}

var errEnough = errors.New("enough")

// mapPage is the map, and beside it everything that it tells: how many where, and which.
func mapPage(c *kit.Call) error {
	if c.R.URL.RawQuery == "" {
		c.To("/map?open=1")
		return nil
	}
	f, err := mapFilter(c)
	if err != nil {
		return err
	}
	q, more, err := mapQuery(c, f)
	if err != nil {
		return err
	}
	p := &MapPage{Frame: c.Overview("map"), Search: kit.Field{Name: "q", Value: f.Text}, Filters: c.Filters(f),
		List: kit.ListURL(f), Clear: "/map?open=1", Chips: mapChips(c, f)}
	p.Filters = append(p.Filters, kit.Field{Kind: "check", Name: "points", Label: c.T("map.points"),
		Checked: withPoints(c)})
	p.Narrow = len(p.Chips) > 1 || len(p.Chips) == 1 && f.Open == nil
	if err := heat(c, p, f, q); err != nil {
		return err
	}
	b, located, err := atlasOf(c.House).Bounds(c.Ctx, q)
	if err != nil {
		return err
	}
	p.Said = c.T("map.said", "n", strconv.FormatInt(p.total, 10), "located", strconv.FormatInt(located, 10),
		"without", strconv.FormatInt(max(0, p.total-located), 10))
	if more {
		p.Said += c.T("map.more", "n", strconv.Itoa(maxFound))
	}
	page, err := c.Desk.List(c.Ctx, c.Who.Caller, withLimit(f, besides))
	if err != nil {
		return err
	}
	for i := range page.Rows {
		p.Cards = append(p.Cards, c.Card(&page.Rows[i]))
	}
	picture(c, p, f, b, located)
	return c.Render(p)
}

func withLimit(f views.Filter, n int) views.Filter { f.Limit = n; return f }

// mapChips are the filters in force, with addresses of the map.
func mapChips(c *kit.Call, f views.Filter) []kit.Link {
	out := c.Chips(f)
	for i := range out {
		_, query, _ := strings.Cut(out[i].URL, "?")
		path, _, _ := strings.Cut(strings.TrimPrefix(out[i].URL, "/lists/"), "?")
		v, err := url.ParseQuery(query)
		if err != nil {
			continue
		}
		if path != kit.Everything {
			v.Set("list", path)
		}
		if withPoints(c) {
			v.Set("points", "1")
		}
		if out[i].URL = "/map?" + v.Encode(); len(v) == 0 {
			out[i].URL = "/map?limit=50" // no filter at all; the bare address means what is open
		}
	}
	return out
}

// heat counts the matters by the areas below the filter's.
func heat(c *kit.Call, p *MapPage, f views.Filter, q atlas.Query) error {
	top := f.Area
	if top == 0 {
		top = c.Top()
	}
	n, err := atlasOf(c.House).Heat(c.Ctx, q, min(top.Level()+1, area.Village))
	if err != nil {
		return err
	}
	most := int64(1)
	for _, v := range n {
		p.total, most = p.total+v, max(most, v)
	}
	for _, x := range append(c.Org.Tree().Children(top), area.Area{Code: top}) {
		v := n[x.Code]
		if v == 0 && (x.Former || x.Code == top) {
			continue
		}
		g := f
		g.Area = x.Code
		r := HeatRow{code: x.Code, Name: x.Name, N: v, List: kit.ListURL(g), Step: step(v, most),
			Segments: kit.Bar(most, []string{"wait"}, []int64{v})}
		if x.Code == top {
			r.Name, r.List = c.T("map.itself", "area", c.AreaName(top)), ""
		} else if len(c.Org.Tree().Children(x.Code)) > 0 {
			r.URL = here(c, g)
		}
		p.Rows = append(p.Rows, r)
	}
	slices.SortStableFunc(p.Rows, func(a, b HeatRow) int { return int(b.N - a.N) })
	for _, x := range c.Org.Tree().Path(top) {
		g := f
		if g.Area = x.Code; x.Code == c.Top() {
			g.Area = 0
		}
		p.Crumbs = append(p.Crumbs, kit.Link{Label: x.Name, URL: here(c, g), Current: x.Code == top})
	}
	return nil
}

// step is the shade of an area, 0 for nothing and 1 to 4 by its part of the most.
func step(n, most int64) int {
	if n == 0 {
		return 0
	}
	return int(min(4, 1+(4*n-1)/max(most, 1)))
}

// picture says what the script draws: where tiles come from, what lies where at first.
func picture(c *kit.Call, p *MapPage, f views.Filter, b place.Box, located int64) {
	m := c.Desk.Policy().Map
	tiles, _ := json.Marshal(m.Tiles)
	q := f.Values().Encode()
	p.Tiles, p.Credit, p.Zoom, p.Cells, p.Shapes = string(tiles), m.Credit, m.Zoom, "/map/cells?"+q, "/map/shapes?"+q
	if withPoints(c) {
		p.Cells += "&points=1"
	}
	if located > 0 {
		south, west := place.FromWGS(b.South, b.West, m.Datum)
		north, east := place.FromWGS(b.North, b.East, m.Datum)
		p.Box = strings.Join([]string{kit.Degrees(south), kit.Degrees(west), kit.Degrees(north), kit.Degrees(east)},
			",")
	}
	if m.Source != "" {
		c.W.Header().Set("Content-Security-Policy", gate.Security(m.Source))
		// whose key it is, a tile server knows by that
		c.W.Header().Set("Referrer-Policy", "strict-origin-when-cross-origin")
	}
}

// window is the box that the script shows, in WGS-84, and the side of a square: some seventy pixels.
func window(c *kit.Call) (place.Box, int64, error) {
	v := [4]float64{}
	q := c.R.URL.Query()
	bad := fault.New(fault.Invalid, "map_window")
	for i, s := range strings.Split(q.Get("box"), ",") {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || i > 3 || math.IsNaN(n) || math.IsInf(n, 0) {
			return place.Box{}, 0, bad
		}
		v[i] = n
	}
	zoom, err := strconv.Atoi(q.Get("zoom"))
	if err != nil || zoom < 0 || zoom > 24 {
		return place.Box{}, 0, bad
	}
	var b place.Box
	d := c.Desk.Policy().Map.Datum
	b.South, b.West = place.ToWGS(max(v[0], -90), max(v[1], -180), d)
	b.North, b.East = place.ToWGS(min(v[2], 90), min(v[3], 180), d)
	if !b.Valid() {
		return b, 0, bad
	}
	return b, int64(360e7 * 70 / 256 / math.Exp2(float64(zoom))), nil
}

// mapShapes are the boundaries of the areas below the filter's, with how many matters each has.
func mapShapes(c *kit.Call) error {
	f, err := mapFilter(c)
	if err != nil {
		return err
	}
	q, _, err := mapQuery(c, f)
	if err != nil {
		return err
	}
	p := &MapPage{}
	if err := heat(c, p, f, q); err != nil {
		return err
	}
	top := f.Area
	if top == 0 {
		top = c.Top()
	}
	codes := []area.Code{top}
	for _, x := range c.Org.Tree().Children(top) {
		codes = append(codes, x.Code)
	}
	list, err := atlasOf(c.House).Boundaries(c.Ctx, codes)
	if err != nil {
		return err
	}
	type shape struct {
		Name  string      `json:"name"`
		N     int64       `json:"n"`
		Step  int         `json:"step"`
		URL   string      `json:"url,omitempty"`
		Shape atlas.Shape `json:"shape"`
	}
	out := []shape{}
	for _, b := range list {
		if b.Area == top && len(list) > 1 {
			continue // what lies in it is drawn instead
		}
		x, _ := c.Org.Tree().Get(b.Area)
		s := shape{Name: x.Name, Shape: b.Shape.In(c.Desk.Policy().Map.Datum)}
		if i := slices.IndexFunc(p.Rows, func(r HeatRow) bool { return r.code == b.Area }); i >= 0 {
			s.N, s.Step, s.URL = p.Rows[i].N, p.Rows[i].Step, p.Rows[i].URL
		}
		out = append(out, s)
	}
	return data(c, out)
}

// data answers a script, compactly; it is the caller's own and kept nowhere.
func data(c *kit.Call, v any) error {
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(c.W).Encode(v)
}
