package public

import (
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/release"
)

// dotsShown is how many marks a map shows at most.
const dotsShown = 120

// Map is what the script of the map needs. Nothing of it is fetched before somebody asks for the map; everything that
// it shows also stands in the list.
type Map struct {
	Tiles, Credit, Source string
	Zoom                  int
	Box                   string // south,west,north,east in the datum of the tiles; empty for nothing
	Cells, Shapes         string // where marks and boundaries are asked for
}

// mapOf begins where somebody stands, or where the listed matters lie.
func mapOf(c *kit.Call, a asked, lie []spot) *Map {
	m := c.Desk.Policy().Map
	tiles, err := json.Marshal(m.Tiles)
	if err != nil {
		tiles = []byte("[]") // texts are never wrong
	}
	v := url.Values{}
	if a.Category != "" {
		v.Set("category", a.Category)
	}
	if a.Plain != "" || a.Open {
		v.Set("state", a.values().Get("state"))
	}
	out := &Map{Tiles: string(tiles), Credit: m.Credit, Source: m.Source, Zoom: m.Zoom,
		Cells: "/public/dots.json?" + v.Encode(), Shapes: "/public/shapes.json?area=" + a.Area.String()}
	var b place.Box
	switch {
	case a.near != nil:
		const around = 1000 // metres
		b = place.Around(a.near.lat, a.near.lng, around)
	case len(lie) > 0:
		b = place.Box{South: 90, West: 180, North: -90, East: -180}
		for _, s := range lie {
			b.South, b.North = min(b.South, s.lat), max(b.North, s.lat)
			b.West, b.East = min(b.West, s.lng), max(b.East, s.lng)
		}
	default:
		return out
	}
	south, west := place.FromWGS(b.South, b.West, m.Datum)
	north, east := place.FromWGS(b.North, b.East, m.Datum)
	out.Box = strings.Join([]string{degree(south), degree(west), degree(north), degree(east)}, ",")
	return out
}

// degree is a degree as the map's addresses have it: to a metre.
func degree(v float64) string { return strconv.FormatFloat(v, 'f', 5, 64) }

// dot is a mark on the map: one matter, or several that lie close together.
type dot struct {
	Lat   float64 `json:"lat"` // in the datum of the tiles
	Lng   float64 `json:"lng"`
	N     int     `json:"n"`
	Title string  `json:"title,omitempty"`
	Words string  `json:"words,omitempty"`
	Light string  `json:"light,omitempty"`
	URL   string  `json:"url,omitempty"`
}

// dots are the marks of a piece of the map.
func dots(c *kit.Call) error {
	a, err := ask(c)
	if err != nil {
		return err
	}
	b, err := window(c)
	if err != nil {
		return err
	}
	list, err := releasesOf(c.House).Dots(c.Ctx, b, a.Filter, dotsShown)
	if err != nil {
		return err
	}
	out, n := make([]dot, 0, len(list)), 0
	for _, d := range list {
		x := dot{N: d.N}
		x.Lat, x.Lng = place.FromWGS(d.Lat, d.Lng, c.Desk.Policy().Map.Datum)
		if n += d.N; d.N == 1 {
			x.Title, x.Words, x.URL = d.Title, c.T("public.state."+string(d.State)), address(d.Matter)
			if x.Light = "yellow"; d.State == org.PlainStruck {
				x.Light = "green"
			}
		}
		out = append(out, x)
	}
	cached(c)
	return c.JSON(map[string]any{"cells": out, "said": c.T("public.map_said", "n", strconv.Itoa(n))})
}

// window is the piece of the map that the script shows, in WGS-84. The fault is map_window.
func window(c *kit.Call) (b release.Bounds, err error) {
	parts := strings.Split(c.R.URL.Query().Get("box"), ",")
	v := [4]float64{}
	for i, s := range parts {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || len(parts) != len(v) || math.IsNaN(n) || math.IsInf(n, 0) {
			return b, fault.New(fault.Invalid, "map_window")
		}
		v[i] = n
	}
	if len(parts) != len(v) {
		return b, fault.New(fault.Invalid, "map_window")
	}
	d := c.Desk.Policy().Map.Datum
	b.South, b.West = place.ToWGS(max(v[0], -90), max(v[1], -180), d)
	b.North, b.East = place.ToWGS(min(v[2], 90), min(v[3], 180), d)
	if !b.Valid() {
		return b, fault.New(fault.Invalid, "map_window")
	}
	return b, nil
}

// shape is the boundary of an area, which leads to its page.
type shape struct {
	Name  string      `json:"name"`
	N     string      `json:"n"` // the script writes it behind the name
	Step  int         `json:"step"`
	URL   string      `json:"url,omitempty"`
	Shape atlas.Shape `json:"shape"`
}

// shapes are the boundaries of the areas below one, of the area itself where none is known.
func shapes(c *kit.Call) error {
	a, err := ask(c)
	if err != nil {
		return err
	}
	top := a.Area
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
	out := []shape{}
	for _, b := range list {
		if b.Area == top && len(list) > 1 {
			continue // what lies in it is drawn instead
		}
		s := shape{Name: c.ShortName(b.Area), Shape: b.Shape.In(c.Desk.Policy().Map.Datum)}
		if b.Area != top && b.Area.Level() <= area.Township {
			s.URL = areaURL(b.Area)
		}
		out = append(out, s)
	}
	cached(c)
	return c.JSON(out)
}
