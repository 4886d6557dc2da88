package atlas

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/point"
)

// Cell is a square with matters as the script draws it.
type Cell struct {
	Lat   float64 `json:"lat"`
	Lng   float64 `json:"lng"`
	N     int64   `json:"n"`
	URL   string  `json:"url,omitempty"` // of the matter, when there is only one
	Title string  `json:"title,omitempty"`
	Light string  `json:"light,omitempty"` // code
	Words string  `json:"words,omitempty"` // where it stands, and its light in words
}

// mapPoint is a point of the register as the script draws it.
type mapPoint struct {
	Lat  float64 `json:"lat"`
	Lng  float64 `json:"lng"`
	URL  string  `json:"url"`
	Name string  `json:"name"`
}

// mapCells are the squares of the window that is shown, and the points in it if they are asked for.
func mapCells(c *kit.Call) error {
	f, err := mapFilter(c)
	if err != nil {
		return err
	}
	b, side, err := window(c)
	if err != nil {
		return err
	}
	q, _, err := mapQuery(c, f)
	if err != nil {
		return err
	}
	cells, err := atlasOf(c.House).Cells(c.Ctx, q, b, side)
	if err != nil {
		return err
	}
	out, sum := drawn(c, cells)
	answer := map[string]any{"cells": out}
	said := c.T("map.window", "n", strconv.FormatInt(sum, 10))
	if withPoints(c) {
		points, words, err := pointsIn(c, b)
		if err != nil {
			return err
		}
		answer["points"] = points
		said += words
	}
	answer["said"] = said
	return data(c, answer)
}

// drawn are squares for the script, and how many matters lie in them.
func drawn(c *kit.Call, cells []atlas.Cell) (out []Cell, sum int64) {
	d, named := c.Desk.Policy().Map.Datum, 0
	out = make([]Cell, 0, len(cells))
	for _, x := range cells {
		k := Cell{N: x.N}
		k.Lat, k.Lng = x.Place.In(d)
		if sum += x.N; x.ID != 0 {
			k.URL = kit.MatterURL(x.ID)
			if named++; named <= maxNamed {
				m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, x.ID)
				if err != nil {
					continue // the positions may be a moment behind
				}
				k.Title = m.Title
				k.Light, k.Words = lit(c, m)
			}
		}
		out = append(out, k)
	}
	return out, sum
}

// lit is a matter's light, "" while none is on, and where it stands in words: "整改中 · 临期 · 还剩 3 小时".
func lit(c *kit.Call, m *matter.Matter) (code, words string) {
	l := m.Light(c.Now)
	parts := []string{c.T("state." + m.State.String())}
	if l < matter.Green {
		return "", parts[0]
	}
	left := c.CardOf(m).Light.Left
	if l != matter.Red || left == "" { // how long it is overdue says that it is
		parts = append(parts, c.T("light."+l.String()))
	}
	if left != "" {
		parts = append(parts, left)
	}
	return l.String(), strings.Join(parts, " · ")
}

// pointsIn are the points in use in a box, and what is to be said of them: where there are too many, none are drawn
// rather than some.
func pointsIn(c *kit.Call, b place.Box) ([]mapPoint, string, error) {
	if err := c.MaySeePoints(); err != nil {
		return nil, "", err
	}
	list, err := point.In(c.Ctx, pointOf(c.House).DB.Lagging(), c.Desk.City(), b, maxPoints+1)
	if err != nil {
		return nil, "", err
	}
	if len(list) > maxPoints {
		return []mapPoint{}, c.T("map.points_many", "n", strconv.Itoa(maxPoints)), nil
	}
	d := c.Desk.Policy().Map.Datum
	out := make([]mapPoint, len(list))
	for i := range list {
		p := &list[i]
		out[i] = mapPoint{URL: kit.PointURL(p.ID), Name: p.Name}
		out[i].Lat, out[i].Lng = p.Place.In(d)
	}
	return out, c.T("map.points_n", "n", strconv.Itoa(len(out))), nil
}
