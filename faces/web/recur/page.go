package recur

import "xiaohao/faces/web/kit"

// RecurringPage is the list of what came back, of what will not go away, or of the measures against it.
type RecurringPage struct {
	kit.Frame
	Heading string
	Text    string
	Lists   []kit.Link
	Halves  []kit.Link // open, over
	Crumbs  []kit.Link
	Areas   []RecurringArea
	Quiet   []kit.Link // areas with none
	Rows    []RecurringRow
	Pager   kit.Pager
	Rule    string
	Export  string
}

// RecurringArea is how an area stands.
type RecurringArea struct {
	kit.Link
	Words, Late string
	Bars        []RecurringBar
}

// RecurringBar is a bar of hundredths of the longest.
type RecurringBar struct {
	Y, W int
	List string
}

// RecurringRow is a matter with why it is there and what is done about it.
type RecurringRow struct {
	kit.Card
	Marks []kit.MarkBlock
	Root  *kit.RootBlock
	Place string
}

// PlacePage is the history of one place.
type PlacePage struct {
	kit.Frame
	Back                           kit.Link
	Where, Sum, Axis, Others, More string
	Lives                          []PlaceLife
}

// PlaceLife is a matter in it.
type PlaceLife struct {
	kit.Card
	Here, Same bool
	Words      []string
	Bars       []PlaceBar
}

// PlaceBar is a time, in percent of the whole.
type PlaceBar struct {
	X, W   string
	Absent bool // struck off and taken up again later
}

func (*RecurringPage) Template() string { return "recurring" }

func (*PlacePage) Template() string { return "corner" }
