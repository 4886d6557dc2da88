package web

// StandardPage is the standard as a tree, filtered.
type StandardPage struct {
	Frame
	Places   []Link // the pages of the standard
	Heading  string
	Said     string // from when on it is in force, and by whom it was published
	Versions []Link
	Keep     []Field
	Search   Field
	Filters  []Field
	Narrow   bool // a filter is in force
	Found    string
	Export   string
	Branches []StandardBranch
	Empty    string
}

// StandardBranch is a dimension with what stands right in it.
type StandardBranch struct {
	Code, Name string
	Depth      int
	Points     string // of the items shown under it
	Items      []StandardRow
}

// StandardRow is an item in the tree.
type StandardRow struct {
	Code, Name, URL string
	Points          string
	Rule            string
	Veto            bool
	Method          string
	Kinds           string
}

// StandardItemPage is one item: what it asks, what it costs, who answers for it, how it came about.
type StandardItemPage struct {
	Frame
	Crumbs    []Link
	Heading   string
	Code      string
	Veto      bool
	Facts     []Fact
	Questions []StandardQuestion
	Duties    []StandardDuty
	NoDuty    bool
	History   []StandardStep
}

// StandardQuestion is a check question with the kinds of point it is asked at.
type StandardQuestion struct{ Code, Text, Kinds string }

// StandardDuty is who answers at one level.
type StandardDuty struct {
	Level string
	Said  string // the unit, or at how many areas of the level there is one
	Co    string
	Units []string // area and unit, where the level has several areas
	Gaps  string   // where nobody answers
}

// StandardStep is what a version did to an item.
type StandardStep struct {
	Title, URL string
	Changes    []string
}

// StandardDiffPage is the difference of two versions in words.
type StandardDiffPage struct {
	Frame
	Places  []Link
	Filters []Field
	Said    string
	Groups  []StandardGroup
}

// StandardGroup is changes of one sort.
type StandardGroup struct {
	Label string
	Lines []string
}

// StandardUploadPage takes a file, shows what it would change, and puts it in force.
type StandardUploadPage struct {
	Frame
	Places   []Link
	Mistakes []StandardMistake
	Said     string
	Groups   []StandardGroup
	Checked  bool // it is right and changes something: Publish puts it in force
	Publish  Form
	Upload   Form
	Sample   *Form // for a city without any standard
}

// StandardMistake is what is wrong with a row; Row is empty for the whole file.
type StandardMistake struct{ Row, Text string }

// StandardCoveragePage is where nobody answers for an item, and what inspections leave out.
type StandardCoveragePage struct {
	Frame
	Places []Link
	Said   string
	Bare   []Link // items without any responsible unit
	Gaps   []StandardGap
	Looked *Looked // nil for whoever does not oversee the whole city
}

// StandardGap is an item for which somewhere nobody answers.
type StandardGap struct {
	Item  Link
	Said  string
	Areas []string
}

func (*StandardPage) template() string         { return "standard" }
func (*StandardItemPage) template() string     { return "standard-item" }
func (*StandardDiffPage) template() string     { return "standard-diff" }
func (*StandardUploadPage) template() string   { return "standard-upload" }
func (*StandardCoveragePage) template() string { return "standard-coverage" }
