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
	Marks  []kit.MarkBlock
	Root   *kit.RootBlock
	Corner string
}

// CornerPage is the history of one place.
type CornerPage struct {
	kit.Frame
	Back                           kit.Link
	Where, Sum, Axis, Others, More string
	Lives                          []CornerLife
}

// CornerLife is a matter in it.
type CornerLife struct {
	kit.Card
	Here, Same bool
	Words      []string
	Bars       []CornerBar
}

// CornerBar is a time, in percent of the whole.
type CornerBar struct {
	X, W string
	Off  bool // struck off and taken up again later
}

func (*RecurringPage) Template() string { return "recurring" }

func (*CornerPage) Template() string { return "corner" }
