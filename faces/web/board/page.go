package board

import "xiaohao/faces/web/kit"

// Board is the dashboard of an area; every figure leads to the matters behind it.
type Board struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Tiles   []kit.Fact
	Rows    []BoardRow
	Note    string // how figures are counted
	At      string
}

// BoardRow is an area below.
type BoardRow struct {
	Name     string
	URL      string // one level down, empty at the bottom
	Waiting  Figure
	Green    Figure
	Yellow   Figure
	Red      Figure
	Grey     Figure
	Fixed    Figure
	Struck   Figure
	Segments []kit.Segment
}

// Figure is a number and the list behind it.
type Figure struct {
	N   int64
	URL string
}

func (*Board) Template() string { return "board" }
