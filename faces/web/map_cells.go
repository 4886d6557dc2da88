package web

import (
	"strconv"
	"strings"

	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/point"
)

// mapCell is a square with matters as the script draws it.
type mapCell struct {
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
func (c *call) mapCells() error {
	f, err := c.mapFilter()
	if err != nil {
		return err
	}
	b, side, err := c.window()
	if err != nil {
		return err
	}
	q, _, err := c.mapQuery(f)
	if err != nil {
		return err
	}
	cells, err := c.all.Atlas.Cells(c.ctx, q, b, side)
	if err != nil {
		return err
	}
	out, sum := c.drawn(cells)
	answer := map[string]any{"cells": out}
	said := c.t("map.window", "n", strconv.FormatInt(sum, 10))
	if c.withPoints() {
		points, words, err := c.pointsIn(b)
		if err != nil {
			return err
		}
		answer["points"] = points
		said += words
	}
	answer["said"] = said
	return c.data(answer)
}

// drawn are squares for the script, and how many matters lie in them.
func (c *call) drawn(cells []atlas.Cell) (out []mapCell, sum int64) {
	d, named := c.desk.Policy().Map.Datum, 0
	out = make([]mapCell, 0, len(cells))
	for _, x := range cells {
		k := mapCell{N: x.N}
		k.Lat, k.Lng = x.Place.In(d)
		if sum += x.N; x.ID != 0 {
			k.URL = matterURL(x.ID)
			if named++; named <= maxNamed {
				m, err := c.desk.Matter(c.ctx, c.who.Caller, x.ID)
				if err != nil {
					continue // the positions may be a moment behind
				}
				k.Title = m.Title
				k.Light, k.Words = c.lit(m)
			}
		}
		out = append(out, k)
	}
	return out, sum
}

// lit is a matter's light, "" while none is on, and where it stands in words: "整改中 · 临期 · 还剩 3 小时".
func (c *call) lit(m *matter.Matter) (code, words string) {
	l := m.Light(c.now)
	parts := []string{c.t("state." + m.State.String())}
	if l < matter.Green {
		return "", parts[0]
	}
	left := c.cardOf(m).Light.Left
	if l != matter.Red || left == "" { // how long it is overdue says that it is
		parts = append(parts, c.t("light."+l.String()))
	}
	if left != "" {
		parts = append(parts, left)
	}
	return l.String(), strings.Join(parts, " · ")
}

// pointsIn are the points in use in a box, and what is to be said of them: where there are too many, none are drawn
// rather than some.
func (c *call) pointsIn(b place.Box) ([]mapPoint, string, error) {
	if err := c.maySeePoints(); err != nil {
		return nil, "", err
	}
	list, err := point.In(c.ctx, c.all.Points.DB.Lagging(), c.desk.City(), b, maxPoints+1)
	if err != nil {
		return nil, "", err
	}
	if len(list) > maxPoints {
		return []mapPoint{}, c.t("map.points_many", "n", strconv.Itoa(maxPoints)), nil
	}
	d := c.desk.Policy().Map.Datum
	out := make([]mapPoint, len(list))
	for i := range list {
		p := &list[i]
		out[i] = mapPoint{URL: pointURL(p.ID), Name: p.Name}
		out[i].Lat, out[i].Lng = p.Place.In(d)
	}
	return out, c.t("map.points_n", "n", strconv.Itoa(len(out))), nil
}
