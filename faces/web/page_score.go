package web

// LeaguePage is a table of those who can be compared.
type LeaguePage struct {
	Frame
	Heading  string
	Said     []string // in words: what this is, by which rule, whether it is final
	Kinds    []Link   // counties, townships, bureaus …
	Periods  []Link   // week, month, quarter, year
	Before   Link
	After    *Link
	Heads    []string // of the figures that make the score
	Rows     []Place
	Unranked []Place
	Export   string
	Publish  *Form
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
	Frame
	Heading string
	Crumbs  []Link
	Period  string
	Periods []Link
	Before  Link
	After   *Link
	Score   string // "87.35", empty when there is none
	Why     string // there is no score, or no rank
	Said    []string
	Words   []string // how the score came about, part by part
	Zeros   []string // what looks at zero reports came to, beside the score
	Chart   *Chart
	Figures []FigureRow
	Below   []Link // whose sheets make this one up
	Units   []Link
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
	Frame
	Heading string
	Crumbs  []Link
	Value   string
	Words   string
	Sides   []Link
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

func (*LeaguePage) template() string { return "league" }
func (*SheetPage) template() string  { return "score" }
func (*BehindPage) template() string { return "behind" }
