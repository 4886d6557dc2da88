package web

import "html/template"

// Points is the register of points.
type Points struct {
	Frame
	Lead    string
	Search  Field
	Filters []Field
	Narrow  bool // some filter is in force
	Rows    []PointRow
	Pager   Pager
	Export  string
	Plates  string // the plates of what is shown, to be printed
	Forms   []Form // register a point; none for who may not
	Names   []Datalist
	Upload  string // address of the import; empty for who may not
}

// PointRow is a point in a list.
type PointRow struct {
	URL, Code, Name, Kind, Area, Unit string
	Retired                           bool
}

// PointPage is the page of one point.
type PointPage struct {
	Frame
	Heading string
	Retired bool
	Say     string // what its plate has to say: moved, replaced, retired
	Facts   []Fact
	Report  string // address of the report form with everything filled in
	Open    []Card // what is open there
	Forms   []Form
	Steps   []PointStep
	Names   []Datalist
	Plate   *PlateCard
	Sheet   string // address of the plate, to be printed
}

// PointStep is something that happened to a point.
type PointStep struct{ At, ISO, Who, Words, Note string }

// PlateSheet is plates to be printed on A4, eight a page.
type PlateSheet struct {
	Frame
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

// PlateFind asks for the code of a plate.
type PlateFind struct {
	Frame
	Form Form
}

// PointsUpload takes a file of points and shows what it would change.
type PointsUpload struct {
	Frame
	Said     string
	Mistakes []StandardMistake
	Upload   Form
	Save     *Form // brings in what was looked at
	Sample   string
}

func (*PointsUpload) template() string { return "points-upload" }
func (*Points) template() string       { return "points" }
func (*PointPage) template() string    { return "point" }
func (*PlateSheet) template() string   { return "plates" }
func (*PlateFind) template() string    { return "plate-find" }
