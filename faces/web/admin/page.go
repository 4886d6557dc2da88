package admin

import "xiaohao/faces/web/kit"

// Admin is one of the registers of the administration: areas, units, people.
type Admin struct {
	kit.Frame
	Heading string
	Lead    string // what this register is for
	Tabs    []kit.Link
	Search  kit.Field
	Keep    []kit.Field
	Columns []string
	Rows    []AdminRow
	Empty   string // what no rows mean, where nothing was searched for
	Pager   kit.Pager
	Forms   []kit.Form // add, or change the one that was opened
	Names   []kit.Datalist
}

// AdminRow is one entry of a register.
type AdminRow struct {
	URL    string // where it is changed
	Cells  []string
	Depth  int // of a tree, 0 to 4
	Former bool
}

// Policy shows the city's rules and takes new ones after they were checked.
type Policy struct {
	kit.Frame
	Tabs     []kit.Link
	Source   string
	Digest   string
	Since    string
	Mistakes []Mistake
	Changes  []Change
	Checked  bool     // the text was checked and is right
	Form     kit.Form // its one field is the text; with Checked it puts the policy in force
}

// Mistake is one thing wrong with a policy text.
type Mistake struct {
	Line, Column int
	Text         string
}

// Change is one difference between the policy in force and the new one.
type Change struct{ Path, Old, New string }

// Health is how the parts of the program do.
type Health struct {
	kit.Frame
	Tabs  []kit.Link
	Good  bool
	Said  string // all of it in one sentence
	Parts []HealthPart
}

// HealthPart is a part that needs attention.
type HealthPart struct {
	Name    string
	Failing []HealthNote
	Aside   []HealthNote // items that were set aside
}

// HealthNote is something that fails; each field is a sentence or empty.
type HealthNote struct {
	What string // the job or the item
	Said string // since when, how often
	Why  string // the error
	Mend string // what would mend it
}

func (*Health) Template() string { return "health" }
func (*Admin) Template() string  { return "admin" }

func (*Policy) Template() string { return "policy" }
