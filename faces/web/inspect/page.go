package inspect

import "xiaohao/faces/web/kit"

// RoundsPage lists the rounds of inspections, the newest first.
type RoundsPage struct {
	kit.Frame
	New      string // address of the form, for who may plan
	Coverage string // address of what is left out, for who oversees the city
	Rows     []RoundRow
	Pager    kit.Pager
}

// RoundRow is a round in the list.
type RoundRow struct {
	Name, URL, State, Tone, Dates, Said, Score string
	Share                                      int // percent done
}

// RoundNewPage is the form of a new round, with what it would lead to once it was asked.
type RoundNewPage struct {
	kit.Frame
	Form    kit.Form
	Preview *RoundPreview
}

// RoundPreview says what a plan would lead to.
type RoundPreview struct {
	Said    string
	Note    string
	Kinds   []PreviewRow
	Areas   []PreviewRow
	Teams   []PreviewRow
	Confirm kit.Form
}

// PreviewRow is a number of points of a kind, an area or a team.
type PreviewRow struct{ Name, Value, Note string }

// RoundPage is one round with its progress.
type RoundPage struct {
	kit.Frame
	Heading      string
	Crumbs       []kit.Link
	State, Tone  string
	Said         []string
	Score, After string // in points; After only where re-inspections changed it
	Full         string
	Links        []kit.Link
	Forms        []kit.Form
	Teams        []PartRow
	Areas        []PartRow
	Stops        []StopRow
	Proof        []kit.Fact
	Pager        kit.Pager
}

// PartRow is the progress of a team or an area.
type PartRow struct {
	Name, Said, Score string
	Share             int
}

// StopRow is a point of a round.
type StopRow struct {
	Name, URL, Kind, Area, Who, Said, Tone string
}

// InspectionsPage is the history of a point.
type InspectionsPage struct {
	kit.Frame
	Heading string
	Said    []string
	Rows    []InspectionRow
	Pager   kit.Pager
}

// InspectionRow is an inspection in a list.
type InspectionRow struct {
	When, ISO, Who, Round, URL, Score, Said, Why string
	Tone                                         string
}

// InspectionPage is one inspection, item by item.
type InspectionPage struct {
	kit.Frame
	Heading      string
	Crumbs       []kit.Link
	Said         []string
	Warn         string // a clock that was off
	Score, After string
	Full         string
	Sums         []string // how the score came about
	Rows         []LineRow
	Note         string
}

// LineRow is an item of an inspection.
type LineRow struct {
	Code, Text, Result, Tone string
	Said                     []string // what was lost, by which rule; what a re-inspection made of it
	Answers                  []AnswerRow
	Matter                   *kit.Link
	MatterState              string
}

// AnswerRow is the answer to one question of an item.
type AnswerRow struct {
	Text, Result, Tone string
	Note, FixedNote    string
	Photos, Fixed      []kit.Photo
}

// MockPage is the mock assessment of a closed round.
type MockPage struct {
	kit.Frame
	Heading    string
	Crumbs     []kit.Link
	Said       []string
	Sides      []kit.Link // by the first looks, after re-inspections
	Got, Full  string
	Rate       string
	Sums       []string
	Dimensions []MockBranch
	Areas      []MockPlace
	Unseen     string
	Export     string
}

// MockBranch is a dimension with the items that lost points.
type MockBranch struct {
	Name, Said string
	Items      []MockLine
	Clean      string // items that lost nothing, in words
}

// MockLine is an item with its arithmetic and the areas behind it.
type MockLine struct{ Code, Text, Lost, Words, Areas string }

// MockPlace is an area scored by itself.
type MockPlace struct{ Name, Got, Full, Rate, Items string }

func (*RoundsPage) Template() string { return "rounds" }

func (*RoundNewPage) Template() string { return "round-new" }

func (*RoundPage) Template() string { return "round" }

func (*InspectionsPage) Template() string { return "looks" }

func (*InspectionPage) Template() string { return "inspection" }

func (*MockPage) Template() string { return "mock" }
