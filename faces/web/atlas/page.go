package atlas

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
)

// MapPage is the map with everything that it shows beside it in words.
type MapPage struct {
	kit.Frame
	Said    string // how many, and how many of them have no place on a map
	Search  kit.Field
	Filters []kit.Field
	Chips   []kit.Link
	Narrow  bool
	Clear   string
	List    string     // address of the list under the same filter
	Crumbs  []kit.Link // the areas above
	Rows    []HeatRow
	Cards   []kit.Card
	total   int64

	Tiles  string // JSON: addresses of tiles, the upper ones last
	Credit string
	Zoom   int
	Box    string // south,west,north,east of what there is; empty for nothing
	Cells  string // where squares are asked for
	Shapes string // where boundaries are asked for
}

// HeatRow is how many matters an area has.
type HeatRow struct {
	Name     string
	URL      string // the map of that area
	List     string
	N        int64
	Step     int // shade, 0 to 4
	Segments []kit.Segment
	code     area.Code
}

func (*MapPage) Template() string { return "map" }
