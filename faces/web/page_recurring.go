package web

// RecurringPage is the list of what came back, of what will not go away, or of the measures against it.
type RecurringPage struct {
	Frame
	Heading string
	Text    string
	Lists   []Link
	Halves  []Link // open, over
	Crumbs  []Link
	Areas   []RecurringArea
	Quiet   []Link // areas with none
	Rows    []RecurringRow
	Pager   Pager
	Rule    string
	Export  string
}

// RecurringArea is how an area stands.
type RecurringArea struct {
	Link
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
	Card
	Marks  []MarkBlock
	Root   *RootBlock
	Corner string
}

// MarkBlock says why a matter is marked.
type MarkBlock struct {
	Code, Title, Why string
	Of               []Link
}

// RootBlock is a root-cause measure and where it stands.
type RootBlock struct {
	Stage, Tone          string // in words, and the light's colour
	Needed               string // what is asked for, "" when it is there
	Cause, Measure, Unit string
	Until, Note          string
}

// CornerPage is the history of one place.
type CornerPage struct {
	Frame
	Back                           Link
	Where, Sum, Axis, Others, More string
	Lives                          []CornerLife
}

// CornerLife is a matter in it.
type CornerLife struct {
	Card
	Here, Same bool
	Words      []string
	Bars       []CornerBar
}

// CornerBar is a time, in percent of the whole.
type CornerBar struct {
	X, W string
	Off  bool // struck off and taken up again later
}

func (*RecurringPage) template() string { return "recurring" }
func (*CornerPage) template() string    { return "corner" }
