package score

import "xiaohao/faces/web/kit"

// LeaguePage is a table of those who can be compared.
type LeaguePage struct {
	kit.Frame
	Heading  string
	Said     []string   // in words: what this is, by which rule, whether it is final
	Kinds    []kit.Link // counties, townships, bureaus …
	Periods  []kit.Link // week, month, quarter, year
	Before   kit.Link
	After    *kit.Link
	Heads    []string // of the figures that make the score
	Rows     []Place
	Unranked []Place
	Export   string
	Publish  *kit.Form
}

// Place is one row of a league.
type Place struct {
	Rank  string
	Name  string
	URL   string
	Score string
	Tone  string // red below 60
	Move  string // "↑2", with the words for who cannot see it
	Moved string
	Cells []string
	Why   string // it is not ranked
}

// SheetPage is what the assessment says of an area or a unit.
type SheetPage struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Period  string
	Periods []kit.Link
	Before  kit.Link
	After   *kit.Link
	Score   string // "87.35", empty when there is none
	Why     string // there is no score, or no rank
	Said    []string
	Words   []string // how the score came about, part by part
	Zeros   []string // what looks at zero reports came to, beside the score
	Chart   *Chart
	Figures []FigureRow
	Below   []kit.Link // whose sheets make this one up
	Units   []kit.Link
}

// FigureRow is a figure with its arithmetic and the matters behind it.
type FigureRow struct {
	Name, Value, Words       string
	Counted, Missed, LeftOut string // addresses of the lists, empty where there is nothing
}

// Chart is a line over the months.
type Chart struct {
	Points []ChartPoint
	Path   string // of the line, in a box of 420 × 170
	Title  string
}

// ChartPoint is a month in the chart.
type ChartPoint struct {
	X, Y  float64
	Label string // 11
	Value string
	URL   string
	None  bool
}

// BehindPage is the list of the matters behind a figure.
type BehindPage struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Value   string
	Words   string
	Sides   []kit.Link
	Rows    []BehindRow
	Hidden  int // rows of matters that this person may not see
	Next    string
}

// BehindRow is one matter behind a figure.
type BehindRow struct {
	Title, URL, Number, Unit string
	Due                      string
	Mark, Tone               string // "按期", "超期 …", "申诉成立，不计"
}

func (*LeaguePage) Template() string { return "league" }

func (*SheetPage) Template() string { return "score" }

func (*BehindPage) Template() string { return "behind" }
