package trend

import "xiaohao/faces/web/kit"

// TrendsPage lists the common problems, the newest first.
type TrendsPage struct {
	kit.Frame
	Rows   []TrendRow
	Export string
	Pager  kit.Pager
}

// TrendRow is a common problem with its counties side by side.
type TrendRow struct {
	ID         string // anchor
	Name, When string
	Why        string // the sentence that says why
	Sure       string
	Counties   []TrendCounty
	Hint       string
	Matters    []kit.Glimpse
	Open       *kit.Link // opens a self-check campaign, or leads to it
}

// TrendCounty is a county's ten weeks as bars; Words say the same.
type TrendCounty struct {
	Name, Words string
	Rose        bool
	Bars        []TrendBar
}

// TrendBar is a week: X, Y and H in a drawing of 100 by 40.
type TrendBar struct {
	X, Y, H int
	Now     bool
}

func (*TrendsPage) Template() string { return "trends" }
