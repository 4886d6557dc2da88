package standard

import "xiaohao/faces/web/kit"

// StandardPage is the standard as a tree, filtered.
type StandardPage struct {
	kit.Frame
	Places   []kit.Link // the pages of the standard
	Heading  string
	Said     string // from when on it is in force, and by whom it was published
	Versions []kit.Link
	Keep     []kit.Field
	Search   kit.Field
	Filters  []kit.Field
	Narrow   bool // a filter is in force
	Found    string
	Export   string
	Branches []StandardBranch
	Account  *kit.Account // of the list that this version came from, after it was published
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
	kit.Frame
	Crumbs    []kit.Link
	Heading   string
	Code      string
	Veto      bool
	Facts     []kit.Fact
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
	kit.Frame
	Places  []kit.Link
	Filters []kit.Field
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
	kit.Frame
	Places   []kit.Link
	Mistakes []kit.RowMistake
	Said     string
	Account  *kit.Account // what became of the rows, or would
	Groups   []StandardGroup
	Checked  bool // it is right and changes something: Publish puts it in force
	Publish  kit.Form
	Upload   kit.Form
	Sample   *kit.Form // for a city without any standard
}

// StandardCoveragePage is where nobody answers for an item, and what inspections leave out.
type StandardCoveragePage struct {
	kit.Frame
	Places []kit.Link
	Said   string
	Bare   []kit.Link // items without any responsible unit
	Gaps   []StandardGap
	Looked *Looked // nil for whoever does not oversee the whole city
}

// StandardGap is an item for which somewhere nobody answers.
type StandardGap struct {
	Item  kit.Link
	Said  string
	Areas []string
}

func (*StandardPage) Template() string { return "standard" }

func (*StandardItemPage) Template() string { return "standard-item" }

func (*StandardDiffPage) Template() string { return "standard-diff" }

func (*StandardUploadPage) Template() string { return "standard-upload" }

func (*StandardCoveragePage) Template() string { return "standard-coverage" }
