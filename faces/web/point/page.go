package point

import (
	"html/template"

	"xiaohao/faces/web/kit"
)

// Points is the register of points.
type Points struct {
	kit.Frame
	Lead    string
	Search  kit.Field
	Filters []kit.Field
	Narrow  bool // some filter is in force
	Rows    []PointRow
	Pager   kit.Pager
	Export  string
	Plates  string     // the plates of what is shown, to be printed
	Forms   []kit.Form // register a point; none for who may not
	Names   []kit.Datalist
	Upload  string // address of the import; empty for who may not
}

// PointRow is a point in a list.
type PointRow struct {
	URL, Code, Name, Kind, Area, Unit string
	Retired                           bool
}

// PointPage is the page of one point.
type PointPage struct {
	kit.Frame
	Heading string
	Retired bool
	Say     string // what its plate has to say: moved, replaced, retired
	Facts   []kit.Fact
	Report  string     // address of the report form with everything filled in
	Open    []kit.Card // what is open there
	Forms   []kit.Form
	Steps   []PointStep
	Names   []kit.Datalist
	Plate   *PlateCard
	Sheet   string // address of the plate, to be printed
}

// PointStep is something that happened to a point.
type PointStep struct{ At, ISO, Who, Words, Note string }

// PlateSheet is plates to be printed on A4, eight a page.
type PlateSheet struct {
	kit.Frame
	Pages []PlatePage
	Lead  string
	Back  string
	Next  string // the plates behind these
}

// PlatePage is a sheet of paper.
type PlatePage struct{ Plates []PlateCard }

// PlateCard is a plate as it is printed.
type PlateCard struct {
	City, Name, Point, Area string
	Code                    string        // as it is typed when the picture cannot be read
	QR                      template.HTML // the picture
	Address                 string        // what the picture says
}

// PointsUpload is where a file of points is sent from.
type PointsUpload struct {
	kit.Frame
	Upload kit.Form
}

func (*PointsUpload) Template() string { return "points-upload" }

func (*Points) Template() string { return "points" }

func (*PointPage) Template() string { return "point" }

func (*PlateSheet) Template() string { return "plates" }
